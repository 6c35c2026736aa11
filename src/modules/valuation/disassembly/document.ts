// 拆卸单: a whole is taken apart; its cost is split over the parts, by weights or by what they would cost, to the 分.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { isRefused } from '#kernel/refusal';
import { completeStock } from '#kernel/trade';
import { CONVERSION_HEAD, CONVERSION_REFUSALS, conversionLine, conversionTotal } from '../conversion.ts';
import { decideDisassembly, WORDS } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = CONVERSION_HEAD;
export const LINE = conversionLine(WORDS);

export const disassembly = defineDocument({
  type: 'disassembly',
  zh: '拆卸单',
  prefix: 'CXD',
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
  decide: decideDisassembly,
  summary: (doc) => ({ party: null, warehouse: doc.head.warehouse, total: conversionTotal(doc) }),
});
