// Between the document as JSON and the lines of the entry grid: columns from fields, rows from lines and back, local arithmetic.
import type { Candidate, DocLine, DocMeta, Field, Label, Labels, SourceRef, Values } from '../api/types';
import { fieldOf } from '../app/meta';
import { figureText } from '../app/values';
import { t } from '../i18n';
import { amountOf, fromPercent, money, price, splitTax, toPercent } from '../lib/figures';
import type { Column, ColumnKind, LookupRef, Row } from '../grid';

export type LineRow = Row & { readonly source?: SourceRef | null };

let made = 0;
export const rowKey = (): string => `n${Date.now().toString(36)}${(made++).toString(36)}`;

const KIND: Readonly<Record<Field['kind'], ColumnKind>> = {
  text: 'text',
  note: 'text',
  lot: 'text',
  list: 'text',
  day: 'date',
  qty: 'qty',
  price: 'money',
  money: 'money',
  rate: 'number',
  int: 'number',
  flag: 'select',
  choice: 'select',
  ref: 'lookup',
};

function columnOf(field: Field, width: number, sums: readonly string[]): Column<LineRow> {
  const right = ['qty', 'price', 'money', 'rate', 'int'].includes(field.kind);
  const shared = {
    key: field.name,
    title: field.kind === 'rate' ? `${field.zh}%` : field.zh,
    width,
    sum: sums.includes(field.name),
    ...(right ? { align: 'right' as const } : {}),
  };
  if (field.computed) return { ...shared, kind: 'readonly', ...(field.kind === 'money' ? { decimals: 2 } : { text: (row: LineRow) => computedText(field, row[field.name]) }) };
  const wide = { ...shared, kind: KIND[field.kind], required: field.required };
  if (field.kind === 'ref') return { ...wide, lookup: field.to ?? '', shows: 'label', text: (row) => refText(row[field.name], field.to !== 'open-item') };
  if (field.kind === 'price') return { ...wide, decimals: 6, text: (row) => price(row[field.name]) };
  if (field.kind === 'rate') return { ...wide, decimals: 4, text: (row) => (row[field.name] ? `${String(row[field.name])}%` : ''), skip: true };
  if (field.kind === 'int') return { ...wide, decimals: 0 };
  if (field.kind === 'flag')
    return {
      ...wide,
      options: [
        { value: 'true', label: t('yes') },
        { value: 'false', label: t('no') },
      ],
      skip: true,
    };
  if (field.kind === 'choice') return { ...wide, options: (field.choices ?? []).map((c) => ({ value: c.value, label: c.zh })) };
  return { ...wide, skip: field.name === 'remark' || field.kind === 'note' || field.name === 'unit' };
}

/** A flag the house sets is a mark: it says something only where it is set. */
const computedText = (field: Field, value: unknown): string =>
  field.kind === 'flag'
    ? value === true || value === 'true'
      ? t('yes')
      : ''
    : field.kind === 'choice'
      ? (field.choices?.find((c) => c.value === value)?.zh ?? '')
      : figureText(field.kind, value);

const refText = (value: unknown, whole: boolean): string => {
  const ref = value as LookupRef | null | undefined;
  return ref ? [ref.label, whole && ref['spec']].filter(Boolean).join(' ') : '';
};

/** The grid's columns as the document's screen asks for them; fields hidden from the person are not there. */
export function columnsOf(def: DocMeta): readonly Column<LineRow>[] {
  const columns = def.screen.line.flatMap(({ field: name, width }) => {
    const field = fieldOf(def.line, name);
    const idle = field?.kind === 'rate' && !def.line.some((f) => f.kind === 'price' || f.kind === 'money'); // a rate of a price one may not see
    return field && field.kind !== 'list' && !idle ? [columnOf(field, width, def.screen.sums)] : [];
  });
  const grower = columns.findLastIndex((c, i) => i > 0 && ['text', 'lookup', 'select'].includes(c.kind));
  return columns.map((c, i) => (i === grower ? { ...c, grow: true } : c));
}

export function refOf(id: unknown, labels: Labels): LookupRef | null {
  if (typeof id !== 'string' || id === '') return null;
  const label: Label = labels[id] ?? { name: '…', code: '' };
  const detail = (label['detail'] ?? {}) as Record<string, unknown>;
  return {
    id,
    code: label.code ?? '',
    label: label.name,
    ...(typeof detail === 'object' ? { spec: detail['spec'] ?? '', unit: detail['unit'], taxRate: detail['taxRate'], serials: detail['tracksSerials'] === true } : {}),
  };
}
export const refOfCandidate = (c: Candidate): LookupRef & { spec?: string; stock?: string; price?: string } => ({
  id: c.id,
  code: c.code,
  // an open item is called by its number; what is open of it stands beside
  label: c.open === undefined ? c.name : c.code,
  spec: c.spec ?? [c.open === undefined ? '' : t('openOf', { sum: money(c.open) }), c.detail].filter(Boolean).join(' · '),
  unit: c.unit,
  units: c.units,
  taxRate: c.taxRate,
  serials: c.tracksSerials === true,
  ...(c.open === undefined ? {} : { open: c.open }),
  ...(c.stock === undefined ? {} : { stock: c.stock }),
  ...(c.price === undefined ? {} : { price: c.price }),
});

