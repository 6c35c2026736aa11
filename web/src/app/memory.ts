// What this browser remembers of a person: theme, folded groups, recent screens, drafts. Never business facts.
import { useCallback, useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
const cache = new Map<string, unknown>();

export function recall<T>(key: string, otherwise: T): T {
  if (cache.has(key)) return cache.get(key) as T;
  let value: T = otherwise;
  try {
    const text = localStorage.getItem(`hc.${key}`);
    if (text !== null) value = JSON.parse(text) as T;
  } catch {
    /* a private window or a damaged entry */
  }
  cache.set(key, value);
  return value;
}

export function remember(key: string, value: unknown): void {
  cache.set(key, value);
  try {
    if (value === null || value === undefined) localStorage.removeItem(`hc.${key}`);
    else localStorage.setItem(`hc.${key}`, JSON.stringify(value));
  } catch {
    /* full or forbidden: it lives until the tab closes */
  }
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function useMemory<T>(key: string, otherwise: T): readonly [T, (value: T) => void] {
  const value = useSyncExternalStore(subscribe, () => recall(key, otherwise));
  return [value, useCallback((next: T) => remember(key, next), [key])];
}

export type Recent = { readonly href: string; readonly text: string; readonly kind: string };
export function visited(entry: Recent): void {
  const before = recall<readonly Recent[]>('recent', []);
  if (before[0]?.href === entry.href && before[0].text === entry.text) return;
  remember('recent', [entry, ...before.filter((r) => r.href !== entry.href)].slice(0, 12));
}
