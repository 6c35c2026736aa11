// Makes typing habits disappear: full width, spaces, quote styles, letter case — and remembers where every character came from.
import type { Span } from '../ast.ts';

export interface Plain {
  source: string;
  text: string;
  from: number[];
  to: number[];
  quotes: Quote[];
  open: number | undefined;
}
/** A quoted piece: [start, end) in plain text, and the words exactly as written. */
export interface Quote {
  start: number;
  end: number;
  words: string;
  entity: boolean;
}

const SAME: Record<string, string> = {
  '．': '.',
  '﹪': '%',
  '－': '-',
  '—': '-',
  '–': '-',
  '−': '-',
  '～': '~',
  '〜': '~',
  '＜': '<',
  '＞': '>',
  '≦': '≤',
  '≧': '≥',
  '！': '。',
  '!': '。',
  '？': '?',
  '【': '(',
  '】': ')',
  '〔': '(',
  '〕': ')',
  '﹐': ',',
  '︰': ':',
  '⩾': '≥',
  '⩽': '≤',
};
const CLOSING: Record<string, string> = { '“': '”', '‘': '’', '「': '」', '『': '』', '"': '"', '＂': '＂' };
const INVISIBLE = /[\s\u200b-\u200d\u2060\ufeff\u00ad]/;

/** Folds one character the way both sentences and dictionary words are folded. */
function fold(ch: string): string {
  const same = SAME[ch];
  if (same !== undefined) return same;
  const code = ch.charCodeAt(0);
  const half = code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : ch;
  return half >= 'A' && half <= 'Z' ? half.toLowerCase() : half;
}

/** Folds a dictionary word so that it can be compared with a normalised sentence. */
export function foldWord(word: string): string {
  let out = '';
  for (let i = 0; i < word.length; i++) {
    const ch = word.charAt(i);
    if (!INVISIBLE.test(ch)) out += fold(ch);
  }
  return out;
}

/** Finds where a quote opened at `at` closes; the same pair may nest inside. */
function quoteEnd(source: string, at: number): number | undefined {
  const open = source.charAt(at);
  const close = CLOSING[open];
  let depth = 0;
  for (let i = at + 1; i < source.length; i++) {
    const ch = source.charAt(i);
    if (ch === '\\') i++;
    else if (ch === close) {
      if (depth === 0) return i;
      depth--;
    } else if (ch === open) depth++;
  }
  return undefined;
}

/** Normalises a sentence. Quoted text is kept exactly and stays opaque to every later step. */
export function normalise(source: string): Plain {
  const plain: Plain = { source, text: '', from: [], to: [], quotes: [], open: undefined };
  const out: string[] = [];
  const put = (text: string, from: number, to: number): void => {
    for (let k = 0; k < text.length; k++) {
      out.push(text.charAt(k));
      plain.from.push(from);
      plain.to.push(to);
    }
  };
  for (let i = 0; i < source.length; i++) {
    const ch = source.charAt(i);
    if (CLOSING[ch] !== undefined) {
      const end = quoteEnd(source, i);
      if (end === undefined) {
        plain.open ??= i;
        put('“', i, i + 1);
        continue;
      }
      const start = out.length;
      put('“', i, end + 1);
      plain.quotes.push({ start, end: out.length, words: source.slice(i + 1, end), entity: ch === '「' || ch === '『' });
      i = end;
      continue;
    }
    if (!INVISIBLE.test(ch)) put(fold(ch), i, i + 1);
  }
  plain.text = out.join('');
  return plain;
}

/** Maps a span of plain text back to the original sentence. */
export function original(plain: Plain, start: number, end: number): Span {
  const last = plain.source.length;
  const from = plain.from[start] ?? last;
  const to = end > start ? (plain.to[end - 1] ?? last) : from;
  return [from, to];
}
