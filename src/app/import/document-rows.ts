// Rows of a file as document lines: each row is read, priced and checked on its own, before any document is made of it.
import { parseFields } from '#forms';
import { type Day, parseDay } from '#kernel/day';
import { parseDecimal } from '#kernel/decimal';
import { formatPrice } from '#kernel/decimal';
import type { AnyDocument } from '#kernel/document';
import type { Fields } from '#kernel/field';
import { fen, price } from '#kernel/money';
import { amountOf, micro, priceOf } from '#kernel/quantity';
import type { Columns } from './columns.ts';
import type { DocumentKind } from './document-kinds.ts';
import type { References } from './references.ts';
import { bad, type BadRow } from './report.ts';
import { complaintRow, readCells, under } from './rows.ts';
import type { Row } from './table.ts';

export type LineRow = { readonly row: Row; readonly day: Day; readonly head: Record<string, unknown>; readonly line: Record<string, unknown> };
export type Setting = {
  readonly kind: DocumentKind;
  readonly def: AnyDocument;
  readonly header: readonly string[];
  readonly columns: Columns;
  readonly references: References;
  /** Head values for what the file leaves out, e.g. the reason of opening stock. */
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly firstOpenDay: Day | null;
};

/** One row, or everything that is wrong with it. */
export function readLine(row: Row, setting: Setting): LineRow | readonly BadRow[] {
  const { kind, def, header, columns } = setting;
  const { values, complaints } = readCells(row, setting);
  const place = { row, header, columns, own: def.refusals, fields: labels(def) };
  const named = new Set(complaints.map((c) => c.column));
  const found: BadRow[] = [...complaints];
  const day = dayOf(values.get('day'), setting);
  const dayColumn = header[columns.findIndex((c) => c?.path === 'day')] ?? '日期';
  if (typeof day !== 'string') found.push(bad({ line: row.line, column: dayColumn, value: String(values.get('day') ?? '') }, day.message, day.remedy));
  const head = { ...setting.defaults, ...under(values, 'head.') };
  const line = under(values, 'line.');
  if (kind.type === 'journal-voucher' && line['summary'] === undefined) line['summary'] = kind.zh;
  if (values.has('amount')) {
    const priced = priceFrom(line, values.get('amount'), kind);
    if (typeof priced === 'string') line[kind.price ?? 'price'] = priced;
    else if (priced !== null)
      found.push(
        bad({ line: row.line, column: header[columns.findIndex((c) => c?.path === 'amount')] ?? '金额', value: String(values.get('amount')) }, priced.message, priced.remedy),
      );
  }
  const parsed = [
    ...parseFields(pick(def.head as Fields, kind.head), onlyOf(head, kind.head), { path: 'head.', where: '' }).complaints,
    ...parseFields(def.line as Fields, line, { path: 'line.', where: '' }).complaints,
  ];
  found.push(...parsed.map((c) => complaintRow(c, place, (p) => p)).filter((c) => !named.has(c.column)));
  return found.length > 0 || typeof day !== 'string' ? found : { row, day, head, line };
}

const labels = (def: AnyDocument): Fields =>
  Object.fromEntries([
    ...Object.entries(def.head as Fields).map(([n, f]) => [`head.${n}`, f] as const),
    ...Object.entries(def.line as Fields).map(([n, f]) => [`line.${n}`, f] as const),
  ]);
const pick = (fields: Fields, names: readonly string[]): Fields => Object.fromEntries(Object.entries(fields).filter(([n]) => names.includes(n)));
const onlyOf = (values: Record<string, unknown>, names: readonly string[]) => Object.fromEntries(Object.entries(values).filter(([n]) => names.includes(n)));

type Why = { readonly message: string; readonly remedy: string };

function dayOf(written: unknown, { kind, firstOpenDay }: Setting): Day | Why {
  if (written === undefined) return kind.dayless === 'first-open-day' && firstOpenDay !== null ? firstOpenDay : { message: '没有日期', remedy: '请填写日期，如 2026-11-22' };
  return parseDay(String(written)) ?? { message: '不是有效日期', remedy: '请写日历上有的日子，如 2023-02-28' };
}

/** The price that gives the amount, to 6 decimals; null when the quantity is bad anyway. An amount no such price gives is refused, never rounded away. */
function priceFrom(line: Record<string, unknown>, amount: unknown, kind: DocumentKind): string | Why | null {
  const [qty, total, given] = [parseDecimal(String(line['qty'] ?? ''), 6), parseDecimal(String(amount), 2), line[kind.price ?? 'price']];
  if (total === null) return { message: '金额应为数字，最多 2 位小数', remedy: '请更正' };
  if (qty === null || qty <= 0n) return null;
  const each = given === undefined ? priceOf(fen(total), micro(qty)) : parseDecimal(String(given), 6);
  if (each === null) return null;
  const made = amountOf(micro(qty), price(each));
  if (made === total) return formatPrice(each);
  return given === undefined
    ? { message: '数量太大，6 位小数的单价得不出这个金额', remedy: '请把这一行拆成几行' }
    : { message: `数量 × 单价 = ${Number(made) / 100}，与金额不符`, remedy: '请更正单价或金额；只留一列也可以' };
}
