import { type Day, addDays } from '#kernel/day';
import { smallServer, type SmallServer } from '#testing';
import { saveAll } from '#app/founding';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { wholePolicy } from './keeper.ts';
import { rebuild } from './rebuild.ts';
import { scoreRisks } from './risks.ts';

const TODAY = '2026-03-10' as Day;
const HORIZON = 14;
let s: SmallServer;
let buyer = '';
let manager = '';
let boss = '';
const scope = () => ({ org: s.co.ids.org, tenant: s.co.ids.group, sites: null });
const call = (who: string, method: 'GET' | 'POST' | 'PUT', url: string, body?: unknown, key = `${url}-${Math.random()}`) =>
  s.call(who, method, `/api/planning/${url}`, body, { 'idempotency-key': key });
const book = (type: string, day: string, head: object, lines: object[]) => s.co.must({ type, command: 'approve', body: { day, head, lines } });

/** A forecast as a job leaves it: so many a day, with a spread of 30 %. */
async function forecast(origin: Day, series: readonly (readonly [string, string, number])[]): Promise<void> {
  const job = s.house.ids.next();
  const quantiles = (mean: number) => Array.from({ length: HORIZON }, () => [1, 1.25, 1.38, 1.49, 1.7].map((q) => q * mean)).flat();
  await s.house.db.write(scope(), async (tx) => {
    await tx.query(
      `insert into planning.job (org_id, id, kind, state, origin, horizon, asked_by, asked_at, ended_at) values (books.org(), $1, 'refresh', 'done', $2, ${HORIZON}, 'test', now(), now())`,
      [job, origin],
    );
    for (const [item, warehouse, mean] of series)
      await tx.query(`insert into planning.forecast (org_id, job_id, item_id, warehouse_id, origin, horizon, class, model, means, quantiles) values (books.org(), $1, $2, $3, $4, ${HORIZON}, 'smooth', 'test', $5, $6)`, [
        job, item, warehouse, origin, Array.from({ length: HORIZON }, () => mean), quantiles(mean),
      ]); // biome-ignore format: one row
    await tx.query('insert into planning.current (org_id, job_id) values (books.org(), $1) on conflict (org_id) do update set job_id = excluded.job_id', [job]);
  });
}
/** So many a day sold in the last 60 days, as the history keeps it. */
const sold = (item: string, warehouse: string, daily: number, from = -60, to = 0) =>
  s.house.db.write(scope(), (tx) =>
    tx.query(
      `insert into planning.demand (org_id, item_id, warehouse_id, day, gross, clean) select books.org(), $1, $2, $3::date + d, $4::bigint, $4::bigint from generate_series($5::int, $6::int - 1) d on conflict do nothing`,
      [item, warehouse, TODAY, String(daily * 1_000_000), from, to],
    ),
  );

beforeAll(async () => {
  s = await smallServer();
  const { ids } = s.co;
  [buyer, manager, boss] = await Promise.all([s.as(s.co, 'buyer'), s.as(s.co, 'shop-manager', ids.shopSite), s.as(s.co, 'finance-head')]);
  await saveAll(s.house, s.co.caller, 'price', [
    { name: '水', data: { kind: 'purchase', item: ids.water, party: ids.supplier, price: '1.13' } },
    { name: '油', data: { kind: 'purchase', item: ids.oil, party: ids.supplier, price: '54.5' } },
  ]);
  // Two orders, three and five days under way; the shop gets its water from the main warehouse.
  for (const [ordered, came] of [
    ['2026-02-02', '2026-02-05'],
    ['2026-02-16', '2026-02-21'],
  ] as const) {
    s.house.today(came);
    const order = await book('purchase-order', ordered, { supplier: ids.supplier, warehouse: ids.main }, [
      { item: ids.water, qty: '300' },
      { item: ids.oil, qty: '20' },
    ]);
    await book('goods-receipt', came, { supplier: ids.supplier, warehouse: ids.main }, [
      { item: ids.water, qty: '300', source: { doc: order.id, line: 1 } },
      { item: ids.oil, qty: '20', source: { doc: order.id, line: 2 } },
    ]);
  }
  s.house.today('2026-03-01');
  await book('transfer', '2026-03-01', { from: ids.main, to: ids.shop, direct: true }, [{ item: ids.water, qty: '30' }]);
  await book('sales-delivery', '2026-03-02', { customer: ids.customer, warehouse: ids.main }, [
    { item: ids.water, qty: '555', price: '2' },
    { item: ids.oil, qty: '38', price: '70' },
  ]);
  s.house.today(TODAY);
  await sold(ids.water, ids.shop, 10);
  await sold(ids.water, ids.main, 5);
  await sold(ids.oil, ids.main, 2);
  await forecast(TODAY, [
    [ids.water, ids.shop, 10],
    [ids.water, ids.main, 5],
    [ids.oil, ids.main, 2],
  ]);
  await wholePolicy(s.house, scope());
}, 120_000);
afterAll(() => s?.close());

