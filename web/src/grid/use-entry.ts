// Promise: one grid machine per mounted grid, wired to the newest props without ever being rebuilt.
import { useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore, type RefObject } from 'react';
import type { Spec } from './cells';
import { createEntry, type Entry } from './entry';
import { createBoxEvents } from './entry-events';
import type { GridState } from './grid-state';
import { createLookupList, type LookupList } from './lookup-list';
import { allProblems, claim, type Claims } from './problems';
import { createSettler } from './settler';
import { createStore, type Store } from './store';
import type { EntryGridProps, Problem, Row } from './types';

export interface Machine {
  readonly store: Store;
  readonly list: LookupList;
  readonly entry: Entry;
  readonly events: ReturnType<typeof createBoxEvents>;
  readonly settle: () => void;
}

export interface UseEntry extends Machine {
  readonly state: GridState;
  readonly spec: Spec;
  readonly claims: Claims;
  readonly problems: readonly Problem[];
  readonly strict: boolean;
  readonly input: RefObject<HTMLInputElement | null>;
  readonly page: RefObject<number>;
  readonly sum: string;
  readonly menuOpen: boolean;
  readonly setMenuOpen: (open: boolean) => void;
}

const same = (row: Row): Row => row;
const nothing = (): Record<string, unknown> => ({});
const NO_ERRORS: readonly never[] = [];

function useSpec(props: EntryGridProps): Spec {
  const { columns, derive = same, newRow = nothing, readOnly = false, today } = props;
  return useMemo(() => ({
    columns, derive, newRow, readOnly, today: today ?? new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10),
  }), [columns, derive, newRow, readOnly, today]);
}

export function useEntry(props: EntryGridProps): UseEntry {
  const spec = useSpec(props);
  const input = useRef<HTMLInputElement>(null);
  const page = useRef(10);
  const [strict, setStrict] = useState(false);
  const [sum, onSum] = useState('');
  const [menuOpen, setMenuOpen] = useState(false);
  const now = useRef({ props, spec, claims: new Map() as Claims });
  now.current.props = props;
  now.current.spec = spec;

  const [machine] = useState<Machine>(() => {
    const store = createStore(() => now.current.spec, props.rows, (rows) => now.current.props.onChange(rows));
    const list = createLookupList(() => now.current.props.lookup?.search);
    const box = {
      read: () => input.current?.value ?? '',
      write: (text: string) => { if (input.current && input.current.value !== text) input.current.value = text; },
      focus: () => input.current?.focus({ preventScroll: true }),
      hasFocus: () => input.current !== null && document.activeElement === input.current,
    };
    const entry: Entry = createEntry({
      store, list, box, onSum,
      spec: () => now.current.spec,
      lookups: () => now.current.props.lookup,
      page: () => page.current,
      blockers: () => {
        const found = allProblems(now.current.spec, store.get().rows, now.current.claims, true);
        setStrict(found.length > 0);
        return found.filter((problem) => problem.from === 'grid');
      },
      onSubmit: () => now.current.props.onSubmit,
      onMenu: () => setMenuOpen(true),
    });
    const settle = createSettler({ store, spec: () => now.current.spec, lookups: () => now.current.props.lookup, choose: entry.reopen });
    return { store, list, entry, settle, events: createBoxEvents(entry, store, () => now.current.spec) };
  });

  const { store, entry, settle } = machine;
  useLayoutEffect(() => store.sync(props.rows), [store, props.rows]);
  const state = useSyncExternalStore(store.subscribe, store.get);
  useEffect(settle, [settle, state.rows]);

  const errors = props.errors ?? NO_ERRORS;
  const claims = useMemo(() => claim(store.get().rows, errors), [store, errors]);
  now.current.claims = claims;
  const problems = useMemo(() => allProblems(spec, state.rows, claims, strict), [spec, state.rows, claims, strict]);

  useImperativeHandle(props.ref, () => ({
    focus: () => input.current?.focus(),
    problems: () => {
      entry.commit();
      const found = allProblems(now.current.spec, store.get().rows, now.current.claims, true);
      setStrict(found.length > 0);
      return found;
    },
    goTo: (rowKey, column) => {
      const r = store.get().rows.findIndex((row) => row._key === rowKey);
      const c = now.current.spec.columns.findIndex((x) => x.key === column);
      if (r >= 0 && c >= 0) entry.goTo(r, c);
    },
  }), [entry, store]);

  return { ...machine, state, spec, claims, problems, strict, input, page, sum, menuOpen, setMenuOpen };
}
