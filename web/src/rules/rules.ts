// What the rule pages know of the server, and how they ask.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { get, post } from '../api/client';

export type Note = { readonly level: 'stop' | 'heed'; readonly text: string };
export type Fault = { readonly code: string; readonly span: readonly [number, number]; readonly at: string; readonly message: string; readonly suggest: readonly string[] };
export type Tree = { readonly v: 1 } & Readonly<Record<string, unknown>>;
export type Read =
  | {
      readonly ok: true;
      readonly ast: Tree;
      readonly canonical: string;
      readonly explanation: readonly string[];
      readonly notes: readonly Note[];
      readonly texts: Readonly<Record<string, string>>;
    }
  | { readonly ok: false; readonly errors: readonly Fault[] };
export type RuleLine = {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly active: number | null;
  readonly latest: number;
  readonly owner: string;
  readonly why: string | null;
  readonly canonical: string;
  readonly week: number;
  readonly unknown: number;
};
export type Deed = {
  readonly said: string;
  readonly state: string;
  readonly note: string | null;
  readonly number: string | null;
  readonly type: string | null;
  readonly doc: string | null;
};
export type Firing = {
  readonly id: string;
  readonly version: number;
  readonly subject: string;
  readonly at: string;
  readonly said: readonly string[];
  readonly cut: string | null;
  readonly deeds: readonly Deed[];
};
export type WholeRule = {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly active: number | null;
  readonly latest: number;
  readonly owner_name: string;
  readonly why: string | null;
  readonly text: string;
  readonly canonical: string;
  readonly ast: Tree;
  readonly explanation: readonly string[];
  readonly texts: Readonly<Record<string, string>>;
  readonly notes: readonly Note[];
  readonly versions: readonly {
    readonly version: number;
    readonly text: string;
    readonly canonical: string;
    readonly author: string;
    readonly at: string;
    readonly approvedBy: string | null;
  }[];
  readonly firings: readonly Firing[];
  readonly holds: readonly { readonly kind: string; readonly what: string; readonly target: string; readonly value: string | null; readonly since: string }[];
  readonly already: readonly { readonly subject: string; readonly name: string }[];
  readonly may: { readonly edit: boolean; readonly approve: boolean };
};
export type Simulated = {
  readonly from: string;
  readonly to: string;
  readonly looked: number;
  readonly fired: number;
  readonly unknown: number;
  readonly days: readonly { readonly day: string; readonly fired: number }[];
  readonly subjects: readonly { readonly name: string; readonly fired: number }[];
  readonly would: readonly { readonly day: string; readonly subject: string; readonly what: string }[];
  readonly caveats: readonly string[];
};
type Named = { readonly id: string; readonly zh: string };
export type Words = {
  readonly metrics: readonly (Named & { readonly unit: string })[];
  readonly states: readonly (Named & { readonly e: string })[];
  readonly docs: readonly Named[];
  readonly events: readonly Named[];
  readonly roles: readonly Named[];
  readonly params: readonly Named[];
  readonly ops: readonly Named[];
  readonly names: readonly (Named & { readonly e: string })[];
  readonly model: boolean;
};

/** A sentence of the library; `needs` is what this company still lacks to run it. */
export type Example = { readonly trade: string; readonly name: string; readonly text: string; readonly needs: readonly string[]; readonly heeds: readonly string[] };
/** What a rule told a person; a task waits until it is done. */
export type RuleMessage = {
  readonly id: string;
  readonly text: string;
  readonly link: string | null;
  readonly task: boolean;
  readonly role: string | null;
  readonly at: string;
  readonly readAt: string | null;
  readonly doneAt: string | null;
};
export const useRules = () => useQuery({ queryKey: ['rules'], queryFn: () => get<readonly RuleLine[]>('/api/rules') });
export const useRule = (id: string) => useQuery({ queryKey: ['rules', id], queryFn: () => get<WholeRule>(`/api/rules/${id}`), enabled: id !== '' });
export const useWords = () => useQuery({ queryKey: ['rules', 'words'], queryFn: () => get<Words>('/api/rules/words'), staleTime: 300_000 });
export const useLibrary = () =>
  useQuery({
    queryKey: ['rules', 'library'],
    queryFn: () => get<readonly Example[]>('/api/rules/library'),
    staleTime: 300_000,
  });

const PAUSE_MS = 250;
/** What the server reads in a sentence, a moment after the last key. */
export function useReading(text: string): Read | null {
  const [read, setRead] = useState<{ readonly text: string; readonly read: Read } | null>(null);
  useEffect(() => {
    if (text.trim() === '') return;
    let gone = false;
    const timer = setTimeout(() => {
      post<Read>('/api/rules/read', { text }).then(
        (answer) => {
          if (!gone) setRead({ text, read: answer });
        },
        () => undefined,
      );
    }, PAUSE_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [text]);
  return text.trim() === '' ? null : (read?.read ?? null);
}

/** Words that may stand at the caret, longest typed start first. */
export function completions(words: Words | undefined, before: string): readonly { readonly zh: string; readonly typed: number }[] {
  if (!words) return [];
  const all = [...words.metrics, ...words.states, ...words.docs, ...words.roles, ...words.params, ...words.names].map((w) => w.zh);
  for (let typed = Math.min(8, before.length); typed >= 1; typed--) {
    const start = before.slice(-typed);
    const found = [...new Set(all)].filter((zh) => zh.startsWith(start) && zh !== start);
    if (found.length > 0) return found.slice(0, 6).map((zh) => ({ zh, typed }));
  }
  return [];
}
