import { closeMonth, closeSteps } from '#accounting';
import { saveAll } from '#app/founding';
import { run as command } from '#books/pen';
import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fxBackStep, fxRevaluationStep } from './close-steps.ts';

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('期末调汇 on %s', (_, open) => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await open());
  });
  afterAll(() => co?.house.close());
  const close = (period: number) =>
    closeMonth(
      {
        ...co.house,
        command: async (_who, c) => {
          const outcome = await command(co.house, co.caller, c);
          return outcome.ok ? { ok: true, booked: { ...outcome.reply, type: c.type } } : outcome;
        },
      },
      co.caller,
      { period, steps: closeSteps([fxRevaluationStep, fxBackStep]), skip: ['surcharge', 'income-tax'], names: { document: (type) => type }, tell: () => undefined },
    );

  test('closing month after month, each month bears the change of its rate; paid in the end, the whole is what the rates made of it', async () => {
    const [usd] = await saveAll(co.house, co.caller, 'currency', [
      {
        name: '美元',
        data: {
          rates: [
            { from: '2026-01-01', rate: '7' },
            { from: '2026-01-31', rate: '7.1' },
            { from: '2026-02-28', rate: '6.95' },
            { from: '2026-03-05', rate: '7.05' },
          ],
        },
      },
    ]);
    const [freight] = await co.rows<{ id: string }>(`select id from books.record where type = 'account' and code = '5601'`);
    const bill = await co.must({
      type: 'purchase-invoice',
      command: 'approve',
      body: { day: '2026-01-05', head: { supplier: co.ids.supplier, kind: 'none', currency: usd?.id }, lines: [{ account: freight?.id, amount: '1000', taxRate: '0' }] },
    });
    const profit = async (period: number) =>
      (
        await co.rows<{ net: string }>(
          `select to_char(coalesce(sum(l.debit - l.credit), 0) / 100.0, 'FM999990.00') as net from books.voucher_line l join books.voucher v on v.id = l.voucher_id join books.document d on d.id = v.doc_id
            where d.type in ('fx-revaluation', 'payment') and l.account in ('5603', '5301') and l.period = $1`,
          [period],
        )
      )[0]?.net;
    for (const period of [202601, 202602]) expect(await close(period)).toMatchObject({ ok: true });
    expect([await profit(202601), await profit(202602)]).toEqual(['100.00', '-150.00']);
    expect(await co.rows(`select day::text, total from books.document where type = 'fx-revaluation' order by day, number`)).toEqual([
      { day: '2026-01-31', total: 10_000n },
      { day: '2026-02-01', total: -10_000n },
      { day: '2026-02-28', total: -5_000n },
      { day: '2026-03-01', total: 5_000n },
    ]);
    const [item] = await co.rows<{ id: string }>(`select id from books.open_item where doc_id = $1`, [bill.id]);
    await co.must({
      type: 'payment',
      command: 'approve',
      body: { day: '2026-03-05', head: { supplier: co.ids.supplier, wallet: co.ids.bank, currency: usd?.id, amount: '1000' }, lines: [{ openItem: item?.id, amount: '1000' }] },
    });
    expect(await profit(202603)).toBe('100.00');
    expect([await co.balance('220201'), await co.balance('1002')]).toEqual(['0.00', '-7050.00']);
    expect(await co.rows(`select id from books.open_item where amount <> settled`)).toEqual([]);
  });
});
