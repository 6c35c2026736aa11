import { saveAll } from '#app/founding';
import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('采购退货单 on %s', (_, open) => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await open());
  });
  afterAll(() => co?.house.close());
  const head = () => ({ supplier: co.ids.supplier, warehouse: co.ids.main });
  const receive = (item: string, qty: string, price: string) =>
    co.must({ type: 'goods-receipt', command: 'approve', body: { day: '2026-03-02', head: head(), lines: [{ item, qty, price }] } });
  const giveBack = (lines: unknown[]) => co.must({ type: 'goods-return', command: 'approve', body: { day: '2026-03-05', head: head(), lines } });
  const pool = async (item: string) => (await co.rows<{ qty: bigint; value: bigint }>(`select qty, value from books.cost_pool where item_id = $1`, [item]))[0];

  /** An item with no history: days run backwards between these tests, and costs follow the days. */
  const fresh = async (name: string) => (await saveAll(co.house, co.caller, 'item', [{ name, data: { category: co.ids['dry'], unit: '个', taxRate: '0.13' } }]))[0]?.id ?? '';

  test('takes back 暂估 at the receipt’s cost, in steps, to the last 分', async () => {
    const receipt = await receive(co.ids.box, '3', '10'); // 30 ÷ 1.13 = 26.55
    for (const qty of ['1', '1', '1']) await giveBack([{ item: co.ids.box, qty, source: { doc: receipt.id, line: 1 } }]);
    expect(await co.balance('1405')).toBe('0.00');
    expect(await co.balance('220202')).toBe('0.00');
    expect(await pool(co.ids.box)).toEqual({ qty: 0n, value: 0n });
    expect(
      await co.rows(
        `select distinct credit < 0 as red from books.voucher_line l join books.voucher v on v.id = l.voucher_id join books.document d on d.id = v.doc_id where d.type = 'goods-return' and account = '220202'`,
      ),
    ).toEqual([{ red: true }]);
  });

  test('takes back what was invoiced from 应付 and 进项税, with a negative payable', async () => {
    const receipt = await receive(co.ids.water, '100', '1.13'); // 113 with tax, 100 without
    // The invoice's mark on the receipt line; the invoice itself belongs to 结算.
    await co.house.db.owner((tx) =>
      tx.query(`insert into books.progress (org_id, doc_id, line_no, kind, qty, amount) values ($1, $2, 1, 'invoiced', 60000000, 6780)`, [co.ids.org, receipt.id]),
    );
    const before = { estimated: await co.balance('220202'), billed: await co.balance('220201') };
    const back = await giveBack([{ item: co.ids.water, qty: '50', source: { doc: receipt.id, line: 1 } }]);
    expect(back.number).toMatch(/^CGTH-/);
    expect([before.estimated, before.billed]).toEqual(['-100.00', '0.00']);
    expect(await co.balance('220202')).toBe('-60.00'); // 40 not invoiced go back first
    expect(await co.balance('220201')).toBe('11.30'); // then 10 of the invoiced 60
    expect(await co.balance('22210101')).toBe('-1.30');
    expect(await co.balance('1405')).toBe('50.00');
    expect(await co.rows(`select side, amount from books.open_item`)).toEqual([{ side: 'payable', amount: -1130n }]);
    await co.must({ type: 'goods-return', command: 'reverse', id: back.id, body: { reason: '供应商不收' } });
    expect(await co.balance('220201')).toBe('0.00');
    expect(await co.rows(`select qty from books.progress where kind = 'returned' and doc_id = $1`, [receipt.id])).toEqual([{ qty: 0n }]);
  });

  test.each([
    ['pending', '222105', '-1.30', '-10.00'],
    ['ordinary', '22210101', '0.00', '-11.30'],
  ] as const)('an invoice that is %s goes back through %s', async (bill, account, tax, cost) => {
    const receipt = await co.must({
      type: 'goods-receipt',
      command: 'approve',
      body: { day: '2026-03-02', head: head(), lines: [{ item: co.ids.water, qty: '10', price: '1.13' }] },
    });
    await co.house.db.owner((tx) =>
      tx.query(`insert into books.progress (org_id, doc_id, line_no, kind, qty, amount) values ($1, $2, 1, 'invoiced', 10000000, 1130)`, [co.ids.org, receipt.id]),
    );
    const back = await co.must({
      type: 'goods-return',
      command: 'approve',
      body: { day: '2026-03-05', head: { ...head(), bill }, lines: [{ item: co.ids.water, qty: '10', source: { doc: receipt.id, line: 1 } }] },
    });
    const lines = await co.rows<{ account: string; amount: string }>(
      `select account, to_char((debit - credit) / 100.0, 'FM990.00') as amount from books.voucher_line l join books.voucher v on v.id = l.voucher_id where v.doc_id = $1`,
      [back.id],
    );
    expect(lines).toContainEqual({ account: '220201', amount: '11.30' });
    expect(lines.find((l) => l.account === account)?.amount ?? '0.00').toBe(tax);
    expect(Number(lines.find((l) => l.account === '1405')?.amount) + Number(lines.find((l) => l.account === '5401')?.amount ?? 0)).toBeCloseTo(Number(cost), 2);
    await co.must({ type: 'goods-return', command: 'reverse', id: back.id, body: { reason: '重开' } });
  });

  test('without a receipt leaves at the current average; the difference is 成本差异', async () => {
    await receive(co.ids.oil, '10', '109'); // 100 each without 9 %
    const cogs = await co.balance('5401');
    await giveBack([{ item: co.ids.oil, qty: '2', price: '130.80' }]); // the supplier takes them at 120
    expect(await pool(co.ids.oil)).toEqual({ qty: 8_000_000n, value: 80_000n });
    expect([cogs, await co.balance('5401')]).toEqual(['0.00', '-40.00']);
  });

  test('never leaves a pool worth less than nothing', async () => {
    const box = await fresh('折叠箱');
    const dear = await receive(box, '1', '113');
    await receive(box, '1', '1.13');
    await co.must({
      type: 'other-issue',
      command: 'approve',
      body: {
        day: '2026-03-03',
        head: { warehouse: co.ids.main, reason: (await co.rows<{ id: string }>(`select id from books.record where code = 'QC02'`))[0]?.id },
        lines: [{ item: box, qty: '1' }],
      },
    });
    const [had, cogs] = [await pool(box), Number(await co.balance('5401'))];
    await giveBack([{ item: box, qty: '1', source: { doc: dear.id, line: 1 } }]); // came in at 100, the pool holds 50.50
    expect(had).toEqual({ qty: 1_000_000n, value: 5_050n });
    expect(await pool(box)).toEqual({ qty: 0n, value: 0n });
    expect(Number(await co.balance('5401')) - cogs).toBeCloseTo(-49.5, 2);
  });

  test('receipts, invoices and returns in any order leave nothing behind when everything went back', async () => {
    const accounts = ['1405', '220202', '220201', '22210101', '5401'];
    const balances = () => Promise.all(accounts.map((a) => co.balance(a)));
    const box = await fresh('周转箱');
    const before = await balances();
    const receipt = await receive(box, '7', '10.01');
    const source = { doc: receipt.id, line: 1 };
    const bill = (no: string, qty: string, price: string) =>
      co.must({
        type: 'purchase-invoice',
        command: 'approve',
        body: {
          day: '2026-03-05',
          head: { supplier: co.ids.supplier, kind: 'special', number: `2632000000000000${no}`, invoiceDay: '2026-03-05' },
          lines: [{ item: box, qty, price, source }],
        },
      });
    await bill('0001', '3', '11.13'); // dearer than the receipt
    await giveBack([{ item: box, qty: '2', source }]);
    const wrong = await giveBack([{ item: box, qty: '3', source }]); // two of them not invoiced, one invoiced
    await co.must({ type: 'goods-return', command: 'reverse', id: wrong.id, body: { reason: '数错了' } });
    await bill('0002', '2', '10.01');
    await giveBack([{ item: box, qty: '5', source }]);
    expect(await balances()).toEqual(before);
    expect(await pool(box)).toEqual({ qty: 0n, value: 0n });
  });
});
