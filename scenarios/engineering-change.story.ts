import { consumeOnce, reactionHandler } from '#app/consumers';
import { saveAll } from '#app/founding';
import { acceptOutside } from '#app/outside/accept';
import { setMode } from '#app/outside/office';
import { sequenceAll } from '#app/sequencer';
import { isRefused } from '#kernel/refusal';
import { type SmallCompany, story } from '#testing';
import { expect } from 'vitest';

/** Lets the house react until nothing is left to react to. */
async function settle(co: SmallCompany): Promise<void> {
  const reactions = co.house.catalog.modules.flatMap((m) => m.reactions);
  const handle = reactionHandler(co.house, reactions, async () => co.ids.group);
  do await sequenceAll(co.house.db);
  while ((await consumeOnce(co.house.db, 'reactions', handle)) > 0);
  expect(await co.house.db.owner((tx) => tx.query(`select error from bus.dead where state <> 'resolved'`))).toEqual([]);
}
/** Something a machine or a design office tells. */
async function tell(co: SmallCompany, id: string, type: string, data: Record<string, unknown>): Promise<void> {
  const taken = await acceptOutside(co.house, co.caller, {
    via: 'mqtt',
    body: JSON.stringify({ eventId: id, occurredAt: '2026-03-10T09:12:00+08:00', source: 'plm', type, data }),
  });
  if (isRefused(taken)) throw new Error(JSON.stringify(taken));
  await settle(co);
}
const lastLines = (co: SmallCompany, type: string, state = 'posted') =>
  co
    .rows<Record<string, string | null>>(
      `select l.data from books.document_line l join (select org_id, id from books.document where type = $1 and state = $2 order by approved_at desc nulls last, number desc limit 1) d on d.org_id = l.org_id and d.id = l.doc_id order by l.line_no`,
      [type, state],
    )
    .then((rows) => rows.map((r) => (r as unknown as { data: Record<string, string | null> }).data));

