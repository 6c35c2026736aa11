import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('调拨单 on %s', (_, open) => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await open());
    await co.must({
      type: 'goods-receipt',
      command: 'approve',
      body: {
        day: '2026-03-02',
        head: { supplier: co.ids.supplier, warehouse: co.ids.main },
        lines: [
          { item: co.ids.box, qty: '3', price: '11.30' },
          { item: co.ids.milk, qty: '10', price: '3.39', lot: 'M1', made: '2026-03-01' },
          { item: co.ids.milk, qty: '10', price: '3.39', lot: 'M2', made: '2026-03-02' },
        ],
      },
    });
  });
  afterAll(() => co?.house.close());
  const send = (lines: unknown[], head: Record<string, unknown> = {}) =>
    co.must({ type: 'transfer', command: 'approve', body: { day: '2026-03-05', head: { from: co.ids.main, to: co.ids.shop, ...head }, lines } });
  const take = (lines: unknown[]) => ({ type: 'transfer-receipt', command: 'approve' as const, body: { day: '2026-03-06', head: { warehouse: co.ids.shop }, lines } });
  const shelves = () =>
    co.rows(`select i.name, w.name as at, coalesce(l.no, '') as lot, on_hand / 1000000 as here, in_transit / 1000000 as coming from books.stock_balance b join books.record i on i.id = b.item_id join books.record w on w.id = b.warehouse_id
    left join books.lot l on l.id = b.lot_id where on_hand <> 0 or in_transit <> 0 order by 1, 2, 3`);
  const inventory = () => co.rows(`select item_id, qty, value from books.cost_pool order by 1`);

  test('sends, receives in parts, and leaves the value where it was; no voucher', async () => {
    const before = await inventory();
    const sent = await send([{ item: co.ids.milk, qty: '15' }]);
    expect(sent.number).toBe('DB-202603-0001');
    expect(sent.voucher).toBeUndefined();
    expect(await shelves()).toEqual([
      { name: '伊利纯牛奶 250ml', at: '一号店', lot: 'M1', here: 0n, coming: 10n },
      { name: '伊利纯牛奶 250ml', at: '一号店', lot: 'M2', here: 0n, coming: 5n },
      { name: '伊利纯牛奶 250ml', at: '总仓', lot: 'M2', here: 5n, coming: 0n },
      { name: '收纳箱 大号', at: '总仓', lot: '', here: 3n, coming: 0n },
    ]);
    expect(await co.do({ type: 'transfer', command: 'reverse', id: sent.id, body: { reason: '发错', day: '2026-03-06' } }, { rights: ['nothing'] })).toMatchObject({
      ok: false,
      refusal: { refused: 'not-allowed' },
    });
    const first = await co.must(take([{ item: co.ids.milk, qty: '12', source: { doc: sent.id, line: 1 } }]));
    expect(first).toMatchObject({ number: 'DBRK-202603-0001' });
    expect(await co.do(take([{ item: co.ids.milk, qty: '4', source: { doc: sent.id, line: 1 } }]))).toMatchObject({
      ok: false,
      refusal: { refused: 'source-exceeded', with: { left: '3' } },
    });
    expect(await co.do({ type: 'transfer', command: 'reverse', id: sent.id, body: { reason: '发错' } })).toMatchObject({ ok: false, refusal: { refused: 'has-dependents' } });
    await co.must(take([{ item: co.ids.milk, qty: '3', source: { doc: sent.id, line: 1 } }]));
    await co.must({ type: 'transfer-receipt', command: 'reverse', id: first.id, body: { reason: '点错' } });
    await co.must(take([{ item: co.ids.milk, qty: '12', source: { doc: sent.id, line: 1 } }]));
    expect(await inventory()).toEqual(before);
    expect(await co.rows(`select sum(qty) as qty, sum(cost) as cost from books.stock_line where place = 'transit'`)).toEqual([{ qty: '0', cost: '0' }]);
    expect(await co.rows(`select count(*)::int as n from books.voucher v join books.document d on d.id = v.doc_id where d.type like 'transfer%'`)).toEqual([{ n: 0 }]);
  });

  test('a direct transfer is on the other shelf at once', async () => {
    const direct = await co.must({
      type: 'transfer',
      command: 'approve',
      body: { day: '2026-03-07', head: { from: co.ids.main, to: co.ids.shop, direct: true }, lines: [{ item: co.ids.box, qty: '2' }] },
    });
    expect(await co.rows(`select on_hand / 1000000 as n from books.stock_balance where item_id = $1 and warehouse_id = $2`, [co.ids.box, co.ids.shop])).toEqual([{ n: 2n }]);
    expect(
      await co.do({
        type: 'transfer-receipt',
        command: 'approve',
        body: { day: '2026-03-07', head: { warehouse: co.ids.shop }, lines: [{ item: co.ids.box, qty: '2', source: { doc: direct.id, line: 1 } }] },
      }),
    ).toMatchObject({ ok: false, refusal: { refused: 'transfer-was-direct' } });
    await co.must({ type: 'transfer', command: 'reverse', id: direct.id, body: { reason: '退回' } });
    expect(await co.rows(`select on_hand / 1000000 as n from books.stock_balance where item_id = $1 and warehouse_id = $2`, [co.ids.box, co.ids.main])).toEqual([{ n: 3n }]);
  });
});
