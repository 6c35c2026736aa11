// Promise: holds the one grid state outside React, tells the page each new list of lines once and knows its own lines when they come back.
import type { Spec } from './cells';
import { initState, reduce, type Action, type GridState } from './grid-state';
import type { Row } from './types';

export interface Store {
  get(): GridState;
  subscribe(listener: () => void): () => void;
  dispatch(action: Action): void;
  /** the page's `rows`: its echo of what we sent is nothing new, anything else replaces the lines */
  sync(rows: readonly Row[]): void;
}

export function createStore(spec: () => Spec, rows: readonly Row[], onRows: (rows: readonly Row[]) => void): Store {
  let state = initState(spec(), rows);
  let sent: (readonly Row[])[] = [];
  const listeners = new Set<() => void>();
  const apply = (action: Action): boolean => {
    const before = state;
    state = reduce(spec(), state, action);
    if (state === before) return false;
    for (const listener of listeners) listener();
    return state.rows !== before.rows;
  };
  return {
    get: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispatch: (action) => {
      if (!apply(action)) return;
      sent.push(state.rows);
      onRows(state.rows);
    },
    sync: (given) => {
      if (given === state.rows) {
        sent = [];
        return;
      }
      const echo = sent.indexOf(given);
      if (echo >= 0) sent = sent.slice(echo + 1);
      else {
        sent = [];
        apply({ type: 'external', rows: given });
      }
    },
  };
}
