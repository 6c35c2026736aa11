// What the last months hold besides, so that every kind of page has something to show: bills to customers who ask for them, counts, and goods taken for own use.
import { addDays, type Day } from '#kernel/day';
import { present } from '#kernel/must';
import { act, type World } from './days.ts';

/** How far back it goes, in days: enough to look at, without making the first start longer. */
const MEMORY = 100;
const scopeOf = (w: World) => present(w.co.people['house'], 'the demo house').scope;

/** Once a month, on its 28th, of the last months. */
export async function lately(w: World, at: { readonly day: Day; readonly today: Day }): Promise<void> {
  if (!at.day.endsWith('-28') || at.day < addDays(at.today, -MEMORY)) return;
  await bills(w, at.day);
  await count(w, at.day);
  await ownUse(w, at.day);
}

/** What was delivered to these customers and not yet billed, one invoice each. */
async function bills(w: World, day: Day): Promise<void> {
  // Canteens and restaurants want theirs; shops come for one when they need it.
  const customers = w.co.customers.filter((c) => c.kind === 'catering');
  const rows = await w.ports.db.read(scopeOf(w), (s) =>
    s.query<{ party_id: string; doc_id: string; line_no: number; item_id: string; left: string; unit: string }>(
      `select d.party_id, l.doc_id, l.line_no, l.item_id, trim_scale(round((l.base_qty - coalesce(sum(p.qty), 0)) * (l.data->>'qty')::numeric / l.base_qty, 6))::text as left, l.data->>'unit' as unit
      from books.document d join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id
        left join books.progress p on p.org_id = l.org_id and p.doc_id = l.doc_id and p.line_no = l.line_no and p.kind in ('invoiced', 'returned')
      where d.org_id = books.org() and d.type = 'sales-delivery' and d.state = 'posted' and d.reverses is null and d.party_id = any ($1::uuid[]) and d.day > $2::date - 31
      group by d.party_id, d.day, l.doc_id, l.line_no, l.item_id, l.base_qty, l.data having l.base_qty > coalesce(sum(p.qty), 0) order by d.party_id, d.day, l.doc_id, l.line_no`,
      [customers.map((c) => c.id), day],
    ),
  );
  for (const [i, customer] of customers.entries()) {
    const lines = rows.filter((r) => r.party_id === customer.id);
    if (lines.length === 0) continue;
    await act(w, 'accountant', {
      type: 'sales-invoice',
      command: 'approve',
      body: {
        day,
        head: { customer: customer.id, kind: 'special', number: `2633${day.slice(2, 4)}${day.slice(5, 7)}${String(900_000 + i).padStart(12, '0')}`, invoiceDay: day },
        lines: lines.map((l) => ({ item: l.item_id, unit: l.unit, qty: l.left, source: { doc: l.doc_id, line: l.line_no } })),
      },
    });
  }
}

type Shelf = { readonly item_id: string; readonly qty: string };

/** Goods without lots in the main store, counted; one shelf is a piece short, and the second count says so too. */
async function count(w: World, day: Day): Promise<void> {
  const shelves = await w.ports.db.read(scopeOf(w), (s) =>
    s.query<Shelf>(
      `select b.item_id, trim_scale(sum(b.on_hand) / 1000000.0)::text as qty from books.stock_balance b join books.record r on r.org_id = b.org_id and r.id = b.item_id
      where b.org_id = books.org() and b.warehouse_id = $1 and coalesce((r.data->>'tracksLots')::boolean, false) = false group by 1, r.code having sum(b.on_hand - b.allocated) >= 2000000 order by r.code limit 12`,
      [w.co.places.main],
    ),
  );
  const head = { warehouse: w.co.places.main, counters: '李大海、赵雅琴', scope: '日化与常温' };
  const short = (shelf: Shelf, i: number): string => (i === 1 ? String(Number(shelf.qty) - 1) : shelf.qty);
  const body = (counts: boolean) => ({
    day,
    head,
    lines: shelves.map((shelf, i) => ({
      item: shelf.item_id,
      ...(counts ? { counted: short(shelf, i), recount: short(shelf, i), ...(i === 1 ? { reason: w.co.reasons['PD01'] } : {}) } : {}),
    })),
  });
  const sheet = { type: 'stock-count', id: (await act(w, 'keeper', { type: 'stock-count', command: 'save', body: body(false) })).id };
  await act(w, 'keeper', { ...sheet, command: 'count' });
  await act(w, 'keeper', { ...sheet, command: 'count', body: body(true) });
  await act(w, 'keeper', { ...sheet, command: 'submit' });
  await act(w, 'finance', { ...sheet, command: 'approve' });
}

/** Two pieces of something for the office. */
async function ownUse(w: World, day: Day): Promise<void> {
  const [shelf] = await w.ports.db.read(scopeOf(w), (s) =>
    s.query<{ item_id: string }>(
      `select b.item_id from books.stock_balance b join books.record r on r.org_id = b.org_id and r.id = b.item_id
      where b.org_id = books.org() and b.warehouse_id = $1 and coalesce((r.data->>'tracksLots')::boolean, false) = false and b.on_hand - b.allocated >= 5000000 order by r.code desc limit 1`,
      [w.co.places.main],
    ),
  );
  if (!shelf) return;
  await act(w, 'keeper', {
    type: 'other-issue',
    command: 'approve',
    body: { day, head: { warehouse: w.co.places.main, reason: w.co.reasons['QC02'], receiver: '赵雅琴' }, lines: [{ item: shelf.item_id, qty: '2' }] },
  });
}
