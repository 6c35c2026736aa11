import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { received, stockOf } from '../testing/shop.ts';

const order = (co: SmallCompany, lines: readonly Record<string, unknown>[], head: Record<string, unknown> = {}) =>
  ({ type: 'sales-order', command: 'approve', body: { day: '2026-03-10', head: { customer: co.ids.customer, warehouse: co.ids.main, ...head }, lines } }) as const;

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('销售订单 on %s', (_, open) => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await open());
    await received(co, [{ item: 'water', qty: '100', price: '1' }]);
  });
  afterAll(() => co?.house.close());

  test('promises stock when approved, and gives it back when closed or taken back', async () => {
    const first = await co.must(
      order(co, [
        { item: co.ids.water, unit: '箱', qty: '2', price: '36' },
        { item: co.ids.water, qty: '12', price: '2' },
      ]),
    );
    expect(first.number).toBe('XSDD-202603-0001');
    expect(await stockOf(co, 'water')).toEqual({ onHand: 100, onHold: 0, allocated: 60 });
    expect(await co.rows(`select count(*)::int as n from books.voucher where doc_id = $1`, [first.id])).toEqual([{ n: 0 }]);
    await co.must({ type: 'sales-order', command: 'reverse', id: first.id, body: { reason: '客户取消' } });
    expect(await stockOf(co, 'water')).toEqual({ onHand: 100, onHold: 0, allocated: 0 });
    const second = await co.must(order(co, [{ item: co.ids.water, qty: '30', price: '2' }]));
    await co.must({ type: 'sales-order', command: 'close', id: second.id });
    expect(await stockOf(co, 'water')).toEqual({ onHand: 100, onHold: 0, allocated: 0 });
  });

  test('takes quote lines at the quoted price, and a backorder without touching stock', async () => {
    const quote = await co.must({
      type: 'sales-quote',
      command: 'approve',
      body: { day: '2026-03-01', head: { customer: co.ids.customer, validUntil: '2026-03-31' }, lines: [{ item: co.ids.water, unit: '箱', qty: '10', price: '35.5' }] },
    });
    const pulled = { item: co.ids.water, unit: '箱', qty: '10', source: { doc: quote.id, line: 1 } };
    const back = await co.must(order(co, [pulled], { reserve: false, promised: '2026-03-20' }));
    expect(await stockOf(co, 'water')).toEqual({ onHand: 100, onHold: 0, allocated: 0 });
    expect(await co.rows(`select data->>'price' as price, data->>'gross' as gross, data->>'promised' as promised from books.document_line where doc_id = $1`, [back.id])).toEqual([
      { price: '35.50', gross: '355.00', promised: '2026-03-20' },
    ]);
    expect(await co.do(order(co, [{ ...pulled, qty: '1' }]))).toMatchObject({ ok: false, refusal: { refused: 'source-exceeded', with: { left: '0' } } });
  });
});

test('of 20 parallel orders of 1 against 10 in stock exactly 10 succeed, and so again with two items in opposite order', async () => {
  const co = await smallCompany(await postgresHouse(20));
  await received(co, [
    { item: 'water', qty: '10', price: '1' },
    { item: 'oil', qty: '30', price: '1' },
    { item: 'box', qty: '10', price: '1' },
  ]);
  const single = await Promise.all(Array.from({ length: 20 }, () => co.do(order(co, [{ item: co.ids.water, qty: '1', price: '2' }]))));
  expect(single.filter((o) => o.ok).length).toBe(10);
  for (const outcome of single) if (!outcome.ok) expect(outcome.refusal.refused).toBe('not-enough-stock');
  expect(await stockOf(co, 'water')).toEqual({ onHand: 10, onHold: 0, allocated: 10 });

  const crossed = await Promise.all(
    Array.from({ length: 20 }, (_, i) => {
      const pair = [
        { item: co.ids.oil, qty: '1', price: '2' },
        { item: co.ids.box, qty: '1', price: '2' },
      ];
      return co.do(order(co, i % 2 ? pair : pair.toReversed()));
    }),
  );
  expect(crossed.filter((o) => o.ok).length).toBe(10);
  expect(await stockOf(co, 'oil')).toEqual({ onHand: 30, onHold: 0, allocated: 10 });
  expect(await co.rows(`select sum(open)::text as open from books.reservation where item_id = $1`, [co.ids.box])).toEqual([{ open: '10000000' }]);
  await co.house.close();
});
