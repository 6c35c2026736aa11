import { describe, expect, test } from 'vitest';
import { describeDocument, memoryHouse, smallCompany } from '#testing';
import { purchaseRequest } from './document.ts';

describeDocument(purchaseRequest, {
  folder: import.meta.dirname,
  body: (co) => ({
    day: '2026-03-05',
    head: { warehouse: co.ids.main, wanted: '2026-03-08', requester: '小李', reason: '周末促销' },
    lines: [
      { item: co.ids.water, unit: '箱', qty: '10', supplier: co.ids.supplier },
      { item: co.ids.oil, qty: '5', wanted: '2026-03-09' },
    ],
  }),
});

describe('请购单 is refused', () => {
  test.each([
    ['when wanted before it is written', { wanted: '2026-03-01' }, 'wanted-before-day', 'lines[0].wanted'],
    ['for nothing', { qty: '0' }, 'bad-field', 'lines[0].qty'],
    ['from a customer', { supplier: 'customer' }, 'unknown-record', 'lines[0].supplier'],
    ['in a unit nobody knows', { unit: '车' }, 'unit-unknown', 'lines[0].unit'],
  ])('%s', async (_, change: { wanted?: string; qty?: string; supplier?: string; unit?: string }, refused, path) => {
    const co = await company;
    const line = { item: co.ids.water, qty: '1', ...change, ...(change.supplier ? { supplier: co.ids[change.supplier] } : {}) };
    expect(await co.do({ type: 'purchase-request', command: 'approve', body: { day: '2026-03-05', head: {}, lines: [line] } })).toMatchObject({
      ok: false,
      refusal: { refused, path },
    });
  });
  const company = memoryHouse().then((house) => smallCompany(house));
});
