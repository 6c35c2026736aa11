// The server's whispers: "this changed" and nothing else. Whatever is on screen is asked for again.
import type { QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { listen } from '../api/listen';

type Change = { readonly topic: string; readonly id: string; readonly version?: number };
const PAUSE = 250;

/** Keys of what a change touches; a document also changes home, views, its chain and what can be pulled. */
function refresh(client: QueryClient, changes: readonly Change[]): void {
  const topics = new Set(changes.map((c) => c.topic));
  const ids = new Set(changes.map((c) => c.id));
  void client.invalidateQueries({
    predicate: ({ queryKey: [kind, topic, id] }) =>
      kind === 'home' ||
      (kind === 'notices' && topics.has('notice')) ||
      (kind === 'bus' && topics.has('dead-letter')) ||
      (kind === 'planning' && topics.has('planning-job')) ||
      (kind === 'meta' && topics.has('bin')) || // documents show bins once there are any
      kind === 'view' ||
      kind === 'chain' ||
      kind === 'peek' ||
      kind === 'pull' ||
      ((kind === 'documents' || kind === 'records') && topics.has(String(topic))) ||
      (kind === 'document' && ids.has(String(id))) ||
      (kind === 'record' && ids.has(String(id))) ||
      (kind === 'lookup' && [...topics].some((x) => String(topic).includes(x))),
  });
}

export function useLive(client: QueryClient): void {
  useEffect(() => {
    let waiting: Change[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    let before = false;
    const change = (data: string): void => {
      try {
        waiting.push(JSON.parse(data) as Change);
      } catch {
        return;
      }
      timer ??= setTimeout(() => {
        const batch = waiting;
        waiting = [];
        timer = undefined;
        refresh(client, batch);
      }, PAUSE);
    };
    const opened = (): void => {
      if (before) void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'meta' }); // something may have passed us by
      before = true;
    };
    const leave = listen('/api/events', { heard: { change }, opened });
    return () => {
      leave();
      clearTimeout(timer);
    };
  }, [client]);
}
