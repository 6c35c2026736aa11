import { describeDocument, describePieces, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { making, type Making } from '../testing/making.ts';
import { materialIssue } from './document.ts';

describeDocument(materialIssue, {
  folder: import.meta.dirname,
  prepare: async (co) => ({ gift: (await making(co)).gift }),
  body: (co, { gift }) => ({
    day: '2026-03-05',
    head: { warehouse: co.ids.main },
    lines: [
      { product: gift, item: co.ids.oil, qty: '6' },
      { product: gift, item: co.ids.box, qty: '3' },
    ],
  }),
});

describePieces(materialIssue, {
  head: ({ co }) => ({ warehouse: co.ids.main }),
  line: ({ co }) => ({ product: co.ids.water }),
  refuses: ['serials-needed', 'serial-unknown', 'serial-not-here', 'bin-not-here', 'lot-frozen', 'serials-not-tracked'],
});

describe('生产领料单', () => {
  let co: SmallCompany;
  let m: Making;
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse(), { standard: 'ASBE' });
    m = await making(co);
  });
  afterAll(() => co?.house.close());
  const take = (line: Record<string, unknown>) =>
    co.do({ type: 'material-issue', command: 'approve', body: { day: '2026-03-05', head: { warehouse: co.ids.main }, lines: [{ product: m.gift, qty: '1', ...line }] } });

  test.each([
    ['product-needed', 'lines[0].product', () => ({ item: co.ids.oil, product: null })],
    ['product-itself', 'lines[0].product', () => ({ item: co.ids.oil, product: co.ids.oil })],
    ['not-enough-stock', 'lines[0].qty', () => ({ item: co.ids.oil, qty: '21' })],
  ])('is refused: %s', async (refused, path, line) => expect(await take(line())).toMatchObject({ ok: false, refusal: { refused, path } }));

  test('is refused: lot-expired, for nobody makes goods of what has expired', async () => {
    await co.must({
      type: 'other-receipt',
      command: 'approve',
      body: {
        day: '2026-03-02',
        head: { warehouse: co.ids.main, reason: co.ids['reasonIn'] },
        lines: [{ item: co.ids.milk, qty: '5', unitCost: '3', lot: 'OLD', made: '2025-01-01' }],
      },
    });
    expect(await take({ item: co.ids.milk, lot: 'OLD' })).toMatchObject({ ok: false, refusal: { refused: 'lot-expired', path: 'lines[0].lot' } });
  });

  test('uses up what was set aside for it, others may not; taken back it is set aside again, while its 备料单 is open', async () => {
    await m.plan('10', '2026-03-20');
    await m.hear();
    expect(await m.free(co.ids.oil)).toBe('0');
    // Everything is promised to the plan.
    expect(await take({ item: co.ids.oil })).toMatchObject({ ok: false, refusal: { refused: 'not-enough-stock' } });
    const [materials] = await m.docs('material-plan', 'posted');
    const [draft] = await m.docs('material-issue', 'draft');
    await co.must({ type: 'material-issue', command: 'approve', id: draft?.id ?? '', body: undefined });
    // 生产成本 is 5001 under 企业会计准则.
    expect([await co.balance('5001'), await m.free(co.ids.oil)]).toEqual(['1200.00', '0']);
    const line = { source: { doc: materials?.id, line: 1 }, item: co.ids.oil };
    await m.stock(co.ids.oil, '1', '50');
    expect(await take(line)).toMatchObject({ ok: false, refusal: { refused: 'source-exceeded' } });
    await co.must({ type: 'material-issue', command: 'reverse', id: draft?.id ?? '', body: { reason: '领错' } });
    expect([await co.balance('5001'), await m.free(co.ids.oil)]).toEqual(['0.00', '1']);
    const again = await co.must({
      type: 'material-issue',
      command: 'approve',
      body: { day: '2026-03-06', head: { warehouse: co.ids.main }, lines: [{ product: m.gift, ...line, qty: '4' }] },
    });
    await co.must({ type: 'material-plan', command: 'close', id: materials?.id ?? '', body: {} });
    expect(await co.do({ type: 'material-issue', command: 'reverse', id: again.id, body: { reason: '领错' } })).toMatchObject({
      ok: false,
      refusal: { refused: 'material-plan-closed' },
    });
  });
});
