import { addDays, type Day, dayNumber } from '#kernel/day';
import { decide } from '#app/planning/policy/decide';
import { decideRisk, riskPage, scoreRisks } from '#app/planning/policy/risks';
import { rebuild } from '#app/planning/policy/rebuild';
import { buildDemand } from '#app/planning/demand/build';
import { workOnce } from '#app/planning/jobs/runner';
import { ask } from '#app/planning/jobs/store';
import { saveAll } from '#app/founding';
import { type SmallCompany, story } from '#testing';
import { expect } from 'vitest';
import type { Ports } from '#app/context';

const FIRST = '2026-01-05' as Day;
const TODAY = '2026-03-09' as Day;
const scope = (co: SmallCompany) => ({ org: co.ids.org, tenant: co.ids.group, sites: null });
const ports = (co: SmallCompany): Ports => co.house;
/** 8 on working days, 14 at the weekend, and a little unrest that is the same every time. */
const wanted = (day: Day): number => ((dayNumber(day) + 3) % 7 >= 5 ? 14 : 8) + ((dayNumber(day) * 7) % 5) - 2;

type Suggested = { readonly id: string; readonly kind: string; readonly name: string; readonly place: string; readonly quantity: string; readonly reason: string };
const open = (co: SmallCompany) =>
  co.rows<Suggested>(
    `select s.id::text as id, s.kind, i.name, w.name as place, trim_scale(s.quantity / 1000000.0)::text as quantity, s.reason from planning.suggestion s join books.record i on i.id = s.item_id join books.record w on w.id = s.warehouse_id
     where s.state = 'open' and s.kind <> 'substitute' order by s.kind desc, i.name`,
  );
const forecast = async (co: SmallCompany): Promise<void> => {
  await ask(co.house.db, scope(co), { id: co.house.ids.next(), kind: 'train', by: '王老板', at: co.house.clock.now() });
  await workOnce({ ports: ports(co), holder: co.house.ids.next(), tell: () => undefined, stopping: new AbortController().signal }, scope(co));
  expect(await co.rows(`select kind, state, error from planning.job order by asked_at desc limit 1`)).toEqual([{ kind: 'train', state: 'done', error: null }]);
};

