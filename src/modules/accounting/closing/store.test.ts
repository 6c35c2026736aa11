// The month close on a database: alone, in a crowd, with other modules' steps, with somebody in the way, over the end of a year.
import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reopenPeriod } from '../period/close.ts';
import { readReport } from '../statements/report.ts';
import { bookVoucher } from '../testing/accounts.ts';
import { closeFor } from '../testing/close.ts';
import type { CloseStep } from './step.ts';
import { closeSteps } from './steps.ts';

const left = (co: SmallCompany): Promise<{ account: string }[]> =>
  co.rows(
    `select b.account from books.account_balance b join books.record a on a.type = 'account' and a.code = b.account and a.data->>'kind' = 'profit' group by 1 having sum(b.debit) <> sum(b.credit)`,
  );
const stateOf = async (co: SmallCompany, period: number): Promise<string | undefined> =>
  (await co.rows<{ state: string }>('select state from books.period where period = $1', [period]))[0]?.state;
const sale = (co: SmallCompany, day: string, amount: string) =>
  bookVoucher(co, day, [
    ['1002', amount, ''],
    ['5001', '', amount],
  ]);
const cost = (co: SmallCompany, day: string, amount: string) =>
  bookVoucher(co, day, [
    ['5602', amount, ''],
    ['1002', '', amount],
  ]);

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('结账 on %s', (_, open) => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await open());
  });
  afterAll(() => co?.house.close());

  test('steps of other modules take their place: before the transfer, and in the next month once this one is closed', async () => {
    await sale(co, '2026-01-10', '100');
    const order: string[] = [];
    const more: CloseStep[] = [
      {
        name: 'cost',
        zh: '成本计算',
        order: 10,
        phase: 'before',
        run: async (work) => {
          order.push(
            `cost sees ${(await work.read((s) => s.query<{ n: string }>(`select count(*)::text as n from books.document where type = 'profit-transfer'`)))[0]?.n} transfers`,
          );
          work.tell(1, 2);
          work.tell(2, 2);
          const booked = await bookVoucher(co, work.day, [
            ['5401', '30', ''],
            ['1002', '', '30'],
          ]);
          return { said: '结转成本 30', documents: [{ ...booked, type: 'journal-voucher', state: 'posted' }] };
        },
      },
      {
        name: 'back',
        zh: '月初回冲',
        order: 90,
        phase: 'after',
        run: async () => {
          order.push(`january is ${await stateOf(co, 202601)}`);
          return {
            said: '回冲',
            documents: [
              {
                ...(await bookVoucher(co, '2026-02-01', [
                  ['5602', '1', ''],
                  ['1002', '', '1'],
                ])),
                type: 'journal-voucher',
                state: 'posted',
              },
            ],
          };
        },
      },
    ];
    const { outcome, said, progress } = await closeFor(co, 202601, { steps: closeSteps(more) });
    expect(outcome).toEqual({ ok: true, period: 202601 });
    expect(order).toEqual(['cost sees 0 transfers', 'january is closed']);
    expect(said.map((s) => s.split('：')[0])).toEqual(['成本计算', '结转增值税', '计提税金及附加', '计提所得税', '结转本期损益', '结转本年利润', '关闭会计期间', '月初回冲']);
    expect(said[4]).toBe('结转本期损益：结转收入 100.00，成本费用 30.00，利润 70.00');
    expect(progress.filter((p) => p.step === 'cost' && p.state === 'running').map((p) => ('total' in p ? `${p.done}/${p.total}` : ''))).toEqual(['', '1/2', '2/2']);
  });

  test('an optional step may be left out, a needed one not', async () => {
    const { said, outcome } = await closeFor(co, 202602, { skip: ['surcharge', 'profit'] });
    expect(outcome.ok).toBe(true);
    expect(said).toContain('计提税金及附加：skipped');
    expect(said).toContain('结转本期损益：结转收入 0.00，成本费用 1.00，亏损 1.00');
    expect(await left(co)).toEqual([]);
  });

  test('by right only; a step that is refused leaves the month open, and what was done stays', async () => {
    await sale(co, '2026-03-10', '100');
    const as = (rights: readonly string[]) => ({ ...co.caller, actor: { ...co.caller.actor, rights } });
    expect((await closeFor(co, 202603, { caller: as(['*.approve', '*.view']) })).outcome).toMatchObject({
      ok: false,
      refusal: { refused: 'not-allowed', with: { right: '结账' } },
    });
    const halfway = await closeFor(co, 202603, { caller: as(['period.close', 'vat-transfer.approve']) });
    expect(halfway.outcome).toMatchObject({ ok: false, refusal: { refused: 'not-allowed', with: { right: '结转损益单·审核' } } });
    expect(halfway.said.at(-1)).toBe('结转本期损益：refused');
    expect(await stateOf(co, 202603)).toBe('open');
  });

  test('where maker and approver differ, the house makes and the person approves', async () => {
    await co.house.db.write(co.caller.scope, (tx) => tx.query(`select books.save_settings('{"separateMakerApprover": true}')`));
    expect((await closeFor(co, 202603)).outcome).toMatchObject({ ok: true });
    await co.house.db.write(co.caller.scope, (tx) => tx.query(`select books.save_settings('{"separateMakerApprover": false}')`));
    expect(await co.rows(`select state, maker_id <> approver_id as apart, approver_id from books.document where type = 'profit-transfer' and period = 202603`)).toEqual([
      { state: 'posted', apart: true, approver_id: co.caller.actor.id },
    ]);
  });

  test('a document that needs two approvals holds the close up until it has both', async () => {
    await sale(co, '2026-04-10', '100');
    const rule = co.house.ids.next();
    const save = (active: boolean) =>
      co.house.db.write(co.caller.scope, (tx) =>
        tx.query(`select books.save_approval_rule($1::jsonb)`, [JSON.stringify({ id: rule, type: 'profit-transfer', from: '0', roles: ['财务主管', '管理员'], active })]),
      );
    await save(true);
    const first = await closeFor(co, 202604);
    const [waiting] = await co.rows<{ id: string; number: string }>(`select id, number from books.document where state = 'submitted'`);
    expect(first.outcome).toMatchObject({ ok: false, refusal: { refused: 'close-waits', with: { number: waiting?.number } } });
    expect((await closeFor(co, 202604)).outcome).toMatchObject({ ok: false, refusal: { refused: 'close-blocked' } });
    await co.must({ type: 'profit-transfer', command: 'approve', id: waiting?.id ?? '' }, { id: co.house.ids.next(), roles: ['管理员'] });
    const then = await closeFor(co, 202604);
    await save(false);
    expect(then).toMatchObject({ outcome: { ok: true }, documents: [] });
  });

  test('what is posted between the transfer and the close is transferred too; nobody at rest, no close', async () => {
    await sale(co, '2026-05-10', '100');
    const disturb = (times: number): CloseStep => ({
      name: 'disturb',
      zh: '有人过账',
      order: 65,
      phase: 'before',
      run: async () => {
        if (times > 0) await cost(co, '2026-05-11', '7');
        times -= 1;
        return { said: '', documents: [] };
      },
    });
    const never = await closeFor(co, 202605, { steps: closeSteps([disturb(99)]) });
    expect(never.outcome).toMatchObject({ ok: false, refusal: { refused: 'close-restless' } });
    expect(await stateOf(co, 202605)).toBe('open');
    const once = await closeFor(co, 202605, { steps: closeSteps([disturb(1)]) });
    expect(once.outcome).toMatchObject({ ok: true });
    expect(await left(co)).toEqual([]);
  });

  test('two closers at the same moment book each entry once', async () => {
    await sale(co, '2026-06-10', '100');
    const both = await Promise.all([closeFor(co, 202606), closeFor(co, 202606)]);
    expect(both.filter((b) => b.outcome.ok).length).toBeGreaterThan(0);
    for (const b of both) if (!b.outcome.ok) expect(['period-is-closed', 'claimed-already', 'close-blocked', 'period-closed']).toContain(b.outcome.refusal.refused);
    expect(await co.rows(`select count(*) as n from books.document where type = 'profit-transfer' and period = 202606`)).toEqual([{ n: 1n }]);
    expect(await left(co)).toEqual([]);
    expect(await stateOf(co, 202606)).toBe('closed');
  });

  test('a transfer taken back in red in the reopened month is made anew, and its turn is a new one', async () => {
    await reopenPeriod(co.house, co.caller, { period: 202606, reason: '重做结转' });
    const [transfer] = await co.rows<{ id: string }>(`select id from books.document where type = 'profit-transfer' and period = 202606`);
    await co.must({ type: 'profit-transfer', command: 'reverse', id: transfer?.id ?? '', body: { reason: '重做' } });
    expect((await left(co)).map((r) => r.account)).toEqual(['5001']);
    const again = await closeFor(co, 202606);
    expect(again.outcome.ok).toBe(true);
    expect(
      await co.rows(
        `select (head->>'turn')::int as turn, state, reverses is not null as red from books.document where type = 'profit-transfer' and period = 202606 order by number`,
      ),
    ).toEqual([
      { turn: 1, state: 'reversed', red: false },
      { turn: 1, state: 'posted', red: true },
      { turn: 2, state: 'posted', red: false },
    ]);
    const report = await co.house.db.read(co.caller.scope, (s) => readReport(s, { kind: 'income-statement', period: 202606, span: 'month' }));
    expect(report.sides.flat().find((l) => l.id === '32')?.amounts).toEqual({ current: '100.00', cumulative: expect.any(String) as string });
  });

  test('December: 本年利润 becomes 未分配利润, and January begins with it', async () => {
    for (const month of [7, 8, 9, 10, 11]) expect((await closeFor(co, 202600 + month)).outcome.ok).toBe(true);
    await sale(co, '2026-12-10', '1000');
    await bookVoucher(co, '2026-12-20', [
      ['310403', '200', ''],
      ['2232', '', '200'],
    ]);
    const { said, outcome } = await closeFor(co, 202612);
    expect(outcome.ok).toBe(true);
    expect(said.find((s) => s.startsWith('结转本年利润'))).toMatch(/^结转本年利润：转入未分配利润 \d/);
    const nets = Object.fromEntries(
      (
        await co.rows<{ account: string; net: string }>(
          `select account, (sum(debit - credit) / 100.0)::numeric(12,2)::text as net from books.account_balance where account like '310%' group by 1`,
        )
      ).map((r) => [r.account, r.net]),
    );
    const profit = 100 - 30 - 1 + 100 + 100 + 100 - 7 * 5 + 100 + 1000;
    expect(nets).toEqual({ 3103: '0.00', 310403: '0.00', 310415: (200 - profit).toFixed(2) });
    const year = await co.house.db.read(co.caller.scope, (s) => readReport(s, { kind: 'income-statement', period: 202612, span: 'year' }));
    expect(year.columns.map((c) => c.zh)).toEqual(['本年累计金额', '上年金额']);
    expect(year.sides.flat().find((l) => l.id === '32')?.amounts).toEqual({ cumulative: profit.toFixed(2), previous: '0.00' });
    const next = await co.house.db.read(co.caller.scope, (s) => readReport(s, { kind: 'balance-sheet', period: 202701, span: 'month' }));
    expect(next.sides.flat().find((l) => l.id === '51')?.amounts).toEqual({ opening: (profit - 200).toFixed(2), closing: (profit - 200).toFixed(2) });
  });
});

