import { expect } from 'vitest';
import { approve, begin, choose, fillReceipt, follow, type Made, put, refer, shown, soon, write } from './desk.ts';
import { balances, chain, rowsOf, stockOf } from './reading.ts';
import { tale } from './tale.ts';

tale('调拨，在浏览器里走一遍', ({ step }) => {
  const made: Record<string, Made> = {};
  const of = (name: string): Made => made[name] as Made;
  step('老板收进两批牛奶，各 10 提', async ({ shop, at }) => {
    shop.today('2026-03-01');
    const v = await at('wangqiang');
    const milk = { of: '奶', unit: '提', qty: '10', price: '27.12' } as const;
    await fillReceipt(v, [
      { ...milk, lot: 'N0220', made: '2026-02-20' },
      { ...milk, lot: 'N0210', made: '2026-02-10' },
    ]);
    await v.shot('story-transfer-1-lots');
    await approve(v);
  });
  step('仓管李大海调 15 提到一号店，先到期的先发', async ({ shop, at }) => {
    shop.today('2026-03-05');
    const v = await at('lidahai');
    const { page } = v;
    await begin(v, '调拨单');
    await refer(page, '调出仓库', 'zc', '总仓');
    await refer(page, '调入仓库', 'yhd', '一号店');
    await write(page, '承运人/车牌', '浙A·6F128');
    await choose(page, ['商品', 1], 'yl', '伊利');
    await put(page, ['单位', 1], '提');
    await put(page, ['数量', 1], '15');
    made['transfer'] = await approve(v);
    await v.shot('story-transfer-2-sent');
    await v.go('/views/stock-on-hand?byLot=yes');
    const lots = (await rowsOf(v)).map((cells) => cells.join(' '));
    expect(lots.filter((text) => /总仓 N0220 .* 60 /.test(text))).toHaveLength(1);
    expect(lots.filter((text) => /一号店 N0210 .* 120$/.test(text))).toHaveLength(1);
    await v.shot('story-transfer-3-in-transit');
    expect(await stockOf(v, '伊利', '总仓')).toMatchObject({ 现存: '60' });
  });
  step('一号店店长孙立在首页待办看到待签收的货，15 提，其中 1 提破损', async ({ shop, at }) => {
    shop.today('2026-03-06');
    const v = await at('sunli');
    const { page } = v;
    await page.getByRole('link', { name: new RegExp(`待签收.*${of('transfer').number}|${of('transfer').number}`) }).click();
    await follow(v, '调拨入库单');
    await soon(() => shown(page, '签收数量', 1)).toBe('15');
    await put(page, ['短少/损坏', 1], '1');
    await choose(page, ['短损原因', 1], 'ps', '破损');
    await write(page, '签收人', '孙立');
    await v.shot('story-transfer-4-receipt');
    expect(await v.axe()).toEqual([]);
    made['receipt'] = await approve(v);
    expect(await stockOf(v, '伊利', '一号店')).toMatchObject({ 现存: '168' });
  });
  step('调拨单上看得到签收进度，单据链两张都在', async ({ at }) => {
    const v = await at('zhaoqing');
    await v.go(of('transfer').path);
    await soon(() => v.page.locator('.hc-paper-lines').innerText()).toMatch(/已入库[\s\S]*15/);
    const cards = await chain(v, 'story-transfer-5-chain');
    expect(cards.map((c) => c.number).toSorted()).toEqual([of('transfer'), of('receipt')].map((m) => m.number).toSorted());
    expect(cards.find((c) => c.number === of('receipt').number)).toMatchObject({ maker: '孙立', approver: '孙立', day: '2026-03-06' });
  });
  step('科目余额表：存货 456，破损 24', async ({ at }) => {
    const v = await at('zhaoqing');
    const figures = await balances(v, '202603');
    await v.shot('story-transfer-6-balances');
    expect(figures['1405']).toMatchObject({ closeDebit: '456.00' });
    expect(figures['220202']).toMatchObject({ closeCredit: '480.00' });
    expect(figures['合计']?.closeDebit).toBe(figures['合计']?.closeCredit);
    expect(await stockOf(v, '伊利', '总仓')).toMatchObject({ 现存: '60', 在途: '0' });
  });
});
