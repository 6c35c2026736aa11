// When stock that orders count on is frozen or free again, the house plans their promises anew.
import { type Day, parseDay } from '#kernel/day';
import { formatQty } from '#kernel/decimal';
import { lastWord } from '#kernel/last-word';
import { defineReaction, type HeardEvent, type Reaction } from '#kernel/module';
import type { Snapshot } from '#kernel/ports';
import { type Arrival, replan, type Stock, type Wish } from './plan.ts';

type Known = {
  readonly wishes: readonly (Wish & { readonly order: string; readonly owner: string; readonly customer: string | null })[];
  readonly stock: readonly Stock[];
  readonly arrivals: readonly Arrival[];
};
type Row = Readonly<Record<string, string | null>>;
const dayOf = (text: string | null | undefined): Day | null => (text ? parseDay(text) : null);

/** Goods that may be promised: on the shelf, not held, not expired. $1 items, $2 today. */
const STOCK = `select b.item_id as item, b.warehouse_id as warehouse, sum(b.on_hand)::text as qty from books.stock_balance b
  left join books.lot l on l.org_id = b.org_id and l.id = b.lot_id and b.lot_id <> books.nil()
  where b.org_id = books.org() and b.item_id = any ($1::uuid[]) and b.on_hand <> 0 and (l.expires is null or l.expires > $2::date)
    and not exists (select from books.lot_hold h where h.org_id = b.org_id and h.lot_id = b.lot_id) group by 1, 2`;

/** What open orders still want of the items, in the order in which it was promised: the last promise, else the day asked for; then who ordered first. */
const WISHES = `select d.id as doc, l.line_no::text as line, d.number as "order", d.maker_id as owner, (select c.id from books.record c where c.org_id = d.org_id and c.id = d.party_id and c.active) as customer, l.item_id as item, coalesce(r.warehouse_id, d.warehouse_id) as warehouse,
    (l.base_qty - coalesce(p.qty, 0))::text as wanted, coalesce(r.open, 0)::text as open, l.data->>'promised' as asked,
    case when last.known then last.promised else l.data->>'promised' end as promised
  from (select doc_id from books.reservation where org_id = books.org() and item_id = any ($1::uuid[]) and open > 0
    union select doc_id from books.open_order where org_id = books.org()) o
  join books.document d on d.org_id = books.org() and d.id = o.doc_id and d.type = 'sales-order' and d.state = 'posted' and d.reverses is null and (d.head->>'reserve')::boolean
  join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id and l.item_id = any ($1::uuid[])
  left join books.progress p on p.org_id = d.org_id and p.doc_id = d.id and p.line_no = l.line_no and p.kind = 'delivered'
  left join books.reservation r on r.org_id = d.org_id and r.doc_id = d.id and r.line_no = l.line_no
  left join lateral (select x.data->>'promised' as promised, true as known from ${lastWord('promise-change')}) last on true
  where l.base_qty > coalesce(p.qty, 0)
  order by case when last.known then last.promised else l.data->>'promised' end nulls last, d.day, d.number, l.line_no`;

/** What is on order and not here yet, of the last half year's orders, and what machines are to make; a plan whose day has passed promises nothing. */
const ARRIVALS = `select l.item_id as item, (l.data->>'warehouse')::uuid as warehouse, coalesce(s.due, l.data->>'due') as day, (l.base_qty - coalesce(m.qty, 0))::text as qty
  from books.document d join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id and l.item_id = any ($1::uuid[])
  left join books.progress m on m.org_id = d.org_id and m.doc_id = d.id and m.line_no = l.line_no and m.kind = 'made'
  left join lateral (select x.data->>'due' as due from ${lastWord('plan-shift')}) s on true
  where d.org_id = books.org() and d.type = 'production-plan' and d.state = 'posted' and d.reverses is null and coalesce(s.due, l.data->>'due')::date >= $2::date and l.base_qty > coalesce(m.qty, 0)
  union all select l.item_id as item, d.warehouse_id as warehouse, coalesce(l.data->>'wanted', d.head->>'wanted') as day, (l.base_qty - coalesce(p.qty, 0))::text as qty
  from books.document d join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id and l.item_id = any ($1::uuid[])
  left join books.progress p on p.org_id = d.org_id and p.doc_id = d.id and p.line_no = l.line_no and p.kind = 'received'
  where d.org_id = books.org() and d.type = 'purchase-order' and d.state = 'posted' and d.reverses is null and d.day > $2::date - 180
    and l.base_qty > coalesce(p.qty, 0) and coalesce(l.data->>'wanted', d.head->>'wanted') is not null`;

/** What a plan for these items must know. */
export async function readPlan(s: Snapshot, items: readonly string[], today: Day): Promise<Known> {
  const wishes = await s.query<Row>(WISHES, [items]);
  if (wishes.length === 0) return { wishes: [], stock: [], arrivals: [] };
  const [stock, arrivals] = [await s.query<Row>(STOCK, [items, today]), await s.query<Row>(ARRIVALS, [items, today])];
  const text = (row: Row, name: string): string => row[name] ?? '';
  return {
    wishes: wishes.map((w) => ({
      doc: text(w, 'doc'),
      line: Number(w['line']),
      order: text(w, 'order'),
      owner: text(w, 'owner'),
      customer: w['customer'] ?? null,
      item: text(w, 'item'),
      warehouse: text(w, 'warehouse'),
      wanted: BigInt(text(w, 'wanted')),
      open: BigInt(text(w, 'open')),
      asked: dayOf(w['asked']),
      promised: dayOf(w['promised']),
    })),
    stock: stock.map((r) => ({ item: text(r, 'item'), warehouse: text(r, 'warehouse'), qty: BigInt(text(r, 'qty')) })),
    arrivals: arrivals.flatMap((a) => {
      const day = dayOf(a['day']);
      return day === null ? [] : [{ item: text(a, 'item'), warehouse: a['warehouse'] ?? null, day, qty: BigInt(text(a, 'qty')) }];
    }),
  };
}

/** A reaction that plans the promises of an event's `items` anew. `cause` says why, as people read it. */
export const replanOn = (on: string, cause: (event: HeardEvent) => string): Reaction =>
  defineReaction<Known>({
    name: '重排占用与承诺',
    on,
    read: (s, event) => readPlan(s, itemsOf(event), event.today),
    react: (event, known) => {
      const changes = replan(known.wishes, known, event.today);
      if (changes.length === 0) return [];
      const named = new Map(known.wishes.map((w) => [`${w.doc}/${w.line}`, w]));
      const lines = changes.map(({ wish, change, promised }) => {
        const { order, owner, customer } = named.get(`${wish.doc}/${wish.line}`) ?? { order: '', owner: '', customer: null };
        return {
          source: { doc: wish.doc, line: wish.line },
          item: wish.item,
          warehouse: wish.warehouse,
          customer,
          order,
          owner,
          change: formatQty(change),
          before: wish.promised,
          promised,
        };
      });
      return [{ key: `${event.id}/replan`, type: 'promise-change', command: 'approve', body: { day: event.today, head: { cause: cause(event).slice(0, 120) }, lines } }];
    },
  });

const itemsOf = (event: HeardEvent): readonly string[] => (Array.isArray(event.payload['items']) ? event.payload['items'].filter((i): i is string => typeof i === 'string') : []);
