import { saveAll } from '#app/founding';
import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { fen, splitFen } from '#kernel/money';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { landedCost } from './document.ts';

let serial = 0;
const accountId = async (co: SmallCompany, code: string): Promise<string> =>
  (await co.rows<{ id: string }>(`select id from books.record where type = 'account' and code = $1`, [code]))[0]?.id ?? '';
/** A receipt of 100 box at 8 and 50 oil at 20 (without tax). */
const receive = async (co: SmallCompany, day = '2026-03-02'): Promise<string> =>
  (
    await co.must({
      type: 'goods-receipt',
      command: 'approve',
      body: {
        day,
        head: { supplier: co.ids.supplier, warehouse: co.ids.main },
        lines: [
          { item: co.ids.box, qty: '100', price: '9.04' },
          { item: co.ids.oil, qty: '50', price: '21.8' },
        ],
      },
    })
  ).id;
/** A carrier's bill over `amount` with 9 % tax. */
const freight = async (co: SmallCompany, amount = '1090'): Promise<string> => {
  serial += 1;
  const account = await accountId(co, '5601');
  return (
    await co.must({
      type: 'purchase-invoice',
      command: 'approve',
      body: { day: '2026-03-03', head: { supplier: co.ids.supplier, number: `2633${String(serial).padStart(16, '0')}` }, lines: [{ account, amount, taxRate: '0.09' }] },
    })
  ).id;
};
const spread = (head: Record<string, unknown>, lines: readonly Record<string, unknown>[]) => ({
  type: 'landed-cost',
  command: 'approve' as const,
  body: { day: '2026-03-05', head, lines },
});
const charge = (doc: string, amount?: string) => ({ ...(amount ? { amount } : {}), source: { doc, line: 1 } });
const goods = (co: SmallCompany, doc: string) => [
  { item: co.ids.box, source: { doc, line: 1 } },
  { item: co.ids.oil, source: { doc, line: 2 } },
];

describeDocument(landedCost, {
  folder: import.meta.dirname,
  prepare: async (co) => ({ receipt: await receive(co), bill: await freight(co) }),
  body: (co, { receipt, bill }) => spread({ basis: 'amount' }, [charge(bill ?? '', '90.01'), ...goods(co, receipt ?? '')]).body,
});

