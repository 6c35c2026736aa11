// Serial numbers while they are typed: how many there are, which stand there twice. The server has the last word (src/kernel/serials.ts).
import type { DocMeta, Field } from '../api/types';
import type { Column, LookupRef } from '../grid';
import type { LineRow } from './doc-values';

/** Far more than anyone scans for one line; a range beyond it is a slip. */
const MOST = 100_000;

export type Counted = { readonly list: readonly string[]; readonly twice: readonly string[]; readonly bad: string | null };

/** Reads lists and ranges: "SN01~SN03 X9" are four numbers. */
export function readSerials(text: string): Counted {
  const list: string[] = [];
  let bad: string | null = null;
  for (const word of text
    .normalize('NFKC')
    .replaceAll(/\s*~\s*/g, '~')
    .split(/[\s,、;]+/)
    .filter((w) => w !== '')) {
    const part = word.includes('~') ? range(word) : [word];
    if (part === null || list.length + part.length > MOST) bad ??= word;
    else list.push(...part);
  }
  const seen = new Set<string>();
  return { list, twice: [...new Set(list.filter((no) => seen.has(no) || !seen.add(no)))], bad };
}

const split = (no: string): readonly [head: string, figures: string] => {
  const figures = /\d{0,18}$/.exec(no)?.[0] ?? '';
  return [no.slice(0, no.length - figures.length), figures];
};

function range(word: string): readonly string[] | null {
  const [first = '', last = '', ...more] = word.split('~');
  const [[head, from], [other, to]] = [split(first), split(last)];
  const padded = from.startsWith('0') || to.startsWith('0');
  if (more.length > 0 || from === '' || to === '' || (other !== '' && other !== head) || (padded && from.length !== to.length)) return null;
  const [start, end] = [BigInt(from), BigInt(to)];
  if (end < start || end - start >= BigInt(MOST)) return null;
  return Array.from({ length: Number(end - start) + 1 }, (_, i) => head + (start + BigInt(i)).toString().padStart(from.length, '0'));
}

/** One number a line while scanning, one line in the cell. */
export const asLines = (text: string): string => text.replaceAll(/\s*[、,;\n]\s*/g, '\n');
export const asCell = (text: string): string =>
  text
    .split(/\s*[\n、,;]\s*/)
    .filter((w) => w !== '')
    .join('、');

/** The texts of a line that a person fills with serial numbers. */
export const serialFields = (def: DocMeta): readonly Field[] => def.line.filter((f) => f.serials && !f.computed);
const isPiece = (row: LineRow): boolean => (row['item'] as LookupRef | null | undefined)?.['serials'] === true;
/** Whether a line has serial numbers to enter, or has some though it should not. */
export const hasPieces = (row: LineRow, fields: readonly Field[]): boolean => isPiece(row) || fields.some((f) => Boolean(row[f.name]));
/** Lines whose first list is still empty. */
export const openPieces = (rows: readonly LineRow[], fields: readonly Field[]): number => rows.filter((r) => isPiece(r) && !r[fields[0]?.name ?? '']).length;

/** Columns of serial numbers stand there only where a line has any. */
export const shownColumns = (def: DocMeta, columns: readonly Column<LineRow>[], pieces: boolean): readonly Column<LineRow>[] =>
  pieces ? columns : columns.filter((c) => !def.line.some((f) => f.name === c.key && f.serials));
