import type { Standard, VatStatus } from '#kernel/facts';
import { period } from '#kernel/day';
import { parseDecimal } from '#kernel/decimal';
import { rate } from '#kernel/field';
import { fen } from '#kernel/money';
import { describe, expect, test } from 'vitest';
import { chartOf, rolesOf } from '../chart/chart.ts';
import type { LedgerFigure } from '../statements/read.ts';
import { CLOSE_DEFAULTS, type CloseBook, type Made } from './book.ts';
import { lastDayOf } from './entry.ts';
import { proposeIncomeTax, proposeProfit, proposeSurcharge, proposeVat, proposeYear } from './propose.ts';
import { isBelow, rateOn, TAX_RATES } from './tax-rates.ts';

type Nets = Partial<Record<'closing' | 'current' | 'cumulative', string>>;
const yuan = (text: string): bigint => parseDecimal(text, 2) ?? 0n;

/** A book from net debits by account: one figure for all columns, or each by its name. */
function book(nets: Record<string, string | Nets>, more: Partial<Omit<CloseBook, 'period'>> & { period?: number; standard?: Standard; vat?: VatStatus } = {}): CloseBook {
  const { standard = 'ASSBE', vat = 'general', period: at = 202603 } = more;
  const figures = Object.entries(nets).map(([code, given]): LedgerFigure => {
    const row = chartOf(standard).find((r) => r.code === code);
    if (!row) throw new Error(`no account ${code}`);
    const net = typeof given === 'string' ? { closing: given, current: given, cumulative: given } : given;
    return {
      id: `id-${code}`,
      code,
      name: row.name,
      path: row.name,
      kind: row.kind,
      direction: row.direction,
      line: null,
      net: Object.fromEntries(Object.entries(net).map(([c, v]) => [c, fen(yuan(v))])),
    };
  });
  return {
    credited: {},
    made: [],
    bases: {},
    exempt: { month: 0n, quarter: 0n },
    special: { month: 0n, quarter: 0n },
    rates: [],
    month: figures,
    quarter: figures,
    ...more,
    period: period(at),
    day: lastDayOf(at),
    standard,
    vat,
    options: { ...CLOSE_DEFAULTS, ...more.options },
    roles: rolesOf(standard, vat),
  };
}
const made = (type: string, turn: number, more: Partial<Made> = {}): Made => ({ id: 'x', type, number: 'x', state: 'posted', title: '', kind: null, turn, red: false, ...more });

describe('增值税 of a general taxpayer', () => {
  test.each([
    ['what is owed goes to 未交增值税', { 22210101: '156', 22210107: '-161.60', 22210109: '-9' }, { unpaid: '14.60', overpaid: null }, '转出未交增值税 14.60'],
    ['what was paid this month lessens it', { 22210107: '-100', 22210103: '40' }, { unpaid: '60.00', overpaid: null }, '转出未交增值税 60.00'],
    ['paid too much comes back, no more than was paid', { 22210101: '90', 22210107: '-80', 22210103: '30' }, { unpaid: null, overpaid: '30.00' }, '转出多交增值税 30.00'],
    ['paid a little too much comes back', { 22210107: '-80', 22210103: '85' }, { unpaid: null, overpaid: '5.00' }, '转出多交增值税 5.00'],
    ['a sale taken back after the transfer takes the transfer back', { 22210107: '-60', 22210104: '100' }, { unpaid: '-40.00', overpaid: null }, '转出未交增值税 -40.00'],
  ] as const)('%s', (_, nets, head, said) => {
    const { body, said: words } = proposeVat(book(nets));
    expect([body?.head, words]).toEqual([{ ...head, exempt: null, turn: '1' }, said]);
    expect(body?.lines).toEqual(Object.entries(nets).map(([code, balance]) => ({ account: `id-${code}`, balance: Number(balance).toFixed(2) })));
  });
  test.each([
    ['留抵 stays where it is', { 22210101: '100', 22210107: '-30' }, '留抵税额 70.00，不需要结转'],
    ['asked again, there is nothing left', { 22210107: '-100', 22210104: '100' }, '应交增值税已结平'],
    ['what earlier months transferred is not taken back', { 22210107: { closing: '-100', current: '0' }, 22210104: { closing: '100', current: '0' } }, '应交增值税已结平'],
    ['留抵 of earlier months is used before anything is owed', { 22210101: { closing: '100', current: '0' }, 22210107: '-100' }, '应交增值税已结平'],
  ] as const)('%s', (_, nets, said) => expect(proposeVat(book(nets))).toMatchObject({ body: null, said }));
  test('the turn follows the documents there are, red ones too', () => {
    const before = [made('vat-transfer', 1, { state: 'reversed' }), made('vat-transfer', 1, { red: true }), made('profit-transfer', 7)];
    expect(proposeVat(book({ 22210107: '-1' }, { made: before })).body?.head).toMatchObject({ turn: '2' });
  });
});

