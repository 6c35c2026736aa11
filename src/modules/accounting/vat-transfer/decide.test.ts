import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import type { VatStatus } from '#kernel/facts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountIds } from '../testing/accounts.ts';
import { vatTransfer } from './document.ts';

describeDocument(vatTransfer, {
  folder: import.meta.dirname,
  prepare: accountIds,
  body: (_, account) => ({ day: '2026-03-31', head: { overpaid: '20' }, lines: [{ account: account['22210101'], balance: '100' }] }),
});

describe.each(['general', 'small'] as const)('增值税结转单 of a %s taxpayer', (vat: VatStatus) => {
  let co: SmallCompany;
  let account: Record<string, string> = {};
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse(), { vat });
    account = await accountIds(co);
  });
  afterAll(() => co?.house.close());
  const approve = (head: Record<string, unknown>, lines: readonly (readonly [string, string])[] = [], day = '2026-03-31') =>
    co.do({ type: 'vat-transfer', command: 'approve', dryRun: true, body: { day, head, lines: lines.map(([code, balance]) => ({ account: account[code], balance })) } });
  const nets = (outcome: Awaited<ReturnType<typeof approve>>): Record<string, number> => {
    const lines = ((outcome.ok ? outcome.preview?.['voucher'] : null) as { lines: { account: string; debit: string; credit: string }[] } | null)?.lines ?? [];
    return Object.fromEntries(lines.map((l) => [l.account, lines.filter((x) => x.account === l.account).reduce((sum, x) => sum + Number(x.debit) - Number(x.credit), 0) / 100]));
  };
  const OWED = [
    ['22210107', '-100'],
    ['22210101', '30'],
  ] as const;

  test.runIf(vat === 'general').each([
    ['before the last day of the month', { unpaid: '70' }, OWED, '2026-03-30', 'not-month-end'],
    ['with nothing to transfer', {}, OWED, '2026-03-31', 'nothing-to-transfer'],
    ['leaving something owed behind', { unpaid: '60' }, OWED, '2026-03-31', 'vat-left'],
    ['taking more than is owed', { unpaid: '80' }, OWED, '2026-03-31', 'vat-too-much'],
    [
      'with a column twice',
      { unpaid: '100' },
      [
        ['22210107', '-50'],
        ['22210107', '-50'],
      ],
      '2026-03-31',
      'account-twice',
    ],
    ['on another account', { unpaid: '70' }, [['222102', '-70']], '2026-03-31', 'not-a-vat-account'],
    ['with an exemption of small taxpayers', { exempt: '10' }, [], '2026-03-31', 'general-is-not-exempt'],
  ] as const)('is refused %s', async (_, head, lines, day, refused) => {
    expect(await approve(head, lines, day)).toMatchObject({ ok: false, refusal: { refused } });
  });
  test.runIf(vat === 'small')('is refused with the columns of a general one', async () => {
    expect(await approve({ unpaid: '10' })).toMatchObject({ ok: false, refusal: { refused: 'small-has-no-columns' } });
  });

  test.runIf(vat === 'general')('books 转出未交, and 转出多交 of what was paid and not owed', async () => {
    expect(nets(await approve({ unpaid: '70' }, OWED))).toEqual({ 22210104: 70, 222102: -70 });
    expect(
      nets(
        await approve({ overpaid: '20' }, [
          ['22210101', '100'],
          ['22210107', '-80'],
          ['22210103', '20'],
        ]),
      ),
    ).toEqual({ 222102: 20, 22210110: -20 });
    expect(
      nets(
        await approve({ unpaid: '-15' }, [
          ['22210107', '-55'],
          ['22210104', '70'],
        ]),
      ),
    ).toEqual({ 22210104: -15, 222102: 15 });
  });
  test.runIf(vat === 'small')('turns exempt tax into income', async () => {
    expect(nets(await approve({ exempt: '300' }))).toEqual({ 222101: 300, 5301: -300 });
  });
});
