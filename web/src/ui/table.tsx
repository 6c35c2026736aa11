// The list of the house: a plain table, only the rows in sight are in the page (on paper all of them); arrows move, Enter opens, sums stand at the foot.
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { usePhone, usePrinting } from '../app/media';
import { t } from '../i18n';
import { Icon } from './icon';

export type TableColumn<R> = {
  readonly key: string;
  readonly title: string;
  readonly width: number;
  readonly grow?: boolean;
  readonly align?: 'right' | 'center';
  readonly sort?: string;
  readonly cell: (row: R) => ReactNode;
  readonly sum?: string | undefined;
};
type Props<R> = {
  readonly label: string;
  readonly columns: readonly TableColumn<R>[];
  readonly rows: readonly R[];
  readonly keyOf: (row: R, index: number) => string;
  readonly onOpen?: (row: R) => void;
  readonly onEnd?: (() => void) | undefined;
  readonly sort?: string;
  readonly onSort?: (sort: string) => void;
  readonly picked?: ReadonlySet<string>;
  readonly onPick?: (picked: ReadonlySet<string>) => void;
  readonly pickable?: (row: R) => boolean;
  readonly footNote?: ReactNode;
  readonly dim?: (row: R) => boolean;
  /** Rows that add up others stand out. */
  readonly strong?: (row: R) => boolean;
};
/** Height of a row: for a pointer, and for a finger; px. */
const [ROW, TALL] = [36, 44];
/** The column that takes the rest may shrink to this before the table scrolls sideways; px. */
const LEAST = 140;
/** Tables wider than an upright sheet are printed across; px. */
const PAPER = 760;
/** Tables wider than this would lose their last columns on a usual screen: their cells stand closer; px, and what each cell gives. */
const [WIDE, CLOSER] = [1100, 12];

type Place = { readonly index: number };
type Spot = Place & { readonly start: number; readonly end: number };
/** The rows that are drawn, and the room above and below them: those in sight, on paper all. */
function useDrawn(
  inSight: readonly Spot[],
  all: { readonly count: number; readonly size: number },
): { readonly items: readonly Place[]; readonly first: number; readonly rest: number } {
  const printing = usePrinting();
  if (printing) return { items: Array.from({ length: all.count }, (_, index) => ({ index })), first: 0, rest: 0 };
  return { items: inSight, first: inSight[0]?.start ?? 0, rest: all.size - (inSight.at(-1)?.end ?? 0) };
}

const leastWidth = (columns: readonly { readonly grow?: boolean; readonly width: number }[], choosing: boolean): number =>
  columns.reduce((w, c) => w + (c.grow ? Math.min(c.width, LEAST) : c.width), choosing ? 40 : 0);

/** How wide the table must be, and by how much each column is narrowed for it. */
function widthOf(columns: readonly { readonly grow?: boolean; readonly width: number }[], choosing: boolean): { readonly width: number; readonly closer: number } {
  const loose = leastWidth(columns, choosing);
  const closer = loose > WIDE ? CLOSER : 0;
  return { width: loose - closer * columns.length, closer };
}

function useRows(count: number, scroller: RefObject<HTMLDivElement | null>) {
  const height = usePhone() ? TALL : ROW;
  return useVirtualizer({ count, estimateSize: () => height, overscan: 12, getScrollElement: () => scroller.current, useFlushSync: false });
}

