// Costs put right by a job, as people see it: told before posting, shown on the document and in 成本计算 while it works, gone when it is done.
import { expect } from 'vitest';
import { command, soon } from './desk.ts';
import { tale } from './tale.ts';

tale('补录之后流水很多：马上入账，成本由后台重算', ({ step }) => {
  let late = '';
  step('公司约定其后超过 2 笔流水就由后台重算；进油 10 桶，卖了三次', async ({ shop }) => {
    const { co } = shop;
    const { supplier, customer, main, oil, org } = co.ids;
    await co.house.db.owner((tx) => tx.query(`update books.org_node set settings = settings || '{"recostAtOnce": 2}' where id = $1`, [org]));
    shop.today('2026-03-10');
    await co.must({
      type: 'goods-receipt',
      command: 'approve',
      body: { day: '2026-03-03', head: { supplier, warehouse: main }, lines: [{ item: oil, qty: '10', price: '54.50' }] },
    });
    for (const day of ['2026-03-04', '2026-03-05', '2026-03-06'])
      await co.must({ type: 'sales-delivery', command: 'approve', body: { day, head: { customer, warehouse: main }, lines: [{ item: oil, qty: '2', price: '76.30' }] } });
  });
  step('主管补录一张更早的入库：过账前被告知成本由后台重算，过账后自己做完，差额在出库成本调整单里', async ({ shop, at }) => {
    const { supplier, main, oil } = shop.co.ids;
    const draft = await shop.co.must({
      type: 'goods-receipt',
      command: 'save',
      body: { day: '2026-03-02', head: { supplier, warehouse: main }, lines: [{ item: oil, qty: '10', price: '65.40' }] },
    });
    late = draft.id;
    const v = await at('wangqiang');
    await v.go(`/documents/goods-receipt/${late}`);
    await v.page
      .getByRole('button', { name: /验收|审核/ })
      .first()
      .click();
    const ask = v.page.getByRole('dialog');
    await soon(() => ask.innerText()).toMatch(/其后的收发很多（3 笔以上）[\s\S]*由后台重算/);
    await v.settled();
    await v.shot('late-costs-1-told');
    expect(await v.axe()).toEqual([]);
    await ask.getByRole('button', { name: '确认过账' }).click();
    await soon(async () =>
      (await shop.co.rows<{ cause: string }>(`select head->>'cause' as cause from books.document where type = 'cost-adjustment'`)).map((r) => r.cause),
    ).toEqual([late]);
    expect(await shop.co.rows('select 1 from books.late_cost')).toEqual([]);
  });
  step('正在重算的，成本计算和单据上都看得到做到哪一步、将改什么', async ({ shop, at }) => {
    const { oil, org } = shop.co.ids;
    await shop.house.db.owner((tx) =>
      tx.query(
        `insert into books.late_cost (org_id, item_id, cost_group, lot_id, doc_id, day, lines, user_id, user_name, at, stage, beat, effect)
          values ($1, $2, books.nil(), books.nil(), $3, '2026-03-02', 62345, $2, '方敏', now(), 'booking', now() + interval '1 hour', '{"lines": 61234, "amount": "123456"}')`,
        [org, oil, late],
      ),
    );
    const v = await at('fangmin');
    await command(v, '成本计算');
    const strip = v.page.locator('.hc-late');
    await soon(() => strip.innerText()).toMatch(/1 张补录单据的成本正在后台重算[\s\S]*其后 62,345 笔以上[\s\S]*入账中[\s\S]*将调整 61,234 笔，出库成本 1,?234\.56/);
    await v.page.locator('.hc-table tbody tr').first().click();
    await v.page.locator('.hc-pool').getByText('成本正在后台重算').waitFor();
    await v.settled();
    await v.shot('late-costs-2-strip');
    expect(await v.axe()).toEqual([]);
    const phone = await shop.enter('fangmin', { phone: true, dark: true });
    await phone.go('/costing');
    await phone.page.locator('.hc-late').waitFor();
    await phone.settled();
    await phone.shot('late-costs-3-phone');
    expect(await phone.axe()).toEqual([]);
    await v.go(`/documents/goods-receipt/${late}`);
    await v.page.locator('.hc-late-doc').waitFor();
    await v.settled();
    await v.shot('late-costs-4-document');
    expect(await v.axe()).toEqual([]);
    await v.go('/views/late-costs');
    await v.page.getByText('62,345').first().waitFor();
    await v.settled();
    await v.shot('late-costs-5-view');
    expect([...v.complaints, ...phone.complaints]).toEqual([]);
  });
  step('服务器接着做，已无可改：提示自己消失', async ({ shop, at }) => {
    const v = await at('fangmin');
    await v.go('/costing');
    const strip = v.page.locator('.hc-late');
    await strip.waitFor();
    await shop.house.db.owner((tx) => tx.query(`update books.late_cost set stage = 'waiting'`));
    await strip.waitFor({ state: 'detached' });
    expect(v.complaints).toEqual([]);
  });
});
