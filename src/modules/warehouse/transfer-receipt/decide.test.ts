import { saveAll } from '#app/founding';
import { beforeAll, describe, expect, test } from 'vitest';
import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { transferReceipt } from './document.ts';

/** Stock in the main warehouse, a transfer on the way to the shop and one that went directly. */
const sent = async (co: SmallCompany) => {
  await co.must({
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
  const go = (direct: boolean, lines: unknown[]) =>
    co.must({ type: 'transfer', command: 'approve', body: { day: '2026-03-05', head: { from: co.ids.main, to: co.ids.shop, direct }, lines } });
  const [bin] = await saveAll(co.house, co.caller, 'bin', [{ name: 'A-01', data: { warehouse: co.ids.shop } }]);
  const reason = (await co.rows<{ id: string }>(`select id from books.record where code = 'BS03'`))[0]?.id ?? '';
  return {
    bin: bin?.id ?? '',
    reason,
    way: (
      await go(false, [
        { item: co.ids.water, unit: '箱', qty: '5' },
        { item: co.ids.milk, qty: '60' },
      ])
    ).id,
    direct: (await go(true, [{ item: co.ids.water, qty: '10' }])).id,
  };
};

describeDocument(transferReceipt, {
  folder: import.meta.dirname,
  prepare: sent,
  body: (co, { way, bin, reason }) => ({
    day: '2026-03-06',
    head: { from: co.ids.main, warehouse: co.ids.shop },
    lines: [
      { item: co.ids.water, unit: '箱', qty: '5', bin, source: { doc: way, line: 1 } },
      { item: co.ids.milk, qty: '55', lost: '4', reason, source: { doc: way, line: 2 } },
    ],
  }),
});

describe('调拨入库单 is refused', () => {
  let co: SmallCompany;
  let made: Awaited<ReturnType<typeof sent>>;
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
    made = await sent(co);
  });
  const attempt = (line: Record<string, unknown>, warehouse = co.ids.shop) =>
    co.do({ type: 'transfer-receipt', command: 'approve', body: { day: '2026-03-06', head: { warehouse }, lines: [{ item: co.ids.milk, qty: '10', ...line }] } });
  const source = () => ({ source: { doc: made.way, line: 2 } });

  test('without a transfer', async () => expect(await attempt({ lot: 'M1' })).toMatchObject({ ok: false, refusal: { refused: 'source-needed', path: 'lines[0].source' } }));
  test('in a warehouse it was not sent to', async () =>
    expect(await attempt(source(), co.ids.main)).toMatchObject({ ok: false, refusal: { refused: 'other-destination', with: { have: '总仓' } } }));
  test('onto a bin of another warehouse', async () => {
    const [bin] = await saveAll(co.house, co.caller, 'bin', [{ name: 'Z-01', data: { warehouse: co.ids.main } }]);
    expect(await attempt({ ...source(), bin: bin?.id })).toMatchObject({
      ok: false,
      refusal: { refused: 'bin-not-here', path: 'lines[0].bin', with: { bin: 'Z-01', warehouse: '一号店' } },
    });
  });
  test('of a direct transfer', async () =>
    expect(await attempt({ item: co.ids.water, qty: '1', source: { doc: made.direct, line: 1 } })).toMatchObject({ ok: false, refusal: { refused: 'transfer-was-direct' } }));
  test('with more lost than arrived', async () =>
    expect(await attempt({ ...source(), lost: '11', reason: made.reason })).toMatchObject({ ok: false, refusal: { refused: 'lost-above-qty', with: { lost: '11', qty: '10' } } }));
  test('with a loss nobody explains', async () =>
    expect(await attempt({ ...source(), lost: '1' })).toMatchObject({ ok: false, refusal: { refused: 'loss-reason-needed', path: 'lines[0].reason' } }));
  test('with a reason for something else', async () => {
    const [gift] = await co.rows<{ id: string }>(`select id from books.record where code = 'QC01'`);
    expect(await attempt({ ...source(), lost: '1', reason: gift?.id })).toMatchObject({
      ok: false,
      refusal: { refused: 'reason-other-use', with: { reason: '样品赠送', have: '其他出库' } },
    });
  });
  test('with pieces that are not on the way, and lost ones that are not named', async () => {
    const [projector] = await saveAll(co.house, co.caller, 'item', [{ name: '投影仪', data: { category: co.ids['dry'], unit: '台', taxRate: '0.13', tracksSerials: true } }]);
    const item = projector?.id;
    const body = { day: '2026-03-02', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item, qty: '4', price: '900', serials: 'P1~P4' }] };
    await co.must({ type: 'goods-receipt', command: 'approve', body });
    const transfer = await co.must({
      type: 'transfer',
      command: 'approve',
      body: { day: '2026-03-05', head: { from: co.ids.main, to: co.ids.shop }, lines: [{ item, qty: '3', serials: 'P1~P3' }] },
    });
    const line = { item, qty: '2', source: { doc: transfer.id, line: 1 } };
    expect(await attempt({ ...line, serials: 'P3 P4' })).toMatchObject({
      ok: false,
      refusal: { refused: 'serial-not-sent', path: 'lines[0].serials', with: { serial: 'P4', left: 'P1~P3' } },
    });
    for (const lostSerials of [null, 'P3', 'P1 P2', 'x~'])
      expect(await attempt({ ...line, serials: 'P1 P2', lost: '1', reason: made.reason, lostSerials })).toMatchObject({
        ok: false,
        refusal: { refused: 'lost-serials', with: { lost: '1' } },
      });
  });
  test('of more of a lot than is on the way', async () =>
    expect(await attempt({ ...source(), qty: '11', lot: 'M2' })).toMatchObject({ ok: false, refusal: { refused: 'not-in-transit', path: 'lines[0].lot', with: { left: '10' } } }));
  test('of more than was sent', async () => expect(await attempt({ ...source(), qty: '61' })).toMatchObject({ ok: false, refusal: { refused: 'source-exceeded' } }));
});
