// Pieces with serial numbers that an average or layers value together: a document dated before a count changes what that count found and missed, piece by piece;
// those found are one figure, those missed another. In whatever order documents are entered, the same pieces are there in the end.
import { verify } from '#app/verify';
import type { CostMethodName } from '#costing';
import { type Booked, type CostBooks, memoryHouse, openCostBooks } from '#testing';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

const SEED = Number(process.env['RECOST_SEED'] ?? 20_261_123);
const RUNS = Number(process.env['RECOST_RUNS'] ?? 6);
const POOLED: readonly CostMethodName[] = ['moving-average', 'fifo', 'monthly-average', 'standard'];

let books: CostBooks;
beforeAll(async () => {
  books = await openCostBooks(await memoryHouse());
});
afterAll(() => books?.close());
afterEach(() => books.prove());

const scale = (method: CostMethodName): Promise<string> =>
  books.item(method, { tracksSerials: true, tracksLots: false, purchasePrice: '100', ...(method === 'standard' ? { standardCost: '100' } : {}) });
const numbers = (serials: string): string => String(serials.split('、').length);
const receive = (item: string, day: string, serials: string, price = '100'): Promise<Booked> =>
  books.book({
    type: 'goods-receipt',
    command: 'approve',
    body: { day, head: { supplier: books.ids.supplier, warehouse: books.ids.main }, lines: [{ item, qty: numbers(serials), serials, price, taxRate: '0' }] },
  });
const sell = (item: string, day: string, serials: string): Promise<Booked> =>
  books.book({
    type: 'sales-delivery',
    command: 'approve',
    body: { day, head: { customer: books.ids.customer, warehouse: books.ids.main }, lines: [{ item, qty: numbers(serials), serials, price: '1', taxRate: '0' }] },
  });

/** A posted count that saw these pieces. */
async function count(item: string, day: string, seen: string): Promise<Booked> {
  const line = seen === '' ? { item, counted: '0', recount: '0' } : { item, serials: seen, recountSerials: seen };
  const sheet = await books.book({ type: 'stock-count', command: 'count', body: { day, head: { warehouse: books.ids.main }, lines: [line] } });
  await books.book({ type: 'stock-count', command: 'submit', id: sheet.id });
  return books.book({ type: 'stock-count', command: 'approve', id: sheet.id });
}

/** The pieces on the shelf, and how many the lot-less row knows of. */
async function shelf(item: string): Promise<{ readonly pieces: string; readonly known: number }> {
  const rows = await books.co.rows<{ no: string; qty: bigint }>(
    `select l.no, b.on_hand as qty from books.stock_balance b join books.lot l on l.id = b.lot_id where b.item_id = $1 and b.on_hand <> 0 order by 1`,
    [item],
  );
  expect(rows.filter((r) => r.qty !== 1_000_000n)).toEqual([]);
  const [guard] = await books.co.rows<{ n: bigint | null }>('select (sum(pieces) / 1000000)::bigint as n from books.stock_balance where item_id = $1', [item]);
  return { pieces: rows.map((r) => r.no).join(' '), known: Number(guard?.n ?? 0n) };
}

/** What the count found (+) and missed (−), by piece, and what each side is worth. */
async function difference(of: Booked): Promise<{ readonly pieces: string; readonly gain: string; readonly loss: string }> {
  const rows = await books.co.rows<{ no: string; counter: string; qty: bigint; cost: bigint }>(
    `select l.no, s.counter, sum(s.qty)::bigint as qty, sum(s.cost + coalesce((select sum(c.cost) from books.stock_line c where c.corrects = s.id), 0))::bigint as cost
      from books.stock_line s join books.lot l on l.id = s.lot_id where s.doc_id = $1 or (s.of_doc = $1 and s.basis = 'counted') group by 1, 2 order by 1, 2`,
    [of.id],
  );
  const side = (name: string): string => (Number(rows.reduce((sum, r) => (r.counter === name ? sum + r.cost : sum), 0n)) / 100).toFixed(2);
  return { pieces: rows.flatMap((r) => (r.qty === 0n ? [] : [`${r.qty > 0n ? '+' : '-'}${r.no}`])).join(' '), gain: side('gain'), loss: side('loss') };
}

describe.each(POOLED)('%s: a document dated before a count of pieces', (method) => {
  test('late receipts and sales change what the count found and missed, one by one; taken back, it is as it was', async () => {
    const item = await scale(method);
    await receive(item, '2026-03-01', 'C1、C2、C3、C4');
    const counted = await count(item, '2026-03-10', 'C1、C5、C6');
    expect(await difference(counted)).toEqual({ pieces: '-C2 -C3 -C4 +C5 +C6', gain: '200.00', loss: '-300.00' });
    const sold = await sell(item, '2026-03-04', 'C2、C3');
    expect(await difference(counted)).toEqual({ pieces: '-C4 +C5 +C6', gain: '200.00', loss: '-100.00' });
    const late = await receive(item, '2026-03-05', 'C6、C7');
    expect(late.outcome.effect, 'the count that follows is told').toMatchObject({ counts: [{ doc: counted.id }, { doc: counted.id }] });
    expect(await difference(counted)).toEqual({ pieces: '-C4 +C5 -C7', gain: '100.00', loss: '-200.00' });
    expect(await shelf(item)).toEqual({ pieces: 'C1 C5 C6', known: 3 });
    expect(await books.pool(item)).toEqual({ qty: '3', value: '300.00' });
    await books.reverse('goods-receipt', late);
    await books.reverse('sales-delivery', sold);
    expect(await difference(counted)).toEqual({ pieces: '-C2 -C3 -C4 +C5 +C6', gain: '200.00', loss: '-300.00' });
    expect([await shelf(item), await books.pool(item)]).toEqual([
      { pieces: 'C1 C5 C6', known: 3 },
      { qty: '3', value: '300.00' },
    ]);
  });
});

