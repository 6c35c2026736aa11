// Promise: widths and heights of the grid as CSS variables, so that resizing a column redraws no line.
import type { CSSProperties } from 'react';
import { isNumeric } from './cells';
import type { Column, ColumnKind } from './types';

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
  const style: Record<string, string> = { '--row': `${rowHeight}px` };
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

/** Scrolls so that the active cell is in sight, clear of head, foot and frozen columns. */
export function reveal(
  scroller: HTMLElement,
  spot: { readonly r: number; readonly c: number; readonly rowHeight: number; readonly frozen: number; readonly fresh: boolean },
): void {
  const head = scroller.querySelector<HTMLElement>('.hcg-head');
  const foot = scroller.querySelector<HTMLElement>('.hcg-foot');
  const title = head?.querySelector<HTMLElement>(`[data-c="${spot.c}"]`);
  if (!head || !title) return;
  const top = spot.r * spot.rowHeight;
  const room = scroller.clientHeight - head.offsetHeight - (foot?.offsetHeight ?? 0);
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (top + spot.rowHeight > scroller.scrollTop + room) scroller.scrollTop = top + spot.rowHeight - room;
  if (spot.c < spot.frozen) {
    if (spot.fresh) scroller.scrollLeft = 0;
    return;
  }
  const edge = head.querySelector<HTMLElement>(`[data-c="${spot.frozen - 1}"]`);
  const covered = edge ? Number.parseInt(getComputedStyle(edge).left, 10) + edge.offsetWidth : NUMBER_WIDTH;
  const [left, right] = [title.offsetLeft, title.offsetLeft + title.offsetWidth];
  if (spot.fresh && right <= scroller.clientWidth) scroller.scrollLeft = 0;
  else if (left - covered < scroller.scrollLeft) scroller.scrollLeft = right <= scroller.clientWidth ? 0 : left - covered;
  else if (right > scroller.scrollLeft + scroller.clientWidth) scroller.scrollLeft = right - scroller.clientWidth;
}
