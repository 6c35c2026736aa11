// Devices and brokers bring no token of their own: the operator names API tokens for them, one for each company they may speak to.
import type { Caller } from '#books/pen';
import { isRefused, refuse, type Refused } from '#kernel/refusal';
import type { Ports } from '../context.ts';
import { sessionOf } from '../people.ts';
import { acceptOutside, type Accepted, type Via } from './accept.ts';
import { readText } from './envelope.ts';

/** A token is looked up again after this; a revoked one stops working within it. Milliseconds. */
const REMEMBER = 5000;

export type Knocked = Accepted | Refused;
export type Door = (via: Via, body: Buffer | string) => Promise<Knocked>;

/** The door for messages without a token. `tokens` are the secrets of HENGCANG_OUTSIDE_TOKENS. */
export function machineDoor(ports: Ports, tokens: readonly string[]): Door {
  let known: { readonly callers: readonly Caller[]; readonly until: number } = { callers: [], until: 0 };
  const callers = async (): Promise<readonly Caller[]> => {
    if (known.until > performance.now()) return known.callers;
    const sessions = await Promise.all(tokens.map((secret) => sessionOf(ports, secret, 'token')));
    known = { callers: sessions.flatMap((s) => (s ? [{ actor: s.actor, scope: s.scope }] : [])), until: performance.now() + REMEMBER };
    return known.callers;
  };
  return async (via, body) => {
    const all = await callers();
    const [only, ...more] = all;
    if (!only) return refuse('not-signed-in');
    const text = more.length > 0 ? readText(body) : { raw: null };
    if (isRefused(text)) return text;
    const org = orgOf(text.raw);
    const caller = more.length === 0 ? only : all.find((c) => c.scope.org === org);
    if (!caller) return refuse('outside-other-org', { path: 'orgId', with: { org: org ?? '（空）' } });
    return acceptOutside(ports, caller, { via, body });
  };
}

function orgOf(raw: unknown): string | null {
  const given = (raw ?? {}) as Record<string, unknown>;
  const org = given['orgId'] ?? given['orgid'];
  return typeof org === 'string' ? org : null;
}

/** How long to wait before something that may succeed later is tried again; milliseconds. */
const PAUSE = [200, 500, 1000, 2000, 5000] as const;

/**
 * Knocks until there is an answer: too fast, or the database away, means waiting, so that a broker keeps its message until it is in.
 * `alive` is asked between tries (heartbeats; false gives up by throwing).
 */
export async function knockUntilAnswered(door: Door, message: { readonly via: Via; readonly body: Buffer | string }, alive: () => Promise<boolean>): Promise<Knocked> {
  for (let i = 0; ; i += 1) {
    const outcome = await door(message.via, message.body).catch((error: unknown) => error as Error);
    const later = outcome instanceof Error || (isRefused(outcome) && outcome.refused === 'outside-too-fast');
    if (!later) return outcome;
    if (!(await alive())) throw outcome instanceof Error ? outcome : new Error(outcome.refused);
    await new Promise((wake) => setTimeout(wake, PAUSE[Math.min(i, PAUSE.length - 1)]));
  }
}