type Row = {
  id: string;
  kind: string;
  place: string;
  fromName: string | null;
  supplierName: string | null;
  quantity: string;
  name: string;
  reason: string;
  money: string | null;
  price: string | null;
};
const suggestions = async (who = buyer): Promise<Row[]> => ((await call(who, 'GET', 'suggestions')).body as { rows: Row[] }).rows;

describe('levels', () => {
  test('lead times come from orders and receipts, the shop is fed from the main warehouse, and every number has its sentence', async () => {
    const { body } = await call(buyer, 'GET', `levels/${s.co.ids.water}`);
    const [main, shop] = body as {
      place: string;
      facts: { lead: { seen: number; p90: number }; source: string; feeds: string[] };
      reasons: string[];
      target: string;
      reorder: string;
      staticTarget: string;
      abc: string;
    }[];
    expect(main).toMatchObject({ place: '总仓', facts: { lead: { seen: 2, p90: 5 }, source: 'purchase', feeds: [s.co.ids.shop] } });
    expect(shop).toMatchObject({ place: '一号店', facts: { source: 'transfer' } });
    expect(Number(main?.target)).toBeGreaterThan(Number(shop?.target));
    for (const level of [main, shop]) expect(level?.reasons.every((r) => r.endsWith('。') && /静态公式/.test(r))).toBe(true);
  });
  test('查询 shows them beside the stock', async () => {
    const { body } = await s.call(buyer, 'GET', '/api/views/stock-levels?only=low');
    expect((body as { rows: { name: string; place: string }[] }).rows.map((r) => [r.name.slice(0, 2), r.place])).toEqual([
      ['农夫', '总仓'],
      ['金龙', '总仓'],
    ]);
  });
  test('a rule that fixes the safety stock stands in the level and its sentence', async () => {
    await s.house.db.write(scope(), (tx) =>
      tx.query(
        `insert into rules.hold (org_id, id, kind, what, target_type, target_id, value, rule_id, version, subject, branch, reverts, since) values (books.org(), gen_random_uuid(), 'param', 'safety_stock', 'sku', $1, '99', gen_random_uuid(), 1, '*', 0, false, now())`,
        [s.co.ids.oil],
      ),
    );
    await rebuild(s.house, scope(), [s.co.ids.oil]);
    const [level] = (await call(buyer, 'GET', `levels/${s.co.ids.oil}`)).body as { safety: string; reasons: string[] }[];
    expect(level?.safety).toBe('99');
    expect(level?.reasons[0]).toContain('规则“规则”：定为 99');
    await s.house.db.write(scope(), (tx) => tx.query(`update rules.hold set lifted_at = now() where org_id = books.org()`));
    await rebuild(s.house, scope(), [s.co.ids.oil]);
  });
});

