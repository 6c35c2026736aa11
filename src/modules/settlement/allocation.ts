// 核销 lines: how much of which open item. Shared by payments, collections and settlement matches. Pure.
import { formatFen } from '#kernel/decimal';
import type { Settle } from '#kernel/decision';
import type { Facts, OpenItemFacts } from '#kernel/facts';
import { day, money, ref, text } from '#kernel/field';
import { credit, debit, type JournalLine } from '#kernel/journal';
import { type Fen, fen } from '#kernel/money';
import { present } from '#kernel/must';
import type { Complaint } from '#kernel/refusal';
import { shareOf } from './invoice.ts';

export const ALLOCATION_LINE = {
  openItem: ref('open-item', '往来单据', { required: true }),
  amount: money('本次核销', { required: true, sign: 'any', hint: '红字发票和预付、预收填负数' }),
  number: text('单号', { computed: true }),
  due: day('到期日', { computed: true }),
  open: money('未核销金额', { computed: true }),
  remark: text('备注', { max: 200 }),
} as const;

export type Allocation = { readonly no: number; readonly openItem: string; readonly amount: Fen };
export type Side = 'receivable' | 'payable';

export const ALLOCATION_REFUSALS = {
  'open-item-gone': { http: 422, retry: 'never', zh: '第 {line} 行：所选往来单据不存在，请重新选择' },
  'open-item-not-yours': { http: 422, retry: 'never', zh: '第 {line} 行：{number} 属于“{party}”的{side}，不能在本单核销' },
  'amount-wrong-sign': { http: 422, retry: 'never', zh: '第 {line} 行：{number} 的未核销金额为 {open}，本次核销须与它同号且不为 0' },
  'currency-differs': { http: 422, retry: 'never', zh: '第 {line} 行：{number} 是{currency}往来，一张单据只能核销同一币种的往来；请分开核销，或改单据币种' },
  'over-open': { http: 409, retry: 'never', zh: '第 {line} 行：{number} 未核销 {open}，本次核销 {asked}，多出 {over}' },
} as const;

const SIDE_ZH = { receivable: '应收', payable: '应付' } as const;
/** A debt in its own money: 外币 debts are counted in their currency, others in 人民币. */
export const inOwn = (item: OpenItemFacts): { readonly amount: Fen; readonly settled: Fen } =>
  item.foreign == null ? item : { amount: fen(item.foreign), settled: fen(item.foreignSettled ?? 0n) };
export const openOf = (item: OpenItemFacts): Fen => {
  const { amount, settled } = inOwn(item);
  return fen(amount - settled);
};

/** What a line takes off the books in 人民币: of a 外币 debt its share of what the debt was booked at, cumulative, so that the parts add up to the whole. */
export type Carried<L extends Allocation = Allocation> = L & { readonly carried: Fen };
export function withCarried<L extends Allocation>(lines: readonly L[], facts: Facts): readonly Carried<L>[] {
  const before = new Map<string, bigint>();
  return lines.map((line) => {
    const item = present(facts.openItems[line.openItem], 'open item');
    if (item.foreign == null) return { ...line, carried: line.amount };
    const done = before.get(item.id) ?? item.foreignSettled ?? 0n;
    before.set(item.id, done + line.amount);
    const sign = item.foreign < 0n ? -1n : 1n;
    return { ...line, carried: shareOf(item.amount, item.foreign, sign * done, sign * line.amount) };
  });
}

/** Shows number, due day and what is open next to every line. */
export const completeAllocations = <L extends Allocation>(lines: readonly L[], facts: Facts): readonly L[] =>
  lines.map((line) => {
    const item = facts.openItems[line.openItem];
    return item ? { ...line, number: item.number, due: item.due, open: openOf(item) } : line;
  });

/** What is wrong with the lines; `allowed` are the sides and parties whose items this document may match. */
export function checkAllocations(lines: readonly Allocation[], facts: Facts, allowed: readonly { readonly side: Side; readonly party: string }[]): readonly Complaint[] {
  const asked = new Map<string, bigint>();
  return lines.flatMap((line, i): Complaint[] => {
    const item = facts.openItems[line.openItem];
    const at = { line: String(line.no) };
    if (!item) return [{ refused: 'open-item-gone', path: `lines[${i}].openItem`, with: at }];
    const said = { ...at, number: item.number, open: formatFen(openOf(item)) };
    if (!allowed.some((a) => a.side === item.side && a.party === item.party))
      return [
        { refused: 'open-item-not-yours', path: `lines[${i}].openItem`, with: { ...said, party: facts.parties[item.party]?.name ?? '其他往来单位', side: SIDE_ZH[item.side] } },
      ];
    if (line.amount === 0n || line.amount < 0n !== item.amount < 0n) return [{ refused: 'amount-wrong-sign', path: `lines[${i}].amount`, with: said }];
    const total = (asked.get(item.id) ?? 0n) + line.amount;
    asked.set(item.id, total);
    const over = inOwn(item).amount < 0n ? openOf(item) - total : total - openOf(item);
    return over > 0n ? [{ refused: 'over-open', path: `lines[${i}].amount`, with: { ...said, asked: formatFen(total), over: formatFen(over) } }] : [];
  });
}

export const settlesOf = (lines: readonly Carried[], facts: Facts): readonly Settle[] =>
  lines.map((l) => ({ openItem: l.openItem, amount: l.carried, ...(facts.openItems[l.openItem]?.foreign == null ? {} : { foreign: l.amount }) }));

/** A complaint for every line whose debt is in another money than `currency`. */
export const otherCurrencies = (lines: readonly Allocation[], currency: string | null, facts: Facts): readonly Complaint[] =>
  lines.flatMap((line, i): Complaint[] => {
    const item = facts.openItems[line.openItem];
    if (!item || (item.currency ?? null) === currency) return [];
    const name = item.currency ? (facts.records[item.currency]?.name ?? '外币') : '人民币';
    return [{ refused: 'currency-differs', path: `lines[${i}].openItem`, with: { line: String(line.no), number: item.number, currency: name } }];
  });

/** The ledger side of one match: a payable is debited, a receivable credited; a negative item the other way round. */
export function settleLine(line: Carried, facts: Facts, summary: string): JournalLine {
  const item = present(facts.openItems[line.openItem], 'open item');
  const size = fen(line.carried < 0n ? -line.carried : line.carried);
  const debits = (item.side === 'payable') === line.carried > 0n;
  return (debits ? debit : credit)(item.account, size, summary, { party: item.party });
}
