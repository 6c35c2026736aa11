import { saveAll } from '#app/founding';
import { beforeAll, describe, expect, test } from 'vitest';
import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { stockCount } from './document.ts';

const reasonId = async (co: SmallCompany, code: string) => (await co.rows<{ id: string }>(`select id from books.record where type = 'reason' and code = $1`, [code]))[0]?.id ?? '';
const stocked = async (co: SmallCompany) => {
  const [bin] = await saveAll(co.house, co.caller, 'bin', [{ name: 'A-01', data: { warehouse: co.ids.main } }]);
  await co.must({
    type: 'other-receipt',
    command: 'approve',
    body: {
      day: '2026-03-02',
      head: { warehouse: co.ids.main, reason: await reasonId(co, 'QR01') },
      lines: [
        { item: co.ids.water, unit: '箱', qty: '10', unitCost: '21.7' },
        { item: co.ids.milk, qty: '50', unitCost: '2.9', lot: 'M1', made: '2026-03-01' },
        { item: co.ids.milk, qty: '50', unitCost: '3.1', lot: 'M2', made: '2026-03-02', bin: bin?.id },
      ],
    },
  });
  return { bin: bin?.id ?? '' };
};
/** Starts, hands in and approves a sheet whose first counts are also its second ones. */
const walk = async (co: SmallCompany, body: Record<string, unknown>): Promise<string> => {
  const lines = (body['lines'] as Record<string, unknown>[]).map((l) => ({ ...l, recount: l['counted'] }));
  const started = await co.must({ type: 'stock-count', command: 'count', body: { ...body, lines } });
  await co.must({ type: 'stock-count', command: 'submit', id: started.id });
  await co.must({ type: 'stock-count', command: 'approve', id: started.id });
  return started.id;
};

describeDocument(stockCount, {
  folder: import.meta.dirname,
  prepare: stocked,
  walk,
  body: (co) => ({
    day: '2026-03-05',
    head: { warehouse: co.ids.main, scope: '全部', counters: '小李、小张' },
    lines: [
      { item: co.ids.water, unit: '箱', counted: '9.5' },
      { item: co.ids.milk, lot: 'M1', counted: '53' },
      { item: co.ids.milk, lot: 'M2', counted: '48' },
    ],
  }),
});

