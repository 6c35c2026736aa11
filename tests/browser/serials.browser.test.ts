import { saveAll } from '#app/founding';
import { expect } from 'vitest';
import { approve, begin, choose, follow, type Made, put, refer, refused, shown, soon } from './desk.ts';
import { tale } from './tale.ts';

tale('序列号和期初往来，在浏览器里走一遍', ({ step }) => {
  const made: Record<string, Made> = {};
  step('仓管收 5 台投影仪：没有序列号过不了账，扫码录入后过账', async ({ shop, at }) => {
    const { co } = shop;
    await saveAll(co.house, co.caller, 'item', [{ name: '投影仪', data: { category: co.ids['dry'], unit: '台', taxRate: '0.13', tracksSerials: true, salePrice: '3200' } }]);
    await saveAll(co.house, co.caller, 'bin', [{ name: 'A-01', data: { warehouse: co.ids.main } }]);
    shop.today('2026-03-02');
    const v = await at('wangqiang');
    const { page } = v;
    await v.go('/');
    await begin(v, '采购入库单');
    await refer(page, '供应商', 'hdsp', '华东食品批发');
    await refer(page, '仓库', 'zc', '总仓');
    expect(await page.getByRole('columnheader', { name: '序列号' }).count()).toBe(0);
    await choose(page, ['商品', 1], 'tyy', '投影仪');
    await put(page, ['数量', 1], '5');
    await put(page, ['含税单价', 1], '2260');
    await page.getByRole('button', { name: /序列号（1 行待填）/ }).waitFor();
    await page.keyboard.press('Control+Enter');
    await refused(page, /按序列号管理，请填写 5 台/);
    await v.shot('serials-1-needed');
    await page.keyboard.press('Alt+m');
    const box = page.getByRole('textbox', { name: '序列号 投影仪' });
    await box.waitFor();
    for (const no of ['TY260301', 'TY260302', 'TY260302']) {
      await page.keyboard.type(no);
      await page.keyboard.press('Enter');
    }
    await page.getByText('重复：TY260302').waitFor();
    await box.fill('TY260301\nTY260302\nTY260303~TY260305');
    await page.getByText('5 个', { exact: true }).waitFor();
    await v.shot('serials-2-drawer');
    expect(await v.axe()).toEqual([]);
    await page.keyboard.press('Control+Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await soon(() => shown(page, '序列号', 1)).toBe('TY260301、TY260302、TY260303~TY260305');
    await choose(page, ['库位', 1], 'A-01', 'A-01');
    made['receipt'] = await approve(v);
    await v.shot('serials-3-received');
  });
  step('发货时从在库的里面选；同一台不能再发', async ({ shop, at }) => {
    shop.today('2026-03-03');
    const v = await at('wangqiang');
    const { page } = v;
    const deliver = async (): Promise<void> => {
      await v.go('/');
      await begin(v, '销售出库单');
      await refer(page, '客户', 'cdbl', '城东便利店');
      await refer(page, '发货仓库', 'zc', '总仓');
      await choose(page, ['商品', 1], 'tyy', '投影仪');
      await put(page, ['含税单价', 1], '2000');
      await page.keyboard.press('Alt+m');
      await page.getByRole('textbox', { name: '序列号 投影仪' }).waitFor();
    };
    await deliver();
    await page.getByRole('button', { name: 'TY260304 A-01' }).click();
    await soon(() => page.getByRole('textbox', { name: '序列号 投影仪' }).inputValue()).toBe('TY260304\n');
    await v.shot('serials-4-choose');
    await page.getByRole('button', { name: '填入单据' }).click();
    await soon(() => shown(page, '数量', 1)).toBe('1');
    made['delivery'] = await approve(v);
    await deliver();
    expect(await page.getByRole('button', { name: 'TY260304 A-01' }).count()).toBe(0);
    await page.keyboard.type('TY260304');
    await page.getByRole('button', { name: '填入单据' }).click();
    await page.keyboard.press('Control+Enter');
    await refused(page, /TY260304 已不在库/);
    await v.shot('serials-5-gone');
  });
  step('退货从原单带入，序列号自动填上；序列号查询看到它走过的每一张单', async ({ shop, at }) => {
    shop.today('2026-03-04');
    const v = await at('lidahai');
    const { page } = v;
    await v.go((made['delivery'] as Made).path);
    await follow(v, '销售退货单');
    await refer(page, '退货原因', 'zl', '质量问题');
    made['return'] = await approve(v);
    await page.getByText('TY260304').first().waitFor();
    await v.go('/views/serial-trace?serial=TY260304');
    await page.getByText('在库 · 总仓').first().waitFor();
    for (const m of ['receipt', 'delivery', 'return'])
      await page
        .getByText((made[m] as Made).number)
        .first()
        .waitFor();
    await v.shot('serials-6-trace');
    expect(await v.axe()).toEqual([]);
  });
  step('会计录期初往来，收款时按原单号核销', async ({ shop, at }) => {
    shop.today('2026-03-05');
    const v = await at('zhaoqing');
    const { page } = v;
    await v.go('/');
    await begin(v, '期初往来单');
    await choose(page, ['往来单位', 1], 'cdbl', '城东便利店');
    await put(page, ['未结金额', 1], '1200');
    await put(page, ['发生日期', 1], '20251103');
    await put(page, ['原单号', 1], 'XS-1103');
    await v.shot('opening-1-entry');
    made['opening'] = await approve(v);
    await v.shot('opening-2-booked');
    await v.go('/views/open-items?side=receivable');
    await page.getByText('XS-1103').first().waitFor();
    await v.go('/');
    await begin(v, '收款单');
    await refer(page, '客户', 'cdbl', '城东便利店');
    await page.getByRole('button', { name: '带出未核销单据' }).click();
    await soon(async () => (await page.locator('.hcg-body').innerText()).includes('XS-1103')).toBe(true);
    await v.shot('opening-3-settle');
  });
  step('在手机上收货也能录序列号', async ({ shop }) => {
    const { co } = shop;
    const [projector] = await co.rows<{ id: string }>(`select id from books.record where name = '投影仪'`);
    const body = { day: '2026-03-05', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: projector?.id, qty: '2', price: '2260' }] };
    const draft = await co.must({ type: 'goods-receipt', command: 'save', body });
    const v = await shop.enter('lidahai', { phone: true });
    const { page } = v;
    await v.go(`/documents/goods-receipt/${draft.id}`);
    await page.getByRole('button', { name: /序列号（1 行待填）/ }).click();
    await page.getByRole('textbox', { name: '序列号 投影仪' }).fill('TY260311\nTY260312');
    await page.getByText('2 个', { exact: true }).waitFor();
    await v.shot('serials-7-phone');
    expect(await v.axe()).toEqual([]);
    await page.getByRole('button', { name: '填入单据' }).click();
    await page.getByText('TY260311、TY260312').first().waitFor();
    expect(v.complaints).toEqual([]);
    await page.context().close();
  });
});
