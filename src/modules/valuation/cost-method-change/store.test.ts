import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closePeriod, reopenPeriod } from '#accounting';
import { memoryHouse, postgresHouse, smallCompany } from '#testing';
import { works, type Works } from '../testing/works.ts';

const head = { why: '换方法' };

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('计价方法变更 on %s', (_, open) => {
  let w: Works;
  let jar = '';
  beforeAll(async () => {
    w = await works(await smallCompany(await open()));
    const { co } = w;
    jar = await w.addItem('空罐', { unit: '个', costMethod: 'fifo' });
    await w.stock('2026-01-05', [
      { item: co.ids.milk, qty: '10', unitCost: '3', lot: 'M1', made: '2026-01-01' },
      { item: co.ids.milk, qty: '7', unitCost: '3.33', lot: 'M2', made: '2026-01-02' },
      { item: co.ids.box, qty: '7', unitCost: '10.01' },
      { item: jar, qty: '2', unitCost: '1' },
    ]);
    await w.stock('2026-01-06', [{ item: jar, qty: '3', unitCost: '2' }]);
    expect(await closePeriod(co.house, co.caller, 202601)).toMatchObject({ ok: true });
  });
  afterAll(() => w?.co.house.close());
  const change = (item: string, method: string, more: Record<string, unknown> = {}) => w.post('cost-method-change', '2026-02-01', head, [{ item, method, ...more }]);
  const issue = (day: string, line: { readonly item: string; readonly qty: string; readonly lot?: string }) =>
    w.post('other-issue', day, { warehouse: w.co.ids.main, reason: w.reason('QC02') }, [line]);
  const lots = () =>
    w.co.rows<{ no: string; value: string }>(`select l.no, p.value::text from books.cost_pool p join books.lot l on l.id = p.lot_id where p.qty <> 0 or p.value <> 0 order by 1`);
  const method = async (item: string) => (await w.co.rows<{ m: string }>(`select data->>'costMethod' as m from books.record where id = $1`, [item]))[0]?.m;

  test('moving average → individual: each lot takes its share of the common average, to the 分; late receipts then concern one lot only', async () => {
    const { co } = w;
    // 10 × 3.00 + 7 × 3.33 = 53.31; ten of seventeen are 31.36 (31.358…), the rest 21.95.
    await change(co.ids.milk, 'individual');
    expect(await method(co.ids.milk)).toBe('individual');
    expect([await w.pool(co.ids.milk), await lots()]).toEqual([
      ['17', '5331'],
      [
        { no: 'M1', value: '3136' },
        { no: 'M2', value: '2195' },
      ],
    ]);
    await issue('2026-02-10', { item: co.ids.milk, qty: '5', lot: 'M1' });
    expect((await lots())[0]).toEqual({ no: 'M1', value: '1568' });
    // Dated before the issue: ten at 31.36 and two at 5.00 each make 41.36 of twelve; five of them cost 17.23.
    await w.stock('2026-02-05', [{ item: co.ids.milk, qty: '2', unitCost: '5', lot: 'M1', made: '2026-01-01' }]);
    expect(await lots()).toEqual([
      { no: 'M1', value: String(4136 - 1723) },
      { no: 'M2', value: '2195' },
    ]);
    await w.agree();
  });

  test('FIFO → moving average keeps the value; taken back, the layers are there again', async () => {
    const { co } = w;
    const { id } = await change(jar, 'moving-average');
    expect(await w.pool(jar)).toEqual(['5', '800']);
    expect(await co.rows(`select layers from books.cost_pool where item_id = $1`, [jar])).toEqual([{ layers: [] }]);
    expect(await reopenPeriod(co.house, co.caller, { period: 202601, reason: '补录' })).toMatchObject({ ok: false, refusal: { refused: 'method-changed' } });
    await co.must({ type: 'cost-method-change', command: 'reverse', id, body: { reason: '弄错' } });
    expect(await method(jar)).toBe('fifo');
    await issue('2026-02-11', { item: jar, qty: '3' });
    expect(await w.pool(jar)).toEqual(['2', '400']); // 2 × 1.00 + 1 × 2.00 left
    // And a late issue still replays from the layers of January.
    await issue('2026-02-03', { item: jar, qty: '1' });
    expect(await w.pool(jar)).toEqual(['1', '200']);
    await w.agree();
  });

  test('→ standard: stock and 材料成本差异 together are worth what the stock was; the red document undoes both', async () => {
    const { co } = w;
    const before = await co.balance('1405');
    const { id } = await change(co.ids.box, 'standard', { standardCost: '10.5' });
    expect([await w.pool(co.ids.box), await co.balance('1404')]).toEqual([['7', '7350'], '-3.43']);
    expect(Number(await co.balance('1405')) + Number(await co.balance('1404'))).toBeCloseTo(Number(before), 2);
    await w.agree();
    await co.must({ type: 'cost-method-change', command: 'reverse', id, body: { reason: '弄错' } });
    expect([await w.pool(co.ids.box), await co.balance('1404'), await co.balance('1405')]).toEqual([['7', '7007'], '0.00', before]);
    await change(co.ids.box, 'standard', { standardCost: '10.5' });
  });

  test('a new standard cost revalues what is there; issues go at it; what was changed since is not taken back', async () => {
    const { co } = w;
    await issue('2026-02-12', { item: co.ids.box, qty: '2' });
    const { id } = await w.post('standard-cost-change', '2026-02-15', head, [{ item: co.ids.box, standardCost: '11' }]);
    expect([await w.pool(co.ids.box), await co.balance('1404')]).toEqual([['5', '5500'], '-5.93']);
    await w.agree();
    await co.must({ type: 'standard-cost-change', command: 'reverse', id, body: { reason: '弄错' } });
    expect([await w.pool(co.ids.box), await co.balance('1404')]).toEqual([['5', '5250'], '-3.43']);
    const again = await w.post('standard-cost-change', '2026-02-15', head, [{ item: co.ids.box, standardCost: '12' }]);
    await issue('2026-02-16', { item: co.ids.box, qty: '1' });
    expect(await w.pool(co.ids.box)).toEqual(['4', '4800']);
    expect(await co.do({ type: 'standard-cost-change', command: 'reverse', id: again.id, body: { reason: '弄错' } })).toMatchObject({
      ok: false,
      refusal: { refused: 'changed-since' },
    });
    await w.agree();
  });
});