describe('suggestions', () => {
  test('purchases go to the price book’s supplier', async () => {
    const rows = await suggestions();
    expect(rows.map((r) => [r.kind, r.name.slice(0, 2), r.place, r.fromName, r.supplierName]).toSorted((a, b) => (String(a) < String(b) ? -1 : 1))).toEqual([
      ['purchase', '农夫', '总仓', null, '华东食品批发'],
      ['purchase', '金龙', '总仓', null, '华东食品批发'],
    ]);
    expect(rows.find((r) => r.name.startsWith('农夫') && r.kind === 'purchase')).toMatchObject({ price: '1.13' });
  });
  test('who may not see prices sees none; the shop manager sees the own shop and what is everybody’s', async () => {
    const keeper = await s.as(s.co, 'keeper');
    expect((await call(keeper, 'GET', 'suggestions')).status).toBe(403);
    // A warehouse that belongs to no shop is everybody's, as in 库存查询.
    expect((await suggestions(manager)).map((r) => r.place)).toEqual(['总仓', '总仓']);
    expect((await call(boss, 'POST', 'suggestions/decide', { ids: [s.co.ids.water], action: 'accept' })).status).toBe(403);
  });
  test('a refusal wants its reason, a change too', async () => {
    const [row] = await suggestions();
    expect((await call(buyer, 'POST', 'suggestions/decide', { ids: [row?.id], action: 'reject' })).body).toMatchObject({ code: 'why-missing' });
    expect((await call(buyer, 'POST', 'suggestions/decide', { ids: [row?.id], action: 'accept', quantities: { [row?.id ?? '']: '7' } })).body).toMatchObject({
      code: 'why-missing',
    });
  });
  test('many lines become one document a supplier, once, however often the request is sent', async () => {
    const ids = (await suggestions()).filter((r) => r.kind === 'purchase').map((r) => r.id);
    const oil = (await suggestions()).find((r) => r.name.startsWith('金龙'));
    const ask = () => call(buyer, 'POST', 'suggestions/decide', { ids, action: 'accept', quantities: { [oil?.id ?? '']: '9' }, why: '五一团购' }, 'once-1');
    const [first, second] = [await ask(), await ask()];
    expect(first.body).toMatchObject({ documents: [{ type: 'purchase-order', lines: 2 }], failed: [], decided: 2 });
    expect(second.body.documents).toEqual(first.body.documents);
    expect(
      await s.co.rows(
        `select d.state, count(*)::int as n from books.document d join books.document_line l on l.doc_id = d.id where d.type = 'purchase-order' and d.day = '${TODAY}' group by 1`,
      ),
    ).toEqual([{ state: 'draft', n: 2 }]);
    expect(await s.co.rows(`select state, trim_scale(decided_quantity / 1000000.0)::text as q, why from planning.suggestion where id = '${oil?.id}'`)).toEqual([
      { state: 'adjusted', q: '9', why: '五一团购' },
    ]);
    expect((await call(buyer, 'POST', 'suggestions/decide', { ids, action: 'accept' })).body).toMatchObject({ code: 'nothing-open' });
  });
  test('what is ordered is on its way: nothing is suggested again', async () => {
    await rebuild(s.house, scope(), null);
    expect((await suggestions()).filter((r) => r.kind === 'purchase')).toEqual([]);
  });
  test('what is overtaken expires', async () => {
    await book('retail-sale', TODAY, { warehouse: s.co.ids.shop, wallet: s.co.ids.cash }, [{ item: s.co.ids.water, qty: '29', price: '2' }]);
    await rebuild(s.house, scope(), [s.co.ids.water]);
    const open = (await suggestions()).length;
    expect(open).toBeGreaterThan(0);
    await book('other-receipt', TODAY, { warehouse: s.co.ids.shop, reason: s.co.ids['reasonIn'] }, [{ item: s.co.ids.water, qty: '500', unitCost: '1' }]);
    await rebuild(s.house, scope(), [s.co.ids.water]);
    expect((await suggestions()).length).toBe(0);
    expect(await s.co.rows(`select count(*)::int as n from planning.suggestion where state = 'expired'`)).toEqual([{ n: open }]);
  });
  test('a decision whose process died before its document stands open again', async () => {
    await s.house.db.write(scope(), (tx) =>
      tx.query(
        `insert into planning.suggestion (org_id, id, made_at, day, kind, item_id, warehouse_id, quantity, reason, state, decided_at, batch) values (books.org(), gen_random_uuid(), now(), $1, 'purchase', $2, $3, 1000000, '试', 'accepted', '2026-03-09T00:00:00Z', 'planning/lost')`,
        [TODAY, s.co.ids.box, s.co.ids.main],
      ),
    );
    await rebuild(s.house, scope(), [s.co.ids.oil]);
    expect(await s.co.rows(`select state from planning.suggestion where item_id = '${s.co.ids.box}'`)).toEqual([{ state: 'open' }]);
  });
});