test('what is found is worth what the pieces beside it are worth there, now that more is known', async () => {
  const item = await scale('moving-average');
  await receive(item, '2026-03-01', 'D1、D2', '100');
  const counted = await count(item, '2026-03-10', 'D1、D2、D3、D4');
  expect(await difference(counted)).toEqual({ pieces: '+D3 +D4', gain: '200.00', loss: '0.00' });
  // D3 was bought for 40: 240 over three pieces, so D4 is worth 80.
  await receive(item, '2026-03-05', 'D3', '40');
  expect(await difference(counted)).toEqual({ pieces: '+D4', gain: '80.00', loss: '0.00' });
  expect(await books.pool(item)).toEqual({ qty: '4', value: '320.00' });
});

/** What happened to a piece: bought on a day for so much, sold before the count, seen by it, sold since. */
type Fate = { readonly bought: number; readonly cost: number; readonly soldBefore: boolean; readonly seen: boolean; readonly soldSince: boolean; readonly when: readonly number[] };
const fates = fc.array(
  fc.record({
    bought: fc.integer({ min: 0, max: 4 }),
    cost: fc.integer({ min: 50, max: 150 }),
    soldBefore: fc.boolean(),
    seen: fc.boolean(),
    soldSince: fc.boolean(),
    when: fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99)),
  }),
  { minLength: 2, maxLength: 6 },
);
type Deed = { readonly day: number; readonly rank: number; readonly do: (item: string) => Promise<Booked> };
const on = (day: number): string => `2026-03-${String(day).padStart(2, '0')}`;

/** The documents of a plan; a piece bought on day 0 was never bought, only seen. `rank`: when it is entered. A sale is entered after what it sells is there. */
function deedsOf(list: readonly Fate[], counting: number): readonly Deed[] {
  const seen = list.flatMap((f, i) => (f.seen ? [`P${i}`] : [])).join('、');
  const pieces = list.flatMap((f, i): Deed[] => {
    const name = `P${i}`;
    const [a, b, c] = [f.when[0] ?? 0, f.when[1] ?? 0, f.when[2] ?? 0];
    const sold = f.bought > 0 && f.soldBefore;
    return [
      ...(f.bought > 0 ? [{ day: f.bought, rank: a, do: (item: string) => receive(item, on(f.bought), name, String(f.cost)) }] : []),
      ...(sold ? [{ day: 5 + (i % 4), rank: Math.max(a, b) + 0.5, do: (item: string) => sell(item, on(5 + (i % 4)), name) }] : []),
      ...(f.seen && f.soldSince && !sold ? [{ day: 12 + i, rank: Math.max(counting, c) + 0.5, do: (item: string) => sell(item, on(12 + i), name) }] : []),
    ];
  });
  return [...pieces, { day: 10, rank: counting, do: (item: string) => count(item, on(10), seen) }];
}

describe('documents around a count, entered in any order', () => {
  test.each(['moving-average', 'fifo'] as const)(`%s: the same pieces, the same differences (seed ${SEED}, ${RUNS} runs)`, async (method) => {
    let [late, valued] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fates, fc.nat(99), fc.boolean(), async (drawn, counting, honest) => {
        // Every other plan finds nothing too much: what it sees was bought and not sold.
        const list = honest ? drawn.map((f) => ({ ...f, seen: f.seen && f.bought > 0 && !f.soldBefore })) : drawn;
        const deeds = deedsOf(list, counting);
        const play = async (order: readonly Deed[]) => {
          const item = await scale(method);
          const done = new Map<Deed, Booked>();
          for (const deed of order) {
            done.set(deed, await deed.do(item));
            await books.prove();
          }
          const counted = done.get(deeds.at(-1) as Deed) as Booked;
          const [there, differs, pool] = [await shelf(item), await difference(counted), await books.pool(item)];
          return { there, pieces: differs.pieces, qty: pool.qty, value: Number(pool.value) };
        };
        const inTime = deeds.toSorted((a, b) => a.day - b.day);
        const entered = deeds.toSorted((a, b) => a.rank - b.rank);
        if (entered.findIndex((d) => d.day === 10) < inTime.findIndex((d) => d.day === 10)) late += 1;
        const [then, now] = [await play(inTime), await play(entered)];
        expect({ ...now, value: 0 }).toEqual({ ...then, value: 0 });
        expect(now.there.known, 'the guard knows').toBe(now.there.pieces === '' ? 0 : now.there.pieces.split(' ').length);
        // Layers used up in another order are worth something else, and what a count finds too much keeps the worth it was found at while nothing explains it.
        if (method === 'moving-average' && !then.pieces.includes('+')) {
          valued += 1;
          expect(Math.abs(now.value - then.value)).toBeLessThanOrEqual(deeds.length * 0.01 + 1e-6);
        }
      }),
      { seed: SEED, numRuns: RUNS, endOnFailure: true },
    );
    expect(late, 'the count came before documents of earlier days').toBeGreaterThan(1);
    expect(valued > 0, 'values were compared').toBe(method === 'moving-average');
    const { checks } = await verify(books.house.db);
    expect(checks.filter((c) => c.wrong > 0)).toEqual([]);
  });
});
