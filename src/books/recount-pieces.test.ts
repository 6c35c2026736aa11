// Pieces with serial numbers that a count found or missed, and the document dated before it that explains them: the count's difference goes, the piece stays what it is.
import { type Booked, type CostBooks, memoryHouse, openCostBooks } from '#testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

let books: CostBooks;
beforeAll(async () => {
  books = await openCostBooks(await memoryHouse());
});
afterAll(() => books?.close());
afterEach(() => books.prove());

const scale = (): Promise<string> => books.item('individual', { tracksSerials: true, tracksLots: false, purchasePrice: '100' });
const lineOf = (item: string, serials: string, qty: number) => ({ item, qty: String(qty), serials });
const receiptBody = (item: string, day: string, serials: string, qty: number, price = '100') => ({
  type: 'goods-receipt',
  command: 'approve' as const,
  body: { day, head: { supplier: books.ids.supplier, warehouse: books.ids.main }, lines: [{ ...lineOf(item, serials, qty), price, taxRate: '0' }] },
});
const receive = (item: string, day: string, serials: string, qty: number, price = '100'): Promise<Booked> => books.book(receiptBody(item, day, serials, qty, price));
const sale = (item: string, day: string, serials: string, qty = 1) => ({
  type: 'sales-delivery',
  command: 'approve' as const,
  body: { day, head: { customer: books.ids.customer, warehouse: books.ids.main }, lines: [{ ...lineOf(item, serials, qty), price: '150', taxRate: '0' }] },
});

/** A posted count that saw these pieces. */
async function count(item: string, day: string, seen: string, pieces: number): Promise<Booked> {
  const line = pieces === 0 ? { item, counted: '0', recount: '0' } : { item, serials: seen, recountSerials: seen };
  const sheet = await books.book({ type: 'stock-count', command: 'count', body: { day, head: { warehouse: books.ids.main }, lines: [line] } });
  await books.book({ type: 'stock-count', command: 'submit', id: sheet.id });
  return books.book({ type: 'stock-count', command: 'approve', id: sheet.id });
}
/** Where each piece is and what it is worth; the difference of the count by piece. */
async function pieces(item: string): Promise<Readonly<Record<string, string>>> {
  const rows = await books.co.rows<{ no: string; qty: bigint; value: string }>(
    `select l.no, sum(b.on_hand) / 1000000 as qty, to_char(p.value / 100.0, 'FM99990.00') as value from books.stock_balance b join books.lot l on l.id = b.lot_id
      join books.cost_pool p on p.lot_id = l.id where b.item_id = $1 and b.on_hand <> 0 group by l.no, p.value order by 1`,
    [item],
  );
  return Object.fromEntries(rows.map((r) => [r.no, `${Number(r.qty)} × ${r.value}`]));
}
async function difference(of: Booked): Promise<Readonly<Record<string, string>>> {
  const rows = await books.co.rows<{ no: string; qty: number; value: string }>(
    `select l.no, sum(s.qty)::float8 / 1e6 as qty, to_char(sum(s.cost + coalesce((select sum(c.cost) from books.stock_line c where c.corrects = s.id), 0)) / 100.0, 'FM999990.00') as value
      from books.stock_line s join books.lot l on l.id = s.lot_id where (s.doc_id = $1 or (s.of_doc = $1 and s.basis = 'counted')) group by 1 having sum(s.qty) <> 0 or sum(s.cost) <> 0 order by 1`,
    [of.id],
  );
  return Object.fromEntries(rows.map((r) => [r.no, `${r.qty} × ${r.value}`]));
}
/** The lot-less row knows how many pieces are in storage. */
const guarded = async (item: string): Promise<number> =>
  Number((await books.co.rows<{ n: bigint }>('select sum(pieces) / 1000000 as n from books.stock_balance where item_id = $1', [item]))[0]?.n ?? 0n);

