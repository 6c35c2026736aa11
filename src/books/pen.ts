// The one pen. run() takes a command through the five beats — parse · load · decide · book · reply — in one transaction.
// Idempotency, optimistic versions, locks, retry, dry run, audit and outbox are here and nowhere else.
import type { AnyDocument, Command, Doc } from '#kernel/document';
import { type Actor, THE_HOUSE } from '#kernel/facts';
import { isRefused, Refusal, refuse, type Refused } from '#kernel/refusal';
import { ACTION_OF, ACTION_ZH, may } from '#kernel/rights';
import { parseBody } from './entry.ts';
import { idsFor, requestFor } from './request.ts';
import { step } from './flow.ts';
import { isLate, lateHistories, NOTHING_LATE } from './recost.ts';
import { correct, reverse } from './red.ts';
import { loadDocument, mergeDocument } from './stored.ts';
import {
  ask,
  asOf,
  bookWithEffects,
  type Caller,
  checkBackdating,
  checkSite,
  complete,
  type CommandInput,
  DryRun,
  gatherFacts,
  type Job,
  type Outcome,
  type PenPorts,
  posts,
  recall,
  type Reply,
  throughGate,
} from './stroke.ts';
export { closeCosts, type CostRun } from './close-costs.ts';
export { putLateRight } from './late-costs.ts';
export type { Effect } from './adjust.ts';
export type { Caller, CommandInput, Gate, Outcome, PenPorts, Reply } from './stroke.ts';

const RETRY = new Set(['40001', '40P01']);

/** Runs one command. Refusals come back as values; bugs throw. Deadlocks and serialisation failures are tried again. */
export async function run(ports: PenPorts, caller: Caller, input: CommandInput): Promise<Outcome> {
  const def = ports.catalog.document(input.type);
  const denied = checkRight(def, input.command, caller.actor);
  if (denied) return { ok: false, refusal: denied };
  const entered = movesOnly(input) ? null : parseBody(def, input.body, caller.actor, ports.clock.today());
  if (entered && isRefused(entered)) return { ok: false, refusal: entered };
  for (let attempt = 1; ; attempt += 1) {
    try {
      const outcome = await once(ports, caller, { ...input, def, entered });
      if (outcome.ok && !input.dryRun) ports.db.nudge('booked');
      return outcome;
    } catch (error) {
      if (error instanceof Refusal) return { ok: false, refusal: error.refusal };
      if (error instanceof DryRun) return error.outcome;
      const code = (error as { code?: string }).code ?? '';
      if (code === 'HC004') return { ok: false, refusal: refuse('changed-meanwhile', { with: { have: '较新', seen: '较旧' } }) };
      if (code === 'HC003' || code === 'HC006') return { ok: false, refusal: refuse('books-guarded') };
      if (code === 'HC008') return { ok: false, refusal: refuse('lot-frozen', { with: JSON.parse((error as Error).message) as Record<string, string> }) };
      if (code === 'HC005') return { ok: false, refusal: claimed(error as Error) };
      if (!(RETRY.has(code) || code === '23505') || attempt >= 8) throw error;
      await new Promise((wake) => setTimeout(wake, attempt * 5 + Math.random() * 10));
    }
  }
}

/** The database says which name is held by which document: 'invoice-in:2632…' → what a person calls it. */
function claimed(error: Error): Refused {
  const held = JSON.parse(error.message) as { claim: string; number: string | null };
  return refuse('claimed-already', { with: { claim: held.claim.slice(held.claim.indexOf(':') + 1), number: held.number ?? '' } });
}

/** A command on a stored document that brings no content (审核、驳回、关闭…); it may bring a reason and the version it saw. */
const movesOnly = (input: CommandInput): boolean => {
  const body = (input.body ?? {}) as Record<string, unknown>;
  return input.command === 'reverse' || (Boolean(input.id) && ['head', 'lines', 'day', 'changed'].every((part) => body[part] === undefined));
};

/** The document as saving would complete it (units, prices, amounts); writes nothing. */
export async function completeOnly(ports: PenPorts, caller: Caller, input: CommandInput): Promise<Doc | Refused> {
  const def = ports.catalog.document(input.type);
  const denied = checkRight(def, 'save', caller.actor);
  if (denied) return denied;
  const entered = parseBody(def, input.body, caller.actor, ports.clock.today());
  if (isRefused(entered)) return entered;
  const job: Job = { ...input, def, entered };
  try {
    return await ports.db.write(caller.scope, async (tx) => {
      const draft = mergeDocument(job, null, { ports, caller });
      return complete(job, draft, gatherFacts(await ask(tx, requestFor(def, draft, 'save')), 4, { ports, caller }));
    });
  } catch (error) {
    if (error instanceof Refusal) return error.refusal;
    throw error;
  }
}

function checkRight(def: AnyDocument, command: Command, actor: Actor): Refused | null {
  const action = ACTION_OF[command];
  return may(actor, `${def.type}.${action}`) ? null : refuse('not-allowed', { with: { right: `${def.zh}·${ACTION_ZH[action]}` } });
}

async function once(ports: PenPorts, caller: Caller, job: Job): Promise<Outcome> {
  const bodyHash = ports.hash([job.type, job.command, job.id ?? null, job.body ?? null]);
  return ports.db.write(caller.scope, async (tx) => {
    const stored = job.id ? await loadDocument(tx, job) : null;
    if (job.command === 'reverse') return reverse({ ports, tx }, caller, { job, stored, bodyHash });
    if (job.command === 'correct') return correct({ ports, tx }, caller, { job, stored, bodyHash });
    const draft = mergeDocument(job, stored, { ports, caller });
    const raw = await ask(tx, { ...requestFor(job.def, draft, job.command), ...(job.key ? { key: job.key } : {}) });
    const recalled = recall(raw, bodyHash);
    if (recalled) return recalled;
    const facts = gatherFacts(raw, idsFor(job.def, draft), { ports, caller });
    checkSite(job.def, draft, facts);
    const late = posts(job) ? await lateHistories(tx, facts, draft.day) : NOTHING_LATE;
    const then = asOf(facts, late, draft.day);
    const doc = complete(job, draft, then);
    const decided = step(job.def, doc, job.command, await throughGate(ports, { tx, def: job.def, doc, command: job.command, facts: then }));
    if (isRefused(decided)) throw new Refusal(decided);
    if (decided.posted && isLate(late)) checkBackdating(decided.doc, facts);
    return bookWithEffects({ ports, tx }, { job, decided, facts: then, stored, caller, bodyHash }, { late, reason: 'late' });
  });
}

export { THE_HOUSE };

/** Gives commands for rooms that may not hold the pen (a month close): as the caller, or as the house, which makes so that the person may approve. */
export const commandsFor =
  (ports: PenPorts, caller: Caller) =>
  async (who: 'person' | 'house', command: CommandInput): Promise<{ readonly ok: true; readonly booked: Reply & { readonly type: string } } | Extract<Outcome, { ok: false }>> => {
    const outcome = await run(ports, who === 'person' ? caller : { ...caller, actor: THE_HOUSE }, command);
    return outcome.ok ? { ok: true, booked: { ...outcome.reply, type: command.type } } : outcome;
  };
