import { saveAll } from '#app/founding';
import { beforeAll, describe, expect, test } from 'vitest';
import { consignedGoods, describeDocument, describePieces, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { goodsReturn } from './document.ts';

/** A receipt of water, and of milk in two lots. */
const received = async (co: SmallCompany) => {
  const receipt = await co.must({
    type: 'goods-receipt',
    command: 'approve',
    body: {
      day: '2026-03-02',
      head: { supplier: co.ids.supplier, warehouse: co.ids.main },
      lines: [
        { item: co.ids.water, unit: '箱', qty: '10', price: '24.5' },
        { item: co.ids.milk, qty: '50', price: '3.3', lot: 'M1', made: '2026-03-01' },
        { item: co.ids.milk, qty: '50', price: '3.5', lot: 'M2', made: '2026-03-02' },
      ],
    },
  });
  return { receipt: receipt.id };
};

describeDocument(goodsReturn, {
  folder: import.meta.dirname,
  prepare: received,
  body: (co, { receipt }) => ({
    day: '2026-03-05',
    head: { supplier: co.ids.supplier, warehouse: co.ids.main },
    lines: [
      { item: co.ids.water, unit: '瓶', qty: '100', source: { doc: receipt, line: 1 } },
      { item: co.ids.milk, qty: '50', source: { doc: receipt, line: 2 } },
      { item: co.ids.milk, qty: '7', price: '3', lot: 'M2' },
    ],
  }),
});

describePieces(goodsReturn, {
  head: ({ co }) => ({ supplier: co.ids.supplier, warehouse: co.ids.main }),
  line: () => ({ price: '900' }),
  refuses: ['serials-needed', 'serial-unknown', 'serial-not-here', 'bin-not-here', 'lot-frozen', 'serials-not-tracked'],
});

describe('采购退货单 is refused', () => {
  let co: SmallCompany;
  let receipt = '';
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
    ({ receipt } = await received(co));
  });
  const reasons = async (use: string) =>
    (await co.rows<{ id: string }>(`select id from books.record where type = 'reason' and data->>'use' = $1 order by code`, [use]))[0]?.id ?? '';
  const attempt = async (line: Record<string, unknown>, head: Record<string, unknown> = {}) =>
    co.do({ type: 'goods-return', command: 'approve', body: { day: '2026-03-05', head: { supplier: co.ids.supplier, warehouse: co.ids.main, ...head }, lines: [line] } });

  test('with the lot of another delivery', async () =>
    expect(await attempt({ item: co.ids.milk, qty: '1', lot: 'M2', source: { doc: receipt, line: 2 } })).toMatchObject({
      ok: false,
      refusal: { refused: 'lot-not-of-receipt', path: 'lines[0].lot', with: { want: 'M1' } },
    }));
  test('with a piece of another delivery, or from a bin that does not hold the goods', async () => {
    const [projector] = await saveAll(co.house, co.caller, 'item', [{ name: '投影仪', data: { category: co.ids['dry'], unit: '台', taxRate: '0.13', tracksSerials: true } }]);
    const [bin] = await saveAll(co.house, co.caller, 'bin', [{ name: 'A-01', data: { warehouse: co.ids.main } }]);
    const receive = (serials: string) =>
      co.must({
        type: 'goods-receipt',
        command: 'approve',
        body: { day: '2026-03-02', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: projector?.id, qty: '2', price: '900', serials }] },
      });
    const [first] = [await receive('A1 A2'), await receive('B1 B2')];
    expect(await attempt({ item: projector?.id, qty: '2', serials: 'A1 B1', source: { doc: first.id, line: 1 } })).toMatchObject({
      ok: false,
      refusal: { refused: 'serial-not-of-receipt', path: 'lines[0].serials', with: { line: '1', serial: 'B1', source: 'CGRK-202603-0002' } },
    });
    expect(await attempt({ item: co.ids.water, qty: '1', bin: bin?.id, source: { doc: receipt, line: 1 } })).toMatchObject({
      ok: false,
      refusal: { refused: 'bin-short', path: 'lines[0].bin' },
    });
  });
  test('for goods of a consignor, which go back on their own paper', async () =>
    expect(await attempt({ item: (await consignedGoods(co)).tea, qty: '1', price: '1' })).toMatchObject({ ok: false, refusal: { refused: 'consigned-not-bought' } }));
  test('back, once 月初回冲 has moved the 暂估 of what is left', async () => {
    const receipt = await co.must({
      type: 'goods-receipt',
      command: 'approve',
      body: { day: '2026-02-02', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.box, qty: '9', price: '5' }] },
    });
    const source = { doc: receipt.id, line: 1 };
    const back = await co.must({
      type: 'goods-return',
      command: 'approve',
      body: { day: '2026-02-03', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.box, qty: '2', source }] },
    });
    await co.must({ type: 'estimate-reversal', command: 'approve', body: { day: '2026-03-01', head: { supplier: co.ids.supplier }, lines: [{ item: co.ids.box, source }] } });
    expect(await co.do({ type: 'goods-return', command: 'reverse', id: back.id, body: { reason: '数错' } })).toMatchObject({ ok: false, refusal: { refused: 'estimate-moved' } });
  });
  test('for a reason that is none for returns', async () =>
    expect(await attempt({ item: co.ids.water, qty: '1', source: { doc: receipt, line: 1 } }, { reason: await reasons('loss') })).toMatchObject({
      ok: false,
      refusal: { refused: 'reason-not-for-return', path: 'head.reason' },
    }));
  test('of more than was received', async () =>
    expect(await attempt({ item: co.ids.milk, qty: '51', source: { doc: receipt, line: 2 } })).toMatchObject({ ok: false, refusal: { refused: 'source-exceeded' } }));
  test('of goods that are not there', async () =>
    expect(await attempt({ item: co.ids.water, qty: '241', price: '1' })).toMatchObject({ ok: false, refusal: { refused: 'not-enough-stock' } }));
  test('of a lot that is not there', async () =>
    expect(await attempt({ item: co.ids.milk, qty: '1', price: '1', lot: 'M9' })).toMatchObject({ ok: false, refusal: { refused: 'lot-not-there' } }));
  test('without a price and without a source', async () =>
    expect(await attempt({ item: co.ids.water, qty: '1' })).toMatchObject({ ok: false, refusal: { refused: 'price-missing' } }));
  test('but not because they expired', async () => {
    co.house.today('2027-01-01');
    expect(await attempt({ item: co.ids.milk, qty: '1', lot: 'M1', price: '1' })).not.toMatchObject({ refusal: { refused: 'lot-expired' } });
    co.house.today('2026-03-10');
  });
});
