// Rules on real books: sentences become documents, messages, holds; edges, idempotency, rights, the gate, calendar, brake, trial and approval.
import type { Caller } from '#books/pen';
import { parse } from '#rules';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addPerson } from '../people.ts';
import { wholeCompany } from '../whole-company.ts';
import { activate, saveRule } from './life.ts';
import { listenOnce } from './listen.ts';
import { hearAll, tickAll } from './runtime.ts';
import { simulate } from './simulate.ts';
import { RULE_DAY as day, ruleCompany, type RuleCompany } from '#testing';
import { dictionaryOf } from './words.ts';

let r: RuleCompany;
let co: RuleCompany['co'];
let caller: Caller;
beforeAll(async () => {
  r = await ruleCompany();
  ({ co, caller } = r);
  await r.receive({ item: co.ids.water, qty: '100', unitCost: '1' });
  await r.receive({ item: co.ids.oil, qty: '50', unitCost: '40' });
  await settle();
});
afterAll(() => r?.close());
beforeEach(() => r.quiet());

const settle = (): Promise<void> => r.settle();
const on: RuleCompany['on'] = (text, options) => r.on(text, options);
const deeds: RuleCompany['deeds'] = (rule) => r.deeds(rule);
const issue: RuleCompany['issue'] = (...given) => r.issue(...given);
const receive = (item: string | undefined, qty: string, warehouse?: string): Promise<unknown> => r.receive({ item, qty, unitCost: '1' }, warehouse);

test('当A仓低于……且B仓有余量，创建调拨单并通知司机: once on the edge, silent while true, again after it was false', async () => {
  const rule = await on('当一号店农夫山泉库存低于20瓶且总仓农夫山泉库存超过30瓶时，创建调拨单30瓶农夫山泉并通知司机', { fireNow: false });
  await receive(co.ids.water, '25', co.ids.shop);
  await settle();
  expect(await deeds(rule)).toEqual([]);
  await issue(co.ids.water, '10', co.ids.shop);
  await settle();
  const first = await deeds(rule);
  expect(first.map((d) => `${d.kind} ${d.state}`).toSorted()).toEqual(['create done', 'notify done']);
  const made = first.find((d) => d.kind === 'create')?.result as Record<string, string>;
  const [doc] = await co.rows<{ type: string; state: string; head: Record<string, string>; maker_id: string }>(
    'select type, state, head, maker_id::text from books.document where id = $1',
    [made['doc']],
  );
  expect(doc).toMatchObject({ type: 'transfer', state: 'draft', maker_id: caller.actor.id, head: { from: co.ids.main, to: co.ids.shop } });
  await issue(co.ids.water, '1', co.ids.shop);
  await settle();
  expect(await deeds(rule)).toHaveLength(2);
  await receive(co.ids.water, '20', co.ids.shop);
  await settle();
  await issue(co.ids.water, '20', co.ids.shop);
  await settle();
  expect(await deeds(rule)).toHaveLength(4);
});

test('events read twice (a crash before the cursor moved) change nothing', async () => {
  const rule = await on('当金龙鱼调和油库存低于45桶时，创建采购申请20桶金龙鱼调和油');
  await issue(co.ids.oil, '10');
  await settle();
  expect(await deeds(rule)).toHaveLength(1);
  await co.house.db.bus((tx) => tx.query(`update bus.cursor set pos = 0 where consumer = 'rules'`));
  await listenOnce(
    co.house,
    (org) => wholeCompany(co.house.db, org),
    async () => undefined,
  );
  await hearAll(co.house);
  expect(await deeds(rule)).toHaveLength(1);
  expect(await co.rows(`select 1 from books.document where type = 'purchase-request'`)).toHaveLength(1);
});

test('held actions: a blocked customer cannot buy, and can again when the condition ended', async () => {
  await on('城东便利店应收余额超过100元时，禁止销售“请先收款”');
  const sell = (qty: string) =>
    co.do({
      type: 'sales-order',
      command: 'submit',
      body: { day, head: { customer: co.ids.customer, warehouse: co.ids.main, reserve: false }, lines: [{ item: co.ids.oil, qty, price: '69.9' }] },
    });
  expect((await sell('1')).ok).toBe(true);
  const sold = await co.must({
    type: 'sales-delivery',
    command: 'approve',
    body: { day, head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [{ item: co.ids.oil, qty: '2', price: '69.9' }] },
  });
  await settle();
  const barred = await sell('1');
  expect(barred.ok ? 'sold' : [barred.refusal.refused, barred.refusal.with?.['what']]).toEqual(['rule-blocks', '请先收款']);
  await co.must({ type: 'sales-delivery', command: 'reverse', id: sold.id, body: { reason: '退回' } });
  await settle();
  expect((await sell('1')).ok).toBe(true);
});

