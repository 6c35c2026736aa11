import { saveAll } from '#app/founding';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { productionPlan } from './document.ts';

const machine = async (co: SmallCompany): Promise<Record<string, string>> => ({
  machine: (await saveAll(co.house, co.caller, 'machine', [{ name: '三号加工中心', data: { tag: 'CNC-03', hoursPerDay: '8', targetOee: '85' } }]))[0]?.id ?? '',
});

describeDocument(productionPlan, {
  folder: import.meta.dirname,
  prepare: machine,
  body: (co, made) => ({ day: '2026-03-05', head: { machine: made['machine'] }, lines: [{ item: co.ids.box, qty: '40', warehouse: co.ids.main, due: '2026-03-12' }] }),
});

describe('生产计划 is refused', () => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
  });
  afterAll(() => co.house.close());
  test('when something is due before its own day: due-before-day is said as', async () => {
    const made = await machine(co);
    const outcome = await co.do({
      type: 'production-plan',
      command: 'approve',
      body: { day: '2026-03-05', head: made, lines: [{ item: co.ids.box, qty: '1', warehouse: co.ids.main, due: '2026-03-04' }] },
    });
    expect(outcome).toMatchObject({ ok: false, refusal: { refused: 'due-before-day', path: 'lines[0].due', with: { due: '2026-03-04', day: '2026-03-05' } } });
  });
  test('a machine runs no more than a day a day and no better than it can', async () => {
    const save = (data: Record<string, unknown>) => saveAll(co.house, co.caller, 'machine', [{ name: '甲', data: { tag: 'X', hoursPerDay: '8', targetOee: '85', ...data } }]);
    await expect(save({ hoursPerDay: '25' })).rejects.toThrow('day-too-long');
    await expect(save({ targetOee: '101' })).rejects.toThrow('oee-too-high');
  });
});
