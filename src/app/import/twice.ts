// What two documents of one file may not both hold: a paper's name, a piece with a serial number. Each passes on its own, so the file is looked at as a whole.
import type { LineRow } from './document-rows.ts';
import type { References } from './references.ts';
import { bad, type BadRow } from './report.ts';

type Moved = { readonly line: number; readonly item: string; readonly lot: string | null; readonly qty: string };
type Lot = { readonly id: string; readonly item: string; readonly no: string };

/** Complaints about what an earlier document of the file holds already; what is new is held from now on. */
export function heldTwice(
  booking: Readonly<Record<string, unknown>>,
  rows: readonly LineRow[],
  known: { readonly held: Set<string>; readonly references: References },
): readonly BadRow[] {
  const { held, references } = known;
  const serial = (item: string): boolean => references.get(item)?.data['tracksSerials'] === true;
  const numbers = new Map(((booking['lots'] ?? []) as readonly Lot[]).map((l) => [l.id, l.no]));
  const pieces = ((booking['stock'] ?? []) as readonly Moved[])
    .filter((m) => m.lot !== null && serial(m.item))
    // A new piece has another id in every document that brings it; its number is what counts.
    .map((m) => ({ key: `${m.qty.startsWith('-') ? 'out' : 'in'}|${m.item}|${numbers.get(m.lot ?? '') ?? m.lot}`, what: numbers.get(m.lot ?? '') ?? '', row: rows[m.line - 1] }));
  const papers = ((booking['claims'] ?? []) as readonly string[]).map((claim) => ({
    key: claim,
    what: claim.slice(claim.indexOf(':') + 1),
    row: rows.find((r) => claim.endsWith(` ${String(r.line['number'] ?? '')}`)) ?? rows[0],
  }));
  const all = [...pieces, ...papers];
  const twice = all.filter((p) => held.has(p.key));
  for (const p of all) held.add(p.key);
  return twice.map((p) => bad({ line: p.row?.row.line ?? 0, value: p.what }, `“${p.what || '这件货'}”在文件中出现了两次`, '请删去重复的一行'));
}
