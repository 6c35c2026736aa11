import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { journalVoucher } from './document.ts';

const ids = async (co: SmallCompany): Promise<Record<string, string>> =>
  Object.fromEntries((await co.rows<{ code: string; id: string }>(`select code, id from books.record where type = 'account'`)).map((r) => [r.code, r.id]));

describeDocument(journalVoucher, {
  folder: import.meta.dirname,
  prepare: ids,
  // Figures this small, so that two sides varied at random are equal often enough to be accepted.
  body: (_, account) => ({
    day: '2026-03-05',
    head: { attachments: 2 },
    lines: [
      { summary: '计提', account: account['5602'], debit: '0.02' },
      { summary: '计提', account: account['2211'], credit: '0.02' },
    ],
  }),
});

describe('记账凭证', () => {
  let co: SmallCompany;
  let account: Record<string, string> = {};
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
    const { saveAll } = await import('#app/founding');
    await saveAll(co.house, co.caller, 'account', [
      { code: '560201', name: '办公费', data: { kind: 'profit', direction: 'debit', byDepartment: true } },
      { code: '560202', name: '样品费', data: { kind: 'profit', direction: 'debit', byItem: true } },
      { code: '560203', name: '停用科目', active: false, data: { kind: 'profit', direction: 'debit' } },
    ]);
    account = await ids(co);
  });
  afterAll(() => co?.house.close());
  const approve = (lines: readonly Record<string, unknown>[]) =>
    co.do({
      type: 'journal-voucher',
      command: 'approve',
      body: { day: '2026-03-05', head: {}, lines: lines.map((l) => ({ summary: '调整', ...l, account: account[String(l['account'])] })) },
    });
  const bank = { account: '1002', credit: '10' };

  test.each([
    ['when it does not balance', [{ account: '5601', debit: '10.01' }, bank], 'not-balanced', { debit: '10.01', credit: '10.00', off: '0.01' }],
    ['with both sides on a line', [{ account: '5601', debit: '10', credit: '10' }, bank], 'one-side', { line: '1' }],
    ['with no side on a line', [{ account: '5601' }, bank], 'one-side', { line: '1' }],
    ['on an account that documents keep', [{ account: '1405', debit: '10' }, bank], 'account-controlled', { account: '1405 库存商品' }],
    ['on an account with accounts below it', [{ account: '2221', debit: '10' }, bank], 'account-has-children', { account: '2221 应交税费' }],
    ['without the party that the account asks for', [{ account: '1123', debit: '10' }, bank], 'party-needed', { line: '1' }],
    ['without the department that the account asks for', [{ account: '560201', debit: '10' }, bank], 'department-needed', { line: '1' }],
    ['without the item that the account asks for', [{ account: '560202', debit: '10' }, bank], 'item-needed', { line: '1' }],
    ['on an account out of use', [{ account: '560203', debit: '10' }, bank], 'record-disabled', { name: '停用科目' }],
  ])('is refused %s', async (_, lines, refused, said) => {
    expect(await approve(lines)).toMatchObject({ ok: false, refusal: { refused, with: said } });
  });

  test('is refused on an account that does not exist', async () => {
    const lines = [
      { summary: '调整', account: '00000000-0000-0000-0000-000000000009', debit: '10' },
      { summary: '调整', account: account['1002'], credit: '10' },
    ];
    expect(await co.do({ type: 'journal-voucher', command: 'approve', body: { day: '2026-03-05', head: {}, lines } })).toMatchObject({
      ok: false,
      refusal: { refused: 'unknown-record' },
    });
  });

  test('is refused with a customer and a supplier on one line', async () => {
    expect(await approve([{ account: '1123', debit: '10', customer: co.ids.customer, supplier: co.ids.supplier }, bank])).toMatchObject({
      ok: false,
      refusal: { refused: 'party-twice' },
    });
  });

  test('keeps maker and approver apart where the company wants it', async () => {
    await co.house.db.write(co.caller.scope, (tx) => tx.query(`select books.save_settings('{"separateMakerApprover": true}')`));
    expect(await approve([{ account: '5601', debit: '10' }, bank])).toMatchObject({ ok: false, refusal: { refused: 'maker-is-approver' } });
    await co.house.db.write(co.caller.scope, (tx) => tx.query(`select books.save_settings('{"separateMakerApprover": false}')`));
  });

  test('balances whatever is entered, or is refused with the exact difference', async () => {
    const amount = fc.integer({ min: -99_999_99, max: 99_999_99 }).filter((n) => n !== 0);
    const text = (fen: number): string => `${fen < 0 ? '-' : ''}${Math.floor(Math.abs(fen) / 100)}.${String(Math.abs(fen) % 100).padStart(2, '0')}`;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ side: fc.constantFrom('debit', 'credit'), amount, account: fc.constantFrom('5601', '1001', '3001') }), { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        async (lines, balanced) => {
          const net = lines.reduce((sum, l) => sum + (l.side === 'debit' ? l.amount : -l.amount), 0);
          const all = balanced && net !== 0 ? [...lines, { side: 'credit', amount: net, account: '1002' }] : lines;
          const outcome = await co.do({
            type: 'journal-voucher',
            command: 'approve',
            dryRun: true,
            body: { day: '2026-03-05', head: {}, lines: all.map((l) => ({ summary: '随机', account: account[l.account], [l.side]: text(l.amount) })) },
          });
          if (!balanced && net !== 0) {
            expect(outcome).toMatchObject({ ok: false, refusal: { refused: 'not-balanced', with: { off: text(Math.abs(net)) } } });
            return;
          }
          expect(outcome.ok).toBe(true);
          const voucher = (outcome.ok ? outcome.preview?.['voucher'] : undefined) as { lines: { debit: string; credit: string }[] } | undefined;
          expect((voucher?.lines ?? []).reduce((sum, l) => sum + BigInt(l.debit) - BigInt(l.credit), 0n)).toBe(0n);
        },
      ),
      { numRuns: 60 },
    );
  });
});
