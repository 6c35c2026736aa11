// Late knowledge through the pen, on both databases: what is booked late, taken back or repriced changes what later issues cost, in the same transaction,
// by adjustment documents of their own month; and after every step the pools are the stock ledger and the general ledger.
import { memoryHouse, postgresHouse, type TestHouse } from '#testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type CostBooks, openCostBooks } from '#testing';

const EXPENSE = '5602';
const COGS = '5401';
const STOCK = '1405';

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('late knowledge on %s', (_, open) => {
  let house: TestHouse;
  let books: CostBooks;
  let grouped: CostBooks;
  beforeAll(async () => {
    house = await open();
    books = await openCostBooks(house);
    grouped = await openCostBooks(house, { groups: true });
  });
  afterAll(() => house?.close());
  afterEach(async () => {
    await books.prove();
    await grouped.prove();
  });

  test('a late receipt of an open month changes what later issues cost, by an adjustment with its voucher', async () => {
    const item = await books.item('moving-average');
    await books.receive(item, '2026-03-01', '10', '1');
    const issue = await books.issue(item, '2026-03-05', '10');
    expect(await books.costOf(issue)).toBe('-10.00');
    const late = await books.receive(item, '2026-03-03', '10', '3');
    expect(late.reply).toMatchObject({ recosted: { lines: 1, amount: '1000' } });
    expect(await books.costOf(issue)).toBe('-20.00');
    expect(await books.costOf(issue, true), 'the posted line stays as it is').toBe('-10.00');
    expect(await books.pool(item)).toEqual({ qty: '10', value: '20.00' });
    expect(await books.adjustments(item)).toEqual([{ day: '2026-03-05', cause: late.id, reason: 'late', amount: '10.00', voucher: { [EXPENSE]: '10.00', [STOCK]: '-10.00' } }]);
  });

  test('a late issue costs what it cost on its day, and those after it cost what is left', async () => {
    const item = await books.item('moving-average');
    await books.receive(item, '2026-03-01', '10', '1');
    await books.receive(item, '2026-03-10', '10', '3');
    const later = await books.issue(item, '2026-03-12', '10');
    expect(await books.costOf(later)).toBe('-20.00');
    const late = await books.issue(item, '2026-03-05', '5');
    expect(await books.costOf(late)).toBe('-5.00');
    expect(await books.costOf(later)).toBe('-23.33');
    expect(await books.pool(item)).toEqual({ qty: '5', value: '11.67' });
  });

  test('a red receipt takes its own cost with it, also when its goods were issued at an average since', async () => {
    const item = await books.item('moving-average');
    await books.receive(item, '2026-03-01', '10', '1');
    const dear = await books.receive(item, '2026-03-02', '10', '3');
    const issue = await books.issue(item, '2026-03-05', '10');
    expect(await books.costOf(issue)).toBe('-20.00');
    await books.reverse('goods-receipt', dear);
    expect(await books.costOf(issue)).toBe('-10.00');
    expect(await books.pool(item)).toEqual({ qty: '0', value: '0.00' });
    expect((await books.adjustments(item)).map((a) => [a.reason, a.amount])).toEqual([['reversal', '-10.00']]);
  });

  test('a red issue gives its goods back where they left, and later issues cost what they would have cost without it', async () => {
    const item = await books.item('moving-average');
    await books.receive(item, '2026-03-01', '10', '1');
    const wrong = await books.issue(item, '2026-03-03', '5');
    await books.receive(item, '2026-03-05', '5', '3');
    const later = await books.issue(item, '2026-03-06', '5');
    expect(await books.costOf(later)).toBe('-10.00');
    await books.reverse('other-issue', wrong, '2026-03-20');
    expect(await books.costOf(later)).toBe('-8.33');
    expect(await books.pool(item)).toEqual({ qty: '10', value: '16.67' });
  });

  test('taking back a document whose cost was corrected takes the correction back too', async () => {
    const item = await books.item('moving-average');
    await books.receive(item, '2026-03-01', '10', '1');
    const issue = await books.issue(item, '2026-03-05', '4');
    await books.receive(item, '2026-03-03', '10', '3');
    expect(await books.costOf(issue)).toBe('-8.00');
    await books.reverse('other-issue', issue);
    expect(await books.pool(item)).toEqual({ qty: '20', value: '40.00' });
  });

  test('so does taking back a sale, whose corrections went to 主营业务成本', async () => {
    const item = await books.item('moving-average');
    await books.receive(item, '2026-03-01', '10', '1');
    const sale = await books.sell(item, '2026-03-05', '4');
    await books.receive(item, '2026-03-03', '10', '3');
    expect(await books.costOf(sale)).toBe('-8.00');
    await books.reverse('sales-delivery', sale);
    expect(await books.pool(item)).toEqual({ qty: '20', value: '40.00' });
  });

  test.each(['moving-average', 'fifo'] as const)('%s: an issue of more than its day had is filled by the receipt that is known already', async (method) => {
    const item = await books.item(method);
    const loose = { warehouse: books.ids.loose };
    await books.receive(item, '2026-03-01', '20', '10', loose);
    const first = await books.issue(item, '2026-03-02', '10', loose);
    await books.receive(item, '2026-03-04', '20', '15', loose);
    const late = await books.issue(item, '2026-03-03', '15', loose);
    expect([await books.costOf(first), await books.costOf(late), await books.costOf(late, true)]).toEqual(['-100.00', '-175.00', '-150.00']);
    expect(await books.pool(item)).toEqual({ qty: '15', value: '225.00' });
    expect((await books.adjustments(item)).map((a) => [a.day, a.amount])).toEqual([['2026-03-03', '25.00']]);
  });

  test('a bill at another price belongs to its receipt: what was issued since costs more, not before the bill was known', async () => {
    const item = await books.item('moving-average');
    const receipt = await books.receive(item, '2026-03-01', '10', '1');
    const issue = await books.issue(item, '2026-03-03', '4');
    const invoice = await books.invoice(receipt, item, '2026-04-02', '10', '2');
    expect(await books.costOf(issue)).toBe('-8.00');
    expect(await books.pool(item)).toEqual({ qty: '6', value: '12.00' });
    expect(await books.adjustments(item)).toEqual([{ day: '2026-04-02', cause: invoice.id, reason: 'value', amount: '4.00', voucher: { [EXPENSE]: '4.00', [STOCK]: '-4.00' } }]);
    await books.reverse('purchase-invoice', invoice);
    expect(await books.costOf(issue)).toBe('-4.00');
    expect(await books.pool(item)).toEqual({ qty: '6', value: '6.00' });
  });

  test('corrections stand in the month of their issues, one document a month', async () => {
    const item = await books.item('moving-average');
    await books.receive(item, '2026-03-01', '10', '1');
    await books.issue(item, '2026-03-30', '2');
    await books.issue(item, '2026-04-10', '2');
    await books.issue(item, '2026-05-10', '2');
    await books.receive(item, '2026-04-01', '8', '3');
    expect((await books.adjustments(item)).map((a) => [a.day, a.amount])).toEqual([
      ['2026-04-10', '2.00'],
      ['2026-05-10', '2.00'],
    ]);
  });

  test('stock below zero is issued at the last known cost and corrected by the receipt that fills it', async () => {
    const item = await books.item('moving-average');
    const loose = { warehouse: books.ids.loose };
    await books.receive(item, '2026-03-01', '2', '1', loose);
    const issue = await books.issue(item, '2026-03-02', '5', loose);
    expect(await books.costOf(issue)).toBe('-5.00');
    expect(await books.pool(item)).toEqual({ qty: '-3', value: '-3.00' });
    await books.receive(item, '2026-03-03', '10', '2', loose);
    expect(await books.costOf(issue)).toBe('-8.00');
    expect(await books.pool(item)).toEqual({ qty: '7', value: '14.00' });
  });

  test.each(['moving-average', 'fifo'] as const)('%s: several shortages, filled by one receipt and a late one', async (method) => {
    const item = await books.item(method);
    const loose = { warehouse: books.ids.loose };
    const first = await books.issue(item, '2026-03-02', '3', loose);
    const second = await books.issue(item, '2026-03-04', '3', loose);
    await books.receive(item, '2026-03-06', '4', '2', loose);
    expect([await books.costOf(first), await books.costOf(second)]).toEqual(['-6.00', '-2.00']);
    await books.prove();
    await books.receive(item, '2026-03-07', '4', '5', loose);
    expect([await books.costOf(first), await books.costOf(second)]).toEqual(['-6.00', '-12.00']);
    await books.prove();
    await books.receive(item, '2026-03-01', '3', '1', loose);
    expect([await books.costOf(first), await books.costOf(second)]).toEqual(['-3.00', '-6.00']);
    expect(await books.pool(item)).toEqual({ qty: '5', value: '22.00' });
  });

  test('fifo: a late receipt is the oldest layer; what an issue took moves on to the next', async () => {
    const item = await books.item('fifo');
    await books.receive(item, '2026-03-02', '10', '1');
    const second = await books.receive(item, '2026-03-03', '10', '2');
    const issue = await books.issue(item, '2026-03-05', '15');
    expect(await books.costOf(issue)).toBe('-20.00');
    expect(await books.layers(item)).toEqual([{ of: second.id, qty: '5', value: '10.00' }]);
    await books.receive(item, '2026-03-01', '10', '3');
    expect(await books.costOf(issue)).toBe('-35.00');
    expect((await books.layers(item)).map((l) => [l.qty, l.value])).toEqual([
      ['5', '5.00'],
      ['10', '20.00'],
    ]);
  });

  test('fifo: goods sent back to the supplier leave their own layer', async () => {
    const item = await books.item('fifo');
    const first = await books.receive(item, '2026-03-01', '10', '1');
    const second = await books.receive(item, '2026-03-02', '10', '2');
    await books.supplierReturn(second, item, '2026-03-03', '4');
    expect(await books.layers(item)).toEqual([
      { of: first.id, qty: '10', value: '10.00' },
      { of: second.id, qty: '6', value: '12.00' },
    ]);
    const issue = await books.issue(item, '2026-03-04', '12');
    expect(await books.costOf(issue)).toBe('-14.00');
  });

  test('个别计价: a lot keeps its own cost, and only its own late receipt changes it', async () => {
    const item = await books.item('individual');
    await books.receive(item, '2026-03-01', '10', '1', { lot: 'A' });
    await books.receive(item, '2026-03-02', '10', '5', { lot: 'B' });
    const issue = await books.issue(item, '2026-03-05', '4', { lot: 'B' });
    expect(await books.costOf(issue)).toBe('-20.00');
    await books.receive(item, '2026-03-03', '10', '3', { lot: 'A' });
    expect(await books.costOf(issue)).toBe('-20.00');
    await books.receive(item, '2026-03-01', '10', '7', { lot: 'B' });
    expect(await books.costOf(issue)).toBe('-24.00');
    expect(await books.pool(item)).toEqual({ qty: '36', value: '136.00' });
  });

  test('个别计价: a late receipt of a lot that is used up changes what left of it', async () => {
    const item = await books.item('individual');
    await books.receive(item, '2026-03-05', '5', '10', { lot: 'X' });
    const out = await books.issue(item, '2026-03-06', '5', { lot: 'X' });
    expect(await books.costOf(out)).toBe('-50.00');
    const late = await books.receive(item, '2026-03-04', '5', '20', { lot: 'X' });
    expect([await books.costOf(out), await books.pool(item)]).toEqual(['-75.00', { qty: '5', value: '75.00' }]);
    await books.reverse('goods-receipt', late);
    expect([await books.costOf(out), await books.pool(item)]).toEqual(['-50.00', { qty: '0', value: '0.00' }]);
  });

  test('goods a customer brings back cost what they cost when they left, also when that changes later', async () => {
    const item = await books.item('moving-average');
    await books.receive(item, '2026-03-01', '10', '1');
    const sale = await books.sell(item, '2026-03-03', '4');
    const back = await books.customerReturn(sale, item, '2026-03-05', '2');
    expect([await books.costOf(sale), await books.costOf(back)]).toEqual(['-4.00', '2.00']);
    await books.receive(item, '2026-03-02', '10', '3');
    expect([await books.costOf(sale), await books.costOf(back)]).toEqual(['-8.00', '4.00']);
    expect(await books.pool(item)).toEqual({ qty: '18', value: '36.00' });
    expect((await books.adjustments(item)).map((a) => a.voucher)).toEqual([{ [COGS]: '2.00', [STOCK]: '-2.00' }]);
  });

  test('成本池按仓库组: a transfer carries what its goods turn out to have cost into the other group', async () => {
    const item = await grouped.item('moving-average');
    const { main, shop } = grouped.ids;
    await grouped.receive(item, '2026-03-01', '10', '1');
    await grouped.receive(item, '2026-03-01', '10', '4', { warehouse: shop });
    await grouped.transfer(item, '2026-03-05', '5', { from: main, to: shop });
    const issue = await grouped.issue(item, '2026-03-06', '6', { warehouse: shop });
    expect(await grouped.costOf(issue)).toBe('-18.00');
    await grouped.prove();
    await grouped.receive(item, '2026-03-02', '10', '3');
    expect(await grouped.pool(item, main)).toEqual({ qty: '15', value: '30.00' });
    expect(await grouped.costOf(issue)).toBe('-20.00');
    expect(await grouped.pool(item, shop)).toEqual({ qty: '9', value: '30.00' });
    expect((await grouped.adjustments(item)).map((a) => a.voucher)).toEqual([{ [EXPENSE]: '2.00', [STOCK]: '-2.00' }]);
  });

  test('a dry run says what it would change and leaves nothing', async () => {
    const item = await books.item('moving-average');
    await books.receive(item, '2026-03-01', '10', '1');
    const issue = await books.issue(item, '2026-03-05', '10');
    const { outcome } = await books.tryReceive(item, '2026-03-03', '10', '3');
    expect(outcome.effect).toMatchObject({
      documents: 1,
      lines: 1,
      amount: 1000n,
      items: [{ item, documents: 1, amount: 1000n }],
      largest: [{ doc: issue.id, day: '2026-03-05', amount: 1000n }],
    });
    expect(await books.costOf(issue)).toBe('-10.00');
    expect(await books.pool(item)).toEqual({ qty: '0', value: '0.00' });
    expect(await books.adjustments(item)).toEqual([]);
  });

  test('what a closed month cost is final: neither its lines nor its days are touched any more', async () => {
    const item = await books.item('moving-average');
    const receipt = await books.receive(item, '2026-01-05', '10', '1');
    const issue = await books.issue(item, '2026-01-08', '4');
    await books.shut(202601);
    const before = await books.co.rows<{ n: bigint }>(`select count(*) as n from books.stock_line where period = 202601`);
    expect(
      await books.co.do({
        type: 'goods-receipt',
        command: 'approve',
        body: { day: '2026-01-06', head: { supplier: books.ids.supplier, warehouse: books.ids.main }, lines: [{ item, qty: '1', price: '9' }] },
      }),
    ).toMatchObject({
      refusal: { refused: 'period-closed' },
    });
    await books.invoice(receipt, item, '2026-03-02', '10', '2');
    expect(await books.costOf(issue)).toBe('-4.00');
    expect(await books.pool(item)).toEqual({ qty: '6', value: '12.00' });
    const later = await books.issue(item, '2026-03-05', '3');
    await books.receive(item, '2026-03-03', '6', '4');
    expect(await books.costOf(later)).toBe('-9.00');
    expect(await books.costOf(issue)).toBe('-4.00');
    expect(await books.co.rows(`select count(*) as n from books.stock_line where period = 202601`)).toEqual(before);
  });
});
