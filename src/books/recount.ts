// What was counted stays counted: a document dated before a posted 盘点单 changes that count's difference, not what the count found. Open months only.
// Which counts follow, by how much, and the movements and voucher that say so. Goods with serial numbers follow piece by piece (recount-pieces.ts); where an average
// or layers value them together, all pieces that a line found are one figure, and all that it missed another.
import { keyFor, methodOf, type PoolState, share, stateOf, worthAt } from '#costing';
import { accountOf } from '#kernel/checks';
import { formatQty } from '#kernel/decimal';
import type { Day } from '#kernel/day';
import type { Movement, Posting } from '#kernel/decision';
import type { Facts } from '#kernel/facts';
import { credit, debit, type JournalLine } from '#kernel/journal';
import { divideHalfUp, fen } from '#kernel/money';
import { present } from '#kernel/must';
import { isInside, outside, storage } from '#kernel/place';
import type { Tx } from '#kernel/ports';
import { micro } from '#kernel/quantity';
import { Refusal, refuse } from '#kernel/refusal';
import { keyOf, poolChanges } from './pools.ts';

/** What is being booked: on which day, and, for a red or corrected document, in whose place it stands there. */
export type Seen = { readonly movements: readonly Movement[]; readonly day: Day; readonly stands: string | null };
type Shelf = { readonly lot: string | null; readonly bin: string | null; readonly qty: bigint };
/** Quantity and value of a difference, positive when the count found too much. */
type Difference = { readonly qty: bigint; readonly value: bigint };
type Side = 'gain' | 'loss';
/** A line of a count whose difference follows: what it is now, and by how much it changes on which shelf. */
export type Follow = {
  readonly doc: string;
  readonly line: number;
  readonly day: Day;
  readonly item: string;
  readonly warehouse: string;
  /** Of a line of pieces that are valued together: those it found, or those it missed. */
  readonly side: Side | null;
  readonly before: Difference;
  readonly shelves: readonly Shelf[];
  /** What the line's reason says: the account on the other side, and whether input VAT goes back with what is missing. */
  readonly account: string | null;
  readonly transferInput: boolean;
};
export type Recounted = Follow & { readonly after: Difference };

export const changeOf = (f: Follow): bigint => f.shelves.reduce((sum, s) => sum + s.qty, 0n);

/** May a count follow a document of this day at all? Asked before anything is read. Counts of the same day follow only what stands where an earlier document stood. */
export const mayFollow = (facts: Facts, { day, stands }: Pick<Seen, 'day' | 'stands'>): boolean =>
  stands === null ? (facts.lastCount ?? '') > day : (facts.lastCount ?? '') >= day;

type Counted = {
  readonly doc: string;
  readonly line: number;
  readonly day: Day;
  readonly later: boolean;
  readonly item: string;
  readonly warehouse: string;
  readonly lot: string | null;
  readonly bin: string | null;
  readonly account: string | null;
  readonly input: boolean;
  readonly qty: string;
  readonly value: string;
  /** The same of all pieces of the line that it found, and that it missed: [quantity, value]. */
  readonly gain: readonly [string, string];
  readonly loss: readonly [string, string];
};

