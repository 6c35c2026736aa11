// 速览 inside the entry grid: which record a cell names, found by its place, so that the cells need not carry it.
import { useEffect, useRef, type RefObject } from 'react';
import type { Column, LookupRef } from '../grid';
import { findIn, markOfRecord } from '../peek/spot';
import type { LineRow } from './doc-values';

/** Put on the element around the grid. */
export function useGridPeek(columns: readonly Column<LineRow>[], latest: RefObject<{ readonly rows: readonly LineRow[] }>): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  const now = useRef(columns);
  now.current = columns;
  useEffect(() => {
    const region = box.current;
    if (!region) return;
    return findIn(region, (element) => {
      // the one text box lies over the active cell
      const cell = element.matches('input') ? region.querySelector('.hcg-here [data-c][aria-selected]') : element.closest('[data-c]');
      const [r, c] = [cell?.closest<HTMLElement>('[data-r]')?.dataset['r'], (cell as HTMLElement | null)?.dataset['c']];
      const column = c === undefined ? undefined : now.current[Number(c)];
      const ref = column && r !== undefined ? (latest.current?.rows[Number(r)]?.[column.key] as LookupRef | null | undefined) : undefined;
      return column?.kind === 'lookup' && typeof ref === 'object' ? markOfRecord(column.lookup, ref?.id) : undefined;
    });
  }, [latest]);
  return box;
}
