// 增值税结转单: what a month owes of VAT moves from 应交增值税 to 未交增值税 (or what was paid too much moves back); a small taxpayer below the
// threshold turns its exempt tax into income. Its lines show the columns the figure comes from.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { money, note, ref } from '#kernel/field';
import { fen, NO_FEN } from '#kernel/money';
import { CLOSING_REFUSALS, TURN } from '../closing/entry.ts';
import { decideVatTransfer } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  unpaid: money('转出未交增值税', { sign: 'any', hint: '红字填负数' }),
  overpaid: money('转出多交增值税', { sign: 'any', hint: '只限本月已交而不应交的部分' }),
  exempt: money('小规模免征转出', { sign: 'any', hint: '未达起征点的小规模纳税人' }),
  turn: TURN,
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  account: ref('account', '科目', { required: true }),
  balance: money('余额', { required: true, sign: 'any', hint: '借方余额填正数，贷方余额填负数' }),
} as const;

export const REFUSALS = {
  ...COMMON,
  ...CLOSING_REFUSALS,
  'not-a-vat-account': { http: 422, retry: 'never', zh: '第 {line} 行：“{account}”不是应交增值税的明细科目' },
  'vat-left': { http: 422, retry: 'never', zh: '应交增值税还有贷方余额 {left} 未转出，请改“转出未交增值税”' },
  'vat-too-much': { http: 422, retry: 'never', zh: '转出未交增值税多转了 {over}：应交增值税会变成借方余额' },
  'small-has-no-columns': { http: 422, retry: 'never', zh: '小规模纳税人不设转出未交、转出多交专栏，只能填“小规模免征转出”' },
  'general-is-not-exempt': { http: 422, retry: 'never', zh: '一般纳税人没有小规模免征，请清空该栏' },
} as const;

export const vatTransfer = defineDocument({
  type: 'vat-transfer',
  zh: '增值税结转单',
  prefix: 'ZZSJZ',
  head: HEAD,
  line: LINE,
  linesOptional: true,
  flow: POSTING_FLOW,
  sources: [],
  needs: {},
  refusals: REFUSALS,
  screen,
  complete: (doc) => doc,
  decide: decideVatTransfer,
  summary: ({ head }) => ({ party: null, warehouse: null, total: fen((head.unpaid ?? NO_FEN) - (head.overpaid ?? NO_FEN) + (head.exempt ?? NO_FEN)), title: titleOf(head) }),
});

const titleOf = (head: { readonly overpaid: bigint | null; readonly exempt: bigint | null }): string =>
  (head.exempt ?? 0n) !== 0n ? '小规模免征增值税' : (head.overpaid ?? 0n) !== 0n ? '转出多交增值税' : '转出未交增值税';
