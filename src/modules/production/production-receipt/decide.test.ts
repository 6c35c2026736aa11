import { describeDocument, describePieces, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { making, type Making } from '../testing/making.ts';
import { productionReceipt } from './document.ts';

/** The gift has gathered 960.00 of materials for a plan of eight. */
async function begun(co: SmallCompany): Promise<Making & { readonly planned: string; readonly wages: string; readonly debts: string }> {
  const m = await making(co);
  const plan = await m.plan('8', '2026-03-20');
  await co.must({
    type: 'material-issue',
    command: 'approve',
    body: {
      day: '2026-03-05',
      head: { warehouse: co.ids.main },
      lines: [
        { product: m.gift, item: co.ids.oil, qty: '16' },
        { product: m.gift, item: co.ids.box, qty: '8' },
      ],
    },
  });
  const account = async (code: string) => (await co.rows<{ id: string }>(`select id from books.record where type = 'account' and code = $1`, [code]))[0]?.id ?? '';
  return { ...m, planned: plan.id, wages: await account('2211'), debts: await account('220201') };
}

describeDocument(productionReceipt, {
  folder: import.meta.dirname,
  prepare: async (co) => {
    const { gift, planned, wages } = await begun(co);
    return { gift, planned, wages };
  },
  body: (co, { gift, planned, wages }) => ({
    day: '2026-03-06',
    head: { warehouse: co.ids.main, extraCost: '10', extraAccount: wages },
    lines: [{ source: { doc: planned, line: 1 }, item: gift, qty: '3', lot: 'G1' }],
  }),
});

describePieces(productionReceipt, {
  head: ({ co }) => ({ warehouse: co.ids.main }),
  refuses: ['serials-needed', 'serial-in-stock', 'bin-not-here', 'serials-not-tracked'],
});

describe('完工入库单', () => {
  let co: SmallCompany;
  let m: Awaited<ReturnType<typeof begun>>;
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
    m = await begun(co);
  });
  afterAll(() => co?.house.close());
  const receive = (head: Record<string, unknown>, ...lines: readonly Record<string, unknown>[]) =>
    co.do({
      type: 'production-receipt',
      command: 'approve',
      body: { day: '2026-03-06', head: { warehouse: co.ids.main, ...head }, lines: lines.map((l) => ({ item: m.gift, qty: '1', lot: 'G1', ...l })) },
    });

  test.each([
    ['nothing-in-production', 'lines[0].item', () => [{}, { item: co.ids.water, lot: null }]],
    ['more-than-in-production', 'lines[0].consumed', () => [{}, { consumed: '960.01' }]],
    ['more-than-in-production', 'lines[1].consumed', () => [{}, { consumed: '500' }, { consumed: '460.01' }]],
    ['extra-account-missing', 'head.extraAccount', () => [{ extraCost: '5' }, {}]],
    ['extra-account-unfit', 'head.extraAccount', () => [{ extraCost: '5', extraAccount: m.debts }, {}]],
    ['lot-needed', 'lines[0].lot', () => [{}, { lot: null }]],
    [
      'expiry-needed',
      'lines[0].expires',
      () => [
        { extraCost: '5', extraAccount: m.wages },
        { item: co.ids.milk, lot: 'N1' },
      ],
    ],
    ['source-exceeded', 'lines[0].qty', () => [{}, { source: { doc: m.planned, line: 1 }, qty: '9' }]],
  ] as const)('is refused: %s at %s', async (refused, path, make) => {
    const [head, ...lines] = make() as readonly Record<string, unknown>[];
    expect(await receive(head ?? {}, ...lines)).toMatchObject({ ok: false, refusal: { refused, path } });
  });

  test('goods cost their share of the materials and of what is added; the last of the plan takes the rest', async () => {
    const source = { doc: m.planned, line: 1 };
    expect(await receive({ extraCost: '7', extraAccount: m.wages }, { source, qty: '3' })).toMatchObject({ ok: true });
    // 960.00 × 3 ÷ 8 = 360.00, and 7.00 of wages.
    expect([await co.balance('4001'), await co.balance('2211')]).toEqual(['600.00', '-7.00']);
    expect(await co.rows(`select qty::text, value::text from books.cost_pool where item_id = $1`, [m.gift])).toEqual([{ qty: '3000000', value: '36700' }]);
    expect(await receive({}, { source, qty: '2', lot: 'G2' }, { source, qty: '3', lot: 'G3' })).toMatchObject({ ok: true });
    expect([await co.balance('4001'), await co.balance('1405')]).toEqual(['0.00', '1207.00']);
  });
});
