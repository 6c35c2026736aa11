// Promise: choosing a record for the active cell, from the list, by a new record or after a quick Enter that met several answers.
import type { EntryCell, EntryNeeds } from './entry-cell';
import type { Waiting } from './grid-paste';
import type { Candidate } from './types';

export interface EntryChoice {
  openList(): void;
  /** takes the highlighted candidate if the list answers the very text, else the text as it is */
  accept(): void;
  pick(index: number): void;
  create(): Promise<void>;
  /** remembers the cell a quick Enter has just left, as long as the cursor rests where it landed */
  leave(rowKey: string, column: string): void;
  /** a typed text had several answers: bring the user back if nothing else was begun meanwhile */
  reopen(spot: Waiting, items: readonly Candidate[]): void;
}

export function createEntryChoice(needs: EntryNeeds, cell: EntryCell): EntryChoice {
  const { store, list, box, spec, lookups } = needs;
  let behind: { readonly rowKey: string; readonly column: string; readonly active: object } | null = null;

  const choose = (item: Candidate): void => {
    const { row } = cell.here();
    const { column } = list.get();
    if (row && column) cell.act({ type: 'put', rowKey: row._key, column: column.key, value: column.kind === 'select' ? item.id : item });
    cell.rest();
  };
  return {
    openList: () => {
      const { row, column } = cell.here();
      if (!row || !column) return;
      if (!store.get().editing) cell.edit('');
      if (store.get().editing) list.ask({ column, row, text: cell.isTouched() ? box.read() : '', delay: 0 });
    },
    accept: () => {
      const { open, status, items, index } = list.get();
      const item = items[index];
      if (open && status === 'done' && item) choose(item);
      else cell.commit();
    },
    pick: (index) => {
      const item = list.get().items[index];
      if (!item) return;
      choose(item);
      cell.act({ type: 'next', grow: true });
    },
    create: async () => {
      const { row, column } = cell.here();
      const make = lookups()?.create;
      if (!row || column?.lookup === undefined || !make) return;
      const text = box.read();
      cell.act({ type: 'cancel' });
      const made = await make(column.lookup, text, row).catch(() => null);
      if (made) cell.act({ type: 'put', rowKey: row._key, column: column.key, value: made });
      box.focus();
    },
    leave: (rowKey, column) => {
      behind = { rowKey, column, active: store.get().active };
    },
    reopen: (spot, items) => {
      const { rows, active, editing } = store.get();
      const still = behind?.active === active && behind.rowKey === spot.rowKey && behind.column === spot.column;
      const c = spec().columns.findIndex((x) => x.key === spot.column);
      const column = spec().columns[c];
      if (!still || editing || !column || !box.hasFocus()) return;
      cell.act({ type: 'goto', r: rows.findIndex((row) => row._key === spot.rowKey), c });
      cell.edit(spot.text, true);
      list.show(column, spot.text, items);
    },
  };
}
