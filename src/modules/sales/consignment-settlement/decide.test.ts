import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { consignmentSettlement } from './document.ts';

const sent = async (co: SmallCompany): Promise<{ issue: string }> => {
  const lines = [{ item: co.ids.box, qty: '10', unitCost: '20.01' }];
  await co.must({ type: 'other-receipt', command: 'approve', body: { day: '2026-03-02', head: { warehouse: co.ids.main, reason: co.ids['reasonIn'] }, lines } });
  const issue = await co.must({
    type: 'consignment-issue',
    command: 'approve',
    body: { day: '2026-03-03', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [{ item: co.ids.box, qty: '7', price: '33.9' }] },
  });
  return { issue: issue.id };
};

describeDocument(consignmentSettlement, {
  folder: import.meta.dirname,
  prepare: sent,
  body: (co, { issue }) => ({
    day: '2026-03-10',
    head: { customer: co.ids.customer, commissionRate: '0.05' },
    lines: [{ item: co.ids.box, qty: '3', price: '33.9', source: { doc: issue, line: 1 } }],
  }),
});

describe('委托代销结算单 is refused', () => {
  let co: SmallCompany;
  let issue = '';
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
    ({ issue } = await sent(co));
  });
  afterAll(() => co?.house.close());
  const TABLE: readonly (readonly [string, () => readonly [Record<string, unknown>, Record<string, unknown>]])[] = [
    ['consignment-needed', () => [{}, {}]],
    ['bad-field', () => [{ commissionRate: '1.5' }, { source: { doc: issue, line: 1 } }]],
    ['source-exceeded', () => [{}, { qty: '8', source: { doc: issue, line: 1 } }]],
  ];
  test("price-missing: neither line, issue nor price book says what it sold for ('price-missing')", async () => {
    const head = { customer: co.ids.customer, warehouse: co.ids.main };
    const bare = await co.must({ type: 'consignment-issue', command: 'approve', body: { day: '2026-03-04', head, lines: [{ item: co.ids.box, qty: '1' }] } });
    const body = { day: '2026-03-10', head: { customer: co.ids.customer }, lines: [{ item: co.ids.box, qty: '1', source: { doc: bare.id, line: 1 } }] };
    expect(await co.do({ type: 'consignment-settlement', command: 'approve', body })).toMatchObject({ ok: false, refusal: { refused: 'price-missing', path: 'lines[0].price' } });
  });
  test.each(TABLE)('%s', async (refused, make) => {
    const [head, line] = make();
    const body = { day: '2026-03-10', head: { customer: co.ids.customer, ...head }, lines: [{ item: co.ids.box, qty: '1', price: '33.9', ...line }] };
    expect(await co.do({ type: 'consignment-settlement', command: 'approve', body })).toMatchObject({ ok: false, refusal: { refused } });
  });
});
