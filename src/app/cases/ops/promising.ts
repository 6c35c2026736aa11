// Promises: 销售订单 that hold stock. Twenty at once are really asked at once.
import type { Day } from '#kernel/day';
import { asList, asObject, asText, type CaseStep, Unsupported } from '../format.ts';
import { decimal, unitsOf } from '../figures.ts';
import { type DocOf, type Operations, StepRefused, type World } from '../world.ts';
import { qtyOf } from './lines.ts';

async function order(world: World, at: { readonly day: Day; readonly loc: unknown }, quantities: readonly number[]): Promise<DocOf> {
  const [item, warehouse] = [await world.item(), await world.warehouse(at.loc)];
  const lines = quantities.map((qty) => ({ item, qty: decimal(qty), price: '1', taxRate: '0' }));
  return world.approve('sales-order', { day: at.day, head: { customer: world.known.customer, warehouse, reserve: true }, lines });
}

/** A promise is moved by a new one at the other place; only then is the old one given up. */
async function move(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const old = world.ref(step['of']);
  const doc = old.docs.at(-1);
  if (!doc) throw new Unsupported(step.op, '没有可移动的占用');
  const made = await order(world, { day, loc: step['to'] }, [qtyOf(old.step)]);
  return [made, await world.command({ type: doc.type, command: 'close', id: doc.id, body: { reason: '改仓库' } })];
}

/** The house promises a quantity; which lots it stands for is what a delivery of the order would take now (a dry run says it). */
async function lotsPromised(world: World, step: CaseStep, at: { readonly day: Day; readonly order: DocOf }): Promise<Readonly<Record<string, number>>> {
  const [item, warehouse] = [await world.item(), await world.warehouse(step['loc'] ?? step['wh'])];
  const line = { item, qty: decimal(qtyOf(step)), price: '1', taxRate: '0', source: { doc: at.order.id, line: 1 } };
  const dry = await world.attempt({
    type: 'sales-delivery',
    command: 'approve',
    dryRun: true,
    body: { day: at.day, head: { customer: world.known.customer, warehouse }, lines: [line] },
  });
  if (!dry.ok) throw new StepRefused(dry.refusal);
  const lots = await world.rows<{ id: string; no: string }>('select id, no from books.lot');
  const rows = (dry.preview?.['stock'] ?? []) as readonly { readonly lot: string | null; readonly qty: string }[];
  const taken: Record<string, number> = {};
  for (const r of rows) {
    const no = lots.find((l) => l.id === r.lot)?.no ?? '';
    taken[no] = (taken[no] ?? 0) - unitsOf(BigInt(r.qty));
  }
  return taken;
}

/** 批次冻结单, and the 解冻单 that lets the lot go. */
async function freeze(world: World, step: CaseStep, at: { readonly day: Day; readonly type: 'lot-freeze' | 'lot-thaw' }): Promise<readonly DocOf[]> {
  const lots = asText(step['lot']) === null ? Object.keys(asObject(step['lots'])) : [String(step['lot'])];
  const named = lots.length > 0 || step['of'] === undefined ? lots : [String(world.ref(step['of']).step['lot'])];
  const item = await world.item();
  const held = at.type === 'lot-thaw' ? [...world.refs.values()].flatMap((r) => r.docs).findLast((d) => d.type === 'lot-freeze') : undefined;
  return [
    await world.approve(at.type, {
      day: at.day,
      head: { reason: '验算' },
      lines: named.map((lot, i) => ({ item, lot, ...(held ? { source: { doc: held.id, line: i + 1 } } : {}) })),
    }),
  ];
}

export const PROMISING: Operations = {
  freeze: (world, step, day) => freeze(world, step, { day, type: 'lot-freeze' }),
  unfreeze: (world, step, day) => freeze(world, step, { day, type: 'lot-thaw' }),
  reserve: async (world, step, day) => {
    const made = await order(world, { day, loc: step['loc'] ?? step['wh'] }, [qtyOf(step)]);
    if (world.traits.tracksLots) world.findings.set(`lots ${String(step['ref'])}`, await lotsPromised(world, step, { day, order: made }));
    return [made];
  },
  reserve_batch: async (world, step, day) => [await order(world, { day, loc: step['loc'] ?? step['wh'] }, asList(step['lines']).map(Number))],
  move_reservation: move,
};
