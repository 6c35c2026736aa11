// A cursor over the words of one sentence, and the notebook where reading errors and word spans are kept.
import type { NonEmpty, Ref, RefuseCode, Sel, Span } from '../ast.ts';
import type { Dictionary, Sense, SenseKind } from '../text/dictionary.ts';
import { FILLER } from '../text/grammar-words.ts';
import type { Plain } from '../text/normalise.ts';
import type { Token } from '../text/segment.ts';

export interface Fault {
  code: RefuseCode;
  s: number;
  e: number;
  message: string;
  suggest: string[];
}
/** What kind of thing a noun phrase named, besides the selector itself. */
export interface Noun {
  e?: string;
  doc?: string;
}
export interface Reader {
  dict: Dictionary;
  plain: Plain;
  toks: Token[];
  i: number;
  faults: Fault[];
  /** Where the words of a node stand in plain text. */
  spans: Map<object, Span>;
  /** The last metric read, for sentences that leave it out (D4). */
  last: { ref?: Ref; sels: Sel[] };
  /** Furthest word any attempt reached: the honest place to point at when reading fails. */
  furthest: number;
  /** Antecedents so far, for 该X. */
  named: Sel[];
  /** Positions in conditions that carry extra facts for later steps. */
  notes: Map<object, CondNote>;
  /** Only the verdict is wanted (a remedy is being tried): skip the search for similar words. */
  quick: boolean;
}
export interface CondNote {
  noun?: Noun;
  each?: string;
  docs: string[];
  /** Documents said by name, not merely implied by a figure. */
  named?: string[];
  sustained?: boolean;
  predicate: Span;
  impliedEvent?: string;
  thisSels?: Sel[];
}

export const tok = (r: Reader, k = 0): Token | undefined => r.toks[r.i + k];
export const atEnd = (r: Reader): boolean => r.i >= r.toks.length;

export function sense(r: Reader, t: SenseKind, k = 0): Sense | undefined {
  return r.toks[r.i + k]?.senses.find((x) => x.t === t);
}
/** The grammar word here, when it is one of `words`. */
export function word(r: Reader, words: ReadonlySet<string> | readonly string[], k = 0): string | undefined {
  for (const s of r.toks[r.i + k]?.senses ?? []) {
    if (s.t === 'w' && (Array.isArray(words) ? words.includes(s.id) : (words as ReadonlySet<string>).has(s.id))) return s.id;
  }
  return undefined;
}
export function step(r: Reader, n = 1): void {
  r.i += n;
  if (r.i > r.furthest) r.furthest = r.i;
}
export function eat(r: Reader, words: ReadonlySet<string> | readonly string[]): string | undefined {
  const found = word(r, words);
  if (found !== undefined) step(r);
  return found;
}
export function eatSense(r: Reader, t: SenseKind): Sense | undefined {
  const found = sense(r, t);
  if (found) step(r);
  return found;
}
export function punct(r: Reader, chars: string, k = 0): string | undefined {
  const p = sense(r, 'punct', k)?.id;
  return p !== undefined && chars.includes(p) ? p : word(r, ['、', '；', '：'], k) !== undefined && chars.includes(tok(r, k)?.text ?? '?') ? tok(r, k)?.text : undefined;
}
export function eatPunct(r: Reader, chars: string): string | undefined {
  const p = punct(r, chars);
  if (p !== undefined) step(r);
  return p;
}
export function skipFiller(r: Reader): void {
  while (word(r, FILLER) !== undefined) step(r);
}

/** Tries to read; on failure the cursor and the notebook go back to where they were. */
export function attempt<T>(r: Reader, read: (r: Reader) => T | undefined): T | undefined {
  const i = r.i,
    faults = r.faults.length,
    last = r.last,
    named = r.named.length;
  const found = read(r);
  if (found === undefined) {
    r.i = i;
    r.faults.length = faults;
    r.last = last;
    r.named.length = named;
  }
  return found;
}
/** Tries the readers in order; the first that succeeds wins. */
export function firstOf<T>(r: Reader, readers: readonly ((r: Reader) => T | undefined)[]): T | undefined {
  for (const read of readers) {
    const found = attempt(r, read);
    if (found !== undefined) return found;
  }
  return undefined;
}

export const startOf = (r: Reader, i: number): number => r.toks[i]?.s ?? r.plain.text.length;
export const endOf = (r: Reader, i: number): number => r.toks[i - 1]?.e ?? 0;
/** The plain-text span of the words [from, to). */
export const wordsSpan = (r: Reader, from: number, to: number): Span => [startOf(r, from), Math.max(endOf(r, to), startOf(r, from))];

export function fault(r: Reader, code: RefuseCode, said: { span: Span; message: string; suggest: string[] }): void {
  const [s, e] = said.span;
  if (!r.faults.some((f) => f.code === code && f.s === s)) r.faults.push({ code, s, e, message: said.message, suggest: said.suggest });
}
export const textOf = (r: Reader, span: Span): string => r.plain.source.slice(r.plain.from[span[0]] ?? 0, r.plain.to[span[1] - 1] ?? 0);

export function nonEmpty<T>(list: readonly T[]): NonEmpty<T> | undefined {
  return list.length > 0 ? (list as unknown as NonEmpty<T>) : undefined;
}

const ORDER = ['org', 'region', 'store', 'warehouse', 'location', 'category', 'sku', 'batch', 'supplier', 'customer'];
const rank = (e: string): number => {
  const at = ORDER.indexOf(e);
  return at < 0 ? ORDER.length : at;
};
/** D8: selectors always stand in the same order. */
export function sortSels(sels: readonly Sel[]): NonEmpty<Sel> | undefined {
  return nonEmpty(
    sels
      .map((s, i) => ({ s, i }))
      .sort((a, b) => rank(a.s.e) - rank(b.s.e) || a.i - b.i)
      .map((x) => x.s),
  );
}

const AXES: Record<string, string> = {
  org: 'place',
  region: 'place',
  store: 'place',
  warehouse: 'place',
  location: 'place',
  category: 'item',
  sku: 'item',
  batch: 'item',
  supplier: 'party',
  customer: 'party',
  employee: 'party',
  device: 'machine',
  mold: 'machine',
  vehicle: 'machine',
  project: 'project',
  channel: 'channel',
  doc: 'doc',
  weather: 'weather',
};
export const axisOf = (e: string): string => AXES[e] ?? e;
