import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { withPieces, works, type Works } from '../testing/works.ts';
import { assembly } from './document.ts';

const prepared = async (co: SmallCompany): Promise<Works & { gift: string; jar: string }> => {
  const w = await works(co);
  const [gift, jar] = [await w.addItem('中秋礼盒', { unit: '盒' }), await w.addItem('空罐', { unit: '个' })];
  await w.stock('2026-03-01', [
    { item: co.ids.oil, qty: '10', unitCost: '50' },
    { item: co.ids.milk, qty: '30', unitCost: '3', lot: 'M1', made: '2026-02-20' },
    { item: co.ids.box, qty: '7', unitCost: '20' },
  ]);
  return { ...w, gift, jar };
};

describeDocument(assembly, {
  folder: import.meta.dirname,
  prepare: async (co) => {
    const { gift, account } = await prepared(co);
    return { gift, wages: account('2211') };
  },
  body: (co, { gift, wages }) => ({
    day: '2026-03-05',
    head: { warehouse: co.ids.main, into: co.ids.shop, extraCost: '3.33', extraAccount: wages },
    lines: [
      { role: 'in', item: co.ids.oil, qty: '3' },
      { role: 'in', item: co.ids.milk, qty: '7' },
      { role: 'out', item: gift, qty: '3' },
    ],
  }),
});

describe('组装单 is refused', () => {
  let co: SmallCompany;
  let w: Awaited<ReturnType<typeof prepared>>;
  let have: Awaited<ReturnType<typeof withPieces>>;
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
    w = await prepared(co);
    have = await withPieces(w);
  });
  afterAll(() => co?.house.close());
  type Lines = readonly Record<string, unknown>[];
  const oil = () => ({ role: 'in', item: co.ids.oil, qty: '1' });
  const out = (item: string, more: Record<string, unknown> = {}) => ({ role: 'out', item, qty: '1', ...more });
  const TABLE: readonly (readonly [string, string, () => readonly [Record<string, unknown>, Lines]])[] = [
    ['nothing-goes-in', 'lines', () => [{}, [out(w.gift)]]],
    ['nothing-comes-out', 'lines', () => [{}, [oil()]]],
    ['item-both-sides', 'lines[1].item', () => [{}, [oil(), out(co.ids.oil)]]],
    ['weights-partly', 'lines[2].weight', () => [{}, [oil(), out(w.gift, { weight: '2' }), out(w.jar)]]],
    ['weights-zero', 'lines', () => [{}, [oil(), out(w.gift, { weight: '0' }), out(w.jar, { weight: '0' })]]],
    ['reference-unknown', 'lines[1].weight', () => [{}, [oil(), out(w.gift), out(w.jar)]]],
    ['extra-account-missing', 'head.extraAccount', () => [{ extraCost: '5' }, [oil(), out(w.gift)]]],
    ['extra-account-unfit', 'head.extraAccount', () => [{ extraCost: '5', extraAccount: w.account('220201') }, [oil(), out(w.gift)]]],
    ['not-enough-stock', 'lines[0].qty', () => [{}, [{ ...oil(), qty: '11' }, out(w.gift)]]],
    ['bin-not-here', 'lines[0].bin', () => [{}, [{ ...oil(), bin: have.shopBin }, out(w.gift)]]],
    ['expiry-needed', 'lines[1].expires', () => [{}, [oil(), out(co.ids.milk, { lot: 'NEW' })]]],
    ['serial-unknown', 'lines[0].serials', () => [{}, [{ role: 'in', item: have.phone, qty: '1', serials: 'SN9' }, out(w.gift)]]],
    ['serial-not-here', 'lines[0].serials', () => [{}, [{ role: 'in', item: have.phone, qty: '1', serials: 'SN2' }, out(w.gift)]]],
    ['serial-in-stock', 'lines[1].serials', () => [{}, [oil(), out(have.phone, { serials: 'SN1' })]]],
    ['lot-needed', 'lines[1].lot', () => [{}, [oil(), out(co.ids.milk)]]],
  ];
  test.each(TABLE)('%s', async (refused, path, make) => {
    const [head, lines] = make();
    expect(await w.attempt('assembly', '2026-03-05', { warehouse: co.ids.main, ...head }, lines)).toMatchObject({ ok: false, refusal: { refused, path } });
  });
  test('of expired components', async () => {
    co.house.today('2026-12-31');
    const lines = [{ role: 'in', item: co.ids.milk, qty: '1', lot: 'M1' }, out(w.gift)];
    expect(await w.attempt('assembly', '2026-03-05', { warehouse: co.ids.main }, lines)).toMatchObject({ ok: false, refusal: { refused: 'lot-expired' } });
    co.house.today('2026-03-10');
  });
});