story('工程变更从图纸到客户：换料、重新占用、顺延、改承诺；机台再停一天，再顺延一次', ({ step, post, stock }) => {
  let [gift, plan] = ['', ''];
  const promised = async (co: SmallCompany) => (await lastLines(co, 'promise-change'))[0]?.['promised'];
  step('礼盒一版：两桶油、一个收纳箱，做两天；二版把箱子换成两瓶水，还没有发布', async (co) => {
    const [made] = await saveAll(co.house, co.caller, 'item', [{ name: '厨房礼盒', data: { category: co.ids['dry'], unit: '套', taxRate: '0.13', tracksLots: true } }]);
    gift = made?.id ?? '';
    await saveAll(co.house, co.caller, 'machine', [{ name: '包装线', data: { tag: 'BZ-01', hoursPerDay: '8', targetOee: '85' } }]);
    const version = (n: number, drawing: string, valid: string | null, other: Record<string, unknown>) => ({
      name: `厨房礼盒 ${n} 版`,
      data: { item: gift, version: n, drawing, ...(valid ? { valid } : {}), batch: '1', makeDays: 2, components: [{ item: co.ids.oil, qty: '2' }, other] },
    });
    await saveAll(co.house, co.caller, 'bom', [
      version(1, 'DR-1-A', '2026-01-01', { item: co.ids.box, qty: '1' }),
      version(2, 'DR-1-B', null, { item: co.ids.water, qty: '2', buyDays: 9 }),
    ]);
    for (const template of ['machining.drawing.revised', 'machining.machine.down']) await co.house.db.write(co.caller.scope, (tx) => setMode(tx, template, 'react'));
  });
  step('仓库有 20 桶油、10 个箱子、8 套成品；一张订单占用了全部 8 套，承诺 3 月 8 日', async (co) => {
    const receive = (item: string, qty: string, unitCost: string, more = {}) =>
      post(co, 'other-receipt', { day: '2026-03-02', head: { warehouse: co.ids.main, reason: co.ids['reasonIn'] }, lines: [{ item, qty, unitCost, ...more }] });
    await receive(co.ids.oil, '20', '50');
    await receive(co.ids.box, '10', '20');
    await receive(gift, '8', '120', { lot: 'G1' });
    await post(co, 'sales-order', {
      day: '2026-03-04',
      head: { customer: co.ids.customer, warehouse: co.ids.main, promised: '2026-03-08', reserve: true },
      lines: [{ item: gift, qty: '8', price: '200' }],
    });
  });
  step('生产计划 8 套，3 月 12 日完工：材料当场占用，领料单草稿开好', async (co) => {
    const [machine] = await co.rows<{ id: string }>(`select id from books.record where type = 'machine'`);
    plan = (await post(co, 'production-plan', { day: '2026-03-05', head: { machine: machine?.id }, lines: [{ item: gift, qty: '8', warehouse: co.ids.main, due: '2026-03-12' }] }))
      .id;
    await settle(co);
    expect(await stock(co.ids.oil, co.ids.main)).toMatchObject({ onHand: '20', allocated: '16', free: '4' });
    expect(await stock(co.ids.box, co.ids.main)).toMatchObject({ onHand: '10', allocated: '8', free: '2' });
    expect(await lastLines(co, 'material-issue', 'draft')).toHaveLength(2);
  });
  step('成品缺件，质检冻结：订单改由这张计划承诺，3 月 12 日', async (co) => {
    await post(co, 'lot-freeze', { day: '2026-03-06', head: { kind: 'quality', reason: '缺件' }, lines: [{ item: gift, lot: 'G1' }] });
    await settle(co);
    expect(await promised(co)).toBe('2026-03-12');
  });
  step('研发系统说图纸 DR-1 改为 B 版：新版生效，箱子放开，水要买（9 天）再做 2 天，订单改到 3 月 21 日', async (co) => {
    co.house.today('2026-03-10');
    const [item] = await co.rows<{ code: string }>('select code from books.record where id = $1', [gift]);
    await tell(co, 'rev-1', 'machining.drawing.revised', { drawingNo: 'DR-1', fromRev: 'A', toRev: 'B', effectiveAt: '2026-03-10', skuIds: [{ sku: item?.code }] });
    expect(await lastLines(co, 'engineering-change')).toMatchObject([{ item: gift, valid: '2026-03-10' }]);
    expect(await stock(co.ids.box, co.ids.main)).toMatchObject({ allocated: '0', free: '10' });
    expect(await stock(co.ids.oil, co.ids.main)).toMatchObject({ allocated: '16' });
    expect(await lastLines(co, 'purchase-request', 'draft')).toMatchObject([{ item: co.ids.water, qty: '16' }]);
    expect(await lastLines(co, 'plan-shift')).toMatchObject([{ before: '2026-03-12', due: '2026-03-21' }]);
    expect(await promised(co)).toBe('2026-03-21');
  });
  step('包装线停一天：再晚一天，跟单人收到原因和新日子', async (co) => {
    await tell(co, 'down-1', 'machining.machine.down', { machineId: 'BZ-01', code: 'E-9', startAt: '2026-03-10T14:05:00+08:00', estimatedMin: '480' });
    expect(await promised(co)).toBe('2026-03-22');
    const told = await co.rows<{ body: string }>('select body from books.notice order by id');
    expect(told.at(-1)?.body).toMatch(/机台 BZ-01 停机 480 分钟（E-9）.*承诺日 2026-03-22（原 2026-03-21）/);
  });
  step('水到了，领料、完工：16 桶油 800 元、16 瓶水 32 元，全部转入成品，在产归零；计划关闭', async (co) => {
    await post(co, 'other-receipt', { day: '2026-03-10', head: { warehouse: co.ids.main, reason: co.ids['reasonIn'] }, lines: [{ item: co.ids.water, qty: '16', unitCost: '2' }] });
    const [materials] = await co.rows<{ id: string }>(`select id from books.document where type = 'material-plan' and state = 'posted'`);
    const source = (line: number) => ({ doc: materials?.id, line });
    await post(co, 'material-issue', {
      day: '2026-03-10',
      head: { warehouse: co.ids.main },
      lines: [
        { source: source(1), product: gift, item: co.ids.oil, qty: '16' },
        { source: source(2), product: gift, item: co.ids.water, qty: '16' },
      ],
    });
    expect(await co.balance('4001')).toBe('832.00');
    await post(co, 'production-receipt', { day: '2026-03-10', head: { warehouse: co.ids.main }, lines: [{ source: { doc: plan, line: 1 }, item: gift, qty: '8', lot: 'G2' }] });
    expect(await co.balance('4001')).toBe('0.00');
    await co.must({ type: 'production-plan', command: 'close', id: plan });
    await settle(co);
    expect(await stock(co.ids.oil, co.ids.main)).toMatchObject({ onHand: '4', allocated: '0' });
  });
});
