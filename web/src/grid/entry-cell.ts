// Promise: the text being typed into the active cell: when it begins, what it means so far, and that leaving it alone changes nothing.
import { calculate, isSum } from './calculator';
import { decimalsOf, editableAt, isNumeric, rawText, type Spec } from './cells';
import type { LookupList } from './lookup-list';
import type { Store } from './store';
import type { Column, Lookups, Problem, Row } from './types';
import { words } from './words';

/** The text box over the active cell, as far as the commands need it. */
export interface TextBox {
  read(): string;
  write(text: string): void;
  focus(): void;
  hasFocus(): boolean;
}

export interface EntryNeeds {
  readonly store: Store;
  readonly list: LookupList;
  readonly box: TextBox;
  readonly spec: () => Spec;
  readonly lookups: () => Lookups | undefined;
  readonly page: () => number;
  readonly blockers: () => readonly Problem[];
  readonly onSubmit: () => (() => void) | undefined;
  readonly onMenu: () => void;
  /** the answer of the small calculator while typing, '' for none */
  readonly onSum: (text: string) => void;
}

export interface EntryCell {
  here(): { readonly row: Row | undefined; readonly column: Column | undefined };
  /** every action goes through here, so that an ended edit always clears the box */
  readonly act: Store['dispatch'];
  rest(): void;
  commit(): void;
  /** opens the cell with its own text, or with the given one */
  edit(text?: string, touched?: boolean): void;
  retype(): void;
  typed(composing: boolean): void;
  isTouched(): boolean;
}

const TYPING_DELAY = 120;
const COMPOSING_DELAY = 250;
/** `..` and `//` as typed with an English and with a Chinese keyboard */
const COPY: Readonly<Record<string, 'above' | 'first'>> = { '..': 'above', '。。': 'above', '//': 'first', '、、': 'first' };

export function createEntryCell(needs: EntryNeeds): EntryCell {
  const { store, list, box, spec } = needs;
  /** the user has typed; a cell opened by F2 or F7 and left as it was changes nothing */
  let touched = false;

  const here: EntryCell['here'] = () => {
    const { rows, active } = store.get();
    return { row: rows[active.r], column: spec().columns[active.c] };
  };
  const rest = (): void => {
    touched = false;
    box.write('');
    list.close();
    needs.onSum('');
  };
  const act: EntryCell['act'] = (action) => {
    const before = store.get();
    store.dispatch(action);
    if (before.editing && !store.get().editing) rest();
  };
  const edit: EntryCell['edit'] = (text, begun = false) => {
    const { row, column } = here();
    if (!row || !column || (store.get().editing && text === undefined)) return;
    if (editableAt(spec(), row, column)) {
      act({ type: 'edit' });
      touched = begun;
      box.write(text ?? rawText(column, row));
    } else if (!spec().readOnly) act({ type: 'say', text: words.notEditable });
  };
  const typed: EntryCell['typed'] = (composing) => {
    const { row, column } = here();
    if (!row || !column) return;
    if (!store.get().editing) act({ type: 'edit' });
    touched = true;
    const text = box.read();
    const line = composing ? undefined : COPY[text.trim()];
    if (line) {
      act({ type: 'copyFrom', line });
      return;
    }
    needs.onSum(isNumeric(column) && isSum(text) ? (calculate(text, decimalsOf(column)) ?? '') : '');
    if (column.kind === 'lookup' || column.kind === 'select') ask(list, column, row, text, composing);
  };
  return {
    here,
    act,
    rest,
    edit,
    typed,
    isTouched: () => touched,
    commit: () => {
      if (store.get().editing) act(touched ? { type: 'commit', text: box.read() } : { type: 'cancel' });
    },
    retype: () => {
      if (store.get().anchor) act({ type: 'clear' });
      else edit('', true);
    },
  };
}

/** Pinyin still being composed (n'f's'q) already finds by its initials. */
function ask(list: LookupList, ...[column, row, text, composing]: readonly [Column, Row, string, boolean]): void {
  const question = composing ? text.replace(/['\s]/g, '') : text.trim();
  if (question === '') list.close();
  else list.ask({ column, row, text: question, delay: composing ? COMPOSING_DELAY : TYPING_DELAY });
}
