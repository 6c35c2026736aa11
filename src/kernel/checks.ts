// Checks and small recipes that several documents share. Each check's verdict is its return value.
import type { NewLot } from './decision.ts';
import { addDays, type Day } from './day.ts';
import type { Facts, ItemFacts } from './facts.ts';
import { lookUp } from './look-up.ts';
import { type Fen, splitFen } from './money.ts';
import { must, present } from './must.ts';
import type { Micro } from './quantity.ts';
import type { Complaint } from './refusal.ts';
import { PIECE, readSerials, type SerialLine, type SerialsByLine, serialsPresent } from './serials.ts';

/** The company's account for a role of the chart ('ap.estimated'); set-up maps every role, so a gap is our bug. */
export const accountOf = (facts: Facts, role: string): string => present(facts.accounts[role], `account role ${role}`);

/** Where the difference between what goods cost and what they enter or leave stock at belongs: 材料成本差异 under standard costs, else 主营业务成本. */
export const differenceAccount = (item: ItemFacts, facts: Facts): string => accountOf(facts, item.costMethod === 'standard' ? 'inventory.costDifference' : 'cogs.main');

type LotLine = {
  readonly no: number;
  readonly item: string;
  readonly lot: string | null;
  readonly made?: Day | null;
  readonly expires?: Day | null;
  readonly supplierLot?: string | null;
};

/** Lots and dates that the item's settings demand and the line lacks. */
export function lotsMissing(lines: readonly LotLine[], facts: Facts): readonly Complaint[] {
  return lines.flatMap((line, i): Complaint[] => {
    const item = facts.items[line.item];
    if (!item?.tracksLots) return [];
    const at = { line: String(line.no), item: item.name };
    if (line.lot === null) return [{ refused: 'lot-needed', path: `lines[${i}].lot`, with: at }];
    const known = lookUp(facts).lotNamed(line.item, line.lot) !== undefined;
    const dated = known || (line.expires ?? null) !== null || ((line.made ?? null) !== null && item.shelfLifeDays !== null);
    return item.tracksExpiry && !dated ? [{ refused: 'expiry-needed', path: `lines[${i}].expires`, with: at }] : [];
  });
}

/** The bin a line names must be one of the warehouse. */
export function binsElsewhere(lines: readonly { readonly no: number; readonly bin?: string | null }[], warehouse: string, facts: Facts): readonly Complaint[] {
  return lines.flatMap((line, i): Complaint[] => {
    const bin = line.bin ? facts.records[line.bin] : undefined;
    if (!bin || bin.data['warehouse'] === warehouse) return [];
    return [{ refused: 'bin-not-here', path: `lines[${i}].bin`, with: { line: String(line.no), bin: bin.name, warehouse: facts.warehouses[warehouse]?.name ?? '' } }];
  });
}

/** What is wrong with pieces that come in: numbers missing, or pieces that are in the house already. */
export function serialsMissing(lines: readonly SerialLine[], facts: Facts): readonly Complaint[] {
  const { byLine, complaints } = readSerials(lines, facts);
  return [...complaints, ...serialsPresent(lines, byLine, facts)];
}

/** The lots that lines bring: `byLine` the one lot of a line, `pieces` the lots of its serial numbers, in their order. */
export type IncomingLots = { readonly fresh: readonly NewLot[]; readonly byLine: Readonly<Record<number, string>>; readonly pieces: SerialsByLine };
type IncomingLine = LotLine & { readonly serials?: string | null; readonly baseQty?: Micro | null };

/** Finds the lot of every line, or brings it into being; two lines with the same number share one lot. Ids come from `facts.ids`. */
export function incomingLots(lines: readonly IncomingLine[], facts: Facts): IncomingLots {
  const serials = readSerials(lines, facts).byLine;
  const shelf = newLots(facts);
  const byLine: Record<number, string> = {};
  const pieces: Record<number, readonly string[]> = {};
  for (const line of lines) {
    const item = facts.items[line.item];
    const numbers = serials[line.no];
    if (numbers) pieces[line.no] = numbers.map((no) => shelf.piece(line.item, no));
    if (!item?.tracksLots || line.lot === null) continue;
    const made = line.made ?? null;
    const expires = line.expires ?? (made && item.shelfLifeDays !== null ? addDays(made, item.shelfLifeDays) : null);
    byLine[line.no] = shelf.lot({ item: line.item, no: line.lot, made, expires, supplierLot: line.supplierLot ?? null });
  }
  return { fresh: shelf.fresh, byLine, pieces };
}

type NewLots = {
  readonly fresh: readonly NewLot[];
  /** The id of a lot by its number. */
  readonly lot: (wanted: Omit<NewLot, 'id'>) => string;
  /** The id of a piece by its serial number. */
  readonly piece: (item: string, no: string) => string;
};

/** The days a lot's item counts back from its expiry. */
function marksOf(item: ItemFacts | undefined, expires: Day | null): Pick<NewLot, 'marks'> {
  const days = Object.entries(item?.marks ?? {});
  return expires === null || days.length === 0 ? {} : { marks: Object.fromEntries(days.map(([mark, before]) => [mark, addDays(expires, -before)])) };
}

/** Lots by their numbers: known ones keep their id, new ones get the next fresh id, once. */
export function newLots(facts: Facts): NewLots {
  const { lotNamed, serialNamed } = lookUp(facts);
  const fresh: NewLot[] = [];
  const made = new Map<string, string>();
  const lot = (wanted: Omit<NewLot, 'id'>): string => {
    const key = `${wanted.item}|${wanted.no}`;
    const known = lotNamed(wanted.item, wanted.no)?.id ?? serialNamed(wanted.item, wanted.no)?.lot ?? made.get(key);
    if (known) return known;
    const id = facts.ids[fresh.length];
    must(id, 'not enough fresh ids for new lots');
    fresh.push({ id, ...wanted, ...marksOf(facts.items[wanted.item], wanted.expires) });
    made.set(key, id);
    return id;
  };
  return { fresh, lot, piece: (item, no) => lot({ item, no, made: null, expires: null, supplierLot: null }) };
}

/** A line that comes in as what is moved: one part, or one part a piece; the parts' cost adds up to the line's. */
export function incomingParts(
  line: { readonly no: number; readonly qty: Micro; readonly cost: Fen },
  lots: IncomingLots,
): readonly { readonly lot: string | null; readonly qty: Micro; readonly cost: Fen }[] {
  const pieces = lots.pieces[line.no];
  if (!pieces) return [{ lot: lots.byLine[line.no] ?? null, qty: line.qty, cost: line.cost }];
  const costs = splitFen(
    line.cost,
    pieces.map(() => PIECE),
  );
  return pieces.map((lot, i) => ({ lot, qty: PIECE, cost: present(costs[i], 'cost of a piece') }));
}
