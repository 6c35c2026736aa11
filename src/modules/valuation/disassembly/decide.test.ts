import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { withPieces, works, type Works } from '../testing/works.ts';
import { disassembly } from './document.ts';

const prepared = async (co: SmallCompany): Promise<Works & { leg: string; wing: string }> => {
  const w = await works(co);
  const [leg, wing] = [await w.addItem('鸡腿', { unit: '只', purchasePrice: '11.30' }), await w.addItem('鸡翅', { unit: '只', purchasePrice: '5.65' })];
  await w.stock('2026-03-01', [{ item: co.ids.box, qty: '7', unitCost: '20' }]);
  return { ...w, leg, wing };
};

describeDocument(disassembly, {
  folder: import.meta.dirname,
  prepare: async (co) => {
    const { leg, wing } = await prepared(co);
    return { leg, wing };
  },
  body: (co, { leg, wing }) => ({
    day: '2026-03-05',
    head: { warehouse: co.ids.main },
    lines: [
      { role: 'in', item: co.ids.box, qty: '1' },
      { role: 'out', item: leg, qty: '2', weight: '2' },
      { role: 'out', item: wing, qty: '2', weight: '1' },
    ],
  }),
});

describe('拆卸单 is refused', () => {
  let co: SmallCompany;
  let w: Awaited<ReturnType<typeof prepared>>;
  let bare = '';
  let have: Awaited<ReturnType<typeof withPieces>>;
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
    w = await prepared(co);
    have = await withPieces(w);
    bare = await w.addItem('鸡架', { unit: '只' });
  });
  afterAll(() => co?.house.close());
  const whole = () => ({ role: 'in', item: co.ids.box, qty: '1' });
  const part = (item: string, more: Record<string, unknown> = {}) => ({ role: 'out', item, qty: '1', ...more });
  const TABLE: readonly (readonly [string, () => readonly [Record<string, unknown>, readonly Record<string, unknown>[]]])[] = [
    ['nothing-goes-in', () => [{}, [part(w.leg)]]],
    ['nothing-comes-out', () => [{}, [whole()]]],
    ['item-both-sides', () => [{}, [whole(), part(co.ids.box)]]],
    ['weights-partly', () => [{}, [whole(), part(w.leg, { weight: '1' }), part(w.wing)]]],
    ['weights-zero', () => [{}, [whole(), part(w.leg, { weight: '0' }), part(w.wing, { weight: '0' })]]],
    ['reference-unknown', () => [{}, [whole(), part(w.leg), part(bare)]]],
    ['not-enough-stock', () => [{}, [{ ...whole(), qty: '8' }, part(w.leg)]]],
    ['bin-not-here', () => [{}, [{ ...whole(), bin: have.shopBin }, part(w.leg)]]],
    ['lot-needed', () => [{}, [whole(), part(co.ids.milk)]]],
    ['expiry-needed', () => [{}, [whole(), part(co.ids.milk, { lot: 'NEW' })]]],
    ['serial-unknown', () => [{}, [{ role: 'in', item: have.phone, qty: '1', serials: 'SN9' }, part(w.leg)]]],
    ['serial-not-here', () => [{}, [{ role: 'in', item: have.phone, qty: '1', serials: 'SN2' }, part(w.leg)]]],
    ['serial-in-stock', () => [{}, [whole(), part(have.phone, { serials: 'SN1' })]]],
    ['extra-account-missing', () => [{ extraCost: '5' }, [whole(), part(w.leg)]]],
    ['extra-account-unfit', () => [{ extraCost: '5', extraAccount: w.account('1405') }, [whole(), part(w.leg)]]],
  ];
  test.each(TABLE)('%s', async (refused, make) => {
    const [head, lines] = make();
    expect(await w.attempt('disassembly', '2026-03-05', { warehouse: co.ids.main, ...head }, lines)).toMatchObject({ ok: false, refusal: { refused } });
  });
  test("not even of expired goods ('lot-expired' is for those who put things together)", async () => {
    await w.stock('2026-03-01', [{ item: co.ids.milk, qty: '2', unitCost: '3', lot: 'OLD', made: '2025-01-01' }]);
    expect(await w.attempt('disassembly', '2026-03-05', { warehouse: co.ids.main }, [{ role: 'in', item: co.ids.milk, qty: '1', lot: 'OLD' }, part(bare)])).toMatchObject({
      ok: true,
    });
  });
  test('nothing: without weights the parts share by what they would cost', async () => {
    await w.post('disassembly', '2026-03-05', { warehouse: co.ids.main }, [whole(), part(w.leg), part(w.wing)]);
    // 20.00 by 10.00 : 5.00
    expect([await w.pool(w.leg), await w.pool(w.wing)]).toEqual([
      ['1', '1333'],
      ['1', '667'],
    ]);
  });
});
