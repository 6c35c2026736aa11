// Goods that go back: 采购退货单, 销售退货单, and what takes a return back again.
import type { Day } from '#kernel/day';
import { asNumber, asObject, type CaseStep, Unsupported } from '../format.ts';
import { decimal } from '../figures.ts';
import type { DocOf, Operations, World } from '../world.ts';
import { deliver } from './leaving.ts';
import { incoming, lineOf, pieces, qtyOf } from './lines.ts';
import { rateOf } from './prices.ts';
import { bringIn } from './receiving.ts';

/** What goes back of an earlier step, or, where the case names none, of goods whose way in or out nobody remembers. */
async function back(world: World, step: CaseStep, at: { readonly day: Day; readonly qty: number }): Promise<DocOf> {
  const of = step['of'] === undefined ? null : world.ref(step['of']);
  const [item, warehouse] = [await world.item(), await world.warehouse(step['wh'] ?? of?.step['wh'])];
  const doc = of?.docs.findLast((d) => d.type === 'sales-delivery' || d.type === 'goods-receipt') ?? null;
  if (of && !doc) throw new Unsupported(step.op, `${of.docs.at(-1)?.type ?? '该步骤'} 没有对应的退货单`);
  const named = { ...(of ? { lots: of.step['lots'], serial: of.step['serial'], lot: of.step['lot'] } : {}), ...step };
  const parts = pieces(world, Object.keys(asObject(named['lots'])).length > 1 && step['lots'] === undefined ? step : oneLot(named, at.qty), at.qty);
  const lines: Record<string, unknown>[] = [];
  for (const p of parts) lines.push({ item, ...p, ...(doc ? { source: await lineOf(world, doc, p) } : { price: decimal(rateOf(step) ?? 1), taxRate: '0' }) });
  return doc?.type === 'sales-delivery' || (!doc && step.op !== 'supplier_return')
    ? world.approve('sales-return', {
        day: at.day,
        head: { customer: world.known.customer, warehouse, reason: world.reason('TH01') },
        lines: doc ? lines : incoming(world, step, { lines, day: at.day }),
      })
    : world.approve('goods-return', { day: at.day, head: { supplier: world.known.supplier, warehouse }, lines });
}

/** A return of a single lot is of that lot, so much of it as goes back. */
const oneLot = (step: CaseStep, qty: number): CaseStep => {
  const [only, ...others] = Object.keys(asObject(step['lots']));
  return only !== undefined && others.length === 0 ? { ...step, lots: { [only]: qty } } : step;
};

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
