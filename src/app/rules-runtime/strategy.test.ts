// 动态库存策略: rules set the service aimed at, whom to buy from and what may stand in; planning takes it up, says so on the item, and it ends by itself.
import { type Day, addDays } from '#kernel/day';
import { saveAll } from '#app/founding';
import { smallServer, type SmallServer } from '#testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endOverlays } from '../planning/overlays.ts';
import { rebuild } from '../planning/policy/rebuild.ts';
import { sequenceAll } from '../sequencer.ts';
import { hearAll, tickAll } from './runtime.ts';

const TODAY = '2026-03-10' as Day;
let s: SmallServer;
let boss = '';
let other = '';
let nut = '';
const scope = () => ({ org: s.co.ids.org, tenant: s.co.ids.group, sites: null });

beforeAll(async () => {
  s = await smallServer();
  s.house.today(TODAY);
  const { ids } = s.co;
  boss = await s.as(s.co, 'admin');
  const [supplier] = await saveAll(s.house, s.co.caller, 'supplier', [{ name: '江南粮油', data: { creditDays: 30 } }]);
  const [spare] = await saveAll(s.house, s.co.caller, 'item', [{ name: '鲁花花生油 5L', data: { unit: '桶', taxRate: '0.09', salePrice: '150' } }]);
  [other, nut] = [supplier?.id ?? '', spare?.id ?? ''];
  await saveAll(s.house, s.co.caller, 'price', [
    { name: '油', data: { kind: 'purchase', item: ids.oil, party: ids.supplier, price: '54.5' } },
    { name: '油二', data: { kind: 'purchase', item: ids.oil, party: other, price: '60' } },
  ]);
  const job = s.house.ids.next();
  await s.house.db.write(scope(), async (tx) => {
    await tx.query(
      `insert into planning.job (org_id, id, kind, state, origin, horizon, asked_by, asked_at, ended_at) values (books.org(), $1, 'refresh', 'done', $2, 14, 'test', now(), now())`,
      [job, TODAY],
    );
    await tx.query(
      `insert into planning.forecast (org_id, job_id, item_id, warehouse_id, origin, horizon, class, model, means, quantiles) values (books.org(), $1, $2, $3, $4, 14, 'smooth', 'test', $5, $6)`,
      [job, ids.oil, ids.main, TODAY, Array.from({ length: 14 }, () => 20), Array.from({ length: 14 }, () => [1, 1.25, 1.38, 1.49, 1.7].map((q) => q * 20)).flat()],
    );
    await tx.query('insert into planning.current (org_id, job_id) values (books.org(), $1)', [job]);
    await tx.query(
      `insert into planning.demand (org_id, item_id, warehouse_id, day, gross, clean) select books.org(), $1, $2, $3::date - d, 20000000, 20000000 from generate_series(1, 60) d`,
      [ids.oil, ids.main, TODAY],
    );
  });
  await s.co.must({
    type: 'other-receipt',
    command: 'approve',
    body: { day: TODAY, head: { warehouse: ids.main, reason: ids['reasonIn'] }, lines: [{ item: ids.oil, qty: '10', unitCost: '40' }] },
  });
}, 60_000);
afterAll(() => s?.close());

type Level = { readonly fill: number; readonly reorder: string; readonly supplierName: string | null; readonly reasons: readonly string[] };
const level = async (): Promise<Level> => {
  await rebuild(s.house, scope(), null);
  return ((await s.call(boss, 'GET', `/api/planning/levels/${s.co.ids.oil}`)).body as Level[])[0] as Level;
};
/** Saves a sentence, switches it on and lets it act; its id, or what speaks against it. */
const on = async (text: string): Promise<{ readonly id: string; readonly detail: string | null }> => {
  const { id } = (await s.call(boss, 'POST', '/api/rules', { text, name: text.slice(0, 12) })).body as { id: string };
  const said = await s.call(boss, 'POST', `/api/rules/${id}/activate`, { fireNow: true });
  await tickAll(s.house);
  await sequenceAll(s.house.db);
  await hearAll(s.house);
  return { id, detail: said.status === 200 ? null : String(said.body.detail) };
};

