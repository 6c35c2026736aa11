// Promise: the list of candidates under a cell: asks late, forgets stale answers, never shows the answer to another question.
import type { Candidate, Column, Lookups, Row } from './types';

export interface ListState {
  readonly open: boolean;
  /** busy: the items belong to an earlier text */
  readonly status: 'busy' | 'done' | 'failed';
  readonly items: readonly Candidate[];
  readonly index: number;
  readonly text: string;
  readonly column: Column | null;
}

export interface LookupList {
  get(): ListState;
  subscribe(listener: () => void): () => void;
  ask(question: { readonly column: Column; readonly row: Row; readonly text: string; readonly delay: number }): void;
  show(column: Column, text: string, items: readonly Candidate[]): void;
  step(by: -1 | 1): void;
  close(): void;
}

const CLOSED: ListState = { open: false, status: 'done', items: [], index: 0, text: '', column: null };

export function createLookupList(search: () => Lookups['search'] | undefined): LookupList {
  let state = CLOSED;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked: AbortController | undefined;
  const listeners = new Set<() => void>();
  const set = (next: ListState): void => {
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
  };
  const drop = (): void => {
    clearTimeout(timer);
    asked?.abort();
    asked = undefined;
  };
  const show: LookupList['show'] = (column, text, items) => {
    drop();
    const exact = items.findIndex((item) => item.code.toLowerCase() === text.toLowerCase());
    set({ open: true, status: 'done', items, index: Math.max(0, exact), text, column });
  };
  const send = async (column: Column, row: Row, text: string): Promise<void> => {
    const mine = new AbortController();
    asked = mine;
    try {
      const items = (await search()?.(column.lookup ?? column.key, text, row, mine.signal)) ?? [];
      if (!mine.signal.aborted) show(column, text, items);
    } catch {
      if (!mine.signal.aborted) set({ ...state, status: 'failed', items: [] });
    }
  };
  return {
    get: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ask: ({ column, row, text, delay }) => {
      drop();
      if (column.kind === 'select') {
        show(column, text, optionsFor(column, text));
        return;
      }
      set({ open: true, status: 'busy', items: state.column === column ? state.items : [], index: 0, text, column });
      if (delay <= 0) void send(column, row, text);
      else
        timer = setTimeout(() => {
          void send(column, row, text);
        }, delay);
    },
    show,
    step: (by) => {
      const count = state.items.length;
      if (state.open && count > 0) set({ ...state, index: (state.index + by + count) % count });
    },
    close: () => {
      drop();
      set(CLOSED);
    },
  };
}

/** The options of a select column as candidates: what begins with the text first, then what contains it. */
export function optionsFor(column: Column, text: string): Candidate[] {
  const wanted = text.trim().toLowerCase();
  const all = (column.options ?? []).map((o) => ({ id: o.value, code: o.value, label: o.label }));
  const rank = (label: string): number => (label.startsWith(wanted) ? 0 : label.includes(wanted) ? 1 : 2);
  return all
    .map((item) => ({ item, rank: Math.min(rank(item.label.toLowerCase()), rank(item.code.toLowerCase())) }))
    .filter((x) => x.rank < 2)
    .sort((a, b) => a.rank - b.rank)
    .map((x) => x.item);
}