describe('盘点单 is refused', () => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
    await stocked(co);
  });
  const start = (lines: unknown[], head: Record<string, unknown> = {}) =>
    co.must({ type: 'stock-count', command: 'count', body: { day: '2026-03-05', head: { warehouse: co.ids.main, ...head }, lines } });
  const finish = async (lines: unknown[], head: Record<string, unknown> = {}) => {
    const { id } = await start(lines, head);
    await co.must({ type: 'stock-count', command: 'submit', id });
    return co.do({ type: 'stock-count', command: 'approve', id });
  };

  test('with lines nobody counted, unless they are to stay as they are', async () => {
    const lines = [
      { item: co.ids.water, counted: '240' },
      { item: co.ids.milk, lot: 'M1' },
      { item: co.ids.milk, lot: 'M2' },
    ];
    expect(await finish(lines)).toMatchObject({ ok: false, refusal: { refused: 'count-missing', path: 'lines[1].counted', with: { count: '2', lines: '2、3' } } });
    expect(await finish(lines, { skipUncounted: true })).toMatchObject({ ok: true });
  });
  test('before differing lines were counted again', async () =>
    expect(
      await finish([
        { item: co.ids.water, counted: '240' },
        { item: co.ids.milk, lot: 'M1', counted: '49' },
      ]),
    ).toMatchObject({ ok: false, refusal: { refused: 'recount-needed', path: 'lines[1].recount', with: { count: '1', lines: '2' } } }));
  test('with a shelf on it twice', async () =>
    expect(
      await finish([
        { item: co.ids.water, counted: '120', recount: '120' },
        { item: co.ids.water, counted: '120', recount: '120' },
      ]),
    ).toMatchObject({ ok: false, refusal: { refused: 'shelf-twice', path: 'lines[1].item', with: { line: '2', other: '1' } } }));
  test('when something was found that nobody knows a cost of', async () =>
    expect(await finish([{ item: co.ids.box, counted: '1', recount: '1' }])).toMatchObject({ ok: false, refusal: { refused: 'cost-unknown' } }));
  test('without the lot', async () =>
    expect(await finish([{ item: co.ids.milk, counted: '0' }])).toMatchObject({ ok: false, refusal: { refused: 'lot-needed', path: 'lines[0].lot' } }));
  test('when what was missing has left by a document since', async () => {
    const { id } = await start([{ item: co.ids.water, counted: '10', recount: '10' }]); // 230 are missing
    const issue = await co.must({
      type: 'other-issue',
      command: 'approve',
      body: { day: '2026-03-05', head: { warehouse: co.ids.main, reason: await reasonId(co, 'QC02') }, lines: [{ item: co.ids.water, qty: '100' }] },
    });
    await co.must({ type: 'stock-count', command: 'submit', id });
    expect(await co.do({ type: 'stock-count', command: 'approve', id })).toMatchObject({
      ok: false,
      refusal: { refused: 'not-enough-stock', path: 'lines[0].counted', with: { available: '140', short: '90' } },
    });
    await co.must({ type: 'other-issue', command: 'reverse', id: issue.id, body: { reason: '测试' } });
  });
  test('when a piece on it has been moved by a document since, or stands elsewhere', async () => {
    const [projector] = await saveAll(co.house, co.caller, 'item', [{ name: '投影仪', data: { category: co.ids['dry'], unit: '台', taxRate: '0.13', tracksSerials: true } }]);
    const item = projector?.id;
    const receive = (warehouse: string, serials: string) =>
      co.must({
        type: 'goods-receipt',
        command: 'approve',
        body: { day: '2026-03-02', head: { supplier: co.ids.supplier, warehouse }, lines: [{ item, qty: '1', price: '900', serials }] },
      });
    await receive(co.ids.main, 'P1');
    await receive(co.ids.shop, 'P2');
    expect(await finish([{ item, serials: 'P1 P2', recountSerials: 'P1 P2' }])).toMatchObject({
      ok: false,
      refusal: { refused: 'serials-moved', path: 'lines[0].serials', with: { serial: 'P2', where: '在“一号店”' } },
    });
    expect(await finish([{ item, counted: '0', recount: '0' }])).toMatchObject({ ok: true });
    expect(await finish([{ item, counted: '1' }]).catch((error: unknown) => String(error))).toContain('serials-needed');
  });
  test('with a bin of another warehouse', async () => {
    const [bin] = await saveAll(co.house, co.caller, 'bin', [{ name: 'B-01', data: { warehouse: co.ids.shop } }]);
    expect(await finish([{ item: co.ids.water, counted: '1', recount: '1', bin: bin?.id }])).toMatchObject({
      ok: false,
      refusal: { refused: 'bin-not-here', path: 'lines[0].bin' },
    });
  });
  test('with a found lot that has no dates', async () =>
    expect(await finish([{ item: co.ids.milk, lot: 'M9', counted: '1', recount: '1' }])).toMatchObject({ ok: false, refusal: { refused: 'expiry-needed' } }));
  test('with a reason for gifts', async () =>
    expect(await finish([{ item: co.ids.water, counted: '239', recount: '239', reason: await reasonId(co, 'QC01') }])).toMatchObject({
      ok: false,
      refusal: { refused: 'reason-other-use' },
    }));
  test('when lines are exchanged or taken away after the start', async () => {
    const { id } = await start([{ item: co.ids.milk, lot: 'M1' }, { item: co.ids.milk, lot: 'M2' }, { item: co.ids.water }]);
    const recount = (lines: unknown[]) => co.do({ type: 'stock-count', command: 'count', id, body: { day: '2026-03-05', head: { warehouse: co.ids.main }, lines } });
    expect(
      await recount([
        { item: co.ids.milk, lot: 'M2', counted: '1' },
        { item: co.ids.water, counted: '1' },
      ]),
    ).toMatchObject({ ok: false, refusal: { refused: 'count-line-changed', path: 'lines[0].item' } });
    expect(
      await recount([
        { item: co.ids.milk, lot: 'M1', counted: '1' },
        { item: co.ids.milk, lot: 'M2', counted: '1' },
      ]),
    ).toMatchObject({ ok: false, refusal: { refused: 'count-line-changed', path: 'lines[2].item' } });
    expect(
      await recount([
        { item: co.ids.milk, lot: 'M1', counted: '50' },
        { item: co.ids.milk, lot: 'M2', counted: '50' },
        { item: co.ids.water, counted: '240' },
        { item: co.ids.oil, counted: '0' },
      ]),
    ).toMatchObject({ ok: true });
  });
  test('from a draft, without the counting', async () => {
    const saved = await co.must({
      type: 'stock-count',
      command: 'save',
      body: { day: '2026-03-05', head: { warehouse: co.ids.main }, lines: [{ item: co.ids.water, counted: '240' }] },
    });
    expect(await co.do({ type: 'stock-count', command: 'approve', id: saved.id })).toMatchObject({ ok: false, refusal: { refused: 'not-from-this-state' } });
  });
});
