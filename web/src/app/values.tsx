// How a value of a field or of a view column is shown: figures right-aligned and grouped, references by name, days as they are.
import type { ReactNode } from 'react';
import type { Candidate, DocState, Field, FieldKind, Label, Labels, ViewColumn } from '../api/types';
import { t } from '../i18n';
import { stamp } from '../lib/days';
import { grouped, isNegative, money, price, qty, toPercent } from '../lib/figures';
import { StateTag } from '../ui/bits';
import { A } from '../ui/link';

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
              Object.entries(entry as Record<string, unknown>)
                .filter(([, v]) => v !== null && v !== '')
                .map(([, v]) => String(v))
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

/** A value in a table cell. */
export function Value({ field, value, labels }: { readonly field: Field; readonly value: unknown; readonly labels?: Labels | undefined }): ReactNode {
  const text = valueText(field, value, labels);
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

export function ViewCell({ column, row }: { readonly column: ViewColumn; readonly row: Readonly<Record<string, unknown>> }): ReactNode {
  const value = row[column.key];
  if (column.kind === 'state' && typeof value === 'string' && value !== '') return <StateTag state={value as DocState} />;
  const text = isFigure(column.kind)
    ? figureText(column.kind, value)
    : column.kind === 'text' && typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)
      ? stamp(value)
      : String(value ?? '');
  const href = hrefOf(column.href, row);
  const shown = isFigure(column.kind) && isNegative(value) ? <span className="hc-negative">{text}</span> : text;
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
