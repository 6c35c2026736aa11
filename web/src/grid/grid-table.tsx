// Promise: the grid for keyboard and mouse: only the lines in sight are in the page, and a key redraws no more than two of them.
import { useCallback, useEffect, useId, useMemo, useRef, useState, type CSSProperties, type MouseEvent, type ReactNode } from 'react';
import { CandidatePanel } from './candidate-panel';
import { CellBox } from './cell-box';
import { CellTip, sumTip } from './cell-tip';
import { KeyHints, ProblemBar, Speaker, SumRow } from './grid-foot';
import { GridHead } from './grid-head';
import { boxOf, inBox } from './grid-rows';
import { GridRow } from './grid-row';
import { frozenCount, layoutStyle, type Widths } from './layout';
import { rowProblems } from './problems';
import { RowMenu } from './row-menu';
import type { EntryGridProps, Problem } from './types';
import type { UseEntry } from './use-entry';
import { useSight, type Sight } from './use-sight';
import { useTotals } from './use-totals';
import { words } from './words';

const NO_WIDTHS: Widths = {};

export function GridTable({ props, ui, rowHeight }: { readonly props: EntryGridProps; readonly ui: UseEntry; readonly rowHeight: number }): ReactNode {
  const { label, columns, fill = false, hints = true, readOnly = false } = props;
  const { state, spec, entry, claims, strict, problems, list, input, sum, menuOpen, setMenuOpen } = ui;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const frozen = frozenCount(columns);
  const { style, onWidth } = useWidths(props, rowHeight);
  const totals = useTotals(spec, state.rows);
  const sight = useSight(scroller, ui, { rowHeight, frozen, widths: style });
  const pointer = usePointer(ui);
  const anchor = useCallback(() => input.current, [input]);
  const closeMenu = useCallback(() => {
    setMenuOpen(false);
    input.current?.focus({ preventScroll: true });
  }, [setMenuOpen, input]);
  const openMenu = useCallback(() => setMenuOpen(true), [setMenuOpen]);
  const jump = useCallback((p: Problem) => entry.goTo(p.r, p.c), [entry]);

  const { active } = state;
  const activeRow = state.rows[active.r];
  const activeColumn = columns[active.c];
  const problem = activeRow && activeColumn ? rowProblems(spec, activeRow, claims.get(activeRow._key), strict)?.get(activeColumn.key) : undefined;
  return (
    <div className={`hcg${fill ? ' hcg-fill' : ''}${readOnly ? ' hcg-locked' : ''}`} style={style}>
      <div className="hcg-frame">
        <div ref={scroller} className="hcg-scroll" tabIndex={-1} {...pointer}>
          <div
            role="grid"
            aria-label={label}
            aria-rowcount={state.rows.length + 2}
            aria-colcount={columns.length + 1}
            aria-readonly={readOnly}
            aria-multiselectable="true"
            className="hcg-grid"
          >
            <GridHead columns={columns} frozen={frozen} readOnly={readOnly} onWidth={onWidth} />
            <div role="rowgroup" className="hcg-body" style={{ height: state.rows.length * rowHeight }}>
              <Lines ui={ui} sight={sight} rowHeight={rowHeight} frozen={frozen} />
            </div>
            <SumRow columns={columns} frozen={frozen} totals={totals} count={state.rows.length} />
          </div>
          <CellBox ui={ui} id={id} frozen={frozen} rowHeight={rowHeight} problem={problem} onMenu={readOnly ? null : openMenu} />
        </div>
      </div>
      <ProblemBar problems={problems} columns={columns} onJump={jump} />
      {!readOnly && (
        <div className="hcg-strip">
          <button
            type="button"
            className="hcg-add"
            onClick={() => {
              entry.act({ type: 'insert', where: 'end' });
              input.current?.focus();
            }}
          >
            ＋ {words.add}
          </button>
          {hints && <KeyHints submits={props.onSubmit !== undefined} />}
        </div>
      )}
      <CandidatePanel id={`${id}-list`} list={list} anchor={anchor} creates={props.lookup?.create !== undefined} onPick={entry.pick} />
      <CellTip list={list} anchor={anchor} text={state.editing ? sumTip(sum) : (problem ?? '')} bad={!state.editing} />
      <RowMenu open={menuOpen} anchor={anchor} onRun={entry.run} onClose={closeMenu} />
      <Speaker notice={state.notice} totals={totals} columns={columns} />
    </div>
  );
}

interface LinesProps {
  readonly ui: UseEntry;
  readonly sight: Sight;
  readonly rowHeight: number;
  readonly frozen: number;
}

