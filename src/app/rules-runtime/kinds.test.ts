// Every kind of action on real books, one by one: what the sentence says is what stands in documents, records, holds and messages afterwards.
import type { Caller } from '#books/pen';
import { expect, test } from 'vitest';
import { saveAll } from '../founding.ts';
import { saveRule, activate } from './life.ts';
import { tickAll } from './runtime.ts';
import { RULE_DAY as day, type DeedRow, type RuleCompany, ruleTests } from '#testing';

let co: RuleCompany['co'];
let caller: Caller;
const { settle, on, deeds, issue, receive } = ruleTests(async (r) => {
  ({ co, caller } = r);
  await saveAll(co.house, caller, 'bom', [
    { name: '纸箱装', data: { item: co.ids.oil, version: 1, batch: '1', components: [{ item: co.ids.box, qty: '1' }] } },
    { name: '促销装', data: { item: co.ids.oil, version: 2, batch: '1', components: [{ item: co.ids.water, qty: '1' }] } },
  ]);
  await receive({ item: co.ids.water, qty: '200', unitCost: '1' });
  await receive({ item: co.ids.oil, qty: '50', unitCost: '40' });
  await receive({ item: co.ids.box, qty: '50', unitCost: '5' });
  await receive({ item: co.ids.milk, qty: '10', unitCost: '3', lot: 'M-1', made: '2025-08-01', expires: '2026-03-01' });
});
const docOf = async (d: DeedRow | undefined) =>
  (await co.rows<{ type: string; state: string; head: Record<string, unknown> }>('select type, state, head from books.document where id = $1', [d?.result?.['doc']]))[0];
const holds = (rule: string) =>
  co.rows<{ kind: string; what: string; live: boolean }>('select kind, what, lifted_at is null as live from rules.hold where rule_id = $1 order by since', [rule]);
const order = (qty: string, command: 'submit' | 'approve' = 'submit') =>
  co.do({
    type: 'sales-order',
    command,
    body: { day, head: { customer: co.ids.customer, warehouse: co.ids.main, reserve: false }, lines: [{ item: co.ids.oil, qty, price: '69.9' }] },
  });

/** Sentences that are true as soon as they are active; `left` says what stands afterwards. */
const STANDING: readonly { readonly kind: string; readonly text: string; readonly left: (rule: string, first: DeedRow | undefined) => Promise<unknown>; readonly is: unknown }[] = [
  { kind: 'create', text: '金龙鱼调和油库存低于100桶时，创建采购申请30桶', left: async (_, d) => (await docOf(d))?.type, is: 'purchase-request' },
  {
    kind: 'create',
    text: '总仓金龙鱼调和油库存超过20桶时，创建调拨单5桶金龙鱼调和油，从总仓到一号店',
    left: async (_, d) => {
      const { from, to } = (await docOf(d))?.head ?? {};
      return [from === co.ids.main, to === co.ids.shop];
    },
    is: [true, true],
  },
  { kind: 'create', text: '总仓收纳箱库存超过20个时，创建盘点单', left: async (_, d) => (await docOf(d))?.type, is: 'stock-count' },
  { kind: 'create', text: '总仓的收纳箱库存超过20个时，创建报损单2个', left: async (_, d) => (await docOf(d))?.type, is: 'write-off' },
  {
    kind: 'create',
    text: '金龙鱼调和油库存低于100桶时，创建任务“问一下厂家”派给老板',
    left: async (rule) => (await co.rows<{ task: boolean }>('select task from rules.message where rule_id = $1', [rule]))[0]?.task,
    is: true,
  },
  {
    kind: 'notify',
    text: '金龙鱼调和油库存低于100桶时，通知王老板“快没油了”',
    left: async (rule) => (await co.rows<{ text: string }>('select text from rules.message where rule_id = $1', [rule]))[0]?.text,
    is: expect.stringContaining('快没油了') as unknown,
  },
  {
    kind: 'set',
    text: '金龙鱼调和油库存低于100桶时，安全库存系数调整至1.5',
    left: async (rule) => (await holds(rule))[0],
    is: { kind: 'param', what: 'safety_factor', live: true },
  },
  { kind: 'freeze', text: '批次过期时，冻结该批次', left: async (_, d) => (await docOf(d))?.type, is: 'lot-freeze' },
  { kind: 'lock', text: '金龙鱼调和油库存低于100桶时，锁定商品', left: async (rule) => (await holds(rule))[0]?.kind, is: 'lock' },
  { kind: 'tag', text: '金龙鱼调和油库存低于100桶时，给商品打上“呆滞”标签', left: async (rule) => (await holds(rule))[0]?.what, is: '呆滞' },
  {
    kind: 'report',
    text: '金龙鱼调和油库存低于100桶时，生成库存报表发给老板',
    left: async (rule) => (await co.rows<{ link: string }>('select link from rules.message where rule_id = $1', [rule]))[0]?.link,
    is: '/views/stock-on-hand',
  },
  { kind: 'switch_bom', text: '金龙鱼调和油库存低于100桶时，切换为“纸箱装”', left: async (_, d) => d?.result?.['note'], is: '生效日 空 → 2026-03-10' },
  {
    kind: 'webhook',
    text: '金龙鱼调和油库存低于100桶时，调用“补货接口”',
    left: async (_, d) => d?.result?.['note'],
    is: '已发出',
  },
  { kind: 'push', text: '金龙鱼调和油库存低于100桶时，推送到外部系统', left: async (_, d) => d?.result?.['note'], is: '已发出' },
  { kind: 'log', text: '金龙鱼调和油库存低于100桶时，记录日志“低了”', left: async (_, d) => d?.state, is: 'done' },
  { kind: 'move', text: '总仓的收纳箱库存超过20个时，移到一号店', left: async (_, d) => (await docOf(d))?.type, is: 'transfer' },
  {
    kind: 'assign',
    text: '金龙鱼调和油库存低于100桶时，指派给老板',
    left: async (rule) => (await co.rows<{ task: boolean }>('select task from rules.message where rule_id = $1', [rule]))[0]?.task,
    is: true,
  },
  {
    kind: 'flow',
    text: '金龙鱼调和油库存低于100桶时，启动“年度议价”流程',
    left: async (rule) => (await co.rows<{ text: string }>('select text from rules.message where rule_id = $1', [rule]))[0]?.text,
    is: expect.stringContaining('年度议价') as unknown,
  },
];
test.each(STANDING)('$kind: $text', async ({ kind, text, left, is }) => {
  const rule = await on(text);
  await tickAll(co.house);
  await settle();
  await tickAll(co.house);
  const all = await deeds(rule);
  const mine = all.find((d) => d.kind === kind);
  expect(mine, JSON.stringify(all)).toMatchObject({ kind, state: 'done' });
  expect(await left(rule, mine)).toEqual(is);
});

