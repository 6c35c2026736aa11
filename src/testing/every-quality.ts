// Quality and production in the life of the company of every document: a lot is frozen, inspected and freed, a promise changes, a plan moves.
import { saveAll } from '#app/founding';
import type { World } from './every-day.ts';

/** 批次冻结 to 解冻, 检验, 替代料, 承诺 and 生产计划, about goods of its own. */
export async function judged({ co, post, code }: World): Promise<void> {
  const [yogurt] = await saveAll(co.house, co.caller, 'item', [{ name: '酸奶 200g', data: { category: co.ids['dry'], unit: '杯', taxRate: '0.13', tracksLots: true } }]);
  const [plan] = await saveAll(co.house, co.caller, 'inspection-plan', [
    { name: '酸奶复检', data: { kind: 'stock', item: yogurt?.id, level: 'S-1', critical: '0.65', major: '1.0', minor: '2.5' } },
  ]);
  const [machine] = await saveAll(co.house, co.caller, 'machine', [{ name: '灌装线', data: { tag: 'GZ-01', hoursPerDay: '8', targetOee: '85' } }]);
  const item = yogurt?.id ?? '';
  const lot = { item, lot: 'S0301' };
  await post('yogurt', 'other-receipt', {
    day: '2026-03-02',
    head: { warehouse: co.ids.main, reason: code('reason', 'QR01') },
    lines: [{ ...lot, qty: '20', unitCost: '2', made: '2026-03-01' }],
  });
  const order = await post('yogurt-order', 'sales-order', {
    day: '2026-03-03',
    head: { customer: co.ids.customer, warehouse: co.ids.main, promised: '2026-03-20', reserve: true },
    lines: [{ item, qty: '4', price: '5' }],
  });
  const freeze = await post('freeze', 'lot-freeze', { day: '2026-03-04', head: { kind: 'quality', reason: '封口不严' }, lines: [lot] });
  await post('promise', 'promise-change', {
    day: '2026-03-04',
    head: { cause: '批次冻结' },
    lines: [{ source: { doc: order, line: 1 }, item, warehouse: co.ids.main, change: '-1', before: '2026-03-20', promised: '2026-03-25', owner: co.ids['owner'] }],
  });
  await post('substitute', 'substitute-request', {
    day: '2026-03-04',
    head: { cause: '批次冻结', freeze },
    lines: [{ frozen: item, at: co.ids.main, short: '1', item, warehouse: co.ids.main, take: '0', buy: '1' }],
  });
  await post('thaw', 'lot-thaw', { day: '2026-03-05', head: { decision: 'accept', reason: '复检合格' }, lines: [{ ...lot, source: { doc: freeze, line: 1 } }] });
  await post('inspection', 'inspection', { day: '2026-03-06', head: { kind: 'stock', plan: plan?.id }, lines: [{ ...lot, lotQty: '20', decision: 'accept' }] });
  const made = await post('production', 'production-plan', {
    day: '2026-03-06',
    head: { machine: machine?.id },
    lines: [{ item, qty: '10', warehouse: co.ids.main, due: '2026-03-24' }],
  });
  await post('shift', 'plan-shift', {
    day: '2026-03-07',
    head: { machine: machine?.id, cause: '停机' },
    lines: [{ source: { doc: made, line: 1 }, item, before: '2026-03-24', due: '2026-03-25' }],
  });
  await produced({ co, post, machine: machine?.id ?? '' });
}

/** From 物料清单 to 完工入库, with a change of the version in between; what is left stays set aside and in production. */
async function produced({ co, post, machine }: Pick<World, 'co' | 'post'> & { readonly machine: string }): Promise<void> {
  const goods = await saveAll(co.house, co.caller, 'item', [
    { name: '果酱礼盒', data: { category: co.ids['dry'], unit: '盒', taxRate: '0.13' } },
    { name: '果酱', data: { category: co.ids['dry'], unit: '瓶', taxRate: '0.13' } },
  ]);
  const [box, jam] = goods.map((g) => g.id) as [string, string];
  const components = (qty: string) => ({ item: box, batch: '1', makeDays: 1, components: [{ item: jam, qty }] });
  const [, second] = await saveAll(co.house, co.caller, 'bom', [
    { name: '果酱礼盒 一版', data: { version: 1, valid: '2026-01-01', ...components('2') } },
    { name: '果酱礼盒 二版', data: { version: 2, ...components('3') } },
  ]);
  const { main } = co.ids;
  await post('jam', 'other-receipt', { day: '2026-03-07', head: { warehouse: main, reason: co.ids['reasonIn'] }, lines: [{ item: jam, qty: '20', unitCost: '3' }] });
  const plan = await post('jam-plan', 'production-plan', { day: '2026-03-07', head: { machine }, lines: [{ item: box, qty: '6', warehouse: main, due: '2026-03-24' }] });
  const materials = await post('materials', 'material-plan', {
    day: '2026-03-07',
    head: { warehouse: main, cause: '生产计划', plan },
    lines: [{ product: box, item: jam, qty: '12', per: '2' }],
  });
  await post('take', 'material-issue', { day: '2026-03-08', head: { warehouse: main }, lines: [{ source: { doc: materials, line: 1 }, product: box, item: jam, qty: '10' }] });
  await post('made', 'production-receipt', { day: '2026-03-09', head: { warehouse: main }, lines: [{ source: { doc: plan, line: 1 }, item: box, qty: '4' }] });
  await post('engineering', 'engineering-change', { day: '2026-03-09', head: { cause: '加量' }, lines: [{ item: box, bom: second?.id, valid: '2026-03-20' }] });
}
