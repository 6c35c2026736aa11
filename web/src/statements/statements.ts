// What the server says of a statement, its lines and how the three hang together, and how the pages ask for it.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { get } from '../api/client';

export type Kind = 'balance-sheet' | 'income-statement' | 'cash-flow';
export type Span = 'month' | 'quarter' | 'year';
export type Texts = Readonly<Record<string, string>>;
export type Line = {
  readonly id: string;
  readonly no: number | null;
  readonly name: string;
  readonly level: number;
  readonly heading: boolean;
  readonly total: boolean;
  readonly amounts: Texts;
};
export type Column = { readonly key: string; readonly zh: string };
export type Report = {
  readonly kind: Kind;
  readonly code: string;
  readonly zh: string;
  readonly org: string;
  readonly standard: string;
  readonly period: number;
  readonly span: Span;
  readonly spanText: string;
  readonly day: string;
  readonly state: string;
  readonly columns: readonly Column[];
  readonly sides: readonly (readonly Line[])[];
  readonly unplaced: readonly { readonly id: string | null; readonly code: string; readonly name: string; readonly amounts: Texts; readonly why: string }[];
};
export type Drill = {
  readonly id: string;
  readonly name: string;
  readonly columns: readonly Column[];
  readonly amounts: Texts;
  readonly rows: readonly { readonly code: string; readonly name: string; readonly amounts: Texts; readonly href: string }[];
};
export type Relation = {
  readonly zh: string;
  readonly ok: boolean;
  readonly left: string;
  readonly right: string;
  readonly terms: readonly { readonly zh: string; readonly amount: string }[];
};
export type Wish = { readonly kind: Kind; readonly period: number; readonly span: Span };

export const KINDS = ['balance-sheet', 'income-statement', 'cash-flow'] as const satisfies readonly Kind[];
export const SPANS = ['month', 'quarter', 'year'] as const satisfies readonly Span[];

const asked = (wish: Wish) => ({ period: wish.period, span: wish.span });
export const useReport = (wish: Wish) =>
  useQuery({
    queryKey: ['statement', wish.kind, wish.period, wish.span],
    enabled: wish.period > 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => get<Report>(`/api/statements/${wish.kind}`, asked(wish), signal),
  });
export const useDrill = (wish: Wish, line: string) =>
  useQuery({
    queryKey: ['statement', wish.kind, wish.period, wish.span, line],
    queryFn: ({ signal }) => get<Drill>(`/api/statements/${wish.kind}/lines/${line}`, asked(wish), signal),
  });
export const useRelations = (period: number) =>
  useQuery({ queryKey: ['statement', 'relations', period], enabled: period > 0, queryFn: ({ signal }) => get<readonly Relation[]>('/api/statements', { period }, signal) });
