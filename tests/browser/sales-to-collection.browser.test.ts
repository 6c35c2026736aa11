import { expect } from 'vitest';
import { answer, approve, begin, choose, date, follow, type Made, more, pull, put, reached, receive, refer, refused, shown, soon, walk, write } from './desk.ts';
import { balances, chain, printed } from './reading.ts';
import { tale } from './tale.ts';

tale('销售到收款，在浏览器里走一遍', ({ step }) => {
  const made: Record<string, Made> = {};
  const of = (name: string): Made => made[name] as Made;
  step('老板王强收进 20 箱水，每箱 27.12 元', async ({ shop, at }) => {
    shop.today('2026-03-01');
    const v = await at('wangqiang');
    await receive(v, { of: '水', unit: '箱', qty: '20', price: '27.12' });
  });
  step('销售陈志远全程用键盘报价每箱 39.55 元', async ({ shop, at }) => {
    shop.today('2026-03-02');
    const v = await at('chenzhiyuan');
    const { page } = v;
    await begin(v, '报价单');
    await page.keyboard.type('cdbl');
    await page.getByRole('option', { name: '城东便利店' }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.type('3-31');
    await page.keyboard.press('Enter');
    await soon(() => page.getByRole('textbox', { name: '有效期至' }).inputValue()).toBe('2026-03-31');
    await page.keyboard.press('Alt+i');
    await choose(page, ['商品', 1], '6921168509256', '农夫山泉');
    await put(page, ['单位', 1], '箱');
    await put(page, ['数量', 1], '10');
    await walk(page, '含税单价', 1);
    await page.keyboard.type('39.55');
    await page.keyboard.press('Enter');
    await soon(() => page.locator('.hc-totals').innerText()).toContain('395.50');
    await v.shot('story-sales-1-quote');
    made['quote'] = await approve(v);
  });
  step('客户确认：报价单生成销售订单，审核即占用库存', async ({ shop, at }) => {
    shop.today('2026-03-03');
    const v = await at('chenzhiyuan');
    const { page } = v;
    await v.go(of('quote').path);
    await follow(v, '销售订单');
    await soon(() => shown(page, '含税单价', 1)).toBe('39.55');
    await refer(page, '发货仓库', 'zc', '总仓');
    await date(page, '交货日', '3-5', '2026-03-05');
    await v.shot('story-sales-2-order');
    made['order'] = await approve(v);
  });
  step('又一张 11 箱的订单被拒绝，说清只有 10 箱可承诺；改成欠货订单仍超信用额度', async ({ at }) => {
    const v = await at('chenzhiyuan');
    const { page } = v;
    await begin(v, '销售订单');
    await refer(page, '客户', 'cdbl', '城东便利店');
    await refer(page, '发货仓库', 'zc', '总仓');
    await choose(page, ['商品', 1], 'nfsq', '农夫山泉');
    await put(page, ['单位', 1], '箱');
    await put(page, ['数量', 1], '11');
    await put(page, ['含税单价', 1], '39.55');
    await page.keyboard.press('Control+Enter');
    await refused(page, /240[\s\S]*264|264[\s\S]*240/);
    await v.shot('story-sales-3-short');
    await put(page, ['数量', 1], '200');
    await page.getByRole('switch', { name: '占用库存' }).uncheck();
    await page.keyboard.press('Control+Enter');
    await refused(page, /信用/);
    await v.shot('story-sales-4-credit');
  });
  step('库存查询四个数：现存 480、占用 240、可承诺 240', async ({ at }) => {
    const v = await at('chenzhiyuan');
    await v.page.getByRole('link', { name: '库存查询' }).click();
    const row = v.page.locator('.hc-table tbody tr', { hasText: '农夫山泉' });
    await row.waitFor();
    await soon(() => row.innerText()).toMatch(/480[\s\S]*240[\s\S]*240/);
    await v.shot('story-sales-5-stock');
  });
  step('仓管从订单发货 6 箱：选单时只填 6', async ({ shop, at }) => {
    shop.today('2026-03-05');
    const v = await at('lidahai');
    const { page } = v;
    await v.go('/');
    await begin(v, '销售出库单');
    await refer(page, '客户', 'cdbl', '城东便利店');
    await pull(v, of('order').number, ['6']);
    await soon(() => page.getByRole('combobox', { name: '发货仓库' }).inputValue()).toBe('总仓');
    await write(page, '承运人', '浙A·6F128');
    expect(await page.getByText(/含税单价|价税合计|¥/).count()).toBe(0);
    made['delivery'] = await approve(v);
    await v.shot('story-sales-6-delivery');
  });
  step('送货单打印：三联纸也是一页', async ({ at }) => {
    const v = await at('lidahai');
    const sheet = await printed(v, 'story-sales-7-print');
    expect(sheet.text).toMatch(/衡仓小店[\s\S]*销售出库单/);
    expect(sheet.text).toMatch(/农夫山泉[\s\S]*箱[\s\S]*6/);
    expect(sheet.text).not.toMatch(/39\.55/);
    expect(sheet.pages).toBe(1);
  });
  step('会计方敏从出库单开出销项发票', async ({ shop, at }) => {
    shop.today('2026-03-06');
    const v = await at('fangmin');
    const { page } = v;
    await v.go(of('delivery').path);
    await follow(v, '销售发票');
    await page.getByRole('combobox', { name: '发票类型' }).selectOption({ label: '专用发票' });
    await write(page, '发票号码', '26331000000000000001');
    await soon(() => shown(page, '价税合计', 1)).toBe('237.30');
    made['invoice'] = await approve(v);
  });
  step('收到 300 元：核销 237.30，余下转预收；财务主管审核', async ({ shop, at }) => {
    shop.today('2026-03-18');
    const v = await at('fangmin');
    const { page } = v;
    await v.go('/');
    await begin(v, '收款单');
    await refer(page, '客户', 'cdbl', '城东便利店');
    await refer(page, '结算账户', 'jbh', '基本户');
    await write(page, '金额', '300');
    await page.getByRole('button', { name: '带出未核销单据' }).click();
    await soon(() => shown(page, '本次核销', 1)).toBe('237.30');
    await page.keyboard.press('Control+Enter');
    made['collection'] = await reached(v, '待审核');
    const boss = await at('zhaoqing');
    await boss.go(of('collection').path);
    await boss.page.keyboard.press('Control+Enter');
    await reached(boss, '已审核');
    expect(await boss.page.locator('.hc-capital').innerText()).toContain('叁佰元整');
    await boss.shot('story-sales-8-collection');
  });
  step('余下 4 箱客户不要了：关闭订单释放占用，反关闭、再关闭', async ({ at }) => {
    const v = await at('chenzhiyuan');
    const { page } = v;
    await v.go(of('order').path);
    for (const [entry, state] of [
      ['关闭', '已关闭'],
      ['反关闭', '已审核'],
      ['关闭', '已关闭'],
    ] as const) {
      await more(page, entry);
      if (entry === '关闭') await answer(page, '关闭');
      await reached(v, state);
    }
    await v.shot('story-sales-9-closed');
  });
  step('收款单的单据链：报价、订单、出库、发票、收款五张', async ({ at }) => {
    const v = await at('zhaoqing');
    await v.go(of('collection').path);
    const cards = await chain(v, 'story-sales-10-chain');
    expect(cards.map((c) => c.number).toSorted()).toEqual([of('quote'), of('order'), of('delivery'), of('invoice'), of('collection')].map((m) => m.number).toSorted());
    const card = (name: string) => cards.find((c) => c.number === of(name).number);
    expect(card('quote')).toMatchObject({ total: '395.50', maker: '陈志远' });
    expect(card('order')).toMatchObject({ state: '已关闭' });
    expect(card('delivery')).toMatchObject({ total: '237.30', maker: '李大海', day: '2026-03-05' });
    expect(card('collection')).toMatchObject({ total: '300.00', maker: '方敏', approver: '赵清' });
  });
  step('科目余额表：应收结清、预收 62.70、销项 27.30、收入 210', async ({ at }) => {
    const v = await at('zhaoqing');
    const figures = await balances(v, '202603');
    await v.shot('story-sales-11-balances');
    expect(figures['1002']).toMatchObject({ closeDebit: '300.00' });
    expect(figures['112201']).toMatchObject({ debit: '237.30', credit: '237.30', closeDebit: '', closeCredit: '' });
    expect(figures['2203']).toMatchObject({ closeCredit: '62.70' });
    expect(figures['222106']).toMatchObject({ closeDebit: '', closeCredit: '' });
    expect(figures['22210107']).toMatchObject({ closeCredit: '27.30' });
    expect(figures['5001']).toMatchObject({ closeCredit: '210.00' });
    expect(figures['合计']?.closeDebit).toBe(figures['合计']?.closeCredit);
  });
});
