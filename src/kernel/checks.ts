// Checks and small recipes that several documents share. Each check's verdict is its return value.
import type { NewLot } from './decision.ts';
import { addDays, type Day } from './day.ts';
import type { Facts } from './facts.ts';
import { must, present } from './must.ts';
import type { Complaint } from './refusal.ts';

/** The company's account for a role of the chart ('ap.estimated'); set-up maps every role, so a gap is our bug. */
export const accountOf = (facts: Facts, role: string): string => present(facts.accounts[role], `account role ${role}`);

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
    const known = facts.lots.some((l) => l.item === line.item && l.no === line.lot);
    const dated = known || (line.expires ?? null) !== null || ((line.made ?? null) !== null && item.shelfLifeDays !== null);
    return item.tracksExpiry && !dated ? [{ refused: 'expiry-needed', path: `lines[${i}].expires`, with: at }] : [];
  });
}

export type IncomingLots = { readonly fresh: readonly NewLot[]; readonly byLine: Readonly<Record<number, string>> };

/** Finds the lot of every line, or brings it into being; two lines with the same number share one lot. Ids come from `facts.ids`. */
export function incomingLots(lines: readonly LotLine[], facts: Facts): IncomingLots {
  const fresh: NewLot[] = [];
  const byLine: Record<number, string> = {};
  for (const line of lines) {
    const item = facts.items[line.item];
    if (!item?.tracksLots || line.lot === null) continue;
    const known = facts.lots.find((l) => l.item === line.item && l.no === line.lot) ?? fresh.find((l) => l.item === line.item && l.no === line.lot);
    if (known) {
      byLine[line.no] = known.id;
      continue;
    }
    const id = facts.ids[fresh.length];
    must(id, 'not enough fresh ids for new lots');
    const made = line.made ?? null;
    const expires = line.expires ?? (made && item.shelfLifeDays !== null ? addDays(made, item.shelfLifeDays) : null);
    fresh.push({ id, item: line.item, no: line.lot, made, expires, supplierLot: line.supplierLot ?? null });
    byLine[line.no] = id;
  }
  return { fresh, byLine };
}
