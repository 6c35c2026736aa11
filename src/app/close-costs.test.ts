// 月末计价: the cost step of the month close, and what later months start from.
import { closeCosts } from '#books/pen';
import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Day, Period } from '#kernel/day';
import { reopenPeriod } from '#accounting';
import { saveAll } from './founding.ts';

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('月末计价 on %s', (_, open) => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await open());
  });
  afterAll(() => co?.house.close());
  const item = async (costMethod: string) =>
    (await saveAll(co.house, co.caller, 'item', [{ name: `货 ${costMethod}`, data: { category: co.ids['dry'], unit: '个', taxRate: '0', costMethod } }]))[0]?.id ?? '';
  const receive = (goods: string, qty: string, price: string, day: string) =>
    co.must({ type: 'goods-receipt', command: 'approve', body: { day, head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: goods, qty, price }] } });
  const issue = (goods: string, qty: string, day: string) =>
    co.must({ type: 'other-issue', command: 'approve', body: { day, head: { warehouse: co.ids.main, reason: co.ids.reasonOut }, lines: [{ item: goods, qty }] } });
  const pool = async (goods: string) => (await co.rows<{ qty: bigint; value: bigint }>('select qty, value from books.item_value where item_id = $1', [goods]))[0];
  const issued = async (goods: string, period: number) =>
    (
      await co.rows<{ cost: bigint }>(
        `select coalesce(-sum(cost), 0)::bigint as cost from books.stock_line where item_id = $1 and period = $2 and place = 'storage' and counter = 'usage'`,
        [goods, period],
      )
    )[0]?.cost;
  const snapshots = (goods: string) => co.rows('select period, qty, value from books.pool_close where item_id = $1 order by period', [goods]);
  const costs = (period: number, day: string) => closeCosts(co.house, co.caller, { period: period as Period, day: day as Day });

  test('全月一次加权: one rate for the month; the difference to what was posted is one document; once is enough', async () => {
    const goods = await item('monthly-average');
    await receive(goods, '100', '10', '2026-01-02');
    await issue(goods, '60', '2026-01-10'); // provisionally at 10
    await receive(goods, '50', '13', '2026-01-12');
    await issue(goods, '60', '2026-01-20'); // provisionally at 11.67
    await receive(goods, '10', '14', '2026-02-03');
    await issue(goods, '5', '2026-02-04');
    expect(await issued(goods, 202601)).toBe(130_000n);
    const done = await costs(202601, '2026-01-31');
    expect(done.documents).toHaveLength(1);
    expect(done.documents[0]?.number).toMatch(/^CBTZ-202601-/);
    expect(await issued(goods, 202601)).toBe(132_000n); // 120 × (1000 + 650) ÷ 150
    expect(await snapshots(goods)).toEqual([{ period: 202601, qty: 30_000_000n, value: 33_000n }]);
    expect((await costs(202601, '2026-01-31')).documents).toEqual([]);
    const left = await pool(goods);
    expect(left?.qty).toBe(35_000_000n);
    await costs(202602, '2026-02-28');
    expect(await issued(goods, 202602)).toBe(5_875n); // 5 × (330 + 140) ÷ 40
    expect(await pool(goods)).toEqual({ qty: 35_000_000n, value: 41_125n });
    const [ledger] = await co.rows<{ off: bigint }>(
      `select ((select sum(debit - credit) from books.account_balance where account = '1405') - (select sum(value) from books.item_value))::bigint as off`,
    );
    expect(ledger?.off).toBe(0n);
  });

  test('a replay begins behind the closed month: what is closed stays, reopening takes the mark away', async () => {
    const goods = await item('fifo');
    await receive(goods, '10', '10', '2026-01-05');
    await receive(goods, '10', '20', '2026-01-06');
    await issue(goods, '5', '2026-01-07');
    await receive(goods, '10', '40', '2026-03-06');
    await costs(202601, '2026-01-31');
    expect(await snapshots(goods)).toEqual([{ period: 202601, qty: 15_000_000n, value: 25_000n }]);
    await issue(goods, '10', '2026-03-07'); // 5 at 10, 5 at 20
    await receive(goods, '10', '30', '2026-02-03'); // late, before it
    await issue(goods, '10', '2026-03-08'); // 5 at 20, 5 of the late ones at 30
    expect(await issued(goods, 202603)).toBe(15_000n + 25_000n);
    expect(await pool(goods)).toEqual({ qty: 15_000_000n, value: 55_000n });
    await co.house.db.owner((tx) => tx.query(`update books.period set state = 'closed' where period = 202601`));
    await expect(costs(202601, '2026-01-31')).rejects.toMatchObject({ code: 'HC002' });
    const reopened = await reopenPeriod(co.house, co.caller, { period: 202601, reason: '试验' });
    expect(reopened).toMatchObject({ ok: true });
    expect(await snapshots(goods)).toEqual([]);
  });
});
