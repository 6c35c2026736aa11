import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountIds } from '../testing/accounts.ts';
import { profitTransfer } from './document.ts';

describeDocument(profitTransfer, {
  folder: import.meta.dirname,
  prepare: accountIds,
  body: (_, account) => ({
    day: '2026-03-31',
    head: { kind: 'month' },
    lines: [
      { account: account['5001'], balance: '100' },
      { account: account['5602'], balance: '60.50' },
    ],
  }),
});

describe('结转损益单', () => {
  let co: SmallCompany;
  let account: Record<string, string> = {};
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse(), { standard: 'ASBE' });
    account = await accountIds(co);
  });
  afterAll(() => co?.house.close());
  const approve = (change: { day?: string; head?: Record<string, unknown>; lines?: readonly (readonly [string, string])[] }, dryRun = false) =>
    co.do({
      type: 'profit-transfer',
      command: 'approve',
      dryRun,
      body: {
        day: change.day ?? '2026-03-31',
        head: { kind: 'month', ...change.head },
        lines: (change.lines ?? [['6001', '-10']]).map(([code, balance]) => ({ account: account[code], balance })),
      },
    });

  test.each([
    ['before the last day of the month', { day: '2026-03-30' }, 'not-month-end', { last: '2026-03-31' }],
    ['for a year before December', { head: { kind: 'year' }, lines: [['4103', '-10']] as const }, 'not-december', undefined],
    ['on an account that is neither income nor expense', { lines: [['1002', '10']] as const }, 'not-a-profit-account', { account: '1002 银行存款' }],
    ['for a year on any other account', { day: '2026-12-31', head: { kind: 'year' }, lines: [['6001', '-10']] as const }, 'not-a-year-account', { line: '1' }],
    ['for a year on 未分配利润 itself', { day: '2026-12-31', head: { kind: 'year' }, lines: [['410406', '-10']] as const }, 'not-a-year-account', { line: '1' }],
    [
      'with an account twice',
      {
        lines: [
          ['6001', '-10'],
          ['6001', '-5'],
        ] as const,
      },
      'account-twice',
      { line: '2', account: '主营业务收入' },
    ],
    ['with nothing to transfer', { lines: [['6001', '0']] as const }, 'nothing-to-transfer', undefined],
  ])('is refused %s', async (_, change, refused, said) => {
    expect(await approve(change)).toMatchObject({ ok: false, refusal: { refused, ...(said ? { with: said } : {}) } });
  });

  test('is refused on an account that does not exist', async () => {
    const body = { day: '2026-03-31', head: { kind: 'month' }, lines: [{ account: '00000000-0000-0000-0000-000000000009', balance: '10' }] };
    expect(await co.do({ type: 'profit-transfer', command: 'approve', body })).toMatchObject({ ok: false, refusal: { refused: 'unknown-record' } });
  });

  test('the same turn is booked once; another turn is another document', async () => {
    expect(await approve({ head: { turn: 1 } })).toMatchObject({ ok: true });
    expect(await approve({ head: { turn: 1 } })).toMatchObject({ ok: false, refusal: { refused: 'claimed-already', with: { claim: '2026年3月结转损益（第1次）' } } });
    expect(await approve({ head: { turn: 2 } })).toMatchObject({ ok: true });
  });

  test('every account is emptied on the side opposite its balance; 以前年度损益调整 goes past 本年利润', async () => {
    const outcome = await approve(
      {
        lines: [
          ['6001', '-100'],
          ['6602', '70'],
          ['6603', '-3'],
          ['6901', '8'],
        ] as const,
      },
      true,
    );
    const lines = ((outcome.ok ? outcome.preview?.['voucher'] : null) as { lines: { account: string; debit: string; credit: string }[] } | null)?.lines ?? [];
    expect(lines.map((l) => [l.account, Number(l.debit) / 100, Number(l.credit) / 100])).toEqual([
      ['6001', 100, 0],
      ['4103', 0, 100],
      ['4103', 70, 0],
      ['6602', 0, 70],
      ['6603', 3, 0],
      ['4103', 0, 3],
      ['410406', 8, 0],
      ['6901', 0, 8],
    ]);
  });

  test('a year empties 本年利润 and the distributions into 未分配利润', async () => {
    const outcome = await approve(
      {
        day: '2026-12-31',
        head: { kind: 'year' },
        lines: [
          ['4103', '-500'],
          ['410401', '50'],
          ['410403', '200'],
        ] as const,
      },
      true,
    );
    const lines = ((outcome.ok ? outcome.preview?.['voucher'] : null) as { lines: { account: string; debit: string; credit: string }[] } | null)?.lines ?? [];
    const net = (code: string) => lines.filter((l) => l.account === code).reduce((sum, l) => sum + Number(l.debit) - Number(l.credit), 0) / 100;
    expect(['4103', '410401', '410403', '410406'].map(net)).toEqual([500, -50, -200, -250]);
  });
});
