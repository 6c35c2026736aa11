// The columns of a query on screen: those with something in them, figures summed at the foot, and the chain behind each row at the end.
import type { ReactNode } from 'react';
import type { Values, ViewColumn, ViewMeta } from '../api/types';
import { figureText, isFigure, placesOf, ViewCell, viewText, widthFor } from '../app/values';
import { t } from '../i18n';
import { sum } from '../lib/figures';
import { Icon } from '../ui/icon';
import { A } from '../ui/link';
import type { TableColumn } from '../ui/table';

type Asked = Readonly<Record<string, string>>;
const said = (value: unknown): boolean => value !== null && value !== undefined && value !== '';

/** Columns nobody filled in take no room; a query over nothing keeps them all. */
export const filledColumns = (columns: readonly ViewColumn[], rows: readonly Values[]): readonly ViewColumn[] =>
  rows.length === 0 ? columns : columns.filter((c) => rows.some((row) => said(row[c.key])));

/** The whole chain behind a row: of its document, or of the balance it shows. */
export function chainHref(view: ViewMeta, row: Values, asked: Asked): string | null {
  if (said(row['docType']) && said(row['docId'])) return `/documents/${String(row['docType'])}/${String(row['docId'])}/chain`;
  if (view.name === 'account-balance' && said(row['code']))
    return balanceChainHref(String(row['code']), { ...asked, ...(said(row['from']) ? { from: String(row['from']), to: String(row['to']) } : {}) });
  return null;
}
export const balanceChainHref = (account: string, asked: Asked): string => `/ledger/${account}/chain?from=${asked['from'] ?? ''}&to=${asked['to'] ?? ''}`;

/** The column that takes what is left of the width, and gives way first: the widest one of words. */
const growing = (columns: readonly ViewColumn[]): number => {
  const words = columns.map((c, i) => ({ i, width: c.kind === 'text' || c.kind === 'link' ? (c.width ?? widthFor(c.kind)) : 0 }));
  return words.toSorted((x, y) => y.width - x.width)[0]?.i ?? -1;
};

/** Room a text takes in a cell, px: Chinese characters are square, figures and Latin letters about half as wide; with the cell's own edges. */
const EDGES = 26;
const room = (text: string): number => EDGES + [...text].reduce((px, ch) => px + (ch > '\u2e7f' ? 13.5 : 7.8), 0);
/** Rows looked at to see how much room a column takes. */
const LOOKED_AT = 200;
const LEAST = 56;

/** As wide as what stands in it: words at most as wide as they were given, figures always whole. */
function fitted(column: ViewColumn, rows: readonly Values[], sum: string): number {
  const given = column.width ?? widthFor(column.kind);
  if (column.kind === 'state' || rows.length === 0) return given;
  const places = placesOf(column, rows);
  const needed = rows.slice(0, LOOKED_AT).reduce((most, row) => Math.max(most, room(viewText(column, row, places))), Math.max(room(column.zh), room(sum) * 1.06));
  return Math.ceil(Math.max(LEAST, isFigure(column.kind) ? needed : Math.min(given, needed)));
}

export function tableColumns(
  view: ViewMeta,
  at: { readonly columns: readonly ViewColumn[]; readonly rows: readonly Values[]; readonly given: Values | undefined; readonly asked: Asked },
): readonly TableColumn<Values>[] {
  const { columns, rows, given, asked } = at;
  const grow = growing(columns);
  const shown = columns.map((c, i): TableColumn<Values> => {
    const total = c.sum ? figureText(c.kind, given?.[c.key] ?? sum(rows.map((r) => r[c.key]))) : '';
    const places = placesOf(c, rows);
    return {
      key: c.key,
      title: c.zh,
      width: fitted(c, rows, total),
      ...(isFigure(c.kind) ? { align: 'right' as const } : {}),
      ...(i === grow ? { grow: true } : {}),
      cell: (row) => <ViewCell column={c} row={row} places={places} />,
      ...(c.sum ? { sum: total } : {}),
    };
  });
  if (!rows.some((row) => chainHref(view, row, asked))) return shown;
  return [
    ...shown,
    {
      key: 'chain',
      title: t('chain'),
      width: 76,
      align: 'center',
      cell: (row) => <ChainLink href={chainHref(view, row, asked)} of={String(row['number'] ?? row['code'] ?? '')} />,
    },
  ];
}

function ChainLink({ href, of }: { readonly href: string | null; readonly of: string }): ReactNode {
  return href ? (
    <A className="hc-chain-link" href={href} aria-label={`${t('chain')} ${of}`} title={t('chain')}>
      <Icon name="chain" size={15} />
    </A>
  ) : (
    ''
  );
}

/** The row that adds up the others, as some queries bring it themselves. */
export const isSumRow = (columns: readonly ViewColumn[], row: Values): boolean => {
  const words = columns.filter((c) => c.kind === 'text' || c.kind === 'link').map((c) => row[c.key]);
  return words.includes(t('sum'));
};
