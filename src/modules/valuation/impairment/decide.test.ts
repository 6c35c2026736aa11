import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import type { Day, Period } from '#kernel/day';
import type { Snapshot } from '#kernel/ports';
import { works, type Works } from '../testing/works.ts';
import { impairment } from './document.ts';
import { proposeSold, proposeTest } from './propose.ts';

const prepared = async (co: SmallCompany): Promise<Works> => {
  const w = await works(co);
  await w.stock('2026-03-02', [
    { item: co.ids.box, qty: '10', unitCost: '20' },
    { item: co.ids.water, qty: '100', unitCost: '1' },
    { item: co.ids.oil, qty: '2', unitCost: '70' },
  ]);
  return w;
};

describeDocument(impairment, {
  folder: import.meta.dirname,
  company: { standard: 'ASBE' },
  prepare: async (co) => {
    await prepared(co);
    return {};
  },
  body: (co) => ({ day: '2026-03-31', head: { kind: 'test', sellingRate: '0.05' }, lines: [{ item: co.ids.box, nrv: '17.5' }, { item: co.ids.oil }] }),
});

describe('跌价准备', () => {
  let w: Works;
  beforeAll(async () => {
    w = await prepared(await smallCompany(await memoryHouse(), { standard: 'ASBE' }));
  });
  afterAll(() => w?.co.house.close());
  const provide = (lines: readonly Record<string, unknown>[], head: Record<string, unknown> = { kind: 'test' }, day = '2026-03-31') => w.attempt('impairment', day, head, lines);
  const read = <T>(look: (s: Snapshot) => Promise<T>): Promise<T> => w.co.house.db.read(w.co.caller.scope, look);

  test.each([
    [
      'item-twice',
      { kind: 'test' },
      () => [
        { item: w.co.ids.box, nrv: '1' },
        { item: w.co.ids.box, nrv: '2' },
      ],
    ],
    ['nrv-missing', { kind: 'test' }, () => [{ item: w.co.ids.box }]],
    ['nothing-to-provide', { kind: 'test' }, () => [{ item: w.co.ids.box, nrv: '25' }]],
    ['release-needed', { kind: 'sold' }, () => [{ item: w.co.ids.box }]],
    ['release-too-much', { kind: 'sold' }, () => [{ item: w.co.ids.box, release: '0.01' }]],
  ] as const)('is refused: %s', async (refused, head, lines) => expect(await provide(lines(), head)).toMatchObject({ ok: false, refusal: { refused } }));

  test('is refused under 小企业会计准则: no-impairment-here', async () => {
    const small = await prepared(await smallCompany(await memoryHouse()));
    expect(await small.attempt('impairment', '2026-03-31', { kind: 'test' }, [{ item: small.co.ids.box, nrv: '1' }])).toMatchObject({
      ok: false,
      refusal: { refused: 'no-impairment-here' },
    });
    expect(await small.co.house.db.read(small.co.caller.scope, (s) => proposeTest(s, '2026-03-31' as Day))).toBeNull();
  });

  test('is provided, raised, taken back no further than provided, and released with what is sold', async () => {
    const { co } = w;
    // Oil costs 70.00; its price of 69.90 with 9 % inside is 64.13 (64.128440) without: 2 × 5.87 = 11.74 short.
    expect(await read((s) => proposeTest(s, '2026-03-31' as Day))).toMatchObject({ lines: [{ item: co.ids.oil, nrv: '64.12844' }] });
    const first = await provide([{ item: co.ids.box, nrv: '17.5' }, { item: co.ids.oil }]);
    expect(first).toMatchObject({ ok: true });
    expect([await co.balance('1471'), await co.balance('6701')]).toEqual(['-36.74', '36.74']);
    expect(await read((s) => proposeTest(s, '2026-03-31' as Day))).toBeNull();
    // Worth more again: all but 10.00 of the 25.00 goes back.
    const second = await provide([{ item: co.ids.box, nrv: '19' }]);
    expect([await co.balance('1471'), await co.balance('6701')]).toEqual(['-21.74', '21.74']);
    expect(await co.do({ type: 'impairment', command: 'reverse', id: first.ok ? first.reply.id : '', body: { reason: '重测' } })).toMatchObject({
      ok: false,
      refusal: { refused: 'reserve-used' },
    });
    expect(second).toMatchObject({ ok: true });
    // April: four of ten boxes are sold, so four tenths of the 10.00 go to cost of sales; asked again, nothing more.
    await w.post('sales-delivery', '2026-04-05', { customer: co.ids.customer, warehouse: co.ids.main }, [{ item: co.ids.box, qty: '4', price: '22.6' }]);
    const sold = await read((s) => proposeSold(s, 202604 as Period, '2026-04-30' as Day));
    expect(sold).toEqual({ day: '2026-04-30', head: { kind: 'sold' }, lines: [{ item: co.ids.box, release: '4.00' }] });
    const cogs = Number(await co.balance('6401'));
    expect(await provide(sold?.lines ?? [], { kind: 'sold' }, '2026-04-30')).toMatchObject({ ok: true });
    expect([await co.balance('1471'), Number(await co.balance('6401')) - cogs]).toEqual(['-17.74', -4]);
    expect(await read((s) => proposeSold(s, 202604 as Period, '2026-04-30' as Day))).toBeNull();
  });
});
