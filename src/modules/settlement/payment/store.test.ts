import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('付款单 on %s', (_, open) => {
  let co: SmallCompany;
  let freight = '';
  let serial = 0;
  beforeAll(async () => {
    co = await smallCompany(await open());
    freight = (await co.rows<{ id: string }>(`select id from books.record where type = 'account' and code = '5601'`))[0]?.id ?? '';
  });
  afterAll(() => co?.house.close());
  const owe = async (amount: string): Promise<string> => {
    serial += 1;
    const doc = await co.must({
      type: 'purchase-invoice',
      command: 'approve',
      body: { day: '2026-03-02', head: { supplier: co.ids.supplier, number: String(10n ** 19n + BigInt(serial)) }, lines: [{ account: freight, amount, taxRate: '0' }] },
    });
    return (await co.rows<{ id: string }>(`select id from books.open_item where doc_id = $1`, [doc.id]))[0]?.id ?? '';
  };
  const pay = (amount: string, lines: readonly Record<string, unknown>[] = [], head: Record<string, unknown> = {}) => ({
    type: 'payment',
    command: 'approve' as const,
    body: { day: '2026-03-05', head: { supplier: co.ids.supplier, wallet: co.ids.bank, amount, ...head }, lines },
  });
  const openOf = async (id: string): Promise<bigint> =>
    (await co.rows<{ open: bigint }>(`select amount - settled as open from books.open_item where id = $1`, [id]))[0]?.open ?? 0n;

  test('bill, fee, discount and advance in one voucher; taken back, all is open again', async () => {
    const bill = await owe('100');
    const paid = await co.must(pay('150', [{ openItem: bill, amount: '100' }], { fee: '2', discount: '5' }));
    expect(await openOf(bill)).toBe(0n);
    expect([await co.balance('220201'), await co.balance('1123'), await co.balance('1002'), await co.balance('5603')]).toEqual(['0.00', '55.00', '-152.00', '-3.00']);
    expect(await co.rows(`select amount, account from books.open_item where doc_id = $1`, [paid.id])).toEqual([{ amount: -5500n, account: '1123' }]);
    await co.must({ type: 'payment', command: 'reverse', id: paid.id, body: { reason: '付错' } });
    expect(await openOf(bill)).toBe(10_000n);
    expect([await co.balance('1123'), await co.balance('1002'), await co.balance('5603')]).toEqual(['0.00', '0.00', '0.00']);
    expect(await co.rows(`select amount - settled as open from books.open_item where doc_id = $1`, [paid.id])).toEqual([{ open: 0n }]);
  });

  test('an advance is used up by a later payment, and then cannot be taken back', async () => {
    const advance = await co.must(pay('60'));
    const [item] = await co.rows<{ id: string }>(`select id from books.open_item where doc_id = $1`, [advance.id]);
    const bill = await owe('100');
    await co.must(
      pay('40', [
        { openItem: bill, amount: '100' },
        { openItem: item?.id, amount: '-60' },
      ]),
    );
    expect([await openOf(bill), await openOf(item?.id ?? ''), await co.balance('1123')]).toEqual([0n, 0n, '0.00']);
    expect(await co.do({ type: 'payment', command: 'reverse', id: advance.id, body: { reason: 'x' } })).toMatchObject({ ok: false, refusal: { refused: 'has-dependents' } });
  });

  test('a refund of a red bill puts money back', async () => {
    const before = await co.balance('1002');
    const red = await owe('-30');
    await co.must(pay('-30', [{ openItem: red, amount: '-30' }]));
    expect((Number(await co.balance('1002')) - Number(before)).toFixed(2)).toBe('30.00');
    expect(await openOf(red)).toBe(0n);
  });

  test('twenty payments of 1 against a bill of 10: ten go through', async () => {
    const bill = await owe('10');
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => co.do(pay('1', [{ openItem: bill, amount: '1' }]))));
    expect(outcomes.filter((o) => o.ok).length).toBe(10);
    for (const o of outcomes) if (!o.ok) expect(o.refusal.refused).toBe('over-open');
    expect(await openOf(bill)).toBe(0n);
  });

  test('whatever is paid in whatever parts, no more is settled than was open', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 50_000 }), fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1, maxLength: 4 }), async (owed, parts) => {
        const text = (fen: number): string => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
        const bill = await owe(text(owed));
        let left = owed;
        for (const part of parts) {
          const outcome = await co.do(pay(text(part), [{ openItem: bill, amount: text(part) }]));
          expect(outcome.ok).toBe(part <= left);
          if (outcome.ok) left -= part;
        }
        expect(await openOf(bill)).toBe(BigInt(left));
      }),
      { numRuns: 10 },
    );
    expect(await co.rows(`select id from books.open_item where abs(settled) > abs(amount)`)).toEqual([]);
    const [sum] = await co.rows<{ open: string }>(`select sum(amount - settled)::text as open from books.open_item where side = 'payable' and account = '220201'`);
    expect(Number(sum?.open) / 100).toBeCloseTo(-Number(await co.balance('220201')), 2);
  });
});
