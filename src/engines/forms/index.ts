// Reads and writes values by their field descriptions. One text form serves HTTP, storage and files: decimals as text, never floats.
export { jsonSchemaOf, type JsonSchema } from './schema.ts';
import { formatDecimal, formatPrice, formatFen, formatQty, parseDecimal } from '#kernel/decimal';
import { parseDay } from '#kernel/day';
import type { Field, Fields, Values } from '#kernel/field';
import { isId } from '#kernel/id';
import { must } from '#kernel/must';
import type { Complaint } from '#kernel/refusal';

export type Json = null | string | number | boolean | readonly Json[] | { readonly [key: string]: Json };
export type Parsed<T> = { readonly value: T; readonly complaints: readonly Complaint[] };

const PLACES = { qty: 6, price: 6, money: 2, rate: 6 } as const;

type Read = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly why: string };
const ok = (value: unknown): Read => ({ ok: true, value });
const bad = (why: string): Read => ({ ok: false, why });

function readFigure(field: Field, raw: unknown, places: number): Read {
  if (typeof raw !== 'string' && typeof raw !== 'number') return bad('应为数字');
  if (typeof raw === 'number' && !Number.isFinite(raw)) return bad('应为数字');
  const value = parseDecimal(String(raw), places);
  if (value === null) return bad(`应为数字，最多 ${places} 位小数（您填的是“${String(raw).slice(0, 30)}”）`);
  if (field.sign !== 'any' && value < 0n) return bad('不能为负数');
  if (field.sign === 'positive' && value === 0n) return bad('必须大于 0');
  return ok(value);
}

/** A rate is a share: 0.13, or "13%". More than the whole is a percentage without its sign. */
function readRate(field: Field, raw: unknown): Read {
  const percent = typeof raw === 'string' ? /^(.*\d)\s*[%％]$/.exec(raw.trim()) : null;
  const read = readFigure(field, percent?.[1] ?? raw, percent ? PLACES.rate - 2 : PLACES.rate);
  if (!read.ok || field.sign === 'any' || (read.value as bigint) <= WHOLE) return read;
  return bad(`不能大于 1（您填的是“${String(raw).slice(0, 30)}”）：13% 请写 0.13 或 13%`);
}
const WHOLE = 1_000_000n;

function readText(field: Field, raw: unknown): Read {
  if (typeof raw !== 'string') return bad('应为文字');
  const text = raw.trim();
  const max = field.max ?? (field.kind === 'note' ? 2000 : 200);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what we look for.
  if (/[\u0000-\u0008\u000b-\u001f]|\p{Surrogate}/u.test(text)) return bad('含有不可见的控制字符');
  return text.length > max ? bad(`最多 ${max} 个字（现为 ${text.length} 个）`) : ok(text);
}

function readOne(field: Field, raw: unknown): Read {
  switch (field.kind) {
    case 'qty':
    case 'price':
    case 'money':
      return readFigure(field, raw, PLACES[field.kind]);
    case 'rate':
      return readRate(field, raw);
    case 'int':
      return typeof raw === 'number' || typeof raw === 'string'
        ? /^-?\d{1,9}$/.test(String(raw).trim())
          ? Number(raw) < 0 && field.sign !== 'any'
            ? bad('不能为负数')
            : ok(Number(raw))
          : bad('应为整数')
        : bad('应为整数');
    case 'flag':
      return typeof raw === 'boolean' ? ok(raw) : raw === 'true' || raw === '是' ? ok(true) : raw === 'false' || raw === '否' ? ok(false) : bad('应为是或否');
    case 'day': {
      const day = typeof raw === 'string' ? parseDay(raw) : null;
      return day ? ok(day) : bad(`不是有效日期（您填的是“${String(raw).slice(0, 30)}”），应如 2026-11-22`);
    }
    case 'choice':
      return field.choices?.some((c) => c.value === raw) ? ok(raw) : bad(`只能是 ${(field.choices ?? []).map((c) => c.zh).join('、')}`);
    case 'ref':
      return typeof raw === 'string' && isId(raw) ? ok(raw) : bad('请从列表中选择');
    case 'lot':
      return readText({ ...field, max: field.max ?? 40 }, raw);
    case 'text':
    case 'note':
      return readText(field, raw);
    case 'list':
      return bad('应为列表');
  }
}

const isEmpty = (raw: unknown): boolean => raw === undefined || raw === null || raw === '' || (typeof raw === 'string' && raw.trim() === '');

