// Lines of documents from steps: quantity, unit, lots and serial numbers as the step names them.
import { addDays, type Day } from '#kernel/day';
import { asList, asNumber, asObject, type CaseStep, Unsupported } from '../format.ts';
import { dayOf } from '../days.ts';
import { decimal } from '../figures.ts';
import type { DocOf, World } from '../world.ts';

/** Goods without a lot of their own, where the item has lots. */
export const NO_LOT = '无批次';
const FAR = 3650;

export function qtyOf(step: CaseStep, field = 'qty'): number {
  const qty = asNumber(step[field]);
  if (qty === null) throw new Unsupported(`${step.op}.${field}`, `第 ${step.op} 步没有数量`);
  return qty;
}

export const unitOf = (step: CaseStep): { readonly unit?: string } => (typeof step['uom'] === 'string' ? { unit: step['uom'] } : {});

/** One line for each lot the step names, else one. */
export function pieces(world: World, step: CaseStep, qty: number): readonly { readonly qty: string; readonly lot?: string; readonly serials?: string; readonly unit?: string }[] {
  const { tracksLots, tracksSerials } = world.traits;
  const unit = unitOf(step);
  if (tracksSerials) return [{ qty: decimal(qty), ...unit, serials: asList(step['serials'] ?? [step['serial'] ?? '']).join(',') }];
  const lots = Object.entries(asObject(step['lots']));
  if (tracksLots && lots.length > 0) return lots.map(([lot, n]) => ({ qty: decimal(Number(n)), lot, ...unit }));
  return [{ qty: decimal(qty), ...unit, ...(tracksLots && typeof step['lot'] === 'string' ? { lot: step['lot'] } : {}) }];
}

/** The line of a document that a step's goods were on: that of their lot where its lines are lots. */
export async function lineOf(world: World, doc: DocOf, goods: { readonly lot?: string; readonly item?: string }): Promise<{ readonly doc: string; readonly line: number }> {
  const rows = await world.rows<{ line: number; lot: string | null; item: string }>(
    `select line_no as line, data->>'lot' as lot, item_id as item from books.document_line where doc_id = $1 and item_id is not null order by line_no`,
    [doc.id],
  );
  const own = goods.item === undefined ? rows : rows.filter((r) => r.item === goods.item);
  return { doc: doc.id, line: (own.find((r) => goods.lot !== undefined && r.lot === goods.lot) ?? own[0] ?? rows[0])?.line ?? 1 };
}

/** Lots that come in have a name and, where the item perishes, a day of expiry; a lot called expired has expired. */
export function incoming<L extends { readonly lot?: string }>(
  world: World,
  step: CaseStep,
  around: { readonly lines: readonly L[]; readonly day: Day },
): readonly (L & Record<string, unknown>)[] {
  if (!world.traits.tracksLots) return around.lines;
  const expires = (lot: string): Day => dayOf(step['expiry']) ?? addDays(around.day, /expired|过期/i.test(lot) ? -1 : FAR);
  return around.lines.map((line) => {
    if (line.lot === undefined && world.traits.lotsMustBeNamed) return line;
    const lot = line.lot ?? NO_LOT;
    return { ...line, lot, ...(world.traits.tracksExpiry ? { expires: expires(lot) } : {}) };
  });
}
