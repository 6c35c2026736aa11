import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const number = (n: number): string => `2632${String(n).padStart(16, '0')}`;

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('采购发票 on %s', (_, open) => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await open());
  });
  afterAll(() => co?.house.close());

  const receive = (qty: string, price: string, item = co.ids.water) =>
    co.must({
      type: 'goods-receipt',
      command: 'approve',
      body: { day: '2026-03-02', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item, unit: item === co.ids.water ? '箱' : null, qty, price }] },
    });
  const bill = (n: number, lines: readonly Record<string, unknown>[], head: Record<string, unknown> = {}) => ({
    type: 'purchase-invoice',
    command: 'approve' as const,
    body: { day: '2026-03-05', head: { supplier: co.ids.supplier, number: number(n), ...head }, lines },
  });
  const pull = (doc: { id: string }, qty: string, price?: string) => ({ item: co.ids.water, unit: '箱', qty, ...(price ? { price } : {}), source: { doc: doc.id, line: 1 } });

  test('two invoices over one receipt leave 暂估 at nothing; three cent lines never lose a 分', async () => {
    const receipt = await receive('7', '10.01');
    const first = await co.must(bill(1, [pull(receipt, '3')]));
    expect(first).toMatchObject({ number: 'CGFP-202603-0001', state: 'posted' });
    await co.must(bill(2, [pull(receipt, '4')]));
    expect(await co.balance('220202')).toBe('0.00');
    expect(await co.balance('220201')).toBe('-70.07');
    expect(await co.rows(`select side, amount, settled, account, due::text from books.open_item order by amount`)).toEqual([
      { side: 'payable', amount: 3003n, settled: 0n, account: '220201', due: '2026-04-04' },
      { side: 'payable', amount: 4004n, settled: 0n, account: '220201', due: '2026-04-04' },
    ]);
    expect(await co.do(bill(3, [pull(receipt, '1')]))).toMatchObject({ ok: false, refusal: { refused: 'source-exceeded', with: { left: '0' } } });
  });

  test('one number is booked once, also by two clerks at the same moment; the red twin gives it back', async () => {
    const [a, b] = [await receive('2', '24'), await receive('2', '24')];
    const both = await Promise.all([co.do(bill(10, [pull(a, '2')])), co.do(bill(10, [pull(b, '2')]))]);
    expect(both.filter((o) => o.ok).length).toBe(1);
    const lost = both.findIndex((o) => !o.ok);
    const won = both.find((o) => o.ok) as Extract<(typeof both)[number], { ok: true }>;
    expect(both[lost]).toMatchObject({ refusal: { refused: 'claimed-already', with: { claim: number(10), number: won.reply.number } } });
    await co.must({ type: 'purchase-invoice', command: 'reverse', id: won.reply.id, body: { reason: '录错' } });
    await co.must(bill(10, [pull(lost === 0 ? a : b, '2')]));
    expect(await co.rows(`select count(*) as n from books.claim where claim = $1`, [`invoice-in:${number(10)}`])).toEqual([{ n: 1n }]);
  });

  test('a dearer bill raises the stock that is still there; its red twin lowers it again', async () => {
    const before = await co.balance('1405');
    const receipt = await receive('10', '113', co.ids.box);
    const invoice = await co.must(bill(20, [{ item: co.ids.box, qty: '10', price: '124.3', source: { doc: receipt.id, line: 1 } }], { certified: false }));
    expect(await co.rows(`select qty, value from books.cost_pool where item_id = $1`, [co.ids.box])).toEqual([{ qty: 10_000_000n, value: 110_000n }]);
    expect(await co.balance('222105')).toBe('143.00');
    expect(await co.rows(`select data->>'estimated' as estimated, data->>'kept' as kept from books.document_line where doc_id = $1`, [invoice.id])).toEqual([
      { estimated: '1000.00', kept: '100.00' },
    ]);
    await co.must({ type: 'purchase-invoice', command: 'reverse', id: invoice.id, body: { reason: '价格有误' } });
    expect(await co.rows(`select value from books.cost_pool where item_id = $1`, [co.ids.box])).toEqual([{ value: 100_000n }]);
    await co.must({ type: 'goods-receipt', command: 'reverse', id: receipt.id, body: { reason: '退回' } });
    expect(await co.balance('1405')).toBe(before);
    expect(await co.balance('222105')).toBe('0.00');
  });

  test('a 普票 puts its tax into the cost, a freight bill goes to its expense account', async () => {
    const [freight] = await co.rows<{ id: string }>(`select id from books.record where type = 'account' and code = '5601'`);
    const receipt = await receive('1', '113', co.ids.box);
    const tax = await co.balance('22210101');
    await co.must(
      bill(
        30,
        [
          { item: co.ids.box, qty: '1', source: { doc: receipt.id, line: 1 } },
          { account: freight?.id, amount: '21.8', taxRate: '0.09' },
        ],
        { kind: 'ordinary' },
      ),
    );
    expect(await co.balance('22210101')).toBe(tax);
    expect(await co.balance('5601')).toBe('21.80');
    expect(await co.rows(`select value from books.cost_pool where item_id = $1`, [co.ids.box])).toEqual([{ value: 11_300n }]);
  });
});
