// Primitives of the strict reader: literals, words of one table, numbers and quoted text, always longest match first.
import type { Dictionary } from '../text/dictionary.ts';
import { foldWord, normalise, type Plain } from '../text/normalise.ts';
import { unquote, writeNumber } from './words.ts';

export interface Scan {
  d: Dictionary;
  plain: Plain;
  t: string;
  p: number;
  quotes: Map<number, { words: string; entity: boolean }>;
}

export function scan(text: string, d: Dictionary): Scan {
  const plain = normalise(text);
  return { d, plain, t: plain.text, p: 0, quotes: new Map(plain.quotes.map((q) => [q.start, q])) };
}
const FOLDED = new Map<string, string>();
const folded = (s: string): string => {
  let f = FOLDED.get(s);
  if (f === undefined) FOLDED.set(s, (f = foldWord(s)));
  return f;
};

export function lit(s: Scan, text: string): boolean {
  const f = folded(text);
  if (!s.t.startsWith(f, s.p)) return false;
  s.p += f.length;
  return true;
}
export function back<T>(s: Scan, read: () => T | undefined): T | undefined {
  const at = s.p,
    found = read();
  if (found === undefined) s.p = at;
  return found;
}
export function either<T>(s: Scan, ...reads: (() => T | undefined)[]): T | undefined {
  for (const read of reads) {
    const found = back(s, read);
    if (found !== undefined) return found;
  }
  return undefined;
}

const TABLES = new WeakMap<object, [word: string, id: string][]>();
function sorted(table: object, entries: () => [string, string][]): [string, string][] {
  let list = TABLES.get(table);
  if (!list)
    TABLES.set(
      table,
      (list = entries()
        .map(([word, id]): [string, string] => [foldWord(word), id])
        .sort((a, b) => b[0].length - a[0].length)),
    );
  return list;
}
function take(s: Scan, list: readonly [string, string][]): string | undefined {
  for (const [word, id] of list)
    if (s.t.startsWith(word, s.p)) {
      s.p += word.length;
      return id;
    }
  return undefined;
}
/** A lexicon word by its standard name only. Unknown ids are written #id. */
export function name(s: Scan, words: Record<string, { zh: string }>): string | undefined {
  const known = take(
    s,
    sorted(words, () => Object.entries(words).map(([id, w]) => [w.zh, id])),
  );
  if (known !== undefined) return known;
  const m = /^#[a-z0-9_.]+/.exec(s.t.slice(s.p, s.p + 80));
  if (!m) return undefined;
  s.p += m[0].length;
  return m[0].slice(1);
}
/** One of the fixed spellings of a table id → text. */
export function spelled<K extends string>(s: Scan, table: Readonly<Record<K, string>>): K | undefined {
  return take(
    s,
    sorted(table, () => Object.entries<string>(table).map(([id, word]) => [word, id])),
  ) as K | undefined;
}
export function bare(s: Scan, names: Map<string, string>): string | undefined {
  return take(
    s,
    sorted(names, () => [...names].map(([id, word]) => [word, id])),
  );
}
export function number(s: Scan): number | undefined {
  const m = /^-?\d+(?:\.\d+)?/.exec(s.t.slice(s.p, s.p + 400));
  // 007 and 1.50 are not how canonical text writes numbers.
  if (!m || writeNumber(Number(m[0])) !== m[0]) return undefined;
  s.p += m[0].length;
  return Number(m[0]);
}
export function pattern(s: Scan, re: RegExp): string | undefined {
  const m = re.exec(s.t.slice(s.p, s.p + 16));
  if (!m || m.index !== 0) return undefined;
  s.p += m[0].length;
  return m[0];
}
/** “text”, unescaped. */
export function quoted(s: Scan): string | undefined {
  const q = s.quotes.get(s.p);
  if (!q || q.entity) return undefined;
  s.p += 1;
  return unquote(q.words);
}
/** The names inside 「」, as written. */
export function bracketed(s: Scan): string[] | undefined {
  const q = s.quotes.get(s.p);
  if (!q?.entity) return undefined;
  s.p += 1;
  return q.words.split('、');
}
/** One or more, separated by `by`. */
export function many<T>(s: Scan, by: string, read: () => T | undefined): [T, ...T[]] | undefined {
  const first = read();
  if (first === undefined) return undefined;
  const list: [T, ...T[]] = [first];
  for (;;) {
    const next = back(s, () => (lit(s, by) ? read() : undefined));
    if (next === undefined) return list;
    list.push(next);
  }
}
