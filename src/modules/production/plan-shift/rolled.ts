// 滚动计划: what a planning system publishes. An entry without a quantity and with a day moves the open plans of its goods; a quantity more is planned on the machine that
// makes them, as far as free stock does not cover it. Orders and materials follow by what those documents tell.
import { addDays, type Day, parseDay } from '#kernel/day';
import { formatQty, parseDecimal } from '#kernel/decimal';
import type { CommandRequest, HeardEvent } from '#kernel/module';
import type { Snapshot } from '#kernel/ports';
import { micro } from '#kernel/quantity';
import { type OpenLine, openLines } from './open-lines.ts';

/** An entry of the plan; `qty` in 10⁻⁶ base units, more or less than before; `plan` names one 生产计划. */
type Delta = { readonly sku: string; readonly qty: bigint; readonly due: Day | null; readonly plan: string | null };
/** Goods that are made here: where they were planned last. `free` is what stands in all warehouses and is promised to nobody. */
type Made = { readonly sku: string; readonly item: string; readonly machine: string; readonly warehouse: string; readonly free: string };
export type Rolled = { readonly deltas: readonly Delta[]; readonly lines: readonly OpenLine[]; readonly made: readonly Made[] };

/** Goods by their codes ($1) that some 生产计划 has put on a machine that is still there. */
const MADE = `select i.code as sku, i.id as item, last.machine, last.warehouse,
    coalesce((select sum(b.on_hand - b.allocated) from books.stock_balance b where b.org_id = i.org_id and b.item_id = i.id), 0)::text as free
  from books.record i join lateral (select d.head->>'machine' as machine, l.data->>'warehouse' as warehouse
    from books.document_line l join books.document d on d.org_id = l.org_id and d.id = l.doc_id and d.type = 'production-plan' and d.state in ('posted', 'closed') and d.reverses is null
    join books.record m on m.org_id = d.org_id and m.id::text = d.head->>'machine' and m.active
    where l.org_id = i.org_id and l.item_id = i.id order by d.day desc, d.id desc, l.line_no limit 1) last on true
  where i.org_id = books.org() and i.type = 'item' and i.active and i.code = any ($1::text[])`;

export async function readRolled(s: Snapshot, event: HeardEvent): Promise<Rolled> {
  const deltas = deltasIn(event);
  const skus = [...new Set(deltas.map((d) => d.sku))];
  return { deltas, lines: await openLines(s, { skus }, event.today), made: await s.query<Made>(MADE, [skus]) };
}

const deltasIn = (event: HeardEvent): readonly Delta[] =>
  (Array.isArray(event.payload['deltas']) ? (event.payload['deltas'] as readonly Readonly<Record<string, unknown>>[]) : []).map((d) => ({
    sku: String(d['sku'] ?? ''),
    qty: parseDecimal(String(d['qty'] ?? '0'), 6) ?? 0n,
    due: parseDay(String(d['due'] ?? '').slice(0, 10)),
    plan: typeof d['plan'] === 'string' && d['plan'] !== '' ? d['plan'] : null,
  }));

/** The day an open line is due by the rolled plan; the last entry that speaks of it counts. */
export const rolledDays =
  ({ deltas }: Rolled) =>
  (row: OpenLine, due: Day): Day =>
    deltas.findLast((d) => d.sku === row.sku && d.qty === 0n && d.due !== null && (d.plan === null || d.plan === row.plan))?.due ?? due;

/** One 生产计划 a machine with what is to be made in addition. Without a day of its own an entry is due at the end of the plan's horizon, and never before today. */
export function outputsOf(event: HeardEvent, { deltas, made }: Rolled, cause: string): readonly CommandRequest[] {
  const end = addDays(event.today, Number(event.payload['horizonDays'] ?? 0));
  const free = new Map(made.map((m) => [m.sku, BigInt(m.free)]));
  const byMachine = new Map<string, Record<string, unknown>[]>();
  for (const delta of deltas) {
    const goods = made.find((m) => m.sku === delta.sku);
    if (!goods || delta.qty <= 0n) continue;
    const there = free.get(delta.sku) ?? 0n;
    const short = there > 0n ? delta.qty - there : delta.qty;
    free.set(delta.sku, there - delta.qty > 0n ? there - delta.qty : 0n);
    if (short <= 0n) continue;
    const due = delta.due ?? end;
    const line = { item: goods.item, qty: formatQty(micro(short)), warehouse: goods.warehouse, due: due < event.today ? event.today : due };
    byMachine.set(goods.machine, [...(byMachine.get(goods.machine) ?? []), line]);
  }
  return [...byMachine].map(([machine, lines]) => ({
    key: `${event.id}/rolled/${machine}`,
    type: 'production-plan',
    command: 'approve',
    body: { day: event.today, head: { machine, remark: cause.slice(0, 500) }, lines },
  }));
}
