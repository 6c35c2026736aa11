// What every route works with: the house's ports, and who is asking.
import type { Caller, PenPorts } from '#books/pen';
import { isRefused, Refusal, refuse, type RefusalTable, type Refused } from '#kernel/refusal';
import { may } from '#kernel/rights';
import type {} from '@fastify/cookie';
import type {} from '@fastify/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HouseCatalog } from './house.ts';
import { type Session, sessionOf } from './people.ts';
import { problemOf } from './problem.ts';

export type Ports = PenPorts & { readonly catalog: HouseCatalog };
export const COOKIE = 'hengcang';

declare module 'fastify' {
  interface FastifyRequest {
    session: Session | null;
    secret: string | null;
  }
  interface FastifyContextConfig {
    open?: boolean;
    /** Its body is judged by the route itself, piece by piece. */
    asItCame?: boolean;
  }
}

/** A short memory of sessions, so that a page with ten requests asks the database once. */
const remembered = new Map<string, { readonly until: number; readonly session: Session | null }>();
const SECONDS = 5;
export const forgetSessions = (): void => remembered.clear();

export async function readSession(ports: Ports, request: FastifyRequest): Promise<{ readonly session: Session | null; readonly secret: string | null }> {
  const bearer = /^Bearer (\S{20,200})$/.exec(request.headers.authorization ?? '')?.[1];
  const secret = bearer ?? request.cookies[COOKIE] ?? null;
  if (!secret) return { session: null, secret: null };
  const known = remembered.get(secret);
  if (known && known.until > performance.now()) return { session: known.session, secret };
  const session = await sessionOf(ports, secret, bearer ? 'token' : 'session');
  if (remembered.size > 5000) remembered.clear();
  remembered.set(secret, { until: performance.now() + SECONDS * 1000, session });
  return { session, secret };
}

/** The signed-in person, or a refusal. */
export function sessionFor(request: FastifyRequest): Session {
  if (!request.session) throw new Refusal(refuse('not-signed-in'));
  return request.session;
}

/** The caller of a command, with the twelve context values that HTTP can know (D1). */
export function callerFor(request: FastifyRequest): Caller {
  const session = sessionFor(request);
  const header = (name: string) => {
    const value = request.headers[name];
    return typeof value === 'string' ? value.slice(0, 200) : null;
  };
  return {
    actor: session.actor,
    scope: session.scope,
    trace: {
      address: request.ip,
      agent: header('user-agent'),
      device: header('x-device-id'),
      client: header('x-client'),
      trace: request.id,
      channel: request.headers.authorization ? 'api' : 'web',
    },
  };
}

/** Refuses unless the person has the right. */
export function need(request: FastifyRequest, right: string, zh: string): Session {
  const session = sessionFor(request);
  if (!may(session.actor, right)) throw new Refusal(refuse('not-allowed', { with: { right: zh } }));
  return session;
}

export function sendProblem(reply: FastifyReply, refusal: Refused, own?: RefusalTable): FastifyReply {
  const problem = problemOf(refusal, own);
  return reply.code(problem.status).type('application/problem+json').send(problem);
}

/** Sends a value, or the problem it is. */
export const answer = (reply: FastifyReply, outcome: unknown, own?: RefusalTable): unknown => (isRefused(outcome) ? sendProblem(reply, outcome, own) : outcome);
export const keyOf = (request: FastifyRequest): string | null => {
  const key = request.headers['idempotency-key'];
  return typeof key === 'string' && key.length >= 1 && key.length <= 200 ? key : null;
};
