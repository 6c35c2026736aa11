// Goods that go out or elsewhere: 销售出库单, 调拨单 (at once or 在途) and 调拨入库单.
import type { Day } from '#kernel/day';
import { asNumber, asObject, type CaseStep, Unsupported } from '../format.ts';
import { decimal } from '../figures.ts';
import { lookAt } from '../look.ts';
import type { DocOf, Operations, World } from '../world.ts';
import { lineOf, pieces, qtyOf } from './lines.ts';
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

/** On the way: out of one warehouse, and in the other only when it is signed for there. */
async function sendOff(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const [item, from, to] = [await world.item(), await world.warehouse(step['from']), await world.warehouse(step['to'])];
  const lines = pieces(world, step, qtyOf(step)).map((p) => ({ item, ...p }));
  return [await world.approve('transfer', { day, head: { from, to, direct: false }, lines })];
}

/** Signed for: what is short or broken is a loss. */
async function signFor(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const of = world.ref(step['of']);
  const sent = of.docs.find((d) => d.type === 'transfer');
  if (!sent) throw new Unsupported(step.op, '引用的步骤不是在途调拨');
  const lost = asNumber(step['lost']) ?? 0;
  const item = await world.item();
  const head = { from: await world.warehouse(of.step['from']), warehouse: await world.warehouse(of.step['to']) };
  const parts = pieces(world, { ...of.step, ...step, op: step.op }, asNumber(step['qty']) ?? qtyOf(of.step));
  const lines: Record<string, unknown>[] = [];
  for (const p of parts) lines.push({ item, ...p, ...(lost === 0 ? {} : { lost: decimal(lost), reason: world.reason('BS02') }), source: await lineOf(world, sent, p) });
  return [await world.approve('transfer-receipt', { day, head, lines })];
}

/** Goods kept in lots never go out of a lot that has not come in: who got what must be known. */
async function checkLots(world: World, step: CaseStep): Promise<void> {
  if (!world.traits.negative || !world.traits.tracksLots) return;
  const named = Object.keys(asObject(step['lots']));
  const known = new Set((await world.rows<{ no: string }>('select no from books.lot')).map((l) => l.no));
  const strange = named.filter((no) => !known.has(no));
  if (strange.length > 0) throw new Unsupported(`${step.op}.lots`, `批次 ${strange.join('、')} 没有入过库：按批次管理的商品须可追溯，允许负库存的仓库也不能发出`);
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
  issue: async (world, step, day) => {
    await checkLots(world, step);
    return [await deliver(world, step, { day, qty: qtyOf(step) })];
  },
  sell_bundle: async (world, step, day) => [await deliver(world, step, { day, qty: qtyOf(step, 'bundle_qty') * (asNumber(step['per_bundle']) ?? 1) })],
  transfer,
  transfer_out: sendOff,
  transfer_in: signFor,
  ship,
};
