// Goods at a consignee's: 委托代销发货单, 委托代销退货单, 委托代销结算单.
import type { Day } from '#kernel/day';
import { type CaseStep, Unsupported } from '../format.ts';
import { decimal } from '../figures.ts';
import type { DocOf, Operations, World } from '../world.ts';
import { lineOf, pieces, qtyOf } from './lines.ts';
import { rateOf } from './receiving.ts';

async function out(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const [item, warehouse] = [await world.item(), await world.warehouse(step['wh'])];
  const lines = pieces(world, step, qtyOf(step)).map((p) => ({ item, price: '1', taxRate: '0', ...p }));
  return [await world.approve('consignment-issue', { day, head: { customer: world.known.customer, warehouse }, lines })];
}

const sent = (world: World, step: CaseStep): DocOf => {
  const doc = world.ref(step['of']).docs.find((d) => d.type === 'consignment-issue');
  if (!doc) throw new Unsupported(step.op, '引用的步骤不是委托代销发货');
  return doc;
};

async function back(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const doc = sent(world, step);
  const [item, warehouse] = [await world.item(), await world.warehouse(step['wh'] ?? world.ref(step['of']).step['wh'])];
  const line = { item, qty: decimal(qtyOf(step)), source: await lineOf(world, doc, {}) };
  return [await world.approve('consignment-return', { day, head: { customer: world.known.customer, warehouse }, lines: [line] })];
}

async function settle(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const line = { item: await world.item(), qty: decimal(qtyOf(step)), price: decimal(rateOf(step) ?? 1), taxRate: '0', source: await lineOf(world, sent(world, step), {}) };
  return [await world.approve('consignment-settlement', { day, head: { customer: world.known.customer }, lines: [line] })];
}

export const CONSIGNING: Operations = { consign_out: out, consign_return: back, consign_settle: settle };
