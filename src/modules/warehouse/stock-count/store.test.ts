import { saveAll } from '#app/founding';
import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('盘点单 on %s', (_, open) => {
  let co: SmallCompany;
  let opening = '';
  beforeAll(async () => {
    co = await smallCompany(await open());
    opening = (await co.rows<{ id: string }>(`select id from books.record where code = 'QR01'`))[0]?.id ?? '';
    await fill([
      { item: co.ids.water, qty: '100', unitCost: '1' },
      { item: co.ids.milk, qty: '50', unitCost: '3', lot: 'M1', made: '2026-03-01' },
      { item: co.ids.milk, qty: '50', unitCost: '3', lot: 'M2', made: '2026-03-02' },
    ]);
  });
  afterAll(() => co?.house.close());
  const fill = (lines: unknown[]) => co.must({ type: 'other-receipt', command: 'approve', body: { day: '2026-03-02', head: { warehouse: co.ids.main, reason: opening }, lines } });
  const sheet = (command: 'count', lines: unknown[], id?: string) =>
    co.must({ type: 'stock-count', command, ...(id ? { id } : {}), body: { day: '2026-03-05', head: { warehouse: co.ids.main }, lines } });
  const approve = async (id: string) => {
    await co.must({ type: 'stock-count', command: 'submit', id });
    return co.must({ type: 'stock-count', command: 'approve', id });
  };
  const onHand = async (item: string) => (await co.rows<{ n: string }>(`select (sum(on_hand) / 1000000)::text as n from books.stock_balance where item_id = $1`, [item]))[0]?.n;

  test('posts the difference to the books of the start; what moved since stays', async () => {
    const started = await sheet('count', [{ item: co.ids.water }, { item: co.ids.milk, lot: 'M1' }, { item: co.ids.milk, lot: 'M2' }]);
    expect(started).toMatchObject({ number: 'PD-202603-0001', state: 'counting' });
    await fill([{ item: co.ids.water, qty: '30', unitCost: '1' }]); // goods arrive while people count
    await sheet(
      'count',
      [
        { item: co.ids.water, counted: '97' },
        { item: co.ids.milk, lot: 'M1', counted: '45' },
        { item: co.ids.milk, lot: 'M2', counted: '50' },
      ],
      started.id,
    );
    expect(await co.rows(`select line_no, data->>'bookQty' as book, data->'again' as again from books.document_line where doc_id = $1 order by 1`, [started.id])).toEqual([
      { line_no: 1, book: '100', again: true },
      { line_no: 2, book: '50', again: true },
      { line_no: 3, book: '50', again: false },
    ]);
    await sheet(
      'count',
      [
        { item: co.ids.water, counted: '97', recount: '98' },
        { item: co.ids.milk, lot: 'M1', counted: '45', recount: '45' },
        { item: co.ids.milk, lot: 'M2', counted: '50' },
      ],
      started.id,
    );
    const done = await approve(started.id);
    expect(done).toMatchObject({ state: 'posted' });
    expect([await onHand(co.ids.water), await onHand(co.ids.milk)]).toEqual([expect.stringMatching(/^128/), expect.stringMatching(/^95/)]);
    expect([await co.balance('5711'), await co.balance('190101'), await co.balance('5301')]).toEqual(['17.00', '0.00', '0.00']);
    await co.must({ type: 'stock-count', command: 'reverse', id: done.id, body: { reason: '盘错了' } });
    expect([await onHand(co.ids.water), await co.balance('5711')]).toEqual([expect.stringMatching(/^130/), '0.00']);
  });

  test('a lot that is short and another that is over cancel out in value', async () => {
    const started = await sheet('count', [
      { item: co.ids.milk, lot: 'M1', counted: '40', recount: '40' },
      { item: co.ids.milk, lot: 'M2', counted: '60', recount: '60' },
    ]);
    await approve(started.id);
    expect([await co.balance('5711'), await co.balance('5301'), await onHand(co.ids.milk)]).toEqual(['30.00', '-30.00', expect.stringMatching(/^100/)]);
  });

  test('3,500 lines are one sheet and a voucher of a few lines', async () => {
    const items = await saveAll(
      co.house,
      co.caller,
      'item',
      Array.from({ length: 3500 }, (_, i) => ({ name: `商品 ${i}`, data: { unit: '个', category: co.ids['dry'] } })),
    );
    await fill(items.map((i) => ({ item: i.id, qty: '10', unitCost: '2' })));
    const before = Number(await co.balance('5711'));
    const started = await sheet(
      'count',
      items.map((i, n) => ({ item: i.id, counted: n % 5 === 0 ? '9' : '10', ...(n % 5 === 0 ? { recount: '9' } : {}) })),
    );
    await approve(started.id);
    expect(Number(await co.balance('5711')) - before).toBeCloseTo(1400, 2);
    expect(await co.rows(`select count(*)::int as n from books.stock_line where doc_id = $1`, [started.id])).toEqual([{ n: 700 }]);
    expect(await co.rows(`select count(*)::int as n from books.voucher_line l join books.voucher v on v.id = l.voucher_id where v.doc_id = $1`, [started.id])).toEqual([{ n: 4 }]);
  });

  test('the books’ figure is what a keeper may not see', () => {
    const line = co.house.catalog.document('stock-count').line;
    for (const name of ['bookQty', 'diff', 'cost']) expect(line[name]).toMatchObject({ secret: 'cost', computed: true });
  });
});
