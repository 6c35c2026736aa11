import { consignedIn } from '#testing';
import { saveAll } from '#app/founding';
import { expect } from 'vitest';
import { approve, begin, choose, put, refer, shown, soon } from './desk.ts';
import { rowsOf } from './reading.ts';
import { tale } from './tale.ts';

tale('受托代销和外币销售，在浏览器里走一遍', ({ step }) => {
  step('苏绣合作社的货已到店，围巾卖出 3 条、茶 5 盒', async ({ shop }) => {
    shop.today('2026-03-05');
    const goods = await consignedIn(shop.co);
    await shop.co.must({
      type: 'retail-sale',
      command: 'approve',
      body: {
        day: '2026-03-05',
        head: { warehouse: shop.co.ids.main, wallet: shop.co.ids.cash },
        lines: [
          { item: goods.scarf, qty: '3', price: '226' },
          { item: goods.tea, qty: '5', price: '150' },
        ],
      },
    });
  });
  step('仓管在库存查询里看到货主，只看受托代销', async ({ at }) => {
    const v = await at('lidahai');
    await v.go('/views/stock-on-hand?owner=others');
    const rows = (await rowsOf(v)).map((cells) => cells.join(' '));
    expect(rows.filter((text) => text.includes('苏绣合作社'))).toHaveLength(2);
    await v.shot('agency-1-stock');
  });
  step('会计方敏做受托代销结算单：只填委托方就保存，系统列出该结的', async ({ shop, at }) => {
    shop.today('2026-03-31');
    const v = await at('fangmin');
    const { page } = v;
    await begin(v, '受托代销结算单');
    await refer(page, '委托方', 'sx', '苏绣合作社');
    await page.keyboard.press('Control+s');
    await page.waitForURL(/\/[0-9a-f-]{36}$/);
    await v.settled();
    await soon(() => shown(page, '商品', 1)).toContain('真丝围巾');
    expect(await shown(page, '应付委托方', 1)).toContain('614.40');
    expect(await shown(page, '应付委托方', 2)).toContain('565.00');
    await v.shot('agency-2-settlement');
    await approve(v);
    await v.shot('agency-3-settled');
    expect(await v.axe()).toEqual([]);
    expect(await shop.co.balance('220203')).toBe('0.00');
    await v.go('/views/consigned-stock');
    await v.shot('agency-4-report');
    await v.go('/views/consigned-stock?open=yes');
    await page.getByText('没有受托代销的商品').waitFor();
  });
  step('管理员开一张美元出库单：单价填美元，外币金额和人民币金额都看得见', async ({ shop, at }) => {
    shop.today('2026-03-10');
    await saveAll(shop.house, shop.co.caller, 'currency', [{ name: '美元', data: { symbol: 'USD', rates: [{ from: '2026-03-01', rate: '7.1' }] } }]);
    await shop.co.must({
      type: 'goods-receipt',
      command: 'approve',
      body: { day: '2026-03-06', head: { supplier: shop.co.ids.supplier, warehouse: shop.co.ids.main }, lines: [{ item: shop.co.ids.water, qty: '100', price: '1.13' }] },
    });
    const v = await at('wangqiang');
    const { page } = v;
    await begin(v, '销售出库单');
    await refer(page, '客户', 'cd', '城东便利店');
    await refer(page, '发货仓库', 'zc', '总仓');
    await refer(page, '币种', 'my', '美元');
    await choose(page, ['商品', 1], 'nfsq', '农夫山泉');
    await put(page, ['数量', 1], '10');
    await put(page, ['含税单价', 1], '3.33');
    await approve(v);
    for (const figure of ['33.30', '236.43']) await page.getByRole('cell', { name: figure, exact: true }).first().waitFor();
    await v.shot('agency-5-dollars');
    await v.go('/views/open-items?side=receivable');
    expect((await rowsOf(v)).map((cells) => cells.join(' ')).filter((text) => text.includes('美元') && text.includes('33.30'))).toHaveLength(1);
    await v.shot('agency-6-open');
  });
});
