// Approvals that rules ask for: one after the other, any one, all together; what several rules ask for; and who is called when nobody answers.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { saveAll } from '../founding.ts';
import { tickAll } from './runtime.ts';
import { RULE_DAY as day, ruleCompany, type RuleCompany } from '#testing';

let r: RuleCompany;
let co: RuleCompany['co'];
let customer = '';
let deputy = '';
beforeAll(async () => {
  r = await ruleCompany();
  ({ co } = r);
  // Before the first sentence: whoever is named must be known by then.
  deputy = (await r.person('second', '李副总', 'keeper')).actor.id;
  customer = (await saveAll(co.house, r.caller, 'customer', [{ name: '大客户', data: { creditLimit: '1000000', creditDays: 15 } }]))[0]?.id ?? '';
  await r.receive({ item: co.ids.oil, qty: '500', unitCost: '40' });
  await r.settle();
});
afterAll(() => r?.close());
beforeEach(async () => {
  await r.quiet();
  co.house.today(day);
});

/** A sales order of so many at 69.90, handed in by a seller who holds none of the offices. */
const handIn = async (qty: string, price = '69.9'): Promise<string> =>
  (
    await co.must(
      {
        type: 'sales-order',
        command: 'submit',
        body: { day, head: { customer, warehouse: co.ids.main, reserve: false }, lines: [{ item: co.ids.oil, qty, price }] },
      },
      { id: SELLER, roles: ['业务员'] },
    )
  ).id;
const SELLER = '00000000-0000-4000-8000-000000000001';
const BUYER = { id: '00000000-0000-4000-8000-000000000002', roles: ['采购员'] };
const HEAD = { id: '00000000-0000-4000-8000-000000000003', roles: ['财务主管'] };
const BOTH = { id: '00000000-0000-4000-8000-000000000004', roles: ['采购员', '财务主管'] };
const KEEPER = { id: '00000000-0000-4000-8000-000000000005', roles: ['仓管员'] };
/** What an approval leads to: the state, or the refusal with the offices it names. */
const approve = async (id: string, as: typeof BUYER): Promise<string> => {
  const said = await co.do({ type: 'sales-order', command: 'approve', id, body: {} }, as);
  return said.ok ? said.reply.state : `${said.refusal.refused} ${said.refusal.with?.['role'] ?? ''}`.trim();
};
const trail = async (id: string): Promise<readonly string[]> =>
  ((await co.rows<{ approvals: { role: string }[] }>('select approvals from books.document where id = $1', [id]))[0]?.approvals ?? []).map((a) => a.role);

test('任一人审批: whoever of them comes first decides, and others may not', async () => {
  await r.on('下单时，订单金额超过500元的，由采购经理或财务经理任一人审批');
  const [first, second] = [await handIn('10'), await handIn('10')];
  expect(await approve(first, KEEPER)).toBe('needs-role 采购员或财务主管');
  expect(await approve(first, HEAD)).toBe('posted');
  expect(await approve(second, BUYER)).toBe('posted');
  expect([await trail(first), await trail(second)]).toEqual([['财务主管'], ['采购员']]);
});

test('会签: all of them, in any order, and nobody for two', async () => {
  await r.on('下单时，订单金额超过500元的，由采购经理、财务经理会签');
  const id = await handIn('10');
  expect(await approve(id, BOTH)).toBe('submitted');
  expect(await approve(id, BOTH)).toBe('same-approver 财务主管');
  expect(await approve(id, BUYER)).toBe('needs-role 财务主管');
  expect(await approve(id, HEAD)).toBe('posted');
  const other = await handIn('10');
  expect([await approve(other, HEAD), await approve(other, HEAD), await approve(other, BUYER)]).toEqual(['submitted', 'needs-role 采购员', 'posted']);
});

test('one after the other keeps its order', async () => {
  await r.on('下单时，订单金额超过500元的，由采购经理、财务经理审批');
  const id = await handIn('10');
  expect([await approve(id, HEAD), await approve(id, BUYER), await approve(id, HEAD)]).toEqual(['needs-role 采购员', 'submitted', 'posted']);
});

test('a rule that lets pass does not take back what another rule asks for, whichever comes first', async () => {
  for (const [a, b] of [
    ['甲', '乙'],
    ['乙', '甲'],
  ]) {
    await r.quiet();
    await r.on('下单时，订单金额低于5000元的，直接通过', { name: a as string });
    await r.on('下单时，折扣率低于90%的，由财务经理审批', { name: b as string });
    expect(await approve(await handIn('10', '50'), KEEPER)).toBe('needs-role 财务主管');
    expect(await approve(await handIn('10'), KEEPER)).toBe('posted');
  }
});

test('two rules ask for two offices: both agree; one that both name is asked once', async () => {
  await r.on('下单时，订单金额超过500元的，由采购经理审批', { name: '大单' });
  await r.on('下单时，折扣率低于90%的，由采购经理、财务经理审批', { name: '低价' });
  const id = await handIn('20', '50');
  expect([await approve(id, BUYER), await approve(id, HEAD)]).toEqual(['submitted', 'posted']);
});

test('a document that came back is judged anew when it is submitted again', async () => {
  await r.on('下单时，订单金额超过500元的，由财务经理审批，否则直接通过');
  const id = await handIn('10');
  expect(await approve(id, KEEPER)).toBe('needs-role 财务主管');
  await co.must({ type: 'sales-order', command: 'withdraw', id, body: {} }, { id: SELLER, roles: ['业务员'] });
  const [{ version } = { version: 0 }] = await co.rows<{ version: number }>('select version from books.document where id = $1', [id]);
  const body = { version, day, head: { customer, warehouse: co.ids.main, reserve: false }, lines: [{ item: co.ids.oil, qty: '1', price: '69.9' }] };
  await co.must({ type: 'sales-order', command: 'submit', id, body }, { id: SELLER, roles: ['业务员'] });
  expect(await approve(id, KEEPER)).toBe('posted');
});

test('没处理就升级: an approval nobody gave in time calls the next person, once; one that was given calls nobody', async () => {
  const rule = await r.on('下单时，订单金额超过500元的，由财务经理审批，2小时内没处理就升级通知王老板');
  const [waits, given] = [await handIn('10'), await handIn('11')];
  expect(await approve(given, HEAD)).toBe('posted');
  await r.settle();
  await tickAll(co.house);
  const calls = () => co.rows<{ text: string }>(`select text from rules.message where rule_id = $1 and text like '超时%'`, [rule]);
  expect(await calls()).toEqual([]);
  co.house.today('2026-03-11');
  await tickAll(co.house);
  await tickAll(co.house);
  expect(await calls()).toHaveLength(1);
  expect(await approve(waits, HEAD)).toBe('posted');
});

test('多人收到的提醒: any one of them who deals with it ends the waiting', async () => {
  const rule = await r.on('金龙鱼调和油库存低于1000桶时，通知王老板和李副总，2小时内没处理就升级通知老板', { fireNow: true });
  await tickAll(co.house);
  expect(await co.rows('select person_id from rules.message where rule_id = $1', [rule])).toHaveLength(2);
  await co.house.db.write(co.caller.scope, (tx) =>
    tx.query(`update rules.message set done_at = $3::timestamptz where org_id = books.org() and rule_id = $1 and person_id = $2`, [rule, deputy, co.house.clock.now()]),
  );
  co.house.today('2026-03-11');
  await tickAll(co.house);
  expect(await co.rows(`select 1 from rules.message where rule_id = $1 and text like '超时%'`, [rule])).toEqual([]);
});