test('before the commit: a large order waits for the office the rule names, a small one passes, a cheap one is refused', async () => {
  await on('下单时，订单金额超过500元的，由财务经理审批，否则直接通过');
  await on('下单时折扣率低于70%，禁止审核“低于七折请重新报价”');
  const order = (qty: string, price: string, command: 'submit' | 'approve' = 'approve') =>
    co.do(
      { type: 'sales-order', command, body: { day, head: { customer: co.ids.customer, warehouse: co.ids.main, reserve: false }, lines: [{ item: co.ids.oil, qty, price }] } },
      { id: caller.actor.id, roles: ['管理员'] },
    );
  const small = await order('1', '69.9');
  expect(small.ok && small.reply.state).toBe('posted');
  const large = await order('10', '69.9');
  expect(large.ok ? large.reply.state : large.refusal).toMatchObject({ refused: 'needs-role', with: { role: '财务主管' } });
  const cheap = await order('1', '40', 'submit');
  expect(cheap.ok ? 'let through' : cheap.refusal.with?.['what']).toBe('低于七折请重新报价');
});

test('parameters: an overlay ends with its condition, a price is put back unless somebody changed it meanwhile', async () => {
  const rule = await on('农夫山泉库存低于20瓶时，安全库存系数调整至2，过后恢复');
  const price = await on('农夫山泉库存低于20瓶时，农夫山泉售价上浮10%，过后恢复');
  const now = async () => (await co.rows<{ v: string }>(`select data->>'salePrice' as v from books.record where id = $1`, [co.ids.water]))[0]?.v;
  const have =
    Number((await co.rows<{ q: bigint }>('select sum(on_hand) as q from books.stock_balance where item_id = $1 and warehouse_id = $2', [co.ids.water, co.ids.main]))[0]?.q ?? 0n) /
    1e6;
  await issue(co.ids.water, String(have - 15));
  await settle();
  expect(await co.rows(`select value from rules.hold where rule_id = $1 and lifted_at is null`, [rule])).toEqual([{ value: '2' }]);
  expect((await deeds(price)).map((d) => [d.state, d.result?.['note']])).toEqual([['done', '2.00 → 2.2']]);
  expect(Number(await now())).toBe(2.2);
  await receive(co.ids.water, '80');
  await settle();
  await tickAll(co.house);
  expect(await co.rows(`select lifted_why from rules.hold where rule_id = $1 order by since`, [rule])).toEqual([{ lifted_why: '条件解除' }]);
  expect(Number(await now())).toBe(2);
});

test('每满N keeps what is left over', async () => {
  const every = await on('农夫山泉每卖满10瓶，通知老板');
  const sell = (qty: string) =>
    co.must({ type: 'retail-sale', command: 'approve', body: { day, head: { warehouse: co.ids.main, wallet: co.ids.cash }, lines: [{ item: co.ids.water, qty, price: '2' }] } });
  await receive(co.ids.water, '200');
  await sell('3');
  await settle();
  await sell('24');
  await settle();
  await sell('6');
  await settle();
  expect(await deeds(every)).toHaveLength(3);
});

test('what cannot act, has no data or exceeds the owner is refused at activation, with the reason', async () => {
  const table: [string, RegExp][] = [
    ['农夫山泉库存低于20瓶时，起订量调整至10', /没有模块读取“起订量”/],
    ['农夫山泉库存低于20瓶时，创建销售订单5瓶农夫山泉', /来源单据/],
  ];
  for (const [text, why] of table) {
    const { id } = await saveRule(co.house, caller, { name: text, text });
    await expect(activate(co.house, caller, { id, fireNow: false })).rejects.toMatchObject({
      refusal: { refused: 'rule-cannot-run', with: { what: expect.stringMatching(why) as string } },
    });
  }
  const clerk = await addPerson(co.house, co.ids['group'] as string, {
    login: 'clerk',
    name: '小李',
    password: 'Kx8#mnpqrs2',
    grants: [{ role: 'keeper', node: co.ids['org'] as string }],
  });
  if ('refused' in clerk) throw new Error(clerk.refused);
  const author = { ...caller, actor: { ...caller.actor, id: clerk.id, name: '小李' } };
  const { id } = await saveRule(co.house, author, { name: '无权', text: '农夫山泉库存低于20瓶时，创建采购申请5瓶农夫山泉' });
  // Whoever approves, it would act as its author.
  await expect(activate(co.house, caller, { id, fireNow: false })).rejects.toMatchObject({ refusal: { with: { what: expect.stringContaining('请购单·编辑') as string } } });
});