describe('增值税 of a small taxpayer', () => {
  const small = (sales: string, output: string, more: Parameters<typeof book>[1] = {}) =>
    book({ 5001: `-${sales}` }, { vat: 'small', credited: { 222101: { month: yuan(output), quarter: yuan(output) } }, ...more });
  test.each([
    ['below 30 万 a quarter it is exempt', small('299999.99', '2999.99'), '免征增值税转出 2999.99'],
    ['but not the tax of 专用发票', small('200000', '2000', { special: { month: 0n, quarter: 50_000n } }), '免征增值税转出 1500.00'],
    ['what was transferred already is not transferred again', small('200000', '2000', { exempt: { month: 0n, quarter: 200_000n } }), '没有可转出的免征增值税'],
    ['at 30 万 all of it is owed (增值税法§23: 达到起征点的，全额)', small('300000', '3000'), '没有可转出的免征增值税'],
    ['before 2026 the threshold counted itself in', small('300000', '3000', { period: 202512 }), '免征增值税转出 3000.00'],
    ['within a quarter nobody knows yet', small('1000', '10', { period: 202602 }), '按季申报，季末再看起征点'],
    [
      'who files by the month is judged by the month: 10 万',
      small('99999', '999.99', { period: 202602, options: { ...CLOSE_DEFAULTS, vatFiling: 'month' } }),
      '免征增值税转出 999.99',
    ],
  ])('%s', (_, given, said) => expect(proposeVat(given).said).toBe(said));
});

describe('附加税', () => {
  const owed = { 5001: '-200000', 22210107: '-1000' };
  test('each tax on what VAT comes to, before it is transferred and after', () => {
    const lines = [
      { tax: 'urban', base: '1000.00', rate: '0.07', reduced: null, accrued: null },
      { tax: 'education', base: '1000.00', rate: '0.03', reduced: null, accrued: null },
      { tax: 'localEducation', base: '1000.00', rate: '0.02', reduced: null, accrued: null },
    ];
    expect(proposeSurcharge(book(owed))).toMatchObject({ said: '计提城市维护建设税 70.00，教育费附加 30.00，地方教育附加 20.00', body: { head: { turn: '1' }, lines } });
    expect(proposeSurcharge(book({ ...owed, 22210104: '1000', 222102: '-1000' })).body?.lines).toEqual(lines);
  });
  test.each([
    ['below 10 万 of sales only 城建税 is owed', book({ 5001: '-100000', 22210107: '-1000' }), '计提城市维护建设税 70.00'],
    [
      'the company’s own rate goes first',
      book(owed, { rates: [{ tax: 'urban', rate: rate(50_000n), reduced: null, from: lastDayOf(202601), to: null, source: '县城' }] }),
      '计提城市维护建设税 50.00，教育费附加 30.00，地方教育附加 20.00',
    ],
    [
      'consumption tax is a base too',
      book(owed, { credited: { 222111: { month: 50_000n, quarter: 50_000n } } }),
      '计提城市维护建设税 105.00，教育费附加 45.00，地方教育附加 30.00',
    ],
    ['nothing owed, nothing accrued', book({ 5001: '-200000', 22210101: '50', 22210107: '-10' }), '没有需要计提的附加税'],
    [
      'what was accrued is not accrued again, whatever rate was used',
      book(owed, { bases: { urban: { month: 100_000n, quarter: 100_000n }, education: { month: 100_000n, quarter: 0n }, localEducation: { month: 100_000n, quarter: 0n } } }),
      '没有需要计提的附加税',
    ],
    [
      'a correction accrues the difference, in red',
      book(
        { 5001: '-200000', 22210107: '-600' },
        { bases: { urban: { month: 100_000n, quarter: 0n }, education: { month: 60_000n, quarter: 0n }, localEducation: { month: 60_000n, quarter: 0n } } },
      ),
      '计提城市维护建设税 -28.00',
    ],
    ['switched off, nothing', book(owed, { options: { ...CLOSE_DEFAULTS, surcharge: false } }), '未启用附加税自动计提'],
    [
      'a small taxpayer pays half, by the quarter',
      book({ 5001: '-400000' }, { vat: 'small', credited: { 222101: { month: 0n, quarter: 400_000n } } }),
      '计提城市维护建设税 140.00，教育费附加 60.00，地方教育附加 40.00',
    ],
    ['and nothing on exempt tax', book({ 5001: '-200000' }, { vat: 'small', credited: { 222101: { month: 0n, quarter: 200_000n } } }), '没有需要计提的附加税'],
  ])('%s', (_, given, said) => expect(proposeSurcharge(given).said).toBe(said));
});

