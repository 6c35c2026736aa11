import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '#kernel/day';
import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { promiseChange } from './document.ts';
import { type Arrival, replan, type Wish } from './plan.ts';

const day = (text: string): Day => text as Day;

/** Ten pieces of water on the shelf and an order that holds six. */
async function ordered(co: SmallCompany): Promise<Record<string, string>> {
  await co.must({
    type: 'goods-receipt',
    command: 'approve',
    body: { day: '2026-03-01', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.water, qty: '10', price: '1' }] },
  });
  const order = await co.must({
    type: 'sales-order',
    command: 'approve',
    body: {
      day: '2026-03-02',
      head: { customer: co.ids.customer, warehouse: co.ids.main, promised: '2026-03-12', reserve: true },
      lines: [{ item: co.ids.water, qty: '6', price: '2' }],
    },
  });
  return { order: order.id, number: order.number };
}
const line = (co: SmallCompany, prepared: Readonly<Record<string, string>>, change: string, more: Record<string, unknown> = {}) => ({
  source: { doc: prepared['order'], line: 1 },
  item: co.ids.water,
  warehouse: co.ids.main,
  change,
  order: prepared['number'],
  owner: co.ids['owner'],
  before: '2026-03-12',
  promised: '2026-03-20',
  ...more,
});

describeDocument(promiseChange, {
  folder: import.meta.dirname,
  prepare: ordered,
  body: (co, prepared) => ({ day: '2026-03-05', head: { cause: 'PCDJ-202603-0001 冻结' }, lines: [line(co, prepared, '-2')] }),
  noReverse: 'a promise is put right by the next change, of which the customer is told as well',
});

describe('承诺调整单', () => {
  let co: SmallCompany;
  let prepared: Record<string, string>;
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
    prepared = await ordered(co);
  });
  afterAll(() => co.house.close());
  const change = (lines: readonly Record<string, unknown>[]) => co.do({ type: 'promise-change', command: 'approve', body: { day: '2026-03-05', head: { cause: '试' }, lines } });
  const open = async () =>
    (await co.rows<{ open: string }>(`select trim_scale(open / 1000000.0)::text as open from books.reservation where doc_id = $1`, [prepared['order']]))[0]?.open;

  test('without its order is refused: order-needed', async () =>
    expect(await change([{ ...line(co, prepared, '-1'), source: undefined }])).toMatchObject({ ok: false, refusal: { refused: 'order-needed', path: 'lines[0].source' } }));
  test('releases no more than the order holds, and reserves no more than it wants', async () => {
    expect(await change([line(co, prepared, '-50')])).toMatchObject({ ok: true });
    expect(await open()).toBe('0');
    expect(await change([line(co, prepared, '50')])).toMatchObject({ ok: true });
    expect(await open()).toBe('6');
  });
  test('reserves only what is free now, whatever the plan had seen', async () => {
    await change([line(co, prepared, '-6')]);
    await co.must({
      type: 'other-issue',
      command: 'approve',
      body: { day: '2026-03-05', head: { warehouse: co.ids.main, reason: co.ids['reasonOut'] }, lines: [{ item: co.ids.water, qty: '7' }] },
    });
    await change([line(co, prepared, '6')]);
    expect(await open()).toBe('3');
  });
  test('tells the owner, with cause and days', async () => {
    const [told] = await co.rows<{ title: string; body: string }>(`select title, body from books.notice where user_id = $1 order by id limit 1`, [co.ids['owner']]);
    expect(told?.title).toContain(prepared['number']);
    expect(told?.body).toContain('承诺日 2026-03-20（原 2026-03-12）');
  });
});

describe('planning promises again', () => {
  const wish = (more: Partial<Wish>): Wish => ({
    doc: 'd',
    line: 1,
    item: 'x',
    warehouse: 'w',
    wanted: 10n,
    open: 10n,
    promised: day('2026-05-10'),
    asked: day('2026-05-10'),
    ...more,
  });
  const stock = (qty: bigint) => [{ item: 'x', warehouse: 'w', qty }];
  const today = day('2026-05-06');

  test('first promised keeps first', () =>
    expect(replan([wish({ doc: 'a' }), wish({ doc: 'b' })], { stock: stock(12n), arrivals: [] }, today)).toEqual([
      expect.objectContaining({ wish: expect.objectContaining({ doc: 'b' }), change: -8n, promised: null }),
    ]));
  test('what is on order goes to one after the other; nobody is promised goods before the day asked for', () => {
    const arrivals: Arrival[] = [
      { item: 'x', warehouse: null, day: day('2026-05-08'), qty: 10n },
      { item: 'x', warehouse: 'w', day: day('2026-05-20'), qty: 10n },
      { item: 'x', warehouse: 'elsewhere', day: day('2026-05-07'), qty: 99n },
    ];
    const said = replan([wish({ doc: 'a' }), wish({ doc: 'b' })], { stock: [], arrivals }, today);
    expect(said.map((c) => c.promised)).toEqual(['2026-05-10', '2026-05-20']);
  });
  test('a promise that was put off comes forward when the goods do, as far as the day asked for', () => {
    const late = wish({ open: 0n, promised: day('2026-06-01'), asked: day('2026-05-10') });
    const on = (text: string) => replan([late], { stock: [], arrivals: [{ item: 'x', warehouse: 'w', day: day(text), qty: 10n }] }, today).map((c) => c.promised);
    expect([on('2026-05-20'), on('2026-05-07')]).toEqual([['2026-05-20'], ['2026-05-10']]);
  });
  test('what is free again goes to those who wait, on the day they asked for', () =>
    expect(replan([wish({ open: 0n, promised: day('2026-05-20') })], { stock: stock(10n), arrivals: [] }, today)).toEqual([
      expect.objectContaining({ change: 10n, promised: '2026-05-10' }),
    ]));
  test('promises no more than there is, and leaves nothing lying while somebody waits', () => {
    const wishes = fc.array(fc.record({ wanted: fc.bigInt(0n, 20n), open: fc.bigInt(0n, 20n) }), { maxLength: 8 });
    fc.assert(
      fc.property(wishes, fc.bigInt(0n, 60n), (list, qty) => {
        const all = list.map((w, i) => wish({ ...w, open: w.open < w.wanted ? w.open : w.wanted, doc: String(i) }));
        const changes = new Map(replan(all, { stock: stock(qty), arrivals: [] }, today).map((c) => [c.wish.doc, c.change]));
        const held = all.map((w) => w.open + (changes.get(w.doc) ?? 0n));
        const sum = held.reduce((a, b) => a + b, 0n);
        const wanted = all.reduce((a, w) => a + w.wanted, 0n);
        expect(sum).toBe(wanted < qty ? wanted : qty);
        held.forEach((h, i) => expect(h >= 0n && h <= (all[i]?.wanted ?? 0n)).toBe(true));
      }),
    );
  });
});
