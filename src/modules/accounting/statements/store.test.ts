// The statements of whatever was booked: figures equal a slow oracle that adds up single voucher lines, sheets balance, money reconciles, lines can be followed.
import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import type { Standard } from '#kernel/facts';
import { period } from '#kernel/day';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reopenPeriod } from '../period/close.ts';
import { accountIds, bookVoucher } from '../testing/accounts.ts';
import { closeFor } from '../testing/close.ts';
import { flowsOf, readAccounts } from './accounts.ts';
import { lastKept, partyNets, readKept } from './kept.ts';
import { readFigures } from './read.ts';
import { readDrill, readRelations, readReport } from './report.ts';
import { type Span, spansOf } from './span.ts';

const KINDS = ['balance-sheet', 'income-statement', 'cash-flow'] as const;
const SPANS: readonly Span[] = ['month', 'quarter', 'year'];
type Raw = { account: string; period: number; party_id: string | null; net: bigint; type: string; opening: boolean };

describe.each([
  ['ASSBE', 'PGlite', memoryHouse],
  ['ASBE', 'PostgreSQL', postgresHouse],
] as const)('报表 %s on %s', (standard: Standard, _, open) => {
  let co: SmallCompany;
  let ids: Record<string, string> = {};
  beforeAll(async () => {
    co = await smallCompany(await open(), { standard });
    ids = await accountIds(co);
  });
  afterAll(() => co?.house.close());

  const by = standard === 'ASBE' ? '6' : '5';
  const advance = standard === 'ASBE' ? '2204' : '2203';
  const plain = [
    '1001',
    '1002',
    '1012',
    '1221',
    '1601',
    '1602',
    '190101',
    '2001',
    '2211',
    '22210101',
    '22210107',
    '222102',
    '222106',
    '2241',
    standard === 'ASBE' ? '4001' : '3001',
    `${by}001`,
    `${by}401`,
    standard === 'ASBE' ? '6602' : '5602',
    standard === 'ASBE' ? '6603' : '5603',
  ];
  const parties = ['1123', advance];
  const line = fc.record({ account: fc.constantFrom(...plain, ...parties), amount: fc.integer({ min: 1, max: 900_000 }), debit: fc.boolean(), party: fc.boolean() });
  const voucher = fc.record({
    month: fc.integer({ min: 1, max: 3 }),
    opening: fc.boolean(),
    lines: fc.array(line, { minLength: 1, maxLength: 4 }),
    rest: fc.constantFrom('1002', '1001', '2241'),
  });
  const text = (fen: number): string => (fen / 100).toFixed(2);

  async function book(v: { month: number; opening: boolean; lines: readonly { account: string; amount: number; debit: boolean; party: boolean }[]; rest: string }): Promise<void> {
    const net = v.lines.reduce((sum, l) => sum + (l.debit ? l.amount : -l.amount), 0);
    const all = [...v.lines, ...(net === 0 ? [] : [{ account: v.rest, amount: Math.abs(net), debit: net < 0, party: false }])];
    const lines = all.map((l) => ({
      summary: '随机',
      account: ids[l.account],
      [l.debit ? 'debit' : 'credit']: text(l.amount),
      ...(parties.includes(l.account) ? { [l.party ? 'supplier' : 'customer']: l.party ? co.ids.supplier : co.ids.customer } : {}),
    }));
    await co.must({ type: 'journal-voucher', command: 'approve', body: { day: `2026-0${v.month}-15`, head: { opening: v.opening && v.month === 1 }, lines } });
  }

  async function oracle(to: number, span: Span): Promise<Record<string, Record<string, bigint>>> {
    const raw = await co.rows<Raw>(
      `select l.account, l.period, l.party_id, l.debit - l.credit as net, d.type, coalesce((d.head->>'opening')::boolean, false) as opening from books.voucher_line l
       join books.voucher v on v.org_id = l.org_id and v.id = l.voucher_id join books.document d on d.org_id = v.org_id and d.id = v.doc_id where l.period <= $1`,
      [to],
    );
    const at = spansOf(period(to), span);
    const sums: Record<string, Record<string, bigint>> = {};
    const add = (account: string, column: string, net: bigint): void => {
      const row = (sums[account] ??= { closing: 0n, opening: 0n, current: 0n, cumulative: 0n });
      row[column] = (row[column] ?? 0n) + net;
    };
    for (const r of raw) {
      const transfer = r.type === 'profit-transfer';
      add(r.account, 'closing', r.net);
      if (r.period < at.yearStart || r.opening) add(r.account, 'opening', r.net);
      if (r.period >= at.from && !transfer && !r.opening) add(r.account, 'current', r.net);
      if (r.period >= at.yearStart && !transfer) add(r.account, 'cumulative', r.net);
      if (r.party_id) for (const column of ['closing', ...(r.opening ? ['opening'] : [])]) add(`${r.account}|${r.party_id}`, column, r.net);
    }
    return sums;
  }

  async function compare(to: number, span: Span): Promise<void> {
    const figures = await co.house.db.read(co.caller.scope, (s) => readFigures(s, standard, spansOf(period(to), span)));
    const want = await oracle(to, span);
    for (const f of figures) {
      expect({ account: f.code, closing: f.net['closing'], opening: f.net['opening'], current: f.net['current'], cumulative: f.net['cumulative'] }).toEqual({
        account: f.code,
        ...want[f.code],
      });
      if (!f.split) continue;
      const own = Object.entries(want).flatMap(([key, row]) => (key.startsWith(`${f.code}|`) ? [row] : []));
      const side = (column: string, sign: bigint): bigint => own.map((row) => (row[column] ?? 0n) * sign).reduce((sum, n) => sum + (n > 0n ? n : 0n), 0n);
      for (const column of ['closing', 'opening']) expect(f.split[column], `${f.code} ${column}`).toEqual({ debit: side(column, 1n), credit: side(column, -1n) });
    }
    expect(figures.map((f) => f.code)).toEqual(
      Object.keys(want)
        .filter((k) => !k.includes('|'))
        .toSorted(),
    );
  }

  test('whatever is booked: figures, balance, money, and the way down to the accounts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(voucher, { minLength: 3, maxLength: 10 }), async (vouchers) => {
        for (const v of vouchers) await book(v);
        for (const to of [202601, 202602, 202603]) {
          for (const span of SPANS) await compare(to, span);
          const relations = await co.house.db.read(co.caller.scope, (s) => readRelations(s, to));
          expect(relations.filter((r) => !r.ok)).toEqual([]);
        }
      }),
      { numRuns: 5 },
    );
  }, 240_000);

  test('a closed month says the same as before', async () => {
    const before = await co.house.db.read(co.caller.scope, (s) => readReport(s, { kind: 'income-statement', period: 202602, span: 'month' }));
    await bookVoucher(co, '2026-01-31', [
      ['190101', '', '0.01'],
      ['1002', '0.01', ''],
    ]);
    for (const p of [202601, 202602]) expect((await closeFor(co, p, { skip: ['surcharge'] })).outcome).toMatchObject({ ok: true });
    const after = await co.house.db.read(co.caller.scope, (s) => readReport(s, { kind: 'income-statement', period: 202602, span: 'month' }));
    expect(after).toEqual({ ...before, state: 'closed' });
    for (const span of SPANS) await compare(202602, span);
    expect((await co.house.db.read(co.caller.scope, (s) => readRelations(s, 202602))).filter((r) => !r.ok)).toEqual([]);
  });

  test('a closed month keeps its cash flows and what parties owed; reopened it keeps nothing; both say what the vouchers say', async () => {
    const sorted = <T>(rows: readonly T[], key: (row: T) => string): T[] => rows.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
    const kept = await co.house.db.read(co.caller.scope, (s) => readKept(s, [202601, 202602, 202603]));
    expect([...kept.keys()].toSorted((a, b) => a - b)).toEqual([202601, 202602]);
    const live = await co.house.db.read(co.caller.scope, async (s) => flowsOf(s, await readAccounts(s), { standard, periods: [202601, 202602], detail: true }));
    const flow = (f: { period: number; item: string; account: string }) => `${f.period}|${f.item}|${f.account}`;
    expect(live.length).toBeGreaterThan(5);
    expect(
      sorted(
        [...kept.values()].flatMap((k) => k.flows),
        flow,
      ),
    ).toEqual(sorted(live, flow));
    const party = (p: { account: string; party: string | null }) => `${p.account}|${p.party ?? ''}`;
    const nets = await co.house.db.read(co.caller.scope, (s) => partyNets(s, parties, { after: 0, to: 202602 }));
    expect(sorted(kept.get(202602)?.parties ?? [], party)).toEqual(
      sorted(
        nets.filter((n) => n.net !== 0n),
        party,
      ),
    );
    await reopenPeriod(co.house, co.caller, { period: 202602, reason: '看看' });
    expect([...(await co.house.db.read(co.caller.scope, (s) => readKept(s, [202601, 202602]))).keys()]).toEqual([202601]);
    expect((await co.house.db.read(co.caller.scope, (s) => lastKept(s, 202603)))?.period).toBe(202601);
    for (const span of SPANS) await compare(202603, span);
  });

  test.each(KINDS)('%s: what is behind each line adds up to it', async (kind) => {
    const wish = { kind, period: 202603, span: 'month' as const };
    const report = await co.house.db.read(co.caller.scope, (s) => readReport(s, wish));
    let followed = 0;
    for (const l of report.sides.flat().filter((x) => !x.heading)) {
      const drill = await co.house.db.read(co.caller.scope, (s) => readDrill(s, wish, l.id));
      const sum = (column: string): string =>
        ((drill?.rows ?? []).reduce((total, r) => total + Math.round(Number(r.amounts[column]) * 100), 0) / 100).toFixed(2).replace('-0.00', '0.00');
      for (const { key } of report.columns) expect([l.name, key, sum(key)]).toEqual([l.name, key, l.amounts[key]]);
      followed += drill?.rows.length ?? 0;
    }
    expect(followed).toBeGreaterThan(10);
    expect(await co.house.db.read(co.caller.scope, (s) => readDrill(s, wish, 'no-such-line'))).toBeNull();
  });

  test('a hand-written voucher may name the cash-flow item of a line', async () => {
    const flows = async (): Promise<Record<string, string | undefined>> => {
      const report = await co.house.db.read(co.caller.scope, (s) => readReport(s, { kind: 'cash-flow', period: 202604, span: 'month' }));
      return Object.fromEntries(
        report.sides.flat().flatMap((l) => (l.heading || l.total || l.amounts['current'] === '0.00' || /期初/.test(l.name) ? [] : [[l.name, l.amounts['current']]])),
      );
    };
    await bookVoucher(co, '2026-04-10', [
      ['1601', '3000', ''],
      ['22210101', '390', '', { cashFlow: 'acquire' }],
      ['1002', '', '3390'],
    ]);
    const acquire = standard === 'ASBE' ? '购建固定资产、无形资产和其他长期资产支付的现金' : '购建固定资产、无形资产和其他非流动资产支付的现金';
    expect(await flows()).toEqual({ [acquire]: '3390.00' });
    const [doc] = await co.rows<{ id: string }>(`select id from books.document where type = 'journal-voucher' and period = 202604`);
    await co.must({ type: 'journal-voucher', command: 'reverse', id: doc?.id ?? '', body: { reason: '记错' } });
    expect(await flows()).toEqual({});
  });

  test('an account outside the chart is told by every statement it concerns, until it names its line', async () => {
    const { saveAll } = await import('#app/founding');
    const [stranger] = await saveAll(co.house, co.caller, 'account', [{ code: '1998', name: '试验科目', data: { kind: 'asset', direction: 'debit' } }]);
    await bookVoucher(co, '2026-05-10', [
      ['1998', '5', ''],
      ['1002', '', '5'],
    ]);
    const unplaced = async (kind: (typeof KINDS)[number]) => (await co.house.db.read(co.caller.scope, (s) => readReport(s, { kind, period: 202605, span: 'month' }))).unplaced;
    expect(await unplaced('balance-sheet')).toMatchObject([{ id: stranger?.id, code: '1998', amounts: { closing: '5.00' } }]);
    expect(await unplaced('cash-flow')).toMatchObject([{ code: '1998', amounts: { current: '-5.00' } }]);
    expect((await co.house.db.read(co.caller.scope, (s) => readRelations(s, 202605))).filter((r) => !r.ok).length).toBeGreaterThan(0);
    await saveAll(co.house, co.caller, 'account', [
      { id: stranger?.id ?? null, code: '1998', name: '试验科目', data: { kind: 'asset', direction: 'debit', statementLine: '其他流动资产' } },
    ]);
    expect(await unplaced('balance-sheet')).toEqual([]);
    await saveAll(co.house, co.caller, 'account', [
      { id: stranger?.id ?? null, code: '1998', name: '试验科目', data: { kind: 'asset', direction: 'debit', statementLine: '其他流动资产', cashFlow: 'other-out' } },
    ]);
    expect(await unplaced('cash-flow')).toEqual([]);
    expect((await co.house.db.read(co.caller.scope, (s) => readRelations(s, 202605))).filter((r) => !r.ok)).toEqual([]);
  });
});
