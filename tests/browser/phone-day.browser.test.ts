// A day of the office and the warehouse on phones: nobody touches a keyboard, everybody does their own step by thumb.
import { expect } from 'vitest';
import { follow, type Made, reached } from './desk.ts';
import { addLine, openNew, pressQuantity, tapPick, tapSubmit, tapTile } from './phone.ts';
import { balances } from './reading.ts';
import { tale } from './tale.ts';

tale('手机上的一天，各人做各人的', ({ step }) => {
  const made: Record<string, Made> = {};
  const of = (name: string): Made => made[name] as Made;
  step('采购林晓在路上下单：20 桶油，每桶 54.50 元', async ({ shop, at }) => {
    shop.today('2026-03-02');
    const v = await at('linxiao', { phone: true });
    const { page } = v;
    await openNew(v, '采购订单');
    await tapPick(page, '供应商', 'hdsp', '华东食品批发');
    await tapPick(page, '收货仓库', 'zc', '总仓');
    await addLine(page, 1, 'jly', '金龙鱼');
    await pressQuantity(page, '20');
    await tapTile(page, '含税单价');
    await pressQuantity(page, '54.5');
    await page.getByRole('button', { name: '完成' }).click();
    await v.shot('story-phone-1-order');
    expect(await v.axe()).toEqual([]);
    await tapSubmit(v, '审核');
    made['order'] = await reached(v, '已审核');
  });
  step('仓管李大海从首页的“待收货”点进去收货，看不到一个价格', async ({ at }) => {
    const v = await at('lidahai', { phone: true });
    const { page } = v;
    await page.getByRole('link', { name: new RegExp(of('order').number) }).click();
    await page.getByRole('heading', { level: 1, name: '采购订单' }).waitFor();
    await follow(v, '采购入库单');
    await v.shot('story-phone-2-receipt');
    expect(await page.getByText(/含税单价|价税合计|¥/).count()).toBe(0);
    expect(await v.axe()).toEqual([]);
    await tapSubmit(v, '审核并入库');
    made['receipt'] = await reached(v, '已审核');
    expect(await page.getByText(/含税单价|价税合计|¥/).count()).toBe(0);
  });
  step('销售陈志远在客户店里开订单：5 桶油，货随即占住', async ({ at }) => {
    const v = await at('chenzhiyuan', { phone: true });
    const { page } = v;
    await openNew(v, '销售订单');
    await tapPick(page, '客户', 'cdbl', '城东便利店');
    await tapPick(page, '发货仓库', 'zc', '总仓');
    await addLine(page, 1, 'jly', '金龙鱼');
    await pressQuantity(page, '5');
    await tapTile(page, '含税单价');
    await pressQuantity(page, '65.4');
    await page.getByRole('button', { name: '完成' }).click();
    await v.shot('story-phone-3-sales-order');
    await tapSubmit(v, '审核并占用库存');
    made['sale'] = await reached(v, '已审核');
  });
  step('仓管从“待发货”发出', async ({ at }) => {
    const v = await at('lidahai', { phone: true });
    const { page } = v;
    await v.go('/');
    await page.getByRole('link', { name: new RegExp(of('sale').number) }).click();
    await page.getByRole('heading', { level: 1, name: '销售订单' }).waitFor();
    await follow(v, '销售出库单');
    await tapSubmit(v, '审核并出库');
    made['delivery'] = await reached(v, '已审核');
    await v.shot('story-phone-4-delivery');
  });
  step('会计方敏记下客户先付的 100 元；财务主管赵清在手机上审核', async ({ at }) => {
    const v = await at('fangmin', { phone: true });
    const { page } = v;
    await openNew(v, '收款单');
    await tapPick(page, '客户', 'cdbl', '城东便利店');
    await tapPick(page, '结算账户', 'jbh', '基本户');
    await page.getByRole('textbox', { name: '金额', exact: true }).fill('100');
    await tapSubmit(v, '提交审批');
    made['money'] = await reached(v, '待审核');
    const head = await at('zhaoqing', { phone: true });
    // The figures above come one after the other and push the tasks down; a finger waits until they stand still.
    await head.settled();
    await head.page.getByRole('link', { name: new RegExp(of('money').number) }).click();
    await head.page.getByRole('heading', { level: 1, name: '收款单' }).waitFor();
    await head.shot('story-phone-5-approve');
    await tapSubmit(head, '审核并记账');
    await reached(head, '已审核');
    expect(await head.axe()).toEqual([]);
  });
  step('老板回到桌前看余额表：油 750 元在库，收入 300 元', async ({ at }) => {
    const v = await at('wangqiang');
    const figures = await balances(v, '202603');
    expect(figures['1405']).toMatchObject({ closeDebit: '750.00' });
    expect(figures['5001']).toMatchObject({ closeCredit: '300.00' });
    expect(figures['合计']?.closeDebit).toBe(figures['合计']?.closeCredit);
  });
});
