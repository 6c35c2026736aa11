import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('采购入库单 on %s', (_, open) => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await open());
  });
  afterAll(() => co?.house.close());

  test('books stock, 暂估 and the order’s progress in one go', async () => {
    const order = await co.must({
      type: 'purchase-order',
      command: 'approve',
      key: 'o1',
      body: { day: '2026-03-01', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.water, unit: '箱', qty: '10', price: '24' }] },
    });
    expect(order.number).toBe('CGDD-202603-0001');
    const body = {
      day: '2026-03-02',
      head: { supplier: co.ids.supplier, warehouse: co.ids.main },
      lines: [{ item: co.ids.water, unit: '箱', qty: '6', source: { doc: order.id, line: 1 } }],
    };
    const receipt = await co.must({ type: 'goods-receipt', command: 'approve', key: 'r1', body });
    expect(receipt).toMatchObject({ number: 'CGRK-202603-0001', voucher: '记-0001', state: 'posted' });
    expect(await co.balance('1405')).toBe('127.43'); // 6 × 24 ÷ 1.13
    expect(await co.balance('220202')).toBe('-127.43');
    expect(await co.rows(`select on_hand from books.stock_balance where on_hand <> 0`)).toEqual([{ on_hand: 144_000_000n }]);
    expect(await co.rows(`select kind, qty from books.progress`)).toEqual([{ kind: 'received', qty: 144_000_000n }]);
    expect(await co.must({ type: 'goods-receipt', command: 'approve', key: 'r1', body })).toEqual(receipt);
    expect(await co.do({ type: 'goods-receipt', command: 'approve', key: 'r1', body: { ...body, day: '2026-03-03' } })).toMatchObject({
      ok: false,
      refusal: { refused: 'same-key-other-body' },
    });
    expect(await co.do({ type: 'goods-receipt', command: 'approve', body: { ...body, lines: [{ ...body.lines[0], qty: '5' }] } })).toMatchObject({
      ok: false,
      refusal: { refused: 'source-exceeded', with: { left: '96' } },
    });
    const red = await co.must({ type: 'goods-receipt', command: 'reverse', id: receipt.id, body: { reason: '数量点错' } });
    expect(red.number).toBe('CGRK-202603-0002');
    expect(await co.balance('1405')).toBe('0.00');
    expect(await co.rows(`select on_hand from books.stock_balance where on_hand <> 0`)).toEqual([]);
    expect(await co.rows(`select qty, value from books.cost_pool`)).toEqual([{ qty: 0n, value: 0n }]);
    expect(await co.rows(`select qty from books.progress`)).toEqual([{ qty: 0n }]);
  });

  test('a receipt of an open month whose goods left at an average since is reversed; what was issued costs what is left, and no value stays without goods', async () => {
    const receive = (price: string) =>
      co.must({
        type: 'goods-receipt',
        command: 'approve',
        body: { day: '2026-03-05', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.box, qty: '10', price }] },
      });
    const first = await receive('11.30');
    await receive('22.60');
    await co.must({
      type: 'other-issue',
      command: 'approve',
      body: { day: '2026-03-06', head: { warehouse: co.ids.main, reason: co.ids.reasonOut }, lines: [{ item: co.ids.box, qty: '10' }] },
    });
    // 150.00 at the average of 10.00 and 20.00; without the first receipt the ten of the second, 200.00.
    expect(await co.must({ type: 'goods-receipt', command: 'reverse', id: first.id, body: { reason: '价格录错' } })).toMatchObject({ recosted: { lines: 1, amount: '5000' } });
    expect(await co.rows(`select qty, value from books.cost_pool where item_id = $1`, [co.ids.box])).toEqual([{ qty: 0n, value: 0n }]);
  });
});