export function Table<R>({ label, columns, rows, keyOf, onOpen, onEnd, sort, onSort, picked, onPick, pickable = () => true, footNote, dim, strong }: Props<R>): ReactNode {
  const scroller = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(-1);
  const virtual = useRows(rows.length, scroller);
  const inSight = virtual.getVirtualItems();
  const lastItem = inSight.at(-1);
  const { items, first, rest } = useDrawn(inSight, { count: rows.length, size: virtual.getTotalSize() });
  const nearEnd = (lastItem?.index ?? 0) >= rows.length - 10;
  useEffect(() => {
    if (nearEnd && rows.length > 0) onEnd?.();
  }, [nearEnd, rows.length, onEnd]);
  const sums = columns.some((c) => c.sum !== undefined);
  const choosing = onPick !== undefined && picked !== undefined;
  const toggle = (key: string): void => {
    const next = new Set(picked);
    if (!next.delete(key)) next.add(key);
    onPick?.(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if ((event.target as HTMLElement).closest('input, button, a')) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : event.key === 'PageDown' ? 15 : event.key === 'PageUp' ? -15 : 0;
    const row = rows[at];
    if (step !== 0) {
      event.preventDefault();
      const next = Math.max(0, Math.min(rows.length - 1, at + step));
      setAt(next);
      virtual.scrollToIndex(next);
    } else if (event.key === 'Home' || event.key === 'End') {
      event.preventDefault();
      const next = event.key === 'Home' ? 0 : rows.length - 1;
      setAt(next);
      virtual.scrollToIndex(next);
    } else if (event.key === 'Enter' && row) {
      event.preventDefault();
      onOpen?.(row);
    } else if (event.key === ' ' && row && choosing && pickable(row)) {
      event.preventDefault();
      toggle(keyOf(row, at));
    }
  };
  const able = choosing ? rows.filter(pickable) : [];
  const { width, closer } = widthOf(columns, choosing);
  return (
    <div
      ref={scroller}
      className={`hc-table${width > PAPER ? ' hc-table-wide' : ''}${closer > 0 ? ' hc-table-close' : ''}`}
      tabIndex={0}
      role="region"
      aria-label={label}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        if (event.target === scroller.current && at < 0 && rows.length > 0) setAt(0);
      }}
    >
      <table aria-rowcount={rows.length + 1} style={{ minWidth: width }}>
        <colgroup>
          {choosing && <col style={{ width: 40 }} />}
          {columns.map((c) => (
            <col key={c.key} style={c.grow ? {} : { width: c.width - closer }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {choosing && (
              <th scope="col" className="hc-check">
                <input
                  type="checkbox"
                  aria-label={t('pickAll')}
                  checked={able.length > 0 && able.every((r) => picked.has(keyOf(r, rows.indexOf(r))))}
                  onChange={(event) => onPick(new Set(event.target.checked ? able.map((r) => keyOf(r, rows.indexOf(r))) : []))}
                />
              </th>
            )}
            {columns.map((c) => (
              <Head key={c.key} column={c} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {first > 0 && (
            <tr aria-hidden="true" style={{ height: first }}>
              <td colSpan={columns.length + (choosing ? 1 : 0)} />
            </tr>
          )}
          {items.map(({ index }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const key = keyOf(row, index);
            return (
              <tr
                key={key}
                aria-rowindex={index + 2}
                className={`${index === at ? 'hc-at' : ''}${picked?.has(key) ? ' hc-picked' : ''}${dim?.(row) ? ' hc-dim' : ''}${strong?.(row) ? ' hc-strong' : ''}${onOpen ? ' hc-opens' : ''}`}
                onClick={(event) => {
                  setAt(index);
                  if (onOpen && !(event.target as HTMLElement).closest('a, button, input') && (getSelection()?.toString() ?? '') === '') onOpen(row);
                }}
              >
                {choosing && (
                  <td className="hc-check">{pickable(row) && <input type="checkbox" aria-label={t('pickRow')} checked={picked.has(key)} onChange={() => toggle(key)} />}</td>
                )}
                {columns.map((c) => (
                  <td key={c.key} className={c.align ? `hc-${c.align}` : undefined}>
                    {c.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
          {rest > 0 && (
            <tr aria-hidden="true" style={{ height: rest }}>
              <td colSpan={columns.length + (choosing ? 1 : 0)} />
            </tr>
          )}
        </tbody>
        {(sums || footNote) && (
          <tfoot>
            <tr>
              {choosing && <td className="hc-check" />}
              {columns.map((c, i) => (
                <td key={c.key} className={c.align ? `hc-${c.align}` : undefined}>
                  {i === 0 ? (footNote ?? t('sum')) : c.sum}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

function Head<R>({
  column: c,
  sort,
  onSort,
}: {
  readonly column: TableColumn<R>;
  readonly sort: string | undefined;
  readonly onSort: ((sort: string) => void) | undefined;
}): ReactNode {
  const mine = c.sort !== undefined && (sort === c.sort || sort === `-${c.sort}`);
  const down = mine && sort?.startsWith('-');
  return (
    <th scope="col" className={c.align ? `hc-${c.align}` : undefined} aria-sort={mine ? (down ? 'descending' : 'ascending') : undefined}>
      {c.sort && onSort ? (
        <button type="button" onClick={() => onSort(mine && down ? (c.sort as string) : `-${c.sort}`)}>
          {c.title}
          {mine && <Icon name={down ? 'down' : 'up'} size={12} />}
        </button>
      ) : (
        c.title
      )}
    </th>
  );
}
