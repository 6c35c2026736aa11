// parse: Chinese in, a checked rule with its canonical text out — or refusals with code, place, reason and remedy.
import type { NonEmpty, ParseResult, Refusal, RefuseCode, Rule, Span } from './ast.ts';
import { check } from './check/check.ts';
import type { Finding } from './check/finding.ts';
import { listen } from './speech/listen.ts';
import type { Fault, Reader } from './speech/reader.ts';
import { canonical } from './strict/canonical.ts';
import { parseCanonical } from './strict/read-rule.ts';
import { remedy } from './remedy.ts';
import type { Dictionary } from './text/dictionary.ts';
import { original } from './text/normalise.ts';

/** Lower is told first: a dangerous word outranks a missing unit. */
const RANK: Record<RefuseCode, number> = {
  E_DANGEROUS: 0,
  E_UNKNOWN_ENTITY: 1,
  E_UNKNOWN_WORD: 1,
  E_VAGUE: 2,
  E_AMBIGUOUS_ENTITY: 3,
  E_AMBIGUOUS_METRIC: 3,
  E_AMBIGUOUS_LOGIC: 3,
  E_AMBIGUOUS_TIME: 3,
  E_AMBIGUOUS_VALUE: 3,
  E_AMBIGUOUS_REF: 3,
  E_MISSING_TRIGGER: 4,
  E_MISSING_ACTION: 4,
  E_MISSING_THRESHOLD: 4,
  E_MISSING_QTY: 4,
  E_MISSING_TARGET: 4,
  E_MISSING_WINDOW: 4,
  E_MULTI_TRIGGER: 4,
  E_UNIT: 5,
  E_RANGE: 5,
  E_FORBIDDEN: 6,
  E_CONFLICT_ACTION: 6,
  E_LOOP: 6,
  E_UNREACHABLE: 6,
  E_CONTRADICTION: 6,
  E_TAUTOLOGY: 6,
};
type Tried = { ok: true; rule: Rule; findings: Finding[]; reader?: Reader } | { ok: false; faults: Fault[]; reader: Reader };

function spanOf(reader: Reader, nodes: readonly object[]): Span {
  const spans = nodes.map((n) => reader.notes.get(n)?.predicate ?? reader.spans.get(n)).filter((s): s is Span => s !== undefined && s[1] > s[0]);
  if (spans.length === 0) return [0, reader.plain.text.length];
  return [Math.min(...spans.map((s) => s[0])), Math.max(...spans.map((s) => s[1]))];
}
function refusal(reader: Reader, f: { code: RefuseCode; s: number; e: number; message: string; suggest: string[] }): Refusal {
  const span = original(reader.plain, f.s, Math.max(f.e, f.s + 1));
  return { code: f.code, span: [span[0], span[1]], at: reader.plain.source.slice(span[0], span[1]), message: f.message, suggest: f.suggest };
}
function refuse(reader: Reader, faults: readonly Fault[]): Refusal[] {
  const sorted = faults.toSorted((a, b) => RANK[a.code] - RANK[b.code] || a.s - b.s);
  return sorted.map((f) => refusal(reader, f));
}
function asFault(reader: Reader, f: Finding): Fault {
  const [s, e] = spanOf(reader, f.nodes),
    node = f.nodes[0];
  // For clashing actions the first alone is a way out; for an unreachable branch, its actions without the condition.
  const kept = f.code === 'E_CONFLICT_ACTION' && node ? [node] : f.code === 'E_UNREACHABLE' && node && 'then' in node ? (node.then as object[]) : [];
  const texts = kept.length > 0 ? [spanOf(reader, kept)].map(([a, b]) => reader.plain.source.slice(reader.plain.from[a] ?? 0, reader.plain.to[b - 1] ?? 0)) : [];
  return { code: f.code, s, e, message: f.message, suggest: [...texts, ...f.suggest] };
}

/** Document conditions under a state trigger mean D1 when a person wrote them, so the colloquial reading goes first there. */
function speaksOfDocument(rule: Rule, d: Dictionary): boolean {
  return (
    rule.trigger.on === 'state' &&
    JSON.stringify(rule.branches)
      .replaceAll('"', ' ')
      .split(' ')
      .some((id) => id.startsWith('doc.') || d.lexicon.metrics[id]?.doc !== undefined)
  );
}
function hear(text: string, d: Dictionary, quick: boolean): Tried {
  const { rule, reader } = listen(text, d, quick);
  if (!rule) return { ok: false, faults: reader.faults, reader };
  const findings = check(rule, d),
    errors = findings.filter((f) => f.level === 'error');
  return errors.length > 0 ? { ok: false, faults: errors.map((f) => asFault(reader, f)), reader } : { ok: true, rule, findings, reader };
}
function read(text: string, d: Dictionary, quick = false): Tried {
  const strict = /[。.．]\s*$/.test(text) ? parseCanonical(text, d) : undefined;
  if (!strict) return hear(text, d, quick);
  if (speaksOfDocument(strict, d)) {
    const heard = hear(text, d, quick);
    if (heard.ok) return heard;
  }
  const findings = check(strict, d);
  if (!findings.some((f) => f.level === 'error')) return { ok: true, rule: strict, findings };
  const heard = hear(text, d, quick);
  if (heard.ok || heard.faults.every((f) => f.code !== 'E_UNKNOWN_WORD')) return heard;
  return { ok: false, faults: findings.filter((f) => f.level === 'error').map((f) => asFault(heard.reader, f)), reader: heard.reader };
}

/** Where the words of each node stand: JSON path → span in the original text. */
function spansOf(rule: Rule, reader: Reader | undefined): Record<string, [number, number]> {
  const out: Record<string, [number, number]> = {};
  if (!reader) return out;
  const visit = (node: unknown, path: string): void => {
    if (node === null || typeof node !== 'object') return;
    const span = reader.spans.get(node);
    if (span) {
      const [a, b] = original(reader.plain, span[0], span[1]);
      out[path] = [a, b];
    }
    for (const [k, v] of Object.entries(node)) visit(v, path === '' ? k : `${path}.${k}`);
  };
  visit(rule, '');
  return out;
}

/** Parses one rule. Colloquial and canonical Chinese are both read; nothing unread is ever skipped. */
export function parse(text: string, d: Dictionary): ParseResult {
  const tried = read(text, d);
  if (!tried.ok) {
    const errors = refuse(tried.reader, tried.faults),
      many = errors.length;
    // With several faults in one sentence, a remedy that leaves fewer of them is a remedy.
    const heals = (t: string): boolean => {
      const next = read(t, d, true);
      return next.ok || (many > 1 && next.faults.length < many);
    };
    return { ok: false, errors: errors.map((e) => remedy(e, text, heals)) as NonEmpty<Refusal> };
  }
  // Stored rules are plain data: no shared nodes, no undefined keys.
  const ast = JSON.parse(JSON.stringify(tried.rule)) as Rule;
  const reader = tried.reader;
  return {
    ok: true,
    ast,
    canonical: canonical(ast, d),
    warnings: reader ? tried.findings.map((f) => refusal(reader, asFault(reader, f))) : [],
    spans: spansOf(tried.rule, reader),
  };
}
