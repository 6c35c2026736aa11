// Goods that go back: 采购退货单, 销售退货单, and what takes a return back again.
import type { Day } from '#kernel/day';
import { asNumber, type CaseStep, Unsupported } from '../format.ts';
import { decimal } from '../figures.ts';
import type { DocOf, Operations, World } from '../world.ts';
import { deliver } from './leaving.ts';
import { pieces, qtyOf } from './lines.ts';
import { bringIn } from './receiving.ts';

async function back(world: World, step: CaseStep, at: { readonly day: Day; readonly qty: number }): Promise<DocOf> {
  const of = world.ref(step['of']);
  const [item, warehouse] = [await world.item(), await world.warehouse(of.step['wh'])];
  const doc = of.docs.at(-1);
  if (doc?.type === 'sales-delivery') {
    const lines = pieces(world, step, at.qty).map((p) => ({ item, ...p, source: { doc: doc.id, line: 1 } }));
    return world.approve('sales-return', { day: at.day, head: { customer: world.known.customer, warehouse, reason: world.reason('TH01') }, lines });
  }
  if (doc?.type === 'goods-receipt') {
    const lines = pieces(world, step, at.qty).map((p) => ({ item, ...p, source: { doc: doc.id, line: 1 } }));
    return world.approve('goods-return', { day: at.day, head: { supplier: world.known.supplier, warehouse }, lines });
  }
  throw new Unsupported(step.op, `${doc?.type ?? '该步骤'} 没有对应的退货单`);
}

/** The whole of a return is taken back by its red document; a part of it is a movement of its own. */
async function again(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const of = world.ref(step['of']);
  const doc = of.docs.at(-1);
  if (!doc) throw new Unsupported(step.op, '没有可再退的单据');
  if (qtyOf(step) === qtyOf(of.step)) return [await world.command({ type: doc.type, command: 'reverse', id: doc.id, body: { reason: '退货退回', day } })];
  return [doc.type === 'sales-return' ? await deliver(world, step, { day, qty: qtyOf(step) }) : await bringIn(world, step, { day, unitCost: null })];
}

export const RETURNING: Operations = {
  customer_return: async (world, step, day) => [await back(world, step, { day, qty: qtyOf(step) })],
  supplier_return: async (world, step, day) => [await back(world, step, { day, qty: qtyOf(step) })],
  return_bundle: async (world, step, day) => [
    await back(world, step, { day, qty: qtyOf(step, 'bundle_qty') * Number(decimal(asNumber(world.ref(step['of']).step['per_bundle']) ?? 1)) }),
  ],
  return_of_return: again,
};
