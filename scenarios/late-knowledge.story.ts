import { story } from '#testing';
import { expect } from 'vitest';

story('补录与更正：迟到的入库、改价、发票价差，都只改成本、不改历史', ({ step, post }) => {
  const seen = { first: '', sale: '', posted: 0n };
  const lines = async (co: { rows: <R>(sql: string, args?: readonly unknown[]) => Promise<R[]> }) =>
    (await co.rows<{ n: bigint }>(`select count(*) as n from books.stock_line where corrects is null`))[0]?.n ?? 0n;
  const buy = (co: { ids: Readonly<Record<string, string>> }, qty: string, price: string) => ({
    head: { supplier: co.ids['supplier'], warehouse: co.ids['main'] },
    lines: [{ item: co.ids['box'], qty, price }],
  });
  step('3 月 1 日到货 10 个收纳箱，每个 11.30（不含税 10 元）；3 月 3 日卖出 4 个，成本 40 元', async (co) => {
    seen.first = (await post(co, 'goods-receipt', { day: '2026-03-01', ...buy(co, '10', '11.30') })).id;
    await post(co, 'sales-delivery', { day: '2026-03-03', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [{ item: co.ids.box, qty: '4', price: '22.60' }] });
    expect(await co.balance('5401')).toBe('40.00');
  });
  step('3 月 5 日补录 3 月 2 日的到货（10 个，每个 14 元）：3 日的出库应值 48 元，过账前先看到影响', async (co) => {
    const body = { day: '2026-03-02', ...buy(co, '10', '15.82') };
    const preview = await co.do({ type: 'goods-receipt', command: 'approve', body, dryRun: true });
    expect(preview).toMatchObject({ ok: true, effect: { documents: 1, lines: 1, amount: 800n } });
    expect(await co.balance('5401')).toBe('40.00');
    const late = await co.must({ type: 'goods-receipt', command: 'approve', body });
    expect(late.recosted).toEqual({ lines: 1, amount: '800' });
    expect(await co.balance('5401')).toBe('48.00');
    expect(await co.balance('1405')).toBe('192.00');
  });
  step('影响记在 3 月的出库成本调整单上，有自己的凭证；原出库行一个字也没动', async (co) => {
    const [adjustment] = await co.rows<{ number: string; vouchers: bigint; cause: string }>(
      `select d.number, d.head->>'cause' as cause, (select count(*) from books.voucher v where v.doc_id = d.id) as vouchers from books.document d where d.type = 'cost-adjustment'`,
    );
    expect(adjustment).toMatchObject({ number: 'CBTZ-202603-0001', vouchers: 1n });
    expect(await co.rows(`select cost from books.stock_line where qty = -4000000 and corrects is null`)).toEqual([{ cost: -4_000n }]);
    seen.posted = await lines(co);
  });
  step('第一张入库单价格录错（应为每个 12 元）：更正 = 红字 + 蓝字，站在原来的日子上', async (co) => {
    const fixed = await co.must({ type: 'goods-receipt', command: 'correct', id: seen.first, body: { day: '2026-03-01', ...buy(co, '10', '13.56'), reason: '单价录错' } });
    expect(fixed).toMatchObject({ red: 'CGRK-202603-0003', number: 'CGRK-202603-0004' });
    expect(await co.balance('5401')).toBe('52.00'); // (120 + 140) ÷ 20 × 4
    expect(await co.balance('1405')).toBe('208.00');
    expect(await lines(co)).toBe(seen.posted + 2n);
  });
  step('发票比暂估贵 20 元：在库的进存货，已卖出的进成本，应付暂估清零', async (co) => {
    const [receipt] = await co.rows<{ id: string }>(`select id from books.document where number = 'CGRK-202603-0004'`);
    await co.must({
      type: 'purchase-invoice',
      command: 'approve',
      body: {
        day: '2026-03-20',
        head: { supplier: co.ids.supplier, kind: 'special', number: '26320000000000000007', invoiceDay: '2026-03-20' },
        lines: [{ item: co.ids.box, qty: '10', price: '15.82', source: { doc: receipt?.id, line: 1 } }],
      },
    });
    expect(await co.balance('5401')).toBe('56.00'); // (140 + 140) ÷ 20 × 4
    expect(await co.balance('1405')).toBe('224.00');
    expect(await co.balance('220202')).toBe('-140.00'); // only the second receipt is still to be billed
  });
  step('库存账与总账分文不差', async (co) => {
    const [sum] = await co.rows<{ stock: bigint; pool: bigint }>(
      `select (select sum(cost) from books.stock_line)::bigint as stock, (select sum(value) from books.item_value)::bigint as pool`,
    );
    expect(sum).toEqual({ stock: 22_400n, pool: 22_400n });
  });
});
