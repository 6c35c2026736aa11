// Goods that go out or elsewhere: 销售出库单, 调拨单.
import type { Day } from '#kernel/day';
import { asNumber, asObject, type CaseStep } from '../format.ts';
import { lookAt } from '../look.ts';
import type { DocOf, Operations, World } from '../world.ts';
import { pieces, qtyOf } from './lines.ts';
import { bringIn } from './receiving.ts';

/** Sold, at a price that does not matter to cost. */
export async function deliver(world: World, step: CaseStep, at: { readonly day: Day; readonly qty: number }): Promise<DocOf> {
  const [item, warehouse] = [await world.item(), await world.warehouse(step['wh'])];
  const lines = pieces(world, step, at.qty).map((p) => ({ item, price: '1', taxRate: '0', ...p }));
  return world.approve('sales-delivery', { day: at.day, head: { customer: world.known.customer, warehouse }, lines });
}

async function transfer(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const [item, from, to] = [await world.item(), await world.warehouse(step['from']), await world.warehouse(step['to'])];
  const lines = pieces(world, step, qtyOf(step)).map((p) => ({ item, ...p }));
  return [await world.approve('transfer', { day, head: { from, to, direct: true }, lines })];
}

/** A shipment of lots that a case takes for granted: what is missing on the shelf is brought in first. */
async function ship(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const lots = asObject(step['lots']);
  const look = await lookAt(world);
  const docs: DocOf[] = [];
  for (const [lot, qty] of Object.entries(lots)) {
    const there = look.lines.filter((l) => l.lot === lot).reduce((sum, l) => sum + l.qty, 0);
    if (there < Number(qty)) docs.push(await bringIn(world, { op: 'on_hand', qty: Number(qty), lots: { [lot]: Number(qty) } }, { day, unitCost: 1 }));
  }
  return [...docs, await deliver(world, step, { day, qty: 0 })];
}

export const LEAVING: Operations = {
  issue: async (world, step, day) => [await deliver(world, step, { day, qty: qtyOf(step) })],
  sell_bundle: async (world, step, day) => [await deliver(world, step, { day, qty: qtyOf(step, 'bundle_qty') * (asNumber(step['per_bundle']) ?? 1) })],
  transfer,
  ship,
};