describe('TOP20', () => {
  type Risks = {
    rows: { rank: number; name: string; item: string; warehouse: string; state: string; quantity: string; reason: string; money: string }[];
    worth: { added: string; scored: number; better: number };
    scored: { added: string; system: string; human: string; demand: string }[];
  };
  test('the morning’s list by money, with its reason', async () => {
    const { body } = await call(buyer, 'GET', 'risks');
    const { rows } = body as Risks;
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.map((r) => Number(r.money))).toEqual(rows.map((r) => Number(r.money)).toSorted((a, b) => b - a));
    expect(rows[0]?.reason).toMatch(/缺货概率 .*损失约 .* 元|报废约 .* 元/);
  });
  test('an override wants a quantity and a reason, is taken once, and is scored when its days are over', async () => {
    const { rows } = (await call(buyer, 'GET', 'risks')).body as Risks;
    const one = rows.find((r) => r.name.startsWith('金龙')) ?? rows[0];
    const said = { day: TODAY, item: one?.item, warehouse: one?.warehouse, action: 'override' };
    expect((await call(buyer, 'POST', 'risks/decide', { ...said, quantity: '5' })).body).toMatchObject({ code: 'why-missing' });
    expect((await call(buyer, 'POST', 'risks/decide', { ...said, why: '隔壁开业' })).body).toMatchObject({ code: 'quantity-missing' });
    expect((await call(buyer, 'POST', 'risks/decide', { ...said, quantity: '5', why: '隔壁开业' })).status).toBe(200);
    expect((await call(buyer, 'POST', 'risks/decide', { ...said, quantity: '5', why: '隔壁开业' })).body).toMatchObject({ code: 'risk-gone' });
    expect(await scoreRisks(s.house, scope())).toBe(0);
    await s.house.db.write(scope(), (tx) =>
      tx.query(`insert into planning.built (org_id, line, until, built_at) values (books.org(), 0, $1, now()) on conflict (org_id) do update set until = excluded.until`, [
        addDays(TODAY, 60),
      ]),
    );
    await sold(s.co.ids.oil, s.co.ids.main, 3, 1, 30);
    expect(await scoreRisks(s.house, scope())).toBe(1);
    const page = (await call(buyer, 'GET', 'risks')).body as Risks;
    expect(page.worth).toMatchObject({ scored: 1 });
    expect(page.scored[0]).toMatchObject({ human: '5' });
    expect(Number(page.scored[0]?.demand)).toBeGreaterThan(0);
  });
});

