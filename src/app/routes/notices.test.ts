import { smallServer, type SmallServer } from '#testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

let s: SmallServer;
let seller: { readonly cookie: string; readonly id: string };
let other: string;

beforeAll(async () => {
  s = await smallServer();
  const { co, house } = s;
  const cookie = await s.as(co, 'seller');
  const [person] = await house.db.owner((tx) => tx.query<{ id: string }>(`select id from identity.person where login like '%seller'`));
  seller = { cookie, id: person?.id ?? '' };
  other = await s.as(co, 'keeper');
  await co.must({
    type: 'goods-receipt',
    command: 'approve',
    body: { day: '2026-03-01', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.water, qty: '10', price: '1' }] },
  });
  const order = await co.must(
    {
      type: 'sales-order',
      command: 'approve',
      body: { day: '2026-03-02', head: { customer: co.ids.customer, warehouse: co.ids.main, reserve: true }, lines: [{ item: co.ids.water, qty: '6', price: '2' }] },
    },
    { id: seller.id },
  );
  for (const change of ['-1', '-2'])
    await co.must({
      type: 'promise-change',
      command: 'approve',
      body: { day: '2026-03-05', head: { cause: '试' }, lines: [{ source: { doc: order.id, line: 1 }, item: co.ids.water, warehouse: co.ids.main, change, owner: seller.id }] },
    });
});
afterAll(() => s?.close());
const inbox = async (cookie: string) =>
  (await s.call(cookie, 'GET', '/api/notices')).body as { unread: number; rows: { id: string; title: string; docType: string; read: boolean }[] };

test('a person reads their own messages, newest first, and nobody else’s', async () => {
  const mine = await inbox(seller.cookie);
  expect(mine.unread).toBe(2);
  expect(mine.rows.map((r) => [r.docType, r.read])).toEqual([
    ['sales-order', false],
    ['sales-order', false],
  ]);
  expect(await inbox(other)).toEqual({ unread: 0, rows: [] });
  expect((await s.call('', 'GET', '/api/notices')).status).toBe(401);
});

test('marking read counts once, and only for oneself', async () => {
  const [newest] = (await inbox(seller.cookie)).rows;
  const read = (cookie: string, body: unknown) => s.call(cookie, 'POST', '/api/notices/read', body, { 'x-client': 'test' });
  expect((await read(other, { ids: [newest?.id] })).body).toEqual({ read: 0 });
  expect((await read(seller.cookie, { ids: [newest?.id] })).body).toEqual({ read: 1 });
  expect((await read(seller.cookie, { ids: [newest?.id] })).body).toEqual({ read: 0 });
  expect((await inbox(seller.cookie)).unread).toBe(1);
  expect((await read(seller.cookie, { ids: null })).body).toEqual({ read: 1 });
  expect((await inbox(seller.cookie)).unread).toBe(0);
  expect((await read(seller.cookie, { ids: ['x'] })).status).toBeGreaterThanOrEqual(400);
});
