import { story } from '#testing';
import { expect } from 'vitest';

story('一天的门店：补货、零售、报损、交款', ({ step, post, stock }) => {
  step('早上直调 5 箱水、2 提牛奶到门店', async (co) => {
    await post(co, 'goods-receipt', {
      day: '2026-03-09',
      head: { supplier: co.ids.supplier, warehouse: co.ids.main },
      lines: [
        { item: co.ids.water, unit: '箱', qty: '10', price: '27.12' },
        { item: co.ids.milk, unit: '提', qty: '5', price: '27.12', lot: 'A', made: '2025-09-12' },
      ],
    });
    await post(co, 'transfer', {
      day: '2026-03-10',
      head: { from: co.ids.main, to: co.ids.shop, direct: true },
      lines: [
        { item: co.ids.water, unit: '箱', qty: '5' },
        { item: co.ids.milk, unit: '提', qty: '2' },
      ],
    });
    expect(await stock(co.ids.water, co.ids.shop)).toMatchObject({ onHand: '120' });
  });
  step('全天卖水 86 瓶、牛奶 10 盒，现金 50 元，其余微信；价格自动带零售价', async (co) => {
    const [wechat] = await co.rows<{ id: string }>(`select id from books.record where type = 'wallet' and code = 'ZH03'`);
    await post(co, 'retail-sale', {
      day: '2026-03-10',
      head: {
        warehouse: co.ids.shop,
        cashier: '郑小燕',
        payments: [
          { wallet: co.ids.cash, amount: '50' },
          { wallet: wechat?.id, amount: '157' },
        ],
      },
      lines: [
        { item: co.ids.water, qty: '86' },
        { item: co.ids.milk, qty: '10', price: '3.50' },
      ],
    });
    expect(await co.balance('1001')).toBe('50.00');
    expect(await co.balance('1012')).toBe('157.00');
    expect(await stock(co.ids.water, co.ids.shop)).toMatchObject({ onHand: '34' });
  });
  step('收款合计与应收不符，被拒绝并说差多少', async (co) => {
    expect(
      await co.do({
        type: 'retail-sale',
        command: 'approve',
        body: { day: '2026-03-10', head: { warehouse: co.ids.shop, payments: [{ wallet: co.ids.cash, amount: '1' }] }, lines: [{ item: co.ids.water, qty: '1' }] },
      }),
    ).toMatchObject({ ok: false, refusal: { refused: expect.stringContaining('pay') as string } });
  });
  step('第二天这批牛奶到期，不能再卖；报损并转出进项税', async (co) => {
    co.house.today('2026-03-12');
    expect(
      await co.do({
        type: 'retail-sale',
        command: 'approve',
        body: { day: '2026-03-12', head: { warehouse: co.ids.shop, wallet: co.ids.cash }, lines: [{ item: co.ids.milk, qty: '1', price: '3.50', lot: 'A' }] },
      }),
    ).toMatchObject({ ok: false, refusal: { refused: 'lot-expired' } });
    const [expired] = await co.rows<{ id: string }>(`select id from books.record where type = 'reason' and code = 'BS01'`);
    const left = Number((await stock(co.ids.milk, co.ids.shop)).onHand);
    await post(co, 'write-off', {
      day: '2026-03-12',
      head: { warehouse: co.ids.shop, reason: expired?.id, handler: '孙立' },
      lines: [{ item: co.ids.milk, qty: String(left), lot: 'A' }],
    });
    expect(await stock(co.ids.milk, co.ids.shop)).toMatchObject({ onHand: '0' });
    expect(Number(await co.balance('22210109'))).toBeLessThan(0);
  });
  step('晚上把现金 50 元存入银行', async (co) => {
    const account = async (code: string) => (await co.rows<{ id: string }>(`select id from books.record where type = 'account' and code = $1`, [code]))[0]?.id;
    await post(co, 'journal-voucher', {
      day: '2026-03-12',
      head: {},
      lines: [
        { summary: '现金存银行', account: await account('1002'), debit: '50' },
        { summary: '现金存银行', account: await account('1001'), credit: '50' },
      ],
    });
    expect(await co.balance('1001')).toBe('0.00');
    expect(await co.balance('1002')).toBe('50.00');
  });
});
