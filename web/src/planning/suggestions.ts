// What the server says of suggestions, levels and ordering parameters, and how pages of 补货 ask and write.
import { useQuery } from '@tanstack/react-query';
import { get } from '../api/client';
import { useWork as useAnyWork } from '../api/work';

export type Kind = 'purchase' | 'transfer' | 'produce';
export type Suggestion = {
  readonly id: string;
  readonly kind: Kind;
  readonly state: string;
  readonly item: string;
  readonly code: string;
  readonly name: string;
  readonly spec: string | null;
  readonly unit: string;
  readonly place: string;
  readonly fromName: string | null;
  readonly supplierName: string | null;
  readonly quantity: string;
  readonly needBy: string | null;
  readonly price: string | null;
  readonly money: string | null;
  readonly gain: string;
  readonly reason: string;
  readonly why: string | null;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  readonly decidedQuantity: string | null;
  readonly docType: string | null;
  readonly doc: string | null;
  readonly docNumber: string | null;
  readonly cover: number;
  readonly abc: string | null;
  /** Of a decision whose days are over: 元 the person's change saved (+) or cost (−), the demand that came; the day on which they are over. */
  readonly added: string | null;
  readonly demand: string | null;
  readonly due: string | null;
};
export type Suggestions = {
  readonly rows: readonly Suggestion[];
  readonly made: { readonly origin: string | null; readonly levels: number; readonly forecast: boolean };
  readonly may: { readonly edit: boolean; readonly order: boolean };
};
export type Written = { readonly type: string; readonly zh: string; readonly id: string; readonly number: string; readonly lines: number };
export type Decided = {
  readonly documents: readonly Written[];
  readonly failed: readonly { readonly zh: string; readonly lines: number; readonly why: string }[];
  readonly decided: number;
};
export type LevelRow = {
  readonly warehouse: string;
  readonly place: string;
  readonly unit: string;
  readonly safety: string;
  readonly reorder: string;
  readonly target: string;
  readonly staticSafety: string;
  readonly staticReorder: string;
  readonly staticTarget: string;
  readonly abc: string;
  readonly fill: number;
  readonly reasons: readonly [string, string, string];
  readonly onHand: string;
  readonly transit: string;
  readonly supplierName: string | null;
  readonly fromName: string | null;
  readonly facts: {
    readonly life: number | null;
    readonly review: number;
    readonly lead: { readonly mean: number; readonly p90: number; readonly seen: number };
    readonly risk: number;
    readonly feeds: readonly string[];
    readonly cover: number;
    readonly rules: readonly string[];
  };
};
export type Settings = {
  readonly settings: readonly { readonly kind: string; readonly target: string; readonly data: Readonly<Record<string, unknown>> }[];
  readonly categories: readonly {
    readonly id: string;
    readonly name: string;
    /** The trade its name tells of, and the one its own history was fitted to. */
    readonly guess: string | null;
    readonly industry: string | null;
    readonly points: number | null;
    readonly before: number | null;
    readonly after: number | null;
  }[];
  readonly suppliers: readonly { readonly id: string; readonly name: string }[];
  readonly industries: readonly string[];
  readonly may: { readonly edit: boolean };
};

const KEY = 'planning';
/** Stock moves under the page: what stands there is asked again now and then. */
const AGAIN_MS = 20_000;

export const useSuggestions = (state: 'open' | 'done') =>
  useQuery({ queryKey: [KEY, 'suggestions', state], queryFn: ({ signal }) => get<Suggestions>('/api/planning/suggestions', { state }, signal), refetchInterval: AGAIN_MS });
export const useLevels = (item: string) =>
  useQuery({ queryKey: [KEY, 'levels', item], queryFn: ({ signal }) => get<readonly LevelRow[]>(`/api/planning/levels/${item}`, {}, signal) });
export const useSettings = () => useQuery({ queryKey: [KEY, 'settings'], queryFn: ({ signal }) => get<Settings>('/api/planning/settings', {}, signal) });
export const usePlanning = <T>(name: string) => useQuery({ queryKey: [KEY, name], queryFn: ({ signal }) => get<T>(`/api/planning/${name}`, {}, signal) });

/** A write of these pages; `done` says what came of it. */
export const useWork = <A, R>(work: (given: A) => Promise<R>, done: (result: R) => void) => useAnyWork(KEY, work, { done });