/** The counts that follow: of every shelf the first one after the document. One round trip. */
export async function countsAfter(tx: Tx, seen: readonly Seen[], facts: Facts): Promise<readonly Follow[]> {
  const touched = seen.flatMap((s) => shelvesOf(s));
  const since = touched.map((t) => t.day).toSorted()[0];
  if (since === undefined) return [];
  const pieces = [...new Map(touched.flatMap((t) => (t.lot !== null && facts.items[t.item]?.tracksSerials ? [[t.lot, t] as const] : []))).values()];
  const lines = await tx.query<Counted>(
    `select d.id as doc, l.line_no as line, d.day::text, coalesce(d.approved_at > o.approved_at, false) as later, l.item_id as item, d.warehouse_id as warehouse,
        coalesce(p.lot, (select t.id from books.lot t where t.org_id = d.org_id and t.item_id = l.item_id and t.no = l.data->>'lot')) as lot, l.data->>'bin' as bin,
        nullif(r.data->>'account', '') as account, coalesce((r.data->>'transferInput')::boolean, false) as input, s.qty::text, s.value::text, s.gain, s.loss
      from books.document d left join books.document o on o.org_id = d.org_id and o.id = $4::uuid
      join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id and l.item_id = any ($2::uuid[]) and l.base_qty is not null
      left join books.record r on r.org_id = d.org_id and r.id = (l.data->>'reason')::uuid
      -- A line of goods with serial numbers speaks for each of its pieces.
      left join unnest($6::uuid[], $7::uuid[], $8::boolean[]) as p(lot, item, pooled) on p.item = l.item_id
      cross join lateral (select coalesce(sum(x.qty) filter (where x.own), 0) as qty, coalesce(sum(x.value) filter (where x.own), 0) as value,
          array[coalesce(sum(x.qty) filter (where x.counter = 'gain'), 0)::text, coalesce(sum(x.value) filter (where x.counter = 'gain'), 0)::text] as gain,
          array[coalesce(sum(x.qty) filter (where x.counter = 'loss'), 0)::text, coalesce(sum(x.value) filter (where x.counter = 'loss'), 0)::text] as loss
        from (select x.qty, x.counter, p.lot is null or x.lot_id = p.lot as own, x.cost + coalesce((select sum(c.cost) from books.stock_line c where c.org_id = x.org_id and c.corrects = x.id), 0) as value
          from books.stock_line x where x.org_id = d.org_id and ((x.doc_id = d.id and x.line_no = l.line_no) or (x.of_doc = d.id and x.of_line = l.line_no and x.basis = 'counted'))
            and (p.lot is null or p.pooled or x.lot_id = p.lot)) x) s
      where d.org_id = books.org() and d.type = 'stock-count' and d.state = 'posted' and d.reverses is null and d.id is distinct from $4::uuid
        and d.day >= $1::date and d.period > $5::int and d.warehouse_id = any ($3::uuid[])
      order by d.day, d.approved_at, d.id, l.line_no`,
    [
      since,
      unique(touched.map((t) => t.item)),
      unique(touched.map((t) => t.warehouse)),
      seen.find((s) => s.stands !== null)?.stands ?? null,
      facts.closedThrough ?? 0,
      pieces.map((p) => p.lot),
      pieces.map((p) => p.item),
      pieces.map((p) => pooled(p.item, facts)),
    ],
  );
  const follows = new Map<string, Follow>();
  const found = new Map<string, bigint>();
  for (const t of touched) {
    const count = lines.find((c) => (c.day > t.day || (c.day === t.day && t.stands && c.later)) && covers(c, t, facts));
    if (!count) continue;
    const piece = `${count.doc}/${count.line}/${facts.items[t.item]?.tracksSerials ? t.lot : ''}`;
    const qty = found.get(piece) ?? BigInt(count.qty);
    found.set(piece, qty - t.qty);
    // A piece that was found or missed leaves that side; one that was neither comes to a side.
    const side = pooled(t.item, facts) ? ((qty === 0n ? -t.qty : qty) > 0n ? 'gain' : 'loss') : null;
    const key = side === null ? piece : `${count.doc}/${count.line}/${side}`;
    const before = follows.get(key) ?? fromLine(count, side);
    follows.set(key, { ...before, shelves: added(before.shelves, { lot: t.lot, bin: t.bin, qty: -t.qty }) });
  }
  return [...follows.values()].filter((f) => f.shelves.length > 0);
}

/** Pieces with serial numbers that are valued together. */
const pooled = (item: string, facts: Facts): boolean => facts.items[item]?.tracksSerials === true && facts.items[item]?.costMethod !== 'individual';

