import { memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bookVoucher } from '../testing/accounts.ts';
import { closeFor } from '../testing/close.ts';
import { trialBalance } from './view.ts';

let co: SmallCompany;
beforeAll(async () => {
  co = await smallCompany(await memoryHouse());
  await bookVoucher(co, '2026-01-10', [
    ['1002', '100', ''],
    ['5001', '', '100'],
  ]);
  await bookVoucher(co, '2026-01-20', [
    ['5602', '30', ''],
    ['1002', '', '30'],
  ]);
  await closeFor(co, 202601);
  await bookVoucher(co, '2026-02-10', [
    ['1002', '50', ''],
    ['5001', '', '50'],
  ]);
  await closeFor(co, 202602);
});
afterAll(() => co?.house.close());

type Row = Record<'code' | 'name' | 'openDebit' | 'openCredit' | 'debit' | 'credit' | 'closeDebit' | 'closeCredit', string>;
const look = async (from: string, to: string, stage: string | null, detail: string | null = null): Promise<Record<string, string[]>> =>
  Object.fromEntries(
    (await co.rows<Row>(trialBalance.sql, [from, to, stage, detail, 200, 0])).map((r) => [
      r.code || r.name,
      [r.openDebit, r.openCredit, r.debit, r.credit, r.closeDebit, r.closeCredit],
    ]),
  );

test('before the transfer income and expense stand with their balances; after it 本年利润 does', async () => {
  expect(await look('202601', '202601', 'before')).toEqual({
    1002: ['0.00', '0.00', '100.00', '30.00', '70.00', '0.00'],
    5001: ['0.00', '0.00', '0.00', '100.00', '0.00', '100.00'],
    5602: ['0.00', '0.00', '30.00', '0.00', '30.00', '0.00'],
    '合计（平衡）': ['0.00', '0.00', '130.00', '130.00', '100.00', '100.00'],
  });
  const after = {
    1002: ['0.00', '0.00', '100.00', '30.00', '70.00', '0.00'],
    3103: ['0.00', '0.00', '30.00', '100.00', '0.00', '70.00'],
    5001: ['0.00', '0.00', '100.00', '100.00', '0.00', '0.00'],
    5602: ['0.00', '0.00', '30.00', '30.00', '0.00', '0.00'],
    '合计（平衡）': ['0.00', '0.00', '260.00', '260.00', '70.00', '70.00'],
  };
  expect(await look('202601', '202601', 'after')).toEqual(after);
  expect(await look('202601', '202601', null)).toEqual(after);
});

test('only the span’s own transfers are left out: what January transferred stays in February’s opening', async () => {
  expect((await look('202602', '202602', 'before'))['3103']).toEqual(['0.00', '70.00', '0.00', '0.00', '0.00', '70.00']);
  expect((await look('202601', '202602', 'before'))['5001']).toEqual(['0.00', '0.00', '0.00', '150.00', '0.00', '150.00']);
});

test('detail accounts on wish; a book that does not balance says so', async () => {
  await bookVoucher(co, '2026-03-10', [
    ['222112', '1', ''],
    ['1002', '', '1'],
  ]);
  expect(Object.keys(await look('202603', '202603', null, 'leaf'))).toContain('222112');
  expect(Object.keys(await look('202603', '202603', null, 'top'))).toContain('2221');
  await co.house.db.owner((tx) => tx.query(`update books.account_balance set debit = debit + 1 where account = '1002' and period = 202603`));
  expect(Object.keys(await look('202603', '202603', null)).at(-1)).toBe('合计（不平衡！）');
});
