// Beat one: what came in, read by the document's fields; and what of it differs from what is stored. Pure.
import { parseFields } from '#forms';
import { type Day, parseDay } from '#kernel/day';
import type { AnyDocument, Doc } from '#kernel/document';
import type { Actor } from '#kernel/facts';
import type { Fields } from '#kernel/field';
import { isId } from '#kernel/id';
import { type Complaint, gather, refuse, type Refused } from '#kernel/refusal';
import { may } from '#kernel/rights';
import type { LineChanges } from './booking.ts';

/** A document as entered, not yet completed. */
export type Entered = {
  readonly day: Day;
  readonly head: Record<string, unknown>;
  readonly lines: readonly (Record<string, unknown> & { no: number; source: { doc: string; line: number } | null })[];
  readonly version: number | null;
  readonly reason: string | null;
  /** Only changed lines came (`changed`); head, day and the other lines stay as stored. */
  readonly apart?: true;
};

const MAX_LINES = 5000;

/** The reason a body gives, or null. */
export const reasonOf = (body: unknown): string | null => {
  const reason = (body as { reason?: unknown } | null | undefined)?.reason;
  return typeof reason === 'string' && reason.trim() ? reason.trim().slice(0, 200) : null;
};

/** Fields a person may neither see nor fill. */
export const secretsOf = (fields: Fields, actor: Actor): string[] =>
  Object.entries(fields)
    .filter(([, f]) => f.secret !== undefined && !f.computed && !may(actor, `field.${f.secret}`))
    .map(([name]) => name);

/** Beat one: untrusted JSON to values, every complaint with its path and line. */
export function parseBody(def: AnyDocument, body: unknown, actor: Actor, today: Day): Entered | Refused {
  const input = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  if (input['changed'] !== undefined) return parseChanged(def, input, { actor, today });
  const complaints: Complaint[] = [];
  const day = input['day'] === undefined || input['day'] === null ? today : typeof input['day'] === 'string' ? parseDay(input['day']) : null;
  if (day === null)
    complaints.push({ refused: 'bad-field', path: 'day', with: { what: `“单据日期”不是有效日期（您填的是“${String(input['day']).slice(0, 20)}”），应如 2026-11-22` } });
  const head = parseFields(def.head as Fields, input['head'] ?? {}, { path: 'head.', where: '' });
  const rawLines = Array.isArray(input['lines']) ? (input['lines'] as unknown[]) : [];
  if (rawLines.length > MAX_LINES) return refuse('bad-field', { path: 'lines', with: { what: `一张单据最多 ${MAX_LINES} 行（现为 ${rawLines.length} 行），请拆分` } });
  const lines = rawLines.map((raw, i) => parseLine(def, raw, i));
  complaints.push(...head.complaints, ...lines.flatMap((l) => l.complaints), ...secretComplaints(def, { head: head.value, lines: lines.map((l) => l.value) }, actor));
  const refused = gather(complaints);
  if (refused) return refused;
  return { day: day as Day, head: head.value, lines: lines.map((l) => l.value), version: typeof input['version'] === 'number' ? input['version'] : null, reason: reasonOf(body) };
}

/** Changed lines alone, each with its number. */
function parseChanged(def: AnyDocument, input: Record<string, unknown>, { actor, today }: { readonly actor: Actor; readonly today: Day }): Entered | Refused {
  const no = (raw: unknown): unknown => (raw as { no?: unknown } | null)?.no;
  const wrong = (what: string): Refused => refuse('bad-field', { path: 'changed', with: { what } });
  const { changed, version } = input;
  if (!def.completeApart) return wrong(`${def.zh}的各行互有关联，请连同所有行一起保存`);
  if (input['head'] !== undefined || input['lines'] !== undefined || input['day'] !== undefined) return wrong('只保存改过的行时，不能同时带单头、日期或全部行');
  if (typeof version !== 'number') return wrong('请带上您所改的版本号（version）');
  if (!Array.isArray(changed) || changed.length === 0 || changed.length > MAX_LINES) return wrong(`请给出 1 至 ${MAX_LINES} 个改过的行`);
  const numbers = new Set(changed.map(no));
  if (numbers.size < changed.length || [...numbers].some((n) => !Number.isInteger(n) || (n as number) < 1)) return wrong('每个改过的行要有自己的行号（no），且不重复');
  const lines = changed.map((raw) => parseLine(def, raw, (no(raw) as number) - 1));
  const values = lines.map((l) => l.value);
  const refused = gather([...lines.flatMap((l) => l.complaints), ...secretComplaints(def, { head: {}, lines: values }, actor)]);
  return refused ?? { day: today, head: {}, lines: values, version, reason: reasonOf(input), apart: true };
}

function parseLine(def: AnyDocument, raw: unknown, index: number): { readonly value: Entered['lines'][number]; readonly complaints: readonly Complaint[] } {
  const { source, no: _no, ...rest } = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>;
  const parsed = parseFields(def.line as Fields, rest, { path: `lines[${index}].`, where: `第 ${index + 1} 行：` });
  const from = source as { doc?: unknown; line?: unknown } | null | undefined;
  const fits = from && typeof from.doc === 'string' && isId(from.doc) && Number.isInteger(from.line);
  return {
    value: { ...(parsed.value as Record<string, unknown>), no: index + 1, source: fits ? { doc: from.doc as string, line: from.line as number } : null },
    complaints:
      from && !fits ? [...parsed.complaints, { refused: 'bad-field', path: `lines[${index}].source`, with: { what: `第 ${index + 1} 行：来源单据引用有误` } }] : parsed.complaints,
  };
}

function secretComplaints(def: AnyDocument, values: { head: Record<string, unknown>; lines: readonly Record<string, unknown>[] }, actor: Actor): Complaint[] {
  const told = (fields: Fields, row: Record<string, unknown>, path: string) =>
    secretsOf(fields, actor)
      .filter((n) => row[n] !== null && row[n] !== undefined)
      .map((n): Complaint => ({ refused: 'field-not-yours', path: `${path}${n}`, with: { field: fields[n]?.zh ?? n } }));
  return [
    ...told(def.head as Fields, values.head, 'head.'),
    ...values.lines.flatMap((l, i) => told(def.line as Fields, l, `lines[${typeof l['no'] === 'number' ? l['no'] - 1 : i}].`)),
  ];
}

/** Equal content, whatever the order of its fields; what is missing is not the same as what is empty. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const names = Object.keys(left).filter((name) => left[name] !== undefined);
  return names.length === Object.keys(right).filter((name) => right[name] !== undefined).length && names.every((name) => same(left[name], right[name]));
}

/** Only lines that differ travel to the database. */
export function changesBetween(stored: Doc | null, doc: Doc): LineChanges {
  const before = new Map(stored && stored.id === doc.id ? stored.lines.map((l) => [l.no, l]) : []);
  const kept = new Set(doc.lines.map((l) => l.no));
  return { lines: doc.lines.filter((l) => !same(before.get(l.no), l)), dropped: [...before.keys()].filter((no) => !kept.has(no)) };
}
