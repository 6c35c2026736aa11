// What left the shelves, line by line, as demand sees it: on the day it was wanted, with what took it back. Reads whole sets of items at once.
import type { Day } from '#kernel/day';
import type { Snapshot } from '#kernel/ports';

/** One document line that moved an item out of (or back into) a warehouse. Units are millionths; a sale is positive, what takes it back negative. */
export type StockLine = {
  readonly doc: string;
  readonly line: number;
  readonly item: string;
  readonly warehouse: string;
  /** sale: deliveries, retail, consignment, production and own use; cancel: a red document or a return; loss: written off or missing at a count. */
  readonly kind: 'sale' | 'cancel' | 'loss';
  /** The day it counts on: the original's, where there is one. */
  readonly day: Day;
  readonly units: bigint;
  /** The document a cancel takes back; null where nobody knows. */
  readonly of: string | null;
  readonly red: boolean;
  readonly party: string;
  readonly retail: boolean;
  /** Given away, or sold for nothing. */
  readonly gift: boolean;
  /** Amount per unit, 分 per whole unit; null where the document has no prices. */
  readonly price: number | null;
  /** Days between order and promise; null where nothing was ordered. */
  readonly promised: number | null;
};

type Row = {
  readonly doc: string;
  readonly line: number;
  readonly item: string;
  readonly warehouse: string;
  readonly counter: string;
  readonly qty: bigint;
  readonly day: Day;
  readonly type: string;
  readonly red: boolean;
  readonly takenBack: boolean;
  readonly of: string | null;
  readonly party: string | null;
  readonly gift: boolean;
  readonly amount: bigint | null;
  readonly base: bigint | null;
  readonly promised: number | null;
};

/** Ways out that are demand, and those that are loss. */
const WANTED = ['customer', 'usage', 'conversion', 'consignee'] as const;

const LINES = `
  with moved as (
    select s.doc_id, s.line_no, s.item_id, s.warehouse_id, s.counter, s.day, sum(s.qty)::bigint as qty, min(s.of_doc::text)::uuid as of_doc, min(s.party_id::text) as party, min(s.source_order::text)::uuid as source_order
      from books.stock_line s
     where s.org_id = books.org() and s.item_id = any ($1) and s.place = 'storage' and s.counter = any ($2) and s.corrects is null and s.basis <> 'counted'
     group by 1, 2, 3, 4, 5, 6 having sum(s.qty) <> 0)
  select m.doc_id::text as doc, m.line_no as line, m.item_id::text as item, m.warehouse_id::text as warehouse, m.counter, m.qty, coalesce(o.day, f.day, m.day)::text as day, d.type,
    d.reverses is not null as red, d.reversed_by is not null as "takenBack", coalesce(d.reverses, m.of_doc)::text as of, m.party, coalesce((d.head->>'deemedSale')::boolean, false) as gift,
    l.amount, l.base_qty as base, (so.head->>'promised')::date - so.day as promised
    from moved m
    join books.document d on d.org_id = books.org() and d.id = m.doc_id
    left join books.document o on o.org_id = books.org() and o.id = d.reverses
    left join books.document f on f.org_id = books.org() and f.id = m.of_doc and m.qty > 0
    left join books.document so on so.org_id = books.org() and so.id = m.source_order and so.type = 'sales-order'
    left join books.document_line l on l.org_id = books.org() and l.doc_id = m.doc_id and l.line_no = m.line_no
   order by day, m.doc_id, m.line_no`;

/** All lines of some items, oldest first. One query. */
export async function linesOf(snapshot: Snapshot, items: readonly string[]): Promise<StockLine[]> {
  const rows = await snapshot.query<Row>(LINES, [items, [...WANTED, 'loss']]);
  return rows.flatMap((r) => {
    const kind = kindOf(r);
    return kind === null ? [] : [lineOf(r, kind)];
  });
}

/** Products of an assembly, reversed returns and their reds, and what a disassembly takes apart are no demand. */
function kindOf(r: Row): StockLine['kind'] | null {
  if (r.counter === 'loss') return 'loss';
  if (r.type === 'disassembly') return null;
  if (r.qty < 0n) return r.red ? null : 'sale';
  if (r.red) return 'cancel';
  return r.takenBack || r.counter === 'conversion' || r.counter === 'usage' ? null : 'cancel';
}

function lineOf(r: Row, kind: StockLine['kind']): StockLine {
  const price = r.amount === null || r.base === null || r.base === 0n ? null : (Number(r.amount) * 1e6) / Number(r.base);
  return {
    doc: r.doc,
    line: r.line,
    item: r.item,
    warehouse: r.warehouse,
    kind,
    day: r.day,
    units: -r.qty,
    of: r.of,
    red: r.red,
    party: r.party ?? '',
    retail: r.type === 'retail-sale',
    gift: kind === 'sale' && (r.gift || price === 0),
    price,
    promised: r.promised,
  };
}

/** What came in, what could no longer be sold from that morning on, and how the sellable balance moved, a day of an item in a warehouse; millionths. */
export type DayMove = { readonly item: string; readonly warehouse: string; readonly day: Day; readonly came: bigint; readonly spoiled: bigint; readonly net: bigint };

/**
 * The movements of what some items' shelves can sell, by day, oldest first: a lot that expires is gone from that day on, whenever somebody writes it off.
 * Else a shelf full of expired goods would look as if nobody had wanted any. One query.
 */
export const movesOf = (snapshot: Snapshot, items: readonly string[]): Promise<DayMove[]> =>
  snapshot.query<DayMove>(
    `with lines as (
       select s.item_id, s.warehouse_id, s.day, s.qty, s.lot_id, t.expires from books.stock_line s left join books.lot t on t.org_id = s.org_id and t.id = s.lot_id
        where s.org_id = books.org() and s.item_id = any ($1) and s.place = 'storage' and (t.expires is null or s.day < t.expires))
     select item_id::text as item, warehouse_id::text as warehouse, day::text as day, coalesce(sum(qty) filter (where qty > 0 and not past), 0)::bigint as came, coalesce(-sum(qty) filter (where past), 0)::bigint as spoiled, sum(qty)::bigint as net
       from (select item_id, warehouse_id, day, qty, false as past from lines
             union all select item_id, warehouse_id, expires, -sum(qty), true from lines where expires is not null group by item_id, warehouse_id, lot_id, expires having sum(qty) > 0) m
      group by 1, 2, 3 order by 1, 2, 3`,
    [items],
  );

/** The days usually promised from order to delivery in this company; NaN where nothing is promised. */
export async function usualPromise(snapshot: Snapshot): Promise<number> {
  const [row] = await snapshot.query<{ days: number | null }>(
    `select percentile_disc(0.5) within group (order by (head->>'promised')::date - day) as days from books.document where org_id = books.org() and type = 'sales-order' and head->>'promised' is not null`,
  );
  return row?.days ?? Number.NaN;
}
