// What templates do once a company lets them: every one of them in a table, and the switches that keep them still.
import { memoryHouse, smallCompany, type SmallCompany, type TestHouse } from '#testing';
import { isRefused } from '#kernel/refusal';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forgetScenes, switchedOn, whereSwitchedOn } from '../bus/scenes.ts';
import { consumeOnce } from '../consumers.ts';
import { sequenceAll } from '../sequencer.ts';
import { verify } from '../verify.ts';
import { type Accepted, acceptOutside, outsideProblem } from './accept.ts';
import { setMode } from './office.ts';
import { templateHandler, whereReacting } from './react.ts';
import { TEMPLATES, templateNamed } from './templates/list.ts';
import { messageExampleOf } from './templates/schema.ts';

describe('templates at work', () => {
  let house: TestHouse;
  let co: SmallCompany;
  let codes: Readonly<Record<'water' | 'milk' | 'box', string>>;
  let serial = 0;
  beforeAll(async () => {
    house = await memoryHouse();
    co = await smallCompany(house);
    const rows = await co.rows<{ id: string; code: string }>(`select id, code from books.record where type = 'item'`);
    const code = (id: string): string => rows.find((r) => r.id === id)?.code ?? '';
    codes = { water: code(co.ids.water), milk: code(co.ids.milk), box: code(co.ids.box) };
    for (const t of TEMPLATES) await house.db.write(co.caller.scope, (tx) => setMode(tx, t.name, 'react'));
  });
  afterAll(() => house?.close());
  const message = (type: string, data: unknown, more: Record<string, unknown> = {}): Record<string, unknown> => ({
    eventId: `e-${(serial += 1)}`,
    occurredAt: '2026-03-10T09:12:00+08:00',
    source: 'mes-1',
    type,
    data,
    ...more,
  });
  const kit = (lines: unknown): Record<string, unknown> => message('common.kit.short', { workOrderId: 'WO-1', shortages: lines, needAt: '2026-03-12' });
  const taken = async (body: unknown): Promise<Accepted> => {
    const outcome = await acceptOutside(house, co.caller, { via: 'http', body: JSON.stringify(body) });
    if (isRefused(outcome)) throw new Error(JSON.stringify(outsideProblem(outcome)));
    return outcome;
  };
  const drain = async (): Promise<void> => {
    await sequenceAll(house.db);
    while ((await consumeOnce(house.db, 'templates', templateHandler(house))) > 0);
  };
  const received = async (id: string) =>
    (await co.rows<{ reaction: { made: { type: string }[] } | null; todo: string | null }>('select reaction, todo from outside.received where id = $1', [id]))[0];

  // What every template does when it has reason to, as its `does` says: the documents it makes, and whether people are asked to do something.
  const bad = { 'molding.dryer.ready': { dewPoint: '-20' }, 'machining.blank.received': { certNo: null }, 'molding.scrap.regrind': { ratioPct: '25.1' } };
  test.each([
    ['molding.material.batch_frozen', {}, ['lot-freeze'], false],
    ['molding.dryer.ready', bad['molding.dryer.ready'], [], true],
    ['molding.dryer.ready', {}, [], false],
    ['molding.mold.shots_due', {}, [], true],
    ['molding.mold.changed', {}, [], true],
    ['molding.first_article.judged', {}, [], true],
    ['molding.first_article.judged', { result: 'pass' }, [], false],
    ['molding.cycle.drift', {}, [], true],
    ['molding.cycle.drift', { driftPct: '5' }, [], false],
    ['molding.scrap.regrind', {}, ['other-receipt'], false],
    ['molding.scrap.regrind', bad['molding.scrap.regrind'], [], true],
    ['molding.oee.dropped', {}, [], true],
    ['molding.lot.completed', {}, ['other-receipt'], true],
    ['machining.blank.received', {}, [], false],
    ['machining.blank.received', bad['machining.blank.received'], [], true],
    ['machining.tool.worn', {}, ['other-issue'], false],
    ['machining.tool.worn', { skuId: 'EMPTY' }, ['purchase-request'], false],
    ['machining.process.reported', {}, [], true],
    ['machining.process.reported', { ngQty: '0' }, [], false],
    ['machining.spc.out_of_control', {}, [], true],
    ['machining.ncr.opened', {}, [], true],
    ['machining.outsource.sent', {}, [], true],
    ['machining.outsource.returned', {}, [], true],
    ['machining.machine.down', {}, [], true],
    ['machining.machine.down', { estimatedMin: '30' }, [], false],
    ['machining.drawing.revised', {}, [], true],
    ['ems.msd.exposed', {}, [], true],
    ['ems.msd.exposed', { exposedMin: '10080' }, [], false],
    ['ems.reel.low', {}, [], true],
    ['ems.feeder.mismatch', {}, [], true],
    ['ems.solder.expiring', {}, [], true],
    ['ems.spi_aoi.defect_rate', {}, [], true],
    ['ems.bom.eco', {}, [], true],
    ['ems.component.eol', {}, [], true],
    ['ems.serial.bound', {}, [], false],
    ['ems.test.yield_low', {}, [], true],
    ['common.quality.batch_frozen', {}, ['lot-freeze'], false],
    ['common.plan.rolled', {}, ['purchase-request'], false],
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
    // A lot is of goods that have lots; everything else is about goods that lie there without one, or of which there are none.
    const sku = documents.includes('lot-freeze' as never) ? codes.milk : codes.water;
    const data = { ...example.data, ...('batchId' in example.data ? { batchId: lot } : {}), ...patch };
    const text = JSON.stringify(data).replaceAll('SP00001', sku).replaceAll('SP00002', codes.milk).replaceAll('EMPTY', codes.box);
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
    const hear = async (): Promise<void> => {
      await sequenceAll(house.db);
      while ((await consumeOnce(house.db, 'templates', handle)) > 0);
    };
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