describe('所得税', () => {
  const year = (more: Parameters<typeof book>[1] = {}) =>
    book({ 5001: { cumulative: '-100000' }, 5602: { cumulative: '60000' }, 5801: { cumulative: '4000' } }, { options: { ...CLOSE_DEFAULTS, incomeTax: 'quarter' }, ...more });
  test.each([
    ['on the profit of the year so far, less what was accrued', year(), '计提企业所得税 6000.00'],
    ['within a quarter not yet', year({ period: 202602 }), '按季预缴，季末计提'],
    [
      'at the company’s own rate',
      year({ rates: [{ tax: 'income', rate: rate(50_000n), reduced: null, from: lastDayOf(202501), to: null, source: '小型微利' }] }),
      '计提企业所得税 -2000.00',
    ],
    [
      'a loss takes back what was accrued',
      book({ 5602: { cumulative: '10' }, 5801: { cumulative: '7' } }, { options: { ...CLOSE_DEFAULTS, incomeTax: 'month' } }),
      '计提企业所得税 -7.00',
    ],
    ['a loss with nothing accrued owes nothing', book({ 5602: { cumulative: '10' } }, { options: { ...CLOSE_DEFAULTS, incomeTax: 'month' } }), '累计亏损，不计提所得税'],
    ['not unless it is asked for', year({ options: CLOSE_DEFAULTS }), '未启用所得税自动计提'],
  ])('%s', (_, given, said) => expect(proposeIncomeTax(given).said).toBe(said));
  test('以前年度损益调整 is no profit of this year', () => {
    const given = book({ 6001: { cumulative: '-100' }, 6901: { cumulative: '-1000' } }, { standard: 'ASBE', options: { ...CLOSE_DEFAULTS, incomeTax: 'month' } });
    expect(proposeIncomeTax(given).said).toBe('计提企业所得税 25.00');
  });
});

describe('结转', () => {
  test('every income and expense account with a balance, none without', () => {
    const { body, said } = proposeProfit(book({ 5001: '-1440', 5602: '3709', 5603: '-12', 5301: { closing: '0', cumulative: '-5' }, 1002: '50' }));
    expect(body).toEqual({
      day: '2026-03-31',
      head: { kind: 'month', turn: '1' },
      lines: [
        { account: 'id-5001', balance: '-1440.00' },
        { account: 'id-5602', balance: '3709.00' },
        { account: 'id-5603', balance: '-12.00' },
      ],
    });
    expect(said).toBe('结转收入 1440.00，成本费用 3697.00，亏损 2257.00');
  });
  test('nothing left, nothing made; a year only in December', () => {
    expect(proposeProfit(book({ 5001: { closing: '0', cumulative: '-9' } }))).toMatchObject({ body: null, said: '损益科目没有余额' });
    expect(proposeYear(book({ 3103: '-10' }))).toMatchObject({ body: null });
    expect(proposeYear(book({ 3103: '0', 310415: '-10' }, { period: 202612 }))).toMatchObject({ body: null, said: '本年利润已结平' });
  });
  test('in December 本年利润 and distributions go to 未分配利润', () => {
    const { body, said } = proposeYear(book({ 3103: '-500', 310402: '50', 310415: '-900' }, { period: 202612, made: [made('profit-transfer', 3, { kind: 'month' })] }));
    expect(body).toMatchObject({
      day: '2026-12-31',
      head: { kind: 'year', turn: '1' },
      lines: [
        { account: 'id-3103', balance: '-500.00' },
        { account: 'id-310402', balance: '50.00' },
      ],
    });
    expect(said).toBe('转入未分配利润 450.00');
  });
});

describe('rates are data with their days', () => {
  test('every rate names its source; ranges make sense', () => {
    expect(TAX_RATES.length).toBeGreaterThan(5);
    for (const r of TAX_RATES) {
      expect(r.source).toMatch(/[\u4e00-\u9fff]/);
      expect(r.to === null || r.to > r.from).toBe(true);
    }
  });
  const on = (day: string, vat: VatStatus = 'general') => ({ day: day as never, vat });
  test.each([
    ['halved for small taxpayers while it lasts', 'small', '2026-06-30', 500_000n],
    ['not for general ones', 'general', '2026-06-30', null],
    ['not after it ends', 'small', '2028-01-01', null],
  ] as const)('城建税 is %s', (_, vat, day, reduced) => expect(rateOn('urban', on(day, vat), [])).toMatchObject({ rate: 70_000n, reduced }));
  test('no rate of a tax nobody set, none before its first day', () => {
    expect(rateOn('stamp', on('2026-01-01'), [])).toBeNull();
    expect(rateOn('income', on('2007-12-31'), [])).toBeNull();
    expect(isBelow('vat', 0n, { day: '2028-01-01' as never, span: 'month' })).toBe(false);
  });
});
