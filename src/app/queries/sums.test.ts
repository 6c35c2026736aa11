// The foot of a list: what its filters let through comes to together, however many pages it has.
import { memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sumDocuments } from './documents.ts';

let co: SmallCompany;
beforeAll(async () => {
  co = await smallCompany(await memoryHouse());
  const order = (day: string, price: string, command: 'save' | 'approve' = 'save') =>
    co.must({ type: 'purchase-order', command, body: { day, head: { supplier: co.ids.supplier }, lines: [{ item: co.ids.box, qty: '1', price }] } });
  await order('2026-03-01', '10');
  await order('2026-03-02', '20', 'approve');
  const gone = await order('2026-03-03', '400');
  await co.must({ type: 'purchase-order', command: 'void', id: gone.id });
  await order('2026-04-01', '5');
});
afterAll(() => co?.house.close());

test('void documents do not count; filters do', async () => {
  const sum = (query: Record<string, string>) => co.house.db.read(co.caller.scope, (s) => sumDocuments(s, 'purchase-order', query));
  expect(await sum({})).toEqual({ n: 3, total: 3500n });
  expect(await sum({ to: '2026-03-31' })).toEqual({ n: 2, total: 3000n });
  expect(await sum({ state: 'posted' })).toEqual({ n: 1, total: 2000n });
  expect(await sum({ q: '没有这样的单' })).toEqual({ n: 0, total: 0n });
  expect(await sum({ party: co.ids.supplier, item: co.ids.water })).toEqual({ n: 0, total: 0n });
});
