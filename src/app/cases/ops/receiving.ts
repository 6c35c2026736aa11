// Goods that come in: 采购订单, 采购入库单, 采购发票, 其他入库单.
import type { Day } from '#kernel/day';
import type { Actor } from '#kernel/facts';
import type { CaseStep } from '../format.ts';
import { decimal } from '../figures.ts';
import { type DocOf, type Operations, StepRefused, type World } from '../world.ts';
import { acquired, billed, invoice } from './billing.ts';
import { incoming, pieces, qtyOf } from './lines.ts';
import { bought, rateOf } from './prices.ts';

/** Rights of the roles that cases name: managers may all, others may not date a document before later ones. */
const CLERK = ['goods-receipt.*', 'other-receipt.*', 'sales-delivery.*', 'field.price', 'field.cost'];
const actorOf = (step: CaseStep): Partial<Actor> => (typeof step['as_role'] === 'string' && !/manager|主管|经理/i.test(step['as_role']) ? { rights: CLERK } : {});

/** 采购入库: the price without tax is the cost. */
export async function receive(world: World, step: CaseStep, at: { readonly day: Day; readonly rate: number | null }): Promise<DocOf> {
  const [item, warehouse] = [await world.item(), await world.warehouse(step['wh'])];
  const order = step['of'] === undefined ? null : (world.ref(step['of']).docs.at(-1) ?? null);
  const lines = pieces(world, step, qtyOf(step)).map((p) => ({ item, ...p, ...bought(step, at.rate), ...(order ? { source: { doc: order.id, line: 1 } } : {}) }));
  return world.approve('goods-receipt', { day: at.day, head: { supplier: world.known.supplier, warehouse }, lines: incoming(world, step, { lines, day: at.day }) }, actorOf(step));
}

/** 其他入库 at a unit cost, or at what the house knows the goods to cost; free of charge when nobody knows. */
export async function bringIn(world: World, step: CaseStep, at: { readonly day: Day; readonly unitCost: number | null }): Promise<DocOf> {
  const [item, warehouse] = [await world.item(), await world.warehouse(step['wh'] ?? step['loc'])];
  const head = { warehouse, reason: world.reason('QR01') };
  const book = (cost: Record<string, string>) => {
    const lines = pieces(world, step, qtyOf(step)).map((p) => ({ item, ...p, ...cost }));
    return world.approve('other-receipt', { day: at.day, head, lines: incoming(world, step, { lines, day: at.day }) });
  };
  if (at.unitCost !== null) return book({ unitCost: decimal(at.unitCost) });
  try {
    return await book({});
  } catch (error) {
    if (error instanceof StepRefused && error.refusal.refused === 'cost-unknown') return book({ unitCost: '0' });
    throw error;
  }
}

async function order(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const [item, warehouse] = [await world.item(), await world.warehouse(step['wh'])];
  const line = { item, qty: decimal(qtyOf(step)), price: decimal(rateOf(step) ?? 0), taxRate: '0' };
  return [await world.approve('purchase-order', { day, head: { supplier: world.known.supplier, warehouse }, lines: [line] })];
}

export const RECEIVING: Operations = {
  receipt: async (world, step, day) => {
    const rate = rateOf(step);
    // Goods without a price come in at what the house knows them to cost; from an order, at its price.
    if (step['of'] === undefined && rate === null) return [await bringIn(world, step, { day, unitCost: null })];
    const receipt = await receive(world, step, { day, rate });
    return [receipt, ...(await acquired(world, step, { day, receipt, price: rate ?? 0 }))];
  },
  opening: async (world, step, day) => [await bringIn(world, step, { day, unitCost: qtyOf(step, 'value') / qtyOf(step) })],
  on_hand: async (world, step, day) => [await bringIn(world, step, { day, unitCost: rateOf(step) ?? 1 })],
  purchase_order: order,
  purchase_invoice: invoice,
  purchase_invoice_with_stock: async (world, step, day) => {
    const receipt = await receive(world, step, { day, rate: rateOf(step) });
    return [receipt, await billed(world, { day, lines: [{ receipt, qty: qtyOf(step), rate: rateOf(step) ?? 0 }] }, step)];
  },
};
