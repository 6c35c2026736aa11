// Goods at a consignee (委托代销): ours until the consignee has sold them. What a settlement or a return takes of a 委托代销发货单, and what that cost. Pure.
import type { Facts } from '#kernel/facts';
import { divideHalfUp, type Fen, fen } from '#kernel/money';
import { present } from '#kernel/must';
import type { Complaint, RefusalTable } from '#kernel/refusal';
import type { StockLine } from '#kernel/trade';

/** Settled and returned goods leave the consignee alike, so both count under one name on the line. */
export const CLEARED = 'cleared';

export const CONSIGNMENT_REFUSALS = {
  'consignment-needed': { http: 422, retry: 'never', zh: '第 {line} 行：请从委托代销发货单选单，系统才知道这批货的成本' },
} as const satisfies RefusalTable;

/** Lines must say which goods at the consignee they are about. */
export const notPulled = (lines: readonly StockLine[]): readonly Complaint[] =>
  lines.flatMap((l, i): Complaint[] => (l.source ? [] : [{ refused: 'consignment-needed', path: `lines[${i}].source`, with: { line: String(l.no) } }]));

/** What each line's goods cost when they were sent, later corrections included: the difference of two running shares, so that all takings together take exactly all. */
export function clearedCosts(lines: readonly StockLine[], facts: Facts): readonly Fen[] {
  const taken = new Map<string, bigint>();
  return lines.map((line) => {
    const ref = present(line.source, 'source');
    const from = present(facts.sources[ref.doc], 'consignment issue');
    const source = present(from.lines[ref.line], 'line of the issue') as unknown as { readonly baseQty: bigint; readonly done: Readonly<Record<string, { readonly qty: bigint }>> };
    const whole = -present(from.moved[ref.line], 'movement of the issue').cost;
    const key = `${ref.doc}/${ref.line}`;
    const before = taken.get(key) ?? source.done[CLEARED]?.qty ?? 0n;
    const after = before + present(line.baseQty, 'base quantity');
    taken.set(key, after);
    return fen(divideHalfUp(whole * after, source.baseQty) - divideHalfUp(whole * before, source.baseQty));
  });
}

/** A line's share of what its issue has come to cost by now; null when the issue is not at hand. */
export function worthNow(line: StockLine, facts: Facts): Fen | null {
  const from = line.source ? facts.sources[line.source.doc] : undefined;
  const [source, moved] = [from?.lines[line.source?.line ?? 0] as unknown as { readonly baseQty: bigint } | undefined, from?.moved[line.source?.line ?? 0]];
  return source && moved && line.baseQty !== null ? fen(divideHalfUp(-moved.cost * line.baseQty, source.baseQty)) : null;
}
