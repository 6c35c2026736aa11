// Goods made of goods: 组装单. What comes out costs what went in by its own method, and the extra cost.
import type { Day } from '#kernel/day';
import { asList, asNumber, asObject, asText, type CaseStep, Unsupported } from '../format.ts';
import { decimal, yuanOf } from '../figures.ts';
import { lookAt, stockOf } from '../look.ts';
import { type DocOf, type Operations, StepRefused, type World } from '../world.ts';
import { qtyOf } from './lines.ts';

const PRODUCT = 'finished';
/** What is cut off, where a case gives it no name. */
export const SCRAP = 'scrap';

async function assemble(
  world: World,
  at: { readonly day: Day; readonly warehouse: unknown; readonly extra: number },
  lines: readonly Record<string, unknown>[],
): Promise<readonly DocOf[]> {
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
  return [
    ...docs,
    ...(await assemble(world, { day, warehouse: undefined, extra: asNumber(step['additional_cost']) ?? 0 }, [
      ...lines,
      { role: 'out', item: await world.item(PRODUCT), qty: decimal(qtyOf(step)) },
    ])),
  ];
}

type At = Parameters<typeof assemble>[1];
type Scrapped = { readonly ins: readonly Record<string, unknown>[]; readonly out: Record<string, unknown>; readonly scrap: Record<string, unknown> };
/** Scrap of a known value: the product costs the rest. What goes in costs, a dry run says. */
async function withScrap(world: World, at: At, { ins, out, scrap }: Scrapped): Promise<readonly Record<string, unknown>[]> {
  const value = asNumber(scrap['value']);
  if (value === null) throw new Unsupported('produce.scrap', '边角料没有金额');
  const body = { day: at.day, head: { warehouse: await world.warehouse(at.warehouse) }, lines: [...ins, out] };
  const dry = await world.attempt({ type: 'assembly', command: 'approve', dryRun: true, body });
  if (!dry.ok) throw new StepRefused(dry.refusal);
  const rows = (dry.preview?.['stock'] ?? []) as readonly { readonly qty: string; readonly cost: string }[];
  const spent = rows.reduce((sum, r) => (r.qty.startsWith('-') ? sum + yuanOf(-BigInt(r.cost)) : sum), at.extra);
  const item = await world.item(asText(scrap['item']) ?? SCRAP);
  return [
    { ...out, weight: decimal(spent - value) },
    { role: 'out', item, qty: decimal(asNumber(scrap['qty']) ?? 1), weight: decimal(value) },
  ];
}

async function produce(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  if (step['bom'] !== undefined) return fromBill(world, step, day);
  const made = asObject(step['produce']);
  const product = await world.item(asText(made['item']) ?? PRODUCT);
  const out = { role: 'out', item: product, qty: decimal(asNumber(made['qty']) ?? asNumber(step['produce_qty']) ?? 1) };
  const at = { day, warehouse: asObject(step['consume'])['wh'] ?? step['wh'], extra: asNumber(step['additional_cost']) ?? 0 };
  const ins = await consumed(world, step);
  return assemble(world, at, [...ins, ...(step['scrap'] === undefined ? [out] : await withScrap(world, at, { ins, out, scrap: asObject(step['scrap']) }))]);
}

type Bill = Readonly<Record<string, unknown>>;

/** Makes some of an item after its bill: what has a bill of its own is made first (by the dozen where the bill says so), the rest is bought. */
async function makeFrom(
  world: World,
  at: { readonly day: Day; readonly boms: Readonly<Record<string, Bill>>; readonly levels: number },
  wanted: { readonly name: string; readonly key: string; readonly qty: number; readonly also: readonly Record<string, unknown>[] },
): Promise<readonly DocOf[]> {
  const docs: DocOf[] = [];
  const lines: Record<string, unknown>[] = [];
  const warehouse = await world.warehouse();
  for (const [name, entry] of Object.entries(at.boms[wanted.key] ?? {})) {
    const [per, cost] = asList(entry).map(Number);
    const item = await world.item(name);
    const sub = at.levels > 1 ? [name, `${name}_per_dozen`].find((key) => at.boms[key] !== undefined) : undefined;
    if (sub) docs.push(...(await makeFrom(world, { ...at, levels: at.levels - 1 }, { name, key: sub, qty: sub === name ? (per ?? 1) : DOZEN, also: [] })));
    else
      docs.push(
        await world.approve('goods-receipt', {
          day: at.day,
          head: { supplier: world.known.supplier, warehouse },
          lines: [{ item, taxRate: '0', qty: decimal(per ?? 0), price: decimal(cost ?? 0) }],
        }),
      );
    lines.push({ role: 'in', item, qty: decimal(per ?? 0) });
  }
  const product = { role: 'out', item: await world.item(wanted.name), qty: decimal(wanted.qty) };
  return [
    ...docs,
    ...(await assemble(world, { day: at.day, warehouse: undefined, extra: 0 }, [
      ...lines,
      wanted.also.length > 0 ? { ...product, weight: String(100 - wanted.also.reduce((sum, l) => sum + Number(l['weight']), 0)) } : product,
      ...wanted.also,
    ])),
  ];
}
const DOZEN = 12;
const BY_PRODUCT = 'byproduct';

/** What a product costs by its bill, found by making one; by-products take their share. */
async function rollUp(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const name = asText(step['item']) ?? PRODUCT;
  const boms = Object.fromEntries(Object.entries(asObject(step['bom'])).map(([key, bill]) => [key, asObject(bill)]));
  const parts = asList(step['byproducts']).map(asObject);
  const byProduct = parts.length === 0 ? '' : await world.item(BY_PRODUCT);
  const also = parts.map((b) => ({ role: 'out', item: byProduct, qty: decimal(asNumber(b['qty']) ?? 0), weight: decimal(asNumber(b['share']) ?? 0) }));
  const docs = await makeFrom(world, { day, boms, levels: asNumber(step['levels']) ?? 1 }, { name, key: name, qty: 1, also });
  const look = await lookAt(world);
  const rate = async (item: string) => stockOf(look, { item: await world.item(item) }).rate;
  world.findings.set('unit_cost', await rate(name));
  if (also.length > 0) world.findings.set('byproduct_unit_cost', await rate(BY_PRODUCT));
  return docs;
}

/** Taken apart: what comes out shares the cost by weight. */
async function disassemble(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const warehouse = await world.warehouse(step['wh']);
  const lines: Record<string, unknown>[] = [{ role: 'in', item: await world.item(), qty: decimal(qtyOf(step)) }];
  for (const [name, entry] of Object.entries(asObject(step['into']))) {
    const [qty, weight] = asList(entry).map(Number);
    lines.push({ role: 'out', item: await world.item(name), qty: decimal(qty ?? 0), weight: decimal(weight ?? 1) });
  }
  return [await world.approve('disassembly', { day, head: { warehouse }, lines })];
}

export const MAKING: Operations = { produce, repack: produce, bom_rollup: rollUp, disassemble };
