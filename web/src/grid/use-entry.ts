// Promise: one grid machine per mounted grid, wired to the newest props without ever being rebuilt.
import { useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore, type RefObject } from 'react';
import type { Spec } from './cells';
import { createEntry, type Entry } from './entry';
import type { TextBox } from './entry-cell';
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
  return useMemo(
    () => ({
      columns,
      derive,
      newRow,
      readOnly,
      today: today ?? new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10),
    }),
    [columns, derive, newRow, readOnly, today],
  );
}

/** What the machine reads afresh each time instead of being rebuilt. */
interface Now {
  props: EntryGridProps;
  spec: Spec;
  claims: Claims;
}
interface Wires {
  readonly now: { readonly current: Now };
  readonly input: RefObject<HTMLInputElement | null>;
  readonly page: RefObject<number>;
  readonly onSum: (text: string) => void;
  readonly setStrict: (strict: boolean) => void;
  readonly setMenuOpen: (open: boolean) => void;
}

function findAll({ now, setStrict }: Pick<Wires, 'now' | 'setStrict'>, store: Store): readonly Problem[] {
  const found = allProblems(now.current.spec, store.get().rows, now.current.claims, true);
  setStrict(found.length > 0);
  return found;
}

function createMachine({ now, input, page, onSum, setStrict, setMenuOpen }: Wires): Machine {
  const spec = (): Spec => now.current.spec;
  const lookups = (): EntryGridProps['lookup'] => now.current.props.lookup;
  const store = createStore(spec, now.current.props.rows, (rows) => now.current.props.onChange(rows));
  const list = createLookupList(() => lookups()?.search);
  const box: TextBox = {
    read: () => input.current?.value ?? '',
    write: (text) => {
      if (input.current && input.current.value !== text) input.current.value = text;
    },
    focus: () => input.current?.focus({ preventScroll: true }),
    hasFocus: () => input.current !== null && document.activeElement === input.current,
  };
  const entry = createEntry({
    store,
    list,
    box,
    onSum,
    spec,
    lookups,
    page: () => page.current,
    blockers: () => findAll({ now, setStrict }, store).filter((problem) => problem.from === 'grid'),
    onSubmit: () => now.current.props.onSubmit,
    onMenu: () => setMenuOpen(true),
  });
  const settle = createSettler({ store, spec, lookups, choose: entry.reopen });
  return { store, list, entry, settle, events: createBoxEvents(entry, store, spec) };
}

function useHandle(ref: EntryGridProps['ref'], { store, entry }: Machine, { now, input, setStrict }: Pick<Wires, 'now' | 'input' | 'setStrict'>): void {
  useImperativeHandle(
    ref,
    () => ({
      focus: () => input.current?.focus(),
      commit: entry.commit,
      problems: () => {
        entry.commit();
        return findAll({ now, setStrict }, store);
      },
      goTo: (rowKey, column) => {
        const r = store.get().rows.findIndex((row) => row._key === rowKey);
        const c = now.current.spec.columns.findIndex((x) => x.key === column);
        if (r >= 0 && c >= 0) entry.goTo(r, c);
      },
    }),
    [entry, store, now, input, setStrict],
  );
}

export function useEntry(props: EntryGridProps): UseEntry {
  const spec = useSpec(props);
  const input = useRef<HTMLInputElement>(null);
  const page = useRef(10);
  const [strict, setStrict] = useState(false);
  const [sum, onSum] = useState('');
  const [menuOpen, setMenuOpen] = useState(false);
  const now = useRef<Now>({ props, spec, claims: new Map() });
  now.current.props = props;
  now.current.spec = spec;

  const [machine] = useState(() => createMachine({ now, input, page, onSum, setStrict, setMenuOpen }));
  const { store, settle } = machine;
  useLayoutEffect(() => store.sync(props.rows), [store, props.rows]);
  const state = useSyncExternalStore(store.subscribe, store.get);
  useEffect(settle, [settle, state.rows]);

  const errors = props.errors ?? NO_ERRORS;
  const claims = useMemo(() => claim(store.get().rows, errors), [store, errors]);
  now.current.claims = claims;
  const problems = useMemo(() => allProblems(spec, state.rows, claims, strict), [spec, state.rows, claims, strict]);

  useHandle(props.ref, machine, { now, input, setStrict });
  return { ...machine, state, spec, claims, problems, strict, input, page, sum, menuOpen, setMenuOpen };
}
