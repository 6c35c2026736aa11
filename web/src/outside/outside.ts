// What the server says of events and connections, and how the pages ask for it.
import { useQuery } from '@tanstack/react-query';
import { get } from '../api/client';
import { type Then, useWork } from '../api/work';
import { say } from '../ui/say';
import { words } from './words';

export type JsonSchema = {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly format?: string;
};
export type EventEntry = {
  readonly name: string;
  readonly zh: string;
  readonly kind: string;
  readonly group: string;
  readonly emittedBy: string;
  readonly reactions: readonly string[];
  readonly readers: readonly string[];
  readonly schema: JsonSchema;
  readonly example: unknown;
};
export type Hook = {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly wants: readonly string[];
  readonly state: 'on' | 'paused' | 'disabled';
  readonly reason: string | null;
  readonly tries: number;
  readonly nextAt: string | null;
  readonly nextPos: string | null;
  readonly failingSince: string | null;
  readonly oldSecretUntil: string | null;
  readonly madeBy: string;
  readonly madeAt: string;
  readonly ok: number;
  readonly failed: number;
  readonly p50: number | null;
  readonly behind: number;
  readonly lastAt: string | null;
  readonly lastError: string | null;
};
export type Delivery = {
  readonly id: string;
  readonly kind: 'auto' | 'resend' | 'test';
  readonly pos: string | null;
  readonly name: string;
  readonly tries: number;
  readonly at: string;
  readonly ms: number;
  readonly status: number | null;
  readonly error: string | null;
};
export type WholeDelivery = Delivery & {
  readonly request: { readonly url: string; readonly headers: Readonly<Record<string, string>> };
  readonly body: string | null;
  readonly response: string | null;
};
export type Mode = 'off' | 'record' | 'react';
export type TemplateField = { readonly name: string; readonly zh: string; readonly kind: string; readonly required: boolean; readonly choices: readonly string[] };
export type Template = {
  readonly name: string;
  readonly scene: string;
  readonly zh: string;
  readonly readers: readonly string[];
  readonly does: string;
  readonly example: { readonly data: unknown };
  readonly fields: readonly TemplateField[];
  readonly mode?: Mode;
  readonly lastAt?: string | null;
  readonly accepted?: number;
  readonly refused?: number;
};
export type Overview = {
  readonly org: string;
  readonly channels: readonly { readonly kind: string; readonly zh: string; readonly on: boolean; readonly where: string }[];
  readonly sources: readonly { readonly source: string; readonly count: string; readonly lastAt: string | null; readonly via: string | null }[];
  readonly templates: readonly Template[];
};
export type Received = {
  readonly id: string;
  readonly source: string;
  readonly externalId: string;
  readonly type: string;
  readonly via: string;
  readonly at: string;
  readonly state: 'accepted' | 'refused';
  readonly body: unknown;
  readonly problem: { readonly title: string; readonly errors: readonly { readonly path: string; readonly message: string }[] } | null;
  readonly reaction: { readonly made: readonly { readonly type: string; readonly zh: string; readonly id: string; readonly number: string }[] } | null;
  readonly todo: string | null;
  readonly doneBy: string | null;
  readonly doneAt: string | null;
};

const asked = <T>(path: string, often: boolean) => ({
  queryKey: ['outside', path],
  queryFn: ({ signal }: { signal: AbortSignal }) => get<T>(path, {}, signal),
  ...(often ? { refetchInterval: 5000 } : { staleTime: 300_000 }),
});
export const useCatalogue = () => useQuery(asked<readonly EventEntry[]>('/api/event-catalog', false));
export const useHooks = (enabled = true) => useQuery({ ...asked<readonly Hook[]>('/api/webhooks', true), enabled });
export const useDeliveries = (id: string, failed: boolean) => useQuery(asked<readonly Delivery[]>(`/api/webhooks/${id}/deliveries?failed=${failed}`, true));
export const useDelivery = (id: string) => useQuery(asked<WholeDelivery>(`/api/deliveries/${id}`, false));
export const useOverview = () => useQuery(asked<Overview>('/api/outside', true));
export const useReceived = (only: string, type: string | null) => useQuery(asked<readonly Received[]>(`/api/outside/received?only=${only}${type ? `&type=${type}` : ''}`, true));

/** A write of these pages. */
export const useDo = <A, R>(work: (given: A) => Promise<R>, then: Then<R>) => useWork('outside', work, then);

export const pretty = (value: unknown): string => JSON.stringify(value, null, 2);

/** Over plain http the clipboard is closed to pages; the text stays marked for copying by hand. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(words.copied);
  } catch {
    say(text, 'info');
  }
}

/** Whether an endpoint wants an event; none named means all. */
export const wanted = (hook: Hook, event: string): boolean => hook.wants.length === 0 || hook.wants.some((w) => (w.endsWith('*') ? event.startsWith(w.slice(0, -1)) : w === event));
