// Promise: carries out what keys and pointers mean: joins the pure grid machine, the candidate list and the one text box.
import { editableAt, readText } from './cells';
import { createEntryCell, type EntryCell, type EntryNeeds } from './entry-cell';
import { createEntryChoice, type EntryChoice } from './entry-choice';
import type { Intent, KeyPlace } from './grid-keys';
import { neighbour } from './grid-state';
import { words } from './words';

export interface Entry extends Pick<EntryCell, 'act' | 'typed' | 'commit' | 'edit'>, Pick<EntryChoice, 'openList' | 'pick' | 'reopen'> {
  /** false: the browser may go on with the key */
  run(intent: Intent): boolean;
  place(): KeyPlace;
  goTo(r: number, c: number, extend?: boolean): void;
  /** a text from a native field or a key pad */
  enter(r: number, c: number, text: string): void;
}

export function createEntry(needs: EntryNeeds): Entry {
  const { store, list, box, spec } = needs;
  const cell = createEntryCell(needs);
  const choice = createEntryChoice(needs, cell);
  return {
    act: cell.act,
    typed: cell.typed,
    commit: cell.commit,
    edit: cell.edit,
    openList: choice.openList,
    pick: choice.pick,
    reopen: choice.reopen,
    run: (intent) => run(intent, needs, cell, choice),
    place: () => {
      const { row, column } = cell.here();
      const { editing, anchor } = store.get();
      const listable = (column?.kind === 'lookup' || column?.kind === 'select') && editableAt(spec(), row, column);
      return { editing, list: list.get().open, listable, ranged: anchor !== null };
    },
    goTo: (r, c, extend = false) => {
      cell.commit();
      cell.act({ type: 'goto', r, c, extend });
      box.focus();
    },
    enter: (r, c, text) => {
      const [row, column] = [store.get().rows[r], spec().columns[c]];
      if (!column || !row) return;
      cell.act({ type: 'goto', r, c });
      const put = readText(spec(), column, text, 'typed');
      cell.act('value' in put ? { type: 'put', rowKey: row._key, column: column.key, value: put.value } : { type: 'commit', text });
    },
  };
}

function run(intent: Intent, ...[needs, cell, choice]: readonly [EntryNeeds, EntryCell, EntryChoice]): boolean {
  const { store, list } = needs;
  const { act, commit } = cell;
  switch (intent.do) {
    case 'tab':
      return tab(intent.back, needs, cell, choice);
    case 'next':
      next(intent.back, cell, choice);
      break;
    case 'pick':
      if (list.get().status !== 'done' || list.get().items.length > 0) next(false, cell, choice);
      break;
    case 'move':
      commit();
      act({ type: 'move', to: intent.to, extend: intent.extend, page: needs.page() });
      break;
    case 'list':
      list.step(intent.step);
      break;
    case 'edit':
      cell.edit();
      break;
    case 'retype':
      cell.retype();
      break;
    case 'lookup':
      choice.openList();
      break;
    case 'create':
      void choice.create();
      break;
    case 'submit':
      submit(needs, cell);
      break;
    case 'menu':
      commit();
      needs.onMenu();
      break;
    case 'escape':
      act({ type: 'cancel' });
      list.close();
      break;
    case 'fill':
      act(store.get().editing ? { type: 'copyFrom', line: 'above' } : { type: 'fill' });
      break;
    case 'insert':
      act({ type: 'insert', where: intent.where });
      break;
    case 'shift':
      act({ type: 'shift', by: intent.by });
      break;
    case 'remove':
    case 'duplicate':
      commit();
      act({ type: intent.do });
      break;
    case 'undo':
    case 'redo':
    case 'clear':
    case 'selectAll':
      act({ type: intent.do });
      break;
  }
  return true;
}

function next(back: boolean, cell: EntryCell, choice: EntryChoice): void {
  const { row, column } = cell.here();
  choice.accept();
  cell.act({ type: 'next', back, grow: true });
  if (row && column?.kind === 'lookup') choice.leave(row._key, column.key);
}

/** Tab walks like Enter but adds no line; past the last cell it leaves the grid. */
function tab(back: boolean, ...[needs, cell, choice]: readonly [EntryNeeds, EntryCell, EntryChoice]): boolean {
  choice.accept();
  const spot = neighbour(needs.spec(), needs.store.get(), back);
  if (spot) cell.act({ type: 'goto', ...spot });
  return spot !== null;
}

function submit(needs: EntryNeeds, cell: EntryCell): void {
  cell.commit();
  const first = needs.blockers()[0];
  if (!first) {
    needs.onSubmit()?.();
    return;
  }
  cell.act({ type: 'goto', r: first.r, c: first.c });
  cell.act({ type: 'say', text: words.problemAt(first.r + 1, '', first.message) });
}
