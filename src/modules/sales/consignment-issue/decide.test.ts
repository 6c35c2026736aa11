import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saveAll } from '#app/founding';
import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { consignmentIssue } from './document.ts';

export const stocked = async (co: SmallCompany): Promise<Record<string, string>> => {
  const lines = [
    { item: co.ids.box, qty: '10', unitCost: '20' },
    { item: co.ids.milk, qty: '6', unitCost: '3', lot: 'M1', made: '2026-03-01' },
  ];
  await co.must({ type: 'other-receipt', command: 'approve', body: { day: '2026-03-02', head: { warehouse: co.ids.main, reason: co.ids['reasonIn'] }, lines } });
  return {};
};
const body = (co: SmallCompany) => ({
  day: '2026-03-05',
  head: { customer: co.ids.customer, warehouse: co.ids.main },
  lines: [
    { item: co.ids.box, qty: '7', price: '33.9' },
    { item: co.ids.milk, qty: '4', price: '5' },
  ],
});

describeDocument(consignmentIssue, { folder: import.meta.dirname, prepare: stocked, body });

describe.each(['ASSBE', 'ASBE'] as const)('委托代销 under %s', (standard) => {
  let co: SmallCompany;
  const away = standard === 'ASBE' ? '140602' : '1406';
  const [cogs, revenue, selling] = standard === 'ASBE' ? ['6401', '6001', '6601'] : ['5401', '5001', '5601'];
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse(), { standard });
    await stocked(co);
  });
  afterAll(() => co?.house.close());

  test('goods stay ours until sold; settlement books sale, commission and cost; the rest comes back; nothing is left over', async () => {
    expect(await co.do({ type: 'consignment-issue', command: 'approve', body: { ...body(co), lines: [{ item: co.ids.box, qty: '11', price: '1' }] } })).toMatchObject({
      ok: false,
      refusal: { refused: 'not-enough-stock' },
    });
    const issue = await co.must({ type: 'consignment-issue', command: 'approve', body: body(co) });
    expect([await co.balance(away), await co.balance('1405'), await co.balance('112201')]).toEqual(['152.00', '66.00', '0.00']);
    expect(await co.rows(`select distinct ownership from books.stock_line where counter = 'consignee'`)).toEqual([{ ownership: 'consigned-out' }]);
    // A receipt dated before makes the seven boxes cost 25.00 each; the goods away are worth more.
    await co.must({
      type: 'other-receipt',
      command: 'approve',
      body: { day: '2026-03-03', head: { warehouse: co.ids.main, reason: co.ids['reasonIn'] }, lines: [{ item: co.ids.box, qty: '10', unitCost: '30' }] },
    });
    expect(await co.balance(away)).toBe('187.00');
    const sold = await co.must({
      type: 'consignment-settlement',
      command: 'approve',
      body: {
        day: '2026-03-20',
        head: { customer: co.ids.customer, commissionRate: '0.1', commissionTaxRate: '0.06' },
        lines: [{ item: co.ids.box, qty: '3', price: '33.9', source: { doc: issue.id, line: 1 } }],
      },
    });
    // 101.70 with 11.70 VAT; a tenth, 10.17 with 0.58 VAT inside, stays with the consignee.
    expect([
      await co.balance('112201'),
      await co.balance(revenue),
      await co.balance('22210107'),
      await co.balance(selling),
      await co.balance('222105'),
      await co.balance(cogs),
    ]).toEqual(['91.53', '-90.00', '-11.70', '9.59', '0.58', '75.00']);
    expect(await co.rows(`select amount::text from books.open_item where doc_id = $1`, [sold.id])).toEqual([{ amount: '9153' }]);
    const back = (lines: readonly Record<string, unknown>[]) =>
      co.do({ type: 'consignment-return', command: 'approve', body: { day: '2026-03-25', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines } });
    expect(await back([{ item: co.ids.box, qty: '5', source: { doc: issue.id, line: 1 } }])).toMatchObject({ ok: false, refusal: { refused: 'source-exceeded' } });
    expect(
      await back([
        { item: co.ids.box, qty: '4', source: { doc: issue.id, line: 1 } },
        { item: co.ids.milk, qty: '1', source: { doc: issue.id, line: 2 } },
      ]),
    ).toMatchObject({ ok: true });
    expect(await co.balance(away)).toBe('9.00');
    const view = co.house.catalog.views.find((v) => v.name === 'consigned-goods');
    expect(await co.rows(view?.sql ?? '', [null, null, 10, 0])).toMatchObject([{ name: '伊利纯牛奶 250ml', sent: '4', cleared: '1', qty: '3', cost: '9.00' }]);
    const [pools] = await co.rows<{ v: string }>(`select to_char(sum(value) / 100.0, 'FM999990.00') as v from books.cost_pool`);
    expect(await co.balance('1405')).toBe(pools?.v);
  });

  test('what goods turn out to have cost after part of them was settled goes on with that part, and comes back with a red settlement', async () => {
    const [item] = await saveAll(co.house, co.caller, 'item', [{ name: '相框', data: { category: co.ids['dry'], unit: '个', taxRate: '0.13' } }]);
    const stock = (day: string, qty: string, unitCost: string) =>
      co.must({
        type: 'other-receipt',
        command: 'approve',
        body: { day, head: { warehouse: co.ids.main, reason: co.ids['reasonIn'] }, lines: [{ item: item?.id, qty, unitCost }] },
      });
    const left = async (): Promise<readonly number[]> =>
      [Number(await co.balance(away)) - before[0], Number(await co.balance(cogs)) - before[1]].map((n) => Math.round(n * 100) / 100);
    const before = [Number(await co.balance(away)), Number(await co.balance(cogs))] as const;
    await stock('2026-03-04', '10', '20');
    const head = { customer: co.ids.customer };
    const issue = await co.must({
      type: 'consignment-issue',
      command: 'approve',
      body: { day: '2026-03-06', head: { ...head, warehouse: co.ids.main }, lines: [{ item: item?.id, qty: '10', price: '60' }] },
    });
    const settle = (qty: string, day: string) =>
      co.must({ type: 'consignment-settlement', command: 'approve', body: { day, head, lines: [{ item: item?.id, qty, price: '60', source: { doc: issue.id, line: 1 } }] } });
    const first = await settle('4', '2026-03-15');
    expect(await left()).toEqual([120, 80]);
    // Ten at 30.00 come late: those away cost 250.00 in all, four tenths of it are sold.
    await stock('2026-03-05', '10', '30');
    expect(await left()).toEqual([150, 100]);
    await co.must({ type: 'consignment-settlement', command: 'reverse', id: first.id, body: { reason: '清单有误' } });
    expect(await left()).toEqual([250, 0]);
    await settle('10', '2026-03-20');
    expect(await left()).toEqual([0, 250]);
  });
});