describe('采购费用分摊单 is refused', () => {
  let [co, receipt, bill] = [null as unknown as SmallCompany, '', ''];
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
    [receipt, bill] = [await receive(co), await freight(co)];
  });
  const refusedFor = async (head: Record<string, unknown>, lines: readonly Record<string, unknown>[], refusal: Record<string, unknown>) =>
    expect(await co.do(spread(head, lines))).toMatchObject({ ok: false, refusal });

  test('without a charge, without goods, with goods twice', async () => {
    await refusedFor({ basis: 'amount' }, goods(co, receipt), { refused: 'no-charge' });
    await refusedFor({ basis: 'amount' }, [charge(bill)], { refused: 'no-goods' });
    await refusedFor({ basis: 'amount' }, [charge(bill), ...goods(co, receipt), ...goods(co, receipt)], { refused: 'goods-twice', path: 'lines[3].source' });
  });
  test('for goods that are not named, or of no receipt', async () => {
    await refusedFor({ basis: 'amount' }, [charge(bill), { source: { doc: receipt, line: 1 } }], { refused: 'bad-field', path: 'lines[1].item' });
    await refusedFor({ basis: 'amount' }, [charge(bill), { kind: 'goods', item: co.ids.box }], { refused: 'source-missing', path: 'lines[1].source' });
  });
  test('with a charge of nothing, or of nowhere, or on a controlled account', async () => {
    await refusedFor({ basis: 'amount' }, [{ kind: 'charge', account: await accountId(co, '5601') }, ...goods(co, receipt)], { refused: 'charge-amount' });
    await refusedFor({ basis: 'amount' }, [{ kind: 'charge', amount: '5' }, ...goods(co, receipt)], { refused: 'charge-needs-account' });
    await refusedFor({ basis: 'amount' }, [{ kind: 'charge', amount: '5', account: await accountId(co, '1405') }, ...goods(co, receipt)], { refused: 'charge-account-controlled' });
  });
  test('for the goods line of a bill', async () => {
    const paper = await co.must({
      type: 'purchase-invoice',
      command: 'approve',
      body: { day: '2026-03-03', head: { supplier: co.ids.supplier, number: '26339000000000000001' }, lines: [{ item: co.ids.box, qty: '1', source: { doc: receipt, line: 1 } }] },
    });
    await refusedFor({ basis: 'amount' }, [charge(paper.id, '1'), ...goods(co, receipt)], { refused: 'charge-no-expense' });
  });
  test('in a currency without a rate', async () => {
    const [usd] = await saveAll(co.house, co.caller, 'currency', [{ code: 'EUR', name: '欧元', data: { rates: [{ from: '2026-04-01', rate: '7.8' }] } }]);
    await refusedFor({ basis: 'amount' }, [{ account: await accountId(co, '5601'), currency: usd?.id, foreign: '10' }, ...goods(co, receipt)], { refused: 'rate-missing' });
  });
  test('for goods without a weight, or goods that all weigh nothing', async () => {
    await refusedFor({ basis: 'weight' }, [charge(bill), ...goods(co, receipt)], { refused: 'base-missing', with: { what: '单位重量' } });
    const [air] = await saveAll(co.house, co.caller, 'item', [{ name: '电子券', data: { category: co.ids['dry'], unit: '张', taxRate: '0.13', weight: '0', volume: '0' } }]);
    const light = await co.must({
      type: 'goods-receipt',
      command: 'approve',
      body: { day: '2026-03-02', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: air?.id, qty: '3', price: '1' }] },
    });
    await refusedFor({ basis: 'weight' }, [charge(bill), { item: air?.id, source: { doc: light.id, line: 1 } }], { refused: 'base-zero' });
  });
  test('beyond the bill, over all vouchers; the red one gives its part back', async () => {
    const paper = await freight(co, '1090'); // 1000 without tax
    const first = await co.must(spread({ basis: 'qty' }, [charge(paper, '400'), ...goods(co, receipt)]));
    await co.must(spread({ basis: 'qty' }, [charge(paper, '600'), ...goods(co, receipt)]));
    await refusedFor({ basis: 'qty' }, [charge(paper, '0.01'), ...goods(co, receipt)], { refused: 'over-bill', with: { whole: '1000.00', left: '0.00' } });
    expect(await co.do({ type: 'purchase-invoice', command: 'reverse', id: paper, body: { reason: '试' } })).toMatchObject({ ok: false, refusal: { refused: 'has-dependents' } });
    await co.must({ type: 'landed-cost', command: 'reverse', id: first.id, body: { reason: '分错' } });
    await refusedFor({ basis: 'qty' }, [charge(paper, '5000'), ...goods(co, receipt)], { refused: 'over-bill', with: { left: '400.00' } });
    await co.must(spread({ basis: 'qty' }, [charge(paper), ...goods(co, receipt)])); // takes what is left
    await refusedFor({ basis: 'qty' }, [charge(paper, '-1'), ...goods(co, receipt)], { refused: 'over-bill' });
  });
});

describe('shares', () => {
  test('of a positive charge are never negative and add up to it, whatever the bases', () =>
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 10n }), fc.array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 40 }), (total, bases) => {
        fc.pre(bases.some((b) => b > 0n));
        const shares = splitFen(fen(total), bases);
        expect(shares.every((s) => s >= 0n)).toBe(true);
        expect(shares.reduce((a: bigint, b) => a + b, 0n)).toBe(total);
        shares.forEach((s, i) => bases[i] === 0n && expect(s).toBe(0n));
      }),
    ));
  test.each([
    ['amount', ['444.44', '555.56']],
    ['qty', ['666.67', '333.33']],
    ['weight', ['200.00', '800.00']],
    ['volume', ['800.00', '200.00']],
  ])('by %s', async (basis, want) => {
    const co = await smallCompany(await memoryHouse());
    const [light, heavy] = await saveAll(co.house, co.caller, 'item', [
      { name: '棉被', data: { category: co.ids['dry'], unit: '床', taxRate: '0.13', weight: '0.5', volume: '0.08' } },
      { name: '哑铃', data: { category: co.ids['dry'], unit: '个', taxRate: '0.13', weight: '4', volume: '0.04' } },
    ]);
    const receipt = await co.must({
      type: 'goods-receipt',
      command: 'approve',
      body: {
        day: '2026-03-02',
        head: { supplier: co.ids.supplier, warehouse: co.ids.main },
        lines: [
          { item: light?.id, qty: '100', price: '9.04' },
          { item: heavy?.id, qty: '50', price: '22.6' },
        ],
      },
    });
    const made = await co.must(
      spread({ basis }, [charge(await freight(co)), { item: light?.id, source: { doc: receipt.id, line: 1 } }, { item: heavy?.id, source: { doc: receipt.id, line: 2 } }]),
    );
    expect(
      (await co.rows<{ share: string }>(`select data->>'share' as share from books.document_line where doc_id = $1 and line_no > 1 order by line_no`, [made.id])).map(
        (r) => r.share,
      ),
    ).toEqual(want);
    expect([await co.balance('1405'), await co.balance('5601')]).toEqual(['2800.00', '0.00']);
  });
});
