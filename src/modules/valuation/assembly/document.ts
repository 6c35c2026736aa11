// 组装单: components become products; the products cost what their components cost, and the extra cost.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { isRefused } from '#kernel/refusal';
import { completeStock } from '#kernel/trade';
import { CONVERSION_HEAD, CONVERSION_REFUSALS, conversionLine, conversionTotal } from '../conversion.ts';
import { decideAssembly, WORDS } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = CONVERSION_HEAD;
export const LINE = conversionLine(WORDS);

export const assembly = defineDocument({
  type: 'assembly',
  zh: '组装单',
  prefix: 'ZZD',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [],
  needs: { stock: 'move', warehouses: ['warehouse', 'into'] },
  refusals: { ...COMMON, ...CONVERSION_REFUSALS },
  screen,
  complete: (doc, facts) => {
    const lines = completeStock(doc.lines, facts);
    return isRefused(lines) ? lines : { ...doc, lines };
  },
  decide: decideAssembly,
  summary: (doc) => ({ party: null, warehouse: doc.head.warehouse, total: conversionTotal(doc) }),
});