function Lines({ ui, sight, rowHeight, frozen }: LinesProps): ReactNode {
  const { state, spec, claims, strict } = ui;
  const { active } = state;
  const box = state.anchor ? boxOf(state) : null;
  return state.rows.slice(sight.first, sight.last).map((row, i) => {
    const r = sight.first + i;
    const inside = box && r >= box.r0 && r <= box.r1;
    return (
      <GridRow
        key={row._key}
        row={row}
        r={r}
        top={r * rowHeight}
        columns={spec.columns}
        frozen={frozen}
        activeC={r === active.r ? active.c : -1}
        c0={inside ? box.c0 : -1}
        c1={inside ? box.c1 : -1}
        problems={rowProblems(spec, row, claims.get(row._key), strict)}
      />
    );
  });
}

function useWidths(props: EntryGridProps, rowHeight: number): { style: CSSProperties; onWidth: (key: string, width: number, done: boolean) => void } {
  const { columns, widths = NO_WIDTHS, onWidths } = props;
  const [own, setOwn] = useState<Widths>(widths);
  useEffect(() => setOwn(widths), [widths]);
  const latest = useRef({ own, onWidths });
  latest.current = { own, onWidths };
  const onWidth = useCallback((key: string, width: number, done: boolean) => {
    const next = { ...latest.current.own, [key]: width };
    setOwn(next);
    if (done) latest.current.onWidths?.(next);
  }, []);
  return { style: useMemo(() => layoutStyle(columns, own, rowHeight), [columns, own, rowHeight]), onWidth };
}

function spotOf(event: MouseEvent): { r: number; c: number | null } | null {
  const target = event.target as HTMLElement;
  const row = target.closest<HTMLElement>('[data-r]');
  if (!row || target.closest('button')) return null;
  const cell = target.closest<HTMLElement>('[data-c]');
  return { r: Number(row.dataset['r']), c: cell ? Number(cell.dataset['c']) : null };
}

/** Click, drag, double click and right click on cells; the focus never leaves the text box. */
function usePointer({ entry, state, spec, input, setMenuOpen }: UseEntry) {
  const dragging = useRef(false);
  useEffect(() => {
    const stop = (): void => {
      dragging.current = false;
    };
    addEventListener('mouseup', stop);
    return () => removeEventListener('mouseup', stop);
  }, []);
  const last = spec.columns.length - 1;
  return {
    onMouseDown: (event: MouseEvent): void => {
      if (event.target === input.current) {
        // a click on the active cell: into the text when typing, else nothing to select
        if (!state.editing) {
          event.preventDefault();
          input.current?.focus({ preventScroll: true });
          if (event.shiftKey || !state.anchor) return;
          entry.goTo(state.active.r, state.active.c);
        }
        return;
      }
      const spot = spotOf(event);
      if (!spot) return;
      event.preventDefault();
      if (state.editing) input.current?.blur(); // lets a half composed word end before the box moves on
      if (spot.c === null) {
        entry.goTo(spot.r, last);
        entry.goTo(spot.r, 0, true);
        return;
      }
      if (event.button === 2 && state.anchor && inBox(boxOf(state), spot.r, spot.c)) return; // the menu is for the whole range
      entry.goTo(spot.r, spot.c, event.shiftKey);
      dragging.current = event.button === 0;
    },
    onMouseMove: (event: MouseEvent): void => {
      if (!dragging.current || event.buttons !== 1) return;
      const spot = spotOf(event);
      if (spot && spot.c !== null && (spot.r !== state.active.r || spot.c !== state.active.c)) entry.goTo(spot.r, spot.c, true);
    },
    onMouseOver: (event: MouseEvent): void => {
      // a cut off text can be read in full
      const cell = event.target as HTMLElement;
      if (cell.dataset['c'] === undefined || cell.ariaInvalid) return;
      if (cell.scrollWidth > cell.clientWidth) cell.title = cell.textContent;
      else cell.removeAttribute('title');
    },
    onDoubleClick: (event: MouseEvent): void => {
      if (event.target !== input.current || state.editing) return;
      const kind = spec.columns[state.active.c]?.kind;
      if (kind === 'lookup' || kind === 'select') entry.openList();
      else entry.edit();
    },
    onContextMenu: (event: MouseEvent): void => {
      if (spec.readOnly || (event.target === input.current ? state.editing : !spotOf(event))) return;
      event.preventDefault();
      setMenuOpen(true);
    },
  };
}
