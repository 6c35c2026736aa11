import { story } from '#testing';
import { expect } from 'vitest';

story('销售到收款：报价、订单占货、发货、开票、收款', ({ step, post, doc, stock }) => {
  step('仓里有 480 瓶水，每瓶成本 1 元', async (co) => {
    await post(co, 'goods-receipt', {
      day: '2026-03-01',
      head: { supplier: co.ids.supplier, warehouse: co.ids.main },
      lines: [{ item: co.ids.water, unit: '箱', qty: '20', price: '27.12' }],
    });
    expect(await co.balance('1405')).toBe('480.00');
  });
  step('销售给城东便利店报价每箱 39.55 元', async (co) => {
    await post(co, 'sales-quote', {
      day: '2026-03-02',
      head: { customer: co.ids.customer, validUntil: '2026-03-31' },
      lines: [{ item: co.ids.water, unit: '箱', qty: '10', price: '39.55' }],
    });
  });
  step('客户确认，订单占用 240 瓶', async (co) => {
    await post(co, 'sales-order', {
      day: '2026-03-03',
      head: { customer: co.ids.customer, warehouse: co.ids.main, promised: '2026-03-05' },
      lines: [{ item: co.ids.water, unit: '箱', qty: '10', source: { doc: doc('sales-quote'), line: 1 } }],
    });
    expect(await stock(co.ids.water, co.ids.main)).toEqual({ onHand: '480', allocated: '240', onHold: '0', free: '240' });
  });
  step('另一张订单要 11 箱，可承诺只有 10 箱，被拒绝并说清差多少', async (co) => {
    expect(
      await co.do({
        type: 'sales-order',
        command: 'approve',
        body: { day: '2026-03-03', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [{ item: co.ids.water, unit: '箱', qty: '11', price: '39.55' }] },
      }),
    ).toMatchObject({ ok: false, refusal: { refused: 'not-enough-stock', with: { available: '240', needed: '264', short: '24' } } });
  });
  step('超过信用额度的订单被拒绝', async (co) => {
    expect(
      await co.do({
        type: 'sales-order',
        command: 'approve',
        body: {
          day: '2026-03-03',
          head: { customer: co.ids.customer, warehouse: co.ids.main, reserve: false },
          lines: [{ item: co.ids.water, unit: '箱', qty: '200', price: '39.55' }],
        },
      }),
    ).toMatchObject({ ok: false, refusal: { refused: expect.stringContaining('credit') as string } });
  });
  step('发货 6 箱：收入、待转销项税、成本同时入账，占用减少', async (co) => {
    await post(co, 'sales-delivery', {
      day: '2026-03-05',
      head: { customer: co.ids.customer, warehouse: co.ids.main },
      lines: [{ item: co.ids.water, unit: '箱', qty: '6', source: { doc: doc('sales-order'), line: 1 } }],
    });
    expect(await stock(co.ids.water, co.ids.main)).toEqual({ onHand: '336', allocated: '96', onHold: '0', free: '240' });
    expect(await co.balance('112201')).toBe('237.30');
    expect(await co.balance('5001')).toBe('-210.00');
    expect(await co.balance('222106')).toBe('-27.30');
    expect(await co.balance('5401')).toBe('144.00');
  });
  step('开出销项发票：待转销项税转为销项税额', async (co) => {
    await post(co, 'sales-invoice', {
      day: '2026-03-06',
      head: { customer: co.ids.customer, kind: 'special', number: '26331000000000000001' },
      lines: [{ item: co.ids.water, unit: '箱', qty: '6', price: '39.55', source: { doc: doc('sales-delivery'), line: 1 } }],
    });
    expect(await co.balance('222106')).toBe('0.00');
    expect(await co.balance('22210107')).toBe('-27.30');
  });
  step('收到 300 元：核销 237.30，余下 62.70 转预收', async (co) => {
    const [open] = await co.rows<{ id: string }>(`select id from books.open_item where side = 'receivable' and amount > settled`);
    await post(co, 'collection', { day: '2026-03-18', head: { customer: co.ids.customer, wallet: co.ids.bank, amount: '300' }, lines: [{ openItem: open?.id, amount: '237.30' }] });
    expect(await co.balance('112201')).toBe('0.00');
    expect(await co.balance('2203')).toBe('-62.70');
  });
  step('客户不要余下的 4 箱了，关闭订单，占用全部释放', async (co) => {
    await co.must({ type: 'sales-order', command: 'close', id: doc('sales-order') });
    expect(await stock(co.ids.water, co.ids.main)).toMatchObject({ allocated: '0', free: '336' });
  });
});
