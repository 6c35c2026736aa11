// Devices and brokers bring no token of their own: the operator names API tokens for them, one for each company they may speak to.
import type { Caller } from '#books/pen';
import { isRefused, refuse, type Refused } from '#kernel/refusal';
import { may } from '#kernel/rights';
import { isTransient } from '../away.ts';
import type { Ports } from '../context.ts';
import { sessionOf } from '../people.ts';
import { acceptOutside, type Accepted, type Arrival, outsideProblem } from './accept.ts';
import { readText } from './envelope.ts';

/** A token is looked up again after this; a revoked one stops working within it. Milliseconds. */
const REMEMBER = 5000;

export type Knocked = Accepted | Refused;
export type Door = (arrival: Arrival) => Promise<Knocked>;

/**
 * The door for messages without a token. `tokens` are the secrets of HENGCANG_OUTSIDE_TOKENS. `not-signed-in`: the token this message would come in with has ended or may
 * not send; it may be replaced, so the message is worth keeping.
 */
export function machineDoor(ports: Ports, tokens: readonly string[]): Door {
  let known: { readonly callers: readonly Caller[]; readonly until: number } = { callers: [], until: 0 };
  const callers = async (): Promise<readonly Caller[]> => {
    if (known.until > performance.now()) return known.callers;
    const sessions = await Promise.all(tokens.map((secret) => sessionOf(ports, secret, 'token')));
    known = {
      callers: sessions.flatMap((s) => (s && may(s.actor, 'outside.send') ? [{ actor: s.actor, scope: s.scope }] : [])),
      until: performance.now() + REMEMBER,
    };
    return known.callers;
  };
  return async (arrival) => {
    const all = await callers();
    const named = tokens.length > 1 ? companyIn(arrival.body) : null;
    const caller = tokens.length > 1 ? all.find((c) => c.scope.org === named) : all[0];
    if (caller) return acceptOutside(ports, caller, arrival);
    // A company that no living token is of may be that of the one that has ended.
    if (all.length < tokens.length) return refuse('not-signed-in');
    return refuse('outside-other-org', { path: 'orgId', with: { org: named ?? '（空）' } });
  };
}

/** The company a message names; null where it names none or cannot be read. */
function companyIn(body: Buffer | string): string | null {
  const text = readText(body);
  const given = (isRefused(text) ? {} : (text.raw ?? {})) as Record<string, unknown>;
  const org = given['orgId'] ?? given['orgid'];
  return typeof org === 'string' ? org : null;
}

/** How long to wait before something that may succeed later is tried again; milliseconds. */
const PAUSE = [200, 500, 1000, 2000, 5000] as const;
/** An error that is not the database's is taken for the event's own after so many tries. */
const FAULTS = 4;

type Knocking = {
  /** Asked between tries (heartbeats); false gives up by throwing. */
  readonly alive: () => Promise<boolean>;
  /** Hears why somebody is kept waiting, once for each reason. */
  readonly tell: (why: Error) => void;
};

/**
 * Knocks until there is an answer: too fast, a token that has ended or the database away means waiting, so that a broker keeps its message until it is in. What fails by itself,
 * time and again, is kept as refused, so that what comes after it is not kept waiting for ever.
 */
export async function knockUntilAnswered(door: Door, message: Arrival, { alive, tell }: Knocking): Promise<Knocked> {
  let said = '';
  for (let [i, faults] = [0, 0]; ; i += 1) {
    const outcome = await door(message).catch((error: unknown) => error as Error);
    const why = whyLater(outcome);
    if (why !== null && why.message !== said) tell(why);
    said = why?.message ?? '';
    if (outcome instanceof Error) {
      if (!isTransient(outcome) && (faults += 1) === FAULTS) return door({ ...message, failed: outcome.message });
    } else if (why === null) {
      // A company that is not here has nobody to be shown it.
      if (isRefused(outcome) && outcome.refused === 'outside-other-org') tell(new Error(outsideProblem(outcome).title));
      return outcome;
    }
    if (!(await alive())) throw why ?? new Error('stopped');
    await new Promise((wake) => setTimeout(wake, PAUSE[Math.min(i, PAUSE.length - 1)]));
  }
}

/** Why an outcome is none yet; null when it is. */
function whyLater(outcome: Knocked | Error): Error | null {
  if (outcome instanceof Error) return outcome;
  if (!isRefused(outcome)) return null;
  if (outcome.refused === 'not-signed-in') return new Error('HENGCANG_OUTSIDE_TOKENS 中的令牌已失效，或没有“发送外部事件”的权限：设备的消息在等待，请换上有效的令牌');
  return outcome.refused === 'outside-too-fast' ? new Error('来源发送过快，放慢接收') : null;
}
