import { consumeOnce, reactionHandler } from '#app/consumers';
import { sequenceAll } from '#app/sequencer';
import { type SmallCompany, story } from '#testing';
import { expect } from 'vitest';

/** Lets the house react until nothing is left to react to; returns how many events it heard. */
async function settle(co: SmallCompany): Promise<number> {
  const reactions = co.house.catalog.modules.flatMap((m) => m.reactions);
  const handle = reactionHandler(co.house, reactions, async () => co.ids.group);
  let heard = 0;
  for (;;) {
    await sequenceAll(co.house.db);
    const n = await consumeOnce(co.house.db, 'reactions', handle);
    heard += n;
    if (n === 0) break;
  }
  const dead = await co.house.db.owner((tx) => tx.query(`select name, error from bus.dead d join bus.event_log e on e.pos = d.pos where state <> 'resolved'`));
  expect(dead).toEqual([]);
  return heard;
}

const open = (co: SmallCompany, order: string) =>
  co.rows<{ open: string }>(`select trim_scale(open / 1000000.0)::text as open from books.reservation where doc_id = $1 order by line_no`, [order]);
const notices = (co: SmallCompany) => co.rows<{ title: string; body: string }>(`select title, body from books.notice where org_id = books.org() order by id`);

story('质检冻结一批牛奶：锁库存、找替代、告诉销售；然后解冻', ({ step, post, doc, stock }) => {
  let freeze = '';
  step('总仓有两批牛奶 40 + 20 盒，门店有 8 盒；另有 30 盒在途采购，5 月 20 日到', async (co) => {
    const receipt = (warehouse: string, lines: readonly [string, string][]) =>
      post(co, 'goods-receipt', {
        day: '2026-05-01',
        head: { supplier: co.ids.supplier, warehouse },
        lines: lines.map(([lot, qty]) => ({ item: co.ids.milk, qty, price: '3.39', lot, made: lot === 'N0401' ? '2026-04-01' : '2026-04-20' })),
      });
    await receipt(co.ids.main, [
      ['N0401', '40'],
      ['N0420', '20'],
    ]);
    await receipt(co.ids.shop, [['N0420', '8']]);
    await post(co, 'purchase-order', {
      day: '2026-05-02',
      head: { supplier: co.ids.supplier, warehouse: co.ids.main, wanted: '2026-05-20' },
      lines: [{ item: co.ids.milk, qty: '30', price: '3.39' }],
    });
  });
  step('三张订单占用 15、25、10 盒，承诺 5 月 8、10、12 日', async (co) => {
    for (const [name, qty, promised] of [
      ['first', '15', '2026-05-08'],
      ['second', '25', '2026-05-10'],
      ['third', '10', '2026-05-12'],
    ] as const)
      await post(
        co,
        'sales-order',
        { day: '2026-05-03', head: { customer: co.ids.customer, warehouse: co.ids.main, promised, reserve: true }, lines: [{ item: co.ids.milk, qty, price: '5' }] },
        name,
      );
    await settle(co);
    expect(await stock(co.ids.milk, co.ids.main)).toEqual({ onHand: '60', allocated: '50', onHold: '0', free: '10' });
  });
  step('质检冻结 N0401：当场起再也发不出这一批', async (co) => {
    freeze = (await post(co, 'lot-freeze', { day: '2026-05-06', head: { kind: 'quality', reason: '菌落超标' }, lines: [{ item: co.ids.milk, lot: 'N0401' }] })).number;
    expect(await stock(co.ids.milk, co.ids.main)).toEqual({ onHand: '20', allocated: '50', onHold: '40', free: '-30' });
    expect(
      await co.do({
        type: 'retail-sale',
        command: 'approve',
        body: { day: '2026-05-06', head: { warehouse: co.ids.main, wallet: co.ids.cash }, lines: [{ item: co.ids.milk, qty: '1', price: '5', lot: 'N0401' }] },
      }),
    ).toMatchObject({
      ok: false,
      refusal: { refused: 'lot-frozen', with: { lot: 'N0401', doc: freeze } },
    });
  });
  step('系统重排占用：先答应的先保住；不够的释放，并给出到货后的新承诺日', async (co) => {
    expect(await settle(co)).toBeGreaterThan(0);
    expect(await open(co, doc('first'))).toEqual([{ open: '15' }]);
    expect(await open(co, doc('second'))).toEqual([{ open: '5' }]);
    expect(await open(co, doc('third'))).toEqual([{ open: '0' }]);
    expect(await stock(co.ids.milk, co.ids.main)).toEqual({ onHand: '20', allocated: '20', onHold: '40', free: '0' });
    const lines = await co.rows(`select l.data->>'order' as "order", l.data->>'change' as change, l.data->>'before' as before, l.data->>'promised' as promised
      from books.document_line l join books.document d on d.id = l.doc_id where d.type = 'promise-change' order by l.line_no`);
    expect(lines).toEqual([
      { order: 'XSDD-202605-0002', change: '-20', before: '2026-05-10', promised: '2026-05-20' },
      { order: 'XSDD-202605-0003', change: '-10', before: '2026-05-12', promised: '2026-05-20' },
    ]);
  });
  step('两张受影响订单的跟单人各收到一条消息，写着原因和新的承诺日', async (co) => {
    const told = await notices(co);
    expect(told.map((n) => n.title)).toEqual(['订单 XSDD-202605-0002 的承诺有变', '订单 XSDD-202605-0003 的承诺有变']);
    expect(told[0]?.body).toContain(freeze);
    expect(told[0]?.body).toContain('承诺日 2026-05-20（原 2026-05-10）');
  });
  step('替代料申请已经排好：一号店还有 8 盒同款，其余 22 盒请购', async (co) => {
    const lines = await co.rows(`select l.data->>'rank' as rank, w.name as warehouse, l.data->>'short' as short, l.data->>'take' as take, l.data->>'buy' as buy
      from books.document_line l join books.document d on d.id = l.doc_id join books.record w on w.id = (l.data->>'warehouse')::uuid where d.type = 'substitute-request' order by l.line_no`);
    expect(lines).toEqual([
      { rank: '1', warehouse: '一号店', short: '30', take: '8', buy: '0' },
      { rank: null, warehouse: '总仓', short: '30', take: '0', buy: '22' },
    ]);
  });
  step('采用后，系统开出调拨单和请购单的草稿', async (co) => {
    const [request] = await co.rows<{ id: string }>(`select id from books.document where type = 'substitute-request'`);
    await co.must({ type: 'substitute-request', command: 'approve', id: request?.id ?? '' });
    await settle(co);
    expect(
      await co.rows(
        `select d.type, d.state, trim_scale(l.base_qty / 1000000.0)::text as qty from books.document d join books.document_line l on l.doc_id = d.id where d.type in ('transfer', 'purchase-request') order by 1`,
      ),
    ).toEqual([
      { type: 'purchase-request', state: 'draft', qty: '22' },
      { type: 'transfer', state: 'draft', qty: '8' },
    ]);
  });
  step('同一事件再听一遍，什么也不会多', async (co) => {
    const count = () => co.rows(`select type, count(*)::int as n from books.document group by 1 order by 1`);
    const before = await count();
    await co.house.db.owner((tx) => tx.query(`update bus.cursor set pos = 0 where consumer = 'reactions'`));
    await co.house.db.owner((tx) => tx.query(`delete from bus.inbox where consumer = 'reactions'`));
    expect(await settle(co)).toBeGreaterThan(5);
    expect(await count()).toEqual(before);
  });
  step('复检合格，解冻：货回到库存，等货的订单按承诺先后重新占用，申请关闭', async (co) => {
    await post(co, 'lot-thaw', { day: '2026-05-07', head: { decision: 'accept', reason: '第三方复检合格' }, lines: [{ item: co.ids.milk, lot: 'N0401' }] });
    await settle(co);
    expect(await stock(co.ids.milk, co.ids.main)).toEqual({ onHand: '60', allocated: '50', onHold: '0', free: '10' });
    expect((await notices(co)).slice(-2).map((n) => n.body)).toEqual([
      expect.stringContaining('承诺日 2026-05-10（原 2026-05-20）'),
      expect.stringContaining('承诺日 2026-05-12（原 2026-05-20）'),
    ]);
    expect(await co.rows(`select state from books.document where type = 'substitute-request'`)).toEqual([{ state: 'closed' }]);
  });
  step('再冻结并报废：冻结的货从账上消失，承诺不变', async (co) => {
    await post(co, 'lot-freeze', { day: '2026-05-08', head: { kind: 'recall', reason: '召回' }, lines: [{ item: co.ids.milk, lot: 'N0401' }] });
    await settle(co);
    const [reason] = await co.rows<{ id: string }>(`select id from books.record where type = 'reason' and code = 'BS02'`);
    await post(co, 'write-off', { day: '2026-05-08', head: { warehouse: co.ids.main, reason: reason?.id, frozen: true }, lines: [{ item: co.ids.milk, lot: 'N0401', qty: '40' }] });
    await settle(co);
    expect(await stock(co.ids.milk, co.ids.main)).toEqual({ onHand: '20', allocated: '20', onHold: '0', free: '0' });
  });
});