describe('结账 of a small taxpayer', () => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse(), { vat: 'small' });
  });
  afterAll(() => co?.house.close());
  test('the tax of a quarter below the threshold becomes income, but not that of 专用发票; half of 城建税 on the rest', async () => {
    const { supplier, customer, main, water, cash } = co.ids;
    const post = (type: string, day: string, head: Record<string, unknown>, lines: readonly Record<string, unknown>[]) =>
      co.must({ type, command: 'approve', body: { day, head, lines } });
    await post('goods-receipt', '2026-01-05', { supplier, warehouse: main }, [{ item: water, unit: '箱', qty: '100', price: '24' }]);
    await post('retail-sale', '2026-01-10', { warehouse: main, wallet: cash }, [{ item: water, unit: '箱', qty: '10', price: '101', taxRate: '0.01' }]);
    const sold = await post('sales-delivery', '2026-02-10', { customer, warehouse: main }, [{ item: water, unit: '箱', qty: '20', price: '50.50', taxRate: '0.01' }]);
    await post('sales-invoice', '2026-02-11', { customer, kind: 'special', number: '26332000000012345678' }, [
      { item: water, unit: '箱', qty: '20', price: '50.50', taxRate: '0.01', source: { doc: sold.id, line: 1 } },
    ]);
    expect((await closeFor(co, 202601)).said).toContain('结转增值税：按季申报，季末再看起征点');
    expect((await closeFor(co, 202602)).outcome.ok).toBe(true);
    const march = await closeFor(co, 202603);
    expect(march.said.slice(0, 2)).toEqual(['结转增值税：免征增值税转出 10.00', '计提税金及附加：计提城市维护建设税 0.35']);
    expect([await co.balance('222101'), await co.balance('222112')]).toEqual(['-10.00', '-0.35']);
    const report = await co.house.db.read(co.caller.scope, (s) => readReport(s, { kind: 'income-statement', period: 202603, span: 'quarter' }));
    expect(Object.fromEntries(report.sides.flat().flatMap((l) => (l.amounts['current'] === '0.00' ? [] : [[l.id, l.amounts['current']]])))).toMatchObject({
      1: '2000.00',
      2: '720.00',
      6: '0.35',
      22: '10.00',
      32: '1289.65',
    });
  });
});
