import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closePeriod } from '#accounting';
import { saveRecords } from '#books/records';
import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { works, type Works } from '../testing/works.ts';
import { costMethodChange } from './document.ts';

/** Goods received in January and February; both months are closed. */
const prepared = async (co: SmallCompany): Promise<Works & { jar: string }> => {
  const w = await works(co);
  const jar = await w.addItem('空罐', { unit: '个', costMethod: 'fifo' });
  await w.stock('2026-01-05', [
    { item: co.ids.box, qty: '3', unitCost: '10' },
    { item: co.ids.milk, qty: '10', unitCost: '3', lot: 'M1', made: '2026-01-01' },
    { item: jar, qty: '2', unitCost: '1' },
  ]);
  await w.stock('2026-02-05', [
    { item: co.ids.box, qty: '4', unitCost: '11.01' },
    { item: co.ids.milk, qty: '7', unitCost: '3.33', lot: 'M2', made: '2026-02-01' },
    { item: jar, qty: '3', unitCost: '2' },
  ]);
  for (const period of [202601, 202602]) expect(await closePeriod(co.house, co.caller, period)).toMatchObject({ ok: true });
  return { ...w, jar };
};
const head = { why: '统一同类商品的方法' };

describeDocument(costMethodChange, {
  folder: import.meta.dirname,
  prepare: async (co) => ({ jar: (await prepared(co)).jar }),
  body: (co, { jar }) => ({
    day: '2026-03-01',
    head,
    lines: [
      { item: co.ids.box, method: 'standard', standardCost: '10.5' },
      { item: co.ids.milk, method: 'fifo' },
      { item: jar, method: 'moving-average' },
    ],
  }),
});

describe('计价方法变更单 is refused', () => {
  let w: Awaited<ReturnType<typeof prepared>>;
  beforeAll(async () => {
    w = await prepared(await smallCompany(await memoryHouse()));
    await w.stock('2026-03-04', [{ item: w.co.ids.oil, qty: '3', unitCost: '50' }]);
  });
  afterAll(() => w?.co.house.close());
  const TABLE: readonly (readonly [string, string, () => readonly Record<string, unknown>[]])[] = [
    ['not-first-day', '2026-03-02', () => [{ item: w.co.ids.box, method: 'fifo' }]],
    [
      'item-twice',
      '2026-03-01',
      () => [
        { item: w.co.ids.box, method: 'fifo' },
        { item: w.co.ids.box, method: 'monthly-average' },
      ],
    ],
    ['same-method', '2026-03-01', () => [{ item: w.jar, method: 'fifo' }]],
    ['standard-cost-needed', '2026-03-01', () => [{ item: w.co.ids.box, method: 'standard' }]],
    ['individual-without-lots', '2026-03-01', () => [{ item: w.co.ids.box, method: 'individual' }]],
    ['moved-since', '2026-03-01', () => [{ item: w.co.ids.oil, method: 'fifo' }]],
    ['month-not-closed', '2026-04-01', () => [{ item: w.co.ids.oil, method: 'fifo' }]],
  ];
  test.each(TABLE)('%s', async (refused, day, lines) => expect(await w.attempt('cost-method-change', day, head, lines())).toMatchObject({ ok: false, refusal: { refused } }));

  test('stock-without-lots: goods from before lots were kept cannot be told apart', async () => {
    const { co } = w;
    const [milk] = await co.rows<{ data: Record<string, unknown>; name: string; code: string }>('select name, code, data from books.record where id = $1', [co.ids.box]);
    const saved = await saveRecords(co.house, co.caller, {
      def: co.house.catalog.record('item'),
      inputs: [{ id: co.ids.box, code: milk?.code ?? '', name: milk?.name ?? '', data: { ...milk?.data, tracksLots: true } }],
    });
    expect(saved).toMatchObject({ ok: true });
    expect(await w.attempt('cost-method-change', '2026-03-01', head, [{ item: co.ids.box, method: 'individual' }])).toMatchObject({
      ok: false,
      refusal: { refused: 'stock-without-lots' },
    });
  });
  test('stock-below-zero', async () => {
    const { co } = w;
    const [thin] = await co.rows<{ id: string }>(`select id from books.record where type = 'warehouse' and id = $1`, [co.ids.shop]);
    const [shop] = await co.rows<{ code: string; name: string; data: Record<string, unknown> }>('select code, name, data from books.record where id = $1', [thin?.id]);
    await saveRecords(co.house, co.caller, {
      def: co.house.catalog.record('warehouse'),
      inputs: [{ id: co.ids.shop, code: shop?.code ?? '', name: shop?.name ?? '', data: { ...shop?.data, allowNegative: true } }],
    });
    await w.post('other-issue', '2026-03-05', { warehouse: co.ids.shop, reason: w.reason('QC02') }, [{ item: co.ids.water, qty: '1' }]);
    expect(await w.attempt('cost-method-change', '2026-04-01', head, [{ item: co.ids.water, method: 'fifo' }])).toMatchObject({
      ok: false,
      refusal: { refused: 'stock-below-zero' },
    });
  });
  test('on the record: once goods have moved, only a document changes the method', async () => {
    const { co } = w;
    const [jar] = await co.rows<{ code: string; name: string; data: Record<string, unknown> }>('select code, name, data from books.record where id = $1', [w.jar]);
    const save = (data: Record<string, unknown>) =>
      saveRecords(co.house, co.caller, {
        def: co.house.catalog.record('item'),
        inputs: [{ id: w.jar, code: jar?.code ?? '', name: jar?.name ?? '', data: { ...jar?.data, ...data } }],
      });
    expect(await save({ costMethod: 'moving-average' })).toMatchObject({ ok: false, refusal: { refused: 'costing-fixed', path: 'data.costMethod' } });
    expect(await save({ spec: '500ml' })).toMatchObject({ ok: true });
  });
  test('changed-since: an earlier change is not taken back under a later one', async () => {
    const { co } = w;
    const first = await w.post('cost-method-change', '2026-03-01', head, [{ item: w.jar, method: 'moving-average' }]);
    await w.post('cost-method-change', '2026-03-01', head, [{ item: w.jar, method: 'monthly-average' }]);
    expect(await co.do({ type: 'cost-method-change', command: 'reverse', id: first.id, body: { reason: '弄错' } })).toMatchObject({
      ok: false,
      refusal: { refused: 'changed-since' },
    });
  });
});
