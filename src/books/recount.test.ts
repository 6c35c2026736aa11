// What was counted stays counted: documents dated before a posted 盘点单, and red ones, change its difference in quantity and value, under every method;
// never what the count found. A law over random books, against an oracle that only knows "a count sets the balance"; and the single cases by hand.
import type { CostMethodName } from '#costing';
import { type Booked, type CostBooks, memoryHouse, openCostBooks } from '#testing';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

const SEED = Number(process.env['RECOUNT_SEED'] ?? 20_261_123);
const RUNS = Number(process.env['RECOUNT_RUNS'] ?? 4);
const GAIN = '5301';
const LOSS = '5711';
const STOCK = '1405';

let books: CostBooks;
beforeAll(async () => {
  books = await openCostBooks(await memoryHouse());
});
afterAll(() => books?.close());
afterEach(() => books.prove());

/** A posted count that found `counted` at the end of its day. */
async function count(item: string, day: string, counted: number, where: { readonly warehouse?: string; readonly lot?: string } = {}): Promise<Booked> {
  const warehouse = where.warehouse ?? books.ids.main;
  const lot = where.lot ? { lot: where.lot } : {};
  const found = String(counted);
  const sheet = await books.book({ type: 'stock-count', command: 'count', body: { day, head: { warehouse }, lines: [{ item, counted: found, recount: found, ...lot }] } });
  await books.book({ type: 'stock-count', command: 'submit', id: sheet.id });
  return books.book({ type: 'stock-count', command: 'approve', id: sheet.id });
}

/** What the ledger has of an item in the main warehouse at the end of a day. */
async function heldOn(item: string, day: string): Promise<number> {
  const [row] = await books.co.rows<{ then: number }>(
    `select coalesce(sum(qty), 0)::float8 / 1e6 as then from books.stock_line where item_id = $1 and day <= $2::date and warehouse_id = $3`,
    [item, day, books.ids.main],
  );
  return row?.then ?? 0;
}
/** What a count's difference is by now, with everything that followed. */
async function difference(of: Booked): Promise<{ readonly qty: number; readonly value: string }> {
  const [row] = await books.co.rows<{ qty: number; value: string }>(
    `select coalesce(sum(s.qty), 0)::float8 / 1e6 as qty, to_char(coalesce(sum(s.cost + coalesce((select sum(c.cost) from books.stock_line c where c.corrects = s.id), 0)), 0) / 100.0, 'FM999990.00') as value
      from books.stock_line s where s.doc_id = $1 or (s.of_doc = $1 and s.basis = 'counted')`,
    [of.id],
  );
  return row ?? { qty: 0, value: '0.00' };
}

describe('a document dated before a count', () => {
  const METHODS: readonly CostMethodName[] = ['moving-average', 'fifo', 'individual', 'monthly-average', 'standard'];
  test.each(METHODS)('%s: the difference follows in quantity and value, with its voucher on the day of the count', async (method) => {
    const item = await books.item(method, method === 'standard' ? { standardCost: '10' } : {});
    const where = method === 'individual' ? { lot: 'L1' } : {};
    await books.receive(item, '2026-03-02', '10', '10', where);
    const counted = await count(item, '2026-03-10', 8, where);
    const late = await books.receive(item, '2026-03-05', '5', '10', where);
    expect(await difference(counted)).toEqual({ qty: -7, value: '-70.00' });
    expect(await heldOn(item, '2026-03-10')).toBe(8);
    expect(await books.adjustments(item)).toEqual([{ day: '2026-03-10', cause: late.id, reason: 'count', amount: '50.00', voucher: { [LOSS]: '50.00', [STOCK]: '-50.00' } }]);
    await books.reverse('goods-receipt', late);
    expect(await difference(counted)).toEqual({ qty: -2, value: '-20.00' });
  });

  test('a loss that becomes a gain leaves its account for the other one', async () => {
    const item = await books.item('moving-average');
    await books.receive(item, '2026-03-02', '10', '10');
    const counted = await count(item, '2026-03-10', 8);
    await books.issue(item, '2026-03-05', '5');
    expect(await difference(counted)).toEqual({ qty: 3, value: '30.00' });
    expect((await books.adjustments(item)).map((a) => a.voucher)).toEqual([{ [STOCK]: '50.00', [GAIN]: '-30.00', [LOSS]: '-20.00' }]);
    expect(await heldOn(item, '2026-03-10')).toBe(8);
  });

  test('a count without a difference gets one, and loses it again', async () => {
    const item = await books.item('fifo');
    await books.receive(item, '2026-03-02', '10', '10');
    const counted = await count(item, '2026-03-10', 10);
    const late = await books.receive(item, '2026-03-05', '4', '20');
    expect(await difference(counted)).toEqual({ qty: -4, value: '-40.00' });
    await books.issue(item, '2026-03-12', '6');
    await books.reverse('goods-receipt', late);
    expect(await difference(counted)).toEqual({ qty: 0, value: '0.00' });
    expect(await books.pool(item)).toEqual({ qty: '4', value: '40.00' });
  });

  test('goods that were lost at the count need not be there to take their receipt back', async () => {
    const item = await books.item('moving-average');
    await books.receive(item, '2026-03-02', '10', '10');
    const wrong = await books.receive(item, '2026-03-03', '10', '10');
    const counted = await count(item, '2026-03-10', 4);
    await books.reverse('goods-receipt', wrong);
    expect(await difference(counted)).toEqual({ qty: -6, value: '-60.00' });
    expect(await books.pool(item)).toEqual({ qty: '4', value: '40.00' });
  });

  test('goods that have left since the count may be issued late before it: what they are short, the count finds less missing', async () => {
    const item = await books.item('moving-average');
    await books.receive(item, '2026-03-02', '10', '10');
    const counted = await count(item, '2026-03-10', 8);
    await books.issue(item, '2026-03-12', '8');
    await books.issue(item, '2026-03-05', '3');
    expect(await difference(counted)).toEqual({ qty: 1, value: '10.00' });
    expect([await heldOn(item, '2026-03-10'), await books.pool(item)]).toEqual([8, { qty: '0', value: '0.00' }]);
    // More than there ever was, no count makes good.
    await expect(books.issue(item, '2026-03-05', '8')).rejects.toThrow('not-enough-stock');
  });

  test('a count booked late compares with its own day, and a later count takes up what it leaves', async () => {
    const item = await books.item('moving-average');
    await books.receive(item, '2026-03-02', '10', '10');
    const last = await count(item, '2026-03-10', 2);
    const early = await count(item, '2026-03-05', 1);
    expect([await difference(early), await difference(last)]).toEqual([
      { qty: -9, value: '-90.00' },
      { qty: 1, value: '10.00' },
    ]);
    expect([await heldOn(item, '2026-03-05'), await heldOn(item, '2026-03-10')]).toEqual([1, 2]);
  });

  test('taking the count back takes back what followed it, to the 分 of its vouchers', async () => {
    const before = [await books.co.balance(LOSS), await books.co.balance(GAIN)];
    const item = await books.item('moving-average');
    await books.receive(item, '2026-03-02', '10', '10');
    const counted = await count(item, '2026-03-10', 8);
    await books.issue(item, '2026-03-05', '5');
    await books.reverse('stock-count', counted);
    expect(await books.pool(item)).toEqual({ qty: '5', value: '50.00' });
    expect([await books.co.balance(LOSS), await books.co.balance(GAIN)]).toEqual(before);
  });

  test('the person sees before posting what the count will say', async () => {
    const item = await books.item('moving-average');
    await books.receive(item, '2026-03-02', '10', '10');
    const counted = await count(item, '2026-03-10', 8);
    const foreseen = await books.tryReceive(item, '2026-03-05', '5', '10');
    expect(foreseen.outcome.effect?.counts).toEqual([{ doc: counted.id, day: '2026-03-10', item, qty: -5_000_000n, amount: -5_000n }]);
    expect(await difference(counted), 'nothing is booked').toEqual({ qty: -2, value: '-20.00' });
  });
});

