// Promise: every look-up text that waits on a line is asked about exactly once at a time and ends as a ref or as an error.
import type { Spec } from './cells';
import { waiting, type Waiting } from './grid-paste';
import type { Store } from './store';
import type { Candidate, LookupRef, Lookups, Row } from './types';
import { words } from './words';

interface Needs {
  readonly store: Store;
  readonly spec: () => Spec;
  readonly lookups: () => Lookups | undefined;
  /** a typed text with several answers; true: the user was brought back to choose */
  readonly choose: (spot: Waiting, items: readonly Candidate[]) => void;
}

/** Call it after each change of lines. */
export function createSettler({ store, spec, lookups, choose }: Needs): () => void {
  const flying = new Set<string>();
  const never = new AbortController().signal;

  const finish = (lookup: string, texts: readonly string[], found: ReadonlyMap<string, LookupRef>, why?: string): void => {
    store.dispatch({ type: 'settle', lookup, texts, found, ...(why === undefined ? {} : { why }) });
  };
  const searchOne = async (spot: Waiting): Promise<void> => {
    const row = store.get().rows.find((r) => r._key === spot.rowKey) as Row;
    const items = (await lookups()?.search(spot.lookup, spot.text, row, never)) ?? [];
    const exact = items.find((item) => item.code.toLowerCase() === spot.text.toLowerCase()) ?? (items.length === 1 ? items[0] : undefined);
    if (exact) {
      finish(spot.lookup, [spot.text], new Map([[spot.text, exact]]));
      return;
    }
    finish(spot.lookup, [spot.text], new Map(), items.length > 1 ? words.several(spot.text, items.length) : undefined);
    if (items.length > 1 && spot.state === 'typed') choose(spot, items);
  };
  const guard = async (lookup: string, texts: readonly string[], work: () => Promise<void>): Promise<void> => {
    const marks = texts.map((text) => `${lookup}\n${text}`);
    for (const mark of marks) flying.add(mark);
    try {
      await work();
    } catch {
      finish(lookup, texts, new Map(), words.lookFailed);
    } finally {
      for (const mark of marks) flying.delete(mark);
    }
  };

  return () => {
    const spots = waiting(spec(), store.get().rows).filter((spot) => !flying.has(`${spot.lookup}\n${spot.text}`));
    const resolve = lookups()?.resolve;
    const batches = new Map<string, Set<string>>();
    const singles = new Map<string, Waiting>();
    for (const spot of spots) {
      if (spot.state === 'pasted' && resolve) {
        const batch = batches.get(spot.lookup) ?? new Set();
        batches.set(spot.lookup, batch.add(spot.text));
      } else singles.set(`${spot.lookup}\n${spot.text}`, spot);
    }
    for (const [lookup, batch] of batches) {
      const texts = [...batch];
      void guard(lookup, texts, async () => finish(lookup, texts, (await resolve?.(lookup, texts)) ?? new Map()));
    }
    for (const spot of singles.values()) {
      if (!batches.get(spot.lookup)?.has(spot.text)) void guard(spot.lookup, [spot.text], () => searchOne(spot));
    }
  };
}
