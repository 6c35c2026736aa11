// What the server says of the bus, and how the pages hear of it: the board is told by the server when its figures change, the rest is asked for again then.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { get, post, put } from '../api/client';
import { listen } from '../api/listen';
import { useWork } from '../api/work';

export type Delays = { readonly handled: number; readonly p50: number | null; readonly p99: number | null; readonly max: number | null };
export type ConsumerHealth = Delays & {
  readonly consumer: string;
  readonly zh: string;
  readonly behind: number;
  readonly dead: number;
  readonly stuck: number;
  readonly parked: number;
  readonly loss: number;
  readonly silent: number | null;
};
export type SceneHealth = Delays & {
  readonly key: string;
  readonly on: boolean;
  readonly dead: number;
  readonly loss: number;
  readonly made: number;
  readonly overridden: number;
  readonly hands: number;
};
export type Alarm = { readonly kind: string; readonly level: 'bad' | 'warn'; readonly consumer: string | null; readonly zh: string };
export type Lost = { readonly consumer: string; readonly pos: string; readonly name: string; readonly number: string | null; readonly foundAt: string };
export type Health = {
  readonly at: string;
  readonly head: string;
  readonly consumers: readonly ConsumerHealth[];
  readonly scenes: readonly SceneHealth[];
  readonly lost: readonly Lost[];
  readonly alarms: readonly Alarm[];
};
export type MinutePoint = Delays & { readonly minute: string; readonly scene: string; readonly consumer: string; readonly dead: number; readonly loss: number };
export type Scene = {
  readonly key: string;
  readonly zh: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly gap: string;
  readonly unit: string;
  readonly on: boolean;
  readonly reactions: readonly { readonly name: string; readonly on: string }[];
  /** Events from outside that belong to it, in words. */
  readonly templates: readonly string[];
};
export type Letter = {
  readonly consumer: string;
  readonly consumerZh: string;
  readonly pos: string;
  readonly name: string;
  readonly agg: string;
  readonly number: string | null;
  readonly error: string;
  readonly tries: number;
  readonly state: 'waiting' | 'parked' | 'resolved' | 'skipped';
  readonly stuck: boolean;
  readonly madeAt: string;
  readonly behind: number;
};
export type WholeLetter = Letter & {
  readonly payload: Readonly<Record<string, unknown>>;
  readonly edited: Readonly<Record<string, unknown>> | null;
  readonly queue: readonly { readonly pos: string; readonly name: string; readonly number: string | null }[];
};
export type Move = {
  readonly consumer: string;
  readonly pos: string;
  readonly move: 'retry' | 'resend' | 'skip' | 'deliver';
  readonly reason?: string;
  readonly payload?: unknown;
};

const KEY = 'bus';

export const useHealth = () => useQuery({ queryKey: [KEY, 'health'], queryFn: ({ signal }) => get<Health>('/api/bus/health', {}, signal) });
export const useHistory = () =>
  useQuery({ queryKey: [KEY, 'history'], queryFn: ({ signal }) => get<readonly MinutePoint[]>('/api/bus/history', { hours: 3 }, signal), refetchInterval: 30_000 });
export const useScenes = () => useQuery({ queryKey: [KEY, 'scenes'], queryFn: ({ signal }) => get<readonly Scene[]>('/api/bus/scenes', {}, signal) });
export const useLetters = (open: boolean) =>
  useQuery({ queryKey: [KEY, 'letters', open], queryFn: ({ signal }) => get<readonly Letter[]>('/api/bus/letters', { open: open ? 1 : 0 }, signal) });
export const useLetter = (consumer: string, pos: string) =>
  useQuery({ queryKey: [KEY, 'letter', consumer, pos], queryFn: ({ signal }) => get<WholeLetter>(`/api/bus/letters/${encodeURIComponent(consumer)}/${pos}`, {}, signal) });

const lettersIn = (seen: Health): string => JSON.stringify(seen.consumers.map((c) => [c.consumer, c.dead, c.parked, c.stuck]));

/** The server measures every second and says so; after so many ms without a word nobody can say how things are. */
const SILENCE = 4000;

/** Listens to the board for as long as one of its pages is open; what passed while the connection was broken comes with the first word. False when nothing has been heard. */
export function useLiveHealth(): boolean {
  const client = useQueryClient();
  const [alive, setAlive] = useState(true);
  useEffect(() => {
    let last = performance.now();
    const hear = (): void => {
      last = performance.now();
      setAlive(true);
    };
    const health = (data: string): void => {
      hear();
      const seen = JSON.parse(data) as Health;
      const before = client.getQueryData<Health>([KEY, 'health']);
      client.setQueryData([KEY, 'health'], seen);
      if (before && lettersIn(before) !== lettersIn(seen)) void client.invalidateQueries({ queryKey: [KEY, 'letters'] });
    };
    const beat = (data: string): void => {
      hear();
      const { at } = JSON.parse(data) as { at: string };
      client.setQueryData<Health>([KEY, 'health'], (seen) => (seen ? { ...seen, at } : seen));
    };
    const leave = listen('/api/bus/health/live', { heard: { health, beat } });
    const watch = setInterval(() => setAlive(performance.now() - last < SILENCE), 500);
    return () => {
      leave();
      clearInterval(watch);
    };
  }, [client]);
  return alive;
}

/** Moves a letter and says what became of it. */
export const useMove = (done: string, after?: () => void) =>
  useWork(KEY, ({ consumer, pos, ...body }: Move) => post(`/api/bus/letters/${encodeURIComponent(consumer)}/${pos}`, body), { said: done, done: after });

type Switch = { readonly key: string; readonly on: boolean };
export const useSwitch = (done: (on: boolean) => string) =>
  useWork(KEY, ({ key, on }: Switch) => put<unknown>(`/api/bus/scenes/${key}`, { on }).then(() => on), { said: (on) => [done(on), 'ok'] });

/** Milliseconds as people say them. */
export const spell = (ms: number | null): string => (ms === null ? '—' : ms < 1000 ? `${ms} ms` : ms < 90_000 ? `${(ms / 1000).toFixed(1)} 秒` : `${Math.round(ms / 60_000)} 分`);
/** Where the document behind an aggregate such as 'goods-receipt:…' is to be seen; null when it is none. */
export function hrefOf(agg: string): string | null {
  const [type = '', id = ''] = agg.split(':');
  return /^[0-9a-f-]{36}$/.test(id) && type !== 'audit' && type !== 'dead-letter' ? `/documents/${type}/${id}` : null;
}