test('service, supplier and substitute: bounds, reasons on the item, and an end', async () => {
  const before = await level();
  expect(before.supplierName).toBe('华东食品批发');
  const { id, detail } = await on('金龙鱼调和油库存低于100桶时，金龙鱼调和油的目标服务水平调整至99.5%，首选供应商改为江南粮油，替代料设为鲁花花生油');
  expect(detail).toBeNull();
  const { body } = await s.call(boss, 'GET', `/api/rules/${id}`);
  expect((body as { canonical: string }).canonical).toContain('将首选供应商调整至供应商「江南粮油」，并将替代料调整至商品「鲁花花生油 5L」');
  const after = await level();
  expect([after.fill, after.supplierName]).toEqual([0.995, '江南粮油']);
  expect(Number(after.reorder)).toBeGreaterThan(Number(before.reorder));
  expect(after.reasons[0]).toMatch(/规则“金龙鱼调和油库存低于10”（至 2026-03-24）：目标服务水平 99\.5%/);
  expect(after.reasons[0]).toContain('首选供应商 江南粮油');
  const effects = (await s.call(boss, 'GET', `/api/rules/effects/${s.co.ids.oil}`)).body as { what: string; value: string; until: string; because: string[] }[];
  expect(effects.map((e) => [e.what, e.value, e.until])).toEqual(
    expect.arrayContaining([
      ['替代料', '鲁花花生油 5L', '2026-03-24'],
      ['目标服务水平', '0.995', '2026-03-24'],
      ['首选供应商', '江南粮油', '2026-03-24'],
    ]),
  );
  expect(effects).toHaveLength(3);
  expect(effects[0]?.because.join('')).toContain('库存');
  // Where supply fails, what the rule named is the first to stand in.
  await s.co.must({
    type: 'other-receipt',
    command: 'approve',
    body: { day: TODAY, head: { warehouse: s.co.ids.main, reason: s.co.ids['reasonIn'] }, lines: [{ item: nut, qty: '500', unitCost: '90' }] },
  });
  await s.co.must({
    type: 'purchase-order',
    command: 'approve',
    body: { day: '2026-02-20', head: { supplier: s.co.ids.supplier, warehouse: s.co.ids.main, wanted: '2026-02-25' }, lines: [{ item: s.co.ids.oil, qty: '50', price: '54.5' }] },
  });
  await rebuild(s.house, scope(), null);
  const [plan] = await s.co.rows<{ facts: { options: { item: string }[] } }>(
    `select facts from planning.suggestion where kind = 'substitute' and state = 'open' and item_id = $1`,
    [s.co.ids.oil],
  );
  expect(plan?.facts.options.map((o) => o.item)).toContain(nut);

  await s.house.db.write(scope(), (tx) => endOverlays(tx, `${addDays(TODAY, 13)}T04:00:00Z`));
  expect((await level()).fill).toBe(0.995);
  await s.house.db.write(scope(), (tx) => endOverlays(tx, `${addDays(TODAY, 14)}T04:00:00Z`));
  const ended = await level();
  expect([ended.fill, ended.supplierName, ended.reasons.join('').includes('规则“')]).toEqual([before.fill, before.supplierName, false]);
  expect(await s.co.rows(`select distinct lifted_why from rules.hold where rule_id = $1`, [id])).toEqual([{ lifted_why: '策略有效期已满' }]);
});

test('a target nobody can mean is not set, and a relative one is refused beforehand', async () => {
  const { id } = await on('金龙鱼调和油库存低于100桶时，金龙鱼调和油的目标服务水平调整至30%');
  const [deed] = await s.co.rows<{ state: string; note: string }>(`select state, result->>'note' as note from rules.deed where rule_id = $1`, [id]);
  expect([deed?.state, deed?.note]).toEqual(['skipped', expect.stringContaining('超出允许范围 0.5～0.999') as unknown]);
  expect((await on('金龙鱼调和油库存低于100桶时，金龙鱼调和油的目标服务水平上调5个百分点')).detail).toContain('只能写调整为多少');
});
