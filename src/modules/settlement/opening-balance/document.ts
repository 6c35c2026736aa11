// 期初往来单: what customers and suppliers owed and were owed before the books began, paper by paper, so that 核销 and 账龄 work from day one.
import { COMMON } from '#kernel/common-refusals';
import { addDays } from '#kernel/day';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { choice, day, money, note, ref, text } from '#kernel/field';
import type { Facts } from '#kernel/facts';
import { sumFen } from '#kernel/money';
import { decideOpeningBalance, REFUSALS } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = { remark: note('备注', { max: 500 }) } as const;
export const LINE = {
  side: choice(
    '类别',
    [
      { value: 'receivable', zh: '应收' },
      { value: 'payable', zh: '应付' },
      { value: 'advance', zh: '预收' },
      { value: 'prepaid', zh: '预付' },
    ],
    { initial: 'receivable' },
  ),
  party: ref('customer|supplier', '往来单位', { required: true }),
  amount: money('未结金额', { required: true, sign: 'positive', hint: '启用日还没有收付的金额，不是原单金额' }),
  origin: day('发生日期', { required: true, hint: '账龄从这一天算起' }),
  due: day('到期日', { hint: '留空按往来单位的信用天数' }),
  number: text('原单号', { max: 60, hint: '原来的发票号、送货单号或合同号；核销时按它认单' }),
  remark: text('备注', { max: 200 }),
} as const;

type Line = { readonly side: string | null; readonly party: string; readonly origin: Parameters<typeof addDays>[0]; readonly due: Parameters<typeof addDays>[0] | null };

/** Debts fall due after the party's credit days; money received or paid in advance never does. */
const dueOf = (line: Line, facts: Facts): Line['due'] =>
  line.due ?? (line.side === null || line.side === 'receivable' || line.side === 'payable' ? addDays(line.origin, facts.parties[line.party]?.creditDays ?? 0) : null);

export const openingBalance = defineDocument({
  type: 'opening-balance',
  zh: '期初往来单',
  prefix: 'QCWL',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [],
  needs: {},
  refusals: { ...COMMON, ...REFUSALS },
  screen,
  complete: (doc, facts) => ({ ...doc, lines: doc.lines.map((line) => ({ ...line, due: dueOf(line, facts) })) }),
  decide: decideOpeningBalance,
  summary: (doc) => {
    const parties = new Set(doc.lines.map((l) => l.party));
    return { party: parties.size === 1 ? (doc.lines[0]?.party ?? null) : null, warehouse: null, total: sumFen(doc.lines, (l) => l.amount) };
  },
});
