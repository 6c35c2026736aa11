import { expect } from 'vitest';
import { approve, begin, choose, put, refer, refused, write } from './desk.ts';
import { tale } from './tale.ts';

tale('质检冻结一批牛奶，在浏览器里看它两秒内传到销售', ({ step }) => {
  let freeze = '';
  let order = '';
  step('陈志远的订单占用 25 盒，总仓有两批共 40 盒', async ({ shop }) => {
    const { co } = shop;
    shop.today('2026-05-03');
    const [seller] = await co.house.db.owner((tx) => tx.query<{ id: string }>(`select id from identity.person where login = 'chenzhiyuan'`));
    await co.must({
      type: 'goods-receipt',
      command: 'approve',
      body: {
        day: '2026-05-01',
        head: { supplier: co.ids.supplier, warehouse: co.ids.main },
        lines: ['N0401', 'N0420'].map((lot) => ({ item: co.ids.milk, qty: '20', price: '3.39', lot, made: '2026-04-01' })),
      },
    });
    await co.must({
      type: 'purchase-order',
      command: 'approve',
      body: { day: '2026-05-02', head: { supplier: co.ids.supplier, warehouse: co.ids.main, wanted: '2026-05-20' }, lines: [{ item: co.ids.milk, qty: '30', price: '3.39' }] },
    });
    const made = await co.must(
      {
        type: 'sales-order',
        command: 'approve',
        body: {
          day: '2026-05-03',
          head: { customer: co.ids.customer, warehouse: co.ids.main, promised: '2026-05-10', reserve: true },
          lines: [{ item: co.ids.milk, qty: '25', price: '5' }],
        },
      },
      { id: seller?.id ?? '' },
    );
    order = made.number;
  });
  step('销售开着首页；质检何平冻结 N0401', async ({ at }) => {
    const seller = await at('chenzhiyuan');
    await seller.page.getByRole('button', { name: '消息', exact: true }).waitFor();
    const v = await at('heping');
    const { page } = v;
    await v.go('/');
    await begin(v, '批次冻结单');
    await write(page, '冻结原因', '菌落超标');
    await choose(page, ['商品', 1], 'nn', '伊利纯牛奶');
    await put(page, ['批次', 1], 'N0401');
    await v.shot('freeze-1-entering');
    freeze = (await approve(v)).number;
    await page.getByText('总仓 20').waitFor();
    await v.shot('freeze-2-frozen');
    expect(await v.axe()).toEqual([]);
  });
  step('销售的铃铛自己响了：原因、少了多少、新的承诺日；点开就是那张订单', async ({ at }) => {
    const v = await at('chenzhiyuan');
    const { page } = v;
    await page.getByRole('button', { name: '消息，1 条未读' }).click();
    const box = page.getByRole('dialog', { name: '消息' });
    await box.getByText(`订单 ${order} 的承诺有变`).waitFor();
    await expect.poll(() => box.textContent()).toContain(freeze);
    await v.shot('freeze-3-bell');
    expect(await v.axe()).toEqual([]);
    await box.getByText(`订单 ${order} 的承诺有变`).click();
    await page.waitForURL(/documents\/sales-order\//);
    await v.settled();
    await page.getByRole('button', { name: '消息', exact: true }).waitFor();
    await v.shot('freeze-4-order');
  });
  step('谁也发不出这一批，话里有批次、冻结单和办法', async ({ at }) => {
    const v = await at('lidahai');
    const { page } = v;
    await v.go('/');
    await begin(v, '调拨单');
    await refer(page, '调出仓库', 'zc', '总仓');
    await refer(page, '调入仓库', 'yhd', '一号店');
    await choose(page, ['商品', 1], 'nn', '伊利纯牛奶');
    await put(page, ['数量', 1], '1');
    await put(page, ['批次', 1], 'N0401');
    await page.keyboard.press('Control+Enter');
    await refused(page, /N0401 已被 PCDJ-202605-0001 冻结（菌落超标）/);
    await v.shot('freeze-5-refused');
  });
  step('替代料申请等着采购；手机上、夜里也看得清', async ({ shop, at }) => {
    const v = await at('linxiao');
    await v.go('/documents/substitute-request');
    expect(await v.page.locator('.hc-table tbody').innerText(), '和是谁').toContain('系统');
    await v.page.getByText(`${freeze} 冻结：菌落超标`).first().click();
    await v.page.getByRole('heading', { level: 1 }).waitFor();
    await v.settled();
    const asked = await v.context.request.get(v.page.url().replace('/documents/', '/api/documents/'));
    expect(((await asked.json()) as { cause: string }).cause, '系统做的单据说得出为什么').toBe('提出替代料申请');
    await v.shot('freeze-6-substitutes');
    const phone = await shop.enter('chenzhiyuan', { phone: true, dark: true });
    await phone.page.getByRole('button', { name: '消息', exact: true }).click();
    await phone.page.getByRole('dialog', { name: '消息' }).waitFor();
    await phone.shot('freeze-7-bell');
    expect(await phone.axe()).toEqual([]);
    expect(phone.complaints).toEqual([]);
  });
});