type Draw = { readonly kind: 'receive' | 'issue' | 'count' | 'red'; readonly qty: number; readonly cost: number; readonly day: number; readonly pick: number };
type Happening = { readonly kind: Draw['kind']; readonly day: number; readonly qty: number; readonly doc: Booked; struck: boolean };
const draws = fc.array(
  fc.record({
    kind: fc.constantFrom<Draw['kind']>('receive', 'receive', 'issue', 'issue', 'count', 'count', 'red'),
    qty: fc.integer({ min: 0, max: 9 }),
    cost: fc.integer({ min: 1, max: 999 }),
    day: fc.integer({ min: 1, max: 28 }),
    pick: fc.nat(100),
  }),
  { minLength: 4, maxLength: 9 },
);
const dayAt = (n: number): string => `2026-04-${String(n).padStart(2, '0')}`;

/** The oracle: by day, receipts add, issues take, a count sets. */
const held = (list: readonly Happening[], day: number): number =>
  list
    .filter((h) => !h.struck && h.day <= day && h.kind !== 'red')
    .toSorted((a, b) => a.day - b.day)
    .reduce((have, h) => (h.kind === 'count' ? h.qty : h.kind === 'receive' ? have + h.qty : have - h.qty), 0);

describe('whatever is booked in whatever order', () => {
  test.each(['moving-average', 'fifo', 'monthly-average', 'standard'] as const)(`%s: every count's day ends with what was counted (seed ${SEED}, ${RUNS} runs)`, async (method) => {
    await fc.assert(
      fc.asyncProperty(draws, async (list) => {
        const item = await books.item(method, { purchasePrice: '3', ...(method === 'standard' ? { standardCost: '3' } : {}) });
        const made: Happening[] = [];
        for (const d of list) {
          const day = d.day;
          if (d.kind !== 'red' && made.some((m) => m.day === day)) continue;
          if (d.kind === 'red') {
            const fit = made.filter((m) => !m.struck && m.kind !== 'red');
            const of = fit[d.pick % Math.max(1, fit.length)];
            if (!of) continue;
            of.struck = true;
            if (days(made).some((n) => held(made, n) < 0)) of.struck = false;
            else await books.reverse(of.kind === 'receive' ? 'goods-receipt' : of.kind === 'issue' ? 'other-issue' : 'stock-count', of.doc);
          } else {
            const next: Happening = { kind: d.kind, day, qty: d.kind === 'count' ? d.qty : Math.max(1, d.qty), doc: {} as Booked, struck: false };
            if (days([...made, next]).some((n) => held([...made, next], n) < 0)) continue;
            if (d.kind === 'count' && held(made, day) === 0 && next.qty > 0 && held(made, 99) === 0) continue;
            const doc =
              d.kind === 'receive'
                ? await books.receive(item, dayAt(day), String(next.qty), String(d.cost / 100))
                : d.kind === 'issue'
                  ? await books.issue(item, dayAt(day), String(next.qty))
                  : await count(item, dayAt(day), next.qty);
            made.push({ ...next, doc });
          }
          await books.prove();
          for (const n of days(made)) expect(await heldOn(item, dayAt(n)), `day ${n}`).toBe(held(made, n));
        }
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
});
const days = (list: readonly Happening[]): readonly number[] => list.map((h) => h.day);
