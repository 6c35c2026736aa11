import { story } from '#testing';
import { expect } from 'vitest';

story('调拨：总仓发出、在途、门店签收，途中破损', ({ step, post, doc, stock }) => {
  step('总仓有 20 提牛奶，两个批次', async (co) => {
    await post(co, 'goods-receipt', {
      day: '2026-03-01',
      head: { supplier: co.ids.supplier, warehouse: co.ids.main },
      lines: [
        { item: co.ids.milk, unit: '提', qty: '10', price: '27.12', lot: 'N0220', made: '2026-02-20' },
        { item: co.ids.milk, unit: '提', qty: '10', price: '27.12', lot: 'N0210', made: '2026-02-10' },
      ],
    });
  });
  step('调 15 提到一号店：先到期的先发，发出后在途，门店还不能卖', async (co) => {
    await post(co, 'transfer', { day: '2026-03-05', head: { from: co.ids.main, to: co.ids.shop, carrier: '浙A·6F128' }, lines: [{ item: co.ids.milk, unit: '提', qty: '15' }] });
    expect(await stock(co.ids.milk, co.ids.main)).toMatchObject({ onHand: '60' });
    expect(await stock(co.ids.milk, co.ids.shop)).toMatchObject({ onHand: '0' });
    expect(await co.rows(`select (sum(in_transit) / 1000000)::int as n from books.stock_balance`)).toEqual([{ n: 180 }]);
    expect(
      await co.rows(`select l.no, (b.on_hand / 1000000)::int as n from books.stock_balance b join books.lot l on l.id = b.lot_id where b.on_hand > 0 and b.warehouse_id = $1`, [
        co.ids.main,
      ]),
    ).toEqual([{ no: 'N0220', n: 60 }]);
  });
  step('存货金额不变，调拨不产生收入', async (co) => {
    expect(await co.balance('1405')).toBe('480.00');
  });
  step('门店签收 15 提，其中 1 提破损', async (co) => {
    const [damage] = await co.rows<{ id: string }>(`select id from books.record where type = 'reason' and code = 'BS02'`);
    await post(co, 'transfer-receipt', {
      day: '2026-03-06',
      head: { from: co.ids.main, warehouse: co.ids.shop, receiver: '孙立' },
      lines: [{ item: co.ids.milk, unit: '提', qty: '15', lost: '1', reason: damage?.id, source: { doc: doc('transfer'), line: 1 } }],
    });
    expect(await stock(co.ids.milk, co.ids.shop)).toMatchObject({ onHand: '168' });
    expect(await co.rows(`select (sum(in_transit) / 1000000)::int as n from books.stock_balance`)).toEqual([{ n: 0 }]);
    expect(await co.balance('1405')).toBe('456.00');
  });
});