test('an expired batch is frozen by a 批次冻结单 of the owner, and the bell rings', async () => {
  await co.must({
    type: 'other-receipt',
    command: 'approve',
    body: {
      day,
      head: { warehouse: co.ids.main, reason: co.ids['reasonIn'] },
      lines: [{ item: co.ids.milk, qty: '10', unitCost: '3', lot: 'M-old', made: '2025-08-01', expires: '2026-03-01' }],
    },
  });
  await settle();
  const rule = await on('批次过期时，冻结该批次并通知老板', { fireNow: true });
  await tickAll(co.house);
  await settle();
  expect((await deeds(rule)).map((d) => `${d.kind} ${d.state} ${d.result?.['type'] ?? ''}`.trim()).toSorted()).toEqual(['freeze done lot-freeze', 'notify done']);
  expect(await co.rows(`select 1 from books.notice where user_id = $1 and body like '%M-old%'`, [caller.actor.id])).toHaveLength(1);
});
test('a calendar rule fires at its minute, once, for everyone it means', async () => {
  const rule = await on('每天9点，库存低于1000瓶的，通知采购员');
  await tickAll(co.house);
  const before = (await deeds(rule)).length;
  co.house.today('2026-03-11');
  await tickAll(co.house);
  const after = (await deeds(rule)).length;
  await tickAll(co.house);
  co.house.today('2026-03-10');
  expect([before, after > 0, (await deeds(rule)).length]).toEqual([0, true, after]);
});
test('a rule that fires more than 200 times in an hour stops itself and its owner is told', async () => {
  const rule = await on('收货时，通知老板');
  for (let i = 0; i < 3; i += 1)
    await co.must({
      type: 'goods-receipt',
      command: 'approve',
      body: { day, head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.box, qty: '1', price: '1' }] },
    });
  await settle();
  expect(await deeds(rule)).toHaveLength(3);
  await co.house.db.owner((tx) =>
    tx.query(
      `insert into rules.firing (org_id, id, rule_id, version, subject, subject_name, cause, branch, at, cue, said) select $1, gen_random_uuid(), $2, 1, 's', 's', 'x' || n, 0, $3::timestamptz, 'event', '[]' from generate_series(1, 200) n`,
      [co.ids['org'], rule, co.house.clock.now()],
    ),
  );
  await co.must({
    type: 'goods-receipt',
    command: 'approve',
    body: { day, head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.box, qty: '1', price: '1' }] },
  });
  await settle();
  await tickAll(co.house);
  expect(await co.rows('select state, why from rules.rule where id = $1', [rule])).toEqual([{ state: 'suspended', why: '1小时内触发超过200次，已自动暂停' }]);
});

test('tried on the past: the days and subjects a rule would have fired for, and nothing is written', async () => {
  const read = parse('农夫山泉库存低于95瓶时，创建采购申请20瓶农夫山泉', await dictionaryOf(co.house.db, caller.scope));
  if (!read.ok) throw new Error('unread');
  const before = await co.rows('select count(*)::int as n from rules.firing');
  const tried = await simulate(co.house, caller, { ast: read.ast, days: 30 });
  expect([tried.fired > 0, tried.would[0]?.what]).toEqual([true, '请购单 20瓶']);
  expect(tried.days.reduce((sum, d) => sum + d.fired, 0)).toBe(tried.fired);
  expect(await co.rows('select count(*)::int as n from rules.firing')).toEqual(before);
});

test('tried on the past: 每满N and every two hours count as often as they would have fired', async () => {
  const tried = async (text: string, days: number): Promise<number> => {
    const read = parse(text, await dictionaryOf(co.house.db, caller.scope));
    if (!read.ok) throw new Error('unread');
    return (await simulate(co.house, caller, { ast: read.ast, days })).fired;
  };
  const [sold] = await co.rows<{ n: string }>(`select floor(sum(-qty) / 10000000)::text as n from books.stock_line where item_id = $1 and counter = 'customer'`, [co.ids.water]);
  expect(Number(sold?.n)).toBeGreaterThan(1);
  expect(await tried('农夫山泉每卖满10瓶，通知老板', 30)).toBe(Number(sold?.n));
  expect(await tried('每2小时，总仓农夫山泉库存低于100000瓶的，通知老板', 3)).toBe(4 * 12);
});

test('where somebody else may approve, the author waits for them', async () => {
  const other = await addPerson(co.house, co.ids['group'] as string, {
    login: 'second',
    name: '李老板',
    password: 'Kx8#mnpqrs2',
    grants: [{ role: 'owner', node: co.ids['org'] as string }],
  });
  if ('refused' in other) throw new Error(other.refused);
  const { id } = await saveRule(co.house, caller, { name: '待批', text: '农夫山泉库存低于5瓶时，通知老板' });
  expect((await activate(co.house, caller, { id, fireNow: false })).state).toBe('awaiting');
  await expect(activate(co.house, caller, { id, fireNow: false })).rejects.toMatchObject({ refusal: { refused: 'rule-self-approval' } });
  const second = { ...caller, actor: { ...caller.actor, id: other.id, name: '李老板', rights: ['*.view', '*.approve'] } };
  expect((await activate(co.house, second, { id, fireNow: false })).state).toBe('active');
  expect(await co.rows('select approved_by from rules.version where rule_id = $1', [id])).toEqual([{ approved_by: '李老板' }]);
});
