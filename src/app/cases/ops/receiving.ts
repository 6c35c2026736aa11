// Goods that come in: 采购订单, 采购入库单, 采购发票, 其他入库单.
import type { Day } from '#kernel/day';
import type { Actor } from '#kernel/facts';
import { asNumber, asObject, asText, type CaseStep, Unsupported } from '../format.ts';
import { decimal, formula } from '../figures.ts';
import { type DocOf, type Operations, StepRefused, type World } from '../world.ts';
import { incoming, lineOf, pieces, qtyOf, unitOf } from './lines.ts';

/** Rights of the roles that cases name: managers may all, others may not date a document before later ones. */
const CLERK = ['goods-receipt.*', 'other-receipt.*', 'sales-delivery.*', 'field.price', 'field.cost'];
const actorOf = (step: CaseStep): Partial<Actor> => (typeof step['as_role'] === 'string' && !/manager|主管|经理/i.test(step['as_role']) ? { rights: CLERK } : {});

/** Price of a unit: a figure, or a formula of the repetition's counter. */
export function rateOf(step: CaseStep): number | null {
  const { rate } = step;
  const value = typeof rate === 'string' ? formula(rate, { k: 0, ...(step['names'] as Record<string, number> | undefined) }) : asNumber(rate);
  if (step['currency'] !== undefined && asNumber(step['fx']) === null) throw new Unsupported(`${step.op}.fx`, `${step.op} 用外币 ${String(step['currency'])}，但没有汇率`);
  const tax = asNumber(step['non_recoverable_tax_per_unit']) ?? 0;
  return value === null ? null : value * (asNumber(step['fx']) ?? 1) + tax;
}

/** 采购入库 without deductible tax: the price is the cost. */
export async function receive(world: World, step: CaseStep, at: { readonly day: Day; readonly rate: number | null }): Promise<DocOf> {
  const [item, warehouse] = [await world.item(), await world.warehouse(step['wh'])];
  const price = at.rate === null ? {} : { price: decimal(at.rate) };
  const order = step['of'] === undefined ? null : (world.ref(step['of']).docs.at(-1) ?? null);
  const lines = pieces(world, step, qtyOf(step)).map((p) => ({ item, taxRate: '0', ...p, ...price, ...(order ? { source: { doc: order.id, line: 1 } } : {}) }));
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

/** A bill over goods received, or over a service such as freight. */
async function invoice(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const head = { supplier: world.known.supplier, number: asText(step['number']) ?? `2632${String(world.next()).padStart(16, '0')}` };
  if (step['of'] === undefined) {
    const line = { account: world.accountId(world.account('expense.selling')), amount: decimal(qtyOf(step, 'amount')), taxRate: '0' };
    return [await world.approve('purchase-invoice', { day, head, lines: [line] })];
  }
  const receipt = world.ref(step['of']).docs.findLast((d) => d.type === 'goods-receipt');
  const rate = rateOf(step);
  if (!receipt || rate === null) throw new Unsupported('purchase_invoice.rate', receipt ? '发票没有单价' : '发票没有可对应的入库单');
  const item = await world.item();
  const [bought] = await world.rows<{ lines: number }>(`select count(*)::int as lines from books.document_line where doc_id = $1`, [receipt.id]);
  // A bill over a receipt of several lots is a bill over each of them.
  const lots = Object.entries(asObject(step['lots'] ?? ((bought?.lines ?? 1) > 1 ? world.ref(step['of']).step['lots'] : undefined)));
  const parts: readonly { readonly lot?: string; readonly qty: number }[] = lots.length > 0 ? lots.map(([lot, n]) => ({ lot, qty: Number(n) })) : [{ qty: qtyOf(step) }];
  const lines = [];
  for (const p of parts) lines.push({ item, qty: decimal(p.qty), price: decimal(rate), taxRate: '0', ...unitOf(step), source: await lineOf(world, receipt, p) });
  return [await world.approve('purchase-invoice', { day, head, lines })];
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
    return [step['of'] !== undefined || rate !== null ? await receive(world, step, { day, rate }) : await bringIn(world, step, { day, unitCost: null })];
  },
  opening: async (world, step, day) => [await bringIn(world, step, { day, unitCost: qtyOf(step, 'value') / qtyOf(step) })],
  on_hand: async (world, step, day) => [await bringIn(world, step, { day, unitCost: rateOf(step) ?? 1 })],
  purchase_order: order,
  purchase_invoice: invoice,
  purchase_invoice_with_stock: async (world, step, day) => {
    const receipt = await receive(world, step, { day, rate: rateOf(step) });
    const head = { supplier: world.known.supplier, number: `2632${String(world.next()).padStart(16, '0')}` };
    const line = { item: await world.item(), qty: decimal(qtyOf(step)), price: decimal(rateOf(step) ?? 0), taxRate: '0', source: { doc: receipt.id, line: 1 } };
    return [receipt, await world.approve('purchase-invoice', { day, head, lines: [line] })];
  },
};
