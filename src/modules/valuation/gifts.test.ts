import { afterAll, describe, expect, test } from 'vitest';
import type { Standard, VatStatus } from '#kernel/facts';
import { memoryHouse, smallCompany } from '#testing';
import { works, type Works } from './testing/works.ts';

// 赠品、样品 (facts/china.md I6, 增值税法 §5(二)): cost and the output VAT on the market price are expense; no revenue, whatever the standard and the VAT status.
describe.each([
  ['ASSBE', 'general', '5601', '22210107', '22.60', '2.60'],
  ['ASBE', 'general', '6601', '22210107', '22.60', '2.60'],
  ['ASSBE', 'small', '5601', '222101', '20.20', '0.20'],
  ['ASBE', 'small', '6601', '222101', '20.20', '0.20'],
] as const)('goods given away under %s, %s taxpayer', (standard: Standard, vat: VatStatus, expense, output, market, tax) => {
  let w: Works;
  afterAll(() => w?.co.house.close());
  test('are a deemed sale at market price; taken back, nothing stays', async () => {
    w = await works(await smallCompany(await memoryHouse(), { standard, vat }));
    const { co } = w;
    await w.stock('2026-03-02', [{ item: co.ids.box, qty: '5', unitCost: '12' }]);
    const line = { item: co.ids.box, qty: '2', price: (Number(market) / 2).toFixed(2), ...(vat === 'small' ? { taxRate: '0.01' } : {}) };
    const gift = await w.post('other-issue', '2026-03-05', { warehouse: co.ids.main, reason: w.reason('QC01'), deemedSale: true }, [line]);
    expect([await co.balance(expense), await co.balance(output)]).toEqual([(24 + Number(tax)).toFixed(2), `-${tax}`]);
    expect([await co.balance('6001'), await co.balance('5001')]).toEqual(['0.00', '0.00']);
    expect(await co.rows(`select tax_attribute from books.stock_line where doc_id = $1`, [gift.id])).toEqual([{ tax_attribute: 'deemed-sale' }]);
    await w.agree();
    await co.must({ type: 'other-issue', command: 'reverse', id: gift.id, body: { reason: '没送' } });
    expect([await co.balance(expense), await co.balance(output)]).toEqual(['0.00', '0.00']);
  });
  test('beside paid goods in one sale cost like them and bring no revenue of their own', async () => {
    const { co } = w;
    const lines = [
      { item: co.ids.box, qty: '1', price: '22.60', ...(vat === 'small' ? { taxRate: '0.01' } : {}) },
      { item: co.ids.box, qty: '1', price: '0', ...(vat === 'small' ? { taxRate: '0.01' } : {}) },
    ];
    const sold = await w.post('sales-delivery', '2026-03-06', { customer: co.ids.customer, warehouse: co.ids.main }, lines);
    expect(await co.balance(standard === 'ASBE' ? '6401' : '5401')).toBe('24.00');
    expect(await co.rows(`select amount::text from books.open_item where doc_id = $1`, [sold.id])).toEqual([{ amount: '2260' }]);
    await w.agree();
  });
});
