// 核销 lines: how much of which open item. Shared by payments, collections and settlement matches. Pure.
import { formatFen } from '#kernel/decimal';
import type { Settle } from '#kernel/decision';
import type { Facts, OpenItemFacts } from '#kernel/facts';
import { day, money, ref, text } from '#kernel/field';
import { credit, debit, type JournalLine } from '#kernel/journal';
import { type Fen, fen } from '#kernel/money';
import { present } from '#kernel/must';
import type { Complaint } from '#kernel/refusal';

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
  'over-open': { http: 409, retry: 'never', zh: '第 {line} 行：{number} 未核销 {open}，本次核销 {asked}，多出 {over}' },
} as const;

const SIDE_ZH = { receivable: '应收', payable: '应付' } as const;
export const openOf = (item: OpenItemFacts): Fen => fen(item.amount - item.settled);

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
    const over = item.amount < 0n ? openOf(item) - total : total - openOf(item);
    return over > 0n ? [{ refused: 'over-open', path: `lines[${i}].amount`, with: { ...said, asked: formatFen(total), over: formatFen(over) } }] : [];
  });
}

export const settlesOf = (lines: readonly Allocation[]): readonly Settle[] => lines.map((l) => ({ openItem: l.openItem, amount: l.amount }));

/** The ledger side of one match: a payable is debited, a receivable credited; a negative item the other way round. */
export function settleLine(line: Allocation, facts: Facts, summary: string): JournalLine {
  const item = present(facts.openItems[line.openItem], 'open item');
  const size = fen(line.amount < 0n ? -line.amount : line.amount);
  const debits = (item.side === 'payable') === line.amount > 0n;
  return (debits ? debit : credit)(item.account, size, summary, { party: item.party });
}
