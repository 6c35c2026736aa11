// Pools below zero at a month's end: what was short costs what the next month's receipts cost, once, whatever else becomes known; value and ledger stay equal.
import { closeCosts } from '#books/pen';
import { verify } from '#app/verify';
import type { CostMethodName } from '#costing';
import type { Day, Period } from '#kernel/day';
import { memoryHouse, openCostBooks, type CostBooks, postgresHouse } from '#testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('below zero at the month’s end, on %s', (_, open) => {
  let books: CostBooks;
  let loose: { readonly warehouse: string };
  beforeAll(async () => {
    books = await openCostBooks(await open());
    loose = { warehouse: books.ids.loose };
  });
  afterAll(() => books?.close());
  afterEach(() => books.prove());

  const close = (period: number, day: string) => closeCosts(books.house, books.co.caller, { period: period as Period, day: day as Day });
  const shut = async (period: number, day: string): Promise<void> => {
    await close(period, day);
    await books.house.db.owner((tx) => tx.query(`update books.period set state = 'closed' where org_id = $1 and period <= $2::int`, [books.ids.org, period]));
  };
  const reopen = (): Promise<unknown> =>
    books.house.db.owner(async (tx) => {
      await tx.query(`update books.period set state = 'open' where org_id = $1`, [books.ids.org]);
      await tx.query('delete from books.pool_close where org_id = $1', [books.ids.org]);
    });

  const methods: readonly CostMethodName[] = ['moving-average', 'fifo', 'monthly-average'];
  test.each(methods)('%s: fifteen of ten went out; the next month’s goods fill what is missing, a late one dated before them too', async (method) => {
    await reopen();
    const item = await books.item(method);
    await books.receive(item, '2026-01-05', '10', '10', loose);
    const out = await books.sell(item, '2026-01-10', '15', loose);
    await shut(202601, '2026-01-31');
    expect([await books.costOf(out), await books.pool(item)]).toEqual(['-150.00', { qty: '-5', value: '-50.00' }]);
    await books.receive(item, '2026-02-05', '3', '20', loose);
    await books.prove();
    await books.receive(item, '2026-02-06', '7', '20', loose);
    await books.prove();
    expect([await books.costOf(out), await books.pool(item)]).toEqual(['-200.00', { qty: '5', value: '100.00' }]);
    const again = await books.receive(item, '2026-02-03', '5', '20', loose);
    await books.reverse('goods-receipt', again);
    await books.prove();
    await close(202602, '2026-02-28');
    expect([await books.costOf(out), await books.pool(item)], 'corrected once').toEqual(['-200.00', { qty: '5', value: '100.00' }]);
    expect((await close(202602, '2026-02-28')).documents).toEqual([]);
  });

  test('全月一次: in one month everything costs the month’s rate, also what went out before the goods came in', async () => {
    await reopen();
    const item = await books.item('monthly-average');
    await books.receive(item, '2026-01-02', '10', '10', loose);
    const early = await books.sell(item, '2026-01-05', '15', loose);
    await books.prove();
    await books.receive(item, '2026-01-10', '5', '40', loose);
    // Filled to exactly nothing: nothing is worth nothing at once, not only at the month's end.
    await books.prove();
    expect(await books.pool(item)).toEqual({ qty: '0', value: '0.00' });
    await books.receive(item, '2026-01-20', '15', '20', loose);
    await close(202601, '2026-01-31');
    expect([await books.costOf(early), await books.pool(item)]).toEqual(['-300.00', { qty: '15', value: '300.00' }]);
    const { checks } = await verify(books.house.db);
    expect(checks.filter((c) => c.wrong > 0)).toEqual([]);
  });

  test('全月一次: goods sent back to their supplier cost what their receipt has come to cost, and leave nothing behind', async () => {
    await reopen();
    const item = await books.item('monthly-average');
    const a = await books.receive(item, '2026-01-02', '10', '10');
    const b = await books.receive(item, '2026-01-03', '10', '20');
    await books.invoice(b, item, '2026-01-04', '10', '25');
    const back = await books.supplierReturn(b, item, '2026-01-05', '10');
    const last = await books.supplierReturn(a, item, '2026-01-06', '10');
    await close(202601, '2026-01-31');
    expect([await books.costOf(back), await books.costOf(last)]).toEqual(['-250.00', '-100.00']);
    expect(await books.pool(item)).toEqual({ qty: '0', value: '0.00' });
  });
});
