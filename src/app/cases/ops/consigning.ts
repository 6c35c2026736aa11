// Goods at a consignee's: 委托代销发货单, 委托代销退货单, 委托代销结算单. And goods of others at ours: 受托代销入库单, 受托代销退回单, 受托代销结算单.
import type { Day } from '#kernel/day';
import { type CaseStep, Unsupported } from '../format.ts';
import { decimal } from '../figures.ts';
import type { DocOf, Operations, World } from '../world.ts';
import { incoming, lineOf, pieces, qtyOf } from './lines.ts';
import { taxRateOf } from '../tax-rate.ts';
import { rateOf } from './prices.ts';

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

/** The case's item is its supplier's (traits): it comes in at the price agreed. */
async function takeIn(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const [item, warehouse] = [await world.item(), await world.warehouse(step['wh'])];
  const tax = taxRateOf(step) ?? 0;
  const price = { price: decimal((rateOf(step) ?? 0) * (1 + tax)), taxRate: decimal(tax) };
  const lines = pieces(world, step, qtyOf(step)).map((p) => ({ item, ...p, ...price }));
  return [await world.approve('consigned-receipt', { day, head: { supplier: world.known.supplier, warehouse }, lines: incoming(world, step, { lines, day }) })];
}

async function sendBack(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const doc = world.ref(step['of']).docs.find((d) => d.type === 'consigned-receipt');
  if (!doc) throw new Unsupported(step.op, '引用的步骤不是受托代销入库');
  const [item, warehouse] = [await world.item(), await world.warehouse(step['wh'])];
  const line = { item, qty: decimal(qtyOf(step)), source: await lineOf(world, doc, {}) };
  return [await world.approve('consigned-return', { day, head: { supplier: world.known.supplier, warehouse }, lines: [line] })];
}

/** Without a quantity, all that is sold and not settled. */
async function pay(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const lines = step['qty'] === undefined ? [] : [{ item: await world.item(), qty: decimal(qtyOf(step)), taxRate: decimal(taxRateOf(step) ?? 0) }];
  return [await world.approve('consignor-settlement', { day, head: { supplier: world.known.supplier, ...(taxRateOf(step) === null ? { bill: 'none' } : {}) }, lines })];
}

export const CONSIGNING: Operations = {
  consign_out: out,
  consign_return: back,
  consign_settle: settle,
  consign_in: takeIn,
  consign_in_return: sendBack,
  consign_in_settle: pay,
};
