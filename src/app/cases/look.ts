// What the books say after a step: the ledger line by line with its corrections, pools with their layers, vouchers by document, promises. Everything a case asks is read off this.
import type { Day } from '#kernel/day';
import { unitsOf, yuanOf } from './figures.ts';
import type { World } from './world.ts';

export type LedgerLine = {
  readonly doc: string;
  readonly type: string;
  readonly item: string;
  readonly warehouse: string;
  readonly lot: string | null;
  readonly day: Day;
  readonly qty: number;
  /** As posted, in 元. */
  readonly posted: number;
  /** What corrections have added since. */
  readonly corrected: number;
  /** Neither taken back nor the red twin of something. */
  readonly live: boolean;
  /** The document whose goods these are; a line without quantity changes their value. */
  readonly of: string | null;
};
export type LayerSeen = { readonly qty: number; readonly value: number; readonly day: Day | null };
export type PoolSeen = {
  readonly item: string;
  readonly group: string | null;
  readonly lot: string | null;
  readonly qty: number;
  readonly value: number;
  readonly price: number;
  readonly layers: readonly LayerSeen[];
};
export type Look = {
  readonly lines: readonly LedgerLine[];
  readonly pools: readonly PoolSeen[];
  /** Debit − credit in 元: document → account → amount. */
  readonly vouchers: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly reserved: number;
  readonly onHand: number;
  /** What has been spread of bills for charges. */
  readonly claimed: number;
};

type RawLine = {
  doc: string;
  type: string;
  item: string;
  warehouse: string;
  lot: string | null;
  day: Day;
  qty: bigint;
  cost: bigint;
  corrected: bigint;
  live: boolean;
  of: string | null;
};
type RawPool = { item: string; grp: string | null; lot: string | null; qty: bigint; value: bigint; price: bigint; layers: readonly (readonly [string, string, string])[] };

/** Reads the books as they stand. */
export async function lookAt(world: World): Promise<Look> {
  const lines = await world.rows<RawLine>(
    // What a count's difference changed by since belongs to the count.
    `select d.id as doc, d.type, s.item_id as item, s.warehouse_id as warehouse, l.no as lot, s.day::text, s.qty, s.cost,
        coalesce((select sum(c.cost) from books.stock_line c where c.corrects = s.id), 0)::bigint as corrected, d.reverses is null and d.reversed_by is null as live, case when s.basis <> 'counted' then s.of_doc end as of
      from books.stock_line s join books.document d on d.id = case when s.basis = 'counted' then s.of_doc else s.doc_id end left join books.lot l on l.id = s.lot_id where s.corrects is null order by s.day, s.id`,
  );
  const pools = await world.rows<RawPool>(
    `select p.item_id as item, nullif(p.cost_group, books.nil()) as grp, l.no as lot, p.qty, p.value, p.last_price as price, p.layers from books.cost_pool p left join books.lot l on l.id = p.lot_id`,
  );
  const vouchers = await world.rows<{ doc: string; account: string; net: bigint }>(
    `select v.doc_id as doc, l.account, sum(l.debit - l.credit)::bigint as net from books.voucher v join books.voucher_line l on l.voucher_id = v.id group by 1, 2`,
  );
  const [sums] = await world.rows<{ reserved: bigint; hand: bigint; claimed: bigint }>(
    `select (select coalesce(sum(open), 0)::bigint from books.reservation) as reserved, (select coalesce(sum(on_hand), 0)::bigint from books.stock_balance) as hand,
      (select coalesce(sum(amount), 0)::bigint from books.progress where kind = 'allocated') as claimed`,
  );
  const days = new Map(lines.map((l) => [l.doc, l.day]));
  const byDoc = new Map<string, Map<string, number>>();
  for (const v of vouchers) byDoc.set(v.doc, (byDoc.get(v.doc) ?? new Map<string, number>()).set(v.account, yuanOf(v.net)));
  return {
    lines: lines.map((l) => ({ ...l, qty: unitsOf(l.qty), posted: yuanOf(l.cost), corrected: yuanOf(l.corrected) })),
    pools: pools.map((p) => ({ item: p.item, group: p.grp, lot: p.lot, qty: unitsOf(p.qty), value: yuanOf(p.value), price: unitsOf(p.price), layers: layersOf(p, days) })),
    vouchers: byDoc,
    reserved: unitsOf(sums?.reserved ?? 0n),
    onHand: unitsOf(sums?.hand ?? 0n),
    claimed: yuanOf(sums?.claimed ?? 0n),
  };
}

/** Layers of stock; what was issued beyond it is one layer below zero. */
function layersOf(p: RawPool, days: ReadonlyMap<string, Day>): readonly LayerSeen[] {
  if (p.qty < 0n) return [{ qty: unitsOf(p.qty), value: yuanOf(p.value), day: null }];
  return p.layers.map(([of, qty, value]) => ({ qty: unitsOf(BigInt(qty)), value: yuanOf(BigInt(value)), day: days.get(of.split('/')[0] ?? '') ?? null }));
}

export type Where = { readonly item: string; readonly warehouse?: string | undefined; readonly lot?: string | undefined };

/** Quantity, value and unit cost of an item, in one warehouse or lot where asked. */
export function stockOf(look: Look, where: Where): { readonly qty: number; readonly value: number; readonly rate: number; readonly layers: readonly LayerSeen[] } {
  const pools = look.pools.filter(
    (p) => p.item === where.item && (where.lot === undefined ? p.lot === null : p.lot === where.lot) && (where.warehouse === undefined || p.group === where.warehouse),
  );
  const lines = look.lines.filter(
    (l) => l.item === where.item && (where.lot === undefined || l.lot === where.lot) && (where.warehouse === undefined || l.warehouse === where.warehouse),
  );
  const total = (list: readonly number[]): number => list.reduce((sum, n) => sum + n, 0);
  // Where no pool stands for it (one lot under an average, one warehouse of the company's pool), the ledger tells.
  const known = pools.length > 0;
  const qty = known ? total(pools.map((p) => p.qty)) : total(lines.map((l) => l.qty));
  const value = known ? total(pools.map((p) => p.value)) : total(lines.map((l) => l.posted + l.corrected));
  return { qty: clean(qty), value: clean(value), rate: Math.abs(qty) < 1e-9 ? (pools[0]?.price ?? 0) : value / qty, layers: pools.flatMap((p) => p.layers) };
}

/** Sums of decimals without binary dust. */
export const clean = (n: number): number => Math.round(n * 1e6) / 1e6 || 0;
