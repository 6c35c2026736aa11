// What the server says of forecasts and jobs, and how the pages ask; jobs in progress are asked for again while they run.
import { useMutation, useQuery } from '@tanstack/react-query';
import { get, messageOf, post } from '../api/client';
import { useWork } from '../api/work';
import { say } from '../ui/say';

export type Listed = {
  readonly item: string;
  readonly warehouse: string;
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly place: string;
  readonly class: string;
  readonly week: number;
  readonly wape: number | null;
  /** Off the shelves for a month: nothing there, nothing sold. */
  readonly gone: boolean;
};
export type Day = {
  readonly day: string;
  readonly gross: number;
  readonly clean: number;
  readonly bulk: number;
  readonly loss: number;
  readonly offered: boolean;
  readonly censored: boolean;
  readonly promo: boolean;
};
export type Change = {
  readonly id: string;
  readonly day: string;
  readonly kind: string;
  readonly quantity: number;
  readonly reason: string;
  readonly doc: string | null;
  readonly number: string | null;
  readonly type: string | null;
  readonly undoneAt: string | null;
  readonly undoneBy: string | null;
};
export type Ahead = { readonly day: string; readonly mean: number; readonly quantiles: readonly number[] };
export type Ratio = { readonly before: number; readonly after: number; readonly threshold: number; readonly passes: boolean };
export type Why = { readonly base: number; readonly parts: readonly { readonly family: string; readonly units: number }[]; readonly forecast: number; readonly sentence: string };
export type SeriesPage = {
  readonly item: string;
  readonly warehouse: string;
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly place: string;
  readonly gone: boolean;
  readonly origin: string;
  readonly madeAt: string;
  readonly horizon: number;
  readonly class: string;
  readonly model: string;
  readonly days: readonly Day[];
  readonly changes: readonly Change[];
  readonly forecast: readonly Ahead[];
  readonly why: Why | null;
  readonly accuracy: {
    readonly bias: number;
    readonly unknown: number;
    readonly methods: readonly { readonly method: string; readonly zh: string; readonly error: number }[];
  } | null;
  readonly drift: { readonly alarm: boolean; readonly reason: string; readonly days: number } | null;
  readonly ratio: Ratio;
};
export type Overview = {
  readonly job: {
    readonly id: string;
    readonly origin: string;
    readonly endedAt: string;
    readonly model: string | null;
    readonly data: string | null;
    readonly seed: number;
    readonly series: number;
    readonly festivals: readonly string[];
    readonly signals: readonly string[];
    readonly alarms: number;
  } | null;
  readonly scores: readonly { readonly method: string; readonly zh: string; readonly wape: number | null; readonly wql: number | null; readonly coverage: readonly number[] }[];
  readonly judged: { readonly scored: number; readonly unknown: number };
  readonly ratio: Ratio;
  readonly may: { readonly edit: boolean };
};
export type Job = {
  readonly id: string;
  readonly kind: 'train' | 'refresh' | 'one' | 'backtest';
  readonly kindZh: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly stateZh: string;
  readonly progress: number;
  readonly step: string;
  readonly askedBy: string;
  readonly askedAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly error: string | null;
  readonly params: Readonly<Record<string, unknown>>;
  readonly dataVersion: string | null;
  readonly modelVersion: string | null;
  readonly seed: number;
};
export type Levels = { readonly safety: number; readonly reorder: number; readonly target: number; readonly reasons: readonly string[] };
export type WhatIf = { readonly forecast: readonly Ahead[]; readonly before: Levels; readonly after: Levels };
export type Wish = { readonly plain?: boolean; readonly leadDays?: number; readonly fill?: number };

const KEY = 'planning';
/** A job that runs elsewhere is heard of only by asking. */
const RUNNING_MS = 2000;
const busy = (jobs: readonly Job[] | undefined): boolean => jobs?.some((j) => j.state === 'running' || j.state === 'waiting') ?? false;

export const useOverview = () => useQuery({ queryKey: [KEY, 'overview'], queryFn: ({ signal }) => get<Overview>('/api/planning/overview', {}, signal) });
export const useSeriesList = (q: string) =>
  useQuery({ queryKey: [KEY, 'series', q], queryFn: ({ signal }) => get<readonly Listed[]>('/api/planning/series', { q }, signal), placeholderData: (before) => before });
export const useSeries = (item: string, warehouse: string) =>
  useQuery({ queryKey: [KEY, 'series', item, warehouse], enabled: item !== '', queryFn: ({ signal }) => get<SeriesPage>(`/api/planning/series/${item}/${warehouse}`, {}, signal) });
export const useJobs = () =>
  useQuery({
    queryKey: [KEY, 'jobs'],
    queryFn: ({ signal }) => get<{ readonly jobs: readonly Job[]; readonly may: { readonly edit: boolean } }>('/api/planning/jobs', {}, signal),
    refetchInterval: (query) => (busy(query.state.data?.jobs) ? RUNNING_MS : false),
  });
export const useJob = <R>(id: string) =>
  useQuery({ queryKey: [KEY, 'job', id], enabled: id !== '', queryFn: ({ signal }) => get<Job & { readonly result: R | null }>(`/api/planning/jobs/${id}`, {}, signal) });

/** Writes, says what was done, and asks again for what stands on the screen. */
export const useAct = <B>(path: (body: B) => string, said?: string) => useWork(KEY, (body: B) => post<unknown>(path(body), body ?? {}), { said });
export const useWhatIf = (item: string, warehouse: string) =>
  useMutation({ mutationFn: (wish: Wish) => post<WhatIf>(`/api/planning/series/${item}/${warehouse}/what-if`, wish), onError: (error) => say(messageOf(error), 'bad') });

export const share = (x: number | null | undefined, places = 0): string => (x === null || x === undefined ? '—' : `${(100 * x).toFixed(places)}%`);
export const units = (x: number): string => (Math.abs(x) >= 100 ? x.toFixed(0) : x.toFixed(1));
