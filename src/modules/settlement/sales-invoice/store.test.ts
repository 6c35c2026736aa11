import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('销售发票 on %s', (_, open) => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await open());
    await co.must({
      type: 'goods-receipt',
      command: 'approve',
      body: { day: '2026-03-01', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.water, unit: '箱', qty: '100', price: '20' }] },
    });
  });
  afterAll(() => co?.house.close());
  const line = (doc: string, change: Record<string, unknown>) => ({ item: co.ids.water, unit: '箱', source: { doc, line: 1 }, ...change });
  const bill = (n: number, lines: readonly Record<string, unknown>[]) => ({
    type: 'sales-invoice',
    command: 'approve' as const,
    body: { day: '2026-03-05', head: { customer: co.ids.customer, number: `2632000000000000000${n}` }, lines },
  });

  test('in thirds by amount: the pending tax ends at nothing, printed tax of a 分 more goes against revenue', async () => {
    const delivery = await co.must({
      type: 'sales-delivery',
      command: 'approve',
      body: { day: '2026-03-02', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [{ item: co.ids.water, unit: '箱', qty: '1', price: '100' }] },
    });
    expect(await co.balance('222106')).toBe('-11.50');
    await co.must(bill(1, [line(delivery.id, { qty: '1', amount: '33.33' })]));
    await co.must(bill(2, [line(delivery.id, { qty: '1', amount: '33.33', faceTax: '3.84' })]));
    await co.must(bill(3, [line(delivery.id, { qty: '1', amount: '33.34' })]));
    expect(await co.balance('222106')).toBe('0.00');
    expect(await co.balance('22210107')).toBe('-11.51');
    expect(await co.balance('5001')).toBe('-88.49');
    expect(await co.do(bill(4, [line(delivery.id, { qty: '1', amount: '0.01' })]))).toMatchObject({ ok: false, refusal: { refused: 'source-exceeded', with: { left: '0.00' } } });
    expect(await co.do(bill(3, [line(delivery.id, { qty: '1', amount: '0.01' })]))).toMatchObject({ ok: false });
  });

  test('a return is billed back in red', async () => {
    const delivery = await co.must({
      type: 'sales-delivery',
      command: 'approve',
      body: { day: '2026-03-02', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [{ item: co.ids.water, unit: '箱', qty: '4', price: '30' }] },
    });
    await co.must(bill(5, [line(delivery.id, { qty: '4' })]));
    const [why] = await co.rows<{ id: string }>(`select id from books.record where type = 'reason' and code = 'TH01'`);
    const back = await co.must({
      type: 'sales-return',
      command: 'approve',
      body: {
        day: '2026-03-04',
        head: { customer: co.ids.customer, warehouse: co.ids.main, reason: why?.id },
        lines: [{ item: co.ids.water, unit: '箱', qty: '1', price: '30', source: { doc: delivery.id, line: 1 } }],
      },
    });
    const before = await co.balance('22210107');
    const red = await co.must(bill(6, [line(back.id, { qty: '1' })]));
    expect(await co.rows(`select total from books.document where id = $1`, [red.id])).toEqual([{ total: -3000n }]);
    expect(await co.balance('222106')).toBe('0.00');
    expect((Number(await co.balance('22210107')) - Number(before)).toFixed(2)).toBe('3.45');
    expect(await co.do(bill(7, [line(back.id, { qty: '1' })]))).toMatchObject({ ok: false, refusal: { refused: 'source-exceeded' } });
    expect(await co.do(bill(6, [line(delivery.id, { qty: '1', amount: '0.01' })]))).toMatchObject({ ok: false });
  });

  test('a small taxpayer has nothing to move, but the number is still taken', async () => {
    const small = await smallCompany(co.house, { vat: 'small', name: '小规模店' });
    await small.must({
      type: 'goods-receipt',
      command: 'approve',
      body: { day: '2026-03-01', head: { supplier: small.ids.supplier, warehouse: small.ids.main }, lines: [{ item: small.ids.box, qty: '5', price: '20' }] },
    });
    const delivery = await small.must({
      type: 'sales-delivery',
      command: 'approve',
      body: { day: '2026-03-02', head: { customer: small.ids.customer, warehouse: small.ids.main }, lines: [{ item: small.ids.box, qty: '2', price: '30', taxRate: '0.01' }] },
    });
    const body = {
      day: '2026-03-05',
      head: { customer: small.ids.customer, number: '26320000000000000001' },
      lines: [{ item: small.ids.box, qty: '1', source: { doc: delivery.id, line: 1 } }],
    };
    // The same number as above: another company, another wall.
    expect((await small.must({ type: 'sales-invoice', command: 'approve', body })).voucher).toBeUndefined();
    expect(await small.do({ type: 'sales-invoice', command: 'approve', body })).toMatchObject({ ok: false, refusal: { refused: 'claimed-already' } });
  });
});