const unique = (list: readonly string[]): string[] => [...new Set(list)];
const fromLine = (c: Counted, side: Side | null): Follow => ({
  doc: c.doc,
  line: c.line,
  day: c.day,
  item: c.item,
  warehouse: c.warehouse,
  side,
  before: side === null ? { qty: BigInt(c.qty), value: BigInt(c.value) } : { qty: BigInt(c[side][0]), value: BigInt(c[side][1]) },
  shelves: [],
  account: c.account,
  transferInput: c.input,
});

/** A line without a bin speaks for all bins; one of goods without lots for all there is. */
const covers = (c: Counted, shelf: Shelf & { readonly item: string; readonly warehouse: string }, facts: Facts): boolean =>
  c.item === shelf.item &&
  c.warehouse === shelf.warehouse &&
  (c.bin === null || c.bin === shelf.bin) &&
  (!(facts.items[c.item]?.tracksLots || facts.items[c.item]?.tracksSerials) || c.lot === shelf.lot);

type Touched = Shelf & { readonly item: string; readonly warehouse: string; readonly day: Day; readonly stands: boolean };

/** What a document changes on the shelves that counts look at. */
function shelvesOf({ movements, day, stands }: Seen): readonly Touched[] {
  return movements.flatMap((m) => {
    if (m.qty === 0n) return [];
    const side = (place: Movement['from'], qty: bigint): Touched[] =>
      isInside(place) && place.kind === 'storage' ? [{ item: m.item, warehouse: place.warehouse, lot: m.lot, bin: place.bin, qty, day, stands: stands !== null }] : [];
    return [...side(m.from, -m.qty), ...side(m.to, m.qty)];
  });
}

/** One more change of a shelf; those that cancel out are gone. */
function added(shelves: readonly Shelf[], more: Shelf): readonly Shelf[] {
  const same = (s: Shelf): boolean => s.lot === more.lot && s.bin === more.bin;
  const qty = shelves.reduce((sum, s) => (same(s) ? sum + s.qty : sum), more.qty);
  return [...shelves.filter((s) => !same(s)), ...(qty === 0n ? [] : [{ ...more, qty }])];
}

/** What the differences come to where no history is replayed: standard costs, and 全月一次 until its month is closed. `posting` is booked before. */
export function withoutReplay(follows: readonly Follow[], posting: Posting, facts: Facts): readonly Recounted[] {
  const booked = new Map(poolChanges(posting, facts).changes.map((c) => [keyOf(c), c]));
  const states = new Map<string, PoolState>();
  return follows.map((f) => {
    const key = keyFor(facts, { item: f.item, warehouse: f.warehouse, lot: null });
    const [pool, change, item] = [stateOf(facts.pools[key]), booked.get(key), present(facts.items[f.item], 'item')];
    const state = states.get(key) ?? {
      ...pool,
      qty: pool.qty + (change?.qty ?? 0n),
      value: pool.value + (change?.value ?? 0n),
      price: item.costMethod === 'standard' ? (item.standardCost ?? 0n) : pool.price,
    };
    const by = changeOf(f);
    const method = methodOf(item.costMethod);
    const worth = state.qty > 0n ? share(state.value, by, state.qty) : worthAt(by, state.price);
    const next = by < 0n ? method.issue(state, { of: 'now', qty: -by }).state : method.receive(state, { of: 'now', qty: by, cost: worth }).state;
    states.set(key, next);
    return { ...f, after: { qty: f.before.qty + by, value: f.before.value + next.value - state.value } };
  });
}

const on = (side: Side, d: Difference): Difference => ((side === 'gain' ? d.qty > 0n : d.qty < 0n) ? d : { qty: 0n, value: 0n });

