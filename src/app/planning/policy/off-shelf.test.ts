import { type Day } from '#kernel/day';
import { saveAll } from '#app/founding';
import { smallServer, type SmallServer } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gather } from './gather.ts';
import { wholePolicy } from './keeper.ts';
import { kpiList } from './kpi-lists.ts';
import { rebuild } from './rebuild.ts';
import { nextOrderIn } from './sources.ts';

const TODAY = '2026-03-10' as Day;
let s: SmallServer;
let buyer = '';
let market = '';
const scope = () => ({ org: s.co.ids.org, tenant: s.co.ids.group, sites: null });
const call = (method: 'GET' | 'POST', url: string, body?: unknown) => s.call(buyer, method, `/api/planning/${url}`, body, { 'idempotency-key': `${url}-${Math.random()}` });
const sql = <R>(text: string, args: readonly unknown[] = []): Promise<R[]> => s.house.db.write(scope(), (tx) => tx.query<R>(text, args));
const book = (type: string, day: string, head: object, lines: object[]) => {
  s.house.today(day);
  return s.co.must({ type, command: 'approve', body: { day, head, lines } });
};
const comingOf = async (item: string) => {
  const facts = await s.house.db.read(scope(), (x) => gather((work) => work(x), { org: scope().org, today: TODAY, now: s.house.clock.now(), items: null }));
  return (facts?.coming.get(item) ?? []).filter((c) => c.who !== null).map((c) => [c.quantity, c.due]);
};

/** So many a day foreseen for a fortnight and sold for two months; `off`: the last days without anything on the shelf. */
async function series(job: string, key: readonly [item: string, warehouse: string], { mean, off = 0 }: { readonly mean: number; readonly off?: number }): Promise<void> {
  const quantiles = Array.from({ length: 14 }, () => [1, 1.25, 1.38, 1.49, 1.7].map((q) => q * mean)).flat();
  await sql(
    `insert into planning.forecast (org_id, job_id, item_id, warehouse_id, origin, horizon, class, model, means, quantiles) values (books.org(), $1, $2, $3, $4, 14, 'smooth', 'test', $5, $6)`,
    [job, ...key, TODAY, Array.from({ length: 14 }, () => mean), quantiles],
  );
  await sql(
    `insert into planning.demand (org_id, item_id, warehouse_id, day, gross, clean, offered) select books.org(), $1, $2, $3::date + d, case when d < -$5::int then $4::bigint else 0 end, case when d < -$5::int then $4::bigint else 0 end, d < -$5::int from generate_series(-60, -1) d`,
    [...key, TODAY, String(mean * 1e6), off],
  );
}

beforeAll(async () => {
  s = await smallServer();
  const { ids } = s.co;
  buyer = await s.as(s.co, 'buyer');
  const [added] = await saveAll(s.house, s.co.caller, 'supplier', [{ name: '城北批发市场', data: {} }]);
  market = added?.id ?? '';
  const where = { supplier: ids.supplier, warehouse: ids.main };
  // Given up: nothing came of it, and the rest of a short delivery long ago.
  await book('purchase-order', '2026-01-02', { ...where, wanted: '2026-01-05' }, [{ item: ids.oil, qty: '20', price: '50' }]);
  for (const [asked, day, ordered, came] of [
    ['2026-01-16', '2026-01-20', '40', '30'],
    ['2026-03-01', '2026-03-05', '30', '25'],
  ] as const) {
    const order = await book('purchase-order', asked, { ...where, wanted: day }, [{ item: ids.oil, qty: ordered, price: '50' }]);
    await book('goods-receipt', day, where, [{ item: ids.oil, qty: came, price: '50', source: { doc: order.id, line: 1 } }]);
  }
  await book('sales-delivery', '2026-03-06', { customer: ids.customer, warehouse: ids.main }, [{ item: ids.oil, qty: '55', price: '70' }]);
  await book('goods-receipt', '2026-01-20', { supplier: market, warehouse: ids.main }, [{ item: ids.box, qty: '5', price: '9' }]);
  for (const day of ['2026-02-21', '2026-02-22', '2026-02-24', '2026-02-25', '2026-02-27'])
    await book('goods-receipt', day, { supplier: market, warehouse: ids.main }, [{ item: ids.water, qty: '6', price: '1' }]);
  await book('transfer', '2026-03-01', { from: ids.main, to: ids.shop, direct: true }, [{ item: ids.water, qty: '30' }]);
  await book('retail-sale', '2026-03-06', { warehouse: ids.shop, wallet: ids.cash }, [{ item: ids.water, qty: '30', price: '2' }]);
  await book('sales-delivery', '2026-02-01', { customer: ids.customer, warehouse: ids.main }, [{ item: ids.box, qty: '5', price: '12' }]);
  s.house.today(TODAY);
  const job = s.house.ids.next();
  await sql(
    `insert into planning.job (org_id, id, kind, state, origin, horizon, asked_by, asked_at, ended_at) values (books.org(), $1, 'train', 'done', $2, 14, 'test', now(), now())`,
    [job, TODAY],
  );
  await series(job, [ids.oil, ids.main], { mean: 12 });
  await series(job, [ids.box, ids.main], { mean: 9, off: 31 });
  await series(job, [ids.water, ids.shop], { mean: 10, off: 4 });
  await sql('insert into planning.current (org_id, job_id) values (books.org(), $1)', [job]);
  await wholePolicy(s.house, scope());
}, 60_000);
afterAll(() => s?.close());

