// Every account of both charts has exactly one place in each statement, or is named as not shown; whatever is booked, the sheet balances.
import type { Standard } from '#kernel/facts';
import { fen } from '#kernel/money';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chartOf } from '../chart/chart.ts';
import { CASH_ACCOUNTS, CASH_ITEMS, isCashItem } from '../cash-flow/items.ts';
import { amountAt, behind, evaluate, type Figure, namedLine, type Statement } from './evaluate.ts';
import { formLines, lineOf } from './form.ts';
import { STATEMENTS } from './forms.ts';
import { bestRules, type Placed, rulesOf } from './place.ts';

const STANDARDS: readonly Standard[] = ['ASSBE', 'ASBE'];
/** The chart as the ledger reads it: names of the accounts above go before the own one. */
const placedChart = (standard: Standard): readonly (Placed & { name: string; kind: string })[] => {
  const rows = chartOf(standard);
  return rows.map((row) => ({
    code: row.code,
    name: row.name,
    kind: row.kind,
    path: rows
      .filter((r) => row.code.startsWith(r.code))
      .map((r) => r.name)
      .join(' '),
  }));
};

describe.each(STANDARDS)('%s', (standard) => {
  const set = STATEMENTS[standard];
  const chart = placedChart(standard);

  test.each([
    ['资产负债表', set.balanceSheet],
    ['利润表', set.incomeStatement],
  ] as const)('%s: every account it concerns is on exactly one line, or named as not shown', (_, statement: Statement) => {
    const concerned = chart.filter(statement.concerns);
    expect(concerned.length).toBeGreaterThan(standard === 'ASBE' ? 40 : 10);
    for (const account of concerned) {
      const [shown, silent] = [bestRules(statement.places, account), bestRules(statement.silent, account)];
      expect([shown.length, silent.length], `${account.code} ${account.name}`).toEqual(shown.length === 1 ? [1, 0] : [0, 1]);
      for (const rule of shown) for (const id of [rule.line, ...(rule.other ? [rule.other] : [])]) expect(lineOf(statement.form, id)?.sum, `${account.code} → ${id}`).toBeNull();
    }
    for (const rule of [...statement.places, ...statement.parts, ...statement.silent])
      expect(
        chart.some((a) => a.code.startsWith(rule.prefix)),
        `no account begins with ${rule.prefix}`,
      ).toBe(true);
    for (const rule of statement.parts) expect(lineOf(statement.form, rule.line)?.sum).toBeNull();
  });

  test('现金流量表: every account opposite money speaks of exactly one item in and one out, and every item has a line', () => {
    const { rules, shown, form } = set.cashFlow;
    for (const account of chart.filter((a) => !CASH_ACCOUNTS.some((c) => a.code.startsWith(c)))) {
      const best = bestRules(rules, account);
      expect(best.length, `${account.code} ${account.name}`).toBe(1);
      for (const item of [best[0]?.line ?? '', best[0]?.other ?? 'sale']) expect(isCashItem(item), `${account.code} → ${item}`).toBe(true);
    }
    expect(Object.keys(shown).toSorted()).toEqual(Object.keys(CASH_ITEMS).toSorted());
    for (const line of Object.values(shown)) expect(lineOf(form, line)?.sum, line).toBeNull();
  });

  // Figures that balance: every amount has its twin on another account; parties of an account may owe and be owed at once.
  const figures = fc
    .array(fc.record({ debit: fc.nat(chart.length - 1), credit: fc.nat(chart.length - 1), amount: fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), party: fc.boolean() }), {
      maxLength: 60,
    })
    .map((bookings) => {
      const all = new Map<string, { own: bigint; party: bigint }>();
      const book = (i: number, amount: bigint, party: boolean): void => {
        const code = chart[i]?.code ?? '';
        const before = all.get(code) ?? { own: 0n, party: 0n };
        all.set(code, party ? { ...before, party: before.party + amount } : { ...before, own: before.own + amount });
      };
      for (const b of bookings) {
        book(b.debit, b.amount, b.party);
        book(b.credit, -b.amount, false);
      }
      const positive = (n: bigint) => (n > 0n ? n : 0n);
      return [...all].map(([code, { own, party }]): Figure => {
        const account = chart.find((a) => a.code === code) as (typeof chart)[number];
        const split = { debit: fen(positive(own) + positive(party)), credit: fen(positive(-own) + positive(-party)) };
        return { ...account, line: null, net: { closing: fen(own + party), opening: fen(0n) }, split: { closing: split, opening: { debit: fen(0n), credit: fen(0n) } } };
      });
    });

  test('the sheet balances for any set of vouchers, except by what it says is not shown', () =>
    fc.assert(
      fc.property(figures, (given) => {
        const sheet = evaluate(set.balanceSheet, given, ['closing', 'opening']);
        const off = sheet.unplaced.reduce((sum: bigint, u) => sum + (u.net['closing'] ?? 0n), 0n);
        expect(amountAt(sheet, set.keys.assets, 'closing') - amountAt(sheet, set.keys.claims, 'closing')).toBe(-off);
        const industry = new Set(
          chartOf(standard)
            .filter((r) => r.industry)
            .map((r) => r.code),
        );
        for (const u of sheet.unplaced) expect(industry.has(u.code), `${u.code} ${u.name} is an account of every company`).toBe(true);
      }),
      { numRuns: 300 },
    ));

  test('every 分 of a line and of a total can be followed to its accounts', () =>
    fc.assert(
      fc.property(figures, (given) => {
        const sheet = evaluate(set.balanceSheet, given, ['closing', 'opening']);
        for (const line of sheet.sides.flat().filter((l) => !l.heading))
          expect(
            behind(sheet, line.id).reduce((sum: bigint, p) => sum + (p.net['closing'] ?? 0n), 0n),
            line.name,
          ).toBe(line.amounts['closing']);
      }),
      { numRuns: 60 },
    ));

  test('net profit is income less expense, whatever the accounts', () =>
    fc.assert(
      fc.property(figures, (given) => {
        const income = evaluate(set.incomeStatement, given, ['closing']);
        const silent = new Set(income.unplaced.map((u) => u.code));
        const profit = given.filter((f) => f.kind === 'profit' && !silent.has(f.code) && bestRules(set.incomeStatement.silent, f).length === 0);
        expect(amountAt(income, set.keys.profit, 'closing')).toBe(-profit.reduce((sum: bigint, f) => sum + (f.net['closing'] ?? 0n), 0n));
      }),
      { numRuns: 100 },
    ));
});

