import { saveAll } from '#app/founding';
import { acceptOutside } from '#app/outside/accept';
import { setMode } from '#app/outside/office';
import fc from 'fast-check';
import { isRefused } from '#kernel/refusal';
import type { Day } from '#kernel/day';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeDocument, memoryHouse, react, smallCompany, type SmallCompany } from '#testing';
import { afterSlowdown, afterStop } from './delay.ts';
import { planShift } from './document.ts';

/** A plan of 40 on CNC-03, due on the 20th. */
async function planned(co: SmallCompany): Promise<Record<string, string>> {
  const [made] = await saveAll(co.house, co.caller, 'machine', [{ name: '三号加工中心', data: { tag: 'CNC-03', hoursPerDay: '8', targetOee: '85' } }]);
  const plan = await co.must({
    type: 'production-plan',
    command: 'approve',
    body: { day: '2026-03-05', head: { machine: made?.id }, lines: [{ item: co.ids.milk, qty: '40', warehouse: co.ids.main, due: '2026-03-20' }] },
  });
  return { machine: made?.id ?? '', plan: plan.id, number: plan.number };
}

describeDocument(planShift, {
  folder: import.meta.dirname,
  prepare: planned,
  body: (co, made) => ({
    day: '2026-03-06',
    head: { machine: made['machine'], cause: '停机' },
    lines: [{ source: { doc: made['plan'], line: 1 }, item: co.ids.milk, due: '2026-03-21' }],
  }),
  noReverse: 'a plan that moves again is moved by another 计划调整单',
});

describe('a machine that stops', () => {
  let co: SmallCompany;
  let made: Record<string, string>;
  let serial = 0;
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
    made = await planned(co);
    for (const template of ['machining.machine.down', 'molding.oee.dropped', 'molding.cycle.drift', 'ems.test.yield_low'])
      await co.house.db.write(co.caller.scope, (tx) => setMode(tx, template, 'react'));
  });
  afterAll(() => co.house.close());
  const tell = async (type: string, data: Record<string, unknown>): Promise<void> => {
    const outcome = await acceptOutside(co.house, co.caller, {
      via: 'http',
      body: JSON.stringify({ eventId: `e-${(serial += 1)}`, occurredAt: '2026-03-10T09:12:00+08:00', source: 'mes-1', type, data }),
    });
    if (isRefused(outcome)) throw new Error(JSON.stringify(outcome));
    await react(co);
  };
  const promise = async () =>
    (
      await co.rows<{ promised: string | null }>(
        `select l.data->>'promised' as promised from books.document_line l join books.document d on d.org_id = l.org_id and d.id = l.doc_id where d.type = 'promise-change' order by d.approved_at desc, d.number desc limit 1`,
      )
    )[0]?.promised;
  const stopped = (estimatedMin: string) => tell('machining.machine.down', { machineId: 'CNC-03', code: 'E-417', startAt: '2026-03-10T14:05:00+08:00', estimatedMin });

  test('without a plan in its lines a shift is refused: plan-needed', async () =>
    expect(
      await co.do({
        type: 'plan-shift',
        command: 'approve',
        body: { day: '2026-03-06', head: { machine: made['machine'], cause: '停机' }, lines: [{ item: co.ids.milk, due: '2026-03-21' }] },
      }),
    ).toMatchObject({
      ok: false,
      refusal: { refused: 'plan-needed' },
    }));

  test('an order that waits for the goods is promised on the plan, and later when the machine stops or slows down; its owner is told', async () => {
    await co.must({
      type: 'goods-receipt',
      command: 'approve',
      body: {
        day: '2026-03-02',
        head: { supplier: co.ids.supplier, warehouse: co.ids.main },
        lines: [{ item: co.ids.milk, qty: '10', price: '9', lot: 'P1', made: '2026-03-01' }],
      },
    });
    await co.must({
      type: 'sales-order',
      command: 'approve',
      body: {
        day: '2026-03-03',
        head: { customer: co.ids.customer, warehouse: co.ids.main, promised: '2026-03-11', reserve: true },
        lines: [{ item: co.ids.milk, qty: '10', price: '20' }],
      },
    });
    await co.must({ type: 'lot-freeze', command: 'approve', body: { day: '2026-03-10', head: { kind: 'quality', reason: '胀包' }, lines: [{ item: co.ids.milk, lot: 'P1' }] } });
    await react(co);
    expect(await promise()).toBe('2026-03-20');
    await stopped('30');
    expect(await promise()).toBe('2026-03-20');
    await stopped('500');
    expect(await promise()).toBe('2026-03-22');
    await tell('molding.oee.dropped', { machineId: 'CNC-03', oee: '42.5', availability: '60', performance: '80', quality: '90' });
    // Twelve days are left at half the pace: twenty-four.
    expect(await promise()).toBe('2026-04-03');
    const told = await co.rows<{ body: string }>('select body from books.notice order by id');
    expect(told.at(-1)?.body).toContain('机台 CNC-03 OEE 降到 42.5%');
    expect(told).toHaveLength(3);
  });
  test('a cycle that drifts and a yield below its limit put off by their share; small drift does not', async () => {
    const drift = (cycleSec: string, driftPct: string) => tell('molding.cycle.drift', { machineId: 'CNC-03', workOrderId: 'WO-1', cycleSec, stdSec: '30', driftPct });
    await drift('31.5', '5');
    expect(await promise()).toBe('2026-04-03');
    // Twenty-four days are left at five sixths of the pace: 28.8.
    await drift('36', '20');
    expect(await promise()).toBe('2026-04-08');
    // Twenty-nine days are left, of what is made 96 of 120 pieces are good: 36.25.
    const yieldLow = (workOrderId: string) => tell('ems.test.yield_low', { stationId: 'FT-1', fpy: '76', limit: '95', workOrderId });
    await yieldLow('WO-OTHER');
    expect(await promise()).toBe('2026-04-08');
    await yieldLow(made['number'] ?? '');
    expect(await promise()).toBe('2026-04-16');
  });
  test('of another machine nothing moves', async () => {
    const before = await co.rows(`select count(*)::int as n from books.document where type = 'plan-shift'`);
    await tell('machining.machine.down', { machineId: 'CNC-99', code: 'E-1', startAt: '2026-03-10T14:05:00+08:00', estimatedMin: '900' });
    expect(await co.rows(`select count(*)::int as n from books.document where type = 'plan-shift'`)).toEqual(before);
  });
});

test('a delay never brings anything forward, and a longer stop never less than a shorter one', () => {
  const [today, due] = ['2026-03-10' as Day, '2026-03-20' as Day];
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 100 }), (a, b, hours, oee) => {
      const [short, long] = a < b ? [a, b] : [b, a];
      expect(afterStop(due, short, hours) >= due && afterStop(due, long, hours) >= afterStop(due, short, hours)).toBe(true);
      expect(afterSlowdown(due, today, { oee, target: 85 }) >= due).toBe(true);
    }),
  );
});