export function rowOf(def: DocMeta, line: Values & { readonly source?: SourceRef | null }, labels: Labels): LineRow {
  const row: Record<string, unknown> = { source: line.source ?? null };
  for (const f of def.line) {
    const value = line[f.name];
    row[f.name] =
      f.kind === 'ref'
        ? refOf(value, labels)
        : f.kind === 'rate'
          ? toPercent(value)
          : f.kind === 'flag'
            ? String(value === true)
            : value === null || value === undefined
              ? ''
              : String(value);
  }
  return { ...row, _key: rowKey() };
}

/** One line as the server takes it: only fields a person may write, references by id, rates as shares. Read once for each state of the line. */
export function lineOf(def: DocMeta, row: LineRow): Values {
  const last = lines.get(row);
  if (last?.def === def) return last.line;
  const line = freshLine(def, row);
  lines.set(row, { def, line });
  return line;
}
const lines = new WeakMap<LineRow, { readonly def: DocMeta; readonly line: Values }>();

function freshLine(def: DocMeta, row: LineRow): Values {
  const line: Record<string, unknown> = {};
  for (const f of def.line) {
    if (f.computed) continue;
    const value = row[f.name];
    if (value === '' || value === null || value === undefined) continue;
    line[f.name] = f.kind === 'ref' ? (value as LookupRef).id : f.kind === 'rate' ? fromPercent(value) : f.kind === 'flag' ? value === 'true' : value;
  }
  return row.source ? { ...line, source: row.source } : line;
}

export const headOf = (def: DocMeta, head: Values): Values =>
  Object.fromEntries(def.head.filter((f) => !f.computed).map((f) => [f.name, head[f.name] === '' ? null : (head[f.name] ?? null)]));

export function initialHead(def: DocMeta): Values {
  return Object.fromEntries(def.head.flatMap((f): [string, unknown][] => (f.initial === undefined ? [] : [[f.name, f.kind === 'flag' ? f.initial === 'true' : f.initial]])));
}
export const initialLine = (def: DocMeta): Values =>
  Object.fromEntries(def.line.flatMap((f): [string, unknown][] => (f.initial === undefined ? [] : [[f.name, f.kind === 'rate' ? toPercent(f.initial) : f.initial]])));

/** What follows from one changed cell, before the server has had its say: unit, price and tax of the item, then the amounts. */
export function deriver(def: DocMeta): (row: LineRow, changed: string) => LineRow {
  const has = (name: string): boolean => def.line.some((f) => f.name === name);
  const trade = has('price') && has('gross');
  return (row, changed) => {
    let next: Record<string, unknown> = row;
    if (changed === 'item') {
      const item = row['item'] as LookupRef | null;
      const own = !row.source;
      next = {
        ...next,
        ...(has('unit') ? { unit: item?.['unit'] ?? '' } : {}),
        ...(trade && own ? { price: item?.['price'] ?? '' } : {}),
        ...(has('taxRate') && own ? { taxRate: toPercent(item?.['taxRate']) || '' } : {}),
      };
    }
    const open = openItemOf(next[changed]);
    if (open !== '' && has('amount') && !next['amount']) next = { ...next, amount: open };
    if (changed === 'unit' && trade && !row.source) next = { ...next, price: '' };
    if (trade && ['item', 'qty', 'price', 'taxRate', 'unit'].includes(changed)) next = { ...next, ...amounts(next) };
    return next as LineRow;
  };
}

/** What is still open of a chosen 往来单据. */
const openItemOf = (value: unknown): string =>
  typeof value === 'object' && value !== null && typeof (value as Record<string, unknown>)['open'] === 'string' ? String((value as Record<string, unknown>)['open']) : '';

export function amounts(row: Values): Values {
  const gross = amountOf(row['qty'], row['price']);
  if (gross === '') return { gross: '', net: '', tax: '' };
  return { gross, ...(splitTax(gross, fromPercent(row['taxRate']) || '0') ?? {}) };
}

/** The server's lines laid over ours: computed figures always, other fields only where we have nothing. The same row when nothing is new. */
export function overlay(def: DocMeta, row: LineRow, line: DocLine, labels: Labels): LineRow {
  let next: Record<string, unknown> | null = null;
  for (const f of def.line) {
    const given = line[f.name];
    const mine = row[f.name];
    if (given === undefined || given === null || !(f.computed || mine === '' || mine === null || mine === undefined)) continue;
    const value = valueOf(f, given, { mine, labels });
    if (value === mine) continue;
    next ??= { ...row };
    next[f.name] = value;
  }
  return (next as LineRow | null) ?? row;
}

/** A value of the server as the lines hold it; a reference to the same record stays the one we have. */
function valueOf(f: Field, given: unknown, { mine, labels }: { readonly mine: unknown; readonly labels: Labels }): unknown {
  if (f.kind === 'ref') return (mine as LookupRef | null)?.id === given ? mine : refOf(given, labels);
  return f.kind === 'rate' ? toPercent(given) : f.kind === 'flag' ? String(given === true) : String(given);
}
