import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saveAll } from '#app/founding';
import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { consignmentReturn } from './document.ts';

const sent = async (co: SmallCompany): Promise<{ issue: string; phone: string }> => {
  const [phone] = await saveAll(co.house, co.caller, 'item', [{ name: '手机', data: { category: co.ids['dry'], unit: '台', tracksSerials: true, taxRate: '0.13' } }]);
  const lines = [
    { item: co.ids.box, qty: '10', unitCost: '20.01' },
    { item: co.ids.milk, qty: '2', unitCost: '3', lot: 'M1', made: '2026-03-01' },
    { item: co.ids.milk, qty: '2', unitCost: '3', lot: 'M2', made: '2026-03-01' },
    { item: phone?.id, qty: '3', unitCost: '1000', serials: 'SN1~SN3' },
  ];
  await co.must({ type: 'other-receipt', command: 'approve', body: { day: '2026-03-02', head: { warehouse: co.ids.main, reason: co.ids['reasonIn'] }, lines } });
  const out = [
    { item: co.ids.box, qty: '7', price: '33.9' },
    { item: co.ids.milk, qty: '3', price: '5' },
    { item: phone?.id, qty: '2', price: '1500', serials: 'SN1~SN2' },
  ];
  const issue = await co.must({
    type: 'consignment-issue',
    command: 'approve',
    body: { day: '2026-03-03', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: out },
  });
  return { issue: issue.id, phone: phone?.id ?? '' };
};

describeDocument(consignmentReturn, {
  folder: import.meta.dirname,
  prepare: sent,
  body: (co, { issue, phone }) => ({
    day: '2026-03-10',
    head: { customer: co.ids.customer, warehouse: co.ids.main },
    lines: [
      { item: co.ids.box, qty: '3', source: { doc: issue, line: 1 } },
      { item: phone, qty: '1', serials: 'SN2', source: { doc: issue, line: 3 } },
    ],
  }),
});

describe('委托代销退货单 is refused', () => {
  let co: SmallCompany;
  let [issue, phone, bin] = ['', '', ''];
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
    ({ issue, phone } = await sent(co));
    bin = (await saveAll(co.house, co.caller, 'bin', [{ name: 'A-01', data: { warehouse: co.ids.shop } }]))[0]?.id ?? '';
  });
  afterAll(() => co?.house.close());
  const TABLE: readonly (readonly [string, () => Record<string, unknown>])[] = [
    ['consignment-needed', () => ({ item: co.ids.box, qty: '1' })],
    ['source-exceeded', () => ({ item: co.ids.box, qty: '8', source: { doc: issue, line: 1 } })],
    ['bin-not-here', () => ({ item: co.ids.box, qty: '1', bin, source: { doc: issue, line: 1 } })],
    ['lot-not-sent', () => ({ item: co.ids.milk, qty: '1', source: { doc: issue, line: 2 } })],
    ['serial-in-stock', () => ({ item: phone, qty: '1', serials: 'SN3', source: { doc: issue, line: 3 } })],
    ['serial-not-consigned', () => ({ item: phone, qty: '1', serials: 'SN9', source: { doc: issue, line: 3 } })],
  ];
  test.each(TABLE)('%s', async (refused, line) => {
    const body = { day: '2026-03-10', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [line()] };
    expect(await co.do({ type: 'consignment-return', command: 'approve', body })).toMatchObject({ ok: false, refusal: { refused } });
  });
});
