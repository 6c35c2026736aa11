// Filling a count sheet: while it is a draft, every line takes what the books say; once counting has started, that figure stands. Pure.
import type { Doc } from '#kernel/document';
import type { Facts, Shelf } from '#kernel/facts';
import { type Micro, micro, NO_QTY } from '#kernel/quantity';
import { type Complaint, gather, isRefused, type Refused } from '#kernel/refusal';
import { baseQuantity } from '#kernel/trade';
import type { HEAD, LINE } from './document.ts';
import { completePieces } from './pieces.ts';

type CountDoc = Doc<typeof HEAD, typeof LINE>;
export type CountLine = CountDoc['lines'][number];
export type Shelves = { readonly of: (line: Pick<CountLine, 'item' | 'lot' | 'bin'>) => readonly Shelf[] };

/** Shelves of the warehouse by item and lot number. A line without a bin speaks for all bins of its lot. */
export function shelvesBy(doc: CountDoc, facts: Facts): Shelves {
  const lotNo = new Map(facts.lots.map((l) => [l.id, l.no]));
  const byLot = new Map<string, Shelf[]>();
  for (const shelf of facts.shelves) {
    if (shelf.warehouse !== doc.head.warehouse) continue;
    // Pieces with serial numbers are one line of the sheet, however many shelves they make.
    const own = shelf.lot === null || facts.items[shelf.item]?.tracksSerials ? '' : (lotNo.get(shelf.lot) ?? '');
    const key = `${shelf.item}|${own}`;
    const there = byLot.get(key);
    if (there) there.push(shelf);
    else byLot.set(key, [shelf]);
  }
  return {
    of: (line) => {
      const tracked = facts.items[line.item]?.tracksLots ?? false;
      const here = byLot.get(`${line.item}|${tracked ? (line.lot ?? '') : ''}`) ?? [];
      return line.bin === null ? here : here.filter((s) => s.bin === line.bin);
    },
  };
}

export const shelfKey = (line: Pick<CountLine, 'item' | 'lot' | 'bin'>): string => [line.item, line.lot ?? '', line.bin ?? ''].join('|');
/** What counts: the second count where there is one. Null while nobody counted. */
export const finalCount = (line: Pick<CountLine, 'counted' | 'recount'>): Micro | null => line.recount ?? line.counted;

/** Computes the sheet's figures, or says which lines do not fit. Figures given to lines added while counting stand from now on as well. */
export function completeCount(doc: CountDoc, facts: Facts): CountDoc | Refused {
  const numbers = doc.state === 'draft' ? [] : Array.from({ length: doc.head.started ?? 0 }, (_, i) => i + 1);
  const lines = exchanged(doc, numbers, facts) ?? figures(doc, facts);
  return isRefused(lines) ? lines : { ...doc, head: { ...doc.head, started: lines.length }, lines };
}

/** The same of some lines alone: each stands for its own shelf. */
export function completeCounted(doc: CountDoc, facts: Facts): CountDoc | Refused {
  const numbers = doc.state === 'draft' ? [] : doc.lines.map((l) => l.no).filter((no) => no <= (doc.head.started ?? 0));
  const lines = exchanged(doc, numbers, facts) ?? figures(doc, facts);
  return isRefused(lines) ? lines : { ...doc, lines };
}

function figures(doc: CountDoc, facts: Facts): readonly CountLine[] | Refused {
  const shelves = shelvesBy(doc, facts);
  const complaints: Complaint[] = [];
  const based = (line: CountLine, qty: Micro | null, at: { index: number; field: string }): Micro | null => {
    if (qty === null) return null;
    const base = baseQuantity({ ...line, qty, baseQty: null }, at.index, facts);
    if (typeof base === 'bigint') return base;
    complaints.push({ ...base, ...(base.path?.endsWith('.qty') ? { path: `lines[${at.index}].${at.field}` } : {}) });
    return null;
  };
  const lines = doc.lines.map((line): CountLine => {
    const index = line.no - 1;
    const key = shelfKey(line);
    const stands = doc.state !== 'draft' && line.shelf === key && line.bookQty !== null;
    if (facts.items[line.item]?.tracksSerials) {
      const pieces = completePieces(line, { index, facts, stands, shelves: stands ? [] : shelves.of(line) });
      complaints.push(...pieces.complaints);
      return { ...pieces.line, shelf: key };
    }
    const bookQty = stands ? line.bookQty : micro(shelves.of(line).reduce((sum, s) => sum + s.onHand, 0n));
    const first = based(line, line.counted, { index, field: 'counted' });
    const last = line.recount === null ? first : based(line, line.recount, { index, field: 'recount' });
    if (line.counted === null && line.recount === null) based(line, NO_QTY, { index, field: 'counted' });
    return {
      ...line,
      unit: line.unit ?? facts.items[line.item]?.unit ?? null,
      shelf: key,
      bookQty,
      baseQty: last,
      again: first !== null && line.recount === null && first !== bookQty,
      diff: last === null || bookQty === null ? null : micro(last - bookQty),
    };
  });
  return gather(complaints) ?? lines;
}

/** After the start, lines may be added at the end, not removed or exchanged: their books' figure would belong to another shelf. */
function exchanged(doc: CountDoc, numbers: readonly number[], facts: Facts): Refused | null {
  const byNo = new Map(doc.lines.map((l) => [l.no, l]));
  const complaints = numbers.map((no): Complaint | null => {
    const line = byNo.get(no);
    if (line && line.shelf === shelfKey(line)) return null;
    return { refused: 'count-line-changed', path: `lines[${no - 1}].item`, with: { line: String(no), item: line ? (facts.items[line.item]?.name ?? '') : '' } };
  });
  return gather(complaints.slice(0, 200));
}
