import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { fen } from '#kernel/money';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { claimOf, fitsNumber, shareOf } from '../invoice.ts';
import { purchaseInvoice } from './document.ts';

const NUMBER = '26322000001234567890';
const receive = async (co: SmallCompany, qty = '10', price = '24'): Promise<string> =>
  (
    await co.must({
      type: 'goods-receipt',
      command: 'approve',
      body: { day: '2026-03-02', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.water, unit: '箱', qty, price }] },
    })
  ).id;
const accountId = async (co: SmallCompany, code: string): Promise<string> =>
  (await co.rows<{ id: string }>(`select id from books.record where type = 'account' and code = $1`, [code]))[0]?.id ?? '';

describeDocument(purchaseInvoice, {
  folder: import.meta.dirname,
  prepare: async (co) => ({ receipt: await receive(co), freight: await accountId(co, '5601') }),
  body: (co, { receipt, freight }) => ({
    day: '2026-03-05',
    head: { supplier: co.ids.supplier, number: NUMBER, invoiceDay: '2026-03-04' },
    lines: [
      { item: co.ids.water, unit: '箱', qty: '6', price: '25', source: { doc: receipt, line: 1 } },
      { account: freight, amount: '109', taxRate: '0.09' },
    ],
  }),
});

describe('采购发票 is refused', () => {
  const company = memoryHouse().then((house) => smallCompany(house));
  const approve = async (lines: (co: SmallCompany, receipt: string) => Promise<Record<string, unknown>[]> | Record<string, unknown>[], head: Record<string, unknown> = {}) => {
    const co = await company;
    const receipt = await receive(co);
    return co.do({
      type: 'purchase-invoice',
      command: 'approve',
      body: { day: '2026-03-05', head: { supplier: co.ids.supplier, number: NUMBER, ...head }, lines: await lines(co, receipt) },
    });
  };
  const pulled = (co: SmallCompany, receipt: string, change: Record<string, unknown> = {}) => ({
    item: co.ids.water,
    unit: '箱',
    qty: '1',
    price: '24',
    source: { doc: receipt, line: 1 },
    ...change,
  });

  test.each([
    ['without a number', { number: null }, 'invoice-number-needed'],
    ['with 19 digits', { number: NUMBER.slice(1) }, 'invoice-number-shape'],
    ['with a code on a 数电票', { code: '3200212130' }, 'invoice-number-shape'],
    ['with a legacy number and no code', { number: '12345678' }, 'invoice-number-shape'],
  ])('%s', async (_, head, refused) => {
    expect(await approve((co, receipt) => [pulled(co, receipt)], head)).toMatchObject({ ok: false, refusal: { refused } });
  });

  test.each([
    ['with both item and account', async (co: SmallCompany, r: string) => [pulled(co, r, { account: await accountId(co, '5601') })], 'item-or-account', 'lines[0].item'],
    ['with neither item nor account', () => [{ amount: '10' }], 'item-or-account', 'lines[0].item'],
    ['for goods nobody received', (co: SmallCompany) => [{ item: co.ids.water, qty: '1', price: '2' }], 'goods-need-receipt', 'lines[0].source'],
    ['for goods without a quantity', (co: SmallCompany, r: string) => [pulled(co, r, { qty: null })], 'qty-needed', 'lines[0].qty'],
    ['for an expense without an amount', async (co: SmallCompany) => [{ account: await accountId(co, '5601') }], 'amount-needed', 'lines[0].amount'],
    ['on a controlled account', async (co: SmallCompany) => [{ account: await accountId(co, '1405'), amount: '10' }], 'account-controlled', 'lines[0].account'],
    ['with a tax that the rate does not give', (co: SmallCompany, r: string) => [pulled(co, r, { faceTax: '2.80' })], 'tax-off', 'lines[0].faceTax'],
    ['beyond what was received', (co: SmallCompany, r: string) => [pulled(co, r, { qty: '6' }), pulled(co, r, { qty: '5' })], 'source-exceeded', 'lines[1].qty'],
  ])('%s', async (_, lines, refused, path) => {
    expect(await approve(lines)).toMatchObject({ ok: false, refusal: { refused, path } });
  });

  test.each([
    ['from a supplier that does not exist', 'unknown-record', () => '00000000-0000-0000-0000-000000000009'],
    ['from a supplier out of use', 'record-disabled', (gone: string) => gone],
  ])('%s', async (_, refused, who) => {
    const co = await company;
    const { saveAll } = await import('#app/founding');
    const [gone] = await saveAll(co.house, co.caller, 'supplier', [{ name: '停用供应商', active: false, data: {} }]);
    expect(await approve(async () => [{ account: await accountId(co, '5601'), amount: '10' }], { supplier: who(gone?.id ?? '') })).toMatchObject({
      ok: false,
      refusal: { refused },
    });
  });

  test('in another unit than received, without a price', async () => {
    expect(await approve((co, r) => [pulled(co, r, { unit: '瓶', price: null })])).toMatchObject({ ok: false, refusal: { refused: 'price-missing', path: 'lines[0].price' } });
  });

  test('on an account kept by department, without one', async () => {
    const co = await company;
    const saved = await import('#app/founding').then(({ saveAll }) =>
      saveAll(co.house, co.caller, 'account', [{ code: '560199', name: '差旅费', data: { kind: 'profit', direction: 'debit', byDepartment: true } }]),
    );
    expect(await approve(() => [{ account: saved[0]?.id, amount: '10' }])).toMatchObject({ ok: false, refusal: { refused: 'department-needed' } });
  });

  test('for pieces that went back before the bill; the rest clears 暂估 to nothing, and its return comes off the bill', async () => {
    const co = await smallCompany(await memoryHouse());
    const receipt = await receive(co, '10', '10.01');
    const back = (qty: string) =>
      co.must({
        type: 'goods-return',
        command: 'approve',
        body: {
          day: '2026-03-03',
          head: { supplier: co.ids.supplier, warehouse: co.ids.main },
          lines: [{ item: co.ids.water, unit: '箱', qty, source: { doc: receipt, line: 1 } }],
        },
      });
    const bill = (qty: string) => ({
      type: 'purchase-invoice',
      command: 'approve' as const,
      body: { day: '2026-03-05', head: { supplier: co.ids.supplier, number: NUMBER }, lines: [{ item: co.ids.water, unit: '箱', qty, source: { doc: receipt, line: 1 } }] },
    });
    const before = await back('3');
    expect(await co.do(bill('8'))).toMatchObject({ ok: false, refusal: { refused: 'sent-back', with: { returned: '72', left: '168' } } });
    const invoice = await co.must(bill('7'));
    expect(await co.balance('220202')).toBe('0.00');
    const after = await back('1');
    expect(await co.balance('220202')).toBe('0.00');
    expect(await co.balance('220201')).toBe('-60.06');
    expect(await co.do({ type: 'purchase-invoice', command: 'reverse', id: invoice.id, body: { reason: '录错' } })).toMatchObject({
      ok: false,
      refusal: { refused: 'returned-after-invoice' },
    });
    const redBill = (doc: string) =>
      co.do({
        type: 'purchase-invoice',
        command: 'approve',
        body: {
          day: '2026-03-06',
          head: { supplier: co.ids.supplier, number: `${NUMBER.slice(0, 19)}1` },
          lines: [{ item: co.ids.water, unit: '箱', qty: '1', source: { doc, line: 1 } }],
        },
      });
    for (const doc of [before.id, after.id]) expect(await redBill(doc)).toMatchObject({ ok: false, refusal: { refused: 'return-settled' } });
  });

  test('a return without a receipt is settled by a red invoice: negative payable, red 暂估 cleared', async () => {
    const co = await smallCompany(await memoryHouse());
    await receive(co);
    const back = await co.must({
      type: 'goods-return',
      command: 'approve',
      body: { day: '2026-03-03', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.water, unit: '箱', qty: '2', price: '22.6' }] },
    });
    const open = await co.balance('220202');
    await co.must({
      type: 'purchase-invoice',
      command: 'approve',
      body: { day: '2026-03-05', head: { supplier: co.ids.supplier, number: NUMBER }, lines: [{ item: co.ids.water, unit: '箱', qty: '2', source: { doc: back.id, line: 1 } }] },
    });
    expect([open, await co.balance('220202')]).toEqual(['-172.39', '-212.39']);
    expect(await co.balance('22210101')).toBe('-5.20');
    expect(await co.rows(`select amount from books.open_item`)).toEqual([{ amount: -4520n }]);
  });

  test('to be taken back once the dearer stock has gone, where history is not recomputed; elsewhere the issue simply follows', async () => {
    const co = await smallCompany(await memoryHouse());
    const { saveAll } = await import('#app/founding');
    const [monthly] = await saveAll(co.house, co.caller, 'item', [
      { name: '全月一次 电池', data: { category: co.ids['dry'], unit: '个', taxRate: '0.13', costMethod: 'monthly-average' } },
    ]);
    const soldAfterBill = async (item: string, number: string) => {
      const post = (type: string, day: string, head: Record<string, unknown>, line: Record<string, unknown>) =>
        co.must({ type, command: 'approve', body: { day, head, lines: [{ item, qty: '1', ...line }] } });
      const receipt = await post('goods-receipt', '2026-03-02', { supplier: co.ids.supplier, warehouse: co.ids.main }, { price: '24' });
      const invoice = await post('purchase-invoice', '2026-03-05', { supplier: co.ids.supplier, number }, { price: '48', source: { doc: receipt.id, line: 1 } });
      const before = await co.balance('5401');
      await post('sales-delivery', '2026-03-06', { customer: co.ids.customer, warehouse: co.ids.main }, { price: '60' });
      expect((Number(await co.balance('5401')) - Number(before)).toFixed(2)).toBe('42.48'); // 48 ÷ 1.13: the dearer cost left with the goods.
      return co.do({ type: 'purchase-invoice', command: 'reverse', id: invoice.id, body: { reason: '价格有误' } });
    };
    expect(await soldAfterBill(co.ids.box, NUMBER)).toMatchObject({ ok: true });
    expect(await co.balance('5401')).toBe('21.24');
    expect(await soldAfterBill(monthly?.id ?? '', `${NUMBER.slice(0, 19)}1`)).toMatchObject({ ok: false, refusal: { refused: 'revaluation-issued', with: { amount: '21.24' } } });
  });

  test('to be taken back once 月初回冲 has moved the rest of the estimate', async () => {
    const co = await smallCompany(await memoryHouse());
    const receipt = await co.must({
      type: 'goods-receipt',
      command: 'approve',
      body: { day: '2026-02-02', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.box, qty: '10', price: '24' }] },
    });
    const source = { doc: receipt.id, line: 1 };
    const bill = await co.must({
      type: 'purchase-invoice',
      command: 'approve',
      body: { day: '2026-02-05', head: { supplier: co.ids.supplier, number: NUMBER }, lines: [{ item: co.ids.box, qty: '4', source }] },
    });
    await co.must({ type: 'estimate-reversal', command: 'approve', body: { day: '2026-03-01', head: { supplier: co.ids.supplier }, lines: [{ item: co.ids.box, source }] } });
    expect(await co.do({ type: 'purchase-invoice', command: 'reverse', id: bill.id, body: { reason: '录错' } })).toMatchObject({
      ok: false,
      refusal: { refused: 'estimate-moved' },
    });
  });

  test('never for the share already sold: that follows by an 出库成本调整单', async () => {
    const co = await smallCompany(await memoryHouse());
    const receipt = await receive(co, '10', '11.3');
    await co.must({
      type: 'sales-delivery',
      command: 'approve',
      body: { day: '2026-03-03', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [{ item: co.ids.water, unit: '箱', qty: '4', price: '60' }] },
    });
    await co.must({
      type: 'purchase-invoice',
      command: 'approve',
      body: {
        day: '2026-03-05',
        head: { supplier: co.ids.supplier, number: NUMBER },
        lines: [{ item: co.ids.water, unit: '箱', qty: '10', price: '22.6', source: { doc: receipt, line: 1 } }],
      },
    });
    expect(await co.balance('1405')).toBe('120.00');
    expect(await co.balance('5401')).toBe('80.00');
    expect(await co.rows(`select total from books.document where type = 'cost-adjustment'`)).toEqual([{ total: 4_000n }]);
    expect(await co.rows(`select qty, value from books.cost_pool`)).toEqual([{ qty: 144_000_000n, value: 12_000n }]);
  });
});

