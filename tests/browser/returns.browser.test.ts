import { expect } from 'vitest';
import { answer, approve, begin, choose, follow, type Made, more, put, reached, receive, refer, refused, shown, soon } from './desk.ts';
import { balances, chain, readChain, stockOf } from './reading.ts';
import { tale } from './tale.ts';

tale('退货，在浏览器里走一遍', ({ step }) => {
  const made: Record<string, Made> = {};
  const of = (name: string): Made => made[name] as Made;
  step('老板进货两次，成本不同；中间卖出 4 桶', async ({ shop, at }) => {
    const v = await at('wangqiang');
    const { page } = v;
    shop.today('2026-03-01');
    await v.go('/');
    made['first'] = await receive(v, { of: '油', qty: '10', price: '54.50' });
    shop.today('2026-03-02');
    await v.go('/');
    await begin(v, '销售出库单');
    await refer(page, '客户', 'cdbl', '城东便利店');
    await refer(page, '发货仓库', 'zc', '总仓');
    await choose(page, ['商品', 1], 'jly', '金龙鱼');
    await put(page, ['数量', 1], '4');
    await put(page, ['含税单价', 1], '76.30');
    made['delivery'] = await approve(v);
    shop.today('2026-03-03');
    await v.go('/');
    made['second'] = await receive(v, { of: '油', qty: '10', price: '65.40' });
  });
  step('客户退回 1 桶漏油：仓管从出库单生成退货单，货况选不良', async ({ shop, at }) => {
    shop.today('2026-03-08');
    const v = await at('lidahai');
    const { page } = v;
    await v.go(of('delivery').path);
    await follow(v, '销售退货单');
    await refer(page, '退货原因', 'zl', '质量问题');
    await put(page, ['数量', 1], '1');
    await choose(page, ['货况', 1], '不良', '不良');
    await v.shot('story-returns-1-sales-return');
    made['salesReturn'] = await approve(v);
    const stock = await stockOf(v, '金龙鱼');
    expect(stock).toMatchObject({ 现存: '17', 冻结: '1', 可承诺: '16' });
  });
  step('再退 4 桶被拒绝：原单只剩 3 桶可退', async ({ at }) => {
    const v = await at('lidahai');
    const { page } = v;
    await v.go(of('delivery').path);
    await follow(v, '销售退货单');
    await refer(page, '退货原因', 'zl', '质量问题');
    await soon(() => shown(page, '数量', 1)).toBe('3');
    await put(page, ['数量', 1], '4');
    await page.keyboard.press('Control+Enter');
    await refused(page, /3/);
    await v.shot('story-returns-2-too-much');
  });
  step('第二批 2 桶不合格，从入库单退给供应商', async ({ shop, at }) => {
    shop.today('2026-03-09');
    const v = await at('lidahai');
    const { page } = v;
    await v.go(of('second').path);
    await follow(v, '采购退货单');
    await put(page, ['数量', 1], '2');
    made['goodsReturn'] = await approve(v);
    await v.go(of('second').path);
    await soon(() => page.locator('.hc-paper-lines').innerText()).toMatch(/已退货[\s\S]*2/);
  });
  step('录错的其他出库单：仓管提交，财务主管驳回，仓管撤回重交，审核后红冲', async ({ shop, at }) => {
    shop.today('2026-03-10');
    const v = await at('lidahai');
    const { page } = v;
    await v.go('/');
    await begin(v, '其他出库单');
    await refer(page, '仓库', 'zc', '总仓');
    await refer(page, '出库原因', 'bmly', '部门领用');
    await choose(page, ['商品', 1], 'jly', '金龙鱼');
    await put(page, ['数量', 1], '5');
    await page.keyboard.press('Control+Enter');
    made['issue'] = await reached(v, '待审核');
    const boss = await at('zhaoqing');
    await boss.go(of('issue').path);
    await boss.page.getByRole('button', { name: '驳回' }).click();
    await answer(boss.page, '驳回', '请写明领用部门');
    await reached(boss, '草稿');
    await v.page.bringToFront();
    await page.getByLabel('状态：草稿').waitFor(); // the keeper's screen follows by itself
    await page.getByText('赵清 驳回 · 请写明领用部门').waitFor();
    await page.getByRole('button', { name: '经过' }).click();
    await v.shot('story-returns-3-rejected');
    await page.getByRole('button', { name: '经过' }).click();
    await page.getByRole('textbox', { name: '领用人' }).fill('行政部');
    await page.keyboard.press('Control+Enter');
    await reached(v, '待审核');
    // The approver's screen follows each step: who approves what he saw before the withdrawal is refused.
    const follows = async (state: string) => {
      await boss.page.bringToFront();
      await boss.page.getByLabel(`状态：${state}`).waitFor();
      await page.bringToFront();
    };
    await follows('待审核');
    await page.getByRole('button', { name: '撤回' }).click();
    await reached(v, '草稿');
    await follows('草稿');
    await page.keyboard.press('Control+Enter');
    await reached(v, '待审核');
    await follows('待审核');
    await boss.page.bringToFront();
    await boss.page.keyboard.press('Control+Enter');
    await reached(boss, '已审核');
    await more(boss.page, '红冲');
    await answer(boss.page, '红冲', '领错仓库');
    await reached(boss, '已红冲');
    await boss.shot('story-returns-4-reversed');
  });
  step('红字单和原单在一条链上，红字凭证摘要写明注销', async ({ at }) => {
    const v = await at('zhaoqing');
    const cards = await chain(v, 'story-returns-5-red-chain');
    expect(cards).toHaveLength(2);
    expect(await v.page.locator('.hc-leaf', { hasText: '红字单据' }).count()).toBe(1);
    expect(cards.map((c) => c.state).toSorted()).toEqual(['已审核', '已红冲']);
    const red = cards.find((c) => c.state === '已审核');
    await v.page
      .getByRole('link', { name: red?.vouchers[0] ?? '', exact: true })
      .first()
      .click();
    await v.page.getByText('红字凭证').waitFor();
    expect(await v.page.locator('.hc-voucher-table').innerText()).toContain('注销');
    await v.shot('story-returns-6-red-voucher');
  });
  step('整条链：进货、销售、两张退货', async ({ at }) => {
    const v = await at('zhaoqing');
    await v.go(`${of('salesReturn').path}/chain`);
    const cards = await readChain(v, 'story-returns-7-chain');
    expect(cards.map((c) => c.number).toSorted()).toEqual([of('delivery'), of('salesReturn')].map((m) => m.number).toSorted());
    await v.go(`${of('goodsReturn').path}/chain`);
    const bought = await readChain(v, 'story-returns-8-chain');
    expect(bought.map((c) => c.number).toSorted()).toEqual([of('second'), of('goodsReturn')].map((m) => m.number).toSorted());
  });
  step('科目余额表：存货 830、暂估 980、收入 210', async ({ at }) => {
    const v = await at('zhaoqing');
    const figures = await balances(v, '202603');
    await v.shot('story-returns-9-balances');
    expect(figures['1405']).toMatchObject({ closeDebit: '830.00' });
    expect(figures['220202']).toMatchObject({ closeCredit: '980.00' });
    expect(figures['5001']).toMatchObject({ closeCredit: '210.00' });
    expect(figures['合计']?.closeDebit).toBe(figures['合计']?.closeCredit);
    const stock = await stockOf(v, '金龙鱼');
    expect(stock).toMatchObject({ 现存: '15', 冻结: '1', 可承诺: '14', 库存金额: '830.00' });
  });
});
