// Promise: widths and heights of the grid as CSS variables, so that resizing a column redraws no line.
import type { CSSProperties } from 'react';
import { isNumeric } from './cells';
import type { Column, ColumnKind } from './types';

/** Heights of the titles and of the sums, px; the style sheet takes them from here. */
export const HEAD_HEIGHT = 34;
export const FOOT_HEIGHT = 40;
export const ROW_HEIGHT = { compact: 28, normal: 32, touch: 48 } as const;
const WIDTH: Record<ColumnKind, number> = { lookup: 140, text: 140, number: 90, money: 110, qty: 96, date: 112, select: 96, readonly: 110 };
const NUMBER_WIDTH = 52;
export const MIN_WIDTH = 48;

export type Widths = Readonly<Record<string, number>>;

export function widthOf(column: Column, widths: Widths): number {
  return widths[column.key] ?? column.width ?? WIDTH[column.kind];
}

/** How many leading columns stay in sight: the first by itself, further ones when asked for. */
export function frozenCount(columns: readonly Column[]): number {
  if (columns[0]?.frozen === false) return 0;
  const end = columns.findIndex((column, c) => c > 0 && !column.frozen);
  return Math.min(columns.length, end < 0 ? columns.length : end);
}

/** --cols: the tracks · --l0, --l1 …: where frozen columns stop · --wide: the least width of all together */
export function layoutStyle(columns: readonly Column[], widths: Widths, rowHeight: number): CSSProperties {
  const grower = columns.findLastIndex((column) => column.grow) >= 0 ? columns.findLastIndex((column) => column.grow) : columns.length - 1;
  const frozen = frozenCount(columns);
  const style: Record<string, string> = { '--row': `${rowHeight}px`, '--head': `${HEAD_HEIGHT}px`, '--foot': `${FOOT_HEIGHT}px` };
  const tracks = columns.map((column, c) => {
    const width = widthOf(column, widths);
    return c === grower && widths[column.key] === undefined && !isNumeric(column) && c >= frozen ? `minmax(${width}px, 1fr)` : `${width}px`;
  });
  let left = NUMBER_WIDTH;
  columns.forEach((column, c) => {
    if (c < frozen) style[`--l${c}`] = `${left}px`;
    left += widthOf(column, widths);
  });
  style['--cols'] = [`${NUMBER_WIDTH}px`, ...tracks].join(' ');
  style['--wide'] = `${left}px`;
  return style as CSSProperties;
}

/** The scroller as the browser last described it: where it stands and what fits into it. px */
export interface View {
  readonly top: number;
  readonly left: number;
  readonly width: number;
  readonly height: number;
}
interface Spot {
  readonly r: number;
  readonly c: number;
  readonly rowHeight: number;
  readonly frozen: number;
  /** the cursor has come to a line anew: show it from its beginning where that is possible */
  readonly fresh: boolean;
}

/** Where the scroller must stand so that the active cell is in sight, clear of head, foot and frozen columns. `tracks`: line number first, px. */
export function revealed(view: View, tracks: readonly number[], spot: Spot): { readonly top: number; readonly left: number } {
  return { top: revealedTop(view, spot), left: revealedLeft(view, tracks, spot) };
}

function revealedTop(view: View, { r, rowHeight }: Spot): number {
  const top = r * rowHeight;
  const room = view.height - HEAD_HEIGHT - FOOT_HEIGHT;
  if (top < view.top) return top;
  return top + rowHeight > view.top + room ? Math.max(0, top + rowHeight - room) : view.top;
}

function revealedLeft(view: View, tracks: readonly number[], { c, frozen, fresh }: Spot): number {
  if (c < frozen) return fresh ? 0 : view.left;
  const edge = (n: number): number => tracks.slice(0, n).reduce((sum, width) => sum + width, 0);
  const [covered, left] = [edge(frozen + 1), edge(c + 1)];
  const right = left + (tracks[c + 1] ?? 0);
  if (fresh && right <= view.width) return 0;
  if (left - covered < view.left) return right <= view.width ? 0 : left - covered;
  return right > view.left + view.width ? right - view.width : view.left;
}
