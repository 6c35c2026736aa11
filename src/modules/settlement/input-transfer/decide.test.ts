import { saveAll } from '#app/founding';
import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { inputTransfer } from './document.ts';

const account = async (co: SmallCompany, code: string) => (await co.rows<{ id: string }>(`select id from books.record where type = 'account' and code = $1`, [code]))[0]?.id ?? '';
const transfer = (lines: readonly Record<string, unknown>[]) => ({
  type: 'input-transfer',
  command: 'approve' as const,
  body: { day: '2026-03-05', head: { cause: 'welfare' }, lines },
});

describeDocument(inputTransfer, {
  folder: import.meta.dirname,
  prepare: async (co) => ({ welfare: await account(co, '5602') }),
  body: (_, { welfare }) => transfer([{ account: welfare, amount: '130' }]).body,
});

describe('进项税额转出单', () => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
  });
  test('moves tax from what is deducted to who bears it', async () => {
    await co.must(transfer([{ account: await account(co, '5602'), amount: '13.01' }]));
    expect([await co.balance('5602'), await co.balance('22210109')]).toEqual(['13.01', '-13.01']);
  });
  test.each([
    ['on a controlled account', '1405', 'account-controlled'],
    ['on an account kept by department', '560298', 'department-needed'],
    ['on an account kept by party', '1123', 'party-needed'],
  ])('is refused %s', async (_, code, refused) => {
    if (code === '560298') await saveAll(co.house, co.caller, 'account', [{ code, name: '部门福利', data: { kind: 'profit', direction: 'debit', byDepartment: true } }]);
    expect(await co.do(transfer([{ account: await account(co, code), amount: '1' }]))).toMatchObject({ ok: false, refusal: { refused } });
  });
  test('is refused to a small taxpayer, who deducts nothing', async () => {
    const small = await smallCompany(co.house, { vat: 'small', name: '小规模' });
    expect(await small.do(transfer([{ account: await account(small, '5602'), amount: '1' }]))).toMatchObject({ ok: false, refusal: { refused: 'no-input-tax' } });
  });
});