describe('a supplier fails', () => {
  test('the rest of a short delivery is no failure: no longer lead time, no plan', async () => {
    const { ids } = s.co;
    const where = { supplier: ids.supplier, warehouse: ids.main };
    for (const { id, state } of await s.co.rows<{ id: string; state: string }>(
      `select id, state from books.document where type = 'purchase-order' and state in ('draft', 'posted')`,
    ))
      await s.co.must({ type: 'purchase-order', command: state === 'draft' ? 'void' : 'close', id, body: {} });
    const order = await book('purchase-order', '2026-02-24', { ...where, wanted: '2026-02-27' }, [{ item: ids.oil, qty: '6', price: '54.5' }]);
    await book('goods-receipt', '2026-02-27', where, [{ item: ids.oil, qty: '5', price: '54.5', source: { doc: order.id, line: 1 } }]);
    await wholePolicy(s.house, scope());
    const [level] = (await call(buyer, 'GET', `levels/${ids.oil}`)).body as { facts: { risk: number; lead: { p90: number } } }[];
    expect(level?.facts).toMatchObject({ risk: 0, lead: { p90: 5 } });
    expect(((await call(buyer, 'GET', 'plans')).body as { rows: unknown[] }).rows).toEqual([]);
    await s.co.must({ type: 'purchase-order', command: 'close', id: order.id, body: {} });
  });
  test('overdue goods bring a plan with what can stand in; taken, it is a 替代料申请单', async () => {
    const { ids } = s.co;
    await saveAll(s.house, s.co.caller, 'substitute', [{ name: '油改箱', data: { item: ids.oil, substitute: ids.box, ratio: '2', priority: '1' } }]);
    await book('goods-receipt', '2026-03-05', { supplier: ids.supplier, warehouse: ids.main }, [{ item: ids.box, qty: '12', price: '9' }]);
    await s.house.db.write(scope(), (tx) => tx.query(`update planning.suggestion set state = 'expired' where item_id = $1 and state = 'open'`, [ids.oil]));
    await book('purchase-order', '2026-03-03', { supplier: ids.supplier, warehouse: ids.main, wanted: '2026-03-06' }, [{ item: ids.oil, qty: '40', price: '54.5' }]);
    await wholePolicy(s.house, scope());
    const { rows } = (await call(buyer, 'GET', 'plans')).body as {
      rows: { id: string; name: string; reason: string; options: { how: string; quantity: number; name: string }[] }[];
    };
    expect(rows[0]).toMatchObject({ name: '金龙鱼调和油 5L', options: [{ how: 'stock', name: '收纳箱 大号', quantity: 12 }] });
    expect(rows[0]?.reason).toContain('已过约定到货日（最早 2026-03-06）');
    const taken = await call(buyer, 'POST', `plans/${rows[0]?.id}/accept`, { options: [0] });
    expect(taken.body).toMatchObject({ documents: [{ type: 'substitute-request', lines: 1 }], failed: [] });
    expect(await s.co.rows(`select l.data->>'take' as take from books.document d join books.document_line l on l.doc_id = d.id where d.type = 'substitute-request'`)).toEqual([
      { take: '12' },
    ]);
  });
});

describe('indicators and settings', () => {
  test('fill, stock-outs, turnover and waste week by week; costs only for who may see them', async () => {
    const { body } = await call(boss, 'GET', 'kpi');
    expect(body).toMatchObject({ now: { fill: 1, outShare: 0, waste: 0 } });
    expect(body.weeks.length).toBeGreaterThan(4);
    expect(body.now.money.stock).toBeGreaterThan(0);
    expect((await call(buyer, 'GET', 'kpi')).body.now.money).toBeUndefined();
  });
  test.each(['slow', 'expiring', 'out', 'waste', 'turnover', 'accuracy'])('the list behind %s', async (list) => {
    const { status, body } = await call(boss, 'GET', `kpi/${list}`);
    expect(status, JSON.stringify(body)).toBe(200);
  });
  test('who sets parameters may; the levels follow at once', async () => {
    const before = ((await call(buyer, 'GET', `levels/${s.co.ids.water}`)).body as { target: string }[])[0];
    const body = { kind: 'company', data: { fill: { A: 0.6, B: 0.6, C: 0.6 }, factor: 1.2, budget: null, transferFirst: true } };
    expect((await call(buyer, 'PUT', 'settings', body)).status).toBe(403);
    expect((await call(boss, 'PUT', 'settings', body)).status).toBe(200);
    const after = ((await call(buyer, 'GET', `levels/${s.co.ids.water}`)).body as { target: string }[])[0];
    expect(Number(after?.target)).toBeLessThan(Number(before?.target));
    expect((await call(boss, 'PUT', 'settings', { kind: 'company', data: { ...body.data, factor: 99 } })).status).toBe(422);
  });
});
