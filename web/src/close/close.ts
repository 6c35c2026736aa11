// What the server says of a month to be closed, and how the page asks for it; the close itself is read line by line while it runs.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { freshId, get, type FieldError } from '../api/client';
import { money } from '../lib/figures';
import { words } from './words';

export type Tone = 'ok' | 'info' | 'warn' | 'block';
export type Finding = {
  readonly name: string;
  readonly zh: string;
  readonly tone: Tone;
  readonly said: string;
  readonly count: number;
  readonly items: readonly { readonly text: string; readonly href: string | null; readonly note?: string }[];
  readonly href: string | null;
};
export type Step = { readonly name: string; readonly zh: string; readonly phase: 'before' | 'after'; readonly optional: boolean };
export type Booked = { readonly id: string; readonly type: string; readonly number: string };
export type Options = { readonly vatFiling: 'month' | 'quarter'; readonly surcharge: boolean; readonly incomeTax: 'off' | 'month' | 'quarter'; readonly transitDays: number };
export type Month = {
  readonly period: number;
  readonly state: 'open' | 'closing' | 'closed';
  readonly vat: 'general' | 'small';
  readonly options: Options;
  readonly checks: readonly Finding[];
  readonly steps: readonly Step[];
  readonly documents: readonly {
    readonly id: string;
    readonly type: string;
    readonly zh: string;
    readonly number: string;
    readonly title: string;
    readonly state: string;
    readonly red: boolean;
  }[];
  readonly history: readonly { readonly at: string; readonly who: string; readonly action: string; readonly summary: string }[];
  readonly may: { readonly close: boolean; readonly reopen: boolean; readonly settings: boolean };
};
export type Periods = { readonly periods: readonly { readonly period: number; readonly state: string }[]; readonly next: number | null; readonly last: number | null };

/** Amounts in the server's sentences, grouped for the eye. */
export const spoken = (text: string): string => text.replaceAll(/-?\d{4,}\.\d{2}/g, (amount) => money(amount));

export const usePeriods = () => useQuery({ queryKey: ['close', 'periods'], queryFn: ({ signal }) => get<Periods>('/api/close', {}, signal) });
/** The check list follows what others do meanwhile: it is asked again when the window is looked at, and every half minute. */
export const useMonth = (period: number | null, paused: boolean) =>
  useQuery({
    queryKey: ['close', period],
    enabled: period !== null && !paused,
    staleTime: 0,
    refetchInterval: 30_000,
    queryFn: ({ signal }) => get<Month>(`/api/close/${period}`, {}, signal),
  });

export type StepProgress = {
  readonly state: 'running' | 'done' | 'skipped' | 'refused';
  readonly said?: string;
  readonly documents?: readonly Booked[];
  readonly done?: number;
  readonly total?: number;
  readonly problem?: string;
};
type Line =
  | ({ readonly event: 'step'; readonly step: string; readonly refusal?: { readonly title: string } } & StepProgress)
  | { readonly event: 'closed' }
  | { readonly event: 'refused'; readonly problem: { readonly title: string; readonly errors: readonly FieldError[] } }
  | { readonly event: 'failed'; readonly message: string };

export type Running = { readonly busy: boolean; readonly steps: Readonly<Record<string, StepProgress>>; readonly problem: readonly string[] };
const REST: Running = { busy: false, steps: {}, problem: [] };

/** Reads lines of JSON as they come. */
async function readLines(body: ReadableStream<Uint8Array>, each: (line: Line) => void): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    const parts = (rest + (value ?? '')).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) if (part.trim() !== '') each(JSON.parse(part) as Line);
    if (done) return;
  }
}

const sentences = (errors: readonly FieldError[], title: string): readonly string[] => (errors.length > 0 ? errors.map((e) => e.message) : [title]);

/** Closes a month and tells how far it is; resolves to true when it is closed. */
export function useClose(): { readonly running: Running; readonly start: (period: number, skip: readonly string[]) => Promise<boolean>; readonly forget: () => void } {
  const client = useQueryClient();
  const [running, setRunning] = useState<Running>(REST);
  const going = useRef(false);
  const forget = useCallback(() => setRunning((now) => (now.busy ? now : REST)), []);
  const start = useCallback(
    async (period: number, skip: readonly string[]) => {
      if (going.current) return false;
      going.current = true;
      setRunning({ ...REST, busy: true });
      let closed = false;
      const hear = (line: Line): void => {
        if (line.event === 'closed') closed = true;
        else if (line.event === 'refused') setRunning((now) => ({ ...now, problem: sentences(line.problem.errors, line.problem.title) }));
        else if (line.event === 'failed') setRunning((now) => ({ ...now, problem: [line.message] }));
        else setRunning((now) => ({ ...now, steps: { ...now.steps, [line.step]: { ...line, ...(line.refusal ? { problem: line.refusal.title } : {}) } } }));
      };
      try {
        const answer = await fetch(`/api/close/${period}/run`, {
          method: 'POST',
          credentials: 'same-origin',
          headers: { 'content-type': 'application/json', 'idempotency-key': freshId() },
          body: JSON.stringify({ skip }),
        });
        if (answer.ok && answer.body) await readLines(answer.body, hear);
        else setRunning((now) => ({ ...now, problem: [words.failed] }));
      } catch {
        setRunning((now) => ({ ...now, problem: [words.offline] }));
      }
      going.current = false;
      setRunning((now) => ({ ...now, busy: false }));
      await client.invalidateQueries({ predicate: ({ queryKey }) => ['close', 'statement', 'view', 'home', 'documents'].includes(String(queryKey[0])) });
      return closed;
    },
    [client],
  );
  return { running, start, forget };
}