/** The movements that change a difference, shelf by shelf: what it was is taken back on its side first, so that the last one stands on the side it is on now. */
export function recountMovements(r: Recounted, line: number, facts: Facts): readonly Movement[] {
  let now = r.before;
  return r.shelves.flatMap((shelf, i) => {
    const next: Difference = { qty: now.qty + shelf.qty, value: i === r.shelves.length - 1 ? r.after.value : now.value };
    const sides: readonly Side[] = now.qty < 0n ? ['loss', 'gain'] : ['gain', 'loss'];
    const made = sides.flatMap((side) => {
      const [qty, value] = [on(side, next).qty - on(side, now).qty, on(side, next).value - on(side, now).value];
      return qty === 0n && value === 0n ? [] : [movement(r, { side, line, shelf, qty, value }, facts)];
    });
    now = next;
    return made;
  });
}

function movement(r: Recounted, at: Difference & { readonly side: Side; readonly line: number; readonly shelf: Shelf }, facts: Facts): Movement {
  const [here, there] = [storage(r.warehouse, at.shelf.bin), outside(at.side)];
  const inward = at.qty >= 0n;
  return {
    line: at.line,
    item: r.item,
    lot: at.shelf.lot,
    qty: micro(inward ? at.qty : -at.qty),
    cost: fen(inward ? at.value : -at.value),
    from: inward ? there : here,
    to: inward ? here : there,
    account: present(facts.items[r.item], 'item').inventoryAccount,
    taxAttribute: at.side === 'loss' && r.transferInput ? 'input-transfer' : 'none',
    ownership: 'own',
    basis: 'counted',
    of: { doc: r.doc, line: r.line },
    atOrigin: true,
    against: r.account ?? accountOf(facts, at.side === 'gain' ? 'gain.count' : 'loss.count'),
  };
}

/** 借 存货 贷 盘盈、盘亏处理科目 by what a movement brings in (in red by what it takes out), with the input VAT that goes back with it. */
export function recountLines(
  m: Pick<Movement, 'item' | 'taxAttribute' | 'account'> & { readonly value: bigint; readonly against: string },
  words: string,
  facts: Facts,
): readonly JournalLine[] {
  const rate = m.taxAttribute === 'input-transfer' && facts.org.vat === 'general' ? present(facts.items[m.item], 'item').taxRate : 0n;
  const tax = divideHalfUp(-m.value * rate, 1_000_000n);
  return [
    debit(m.account, fen(m.value), words),
    credit(m.against, fen(m.value), words),
    ...(tax === 0n ? [] : [debit(m.against, fen(tax), `${words} 进项税转出`), credit(accountOf(facts, 'vat.inputTransferOut'), fen(tax), `${words} 进项税转出`)]),
  ];
}

/** When all is booked, no shelf may be below zero. */
export async function checkShort(tx: Tx, at: { readonly items: readonly string[]; readonly warehouses: readonly string[] }): Promise<void> {
  const [bad] = await tx.query<{ item: string; unit: string; warehouse: string; have: string }>(
    `select i.name as item, i.data->>'unit' as unit, w.name as warehouse, least(b.on_hand, b.on_hold, b.in_transit)::text as have from books.stock_balance b
      join books.record i on i.org_id = b.org_id and i.id = b.item_id join books.record w on w.org_id = b.org_id and w.id = b.warehouse_id
      where b.org_id = books.org() and b.item_id = any ($1::uuid[]) and b.warehouse_id = any ($2::uuid[]) and least(b.on_hand, b.on_hold, b.in_transit) < 0
        and not coalesce((w.data->>'allowNegative')::boolean, false) limit 1`,
    [unique(at.items), unique(at.warehouses)],
  );
  if (!bad) return;
  const short = formatQty(micro(-BigInt(bad.have)));
  throw new Refusal(refuse('not-enough-stock', { with: { item: bad.item, warehouse: bad.warehouse, available: `-${short}`, needed: '0', short, unit: bad.unit } }));
}

/** Whose shelves a document's movements touch. */
export const shortAt = (movements: readonly Movement[]): { readonly items: readonly string[]; readonly warehouses: readonly string[] } => ({
  items: movements.map((m) => m.item),
  warehouses: movements.flatMap((m) => [m.from, m.to].flatMap((p) => (isInside(p) ? [p.warehouse] : []))),
});
