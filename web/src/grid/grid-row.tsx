// Promise: one line on screen; it is drawn again only when this line, its place, its cursor or its errors change.
import { cloneElement, memo, useMemo, type AriaAttributes, type CSSProperties, type ReactElement, type ReactNode } from 'react';
import { alignOf, issueOf, shownText } from './cells';
import type { Column, Row } from './types';

export interface GridRowProps {
  readonly row: Row;
  readonly r: number;
  readonly top: number;
  readonly columns: readonly Column[];
  readonly frozen: number;
  /** column of the cursor on this line, -1 for none */
  readonly activeC: number;
  /** selected columns on this line, -1 for none */
  readonly c0: number;
  readonly c1: number;
  readonly problems: ReadonlyMap<string, string> | null;
}

export function cellClass(column: Column, c: number, frozen: number): string {
  const align = alignOf(column);
  return `hcg-cell${align === 'left' ? '' : ` hcg-${align}`}${c < frozen ? ' hcg-frozen' : ''}${c === frozen - 1 ? ' hcg-edge' : ''}`;
}

/** Where a frozen column stops: the widths of the columns before it are CSS variables of the grid. */
export function frozenStyle(c: number, frozen: number): CSSProperties | undefined {
  return c < frozen ? ({ '--stop': `var(--l${c})` } as CSSProperties) : undefined;
}

/** Stays the same list of elements while the cursor comes and goes, so that only the cell under it is looked at. */
function useCells({ row, columns, frozen, c0, c1, problems }: GridRowProps): readonly ReactElement<AriaAttributes>[] {
  return useMemo(
    () =>
      columns.map((column, c) => {
        const problem = problems?.get(column.key);
        const looking = !problem && row._issues && issueOf(row, column);
        const picked = c >= c0 && c <= c1;
        const mute = column.kind === 'readonly' || column.editable === false;
        return (
          <div
            key={column.key}
            role="gridcell"
            aria-colindex={c + 2}
            data-c={c}
            style={frozenStyle(c, frozen)}
            className={`${cellClass(column, c, frozen)}${mute ? ' hcg-mute' : ''}${picked ? ' hcg-picked' : ''}${problem ? ' hcg-bad' : ''}${looking ? ' hcg-busy' : ''}`}
            {...(picked ? { 'aria-selected': true } : {})}
            {...(problem ? { 'aria-invalid': true, title: problem } : {})}
          >
            {shownText(column, row)}
          </div>
        );
      }),
    [row, columns, frozen, c0, c1, problems],
  );
}

function GridRowView(props: GridRowProps): ReactNode {
  const { r, top, activeC } = props;
  const cells = useCells(props);
  return (
    <div role="row" aria-rowindex={r + 2} className={activeC >= 0 ? 'hcg-row hcg-here' : 'hcg-row'} style={{ top }} data-r={r}>
      <div role="rowheader" aria-colindex={1} className="hcg-cell hcg-no hcg-frozen" data-no="">
        {r + 1}
      </div>
      {activeC >= 0 ? cells.map((cell, c) => (c === activeC ? cloneElement(cell, { 'aria-selected': true }) : cell)) : cells}
    </div>
  );
}

export const GridRow = memo(GridRowView);