story('补货：从九周的流水到一键下单，再到改判值多少钱', ({ step, post }) => {
  step('一号店天天卖水，总仓每周一进货、周二给店里送货；供应商说两天到，实际两三天', async (co) => {
    const { ids } = co;
    await saveAll(co.house, co.caller, 'price', [{ name: '水', data: { kind: 'purchase', item: ids.water, party: ids.supplier, price: '1.13' } }]);
    await post(co, 'other-receipt', { day: FIRST, head: { warehouse: ids.main, reason: ids['reasonIn'] }, lines: [{ item: ids.water, qty: '162', unitCost: '1' }] });
    await post(co, 'transfer', { day: FIRST, head: { from: ids.main, to: ids.shop, direct: true }, lines: [{ item: ids.water, qty: '90' }] });
    let order: { id: string; due: Day } | null = null;
    for (let day = FIRST; day < TODAY; day = addDays(day, 1)) {
      const weekday = (dayNumber(day) + 3) % 7;
      if (order && order.due === day) {
        await post(co, 'goods-receipt', {
          day,
          head: { supplier: ids.supplier, warehouse: ids.main },
          lines: [{ item: ids.water, qty: '72', source: { doc: order.id, line: 1 } }],
        });
        order = null;
      }
      if (weekday === 0) {
        const made = await post(co, 'purchase-order', {
          day,
          head: { supplier: ids.supplier, warehouse: ids.main, wanted: addDays(day, 2) },
          lines: [{ item: ids.water, qty: '72' }],
        });
        order = { id: made.id, due: addDays(day, dayNumber(day) % 2 === 0 ? 3 : 2) };
      }
      if (weekday === 1 && day > FIRST) await post(co, 'transfer', { day, head: { from: ids.main, to: ids.shop, direct: true }, lines: [{ item: ids.water, qty: '72' }] });
      await post(co, 'retail-sale', { day, head: { warehouse: ids.shop, wallet: ids.cash }, lines: [{ item: ids.water, qty: String(Math.min(wanted(day), 20)), price: '2' }] });
    }
    co.house.today(TODAY);
  });
  step('做一次预测，水位和建议随之而来：交期来自九次到货，店由总仓供', async (co) => {
    await forecast(co);
    const levels = await co.rows<{ place: string; source: string; seen: number; dynamic: number; formula: number; reasons: string[] }>(
      `select w.name as place, l.facts->>'source' as source, (l.facts->'lead'->>'seen')::int as seen, (l.target / 1000000.0)::float8 as dynamic, (l.static_target / 1000000.0)::float8 as formula, l.reasons
       from planning.level l join books.record w on w.id = l.warehouse_id where l.item_id = $1 order by w.code`,
      [co.ids.water],
    );
    expect(levels.map((l) => [l.place, l.source])).toEqual([
      ['总仓', 'purchase'],
      ['一号店', 'transfer'],
    ]);
    expect(levels[0]?.seen).toBeGreaterThanOrEqual(8);
    for (const l of levels) expect(l.reasons.join('')).toMatch(/预计需求 .*到货前预计卖出 .*补到 /);
  });
  step('店里快卖完了：先从总仓调，总仓不够两边用的再向价格本里的供应商买', async (co) => {
    const [shop] = await co.rows<{ left: string }>(`select trim_scale(sum(on_hand) / 1000000.0)::text as left from books.stock_balance where item_id = $1 and warehouse_id = $2`, [
      co.ids.water,
      co.ids.shop,
    ]);
    await post(co, 'retail-sale', {
      day: TODAY,
      head: { warehouse: co.ids.shop, wallet: co.ids.cash },
      lines: [{ item: co.ids.water, qty: String(Number(shop?.left) - 2), price: '2' }],
    });
    await post(co, 'sales-delivery', { day: TODAY, head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [{ item: co.ids.water, qty: '60', price: '1.8' }] });
    await rebuild(ports(co), scope(co), [co.ids.water]);
    const found = await open(co);
    expect(found.map((s) => [s.kind, s.place])).toEqual([
      ['transfer', '一号店'],
      ['purchase', '总仓'],
    ]);
    expect(found[0]?.reason).toMatch(/^现有 2.*从总仓调/);
    expect(found[1]?.reason).toContain('含供应的 1 个门店/仓的需要');
  });
  step('一次采用：一张调拨单、一张采购订单，都是草稿；再看一遍，已在途的不再建议', async (co) => {
    const ids = (await open(co)).map((s) => s.id);
    const done = await decide(ports(co), co.caller, { decision: { ids, action: 'accept', quantities: {}, why: null, as: 'purchase-order' }, key: 'morning' });
    expect(done).toMatchObject({ failed: [], decided: 2 });
    expect(done.documents.map((d) => d.type).toSorted()).toEqual(['purchase-order', 'transfer']);
    await rebuild(ports(co), scope(co), [co.ids.water]);
    expect(await open(co)).toEqual([]);
    for (const d of done.documents) await co.must({ type: d.type, command: 'void', id: d.id, body: { reason: '试完作废' } });
  });
  step('早上的名单里有它；老板凭经验改少，写下原因，系统按他的数量成单', async (co) => {
    await rebuild(ports(co), scope(co), null);
    await co.house.db.write(scope(co), (tx) => tx.query(`update planning.risk set day = day - 1 where day = $1`, [TODAY]));
    await forecast(co);
    const { rows } = (await co.house.db.read(scope(co), (s) => riskPage(s, { day: null, today: TODAY }))) as {
      rows: { day: Day; item: string; warehouse: string; place: string; reason: string; quantity: string }[];
    };
    const risk = rows.find((r) => r.place === '一号店');
    expect(risk).toMatchObject({ item: co.ids.water });
    expect(risk?.reason).toContain('缺货概率');
    const said = await decideRisk(ports(co), co.caller, {
      decision: { day: TODAY, item: co.ids.water, warehouse: co.ids.shop, action: 'override', quantity: 5_000_000n, why: '下周修路，客人少' },
      key: 'override',
    });
    expect(said.documents).toMatchObject([{ type: 'transfer' }]);
    expect(await co.rows(`select trim_scale(l.base_qty / 1000000.0)::text as qty from books.document_line l where l.doc_id = $1`, [said.documents[0]?.id])).toEqual([{ qty: '5' }]);
  });
  step('几天过去，客人照来：改判比系统多损失了多少，写在那里', async (co) => {
    const { ids } = co;
    await post(co, 'other-receipt', { day: TODAY, head: { warehouse: ids.shop, reason: ids['reasonIn'] }, lines: [{ item: ids.water, qty: '60', unitCost: '1' }] });
    for (let i = 1; i <= 16; i += 1) {
      const day = addDays(TODAY, i);
      if (i === 5) await post(co, 'other-receipt', { day, head: { warehouse: ids.shop, reason: ids['reasonIn'] }, lines: [{ item: ids.water, qty: '200', unitCost: '1' }] });
      await post(co, 'retail-sale', { day, head: { warehouse: ids.shop, wallet: ids.cash }, lines: [{ item: ids.water, qty: '9', price: '2' }] });
    }
    co.house.today(addDays(TODAY, 17));
    await buildDemand(ports(co), scope(co));
    expect(await scoreRisks(ports(co), scope(co))).toBe(1);
    const [score] = await co.rows<{ added: number; demand: number }>(
      `select (score->>'added')::float8 as added, (score->>'demand')::float8 as demand from planning.risk where scored_at is not null`,
    );
    expect(score?.demand).toBeGreaterThan(5);
    expect(score?.added).toBeLessThan(0);
  });
});
