import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('记账凭证 on %s', (_, open) => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await open());
  });
  afterAll(() => co?.house.close());

  test('is booked with its attachments and parties, and taken back in red', async () => {
    const account = Object.fromEntries((await co.rows<{ code: string; id: string }>(`select code, id from books.record where type = 'account'`)).map((r) => [r.code, r.id]));
    const body = {
      day: '2026-03-05',
      head: { attachments: 3 },
      lines: [
        { summary: '预付定金', account: account['1123'], debit: '100', supplier: co.ids.supplier },
        { summary: '预付定金', account: account['1002'], credit: '100' },
      ],
    };
    const made = await co.must({ type: 'journal-voucher', command: 'approve', body });
    expect(made).toMatchObject({ number: 'JZPZ-202603-0001', voucher: '记-0001' });
    expect(await co.rows(`select attachments, summary from books.voucher`)).toEqual([{ attachments: 3, summary: '记账凭证 JZPZ-202603-0001' }]);
    expect(await co.rows(`select account, party_id from books.voucher_line order by line_no`)).toEqual([
      { account: '1123', party_id: co.ids.supplier },
      { account: '1002', party_id: null },
    ]);
    await co.must({ type: 'journal-voucher', command: 'reverse', id: made.id, body: { reason: '记错' } });
    expect(
      await co.rows(
        `select l.debit, l.credit, l.summary from books.voucher_line l join books.voucher v on v.org_id = l.org_id and v.id = l.voucher_id where v.reverses is not null order by l.line_no`,
      ),
    ).toEqual([
      { debit: -10_000n, credit: 0n, summary: '注销03月05日 记-0001 号凭证' },
      { debit: 0n, credit: -10_000n, summary: '注销03月05日 记-0001 号凭证' },
    ]);
  });
});
