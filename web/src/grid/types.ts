// Promise: the whole data contract of the entry grid — columns, rows, look-ups and problems are plain data, money is never a float.
import type { Ref } from 'react';

export type ColumnKind = 'lookup' | 'text' | 'number' | 'money' | 'qty' | 'date' | 'select' | 'readonly';

/** A chosen master record. `id` is the truth, `code` and `label` are for people. */
export interface LookupRef {
  readonly id: string;
  readonly code: string;
  readonly label: string;
  readonly [extra: string]: unknown;
}

/** One answer of a look-up; the extra fields are the columns of the panel. */
export interface Candidate extends LookupRef {
  readonly spec?: string;
  readonly stock?: string;
  readonly price?: string;
}

/** Text that could not become a value. The value of that cell is empty as long as the issue stands. */
export interface Issue {
  readonly text: string;
  readonly message: string;
  /** bad: the user must act · pasted / typed: still being looked up */
  readonly state: 'bad' | 'pasted' | 'typed';
}

/** A line. Field values are strings (decimals included), look-up refs or null. Fields beginning with `_` belong to the grid. */
export interface Row {
  readonly _key: string;
  readonly _issues?: { readonly [column: string]: Issue };
  readonly [field: string]: unknown;
}

export interface Column<R = Row> {
  readonly key: string;
  readonly title: string;
  readonly kind: ColumnKind;
  /** px; the user's own width comes through `widths` */
  readonly width?: number;
  /** takes the space that is left over */
  readonly grow?: boolean;
  readonly align?: 'left' | 'right' | 'center';
  readonly required?: boolean;
  readonly editable?: boolean | ((row: R) => boolean);
  /** Enter passes this column by (Enter order is set per document) */
  readonly skip?: boolean;
  readonly lookup?: string;
  /** what a look-up cell shows once filled; the code if not said */
  readonly shows?: 'code' | 'label';
  readonly options?: readonly Option[];
  readonly decimals?: number;
  readonly sum?: boolean;
  /** stays in sight when scrolling sideways; counts only for leading columns, the first is frozen unless `false` */
  readonly frozen?: boolean;
  /** the text of a read-only column that has no field of its own */
  readonly text?: (row: R) => string;
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** A problem found by the server (`lines[12].qty`, counted from 0) or by the page (row key + column). */
export type GridError = { readonly path: string; readonly message: string } | { readonly rowKey: string; readonly column?: string; readonly message: string };

/** A problem that stands now, ready to show and to jump to. */
export interface Problem {
  readonly r: number;
  readonly c: number;
  readonly rowKey: string;
  readonly column: string;
  readonly message: string;
  readonly from: 'grid' | 'server';
}

export interface Lookups<R = Row> {
  readonly search: (lookup: string, text: string, row: R, signal: AbortSignal) => Promise<readonly Candidate[]>;
  /** pasted texts, one call per batch; texts missing from the answer become cell errors */
  readonly resolve?: (lookup: string, texts: readonly string[]) => Promise<ReadonlyMap<string, LookupRef>>;
  /** F9: the page makes a new record and hands it back, or null */
  readonly create?: (lookup: string, text: string, row: R) => Promise<LookupRef | null>;
}

export interface EntryGridProps<R extends { readonly _key: string } = Row> {
  /** name of the grid for screen readers, e.g. 销售出库单明细 */
  readonly label: string;
  readonly columns: readonly Column<R>[];
  readonly rows: readonly R[];
  readonly onChange: (rows: readonly R[]) => void;
  /** pure; called after each change of a cell, once per changed column */
  readonly derive?: (row: R, changedKey: string) => R;
  /** the fields of a new line besides `_key` */
  readonly newRow?: () => Partial<Omit<R, '_key'>>;
  readonly errors?: readonly GridError[];
  readonly lookup?: Lookups<R>;
  readonly onSubmit?: () => void;
  readonly readOnly?: boolean;
  readonly density?: 'normal' | 'compact' | 'touch';
  readonly widths?: Readonly<Record<string, number>>;
  readonly onWidths?: (widths: Readonly<Record<string, number>>) => void;
  /** yyyy-mm-dd; lets a user type 11-22 in a date cell */
  readonly today?: string;
  /** fill the height of the parent (which must have one) instead of growing up to the screen */
  readonly fill?: boolean;
  /** the key hints under the grid */
  readonly hints?: boolean;
  /** auto: cards up to 480 px of screen width */
  readonly layout?: 'auto' | 'grid' | 'cards';
  readonly ref?: Ref<EntryGridHandle>;
}

export interface EntryGridHandle {
  focus(): void;
  /** ends the edit of an open cell, so that `rows` hold what has been typed */
  commit(): void;
  /** everything that must be put right before submitting: unmatched texts, missing required cells, server errors */
  problems(): readonly Problem[];
  goTo(rowKey: string, column: string): void;
}
