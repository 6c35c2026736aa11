// Promise: the column titles, each with a handle for its width; widths go out once, when let go.
import { memo, useRef, type PointerEvent, type ReactNode } from 'react';
import { cellClass, frozenStyle } from './grid-row';
import { MIN_WIDTH } from './layout';
import type { Column } from './types';
import { words } from './words';

interface Props {
  readonly columns: readonly Column[];
  readonly frozen: number;
  readonly readOnly: boolean;
  readonly onWidth: (key: string, width: number, done: boolean) => void;
}

function GridHeadView({ columns, frozen, readOnly, onWidth }: Props): ReactNode {
  return (
    <div role="rowgroup" className="hcg-head">
      <div role="row" aria-rowindex={1} className="hcg-line">
        <div role="columnheader" aria-colindex={1} className="hcg-cell hcg-no hcg-frozen">
          <span aria-hidden="true">#</span>
          <span className="hcg-hidden">{words.rowHead}</span>
        </div>
        {columns.map((column, c) => (
          <div key={column.key} role="columnheader" aria-colindex={c + 2} data-c={c} className={cellClass(column, c, frozen)} style={frozenStyle(c, frozen)}>
            <span className="hcg-title">
              {column.title}
              {column.required && !readOnly && (
                <i aria-hidden="true" title={words.required}>
                  *
                </i>
              )}
            </span>
            <Resizer column={column} onWidth={onWidth} />
          </div>
        ))}
      </div>
    </div>
  );
}

export const GridHead = memo(GridHeadView);

function Resizer({ column, onWidth }: { readonly column: Column; readonly onWidth: Props['onWidth'] }): ReactNode {
  const start = useRef<{ readonly x: number; readonly width: number } | null>(null);
  const widthAt = (event: PointerEvent): number => Math.max(MIN_WIDTH, Math.round((start.current?.width ?? 0) + event.clientX - (start.current?.x ?? 0)));
  const cellWidth = (target: EventTarget & Element): number => (target.parentElement as HTMLElement).offsetWidth;
  const onDown = (event: PointerEvent<HTMLSpanElement>): void => {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, width: cellWidth(event.currentTarget) };
  };
  const onUp = (event: PointerEvent): void => {
    if (start.current && event.clientX !== start.current.x) onWidth(column.key, widthAt(event), true);
    start.current = null;
  };
  return (
    <span
      className="hcg-resize"
      aria-hidden="true"
      title={words.resize(column.title)}
      onPointerDown={onDown}
      onPointerMove={(event) => {
        if (start.current) onWidth(column.key, widthAt(event), false);
      }}
      onPointerUp={onUp}
    />
  );
}
