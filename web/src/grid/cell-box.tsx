// Promise: the one text box of the grid, always over the active cell and always ready for an IME; see-through until something is typed.
import { useSyncExternalStore, type CSSProperties, type ReactNode } from 'react';
import { alignOf, editableAt, isNumeric, shownText } from './cells';
import { frozenStyle } from './grid-row';
import type { UseEntry } from './use-entry';
import { words } from './words';

interface Props {
  readonly ui: UseEntry;
  readonly id: string;
  readonly frozen: number;
  readonly rowHeight: number;
  readonly problem: string | undefined;
  readonly onMenu: (() => void) | null;
}

/** A layer with the columns of the grid, so that CSS alone puts the box over its cell, also in a frozen column. */
export function CellBox({ ui, id, frozen, rowHeight, problem, onMenu }: Props): ReactNode {
  const { state, spec, input, events, list } = ui;
  const { r, c } = state.active;
  const [row, column] = [state.rows[r], spec.columns[c]];
  const { open, items, index } = useSyncExternalStore(list.subscribe, list.get);
  if (!row || !column) return null;
  const open2type = editableAt(spec, row, column);
  const pops = column.kind === 'lookup' || column.kind === 'select';
  const holder: CSSProperties = { gridColumn: c + 2, ...frozenStyle(c, frozen) };
  return (
    <div className="hcg-layer" style={{ top: `calc(var(--head) + ${r * rowHeight}px)` }}>
      <div className={`hcg-holder${c < frozen ? ' hcg-frozen' : ''}`} style={holder}>
        <input
          ref={input}
          id={`${id}-box`}
          type="text"
          autoComplete="off"
          spellCheck={false}
          autoCapitalize="off"
          className={`hcg-box${state.editing ? ' hcg-typing' : ''}${alignOf(column) === 'right' ? ' hcg-right' : ''}${problem ? ' hcg-wrong' : ''}`}
          readOnly={!open2type}
          inputMode={isNumeric(column) ? 'decimal' : 'text'}
          maxLength={500}
          aria-label={words.cell(column.title, r)}
          aria-describedby={`${id}-now`}
          aria-invalid={problem !== undefined}
          aria-required={column.required === true && open2type}
          {...(pops
            ? {
                role: 'combobox',
                'aria-expanded': open,
                'aria-controls': `${id}-list`,
                'aria-autocomplete': 'list' as const,
                ...(open && items.length > 0 ? { 'aria-activedescendant': `${id}-list-${index}` } : {}),
              }
            : {})}
          onKeyDown={events.onKeyDown}
          onInput={events.onInput}
          onBlur={events.onBlur}
          onCompositionStart={events.onCompositionStart}
          onCompositionEnd={events.onCompositionEnd}
          onCopy={events.onCopy}
          onCut={events.onCut}
          onPaste={events.onPaste}
        />
      </div>
      {onMenu && (
        <button type="button" tabIndex={-1} className="hcg-dots hcg-frozen" aria-label={words.more} onClick={onMenu}>
          ⋯
        </button>
      )}
      <span id={`${id}-now`} className="hcg-hidden">
        {words.now(shownText(column, row))}
        {problem ? `，${problem}` : ''}
      </span>
    </div>
  );
}