const figure = (code: string, closing: bigint, more: Partial<Figure> = {}): Figure => ({
  code,
  name: code,
  path: code,
  kind: 'asset',
  line: null,
  net: { closing: fen(closing) },
  ...more,
});
const small = STATEMENTS.ASSBE.balanceSheet;
const lineAmount = (figures: readonly Figure[], id: string): bigint => amountAt(evaluate(small, figures, ['closing']), id, 'closing');

describe('往来 goes to the side its parties are on', () => {
  test.each([
    ['a customer who paid too much', '112201', 100n, { debit: 300n, credit: 200n }, '4', 300n, '34', 200n],
    ['a customer whose advance is used up and more', '2203', -50n, { debit: 10n, credit: 60n }, '4', 10n, '34', 60n],
    ['a supplier paid beyond its bills', '220201', -700n, { debit: 100n, credit: 800n }, '5', 100n, '33', 800n],
    ['an advance that became a debt', '1123', 20n, { debit: 50n, credit: 30n }, '5', 50n, '33', 30n],
  ] as const)('%s', (_, code, net, split, debitLine, debit, creditLine, credit) => {
    const given = [figure(code, net, { split: { closing: { debit: fen(split.debit), credit: fen(split.credit) } } })];
    expect([lineAmount(given, debitLine), lineAmount(given, creditLine)]).toEqual([debit, credit]);
  });
  test('应交税费: a second-level account with a debit balance is 其他流动资产, its columns together', () => {
    const given = [figure('22210101', 900n), figure('22210107', -400n), figure('222102', -70n), figure('222106', -30n, { path: '应交税费 待转销项税额' })];
    expect([lineAmount(given, '14'), lineAmount(given, '36'), lineAmount(given, '40')]).toEqual([500n, 70n, 30n]);
  });
});

test('an account nobody knows is told, not swallowed; naming its line cures it', () => {
  const stranger = figure('1999', 5n, { name: '试验科目' });
  const sheet = evaluate(small, [stranger], ['closing']);
  expect(sheet.unplaced).toEqual([{ code: '1999', name: '试验科目', net: { closing: 5n }, why: expect.stringContaining('报表项目') as string }]);
  expect(amountAt(sheet, '30', 'closing')).toBe(0n);
  const cured = evaluate(small, [{ ...stranger, line: '其他流动资产' }], ['closing']);
  expect([cured.unplaced, amountAt(cured, '14', 'closing'), amountAt(cured, '30', 'closing')]).toEqual([[], 5n, 5n]);
  expect(evaluate(small, [{ ...stranger, line: '流动资产合计' }], ['closing']).unplaced).toHaveLength(1);
});

test('a line may be named by its number or its bare name', () => {
  expect(namedLine(small.form, '14')?.name).toBe('其他流动资产');
  expect(namedLine(STATEMENTS.ASBE.incomeStatement.form, '营业成本')?.id).toBe('cost');
  expect(namedLine(STATEMENTS.ASSBE.incomeStatement.form, '投资收益')?.id).toBe('20');
});

test('a form says what it is in one line: id, name, sum, side', () => {
  expect(formLines('头：\n  7 甲 = 1 + 2 - 3\n  x-y 减：乙（以“-”号填列） @credit', 'debit')).toEqual([
    { id: '头：', no: null, name: '头：', level: 0, heading: true, natural: 1, sum: null },
    {
      id: '7',
      no: 7,
      name: '甲',
      level: 1,
      heading: false,
      natural: 1,
      sum: [
        [1, '1'],
        [1, '2'],
        [-1, '3'],
      ],
    },
    { id: 'x-y', no: null, name: '减：乙（以“-”号填列）', level: 1, heading: false, natural: -1, sum: null },
  ]);
});

test('a rule that cannot be read is a bug, not a silent gap', () => {
  expect(() => rulesOf('1001 -> 1')).toThrow('no rule');
});
