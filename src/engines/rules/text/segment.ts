// Cuts a normalised sentence into words: the fewest words win, unread characters cost most. Greedy longest match would misread 设备停机时长.
import type { Dictionary, Sense } from './dictionary.ts';
import { foldWord, type Plain, type Quote } from './normalise.ts';
import { readNumber } from './numbers.ts';

/** One word: [s, e) in plain text and everything it may mean; no senses means nobody knows it. */
export interface Token {
  s: number;
  e: number;
  text: string;
  senses: Sense[];
  quote?: Quote;
}
interface Edge {
  end: number;
  cost: number;
  senses: Sense[];
  quote?: Quote;
}

const UNKNOWN = 1_000_000,
  WORD = 1000,
  PUNCT = /[,;。:()、“]/;

function numberEdges(s: string, at: number): Edge[] {
  const edges: Edge[] = [];
  const clock = /^(\d{1,2}):(\d{2})(?![\d:])/.exec(s.slice(at, at + 6));
  if (clock) edges.push({ end: at + clock[0].length, cost: WORD, senses: [{ t: 'clock', id: clock[0] }] });
  const date = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)/.exec(s.slice(at, at + 11));
  if (date) edges.push({ end: at + date[0].length, cost: WORD, senses: [{ t: 'date', id: `${date[1]}-${date[2]?.padStart(2, '0')}-${date[3]?.padStart(2, '0')}` }] });
  for (const hit of readNumber(s, at)) {
    edges.push({ end: hit.end, cost: WORD, senses: [{ t: 'num', id: '', num: hit.num, ...(hit.unit ? { pct: true } : {}) }] });
  }
  return edges;
}

function quoteEdge(dict: Dictionary, quote: Quote): Edge {
  const known =
    quote.entity || quote.words !== '' ? (dict.senses.get(foldWord(quote.words)) ?? []).filter((x) => x.t === 'ent' || x.t === 'user' || x.t === 'group' || x.t === 'system') : [];
  return { end: quote.end, cost: WORD, senses: [{ t: 'str', id: quote.words }, ...known], quote };
}

function edgesAt(dict: Dictionary, s: string, at: number): Edge[] {
  const edges: Edge[] = [];
  for (const length of dict.lengths.get(s.charAt(at)) ?? []) {
    if (at + length > s.length) continue;
    const senses = dict.senses.get(s.slice(at, at + length));
    // Longer words win ties between equally short cuts.
    if (senses) edges.push({ end: at + length, cost: WORD - length * length, senses });
  }
  for (const edge of numberEdges(s, at)) {
    const same = edges.find((x) => x.end === edge.end);
    if (same) same.senses = [...same.senses, ...edge.senses];
    else edges.push(edge);
  }
  if (edges.length === 0) {
    const ch = s.charAt(at);
    if (/[a-z]/.test(ch)) edges.push({ end: at + 1, cost: WORD, senses: [{ t: 'letter', id: ch.toUpperCase() }] });
    else if (PUNCT.test(ch)) edges.push({ end: at + 1, cost: WORD, senses: [{ t: 'punct', id: ch }] });
    else if (ch === '.') edges.push({ end: at + 1, cost: WORD, senses: [{ t: 'punct', id: '。' }] });
  }
  // A single letter stays possible even where a word starts with it (C类 beside a word in C…).
  else if (/[a-z]/.test(s.charAt(at)) && !edges.some((x) => x.end === at + 1)) edges.push({ end: at + 1, cost: WORD, senses: [{ t: 'letter', id: s.charAt(at).toUpperCase() }] });
  return edges;
}

const STRUCTURE = '的在从给把将和或且与并时向到由对就按后前内了、是为不没有则再要当若除外下';
/** A short word that, next to unread characters, is more likely a piece of them: the 度 of 满意度, the 达 of 宏达. */
const lone = (t: Token | undefined): boolean =>
  t !== undefined &&
  t.text.length === 1 &&
  !STRUCTURE.includes(t.text) &&
  !t.senses.some((x) => x.t === 'punct' || x.t === 'num' || x.t === 'str' || x.t === 'letter' || x.t === 'etype');
const unread = (t: Token | undefined): boolean => t?.senses.length === 0;

/** Joins unread characters with the short words caught between or beside them: 服务态度差 is one unknown word, not three pieces. */
function mergeUnknown(tokens: Token[]): Token[] {
  const out: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (!token) continue;
    if (!unread(token)) {
      out.push(token);
      continue;
    }
    const whole: Token = { ...token, senses: [] };
    // To the left only pieces that do not follow a number: in 5箱魑魅 the 箱 belongs to the 5.
    while (lone(out.at(-1)) && !out.at(-2)?.senses.some((x) => x.t === 'num')) {
      const piece = out.pop();
      if (piece) {
        whole.s = piece.s;
        whole.text = piece.text + whole.text;
      }
    }
    for (let next = tokens[i + 1]; next && (unread(next) || lone(next)); next = tokens[i + 1]) {
      whole.e = next.e;
      whole.text += next.text;
      i++;
    }
    out.push(whole);
  }
  return out;
}

/** Segments a sentence; tokens without senses are the parts no dictionary knows. Words in `avoid` (start-end) are not used. */
export function segment(dict: Dictionary, plain: Plain, avoid?: ReadonlySet<string>): Token[] {
  const s = plain.text,
    n = s.length;
  const best = new Array<number>(n + 1).fill(Number.POSITIVE_INFINITY);
  const back = new Array<{ at: number; edge: Edge } | undefined>(n + 1).fill(undefined);
  const quotes = new Map(plain.quotes.map((q) => [q.start, q]));
  best[0] = 0;
  for (let at = 0; at < n; at++) {
    const here = best[at] ?? Number.POSITIVE_INFINITY;
    if (!Number.isFinite(here)) continue;
    const quote = quotes.get(at);
    const edges = quote ? [quoteEdge(dict, quote)] : edgesAt(dict, s, at);
    if (!quote) edges.push({ end: at + 1, cost: UNKNOWN, senses: [] });
    for (const edge of edges) {
      if (avoid?.has(`${at}-${edge.end}`)) continue;
      const cost = here + edge.cost;
      // On a tie the longer first word wins: 采购订单|金额, not 采购|订单金额.
      if (cost <= (best[edge.end] ?? Number.POSITIVE_INFINITY)) {
        best[edge.end] = cost;
        back[edge.end] = { at, edge };
      }
    }
  }
  const tokens: Token[] = [];
  for (let end = n; end > 0; ) {
    const step = back[end];
    if (!step) break;
    tokens.push({ s: step.at, e: end, text: s.slice(step.at, end), senses: step.edge.senses, ...(step.edge.quote ? { quote: step.edge.quote } : {}) });
    end = step.at;
  }
  return mergeUnknown(tokens.reverse());
}
