// 更正 in a real Chromium: what it would change is shown first; turned back nothing happens; confirmed, the adjustment document stands there.
import { expect } from 'vitest';
import { answer, approve, begin, choose, type Made, more, put, reached, receive, refer, shown, soon } from './desk.ts';
import { balances } from './reading.ts';
import { tale } from './tale.ts';

tale('更正，在浏览器里走一遍', ({ step }) => {
  const made: Record<string, Made> = {};
  const of = (name: string): Made => made[name] as Made;
  step('进货 10 桶，每桶 50 元；卖出 4 桶', async ({ shop, at }) => {
    const v = await at('wangqiang');
    const { page } = v;
    shop.today('2026-03-01');
    await v.go('/');
    made['receipt'] = await receive(v, { of: '油', qty: '10', price: '54.50' });
    shop.today('2026-03-02');
    await v.go('/');
    await begin(v, '销售出库单');
    await refer(page, '客户', 'cdbl', '城东便利店');
    await refer(page, '发货仓库', 'zc', '总仓');
    await choose(page, ['商品', 1], 'jly', '金龙鱼');
    await put(page, ['数量', 1], '4');
    await put(page, ['含税单价', 1], '76.30');
    made['delivery'] = await approve(v);
  });
  step('单价其实是 60 元：更正先说会改变哪些已出库成本，放弃则什么都没变', async ({ at }) => {
    const v = await at('wangqiang');
    const { page } = v;
    await v.go(of('receipt').path);
    await more(page, '更正');
    await page.locator('.hc-correcting').waitFor();
    await soon(() => shown(page, '数量', 1)).toBe('10');
    await put(page, ['含税单价', 1], '65.40');
    await page.keyboard.press('Control+Enter');
    await answer(page, '更正', '单价录错');
    await soon(() => page.locator('.hc-effect').innerText()).toMatch(/1 张单据、1 种商品[\s\S]*增加 40\.00 元/);
    await v.shot('correction-effect');
    expect(await v.axe()).toEqual([]);
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('dialog').getByRole('button', { name: '导出' }).click()]);
    expect(file.suggestedFilename()).toMatch(/^成本影响预览 采购入库单.*\.xlsx$/);
    await page.getByRole('dialog').getByRole('button', { name: '取消' }).click();
    await v.go(of('receipt').path);
    await page.getByLabel('状态：已审核', { exact: true }).waitFor();
    expect(await balances(v, '202603')).toMatchObject({ 1405: { closeDebit: '300.00' } });
  });
  step('再来一次并确认：原单红冲，新单入账，差额有自己的调整单', async ({ at }) => {
    const v = await at('wangqiang');
    const { page } = v;
    await v.go(of('receipt').path);
    await more(page, '更正');
    await soon(() => shown(page, '数量', 1)).toBe('10');
    await put(page, ['含税单价', 1], '65.40');
    await page.keyboard.press('Control+Enter');
    await answer(page, '更正', '单价录错');
    await page.locator('.hc-effect').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: '确认过账' }).click();
    made['right'] = await reached(v, '已审核');
    expect(of('right').number).not.toBe(of('receipt').number);
    await v.go(of('receipt').path);
    await page.getByLabel('状态：已红冲', { exact: true }).waitFor();
  });
  step('会计从调整单看到起因、商品和金额；存货余额已是 6 桶 × 60 元', async ({ at }) => {
    const v = await at('fangmin');
    const { page } = v;
    await v.go('/documents/cost-adjustment');
    await page
      .getByRole('link', { name: /CBTZ-202603-0001/ })
      .first()
      .waitFor();
    await page
      .getByRole('link', { name: /CBTZ-202603-0001/ })
      .first()
      .click();
    await soon(() => page.locator('.hc-paper-lines').innerText()).toMatch(/金龙鱼[\s\S]*40\.00/);
    await v.shot('correction-adjustment');
    expect(await balances(v, '202603')).toMatchObject({ 1405: { closeDebit: '360.00' } });
  });
  step('凭证和单据可以各带走一个 Excel 文件', async ({ at, shop }) => {
    const v = await at('fangmin');
    const { page } = v;
    const [booked] = await shop.co.rows<{ id: string }>('select v.id from books.voucher v join books.document d on d.id = v.doc_id where d.number = $1', [of('right').number]);
    await v.go(`/vouchers/${booked?.id}`);
    await v.shot('correction-voucher');
    const [voucher] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '导出' }).click()]);
    expect(voucher.suggestedFilename()).toMatch(/^记账凭证 .*\.xlsx$/);
    await v.go(of('right').path);
    const [document] = await Promise.all([page.waitForEvent('download'), more(page, '导出本单')]);
    expect(document.suggestedFilename()).toMatch(/^采购入库单 CGRK-.*\.xlsx$/);
  });
  step('手机上红冲同样先说会改变什么，也可以放弃', async ({ shop }) => {
    await shop.co.must({
      type: 'goods-receipt',
      command: 'approve',
      body: { day: '2026-03-02', head: { supplier: shop.co.ids.supplier, warehouse: shop.co.ids.main }, lines: [{ item: shop.co.ids.oil, qty: '10', price: '76.30' }] },
    });
    const v = await shop.enter('wangqiang', { phone: true, dark: true });
    const { page } = v;
    await v.go(of('right').path);
    await more(page, '红冲');
    await answer(page, '红冲', '整单退回');
    await soon(() => page.locator('.hc-effect').innerText()).toMatch(/1 张单据、1 种商品/);
    await v.shot('correction-effect-phone');
    expect(await v.axe()).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: '取消' }).click();
    await page.getByLabel('状态：已审核', { exact: true }).waitFor();
    await v.context.close();
  });
});
