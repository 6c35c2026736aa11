import { memoryHouse, postgresHouse, smallCompany } from '#testing';
import { afterAll, describe, expect, test } from 'vitest';

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('收款单 on %s', (_, open) => {
  const house = open();
  afterAll(async () => (await house).close());

  test.each([
    ['小企业: a cash discount is an expense', 'ASSBE', { '112201': '0.00', '2203': '-25.00', '1002': '119.28', '5603': '5.72', '5001': '-88.50' }],
    ['企业: a cash discount lowers revenue', 'ASBE', { '112201': '0.00', '2204': '-25.00', '1002': '119.28', '6603': '0.72', '6001': '-83.50' }],
  ] as const)('%s', async (name, standard, expected) => {
    const co = await smallCompany(await house, { standard, name });
    await co.must({
      type: 'goods-receipt',
      command: 'approve',
      body: { day: '2026-03-01', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.box, qty: '10', price: '20' }] },
    });
    const sale = await co.must({
      type: 'sales-delivery',
      command: 'approve',
      body: { day: '2026-03-02', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [{ item: co.ids.box, qty: '2', price: '50' }] },
    });
    const [item] = await co.rows<{ id: string }>(`select id from books.open_item where doc_id = $1`, [sale.id]);
    const got = await co.must({
      type: 'collection',
      command: 'approve',
      body: {
        day: '2026-03-05',
        head: { customer: co.ids.customer, wallet: co.ids.bank, amount: '120', discount: '5', fee: '0.72' },
        lines: [{ openItem: item?.id, amount: '100' }],
      },
    });
    for (const [account, balance] of Object.entries(expected)) expect([account, await co.balance(account)]).toEqual([account, balance]);
    expect(await co.rows(`select amount from books.open_item where doc_id = $1`, [got.id])).toEqual([{ amount: -2500n }]);
    expect(await co.do({ type: 'sales-delivery', command: 'reverse', id: sale.id, body: { reason: 'x' } })).toMatchObject({ ok: false, refusal: { refused: 'has-dependents' } });
  });
});
