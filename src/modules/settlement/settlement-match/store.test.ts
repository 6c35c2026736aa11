import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('核销单 on %s', (_, open) => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await open());
  });
  afterAll(() => co?.house.close());

  test('two clerks matching the same advance: one goes through, and its red twin opens both again', async () => {
    const [freight] = await co.rows<{ id: string }>(`select id from books.record where type = 'account' and code = '5601'`);
    const bill = await co.must({
      type: 'purchase-invoice',
      command: 'approve',
      body: { day: '2026-03-02', head: { supplier: co.ids.supplier, number: '26320000000000000001' }, lines: [{ account: freight?.id, amount: '100', taxRate: '0' }] },
    });
    const advance = await co.must({
      type: 'payment',
      command: 'approve',
      body: { day: '2026-03-02', head: { supplier: co.ids.supplier, wallet: co.ids.bank, amount: '50' }, lines: [] },
    });
    const item = async (doc: string) => (await co.rows<{ id: string }>(`select id from books.open_item where doc_id = $1`, [doc]))[0]?.id ?? '';
    const [owed, prepaid] = [await item(bill.id), await item(advance.id)];
    const match = () =>
      co.do({
        type: 'settlement-match',
        command: 'approve',
        body: {
          day: '2026-03-05',
          head: { kind: 'prepaid', supplier: co.ids.supplier },
          lines: [
            { openItem: owed, amount: '50' },
            { openItem: prepaid, amount: '-50' },
          ],
        },
      });
    const both = await Promise.all([match(), match()]);
    const won = both.find((o) => o.ok) as Extract<(typeof both)[number], { ok: true }>;
    expect(both.filter((o) => o.ok).length).toBe(1);
    expect(await co.balance('1123')).toBe('0.00');
    await co.must({ type: 'settlement-match', command: 'reverse', id: won.reply.id, body: { reason: '对错单' } });
    expect(await co.balance('1123')).toBe('50.00');
    expect(await co.rows(`select settled from books.open_item`)).toEqual([{ settled: 0n }, { settled: 0n }]);
  });
});
