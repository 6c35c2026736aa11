import { describe, expect, test } from 'vitest';
import { decideClose, decideReopen, PERIOD_REFUSALS, type PeriodFacts } from './decide.ts';

const facts = (change: Partial<PeriodFacts> = {}): PeriodFacts => ({
  states: { 202601: 'closed', 202602: 'open', 202603: 'open' },
  unfinished: [],
  missingVouchers: 0,
  off: 0n,
  profitLeft: 0n,
  yearLeft: 0n,
  stockOff: 0n,
  suspense: 0n,
  ...change,
});

const december = (change: Partial<PeriodFacts>): PeriodFacts => facts({ states: { 202612: 'open' }, ...change });

describe('a period cannot be closed', () => {
  test.each([
    ['that is not set up', 202512, facts(), 'period-not-there'],
    ['twice', 202601, facts(), 'period-is-closed'],
    ['before an earlier one', 202603, facts(), 'earlier-open'],
    ['with documents waiting', 202602, facts({ unfinished: [{ number: 'CGRK-202602-0001' }] }), 'unfinished-documents'],
    ['with a voucher number missing', 202602, facts({ missingVouchers: 1 }), 'voucher-gap'],
    ['that does not balance', 202602, facts({ off: 1n }), 'trial-off'],
    ['whose stock is not what the ledger says', 202602, facts({ stockOff: -1n }), 'stock-off'],
    ['with income or expense not transferred', 202602, facts({ profitLeft: 1n }), 'profit-left'],
    ['in December with 待处理财产损溢', 202612, december({ suspense: 5n }), 'suspense-left'],
    ['in December with 本年利润 not transferred', 202612, december({ yearLeft: -5n }), 'year-left'],
  ] as const)('%s', (_, period, given, refused) => expect(decideClose(period, given)).toMatchObject({ refused }));
  test('and everything that is wrong is said at once, with the numbers', () => {
    const unfinished = Array.from({ length: 25 }, (_, i) => ({ number: `A${i + 1}` }));
    expect(decideClose(202603, facts({ unfinished, off: 150n }))).toMatchObject({
      refused: 'earlier-open',
      with: { earlier: '2026年2月' },
      more: [
        { refused: 'unfinished-documents', with: { count: '25', list: expect.stringMatching(/^A1、.*A20 等$/) as string } },
        { refused: 'trial-off', with: { off: '1.50' } },
      ],
    });
  });
  test('otherwise it can; what only a year asks for does not hold up a month', () => {
    expect(decideClose(202602, facts({ yearLeft: 1n, suspense: 1n }))).toBeNull();
    expect(decideClose(202612, december({}))).toBeNull();
  });
});

describe('a period cannot be reopened', () => {
  test.each([
    ['that is not set up', 202512, '补录', facts(), 'period-not-there'],
    ['that is open', 202602, '补录', facts(), 'period-is-open'],
    ['without a reason', 202601, null, facts(), 'reopen-reason-needed'],
    ['under a later closed one', 202601, '补录', facts({ states: { 202601: 'closed', 202602: 'closed' } }), 'later-closed'],
    ['that a later change of cost method starts from', 202601, '补录', facts({ methodChanges: [{ number: 'JJBG-202602-0001' }] }), 'method-changed'],
  ] as const)('%s', (_, period, reason, given, refused) => expect(decideReopen(period, reason, given)).toMatchObject({ refused }));
  test('otherwise it can', () => expect(decideReopen(202601, '补录', facts())).toBeNull());
});

test('every refusal has Chinese words', () => {
  for (const row of Object.values(PERIOD_REFUSALS)) expect(row.zh).toMatch(/[\u4e00-\u9fff]/);
  expect(Object.keys(PERIOD_REFUSALS)).toContain('whole-company-needed');
});
