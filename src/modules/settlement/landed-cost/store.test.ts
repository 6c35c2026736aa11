import { closePeriod } from '#accounting';
import { saveAll } from '#app/founding';
import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('采购费用分摊单 on %s', (_, open) => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await open());
  });
  afterAll(() => co?.house.close());
  const account = async (code: string) => (await co.rows<{ id: string }>(`select id from books.record where type = 'account' and code = $1`, [code]))[0]?.id;
  const post = (type: string, day: string, head: Record<string, unknown>, lines: readonly Record<string, unknown>[]) =>
    co.must({ type, command: 'approve', body: { day, head, lines } });
  const receive = (item: string, day: string, qty: string, price: string) =>
    post('goods-receipt', day, { supplier: co.ids.supplier, warehouse: co.ids.main }, [{ item, qty, price }]);
  const sell = (item: string, day: string, qty: string) => post('sales-delivery', day, { customer: co.ids.customer, warehouse: co.ids.main }, [{ item, qty, price: '50' }]);
  const pool = async (item: string) =>
    (await co.rows<{ qty: bigint; value: bigint }>(`select qty, value from books.cost_pool where item_id = $1 and lot_id = books.nil()`, [item]))[0];
  const stockIsLedger = async () => {
    const [sums] = await co.rows<{ stock: string; ledger: string }>(
      `select (select sum(value)::text from books.cost_pool where lot_id = books.nil()) as stock, (select sum(debit - credit)::text from books.account_balance where account = '1405') as ledger`,
    );
    expect(sums?.stock).toBe(sums?.ledger);
  };

  test('what was sold since follows, in red too', async () => {
    const receipt = await receive(co.ids.box, '2026-03-02', '10', '11.3');
    await sell(co.ids.box, '2026-03-03', '4');
    expect(await co.balance('5401')).toBe('40.00');
    const made = await post('landed-cost', '2026-03-05', { basis: 'amount' }, [
      { account: await account('5601'), amount: '50' },
      { item: co.ids.box, source: { doc: receipt.id, line: 1 } },
    ]);
    expect([await co.balance('5401'), await co.balance('5601'), (await pool(co.ids.box))?.value]).toEqual(['60.00', '-50.00', 9_000n]);
    await stockIsLedger();
    await co.must({ type: 'landed-cost', command: 'reverse', id: made.id, body: { reason: '不属于本批' } });
    expect([await co.balance('5401'), await co.balance('5601'), (await pool(co.ids.box))?.value]).toEqual(['40.00', '0.00', 6_000n]);
    await stockIsLedger();
  });

  test('parts in two currencies, one owed to the forwarder', async () => {
    const [usd] = await saveAll(co.house, co.caller, 'currency', [
      {
        code: 'USD',
        name: '美元',
        data: {
          rates: [
            { from: '2026-01-01', rate: '6.5' },
            { from: '2026-03-01', rate: '6.29' },
          ],
        },
      },
    ]);
    const receipt = await receive(co.ids.oil, '2026-03-02', '10', '10.9');
    const before = await co.balance('220201');
    const made = await post('landed-cost', '2026-03-05', { basis: 'qty' }, [
      { account: await account('5601'), amount: '100' },
      { supplier: co.ids.supplier, currency: usd?.id, foreign: '100' },
      { item: co.ids.oil, source: { doc: receipt.id, line: 1 } },
    ]);
    expect((await pool(co.ids.oil))?.value).toBe(10_000n + 72_900n);
    expect(Number(await co.balance('220201')) - Number(before)).toBeCloseTo(-629, 2);
    expect(await co.rows(`select amount from books.open_item where doc_id = $1`, [made.id])).toEqual([{ amount: 62_900n }]);
    await stockIsLedger();
  });

  test('lots with their own cost share a line’s charge; goods of a closed month keep only the share on hand', async () => {
    const [phone] = await saveAll(co.house, co.caller, 'item', [
      { name: '手机', data: { category: co.ids['dry'], unit: '台', taxRate: '0.13', tracksSerials: true, costMethod: 'individual' } },
    ]);
    const item = phone?.id ?? '';
    const receipt = await post('goods-receipt', '2026-03-02', { supplier: co.ids.supplier, warehouse: co.ids.main }, [{ item, qty: '3', price: '113', serials: 'A1 A2 A3' }]);
    await post('sales-delivery', '2026-03-03', { customer: co.ids.customer, warehouse: co.ids.main }, [{ item, qty: '1', price: '500', serials: 'A1' }]);
    await post('landed-cost', '2026-03-05', { basis: 'qty' }, [
      { account: await account('5601'), amount: '1' },
      { item, source: { doc: receipt.id, line: 1 } },
    ]);
    expect((await pool(item))?.value).toBe(20_067n);
    const lots = await co.rows<{ value: bigint }>(`select value from books.cost_pool where item_id = $1 and lot_id <> books.nil() and qty > 0 order by value`, [item]);
    expect(lots.map((l) => l.value)).toEqual([10_033n, 10_034n]);
    await stockIsLedger();
  });

  test('goods of a closed month bear only the share still on hand; the rest is 成本差异', async () => {
    const january = await receive(co.ids.water, '2026-01-05', '10', '11.3');
    await sell(co.ids.water, '2026-01-06', '4');
    await post('profit-transfer', '2026-01-31', { kind: 'month', turn: 1 }, [
      { account: await account('5401'), balance: '40' },
      { account: await account('5001'), balance: `-${(200 / 1.13).toFixed(2)}` },
    ]);
    expect(await closePeriod(co.house, co.caller, 202601)).toMatchObject({ ok: true });
    const cogs = Number(await co.balance('5401'));
    await post('landed-cost', '2026-03-05', { basis: 'qty' }, [
      { account: await account('5601'), amount: '50' },
      { item: co.ids.water, source: { doc: january.id, line: 1 } },
    ]);
    expect(Number(await co.balance('5401')) - cogs).toBeCloseTo(20, 2);
    expect((await pool(co.ids.water))?.value).toBe(9_000n);
    await stockIsLedger();
  });

  test('in the pool of the receipt’s warehouse group', async () => {
    const groups = await smallCompany(co.house, { name: '分仓核算店' });
    await groups.house.db.write(groups.caller.scope, (tx) => tx.query(`select books.save_settings('{"costPool": "warehouse-group"}')`));
    const receipt = await groups.must({
      type: 'goods-receipt',
      command: 'approve',
      body: { day: '2026-03-02', head: { supplier: groups.ids.supplier, warehouse: groups.ids.main }, lines: [{ item: groups.ids.box, qty: '10', price: '11.3' }] },
    });
    const [freight] = await groups.rows<{ id: string }>(`select id from books.record where type = 'account' and code = '5601'`);
    await groups.must({
      type: 'landed-cost',
      command: 'approve',
      body: {
        day: '2026-03-05',
        head: { basis: 'qty' },
        lines: [
          { account: freight?.id, amount: '50' },
          { item: groups.ids.box, source: { doc: receipt.id, line: 1 } },
        ],
      },
    });
    expect(await groups.rows(`select cost_group = $1::uuid as mine, qty, value from books.cost_pool`, [groups.ids.main])).toEqual([
      { mine: true, qty: 10_000_000n, value: 15_000n },
    ]);
  });
});
