// Counting goods with serial numbers: what was seen is a list of numbers, so the difference is two lists: the missing and the extra ones. Pure.
import type { IncomingLots } from '#kernel/checks';
import type { Facts, Shelf } from '#kernel/facts';
import { lookUp } from '#kernel/look-up';
import { type Micro, micro } from '#kernel/quantity';
import type { Complaint } from '#kernel/refusal';
import { COUNT_MAX, parseSerials, PIECE, serialsText, someSerials, whereIs } from '#kernel/serials';
import type { CountLine } from './sheet.ts';

export type FoundPart = { readonly lot: string | null; readonly bin: string | null; readonly qty: bigint };
type At = { readonly index: number; readonly facts: Facts; readonly shelves: readonly Shelf[]; readonly stands: boolean };

const piecesIn = (list: readonly unknown[]): Micro => micro(BigInt(list.length) * PIECE);
const numbersOf = (text: string | null): readonly string[] => parseSerials(text ?? '', COUNT_MAX).list ?? [];

/** A line of the sheet with its lists compared, and what is wrong with them. The numbers seen decide how many there are. */
export function completePieces(line: CountLine, at: At): { readonly line: CountLine; readonly complaints: readonly Complaint[] } {
  const { facts, stands } = at;
  const { lotById } = lookUp(facts);
  const item = facts.items[line.item];
  const book = stands ? numbersOf(line.bookSerials) : at.shelves.flatMap((s) => (s.onHand > 0n ? (lotById(s.lot)?.no ?? []) : []));
  const first = seen(line, { ...at, list: 'serials', figure: 'counted' });
  const second = seen(line, { ...at, list: 'recountSerials', figure: 'recount' });
  const last = second.list ?? first.list;
  const known = new Set(book);
  const found = new Set(last ?? []);
  const differs = (list: readonly string[]): boolean => list.length !== book.length || list.some((no) => !known.has(no));
  const [missing, extra] = last === null ? [[], []] : [book.filter((no) => !found.has(no)), last.filter((no) => !known.has(no))];
  return {
    complaints: [...first.complaints, ...second.complaints],
    line: {
      ...line,
      unit: item?.unit ?? line.unit,
      counted: first.list ? piecesIn(first.list) : null,
      recount: second.list ? piecesIn(second.list) : null,
      serials: first.text,
      recountSerials: second.text,
      bookSerials: serialsText(book) || null,
      bookQty: piecesIn(book),
      baseQty: last === null ? null : piecesIn(last),
      again: first.list !== null && second.list === null && differs(first.list),
      diff: last === null ? null : micro(piecesIn(last) - piecesIn(book)),
      missing: serialsText(missing) || null,
      extra: serialsText(extra) || null,
    },
  };
}

type Asked = At & { readonly list: 'serials' | 'recountSerials'; readonly figure: 'counted' | 'recount' };

/** The numbers of one count; a written zero without numbers is an empty shelf, nothing written is not counted. */
function seen(line: CountLine, at: Asked): { readonly list: readonly string[] | null; readonly text: string | null; readonly complaints: readonly Complaint[] } {
  const text = line[at.list];
  const said = { line: String(line.no), item: at.facts.items[line.item]?.name ?? '' };
  const wrong = (refused: string, extra: Readonly<Record<string, string>>) => ({
    list: null,
    text,
    complaints: [{ refused, path: `lines[${at.index}].${at.list}`, with: { ...said, ...extra } }],
  });
  if (text === null) {
    const figure = line[at.figure];
    if (figure === null || figure === 0n) return { list: figure === null ? null : [], text: null, complaints: [] };
    return wrong('serials-needed', { qty: String(figure / PIECE), unit: at.facts.items[line.item]?.unit ?? '' });
  }
  const { list, bad } = parseSerials(text, COUNT_MAX);
  if (list === null) return wrong('serials-bad', { what: bad });
  const once = new Set<string>();
  const twice = list.filter((no) => once.has(no) || !once.add(no));
  return twice.length > 0 ? wrong('serial-twice', { serial: someSerials(twice) }) : { list, text: text.replaceAll(/\s*\n\s*/g, '、'), complaints: [] };
}

/** The lines as goods that come in: of a line with serial numbers only the extra ones. */
export const arrivingLines = (lines: readonly CountLine[], facts: Facts): readonly CountLine[] =>
  lines.flatMap((line) => {
    if (!facts.items[line.item]?.tracksSerials) return (line.diff ?? 0n) > 0n ? [line] : [];
    const extra = numbersOf(line.extra);
    return extra.length > 0 ? [{ ...line, serials: line.extra, baseQty: piecesIn(extra) }] : [];
  });

/** The extra pieces of a line as parts to take in. */
export const piecesGained = (line: CountLine, lots: IncomingLots): readonly FoundPart[] => (lots.pieces[line.no] ?? []).map((lot) => ({ lot, bin: line.bin, qty: PIECE }));

/** The missing pieces of a line, each from where it stands in the books. Pieces a document has moved since the count began are left out. */
export function piecesLost(line: CountLine, warehouse: string, facts: Facts): readonly FoundPart[] {
  const { serialNamed } = lookUp(facts);
  return numbersOf(line.missing).flatMap((no) => {
    const serial = serialNamed(line.item, no);
    const at = serial?.at.find((a) => a.warehouse === warehouse && a.onHand >= PIECE && (line.bin === null || a.bin === line.bin));
    return serial && at ? [{ lot: serial.lot, bin: at.bin, qty: PIECE }] : [];
  });
}

/** Differences that are none any more: a missing piece that has left by a document since, an extra one that stands elsewhere and is not missed there. */
export function piecesMoved(lines: readonly CountLine[], warehouse: string, facts: Facts): readonly Complaint[] {
  const { serialNamed } = lookUp(facts);
  const missed = new Set(lines.flatMap((l) => numbersOf(l.missing).map((no) => `${l.item}|${no}`)));
  return lines.flatMap((line, i): Complaint[] => {
    const lost = piecesLost(line, warehouse, facts);
    const here = new Set(lost.map((p) => p.lot));
    const gone = numbersOf(line.missing).filter((no) => !here.has(serialNamed(line.item, no)?.lot ?? null));
    const elsewhere = numbersOf(line.extra).filter((no) => !missed.has(`${line.item}|${no}`) && whereIs(serialNamed(line.item, no)) !== null);
    const moved = [...gone, ...elsewhere];
    const [first] = moved;
    if (first === undefined) return [];
    const said = { line: String(line.no), item: facts.items[line.item]?.name ?? '', serial: someSerials(moved), where: whereIs(serialNamed(line.item, first)) ?? '已不在库' };
    return [{ refused: 'serials-moved', path: `lines[${i}].serials`, with: said }];
  });
}
