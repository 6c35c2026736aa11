import { story } from '#testing';
import { expect } from 'vitest';

story('采购到付款：请购、订单、分批到货、发票晚到、付款', ({ step, post, doc, stock }) => {
  step('店长请购 20 箱水和 10 桶油', async (co) => {
    await post(co, 'purchase-request', {
      day: '2026-03-02',
      head: { warehouse: co.ids.main, requester: '店长' },
      lines: [
        { item: co.ids.water, unit: '箱', qty: '20' },
        { item: co.ids.oil, qty: '10' },
      ],
    });
  });
  step('采购员从请购单拉行，向华东食品批发下订单', async (co) => {
    const order = await post(co, 'purchase-order', {
      day: '2026-03-02',
      head: { supplier: co.ids.supplier, warehouse: co.ids.main, wanted: '2026-03-05' },
      lines: [
        { item: co.ids.water, unit: '箱', qty: '20', price: '22.60', source: { doc: doc('purchase-request'), line: 1 } },
        { item: co.ids.oil, qty: '10', price: '54.50', source: { doc: doc('purchase-request'), line: 2 } },
      ],
    });
    expect(order.number).toBe('CGDD-202603-0001');
  });
  step('同一张请购单不能再订一次', async (co) => {
    expect(
      await co.do({
        type: 'purchase-order',
        command: 'approve',
        body: { day: '2026-03-02', head: { supplier: co.ids.supplier }, lines: [{ item: co.ids.oil, qty: '1', price: '50', source: { doc: doc('purchase-request'), line: 2 } }] },
      }),
    ).toMatchObject({ ok: false, refusal: { refused: 'source-exceeded', with: { left: '0' } } });
  });
  step('水先到 12 箱，仓管验收：库存与暂估应付同时入账，单价自订单带出', async (co) => {
    await post(
      co,
      'goods-receipt',
      {
        day: '2026-03-04',
        head: { supplier: co.ids.supplier, warehouse: co.ids.main },
        lines: [{ item: co.ids.water, unit: '箱', qty: '12', source: { doc: doc('purchase-order'), line: 1 } }],
      },
      'first',
    );
    expect(await stock(co.ids.water, co.ids.main)).toMatchObject({ onHand: '288', free: '288' });
    expect(await co.balance('1405')).toBe('240.00');
    expect(await co.balance('220202')).toBe('-240.00');
  });
  step('第二天余下的 8 箱水和 10 桶油到齐', async (co) => {
    await post(
      co,
      'goods-receipt',
      {
        day: '2026-03-05',
        head: { supplier: co.ids.supplier, warehouse: co.ids.main },
        lines: [
          { item: co.ids.water, unit: '箱', qty: '8', source: { doc: doc('purchase-order'), line: 1 } },
          { item: co.ids.oil, qty: '10', source: { doc: doc('purchase-order'), line: 2 } },
        ],
      },
      'second',
    );
    expect(await co.balance('1405')).toBe('900.00');
    expect(await co.balance('220202')).toBe('-900.00');
  });
  step('两次到货一张发票：冲回暂估，记应付与进项税', async (co) => {
    await post(co, 'purchase-invoice', {
      day: '2026-03-20',
      head: { supplier: co.ids.supplier, kind: 'special', number: '26332000000012345678' },
      lines: [
        { item: co.ids.water, unit: '箱', qty: '12', price: '22.60', source: { doc: doc('first'), line: 1 } },
        { item: co.ids.water, unit: '箱', qty: '8', price: '22.60', source: { doc: doc('second'), line: 1 } },
        { item: co.ids.oil, qty: '10', price: '54.50', source: { doc: doc('second'), line: 2 } },
      ],
    });
    expect(await co.balance('220202')).toBe('0.00');
    expect(await co.balance('22210101')).toBe('97.00');
    expect(await co.balance('220201')).toBe('-997.00');
    expect(await co.balance('1405')).toBe('900.00');
  });
  step('同一号码的发票第二次入账被拒绝', async (co) => {
    const again = await co.do({
      type: 'purchase-invoice',
      command: 'approve',
      body: {
        day: '2026-03-21',
        head: { supplier: co.ids.supplier, kind: 'special', number: '26332000000012345678' },
        lines: [{ account: (await co.rows<{ id: string }>(`select id from books.record where type = 'account' and code = '5602'`))[0]?.id, amount: '10' }],
      },
    });
    expect(again).toMatchObject({ ok: false, refusal: { refused: 'claimed-already' } });
  });
  step('到期付款 997 元，逐笔核销，往来结清', async (co) => {
    const [open] = await co.rows<{ id: string }>(`select id from books.open_item where side = 'payable' and amount > settled`);
    await post(co, 'payment', { day: '2026-03-30', head: { supplier: co.ids.supplier, wallet: co.ids.bank, amount: '997.00' }, lines: [{ openItem: open?.id, amount: '997.00' }] });
    expect(await co.balance('220201')).toBe('0.00');
    expect(await co.balance('1002')).toBe('-997.00');
  });
  step('已开票的入库单不能再红冲，并说明是哪张单据', async (co) => {
    expect(await co.do({ type: 'goods-receipt', command: 'reverse', id: doc('first'), body: { reason: '试试' } })).toMatchObject({
      ok: false,
      refusal: { refused: 'has-dependents' },
    });
  });
});