describe('laws', () => {
  test('shares of any split add up to the whole', () =>
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.array(fc.bigInt({ min: 1n, max: 10n ** 9n }), { minLength: 1, maxLength: 12 }), (whole, parts) => {
        const of = parts.reduce((a, b) => a + b, 0n);
        let done = 0n;
        const shares = parts.map((p) => {
          const s = shareOf(whole, of, done, p);
          done += p;
          return s;
        });
        expect(shares.reduce((a: bigint, b) => a + b, 0n)).toBe(whole);
      }),
    ));
  test('nothing of nothing is nothing', () => expect(shareOf(fen(5n), 0n, 0n, 0n)).toBe(0n));
  test('numbers of both kinds', () => {
    expect(fitsNumber({ code: null, number: NUMBER })).toBe(true);
    expect(fitsNumber({ code: '3200212130', number: '12345678' })).toBe(true);
    expect(claimOf('in', { code: '3200212130', number: '12345678' })).toBe('invoice-in:320021213012345678');
  });
  test('any receipt billed in any two steps at its own price leaves 暂估 and the price difference at nothing', async () => {
    const co = await smallCompany(await memoryHouse(), { vat: 'small' });
    let n = 0n;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 9999 }), fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 1, max: 9998 }), async (qty, price, cut) => {
        const first = Math.min(cut, qty - 1);
        const receipt = await receive(co, String(qty), `${Math.floor(price / 100)}.${String(price % 100).padStart(2, '0')}`);
        for (const part of [first, qty - first]) {
          n += 1n;
          await co.must({
            type: 'purchase-invoice',
            command: 'approve',
            body: {
              day: '2026-03-05',
              head: { supplier: co.ids.supplier, number: String(10n ** 19n + n) },
              lines: [{ item: co.ids.water, unit: '箱', qty: String(part), source: { doc: receipt, line: 1 } }],
            },
          });
        }
        expect(await co.balance('220202')).toBe('0.00');
      }),
      { numRuns: 25 },
    );
    const [sums] = await co.rows<{ stock: bigint; debit: string }>(
      `select (select sum(value)::bigint from books.cost_pool) as stock, (select sum(debit - credit)::text from books.account_balance where account = '1405') as debit`,
    );
    expect(String(sums?.stock)).toBe(sums?.debit);
  });
});

// 'over-tolerance' is proved in match-release/decide.test.ts, 'allowed-since' in purchase-allowance/decide.test.ts.
// 'rate-missing': proved with debts in 外币, fx-revaluation/decide.test.ts.
