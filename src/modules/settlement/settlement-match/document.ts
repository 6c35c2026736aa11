// 核销单: matches what runs one way against what runs the other, without money: 预付冲应付, 预收冲应收, 应收冲应付.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { choice, flag, note, ref } from '#kernel/field';
import { type Fen, fen } from '#kernel/money';
import { ALLOCATION_LINE, ALLOCATION_REFUSALS, completeAllocations } from '../allocation.ts';
import { decideSettlementMatch } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  kind: choice(
    '核销方式',
    [
      { value: 'prepaid', zh: '预付冲应付' },
      { value: 'advance', zh: '预收冲应收' },
      { value: 'offset', zh: '应收冲应付' },
    ],
    { required: true, initial: 'prepaid' },
  ),
  supplier: ref('supplier', '供应商'),
  customer: ref('customer', '客户'),
  sameCompany: flag('客户与供应商为同一单位', { hint: '应收冲应付须确认' }),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = ALLOCATION_LINE;

export const REFUSALS = {
  ...COMMON,
  ...ALLOCATION_REFUSALS,
  'party-needed': { http: 422, retry: 'never', zh: '“{kind}”须填写{party}' },
  'same-company-needed': { http: 422, retry: 'never', zh: '应收冲应付只限同一单位：请确认“{customer}”与“{supplier}”为同一单位并勾选' },
  'tax-no-differs': { http: 422, retry: 'never', zh: '“{customer}”与“{supplier}”的税号不同（{one} / {other}），不是同一单位' },
  'match-unbalanced': { http: 422, retry: 'never', zh: '核销不平：{left} {leftAmount}，{right} {rightAmount}，相差 {off}' },
} as const;

/** Half of what is matched on both sides together. */
const matched = (lines: readonly { readonly amount: Fen }[]): Fen => fen(lines.reduce((sum: bigint, l) => sum + (l.amount < 0n ? -l.amount : l.amount), 0n) / 2n);

export const settlementMatch = defineDocument({
  type: 'settlement-match',
  zh: '核销单',
  prefix: 'HXD',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [],
  needs: { openItems: 'payable' },
  refusals: REFUSALS,
  screen,
  complete: (doc, facts) => ({ ...doc, lines: completeAllocations(doc.lines, facts) }),
  decide: decideSettlementMatch,
  summary: (doc) => ({ party: doc.head.supplier ?? doc.head.customer, warehouse: null, total: matched(doc.lines) }),
});
