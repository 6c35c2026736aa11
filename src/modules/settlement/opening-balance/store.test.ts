import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const VIEWS = ['aging', 'open-items'] as const;

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('期初往来单 on %s', (_, open) => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await open());
  });
  afterAll(() => co?.house.close());
  const view = async (name: (typeof VIEWS)[number], args: readonly unknown[]) => {
    const found = co.house.catalog.views.find((v) => v.name === name);
    return co.rows<Record<string, string>>(found?.sql ?? '', [...args, 100, 0]);
  };

  test('books each paper as an open item of its own day and number, against the capital', async () => {
    const doc = await co.must({
      type: 'opening-balance',
      command: 'approve',
      body: {
        day: '2026-03-01',
        head: {},
        lines: [
          { side: 'receivable', party: co.ids.customer, amount: '1200', origin: '2025-11-03', number: 'XS-1103' },
          { side: 'receivable', party: co.ids.customer, amount: '80.5', origin: '2026-02-20', due: '2026-04-20', number: 'XS-0220' },
          { side: 'payable', party: co.ids.supplier, amount: '500', origin: '2025-12-20', number: 'FP-88' },
          { side: 'advance', party: co.ids.customer, amount: '300', origin: '2025-12-31' },
          { side: 'prepaid', party: co.ids.supplier, amount: '50', origin: '2026-01-31', number: 'YF-1' },
        ],
      },
    });
    expect(doc).toMatchObject({ number: 'QCWL-202603-0001', voucher: '记-0001' });
    expect(await Promise.all(['112201', '220201', '2203', '1123', '3001'].map((a) => co.balance(a)))).toEqual(['1280.50', '-500.00', '-300.00', '50.00', '-530.50']);
    expect(await co.rows(`select side, amount, day::text as day, due::text as due, account, number from books.open_item order by side desc, day`)).toEqual([
      { side: 'receivable', amount: 120_000n, day: '2025-11-03', due: '2025-11-18', account: '112201', number: 'XS-1103' },
      { side: 'receivable', amount: -30_000n, day: '2025-12-31', due: null, account: '2203', number: null },
      { side: 'receivable', amount: 8_050n, day: '2026-02-20', due: '2026-04-20', account: '112201', number: 'XS-0220' },
      { side: 'payable', amount: 50_000n, day: '2025-12-20', due: '2026-01-19', account: '220201', number: 'FP-88' },
      { side: 'payable', amount: -5_000n, day: '2026-01-31', due: null, account: '1123', number: 'YF-1' },
    ]);
  });

  test('ages from the day it arose, and is settled by its own number', async () => {
    expect(await view('aging', ['receivable', '2026-03-10', 'day'])).toMatchObject([{ d30: '80.50', d180: '1200.00', credits: '-300.00', total: '980.50' }]);
    expect((await view('open-items', ['payable', null, null, null])).map((r) => r['number'])).toEqual(['FP-88', 'YF-1']);
    const [item] = await co.rows<{ id: string }>(`select id from books.open_item where number = 'XS-1103'`);
    const paid = await co.must({
      type: 'collection',
      command: 'approve',
      body: { day: '2026-03-10', head: { customer: co.ids.customer, wallet: co.ids.bank, amount: '1000' }, lines: [{ openItem: item?.id, amount: '1000' }] },
    });
    const [line] = await co.rows<{ data: Record<string, string> }>('select data from books.document_line where doc_id = $1', [paid.id]);
    expect(line?.data).toMatchObject({ number: 'XS-1103', open: '1200.00' });
    expect(await view('aging', ['receivable', '2026-03-10', 'day'])).toMatchObject([{ d180: '200.00' }]);
    const [doc] = await co.rows<{ id: string }>(`select id from books.document where type = 'opening-balance'`);
    expect(await co.do({ type: 'opening-balance', command: 'reverse', id: doc?.id ?? '', body: { reason: '试' } })).toMatchObject({
      ok: false,
      refusal: { refused: 'has-dependents' },
    });
    await co.must({ type: 'collection', command: 'reverse', id: paid.id, body: { reason: '试' } });
    await co.must({ type: 'opening-balance', command: 'reverse', id: doc?.id ?? '', body: { reason: '试' } });
    expect(await co.balance('3001')).toBe('0.00');
    expect(await view('aging', ['receivable', '2026-03-10', 'day'])).toEqual([]);
  });
});
