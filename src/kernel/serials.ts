// Serial numbers as people write them: lists and ranges in one text. A serial number is a lot of exactly one piece. Pure.
import { formatQty } from './decimal.ts';
import type { Facts, SerialFacts } from './facts.ts';
import { type Fields, note } from './field.ts';
import { lookUp } from './look-up.ts';
import { micro, type Micro } from './quantity.ts';
import type { Complaint } from './refusal.ts';

/** Serial numbers one line of a document may move; longer deliveries are entered on several lines. */
export const PIECES_MAX = 5_000;
/** Serial numbers one line of a count sheet may hold: a shelf is counted as it stands. */
export const COUNT_MAX = 100_000;
/** Longest text of a serial field: every number written out. */
export const SERIALS_TEXT_MAX = 200_000;
/** The same for a count sheet. */
export const COUNT_TEXT_MAX = 2_000_000;
/** Longest single number, as for lots. */
const NUMBER_MAX = 40;
/** The field of a line that names its pieces. */
const HINT = '按序列号管理的商品每件一个，用空格、逗号或换行隔开；连号写成 SN0001~SN0100';
export const SERIALS = { serials: note('序列号', { max: SERIALS_TEXT_MAX, serials: true, hint: HINT }) } as const;
/** The same where goods leave a shelf: the pieces that stand there can be looked up. */
export const SERIALS_OUT = { serials: note('序列号', { max: SERIALS_TEXT_MAX, serials: true, to: 'serial', hint: HINT }) } as const;
/** One piece of anything. */
export const PIECE = micro(1_000_000n);

export type SerialList = { readonly list: readonly string[]; readonly bad: null } | { readonly list: null; readonly bad: string };

/**
 * Reads "SN0001~SN0100, SN0200 SN0201": numbers divided by blanks, commas, semicolons or new lines; a range counts its last figures up.
 * `bad` says in Chinese what is wrong. Numbers stay in the order written, repeated ones included.
 */
export function parseSerials(text: string, max = PIECES_MAX): SerialList {
  const words = text
    .normalize('NFKC')
    .replaceAll(/\s*~\s*/g, '~')
    .split(/[\s,、;]+/)
    .filter((w) => w !== '');
  const list: string[] = [];
  for (const word of words) {
    const part = word.includes('~') ? expand(word, max) : { list: [word], bad: null };
    if (part.list === null) return part;
    const long = part.list.find((no) => no.length > NUMBER_MAX);
    if (long !== undefined) return { list: null, bad: `“${long.slice(0, NUMBER_MAX)}…”超过 ${NUMBER_MAX} 个字，请检查是否漏了分隔` };
    if (list.length + part.list.length > max) return { list: null, bad: `超过 ${max} 个，请分成几行` };
    list.push(...part.list);
  }
  return { list, bad: null };
}

/** The text as it is kept: on one line, because a grid cell has only one. */
export const oneLine = (text: string | null): string | null => text?.replaceAll(/\s*[\r\n]+\s*/g, '、') ?? null;

/** A number as what stands before its last figures, and those figures. */
const split = (no: string): { readonly head: string; readonly figures: string } => {
  const figures = /\d*$/.exec(no)?.[0].slice(-18) ?? '';
  return { head: no.slice(0, no.length - figures.length), figures };
};

function expand(word: string, max: number): SerialList {
  const bad = (why: string): SerialList => ({ list: null, bad: `“${word.slice(0, 2 * NUMBER_MAX)}”${why}` });
  const [first = '', last = '', ...more] = word.split('~');
  const [from, to] = [split(first), split(last)];
  if (more.length > 0 || from.figures === '' || to.figures === '') return bad('不是区间，应如 SN0001~SN0100');
  if (to.head !== '' && to.head !== from.head) return bad('两端的前缀不同');
  const padded = from.figures.startsWith('0') || to.figures.startsWith('0');
  if (padded && from.figures.length !== to.figures.length) return bad('两端的位数不同');
  const [start, end] = [BigInt(from.figures), BigInt(to.figures)];
  if (end < start) return bad('终止号小于起始号');
  if (end - start >= BigInt(max)) return bad(`超过 ${max} 个，请分成几行`);
  return { list: Array.from({ length: Number(end - start) + 1 }, (_, i) => from.head + (start + BigInt(i)).toString().padStart(from.figures.length, '0')), bad: null };
}

