// 滚动计划 as it arrives: plans move and grow, materials are set aside for them, and what waiting orders are promised follows.
import { acceptOutside } from '#app/outside/accept';
import { setMode } from '#app/outside/office';
import { isRefused } from '#kernel/refusal';
import { memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { making, type Making } from '../testing/making.ts';

let co: SmallCompany;
let shop: Making;
let sku: string;
let plan: { readonly id: string; readonly number: string };
/** Two orders, of six and of four, that had their goods until these were frozen. */
let [first, second] = ['', ''];
let version = 0;
beforeAll(async () => {
  co = await smallCompany(await memoryHouse());
  shop = await making(co);
  sku = (await co.rows<{ code: string }>('select code from books.record where id = $1', [shop.gift]))[0]?.code ?? '';
  await co.house.db.write(co.caller.scope, (tx) => setMode(tx, 'common.plan.rolled', 'react'));
  await storeGifts('10', 'G0', co.ids.main);
  first = (await order('6')).id;
  second = (await order('4')).id;
  await co.must({ type: 'lot-freeze', command: 'approve', body: { day: '2026-03-04', head: { kind: 'quality', reason: '漏油' }, lines: [{ item: shop.gift, lot: 'G0' }] } });
});
afterAll(() => co.house.close());

async function rolled(deltas: readonly Record<string, unknown>[]): Promise<void> {
  version += 1;
  const data = { planId: 'MPS-2603', version, horizonDays: 30, deltas: deltas.map((d) => ({ sku, ...d })) };
  const message = { eventId: `r-${version}`, occurredAt: '2026-03-10T09:00:00+08:00', source: 'aps', type: 'common.plan.rolled', data };
  const outcome = await acceptOutside(co.house, co.caller, { via: 'http', body: JSON.stringify(message) });
  if (isRefused(outcome)) throw new Error(JSON.stringify(outcome));
  await shop.hear();
}
const storeGifts = (qty: string, lot: string, warehouse: string) =>
  co.must({
    type: 'other-receipt',
    command: 'approve',
    body: { day: '2026-03-02', head: { warehouse, reason: co.ids['reasonIn'] }, lines: [{ item: shop.gift, qty, unitCost: '130', lot, made: '2026-03-01' }] },
  });
const order = (qty: string) =>
  co.must({
    type: 'sales-order',
    command: 'approve',
    body: {
      day: '2026-03-03',
      head: { customer: co.ids.customer, warehouse: co.ids.main, promised: '2026-03-11', reserve: true },
      lines: [{ item: shop.gift, qty, price: '200' }],
    },
  });
/** What an order's customer was promised last. */
const promised = async (id: string) =>
  (
    await co.rows<{ promised: string | null }>(
      `select l.data->>'promised' as promised from books.document_line l join books.document d on d.org_id = l.org_id and d.id = l.doc_id
      where d.type = 'promise-change' and l.source_doc = $1 order by d.approved_at desc, d.number desc limit 1`,
      [id],
    )
  )[0]?.promised;
const plans = () => co.rows<{ n: number }>(`select count(*)::int as n from books.document where type = 'production-plan' and state = 'posted'`);

test('a new day for goods: their plan moves, later and earlier, and waiting orders are promised with it; the owner is told why', async () => {
  plan = await shop.plan('8', '2026-03-20');
  await shop.hear();
  expect(await promised(first)).toBe('2026-03-20');
  await rolled([{ qty: '0', due: '2026-03-27' }]);
  expect(await promised(first)).toBe('2026-03-27');
  await rolled([{ qty: '0', due: '2026-03-16T00:00:00+08:00', plan: plan.number }]);
  expect(await promised(first)).toBe('2026-03-16');
  const told = await co.rows<{ body: string }>('select body from books.notice order by id');
  expect(told.at(-1)?.body).toContain('滚动计划 MPS-2603 第 2 版');
  expect(told.at(-1)?.body).toContain('承诺日 2026-03-16（原 2026-03-27）');
});

test('of another plan, or without a new day, nothing moves', async () => {
  const before = await co.rows(`select count(*)::int as n from books.document where type = 'plan-shift'`);
  await rolled([{ qty: '0', due: '2026-03-30', plan: 'SCJH-000000-0000' }, { qty: '0' }, { qty: '0', due: '2026-03-16' }]);
  expect(await co.rows(`select count(*)::int as n from books.document where type = 'plan-shift'`)).toEqual(before);
});

test('a plan whose day has passed gets a new one, and promises again', async () => {
  co.house.today('2026-03-18');
  await rolled([{ qty: '0', due: '2026-03-24' }]);
  const [row] = await co.rows<{ due: string }>(
    `select l.data->>'due' as due from books.document_line l join books.document d on d.id = l.doc_id where d.type = 'plan-shift' order by d.approved_at desc, d.number desc limit 1`,
  );
  expect(row?.due).toBe('2026-03-24');
});

test('more of it is planned on the machine that makes it; materials are set aside, and who waits is promised on it', async () => {
  expect(await promised(second)).toBe(null);
  expect([await shop.free(co.ids.oil), await shop.free(co.ids.box)]).toEqual(['4', '2']);
  await rolled([{ qty: '2', due: '2026-03-31' }]);
  expect(await plans()).toEqual([{ n: 2 }]);
  expect([await shop.free(co.ids.oil), await shop.free(co.ids.box)]).toEqual(['0', '0']);
  // Eight of the first plan: six for the first order, two for this one, the rest by the new plan.
  expect(await promised(second)).toBe('2026-03-31');
});

test('what stands free in storage is not made once more, and without a day it is due at the end of the horizon', async () => {
  await storeGifts('5', 'G1', co.ids.shop);
  await rolled([{ qty: '3' }, { qty: '3' }]);
  const lines = await co.rows<{ qty: string; due: string }>(
    `select l.data->>'qty' as qty, l.data->>'due' as due from books.document_line l join books.document d on d.id = l.doc_id where d.type = 'production-plan' and d.head->>'remark' like '%第 ' || $1 || ' 版'`,
    [String(version)],
  );
  expect(lines).toEqual([{ qty: '1', due: '2026-04-17' }]);
});