describe('what is on its way', () => {
  test('the rest of a short delivery is waited for a while, an order without any delivery for two months; neither for ever', async () => {
    expect(await comingOf(s.co.ids.oil)).toEqual([[5, '2026-03-05']]);
    const [row] = ((await call('GET', 'suggestions')).body as { rows: { name: string; kind: string; reason: string }[] }).rows.filter((r) => r.name.startsWith('金龙'));
    expect(row?.reason).toMatch(/^现有 0、在途 5，/);
  });
  test('without an agreed day it is due after the supplier’s usual days, not on the day it was ordered', async () => {
    const order = await book('purchase-order', TODAY, { supplier: market, warehouse: s.co.ids.main }, [{ item: s.co.ids.oil, qty: '3', price: '50' }]);
    expect(await comingOf(s.co.ids.oil)).toContainEqual([3, '2026-03-17']);
    await s.co.must({ type: 'purchase-order', command: 'close', id: order.id, body: {} });
  });
});

describe('goods off the shelves for a month', () => {
  const levels = async () => (await call('GET', `levels/${s.co.ids.box}`)).body as unknown[];
  test('are not ordered, whatever they would sell; the workbench says so and lists them last', async () => {
    expect(await levels()).toEqual([]);
    const list = (await call('GET', 'series?q=')).body as { name: string; week: number; gone: boolean }[];
    expect(list.map((r) => [r.name.slice(0, 2), r.gone])).toEqual([
      ['金龙', false],
      ['农夫', false],
      ['收纳', true],
    ]);
    expect((await call('GET', `series/${s.co.ids.box}/${s.co.ids.main}`)).body).toMatchObject({ gone: true });
    expect((await call('POST', `series/${s.co.ids.box}/${s.co.ids.main}/what-if`, { leadDays: 1 })).body).toMatchObject({ code: 'off-shelf' });
  });
  test('are not out of stock either', async () => {
    const out = await s.house.db.read(scope(), (x) => kpiList(x, { list: 'out', today: TODAY, sees: true }));
    expect((out as { name: string; qty: string }[]).map((r) => [r.name.slice(0, 2), r.qty])).toEqual([['农夫', '4']]);
    const [day] = await sql<{ out: number; series: number }>(`select (data->>'out')::int as out, (data->>'series')::int as series from planning.kpi_day where day = $1::date - 1`, [
      TODAY,
    ]);
    expect(day).toEqual({ out: 1, series: 2 });
  });
  test('come back with their first delivery', async () => {
    await book('goods-receipt', TODAY, { supplier: market, warehouse: s.co.ids.main }, [{ item: s.co.ids.box, qty: '2', price: '9' }]);
    await rebuild(s.house, scope(), null);
    expect(await levels()).toHaveLength(1);
  });
});

test('what comes in on most days without an order is there the next morning; what is ordered takes as long as it took', async () => {
  const leadOf = async (item: string) =>
    ((await call('GET', `levels/${item}`)).body as { place: string; facts: { lead: { mean: number } } }[]).find((l) => l.place === '总仓')?.facts.lead.mean;
  expect(await leadOf(s.co.ids.water)).toBe(1);
  expect(await leadOf(s.co.ids.oil)).toBe(4);
});

test('TOP20 says why nothing is suggested for a shop that stands empty', async () => {
  const { rows } = (await call('GET', 'risks')).body as { rows: { name: string; place: string; quantity: string; idle: string | null; reason: string }[] };
  const shop = rows.find((r) => r.place === '一号店');
  expect(shop).toMatchObject({ quantity: '0', idle: '总仓没有可动用的' });
  // Nothing was done today; what is done tomorrow is there the day after.
  expect(shop?.reason).toContain('到 03-11 缺货概率 100%');
});

test('the next day on which a supplier takes orders', () => {
  expect([1, 4, 7].map((n) => nextOrderIn('2026-03-09' as Day, n === 1 ? null : n === 4 ? [4] : [0]))).toEqual([1, 4, 7]);
});
