import { setMode } from '#app/outside/office';
import { acceptOutside } from '#app/outside/accept';
import { verify } from '#app/verify';
import { isRefused } from '#kernel/refusal';
import { memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { making, type Making } from '../testing/making.ts';

describe('a plan and its materials', () => {
  let co: SmallCompany;
  let m: Making;
  beforeEach(async () => {
    co = await smallCompany(await memoryHouse());
    m = await making(co);
  });
  afterEach(async () => {
    expect((await verify(co.house.db)).checks.filter((c) => c.wrong > 0)).toEqual([]);
    await co.house.close();
  });
  const materials = async () => (await m.docs('material-plan', 'posted')).flatMap((d) => d.lines.map((l) => [l['item'], l['qty'], l['held'], l['short'], l['arrives']]));
  const change = () =>
    co.must({
      type: 'engineering-change',
      command: 'approve',
      body: { day: '2026-03-10', head: { cause: '外箱改为赠水' }, lines: [{ item: m.gift, bom: m.next, valid: '2026-03-10' }] },
    });

  test('what is there is set aside, a draft to take it is made, and nobody else is promised it', async () => {
    await m.plan('8', '2026-03-20');
    await m.hear();
    expect(await materials()).toEqual([
      [co.ids.oil, '16', '16', '0', null],
      [co.ids.box, '8', '8', '0', null],
    ]);
    expect([await m.free(co.ids.oil), await m.free(co.ids.box)]).toEqual(['4', '2']);
    expect((await m.docs('material-issue', 'draft')).flatMap((d) => d.lines.map((l) => [l['product'], l['item'], l['qty']]))).toEqual([
      [m.gift, co.ids.oil, '16'],
      [m.gift, co.ids.box, '8'],
    ]);
    expect(await m.docs('plan-shift', 'posted')).toEqual([]);
    expect(await m.docs('purchase-request', 'draft')).toEqual([]);
  });

  test('what is missing is to be bought, and the plan is finished when it will be there', async () => {
    await m.plan('12', '2026-03-12');
    await m.hear();
    expect(await materials()).toEqual([
      [co.ids.oil, '24', '20', '4', '2026-03-15'],
      [co.ids.box, '12', '10', '2', '2026-03-15'],
    ]);
    expect((await m.docs('purchase-request', 'draft')).flatMap((d) => d.lines.map((l) => [l['item'], l['qty']]))).toEqual([
      [co.ids.oil, '4'],
      [co.ids.box, '2'],
    ]);
    // Five days to buy, two to make.
    expect((await m.docs('plan-shift', 'posted')).flatMap((d) => d.lines.map((l) => [l['before'], l['due']]))).toEqual([['2026-03-12', '2026-03-17']]);
  });

  test('goods on order count on their day, and are not bought twice', async () => {
    const purchase = (item: string, qty: string) => ({ item, qty, price: '60' });
    await co.must({
      type: 'purchase-order',
      command: 'approve',
      body: { day: '2026-03-04', head: { supplier: co.ids.supplier, warehouse: co.ids.main, wanted: '2026-03-25' }, lines: [purchase(co.ids.oil, '4'), purchase(co.ids.box, '2')] },
    });
    await m.plan('12', '2026-03-12');
    await m.hear();
    expect(await m.docs('purchase-request', 'draft')).toEqual([]);
    expect((await m.docs('plan-shift', 'posted')).flatMap((d) => d.lines.map((l) => l['due']))).toEqual(['2026-03-27']);
  });

  test('工程变更: what was set aside is free again, the new material is short, the plan moves and so does the promise; its owner is told', async () => {
    const approve = (type: string, body: Record<string, unknown>) => co.must({ type, command: 'approve', body });
    await approve('other-receipt', {
      day: '2026-03-02',
      head: { warehouse: co.ids.main, reason: co.ids['reasonIn'] },
      lines: [{ item: m.gift, qty: '8', unitCost: '120', lot: 'G1' }],
    });
    await approve('sales-order', {
      day: '2026-03-04',
      head: { customer: co.ids.customer, warehouse: co.ids.main, promised: '2026-03-08', reserve: true },
      lines: [{ item: m.gift, qty: '8', price: '200' }],
    });
    await m.plan('8', '2026-03-12');
    await approve('lot-freeze', { day: '2026-03-06', head: { kind: 'quality', reason: '缺件' }, lines: [{ item: m.gift, lot: 'G1' }] });
    await m.hear();
    const promises = async () => (await m.docs('promise-change', 'posted')).flatMap((d) => d.lines.map((l) => [l['before'], l['promised']]));
    expect(await promises()).toEqual([['2026-03-08', '2026-03-12']]);
    const before = [await m.free(co.ids.oil), await m.free(co.ids.box), await m.free(co.ids.water)];
    expect(before).toEqual(['4', '2', '0']);
    await change();
    await m.hear();
    // The boxes are free, the water is not there: nine days to buy, two to make.
    expect([await m.free(co.ids.oil), await m.free(co.ids.box)]).toEqual(['4', '10']);
    expect(await materials()).toEqual([
      [co.ids.oil, '16', '16', '0', null],
      [co.ids.water, '16', '0', '16', '2026-03-19'],
    ]);
    expect((await m.docs('plan-shift', 'posted')).flatMap((d) => d.lines.map((l) => [l['before'], l['due']]))).toEqual([['2026-03-12', '2026-03-21']]);
    expect(await promises()).toEqual([
      ['2026-03-08', '2026-03-12'],
      ['2026-03-12', '2026-03-21'],
    ]);
    const told = await co.rows<{ body: string }>('select body from books.notice where user_id = $1 order by id', [co.ids['owner']]);
    expect(told.at(-1)?.body).toMatch(/工程变更：外箱改为赠水，缺料.*承诺日 2026-03-21（原 2026-03-12）/);
    expect(await m.docs('material-issue', 'void')).toHaveLength(1);
  });

  test('twice is once, and a closed plan gives everything back', async () => {
    const plan = await m.plan('8', '2026-03-20');
    await m.hear();
    await m.hear();
    expect(await m.docs('material-plan', 'posted')).toHaveLength(1);
    await co.must({ type: 'production-plan', command: 'close', id: plan.id });
    await m.hear();
    expect(await m.docs('material-plan', 'closed')).toHaveLength(1);
    expect([await m.free(co.ids.oil), await m.free(co.ids.box)]).toEqual(['20', '10']);
    expect(await m.docs('material-issue', 'void')).toHaveLength(1);
  });

  test('reopened, a plan holds its materials again; taken back, it holds none', async () => {
    const plan = await m.plan('8', '2026-03-20');
    await m.hear();
    await co.must({ type: 'production-plan', command: 'close', id: plan.id });
    await co.must({ type: 'production-plan', command: 'reopen', id: plan.id });
    await m.hear();
    expect(await m.free(co.ids.oil)).toBe('4');
    await co.must({ type: 'production-plan', command: 'reverse', id: plan.id, body: { reason: '排错' } });
    await m.hear();
    expect([await m.free(co.ids.oil), await m.free(co.ids.box)]).toEqual(['20', '10']);
    expect(await m.docs('material-plan', 'posted')).toEqual([]);
  });

  test('taken, made and changed in between: what is on the shop floor counts', async () => {
    const plan = await m.plan('8', '2026-03-20');
    await m.hear();
    const [draft] = await m.docs('material-issue', 'draft');
    await co.must({ type: 'material-issue', command: 'approve', id: draft?.id ?? '', body: undefined });
    expect([await m.free(co.ids.oil), await m.free(co.ids.box), await co.balance('4001'), await co.balance('1405')]).toEqual(['4', '2', '960.00', '240.00']);
    await co.must({
      type: 'production-receipt',
      command: 'approve',
      body: { day: '2026-03-08', head: { warehouse: co.ids.main }, lines: [{ source: { doc: plan.id, line: 1 }, item: m.gift, qty: '5', lot: 'G5' }] },
    });
    // Five of eight: 600.00 of 960.00.
    expect([await co.balance('4001'), await co.balance('1405')]).toEqual(['360.00', '840.00']);
    await change();
    await m.hear();
    // Three are open: their six oils and three boxes are on the shop floor already; water is wanted.
    expect(await materials()).toEqual([[co.ids.water, '6', '0', '6', '2026-03-19']]);
    const rest = await co.must({
      type: 'production-receipt',
      command: 'approve',
      body: { day: '2026-03-09', head: { warehouse: co.ids.main }, lines: [{ source: { doc: plan.id, line: 1 }, item: m.gift, qty: '3', lot: 'G3' }] },
    });
    expect([await co.balance('4001'), await co.balance('1405')]).toEqual(['0.00', '1200.00']);
    await co.must({ type: 'production-receipt', command: 'reverse', id: rest.id, body: { reason: '点错' } });
    expect(await co.balance('4001')).toBe('360.00');
  });

  test.each([
    ['machining.drawing.revised', { drawingNo: 'DR-1', fromRev: 'A', toRev: 'B', effectiveAt: '2026-03-10', skuIds: [{ sku: 'GIFT' }] }],
    ['ems.bom.eco', { ecoNo: 'ECO-1', bomId: 'DR-1-B', changes: [{ qty: '2' }], effectiveLot: 'L1' }],
  ])('%s from outside makes the version that waits valid, and the plan is prepared anew', async (type, data) => {
    await m.plan('8', '2026-03-12');
    await m.hear();
    await co.house.db.write(co.caller.scope, (tx) => setMode(tx, type, 'react'));
    const code = (await co.rows<{ code: string }>('select code from books.record where id = $1', [m.gift]))[0]?.code ?? '';
    const body = JSON.parse(JSON.stringify({ eventId: 'e-1', occurredAt: '2026-03-10T09:12:00+08:00', source: 'plm', type, data }).replace('GIFT', code)) as unknown;
    const taken = await acceptOutside(co.house, co.caller, { via: 'http', body: JSON.stringify(body) });
    if (isRefused(taken)) throw new Error(JSON.stringify(taken));
    await m.hear();
    expect(await m.docs('engineering-change', 'posted')).toHaveLength(1);
    expect((await materials()).map(([item]) => item)).toEqual([co.ids.oil, co.ids.water]);
  });
});
