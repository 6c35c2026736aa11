// What templates do once a company lets them: every one of them in a table, and the switches that keep them still.
import { outsideHouse } from '#testing';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forgetScenes, switchedOn, whereSwitchedOn } from '../bus/scenes.ts';
import { saveAll } from '../founding.ts';
import { verify } from '../verify.ts';
import { setMode } from './office.ts';
import { templateHandler, whereReacting } from './react.ts';
import { TEMPLATES, templateNamed } from './templates/list.ts';
import { messageExampleOf } from './templates/schema.ts';

const { house, co, codes, message, kit, taken, drain, received } = await outsideHouse();

describe('templates at work', () => {
  let serial = 0;
  let plan: { readonly id: string; readonly number: string };
  let subcontractor: string;
  beforeAll(async () => {
    // The shop floor: a machine that makes milk by a plan, and how milk is inspected while it is made.
    const [machine] = await saveAll(house, co.caller, 'machine', [{ name: '一号注塑机', data: { tag: 'IM-01', hoursPerDay: '8', targetOee: '85' } }]);
    await saveAll(house, co.caller, 'inspection-plan', [
      {
        name: '首件',
        data: { kind: 'process', item: co.ids.milk, level: 'II', critical: '0.65', major: '1.0', minor: '2.5', characteristics: [{ name: '外观', grade: 'major' }] },
      },
    ]);
    const [other] = await co.rows<{ code: string }>(`select code from books.record where org_id = $1 and type = 'warehouse' and data->>'kind' <> 'main' limit 1`, [co.ids.org]);
    subcontractor = other?.code ?? '';
    plan = await co.must({
      type: 'production-plan',
      command: 'approve',
      body: { day: '2026-03-05', head: { machine: machine?.id }, lines: [{ item: co.ids.milk, qty: '40', warehouse: co.ids.main, due: '2026-03-20' }] },
    });
  });
  afterAll(() => house.close());

  // What every template does when it has reason to, as its `does` says: the documents it makes, and whether people are asked to do something.
  // SP00001 of an example is goods without lots, SP00002 goods with lots (milk), LOT a lot of milk that is there, PLAN the plan of IM-01, EMPTY goods of which there are none,
  // SUBCONTRACTOR a warehouse beside the main one.
  test.each([
    ['molding.material.batch_frozen', {}, ['lot-freeze'], false],
    ['molding.dryer.ready', { dewPoint: '-20', skuId: 'SP00002' }, ['lot-freeze'], false],
    ['molding.dryer.ready', { dewPoint: '-20' }, [], true],
    ['molding.dryer.ready', {}, [], false],
    ['molding.mold.shots_due', {}, [], true],
    ['molding.mold.changed', {}, [], true],
    ['molding.mold.changed', { machineId: 'IM-01' }, ['inspection'], false],
    ['molding.first_article.judged', {}, [], true],
    ['molding.first_article.judged', { workOrderId: 'PLAN' }, ['inspection'], true],
    ['molding.first_article.judged', { result: 'pass' }, [], false],
    ['molding.cycle.drift', {}, [], true],
    ['molding.cycle.drift', { driftPct: '5' }, [], false],
    ['molding.scrap.regrind', {}, ['other-receipt'], false],
    ['molding.scrap.regrind', { ratioPct: '25.1' }, [], true],
    ['molding.oee.dropped', {}, [], true],
    ['molding.lot.completed', {}, ['other-receipt'], true],
    ['molding.lot.completed', { workOrderId: 'PLAN', okQty: '12', ngQty: '0', skuId: 'SP00002' }, ['production-receipt'], false],
    ['molding.lot.completed', { workOrderId: 'PLAN', okQty: '12', ngQty: '0', skuId: null }, ['production-receipt'], false],
    ['molding.lot.completed', { workOrderId: 'PLAN', okQty: '12', ngQty: '0' }, ['other-receipt'], false],
    ['molding.lot.completed', { workOrderId: 'PLAN', okQty: '12', skuId: null }, ['production-receipt', 'inspection'], false],
    ['machining.blank.received', {}, [], false],
    ['machining.blank.received', { certNo: null }, [], true],
    ['machining.blank.received', { certNo: null, skuId: 'SP00002', heatNo: 'LOT' }, ['lot-freeze'], true],
    ['machining.tool.worn', {}, ['other-issue'], false],
    ['machining.tool.worn', { skuId: 'EMPTY' }, ['purchase-request'], false],
    ['machining.process.reported', {}, [], true],
    ['machining.process.reported', { workOrderId: 'PLAN' }, ['inspection'], false],
    ['machining.process.reported', { machineId: 'IM-01' }, ['inspection'], false],
    ['machining.process.reported', { workOrderId: 'PLAN', ngQty: '0' }, [], false],
    ['machining.spc.out_of_control', {}, [], true],
    ['machining.spc.out_of_control', { machineId: 'IM-01' }, ['inspection'], true],
    ['machining.ncr.opened', {}, [], true],
    ['machining.ncr.opened', { workOrderId: 'PLAN' }, ['production-plan'], true],
    ['machining.ncr.opened', { workOrderId: 'PLAN', disposition: 'concession' }, [], true],
    ['machining.outsource.sent', {}, [], true],
    ['machining.outsource.sent', { supplierId: 'SUBCONTRACTOR' }, ['transfer'], true],
    ['machining.outsource.returned', {}, [], true],
    ['machining.outsource.returned', { supplierId: null, skuId: null }, [], true],
    ['machining.outsource.returned', { supplierId: 'SUBCONTRACTOR' }, ['transfer'], true],
    ['machining.outsource.returned', { supplierId: 'SUBCONTRACTOR', ngQty: '0', delayDays: 0 }, ['transfer'], false],
    ['machining.machine.down', {}, [], true],
    ['machining.machine.down', { estimatedMin: '30' }, [], false],
    ['machining.drawing.revised', {}, [], true],
    ['ems.msd.exposed', {}, [], true],
    ['ems.msd.exposed', { reelId: 'LOT', skuId: 'SP00002' }, ['lot-freeze'], true],
    ['ems.msd.exposed', { exposedMin: '10080' }, [], false],
    ['ems.reel.low', {}, [], true],
    ['ems.feeder.mismatch', {}, [], true],
    ['ems.feeder.mismatch', { lineId: 'IM-01' }, ['inspection'], true],
    ['ems.solder.expiring', {}, [], true],
    ['ems.spi_aoi.defect_rate', {}, [], true],
    ['ems.spi_aoi.defect_rate', { workOrderId: 'PLAN' }, ['inspection'], true],
    ['ems.spi_aoi.defect_rate', { lineId: 'IM-01' }, ['inspection'], true],
    ['ems.bom.eco', {}, [], true],
    ['ems.component.eol', {}, ['substitute-request'], true],
    ['ems.component.eol', { substitutes: [] }, [], true],
    ['ems.serial.bound', {}, [], false],
    ['ems.test.yield_low', {}, [], true],
    ['common.quality.batch_frozen', {}, ['lot-freeze'], false],
    ['common.plan.rolled', {}, ['purchase-request'], false],
    ['common.plan.rolled', { deltas: [{ sku: 'SP00001', qty: '-5' }] }, [], true],
    ['common.plan.rolled', { deltas: [{ sku: 'SP00001', qty: '0', due: '2026-04-01' }] }, [], true],
    // What a machine makes is seen to by 生产 (plan-shift/rolled.test.ts).
    ['common.plan.rolled', { deltas: [{ sku: 'SP00002', qty: '500' }] }, [], false],
    ['common.kit.short', {}, ['purchase-request'], true],
  ] as const)('%s with %o makes %o; something to do: %s', async (name, patch, documents, todo) => {
    const template = templateNamed(name);
    if (!template) throw new Error(name);
    const example = messageExampleOf(template) as { readonly data: Record<string, unknown> };
    const lot = `T${(serial += 1)}`;
    await co.must({
      type: 'other-receipt',
      command: 'approve',
      body: {
        day: '2026-03-09',
        head: { warehouse: co.ids.main, reason: co.ids.reasonIn },
        lines: [
          { item: co.ids.milk, qty: '12', unitCost: '2', lot, made: '2026-03-01' },
          { item: co.ids.water, qty: '1', unitCost: '1' },
        ],
      },
    });
    await house.db.write(co.caller.scope, (tx) => setMode(tx, name, 'react'));
    // A frozen batch is of goods that have lots; everything else is about goods that lie there without one, or of which there are none.
    const sku = name.endsWith('batch_frozen') ? codes.milk : codes.water;
    const data = { ...example.data, ...('batchId' in example.data ? { batchId: lot } : {}), ...patch };
    const text = JSON.stringify(data)
      .replaceAll('SP00001', sku)
      .replaceAll('SP00002', codes.milk)
      .replaceAll('EMPTY', codes.box)
      .replaceAll('"LOT"', `"${lot}"`)
      .replaceAll('SUBCONTRACTOR', subcontractor)
      .replaceAll('PLAN', plan.number);
    const { id } = await taken(message(name, JSON.parse(text), { source: `table/${name}` }));
    await drain();
    const row = await received(id);
    expect([row?.reaction?.made.map((m) => m.type) ?? [], (row?.todo ?? '') !== '']).toEqual([documents, todo]);
  });
  test('the table above knows every template', () => {
    const source = readFileSync(import.meta.filename, 'utf8');
    const known = new Set([...source.matchAll(/^ {4}\['([a-z_.]+)', /gm)].map((m) => m[1]));
    expect(TEMPLATES.map((t) => t.name).filter((n) => !known.has(n))).toEqual([]);
    expect(TEMPLATES).toHaveLength(30);
  });

  test.each([
    ['record', 0],
    ['react', 1],
  ] as const)('%s: modules hear an event of the template %d times; other events always', async (mode, times) => {
    await house.db.write(co.caller.scope, (tx) => setMode(tx, 'machining.machine.down', mode));
    const heard: string[] = [];
    const handle = whereReacting(house.db, async (e) => void heard.push(e.name));
    const event = (name: string) => ({ pos: 1n, org_id: co.ids.org, id: 'x', agg: 'x', agg_seq: 1n, name, payload: {} });
    await handle(event('machining.machine.down/1'), { again: false });
    await handle(event('goods-receipt-posted/1'), { again: false });
    expect(heard).toEqual([...Array.from({ length: times }, () => 'machining.machine.down/1'), 'goods-receipt-posted/1']);
  });

  test('of a scene that is switched off nothing is done by itself; the event is kept all the same', async () => {
    const switchScene = async (on: boolean): Promise<void> => {
      await house.db.write(co.caller.scope, (tx) => tx.query('select books.save_settings($1::jsonb)', [JSON.stringify({ collaboration: { plan: on } })]));
      forgetScenes(co.ids.org);
    };
    await switchScene(false);
    const handle = whereSwitchedOn(house.db, templateHandler(house));
    const hear = (): Promise<void> => drain(handle);
    const short = await taken(kit([{ sku: codes.water, qty: '9999' }]));
    await hear();
    expect(await received(short.id)).toEqual({ reaction: null, todo: null });
    expect(await switchedOn(house.db, co.ids.org, [{ name: 'common.kit.short/1' }, { name: 'lot-frozen/1' }])).toEqual([{ name: 'lot-frozen/1' }]);
    await switchScene(true);
    const again = await taken(kit([{ sku: codes.water, qty: '9999' }]));
    await hear();
    expect((await received(again.id))?.reaction?.made).toMatchObject([{ type: 'purchase-request' }]);
  });

  test('nothing is left in the dead letters, and the books prove themselves', async () => {
    expect(await co.rows('select error from bus.dead')).toEqual([]);
    expect((await verify(house.db)).checks.filter((c) => c.wrong > 0)).toEqual([]);
  });
});
