// What the server says of outside signals and overlays, and how the page asks for it.
import { useQuery } from '@tanstack/react-query';
import { get } from '../api/client';
import { type Then, useWork } from '../api/work';

export type Pull = {
  readonly url: string;
  readonly format: 'csv' | 'json';
  readonly rows: string;
  readonly day: string;
  readonly value: string;
  readonly target: string;
  readonly minutes: number;
};
export type Draft = {
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly level: string;
  readonly feed: string;
  readonly source: string;
  readonly ahead: number;
  readonly missing: string;
  readonly stale: number;
  readonly metric: string | null;
  readonly state: 'on' | 'paused';
  readonly pull: Pull | null;
};
export type Verdict = { readonly kept: boolean; readonly gain: number; readonly helped: number; readonly origins: number; readonly reason: string; readonly series: number };
type Trial<R> = {
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  readonly at: string;
  readonly progress: number;
  readonly result: R | null;
  readonly error: string | null;
};
export type Signal = Draft & {
  readonly id: string;
  readonly madeBy: string;
  readonly lastAt: string | null;
  readonly lastDay: string | null;
  readonly until: string | null;
  readonly days: number;
  readonly old: boolean;
  readonly trial: Trial<Verdict> | null;
  readonly fetch: { readonly at: string; readonly ok: boolean; readonly error: string | null } | null;
};
export type Signals = { readonly signals: readonly Signal[]; readonly metrics: readonly { readonly id: string; readonly zh: string }[]; readonly may: boolean };
export type Line = {
  readonly target: string;
  readonly name: string;
  readonly days: readonly string[];
  readonly values: readonly number[];
  readonly gaps: readonly { readonly from: string; readonly to: string; readonly days: number }[];
};
export type Picture = {
  readonly today: string;
  readonly targets: number;
  readonly lines: readonly Line[];
  readonly revised: number;
  readonly fetches: readonly {
    readonly id: string;
    readonly at: string;
    readonly status: number | null;
    readonly found: number;
    readonly taken: number;
    readonly error: string | null;
    readonly ms: number;
  }[];
};
export type Figures = { readonly fill: number; readonly waste: number; readonly stock: number; readonly stockoutDays: number };
export type OverlayTrial = {
  readonly ran: boolean;
  readonly reason: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly firings: number;
  readonly covered: number;
  readonly cells: number;
  readonly series: number;
  readonly without: Figures | null;
  readonly with: Figures | null;
  readonly chain: readonly { readonly day: string; readonly target: string; readonly factor: number; readonly said: number }[];
  readonly caveats: readonly string[];
};
export type OverlayRule = {
  readonly rule: string;
  readonly name: string;
  readonly said: string;
  readonly version: number;
  readonly low: number;
  readonly high: number;
  readonly days: number;
  readonly state: 'off' | 'on';
  readonly tried: number | null;
  readonly trial: (Trial<OverlayTrial> & { readonly version: number }) | null;
};
export type Overlays = {
  readonly rules: readonly OverlayRule[];
  readonly counting: readonly {
    readonly item: string | null;
    readonly category: string | null;
    readonly warehouse: string | null;
    readonly factor: number;
    readonly until: string;
    readonly why: string;
    readonly source: { readonly rule: string };
  }[];
  readonly idle: readonly { readonly rule: string; readonly ruleId: string; readonly target: string; readonly value: number; readonly since: string; readonly why: string }[];
  readonly names: Readonly<Record<string, string>>;
  readonly may: boolean;
};

const KEY = 'planning-signals';
const BUSY_MS = 1500;
const busy = (trial: { readonly state: string } | null): boolean => trial?.state === 'waiting' || trial?.state === 'running';

/** Asked again often only while a trial runs. */
export const useSignals = () =>
  useQuery({
    queryKey: [KEY, 'signals'],
    queryFn: ({ signal }) => get<Signals>('/api/planning/signals', {}, signal),
    refetchInterval: (q) => (q.state.data?.signals.some((s) => busy(s.trial)) ? BUSY_MS : 30_000),
  });
export const usePicture = (id: string) => useQuery({ queryKey: [KEY, id], queryFn: ({ signal }) => get<Picture>(`/api/planning/signals/${id}`, {}, signal) });
export const useOverlays = () =>
  useQuery({
    queryKey: [KEY, 'overlays'],
    queryFn: ({ signal }) => get<Overlays>('/api/planning/overlays', {}, signal),
    refetchInterval: (q) => (q.state.data?.rules.some((r) => busy(r.trial)) ? BUSY_MS : 30_000),
  });

/** A write of these pages. */
export const useDo = <A, R>(work: (given: A) => Promise<R>, then: Then<R>) => useWork(KEY, work, then);