/** The shortest text of a set of numbers, sorted: runs of three and more become ranges. The inverse of `parseSerials`. */
export function serialsText(list: readonly string[]): string {
  const rows = list.map((no) => ({ no, ...split(no) })).toSorted((a, b) => compare(a.head, b.head) || a.figures.length - b.figures.length || compare(a.figures, b.figures));
  const words: string[] = [];
  for (let i = 0; i < rows.length; ) {
    let j = i;
    while (follows(rows[j], rows[j + 1])) j += 1;
    if (j - i >= 2) words.push(`${rows[i]?.no}~${rows[j]?.no}`);
    else words.push(...rows.slice(i, j + 1).map((r) => r.no));
    i = j + 1;
  }
  return words.join('、');
}
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
type Row = { readonly head: string; readonly figures: string };
const follows = (a: Row | undefined, b: Row | undefined): boolean =>
  a !== undefined && b !== undefined && a.figures !== '' && a.head === b.head && a.figures.length === b.figures.length && BigInt(b.figures) === BigInt(a.figures) + 1n;

/** “SN1、SN2、SN3 等 12 个”: enough for a sentence. */
export const someSerials = (list: readonly string[], most = 5): string => list.slice(0, most).join('、') + (list.length > most ? ` 等 ${list.length} 个` : '');

/** Every item and number that the lines name, for the request of facts. Unreadable texts name nothing; the decision refuses them. */
export function serialsNamed(fields: Fields, lines: readonly Readonly<Record<string, unknown>>[]): readonly (readonly [item: string, no: string])[] {
  const names = Object.keys(fields).filter((name) => fields[name]?.serials);
  return lines.flatMap((line) => {
    const item = line['item'];
    if (typeof item !== 'string') return [];
    const numbers = names.flatMap((name) => (typeof line[name] === 'string' ? (parseSerials(line[name], COUNT_MAX).list ?? []) : []));
    return [...new Set(numbers)].map((no) => [item, no] as const);
  });
}

export type SerialLine = { readonly no: number; readonly item: string; readonly serials?: string | null; readonly baseQty?: Micro | null };
export type SerialsByLine = Readonly<Record<number, readonly string[]>>;

/** The numbers of every line, and what is wrong with them: missing, unreadable, repeated, or not as many as pieces. */
export function readSerials(lines: readonly SerialLine[], facts: Facts): { readonly byLine: SerialsByLine; readonly complaints: readonly Complaint[] } {
  const byLine: Record<number, readonly string[]> = {};
  const seen = new Set<string>();
  const complaints = lines.flatMap((line, i): Complaint[] => {
    const item = facts.items[line.item];
    if (!item) return [];
    const say = (refused: string, extra: Readonly<Record<string, string>> = {}): Complaint[] => [
      { refused, path: `lines[${i}].serials`, with: { line: String(line.no), item: item.name, ...extra } },
    ];
    const qty = line.baseQty ?? 0n;
    const text = line.serials ?? null;
    if (!item.tracksSerials) return text === null ? [] : say('serials-not-tracked');
    if (text === null) return say('serials-needed', { qty: formatQty(qty), unit: item.unit });
    const { list, bad } = parseSerials(text);
    if (list === null) return say('serials-bad', { what: bad });
    const twice = list.filter((no) => seen.has(`${line.item}|${no}`) || !seen.add(`${line.item}|${no}`));
    if (twice.length > 0) return say('serial-twice', { serial: someSerials(twice) });
    if (BigInt(list.length) * PIECE !== qty) return say('serials-count', { qty: formatQty(qty), unit: item.unit, have: String(list.length) });
    byLine[line.no] = list;
    return [];
  });
  return { byLine, complaints };
}

/** Where a piece is now, in words; null when it is nowhere in the house. */
export function whereIs(serial: SerialFacts | undefined): string | null {
  const at = serial?.at.find((a) => a.onHand !== 0n || a.onHold !== 0n || a.inTransit !== 0n);
  if (!at) return null;
  return at.inTransit !== 0n ? `正在调往“${at.warehouseName}”的途中` : at.onHold !== 0n ? `在“${at.warehouseName}”冻结` : `在“${at.warehouseName}”`;
}

/** Pieces that cannot come in because they are in the house already: one complaint a line. */
export function serialsPresent(lines: readonly SerialLine[], byLine: SerialsByLine, facts: Facts): readonly Complaint[] {
  const { serialNamed } = lookUp(facts);
  return lines.flatMap((line, i): Complaint[] => {
    const here = (byLine[line.no] ?? []).filter((no) => whereIs(serialNamed(line.item, no)) !== null);
    const [first] = here;
    if (first === undefined) return [];
    const said = { line: String(line.no), item: facts.items[line.item]?.name ?? '', serial: someSerials(here), where: whereIs(serialNamed(line.item, first)) ?? '' };
    return [{ refused: 'serial-in-stock', path: `lines[${i}].serials`, with: said }];
  });
}
