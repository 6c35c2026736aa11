import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { received, stockOf } from '../testing/shop.ts';

/** What open orders still lack of delivery, kept and reckoned from scratch, in 分. */
async function openOrders(co: SmallCompany): Promise<bigint> {
  const [kept] = await co.rows<{ amount: bigint }>('select coalesce(sum(amount), 0)::bigint as amount from books.open_order');
  const [reckoned] = await co.rows<{ amount: bigint }>(
    `select coalesce(sum(l.amount - round(l.amount * coalesce(p.qty, 0)::numeric / l.base_qty)), 0)::bigint as amount from books.document d join books.document_line l on l.doc_id = d.id
     left join books.progress p on p.doc_id = l.doc_id and p.line_no = l.line_no and p.kind = 'delivered' where d.type = 'sales-order' and d.state = 'posted' and d.reverses is null`,
  );
  expect(kept).toEqual(reckoned);
  return kept?.amount ?? -1n;
}

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

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('what a closed order held, on %s', (_, open) => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await open());
    await received(co, [
      { item: 'water', qty: '100', price: '1' },
      { item: 'oil', qty: '10', price: '1' },
    ]);
  });
  afterAll(() => co?.house.close());
  const deliver = ({ from, line }: { readonly from: string; readonly line: number }, item: string, qty: string) =>
    co.must({
      type: 'sales-delivery',
      command: 'approve',
      body: { day: '2026-03-10', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [{ item: co.ids[item], qty, price: '2', source: { doc: from, line } }] },
    });

  test('is promised again when it is reopened, less what was delivered; and refused with the list when others hold it now', async () => {
    const first = await co.must(
      order(co, [
        { item: co.ids.water, qty: '60', price: '2' },
        { item: co.ids.oil, qty: '8', price: '2' },
      ]),
    );
    await deliver({ from: first.id, line: 1 }, 'water', '20');
    await co.must({ type: 'sales-order', command: 'close', id: first.id });
    expect(await stockOf(co, 'water')).toEqual({ onHand: 80, onHold: 0, allocated: 0 });
    expect(await openOrders(co)).toBe(0n);
    await co.must({ type: 'sales-order', command: 'reopen', id: first.id });
    expect(await stockOf(co, 'water')).toEqual({ onHand: 80, onHold: 0, allocated: 40 });
    expect(await stockOf(co, 'oil')).toEqual({ onHand: 10, onHold: 0, allocated: 8 });
    expect(await openOrders(co)).toBe(9600n);
    // And what it holds can be delivered from it.
    await deliver({ from: first.id, line: 1 }, 'water', '40');
    await co.must({ type: 'sales-order', command: 'close', id: first.id });

    const second = await co.must(order(co, [{ item: co.ids.oil, qty: '5', price: '2' }]));
    const again = { type: 'sales-order', command: 'reopen', id: first.id } as const;
    expect(await co.do(again)).toMatchObject({
      ok: false,
      refusal: { refused: 'not-enough-stock', path: 'lines[1].qty', with: { item: '金龙鱼调和油 5L', available: '5', needed: '8', short: '3' } },
    });
    expect(await co.rows('select state from books.document where id = $1', [first.id])).toEqual([{ state: 'closed' }]);
    await co.must({ type: 'sales-order', command: 'close', id: second.id });
    await co.must(again);
    expect(await stockOf(co, 'oil')).toEqual({ onHand: 10, onHold: 0, allocated: 8 });
    await co.must({ type: 'sales-order', command: 'close', id: first.id });
  });

  test('is nothing for a backorder, and the customer’s credit must bear it again', async () => {
    const back = await co.must(order(co, [{ item: co.ids.box, qty: '100', price: '40' }], { reserve: false }));
    await co.must({ type: 'sales-order', command: 'close', id: back.id });
    await co.must(order(co, [{ item: co.ids.box, qty: '30', price: '40' }], { reserve: false }));
    expect(await co.do({ type: 'sales-order', command: 'reopen', id: back.id })).toMatchObject({
      ok: false,
      refusal: { refused: 'credit-exceeded', with: { owes: '120.00', orders: '1200.00', total: '4000.00', excess: '320.00' } },
    });
    expect(await co.rows('select count(*)::int as n from books.reservation where open > 0')).toEqual([{ n: 0 }]);
  });
});

describe('credit on PostgreSQL', () => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await postgresHouse(20));
    await received(co, [{ item: 'water', qty: '9999', price: '1' }]);
  });
  afterAll(() => co?.house.close());
  const delivery = (qty: string, price: string, source?: Record<string, unknown>) =>
    ({
      type: 'sales-delivery',
      command: 'approve',
      body: { day: '2026-03-10', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [{ item: co.ids.water, qty, price, ...(source ? { source } : {}) }] },
    }) as const;
  const clear = async () => {
    const rows = await co.rows<{ id: string; type: string }>(
      `select id, type from books.document where type in ('sales-order', 'sales-delivery') and state = 'posted' and reverses is null order by made_at desc, id desc`,
    );
    for (const { id, type } of rows.toSorted((a, b) => (a.type < b.type ? -1 : 1))) await co.must({ type, command: 'reverse', id, body: { reason: '清' } });
    expect(await openOrders(co)).toBe(0n);
  };

  test('counts what is owed, what open orders lack and this document; a delivery of the order adds nothing', async () => {
    const big = await co.must(order(co, [{ item: co.ids.water, qty: '3', price: '1000' }]));
    expect(await openOrders(co)).toBe(300_000n);
    expect(await co.do(order(co, [{ item: co.ids.water, qty: '1', price: '2000.01' }]))).toMatchObject({
      ok: false,
      refusal: { refused: 'credit-exceeded', with: { owes: '0.00', orders: '3000.00', total: '2000.01', excess: '0.01' } },
    });
    await co.must(order(co, [{ item: co.ids.water, qty: '1', price: '2000' }]));
    const first = await co.must(delivery('1', '1000', { doc: big.id, line: 1 }));
    expect(await openOrders(co)).toBe(400_000n);
    // At another price the difference counts.
    expect(await co.do(delivery('1', '1000.01', { doc: big.id, line: 1 }))).toMatchObject({
      ok: false,
      refusal: { refused: 'credit-exceeded', with: { owes: '1000.00', orders: '3000.00', excess: '0.01' } },
    });
    await co.must(delivery('2', '1000', { doc: big.id, line: 1 }));
    expect(await openOrders(co)).toBe(200_000n);
    expect(await co.do(delivery('1', '0.01'))).toMatchObject({ ok: false, refusal: { refused: 'credit-exceeded' } });
    await co.must({ type: 'sales-delivery', command: 'reverse', id: first.id, body: { reason: '试' } });
    expect(await openOrders(co)).toBe(300_000n);
    await clear();
  });

  test('of 20 parallel orders with a limit for 10 exactly 10 pass; of orders and deliveries together too', async () => {
    const one = () => co.do(order(co, [{ item: co.ids.water, qty: '1', price: '500' }]));
    const outcomes = await Promise.all(Array.from({ length: 20 }, one));
    expect(outcomes.filter((o) => o.ok).length).toBe(10);
    for (const o of outcomes) if (!o.ok) expect(o.refusal.refused).toBe('credit-exceeded');
    expect(await openOrders(co)).toBe(500_000n);
    await clear();
    const mixed = await Promise.all(Array.from({ length: 20 }, (__, i) => (i % 2 ? one() : co.do(delivery('1', '500')))));
    expect(mixed.filter((o) => o.ok).length).toBe(10);
    await clear();
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
