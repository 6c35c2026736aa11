// Goods made of goods: 组装单. What comes out costs what went in by its own method, and the extra cost.
import type { Day } from '#kernel/day';
import { asList, asNumber, asObject, asText, type CaseStep } from '../format.ts';
import { decimal } from '../figures.ts';
import type { DocOf, Operations, World } from '../world.ts';
import { qtyOf } from './lines.ts';

const PRODUCT = 'finished';

async function assemble(world: World, at: { readonly day: Day; readonly warehouse: unknown; readonly extra: number }, lines: readonly Record<string, unknown>[]): Promise<readonly DocOf[]> {
  const warehouse = await world.warehouse(at.warehouse);
  const extra = at.extra === 0 ? {} : { extraCost: decimal(at.extra), extraAccount: world.accountId('2211') };
  return [await world.approve('assembly', { day: at.day, head: { warehouse, ...extra }, lines })];
}

/** What is consumed of the case's own item: a quantity, or so much of each lot. */
async function consumed(world: World, step: CaseStep): Promise<readonly Record<string, unknown>[]> {
  const item = await world.item();
  const lots = asObject(step['consume']);
  const byLot = Object.entries(lots).filter(([name]) => name !== 'wh' && name !== 'qty' && name !== 'item');
  if (byLot.length > 0) return byLot.map(([lot, qty]) => ({ role: 'in', item, qty: decimal(Number(qty)), lot }));
  return [{ role: 'in', item, qty: decimal(asNumber(step['consume_qty']) ?? asNumber(lots['qty']) ?? 0) }];
}

/** A product after its bill of materials: the materials are bought first at their known cost. */
async function fromBill(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const warehouse = await world.warehouse();
  const lines: Record<string, unknown>[] = [];
  const docs: DocOf[] = [];
  for (const entry of asList(step['bom']).map(asObject)) {
    const unit = asText(entry['uom']) ?? '件';
    const item = await world.item(String(entry['item']), { unit, ...(unit === 'cm' ? { units: [{ unit: 'm', num: '100', den: '1' }] } : {}) });
    const need = (asNumber(entry['qty']) ?? 0) * qtyOf(step);
    const per = asNumber(entry['unit_cost']);
    const bought = per === null ? { unit: 'm', qty: decimal(need / 100), price: decimal(asNumber(entry['unit_cost_per_m']) ?? 0) } : { qty: decimal(need), price: decimal(per) };
    docs.push(await world.approve('goods-receipt', { day, head: { supplier: world.known.supplier, warehouse }, lines: [{ item, taxRate: '0', ...bought }] }));
    lines.push({ role: 'in', item, qty: decimal(need) });
  }
  return [...docs, ...(await assemble(world, { day, warehouse: undefined, extra: 0 }, [...lines, { role: 'out', item: await world.item(PRODUCT), qty: decimal(qtyOf(step)) }]))];
}

async function produce(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  if (step['bom'] !== undefined) return fromBill(world, step, day);
  const made = asObject(step['produce']);
  const product = await world.item(asText(made['item']) ?? PRODUCT);
  const out = { role: 'out', item: product, qty: decimal(asNumber(made['qty']) ?? asNumber(step['produce_qty']) ?? 1) };
  return assemble(world, { day, warehouse: asObject(step['consume'])['wh'], extra: asNumber(step['additional_cost']) ?? 0 }, [...(await consumed(world, step)), out]);
}

export const MAKING: Operations = { produce, repack: produce };