describe('a document dated before a count of pieces', () => {
  test('a receipt entered late takes back what the count found too much', async () => {
    const item = await scale();
    await receive(item, '2026-03-01', 'A1、A2', 2);
    const counted = await count(item, '2026-03-10', 'A1、A2、A3', 3);
    expect(await difference(counted)).toEqual({ A3: '1 × 100.00' });
    const late = await receive(item, '2026-03-05', 'A3', 1, '90');
    expect(late.outcome.effect, 'the count that follows is told').toMatchObject({ counts: [{ doc: counted.id }] });
    expect(await difference(counted)).toEqual({});
    expect(await pieces(item)).toEqual({ A1: '1 × 100.00', A2: '1 × 100.00', A3: '1 × 90.00' });
    expect(await guarded(item)).toBe(3);
  });

  test('a sale entered late takes back what the count missed', async () => {
    const item = await scale();
    await receive(item, '2026-03-01', 'B1、B2', 2);
    const counted = await count(item, '2026-03-10', 'B1', 1);
    expect(await difference(counted)).toEqual({ B2: '-1 × -100.00' });
    const late = await books.book(sale(item, '2026-03-05', 'B2'));
    expect(await books.costOf(late)).toBe('-100.00');
    expect(await difference(counted)).toEqual({});
    expect(await pieces(item)).toEqual({ B1: '1 × 100.00' });
    expect(await guarded(item)).toBe(1);
  });

  test('several pieces of one line follow one by one', async () => {
    const item = await scale();
    await receive(item, '2026-03-01', 'C1~C4', 4);
    const counted = await count(item, '2026-03-10', 'C1、C5、C6', 3);
    await books.book(sale(item, '2026-03-04', 'C2、C3', 2));
    await receive(item, '2026-03-05', 'C6', 1, '80');
    expect(await difference(counted)).toEqual({ C4: '-1 × -100.00', C5: '1 × 100.00' });
    expect(await pieces(item)).toEqual({ C1: '1 × 100.00', C5: '1 × 100.00', C6: '1 × 80.00' });
  });

  test('a piece that the count did not see is missing there when its receipt is entered late', async () => {
    const item = await scale();
    await receive(item, '2026-03-01', 'D1', 1);
    const counted = await count(item, '2026-03-10', 'D1', 1);
    await receive(item, '2026-03-05', 'D2', 1);
    expect(await difference(counted)).toEqual({ D2: '-1 × -100.00' });
    expect(await pieces(item)).toEqual({ D1: '1 × 100.00' });
  });

  test('what was found, and sold since, is explained by a late receipt all the same', async () => {
    const item = await scale();
    await receive(item, '2026-03-01', 'E1', 1);
    const counted = await count(item, '2026-03-10', 'E1、E2', 2);
    const sold = await books.book(sale(item, '2026-03-12', 'E2'));
    await receive(item, '2026-03-05', 'E2', 1, '70');
    expect(await difference(counted)).toEqual({});
    expect([await books.costOf(sold), await pieces(item)]).toEqual(['-70.00', { E1: '1 × 100.00' }]);
  });

  test.each([
    ['a piece that is there', 'F1', 'serial-in-stock'],
    ['a piece that came in by another way', 'F3', 'serial-in-stock'],
  ])('%s cannot come in late', async (_, serial, code) => {
    const item = await scale();
    await receive(item, '2026-03-01', 'F1', 1);
    await count(item, '2026-03-10', 'F1', 1);
    await receive(item, '2026-03-12', 'F3', 1);
    expect(await books.co.do(receiptBody(item, '2026-03-05', serial, 1))).toMatchObject({ ok: false, refusal: { refused: code } });
  });

  test('taking the late document back gives the count its difference again', async () => {
    const item = await scale();
    await receive(item, '2026-03-01', 'G1', 1);
    const counted = await count(item, '2026-03-10', 'G1、G2', 2);
    const late = await receive(item, '2026-03-05', 'G2', 1, '90');
    await books.reverse('goods-receipt', late);
    expect(Object.keys(await difference(counted))).toEqual(['G2']);
    expect(Object.keys(await pieces(item))).toEqual(['G1', 'G2']);
  });
});
