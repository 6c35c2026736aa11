// How a value of a field or of a view column is shown: figures right-aligned and grouped, references by name, days as they are.
import type { ReactNode } from 'react';
import type { Candidate, DocState, Field, FieldKind, Label, Labels, ViewColumn } from '../api/types';
import { t } from '../i18n';
import { stamp } from '../lib/days';
import { grouped, isNegative, isZero, money, price, qty, toPercent } from '../lib/figures';
import { StateTag } from '../ui/bits';
import { markOfRecord } from '../peek/spot';
import { A } from '../ui/link';
import { recordOf, useMeta } from './meta';

const FIGURES: readonly string[] = ['qty', 'price', 'money', 'rate', 'int'];
export const isFigure = (kind: FieldKind | ViewColumn['kind']): boolean => FIGURES.includes(kind);

export function figureText(kind: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return '';
  switch (kind) {
    case 'qty':
      return qty(value);
    case 'price':
      return price(value);
    case 'money':
      return money(value);
    case 'rate':
      return `${toPercent(value)}%`;
    case 'int':
      return grouped(value, 0);
    default:
      return String(value);
  }
}

export const labelText = (labels: Labels | undefined, id: unknown): string => (typeof id === 'string' && id !== '' ? (labels?.[id]?.name ?? '') : '');

/** Plain text of a field's value, for cards, print and copies. */
export function valueText(field: Field, value: unknown, labels?: Labels): string {
  if (value === null || value === undefined || value === '') return '';
  switch (field.kind) {
    case 'ref':
      return refText(value, labels);
    case 'choice':
      return field.choices?.find((c) => c.value === value)?.zh ?? String(value);
    case 'flag':
      return value === true || value === 'true' ? t('yes') : t('no');
    case 'list':
      return Array.isArray(value)
        ? value
            .map((entry) =>
              (field.of ?? [])
                .map((part) => valueText(part, (entry as Record<string, unknown>)[part.name], labels))
                .filter((text) => text !== '')
                .join(' '),
            )
            .join('；')
        : '';
    default:
      return isFigure(field.kind) ? figureText(field.kind, value) : String(value);
  }
}
function refText(value: unknown, labels: Labels | undefined): string {
  if (typeof value === 'object' && value !== null) return (value as Label).name ?? '';
  return labelText(labels, value);
}

/** The name of a record somebody refers to; resting on it tells more. */
export function RefName({ to, id, children }: { readonly to: string | undefined; readonly id: unknown; readonly children: ReactNode }): ReactNode {
  const mark = markOfRecord(to, id);
  return mark ? <span data-peek={mark}>{children}</span> : children;
}

/** The same as a link, for those who may open the record. */
export function RefLink({ to, id, children }: { readonly to: string | undefined; readonly id: unknown; readonly children: ReactNode }): ReactNode {
  const meta = useMeta();
  return markOfRecord(to, id) && to && recordOf(meta, to)?.may.view ? (
    <A className="hc-name" href={`/records/${to}/${String(id)}`}>
      {children}
    </A>
  ) : (
    children
  );
}

/** A value in a table cell. */
export function Value({ field, value, labels }: { readonly field: Field; readonly value: unknown; readonly labels?: Labels | undefined }): ReactNode {
  const text = valueText(field, value, labels);
  if (field.kind === 'ref')
    return (
      <RefName to={field.to} id={value}>
        {text}
      </RefName>
    );
  return isFigure(field.kind) && isNegative(value) ? <span className="hc-negative">{text}</span> : text;
}

const WIDTHS: Readonly<Record<string, number>> = {
  text: 118,
  note: 170,
  day: 104,
  qty: 100,
  price: 104,
  money: 124,
  rate: 72,
  int: 84,
  flag: 72,
  choice: 96,
  ref: 150,
  lot: 110,
  list: 150,
  link: 160,
  state: 96,
};
export const widthFor = (kind: string): number => WIDTHS[kind] ?? 130;

/** "/documents/{type}/{id}" with the row's own values; null when one of them is missing. */
export function hrefOf(template: string | undefined, row: Readonly<Record<string, unknown>>): string | null {
  if (!template) return null;
  let whole = true;
  const href = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const v = row[name];
    if (v === null || v === undefined || v === '') whole = false;
    return encodeURIComponent(String(v ?? ''));
  });
  return whole ? href : null;
}

/** Debit and credit stand beside each other: a zero on one side is left blank, as ledgers are kept. */
const blankZero = (column: ViewColumn, value: unknown): boolean => column.kind === 'money' && /debit|credit/i.test(column.key) && isZero(value);

/** Decimals of a column of prices or shares: as many as its longest figure has, so that the points stand below each other. */
export function placesOf(column: ViewColumn, rows: readonly Readonly<Record<string, unknown>>[]): number {
  if (column.kind !== 'price' && column.kind !== 'rate') return 0;
  const text = (value: unknown): string => (column.kind === 'rate' ? toPercent(value) : String(value ?? ''));
  const most = rows.reduce((places, row) => Math.max(places, text(row[column.key]).split('.')[1]?.replace(/0+$/, '').length ?? 0), 0);
  return column.kind === 'price' ? Math.max(2, Math.min(6, most)) : Math.min(2, most);
}

/** What a cell of a query says. */
export function viewText(column: ViewColumn, row: Readonly<Record<string, unknown>>, places = 0): string {
  const value = row[column.key];
  if (value === null || value === undefined || value === '') return '';
  if (column.kind === 'price') return grouped(value, places);
  if (column.kind === 'rate') return `${grouped(toPercent(value), places)}%`;
  if (isFigure(column.kind)) return blankZero(column, value) ? '' : figureText(column.kind, value);
  return column.kind === 'text' && typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? stamp(value) : String(value);
}

export function ViewCell({ column, row, places }: { readonly column: ViewColumn; readonly row: Readonly<Record<string, unknown>>; readonly places: number }): ReactNode {
  const value = row[column.key];
  if (column.kind === 'state' && typeof value === 'string' && value !== '') return <StateTag state={value as DocState} />;
  const text = viewText(column, row, places);
  const href = hrefOf(column.href, row);
  const tone = !isFigure(column.kind) ? '' : isNegative(value) ? 'hc-negative' : isZero(value) ? 'hc-zero' : '';
  const shown = tone && text !== '' ? <span className={tone}>{text}</span> : text;
  return href && text !== '' ? (
    <A className="hc-link" href={href}>
      {shown}
    </A>
  ) : (
    shown
  );
}

/** A chosen candidate as a label, so that its name is known before the server tells it. */
export const labelOf = (c: Candidate): Label => ({ code: c.code, name: c.name, detail: { spec: c.spec, unit: c.unit, taxRate: c.taxRate } });