function initialOf(field: Field): unknown {
  if (field.initial !== undefined) {
    const read = readOne(field, field.kind === 'flag' ? field.initial === 'true' : field.initial);
    return read.ok ? read.value : null;
  }
  return field.kind === 'flag' ? false : field.kind === 'list' ? [] : null;
}

function parseList(field: Field, raw: unknown, path: string): Parsed<readonly unknown[]> {
  if (!Array.isArray(raw)) return { value: [], complaints: [{ refused: 'bad-field', path, with: { what: `${field.zh}：应为列表` } }] };
  if (raw.length > (field.max ?? 200)) return { value: [], complaints: [{ refused: 'bad-field', path, with: { what: `${field.zh}：最多 ${field.max ?? 200} 项` } }] };
  const parts = raw.map((entry, i) => parseFields(field.of ?? {}, entry, { path: `${path}[${i}].`, where: `${field.zh}第 ${i + 1} 项 ` }));
  return { value: parts.map((p) => p.value), complaints: parts.flatMap((p) => p.complaints) };
}

/**
 * Reads untrusted JSON by field descriptions. Computed fields are left null; unknown names are complained about.
 * `path` prefixes the complaint's path ("lines[3]."), `where` its sentence ("第 4 行 ").
 */
export function parseFields<F extends Fields>(fields: F, raw: unknown, at: { readonly path: string; readonly where: string; readonly trusted?: boolean }): Parsed<Values<F>> {
  const complaints: Complaint[] = [];
  const complain = (name: string, what: string) => complaints.push({ refused: 'bad-field', path: `${at.path}${name}`, with: { what: `${at.where}${what}` } });
  const input = typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? (raw as Record<string, unknown>) : null;
  if (input === null) complain('', '应为对象');
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const given = input?.[name];
    if (field.computed && !at.trusted) {
      values[name] = field.kind === 'list' ? [] : null;
      continue;
    }
    if (isEmpty(given)) {
      values[name] = at.trusted && given === null ? (field.kind === 'flag' ? false : field.kind === 'list' ? [] : null) : initialOf(field);
      if (field.required && values[name] === null && !at.trusted) complain(name, `请填写“${field.zh}”`);
      continue;
    }
    if (field.kind === 'list') {
      const list = parseList(field, given, `${at.path}${name}`);
      values[name] = list.value;
      complaints.push(...list.complaints);
      continue;
    }
    const read = readOne(at.trusted ? { ...field, sign: 'any' } : field, given);
    values[name] = read.ok ? read.value : null;
    if (!read.ok) complain(name, `“${field.zh}”${read.why}`);
  }
  for (const name of Object.keys(input ?? {})) if (!(name in fields) && !at.trusted) complain(name, `没有名为“${name.slice(0, 40)}”的字段`);
  return { value: values as Values<F>, complaints };
}

/** Reads what the house itself stored; anything odd is a bug. */
export function decode<F extends Fields>(fields: F, raw: unknown): Values<F> {
  const { value, complaints } = parseFields(fields, raw, { path: '', where: '', trusted: true });
  must(complaints.length === 0, `stored values do not fit their fields: ${JSON.stringify(complaints).slice(0, 300)}`);
  return value;
}

/** One value as text or JSON, by its field. */
export function encodeOne(field: Field, value: unknown): Json {
  if (value === null || value === undefined) return null;
  switch (field.kind) {
    case 'qty':
      return formatQty(value as bigint);
    case 'price':
      return formatPrice(value as bigint);
    case 'money':
      return formatFen(value as bigint);
    case 'rate':
      return formatDecimal(value as bigint, 6, 0);
    case 'list':
      return (value as readonly Record<string, unknown>[]).map((entry) => encode(field.of ?? {}, entry));
    default:
      return value as Json;
  }
}

/** Values as JSON; the inverse of `decode`. */
export const encode = (fields: Fields, values: Readonly<Record<string, unknown>>): Record<string, Json> =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, encodeOne(field, values[name])]));

/** What a person reads: choices and flags in words, rates in percent. References need a lookup and stay as they are. */
export function display(field: Field, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (field.kind === 'choice') return field.choices?.find((c) => c.value === value)?.zh ?? String(value);
  if (field.kind === 'flag') return value ? '是' : '否';
  if (field.kind === 'rate') return `${formatDecimal(value as bigint, 4, 0)}%`;
  const shown = encodeOne(field, value);
  return typeof shown === 'string' || typeof shown === 'number' ? String(shown) : JSON.stringify(shown);
}
