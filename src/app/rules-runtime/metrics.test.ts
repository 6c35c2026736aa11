// Every metric and every state of the registry is SQL that runs, and says nothing where nothing is known rather than something wrong.
import { subjectAt } from '#rules';
import { memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chinaCalendar } from './calendar.ts';
import { readFacts } from './facts.ts';
import { METRICS, STATES } from './metrics.ts';
import { LEXICON } from './words.ts';

let co: SmallCompany;
let place: Record<string, string>;
const day = '2026-03-10';
beforeAll(async () => {
  co = await smallCompany(await memoryHouse());
  const head = { warehouse: co.ids.main };
  await co.must({
    type: 'goods-receipt',
    command: 'approve',
    body: { day: '2026-03-01', head: { ...head, supplier: co.ids.supplier }, lines: [{ item: co.ids.milk, qty: '30', price: '3.39', lot: 'M1', made: '2026-02-01' }] },
  });
  const sold = await co.must({
    type: 'sales-delivery',
    command: 'approve',
    body: { day, head: { ...head, customer: co.ids.customer }, lines: [{ item: co.ids.milk, qty: '10', price: '5', lot: 'M1' }] },
  });
  const [lot] = await co.rows<{ id: string }>('select id::text from books.lot');
  place = { sku: co.ids.milk, warehouse: co.ids.main, batch: lot?.id ?? '', customer: co.ids.customer, doc: sold.id };
});
afterAll(() => co?.house.close());

const ask = (metric: string, over: Record<string, string> = place) =>
  co.house.db.read(co.caller.scope, async (s) => {
    const plan = {
      axes: ['sku' as const],
      within: {},
      problems: [],
      needs: { metrics: METRICS[metric] ? [{ metric, of: [] }] : [], states: STATES[metric] ? [{ e: LEXICON.states[metric]?.e ?? 'sku', state: metric, of: [] }] : [] },
    };
    const subject = subjectAt({ axes: ['sku', 'warehouse', 'batch', 'supplier', 'customer', 'doc'] }, over);
    const facts = (await readFacts(s, [{ plan, subject }], { today: day, lexicon: LEXICON, calendar: chinaCalendar() }))(subject);
    return METRICS[metric] ? facts.metric({ metric, of: [], subject })?.value : facts.state({ e: LEXICON.states[metric]?.e ?? 'sku', state: metric, of: [], subject });
  });

test.each(Object.keys(METRICS))('%s can be read', async (metric) => {
  await expect(ask(metric)).resolves.not.toBeNull();
});
test.each(Object.keys(STATES))('state %s can be read', async (state) => {
  await expect(ask(state)).resolves.not.toBeNull();
});
test.each([
  ['stock', 20],
  ['available', 20],
  ['sales_qty', 10],
  ['shelf_days', 143],
  ['stock_age', 9],
  ['cost', 3],
  ['stock_amount', 60],
  ['ar_balance', 50],
  ['credit_limit', 5000],
  ['days_since_sale', 0],
  ['doc.amount', 50],
  ['doc.qty', 10],
  ['order_count', 0],
  ['temperature', undefined],
  ['safety_stock', undefined],
  ['near_expiry', false],
  ['expired', false],
  ['frozen', false],
  ['overdue', false],
] as const)('%s of this company is %s', async (what, want) => {
  const said = await ask(what);
  expect(typeof said === 'number' ? Math.round(said * 100) / 100 : said).toBe(want);
});
