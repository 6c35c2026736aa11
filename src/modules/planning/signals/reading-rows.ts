// Readings as they come: lines of a CSV or rows of a JSON answer, made into day, value and target; what cannot be read is told with its line.
import { type Day, parseDay } from '#kernel/day';
import { type Complaint, gather, refuse, type Refused } from '#kernel/refusal';

/** One figure as it was sent. `target` as written there; `vintage` (an instant) where the sender says since when it was known. */
export type Sent = { readonly line: number; readonly target: string; readonly day: Day; readonly value: number; readonly vintage: string | null };

/** Rows of one delivery; more are refused. */
export const MOST_ROWS = 50_000;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$/;
const NAMES = {
  day: ['日期', 'date', 'day', 'time'],
  value: ['数值', '值', 'value'],
  target: ['对象', '编码', 'target'],
  vintage: ['得知时间', 'known_at', 'vintage'],
} as const;

/** 2026-03-01, 2026/3/1, 20260301 or an instant that begins with a day; null for anything else. */
export function dayOf(text: string): Day | null {
  const [, y, m, d] = /^(\d{4})[-/年.]?(\d{1,2})[-/月.]?(\d{1,2})日?(?:[T ].*)?$/.exec(text.trim()) ?? [];
  return y && m && d ? parseDay(`${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`) : null;
}

/** An instant with its zone; without one it is China's (the house's own). */
export function instantOf(text: string): string | null {
  const said = text.trim();
  if (parseDay(said)) return `${said}T00:00:00+08:00`;
  if (!INSTANT.test(said)) return null;
  return /(?:Z|[+-]\d{2}:?\d{2})$/.test(said) ? said.replace(' ', 'T') : `${said.replace(' ', 'T')}+08:00`;
}

const bad = (line: number, column: string, what: string): Complaint => ({ refused: 'signal-row', path: `[${line}].${column}`, with: { line: String(line), column, what } });

type Cells = { readonly line: number; readonly day: unknown; readonly value: unknown; readonly target: unknown; readonly vintage: unknown };

const said = (cell: unknown): string => (typeof cell === 'string' ? cell.trim() : typeof cell === 'number' || typeof cell === 'boolean' ? String(cell) : '');

/** Rows made of cells: days without a value are left out, a later row of the same day and target replaces an earlier one unless `once`. */
function gathered(rows: readonly Cells[], once: boolean): readonly Sent[] | Refused {
  if (rows.length > MOST_ROWS) return refuse('signal-too-many', { with: { most: String(MOST_ROWS), count: String(rows.length) } });
  const complaints: Complaint[] = [],
    found = new Map<string, Sent>();
  for (const row of rows) {
    const value = said(row.value);
    if (value === '') continue;
    const day = dayOf(said(row.day)),
      vintage = said(row.vintage),
      known = vintage === '' ? null : instantOf(vintage);
    if (!day) complaints.push(bad(row.line, '日期', `“${said(row.day)}”不是有效日期，应如 2026-03-01`));
    if (!NUMBER.test(value) || !Number.isFinite(Number(value))) complaints.push(bad(row.line, '数值', `“${value.slice(0, 40)}”不是数字，请去掉单位和千分位`));
    if (vintage !== '' && !known) complaints.push(bad(row.line, '得知时间', `“${vintage.slice(0, 40)}”不是有效时间，应如 2026-03-01T08:00:00+08:00`));
    if (!day || !NUMBER.test(value) || !Number.isFinite(Number(value))) continue;
    const key = `${said(row.target)}|${day}|${known ?? ''}`,
      before = found.get(key);
    if (before && once) complaints.push(bad(row.line, '日期', `与第 ${before.line} 行重复，每个对象每天一行`));
    else found.set(key, { line: row.line, target: said(row.target), day, value: Number(value), vintage: known });
  }
  const refused = gather(complaints.slice(0, 100));
  if (refused) return refused;
  return found.size > 0 ? [...found.values()] : refuse('signal-empty', { with: { what: '没有一行有数值' } });
}

/** Cells of one line; quotes as in RFC 4180, but not across lines. */
function cellsOf(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter);
  return [...line.matchAll(new RegExp(`(?:^|${delimiter === '\t' ? '\\t' : delimiter})(?:"((?:[^"]|"")*)"|([^${delimiter === '\t' ? '\\t' : delimiter}]*))`, 'g'))].map(
    ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '',
  );
}

/** A CSV with a head line. `columns` names its columns where the sender calls them otherwise; empty names mean the usual ones. */
export function readCsv(text: string, columns: { readonly day: string; readonly value: string; readonly target: string } | null): readonly Sent[] | Refused {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/),
    at = lines.findIndex((l) => l.trim() !== '');
  const head = lines[at];
  if (head === undefined) return refuse('signal-empty', { with: { what: '文件是空的' } });
  const delimiter = [',', '\t', ';'].toSorted((a, b) => head.split(b).length - head.split(a).length)[0] ?? ',';
  const names = cellsOf(head, delimiter).map((c) => c.trim().toLowerCase());
  const place = (own: string | undefined, usual: readonly string[]): number =>
    own ? names.indexOf(own.trim().toLowerCase()) : names.findIndex((n) => usual.some((u) => n === u || n.startsWith(`${u}（`)));
  const [day, value, target, vintage] = [place(columns?.day, NAMES.day), place(columns?.value, NAMES.value), place(columns?.target, NAMES.target), place('', NAMES.vintage)];
  if (day < 0 || value < 0)
    return refuse('signal-empty', {
      with: { what: `第一行应为表头，要有“${columns?.day || '日期'}”和“${columns?.value || '数值'}”两列，这里是：${head.slice(0, 80)}` },
    });
  const rows: Cells[] = [];
  for (let i = at + 1; i < lines.length; i++) {
    const line = lines[i] ?? '';
    if (line.trim() === '') continue;
    const cells = cellsOf(line, delimiter);
    rows.push({ line: i + 1, day: cells[day], value: cells[value], target: cells[target], vintage: cells[vintage] });
  }
  return gathered(rows, columns === null);
}

const walk = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .filter((p) => p !== '')
    .reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined), value);

/** A JSON answer: a list of objects, or an object of equally long lists (as weather services send). Lines are counted from 1. */
export function readJson(answer: unknown, shape: { readonly rows: string; readonly day: string; readonly value: string; readonly target: string }): readonly Sent[] | Refused {
  const found = walk(answer, shape.rows),
    where = shape.rows === '' ? '答复' : `答复的“${shape.rows}”`;
  if (Array.isArray(found))
    return gathered(
      found.map((row: unknown, i) => ({ line: i + 1, day: walk(row, shape.day), value: walk(row, shape.value), target: shape.target ? walk(row, shape.target) : '', vintage: '' })),
      false,
    );
  const [days, values] = [walk(found, shape.day), walk(found, shape.value)];
  if (!Array.isArray(days) || !Array.isArray(values))
    return refuse('signal-empty', { with: { what: `${where}既不是列表，也没有“${shape.day}”“${shape.value}”两个等长的列表；请对照对方接口的说明更正路径` } });
  return gathered(
    days.map((day: unknown, i) => ({ line: i + 1, day, value: values[i] as unknown, target: '', vintage: '' })),
    false,
  );
}
