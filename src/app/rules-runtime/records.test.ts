// Actions that touch many things at once: a field of all items of a category, a count of what lies in a warehouse.
import { type RuleCompany, ruleTests } from '#testing';
import { expect, test } from 'vitest';
import { tickAll } from './runtime.ts';

let co: RuleCompany['co'];
const { settle, on, deeds, receive } = ruleTests(async (r) => {
  ({ co } = r);
  await receive({ item: co.ids.water, qty: '200', unitCost: '1' });
  await receive({ item: co.ids.oil, qty: '50', unitCost: '40' });
});

test('售价打折 of a category: every item that has a price, each from its own, and each put back', async () => {
  const prices = async (): Promise<readonly (number | null)[]> =>
    (
      await co.rows<{ v: string | null }>(`select data->>'salePrice' as v from books.record where id = any ($1::uuid[]) order by array_position($1::uuid[], id)`, [
        [co.ids.water, co.ids.oil, co.ids.box],
      ])
    ).map((r) => (r.v === null || r.v === '' ? null : Number(r.v)));
  const before = await prices();
  const rule = await on('金龙鱼调和油库存低于100桶时，日杂的售价下调15%，过后恢复');
  await tickAll(co.house);
  expect(await prices()).toEqual(before.map((p) => (p === null ? null : Math.round(p * 85) / 100)));
  expect((await deeds(rule))[0]?.result?.['note']).toMatch(/^2 条，例如 .+；2 条没有值或超出范围，未调整$/);
  await receive({ item: co.ids.oil, qty: '200', unitCost: '40' });
  await settle();
  await tickAll(co.house);
  expect(await prices()).toEqual(before);
});

test('盘点: a sheet with what lies in the warehouse, of one category where it says so; a to-do where nobody says which warehouse', async () => {
  const sheet = await on('每天9点盘点总仓', false);
  const asked = await on('每天9点盘点日杂', false);
  co.house.today('2026-03-11');
  await tickAll(co.house);
  const [deed] = await deeds(sheet);
  const lines = await co.rows<{ item: string }>('select distinct item_id::text as item from books.document_line where doc_id = $1', [deed?.result?.['doc']]);
  const there = await co.rows<{ item: string }>('select distinct item_id::text as item from books.stock_balance where warehouse_id = $1 and on_hand + on_hold > 0', [co.ids.main]);
  expect(lines.map((l) => l.item).toSorted()).toEqual(there.map((l) => l.item).toSorted());
  expect(there.length).toBeGreaterThan(1);
  expect((await co.rows<{ text: string; task: boolean }>('select text, task from rules.message where rule_id = $1', [asked]))[0]).toMatchObject({
    task: true,
    text: expect.stringContaining('请盘点') as unknown,
  });
});
