// Promise: carries out what keys and pointers mean: joins the pure grid machine, the candidate list and the one text box.
import { calculate, isSum } from './calculator';
import { decimalsOf, editableAt, isNumeric, rawText, readText, type Spec } from './cells';
import type { Intent, KeyPlace } from './grid-keys';
import { neighbour } from './grid-state';
import type { Waiting } from './grid-paste';
import type { LookupList } from './lookup-list';
import type { Store } from './store';
import type { Candidate, Column, Lookups, Problem, Row } from './types';
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

export type Entry = ReturnType<typeof createEntry>;

const TYPING_DELAY = 120;
const COMPOSING_DELAY = 250;

export function createEntry(needs: EntryNeeds) {
  const { store, list, box } = needs;
  /** the user has typed into the open cell; a cell opened by F2 or F7 and left as it was changes nothing */
  let touched = false;
  /** where a fast Enter left a look-up text behind */
  let behind: { readonly rowKey: string; readonly column: string; readonly active: object } | null = null;

  const here = (): { row: Row | undefined; column: Column | undefined } => {
    const { rows, active } = store.get();
    return { row: rows[active.r], column: needs.spec().columns[active.c] };
  };
  const rest = (): void => {
    touched = false;
    box.write('');
    list.close();
    needs.onSum('');
  };
  const act: Store['dispatch'] = (action) => {
    const before = store.get();
    store.dispatch(action);
    if (before.editing && !store.get().editing) rest();
  };
  const commit = (): void => {
    if (store.get().editing) act(touched ? { type: 'commit', text: box.read() } : { type: 'cancel' });
  };
  const choose = (item: Candidate): void => {
    const { row } = here();
    const { column } = list.get();
    if (row && column) act({ type: 'put', rowKey: row._key, column: column.key, value: column.kind === 'select' ? item.id : item });
    rest();
  };
  /** Takes the highlighted candidate if there is one for the very text, else the text. */
  const accept = (): void => {
    const { open, status, items, index } = list.get();
    const item = items[index];
    if (open && status === 'done' && item) choose(item);
    else commit();
  };
  const next = (back: boolean): void => {
    const { row, column } = here();
    accept();
    act({ type: 'next', back, grow: true });
    behind = row && column?.kind === 'lookup' ? { rowKey: row._key, column: column.key, active: store.get().active } : null;
  };

  const edit = (text?: string): void => {
    const { row, column } = here();
    if (!row || !column) return;
    if (!editableAt(needs.spec(), row, column)) { if (!needs.spec().readOnly) act({ type: 'say', text: words.notEditable }); return; }
    if (store.get().editing && text === undefined) return;
    act({ type: 'edit' });
    touched = false;
    box.write(text ?? rawText(column, row));
  };
  const retype = (): void => {
    if (store.get().anchor) { act({ type: 'clear' }); return; }
    edit('');
    touched = store.get().editing;
  };
  const openList = (): void => {
    const { row, column } = here();
    if (!row || !column) return;
    if (!store.get().editing) edit('');
    if (store.get().editing) list.ask({ column, row, text: touched ? box.read() : '', delay: 0 });
  };
  const create = async (): Promise<void> => {
    const { row, column } = here();
    const make = needs.lookups()?.create;
    if (!row || !column || column.lookup === undefined || !make) return;
    const text = box.read();
    act({ type: 'cancel' });
    const made = await make(column.lookup, text, row).catch(() => null);
    if (made) act({ type: 'put', rowKey: row._key, column: column.key, value: made });
    box.focus();
  };
  const submit = (): void => {
    commit();
    const first = needs.blockers()[0];
    if (!first) { needs.onSubmit()?.(); return; }
    act({ type: 'goto', r: first.r, c: first.c });
    act({ type: 'say', text: words.problemAt(first.r + 1, '', first.message) });
  };
  const tab = (back: boolean): boolean => {
    accept();
    const cell = neighbour(needs.spec(), store.get(), back);
    if (cell) act({ type: 'goto', ...cell });
    return cell !== null;
  };

  /** false: the browser may go on with the key */
  const run = (intent: Intent): boolean => {
    switch (intent.do) {
      case 'tab': return tab(intent.back);
      case 'next': next(intent.back); return true;
      case 'pick': if (!(list.get().status === 'done' && list.get().items.length === 0)) next(false); return true;
      case 'move': commit(); act({ type: 'move', to: intent.to, extend: intent.extend, page: needs.page() }); return true;
      case 'list': list.step(intent.step); return true;
      case 'edit': edit(); return true;
      case 'retype': retype(); return true;
      case 'lookup': openList(); return true;
      case 'create': void create(); return true;
      case 'submit': submit(); return true;
      case 'menu': commit(); needs.onMenu(); return true;
      case 'escape': act({ type: 'cancel' }); list.close(); return true;
      case 'fill': act(store.get().editing ? { type: 'copyFrom', line: 'above' } : { type: 'fill' }); return true;
      case 'insert': act({ type: 'insert', where: intent.where }); return true;
      case 'shift': act({ type: 'shift', by: intent.by }); return true;
      case 'remove': case 'duplicate': commit(); act({ type: intent.do }); return true;
      case 'undo': case 'redo': case 'clear': case 'selectAll': act({ type: intent.do }); return true;
    }
  };

  /** The text of the box has changed by typing, by an IME or by a scan gun. */
  const typed = (composing: boolean): void => {
    const { row, column } = here();
    if (!row || !column) return;
    if (!store.get().editing) act({ type: 'edit' });
    touched = true;
    const text = box.read();
    const idiom = composing ? '' : text.trim();
    if (idiom === '..' || idiom === '。。') { act({ type: 'copyFrom', line: 'above' }); return; }
    if (idiom === '//' || idiom === '、、') { act({ type: 'copyFrom', line: 'first' }); return; }
    needs.onSum(isNumeric(column) && isSum(text) ? calculate(text, decimalsOf(column)) ?? '' : '');
    if (column.kind !== 'lookup' && column.kind !== 'select') return;
    // pinyin still being composed (n'f's'q) already finds by its initials
    const question = composing ? text.replace(/['\s]/g, '') : text.trim();
    if (question === '') list.close();
    else list.ask({ column, row, text: question, delay: composing ? COMPOSING_DELAY : TYPING_DELAY });
  };

  /** A typed text had several answers: bring the user back if nothing else was begun meanwhile. */
  const reopen = (spot: Waiting, items: readonly Candidate[]): void => {
    const { rows, active, editing } = store.get();
    const r = rows.findIndex((row) => row._key === spot.rowKey);
    const c = needs.spec().columns.findIndex((column) => column.key === spot.column);
    const column = needs.spec().columns[c];
    if (!behind || behind.active !== active || behind.rowKey !== spot.rowKey || behind.column !== spot.column || editing || !column || !box.hasFocus()) return;
    act({ type: 'goto', r, c });
    edit(spot.text);
    touched = true;
    list.show(column, spot.text, items);
  };

  const place = (): KeyPlace => {
    const { row, column } = here();
    const { editing, anchor } = store.get();
    const listable = (column?.kind === 'lookup' || column?.kind === 'select') && editableAt(needs.spec(), row, column);
    return { editing, list: list.get().open, listable, ranged: anchor !== null };
  };

  return {
    act, run, typed, commit, edit, openList, place, reopen, submit,
    pick: (index: number): void => {
      const item = list.get().items[index];
      if (!item) return;
      choose(item);
      act({ type: 'next', grow: true });
    },
    goTo: (r: number, c: number, extend = false): void => {
      commit();
      act({ type: 'goto', r, c, extend });
      box.focus();
    },
    /** a text from a native field or a key pad */
    enter: (r: number, c: number, text: string): void => {
      const column = needs.spec().columns[c];
      const row = store.get().rows[r];
      if (!column || !row) return;
      act({ type: 'goto', r, c });
      const put = readText(needs.spec(), column, text, 'typed');
      act('value' in put ? { type: 'put', rowKey: row._key, column: column.key, value: put.value } : { type: 'commit', text });
    },
  };
}
