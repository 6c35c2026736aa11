// 超差放行单: somebody with the right says why a bill beyond the tolerances of 三单匹配 may be paid all the same. Books nothing; it is the trace.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { choice, money, note, text } from '#kernel/field';
import { NO_FEN, sumFen } from '#kernel/money';
import { VERDICT_ZH } from '../matching/tolerance.ts';
import { completeRelease, decideRelease } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  reason: note('放行原因', { required: true, max: 500, hint: '为什么照付：涨价已确认、运费另计等' }),
} as const;
export const LINE = {
  number: text('采购发票', { computed: true }),
  match: choice(
    '三单匹配',
    Object.entries(VERDICT_ZH).map(([value, zh]) => ({ value, zh })),
    { computed: true },
  ),
  said: text('匹配差异', { computed: true, secret: 'price' }),
  amount: money('价税合计', { computed: true, secret: 'price', sign: 'any' }),
  remark: text('备注', { max: 200 }),
} as const;

export const REFUSALS = {
  ...COMMON,
  'bill-needed': { http: 422, retry: 'never', zh: '第 {line} 行：请从采购发票选要放行的行' },
  'not-over': { http: 422, retry: 'never', zh: '第 {line} 行：发票 {number} 的这一行没有超差，不需要放行，请删去该行' },
  'released-already': { http: 409, retry: 'never', zh: '第 {line} 行：发票 {number} 的这一行已经放行，请删去该行' },
} as const;

export const matchRelease = defineDocument({
  type: 'match-release',
  zh: '超差放行单',
  prefix: 'CCFX',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [{ type: 'purchase-invoice', progress: 'released', limit: 'none', head: {}, line: {} }],
  needs: {},
  refusals: REFUSALS,
  screen,
  complete: completeRelease,
  decide: decideRelease,
  summary: (doc) => ({ party: null, warehouse: null, total: sumFen(doc.lines, (l) => l.amount ?? NO_FEN), title: doc.head.reason.slice(0, 60) }),
});