test('block and unblock: the gate is shut, and opened again by another rule', async () => {
  const shut = await on('城东便利店应收余额低于1000元时，禁止销售“停一停”');
  await tickAll(co.house);
  const barred = await order('1');
  expect(barred.ok ? 'sold' : barred.refusal.with?.['what']).toBe('停一停');
  await on('城东便利店应收余额低于900元时，恢复该客户的销售');
  await tickAll(co.house);
  expect((await order('1')).ok).toBe(true);
  expect((await holds(shut)).map((h) => h.live)).toEqual([false]);
});

test('unlock and untag lift what other rules put on', async () => {
  const lock = await on('收纳箱库存超过10个时，锁定商品');
  const tag = await on('收纳箱库存超过10个时，给商品打上“观察名单”标签');
  await tickAll(co.house);
  await on('收纳箱库存超过11个时，解锁商品');
  await on('收纳箱库存超过11个时，取消“观察名单”标签');
  await tickAll(co.house);
  expect([(await holds(lock))[0]?.live, (await holds(tag))[0]?.live]).toEqual([false, false]);
});

test('consume: every delivery takes what the sentence says out of stock', async () => {
  await receive({ item: co.ids.box, qty: '5', unitCost: '5' });
  const rule = await on('农夫山泉每卖满10瓶，消耗收纳箱1个', false);
  await co.must({
    type: 'retail-sale',
    command: 'approve',
    body: { day, head: { warehouse: co.ids.main, wallet: co.ids.cash }, lines: [{ item: co.ids.water, qty: '12', price: '2' }] },
  });
  await settle();
  const [deed] = await deeds(rule);
  expect(deed?.result?.['note'] ?? (await docOf(deed))?.type).toBe('other-issue');
});

test('approve and pass decide before the commit: whom it waits for, and what goes straight through', async () => {
  await on('下单时，订单金额超过500元的，由财务经理审批，否则直接通过', false);
  const large = await order('10', 'approve');
  expect(large.ok && large.reply.state).toBe('posted');
  const [kept] = await co.rows<{ kind: string }>(`select kind from rules.hold where target_type = 'doc' order by since desc limit 1`);
  expect(kept?.kind).toBe('approve');
});

test('unfreeze of a batch is left to inspection, and said so', async () => {
  const { id } = await saveRule(co.house, caller, { name: '解冻', text: '质检合格时，解冻该批次' });
  await expect(activate(co.house, caller, { id, fireNow: false })).rejects.toMatchObject({ refusal: { with: { what: expect.stringContaining('批次解冻单') as string } } });
});

test('后24小时仍未到货: judged when the time is over, with the figures of then', async () => {
  const rule = await on('采购订单审核通过后24小时仍未到货的，通知王老板', false);
  const buy = () =>
    co.must({
      type: 'purchase-order',
      command: 'approve',
      body: { day, head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.oil, qty: '5', price: '40' }] },
    });
  const [late, arrived] = [await buy(), await buy()];
  await settle();
  await tickAll(co.house);
  expect(await deeds(rule)).toEqual([]);
  await co.must({
    type: 'goods-receipt',
    command: 'approve',
    body: { day, head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.oil, qty: '5', price: '40', source: { doc: arrived.id, line: 1 } }] },
  });
  await settle();
  co.house.today('2026-03-12');
  await tickAll(co.house);
  const fired = await co.rows<{ subject: string }>('select subject from rules.firing where rule_id = $1', [rule]);
  expect(fired.map((f) => f.subject)).toEqual([`doc:${late.id}`]);
});

