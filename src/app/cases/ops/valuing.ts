// What changes values or how they are found: reference and standard costs, the cost method, landed cost.
import { saveAll } from '../../founding.ts';
import { type Day, firstDayOf, nextPeriod, periodOf } from '#kernel/day';
import { closeThrough } from '../close.ts';
import { asList, asNumber } from '../format.ts';
import { decimal } from '../figures.ts';
import { lookAt, stockOf } from '../look.ts';
import { type DocOf, methodOf, type Operations, type World } from '../world.ts';
import { deliver } from './leaving.ts';
import { qtyOf } from './lines.ts';
import { rateOf } from './prices.ts';
import { bringIn } from './receiving.ts';

/** The item's record, with some fields changed. */
async function change(world: World, fields: Record<string, unknown>): Promise<void> {
  const id = await world.item();
  const [row] = await world.rows<{ name: string; code: string; data: Record<string, unknown> }>(`select name, code, data from books.record where id = $1`, [id]);
  if (row) await saveAll(world.ports, world.caller, 'item', [{ id, code: row.code, name: row.name, data: { ...row.data, ...fields } }]);
}

/** The method changes on the first day of a month, when the one before is closed. */
async function switchTo(world: World, method: string, day: Day): Promise<readonly DocOf[]> {
  const first = firstDayOf(nextPeriod(periodOf(day)));
  await closeThrough(world, periodOf(day));
  world.moveTo(first);
  // A standard that nobody names is what the goods are worth: the change itself moves no value.
  const item = await world.item();
  const standard = method === 'standard' ? { standardCost: decimal(stockOf(await lookAt(world), { item }).rate) } : {};
  return [await world.approve('cost-method-change', { day: first, head: { why: '验算' }, lines: [{ item, method, ...standard }] })];
}

export const VALUING: Operations = {
  // The house computes costs anew whenever something is booked late; nobody has to ask for it.
  recompute: () => Promise.resolve([]),
  // Set by hand before anything was bought: the reference price of the record.
  set_cost: async (world, step, day) => {
    const { qty } = stockOf(await lookAt(world), { item: await world.item() });
    // With goods on the shelf: out at their old cost, in at the new one.
    if (qty > 0) return world.operate({ op: 'count_set', qty, rate: rateOf(step) }, day);
    // The record states it with tax.
    await change(world, { purchasePrice: decimal((rateOf(step) ?? 0) * (1 + Number(world.traits.item['taxRate'] ?? 0))) });
    return [];
  },
  set_standard_cost: async (world, step, day) => {
    const [row] = await world.rows<{ n: bigint }>(`select count(*) as n from books.stock_line where item_id = $1`, [await world.item()]);
    const standardCost = decimal(rateOf(step) ?? 0);
    if ((row?.n ?? 0n) > 0n) return [await world.approve('standard-cost-change', { day, head: { why: '验算' }, lines: [{ item: await world.item(), standardCost }] })];
    await change(world, { standardCost });
    return [];
  },
  change_method: (world, step, day) => switchTo(world, methodOf(String(step['to'])), day),
  close_period: async (world, _, day) => {
    await closeThrough(world, periodOf(day));
    return [];
  },
  enable_lot_costing: (world, _, day) => switchTo(world, 'individual', day),
  // A stock of given layers: each came in at its cost; below zero, the last known cost and an issue beyond it.
  start_layers: async (world, step, day) => {
    const docs = [];
    for (const layer of asList(step['layers'])) {
      const [qty, rate] = asList(layer).map((n) => asNumber(n) ?? 0);
      const inside = { op: 'on_hand', qty: Math.abs(qty ?? 0) };
      if ((qty ?? 0) > 0) docs.push(await bringIn(world, inside, { day, unitCost: rate ?? 0 }));
      else {
        docs.push(await bringIn(world, { ...inside, qty: 1 }, { day, unitCost: rate ?? 0 }));
        docs.push(await deliver(world, inside, { day, qty: qtyOf(inside) + 1 }));
      }
    }
    return docs;
  },
};
