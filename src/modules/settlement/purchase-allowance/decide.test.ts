import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { purchaseAllowance } from './document.ts';

let serial = 0;
let box = '';
const number = (): string => {
  serial += 1;
  return `2634${String(serial).padStart(16, '0')}`;
};
const post = (co: SmallCompany, type: string, day: string, head: Record<string, unknown>, line: Record<string, unknown>) =>
  co.must({ type, command: 'approve', body: { day, head, lines: [line] } });
const receive = async (co: SmallCompany): Promise<string> => {
  box = co.ids.box;
  return (await post(co, 'goods-receipt', '2026-03-02', { supplier: co.ids.supplier, warehouse: co.ids.main }, { item: co.ids.box, qty: '10', price: '113' })).id;
};
const bill = (co: SmallCompany, doc: string, qty: string) =>
  post(co, 'purchase-invoice', '2026-03-03', { supplier: co.ids.supplier, number: number() }, { item: co.ids.box, qty, source: { doc, line: 1 } });
const back = (co: SmallCompany, doc: string, qty: string) =>
  post(co, 'goods-return', '2026-03-04', { supplier: co.ids.supplier, warehouse: co.ids.main }, { item: co.ids.box, qty, source: { doc, line: 1 } });
const allow = (co: SmallCompany, line: Record<string, unknown>, head: Record<string, unknown> = {}) => ({
  type: 'purchase-allowance',
  command: 'approve' as const,
  body: { day: '2026-03-05', head: { supplier: co.ids.supplier, ...head }, lines: [line] },
});
const pulled = (doc: string, amount: string) => ({ item: box, amount, source: { doc, line: 1 } });

describeDocument(purchaseAllowance, {
  folder: import.meta.dirname,
  prepare: async (co) => {
    const receipt = await receive(co);
    await bill(co, receipt, '6');
    return { receipt };
  },
  body: (co, { receipt }) => allow(co, pulled(receipt ?? '', '11.3'), { number: '26349000000000000001' }).body,
});

describe('采购折让单 is refused', () => {
  let [co, receipt] = [null as unknown as SmallCompany, ''];
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
    receipt = await receive(co);
  });
  test('without a receipt, or before its bill', async () => {
    expect(await co.do(allow(co, { item: co.ids.box, amount: '5' }))).toMatchObject({ ok: false, refusal: { refused: 'receipt-needed' } });
    expect(await co.do(allow(co, pulled(receipt, '5')))).toMatchObject({ ok: false, refusal: { refused: 'not-billed' } });
  });
  test('beyond what is billed and neither sent back nor allowed yet', async () => {
    const mine = await receive(co);
    await bill(co, mine, '10'); // 1130
    await back(co, mine, '5');
    await co.must(allow(co, pulled(mine, '65')));
    expect(await co.do(allow(co, pulled(mine, '532.51')))).toMatchObject({ ok: false, refusal: { refused: 'beyond-bill', with: { left: '532.50', over: '0.01' } } });
  });
  test('with a number that is none, or a tax its rate does not give', async () => {
    expect(await co.do(allow(co, pulled(receipt, '5'), { number: '123' }))).toMatchObject({ ok: false, refusal: { refused: 'invoice-number-shape' } });
    const mine = await receive(co);
    await bill(co, mine, '10');
    expect(await co.do(allow(co, { ...pulled(mine, '113'), faceTax: '14' }))).toMatchObject({ ok: false, refusal: { refused: 'tax-off' } });
  });
  test('to be taken back after goods went back at the lower price; nor is the bill below it', async () => {
    const mine = await receive(co);
    const paper = await bill(co, mine, '10');
    const allowance = await co.must(allow(co, pulled(mine, '113')));
    expect(await co.do({ type: 'purchase-invoice', command: 'reverse', id: paper.id, body: { reason: '试' } })).toMatchObject({ ok: false, refusal: { refused: 'allowed-since' } });
    const gone = await back(co, mine, '2');
    expect(await co.do({ type: 'purchase-allowance', command: 'reverse', id: allowance.id, body: { reason: '试' } })).toMatchObject({
      ok: false,
      refusal: { refused: 'returned-since' },
    });
    await co.must({ type: 'goods-return', command: 'reverse', id: gone.id, body: { reason: '试' } });
    await co.must({ type: 'purchase-allowance', command: 'reverse', id: allowance.id, body: { reason: '试' } });
    await co.must({ type: 'purchase-invoice', command: 'reverse', id: paper.id, body: { reason: '试' } });
  });
});

describe('采购折让', () => {
  test('lowers what we owe, input VAT, stock, and what was sold of the goods', async () => {
    const co = await smallCompany(await memoryHouse());
    const receipt = await receive(co);
    await bill(co, receipt, '10');
    await post(co, 'sales-delivery', '2026-03-04', { customer: co.ids.customer, warehouse: co.ids.main }, { item: co.ids.box, qty: '4', price: '200' });
    const made = await co.must(allow(co, pulled(receipt, '113')));
    expect([await co.balance('220201'), await co.balance('22210101'), await co.balance('1405'), await co.balance('5401')]).toEqual(['-1017.00', '117.00', '540.00', '360.00']);
    expect(await co.rows(`select amount from books.open_item where doc_id = $1`, [made.id])).toEqual([{ amount: -11_300n }]);
    // Half of what is left goes back: at the lower price.
    await back(co, receipt, '5');
    expect([await co.balance('220201'), await co.balance('1405')]).toEqual(['-508.50', '90.00']);
  });

  test('of a 普票 lowers only the cost', async () => {
    const co = await smallCompany(await memoryHouse());
    const receipt = await receive(co);
    await post(
      co,
      'purchase-invoice',
      '2026-03-03',
      { supplier: co.ids.supplier, kind: 'ordinary', number: number() },
      { item: co.ids.box, qty: '10', source: { doc: receipt, line: 1 } },
    );
    await co.must(allow(co, pulled(receipt, '113'), { bill: 'ordinary' }));
    expect([await co.balance('220201'), await co.balance('22210101'), await co.balance('1405')]).toEqual(['-1017.00', '0.00', '1017.00']);
  });

  test('no return takes the allowance back a second time, whatever the parts', async () => {
    const co = await smallCompany(await memoryHouse());
    const receipt = await receive(co);
    await bill(co, receipt, '10');
    await co.must(allow(co, pulled(receipt, '0.01')));
    for (const qty of ['3', '3', '4']) await back(co, receipt, qty);
    expect([await co.balance('220201'), await co.balance('220202'), await co.balance('1405')]).toEqual(['0.00', '0.00', '0.00']);
  });
});

// 'invoice-number-needed' cannot happen here: the red invoice may come later than the allowance.