test('没处理就升级: nobody looked in time, so the next person is called, once; who looked is left alone', async () => {
  const rule = await on('金龙鱼调和油库存低于100桶时，通知王老板，2小时内没处理就升级通知老板');
  await tickAll(co.house);
  const calls = () => co.rows<{ text: string }>(`select text from rules.message where rule_id = $1 and text like '超时%'`, [rule]);
  expect(await calls()).toEqual([]);
  co.house.today('2026-03-11');
  await tickAll(co.house);
  await tickAll(co.house);
  expect(await calls()).toHaveLength(1);
});

test('a loop of states is cut at the second round, and the cut is on the record', async () => {
  const level = async (warehouse: string | undefined): Promise<number> =>
    Number(
      (await co.rows<{ q: bigint }>('select coalesce(sum(on_hand), 0)::bigint as q from books.stock_balance where item_id = $1 and warehouse_id = $2', [co.ids.box, warehouse]))[0]
        ?.q,
    ) / 1e6;
  await receive({ item: co.ids.box, qty: String(200 - (await level(co.ids.main))), unitCost: '5' });
  await receive({ item: co.ids.box, qty: String(100 - (await level(co.ids.shop))), unitCost: '5' }, co.ids.shop);
  await settle();
  const home = await on('总仓收纳箱库存低于40个时，把一号店的收纳箱移到总仓', false);
  const away = await on('一号店收纳箱库存低于40个时，把总仓的收纳箱移到一号店', false);
  await issue(co.ids.box, '170');
  await settle();
  const firings = (rule: string) => co.rows<{ cut: string | null }>('select cut from rules.firing where rule_id = $1 order by cut nulls first', [rule]);
  expect((await firings(away)).map((f) => f.cut === null)).toEqual([true]);
  expect((await firings(home)).map((f) => f.cut === null)).toEqual([true, false]);
  expect([await level(co.ids.main), await level(co.ids.shop)]).toEqual([0, 130]);
});

test('what a rule did itself re-arms it: the next fall sets it off again', async () => {
  await receive({ item: co.ids.water, qty: '500', unitCost: '1' }, co.ids.shop);
  await receive({ item: co.ids.water, qty: '500', unitCost: '1' });
  await settle();
  const rule = await on('总仓农夫山泉库存低于300瓶时，把300瓶农夫山泉从一号店移到总仓', false);
  const level = async (): Promise<number> =>
    Number(
      (await co.rows<{ q: bigint }>('select sum(on_hand)::bigint as q from books.stock_balance where item_id = $1 and warehouse_id = $2', [co.ids.water, co.ids.main]))[0]?.q,
    ) / 1e6;
  await issue(co.ids.water, String((await level()) - 299));
  await settle();
  await issue(co.ids.water, String((await level()) - 298));
  await settle();
  expect((await deeds(rule)).map((d) => d.state)).toHaveLength(2);
});

test('持续 counts only without a break; 只触发一次 keeps quiet in between', async () => {
  const rule = await on('连续2天收纳箱库存超过5个时，通知王老板', false);
  const cool = await on('收纳箱库存超过5个时，通知王老板，一周内不重复提醒', false);
  await tickAll(co.house);
  const before = (await deeds(rule)).length;
  co.house.today('2026-03-11');
  await tickAll(co.house);
  co.house.today('2026-03-12');
  await tickAll(co.house);
  co.house.today('2026-03-13');
  await tickAll(co.house);
  expect([before, (await deeds(rule)).length, (await deeds(cool)).length <= 1]).toEqual([0, 1, true]);
});

test('数据缺失: a figure nobody reports is listed with its subject, and neither fires nor takes 否则', async () => {
  const rule = await on('总仓温度高于8度时，通知王老板');
  await tickAll(co.house);
  expect(await deeds(rule)).toEqual([]);
  const unknown = await co.rows<{ subject_name: string; said: string[] }>(`select subject_name, said from rules.memory where rule_id = $1 and why = 'unknown'`, [rule]);
  expect(unknown.map((u) => u.subject_name)).toEqual(['总仓']);
  expect(unknown[0]?.said.join('')).toContain('温度');
});

test('levels set by a rule are read by another, and a new customer gets its line of credit', async () => {
  await on('新增客户时，信用额度调整至3000元，客户等级调整至“C”', false);
  await on('客户等级等于“C”时，通知王老板', false);
  const [fresh] = await saveAll(co.house, caller, 'customer', [{ name: '城西杂货', data: { creditLimit: '1', creditDays: 15 } }]);
  await settle();
  await tickAll(co.house);
  expect((await co.rows<{ v: string }>(`select data->>'creditLimit' as v from books.record where id = $1`, [fresh?.id]))[0]?.v).toMatch(/^3000(\.00)?$/);
  expect(await co.rows(`select value from rules.hold where what = 'customer_level' and target_id = $1`, [fresh?.id])).toEqual([{ value: 'C' }]);
});
