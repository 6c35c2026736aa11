// One stroke of the pen: facts are asked for, a decided step is booked, and with it what it changes of earlier costs. Used by run() and by red documents only.
import { type PoolState, references } from '#costing';
import type { AnyDocument, Command, Doc } from '#kernel/document';
import type { Actor, ApprovalLevel, Facts, Pool } from '#kernel/facts';
import { fen, price as asPrice } from '#kernel/money';
import { present } from '#kernel/must';
import type { Clock, Database, IdSource, Scope, SearchText, Tx } from '#kernel/ports';
import { micro } from '#kernel/quantity';
import { isRefused, Refusal, refuse, type Refused } from '#kernel/refusal';
import { may } from '#kernel/rights';
import { breathe, calmly } from './breath.ts';
import { adjustmentsFor, type Cause, type Effect, effectOf, recountsFor } from './adjust.ts';
import { type Booking, bookingOf } from './booking.ts';
import { changesBetween, type Entered, reasonOf } from './entry.ts';
import { type Catalog, factsFrom, type RawFacts } from './facts.ts';
import { checkPeriod, checkReferences, type Step } from './flow.ts';
import { stateAt } from './history.ts';
import { passedOn } from './passed.ts';
import { type Change, isLate, type Late, recost, type Recosted, recostBooked } from './recost.ts';
import { markLate, waitingOf } from './late-marks.ts';
import { withPieces } from './recount-pieces.ts';
import { checkShort, countsAfter, mayFollow, type Seen, shortAt } from './recount.ts';
/** What the pen needs from the house around it. */
export type PenPorts = {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly search: SearchText;
  readonly hash: (value: unknown) => string;
  readonly catalog: Catalog;
  /** Who is asked before a document is submitted or approved, inside its transaction (规则): a refusal, or the offices that must agree instead of the usual ones. */
  readonly gate?: Gate;
};
export type Gate = (asked: {
  readonly tx: Tx;
  readonly def: AnyDocument;
  readonly doc: Doc;
  readonly command: Command;
  readonly facts: Facts;
}) => Promise<{ readonly refused?: Refused; readonly roles?: readonly ApprovalLevel[] }>;
/** The facts as the gate lets them stand. */
export async function throughGate(ports: PenPorts, asked: Parameters<Gate>[0]): Promise<Facts> {
  const said = (await ports.gate?.(asked)) ?? {};
  if (said.refused) throw new Refusal(said.refused);
  return said.roles ? { ...asked.facts, approvalRules: [{ type: asked.def.type, from: fen(0n), roles: said.roles }] } : asked.facts;
}

export type CommandInput = {
  readonly type: string;
  readonly command: Command;
  readonly id?: string | null;
  /** As it came in: `{day, head, lines, version?, reason?}`; figures are decimal text. */
  readonly body?: unknown;
  readonly key?: string | null;
  readonly dryRun?: boolean;
};
export type Caller = { readonly actor: Actor; readonly scope: Scope; readonly trace?: Readonly<Record<string, unknown>> };
export type Reply = {
  readonly id: string;
  readonly number: string;
  readonly version: number;
  readonly state: string;
  readonly voucher?: string /** 更正: the red document's number. */;
  readonly red?: string /** What the command changed of earlier costs: how many ledger lines and how much (分, + = issues cost more). */;
  readonly recosted?: { readonly lines: number; readonly amount: string };
};
export type Outcome = { readonly ok: true; readonly reply: Reply; readonly preview?: Booking; readonly effect?: Effect } | { readonly ok: false; readonly refusal: Refused };

export type Job = CommandInput & { readonly def: AnyDocument; readonly entered: Entered | null };

/** Leaves the transaction of a dry run; nothing of it stays. */
export class DryRun extends Error {
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    super('dry run');
    this.outcome = outcome;
  }
}

export type ToBook = {
  readonly job: Job;
  readonly decided: Step;
  readonly facts: Facts;
  readonly stored: Doc | null;
  readonly caller: Caller;
  readonly bodyHash: string;
  readonly voucherReverses?: string | null;
};
/** What holds the pen: the house around it, and one transaction. */
export type Hand = { readonly ports: PenPorts; readonly tx: Tx };
export type Known = {
  readonly late: Late;
  readonly reason: Cause['reason'];
  /** Every known history is replayed, also those this posting does not touch. */
  readonly all?: true;
  /** Asked when all is booked, before anybody hears of it. */
  readonly check?: () => Promise<void>;
  /** Number of the red document that this one goes with, and what that moves. */
  readonly red?: string;
  readonly also?: Seen;
  /** The document in whose place this one stands. */
  readonly stands?: string | null;
};
export type Effects = {
  readonly after?: ReadonlyMap<string, PoolState>;
  readonly effect?: Effect | null /** A correction's other half sets it right. */;
  readonly mayGoShort?: boolean;
  readonly red?: string | null;
};

export const posts = (job: Job): boolean => job.command === 'approve' && (job.def.needs.stock === 'move' || job.def.needs.stock === 'cost');

/** The facts as they would have been on the document's day: its goods leave at the costs of that day. */
export function asOf(facts: Facts, late: Late, day: Doc['day']): Facts {
  const then = withPieces(facts, late.pieces);
  if (late.histories.size === 0) return then;
  const reference = references(facts);
  const pools = [...late.histories].map(
    // A correction may no longer speak of goods that its red document takes back.
    ([key, history]) =>
      [key, { ...(facts.pools[key] ?? history.name), ...poolFigures(known(stateAt(history, day), facts.pools[key])), reference: reference(history.name) }] as const,
  );
  return { ...then, pools: { ...facts.pools, ...Object.fromEntries(pools) } };
}
/** Where nobody knew yet what goods cost, what is known today is the best guess. */
const known = (state: PoolState, now: Pool | undefined): PoolState => (state.price > 0n ? state : { ...state, price: now?.price ?? 0n });
export const poolFigures = (state: PoolState) => ({ qty: micro(state.qty), value: fen(state.value), price: asPrice(state.price), layers: state.layers });

/** A company may keep documents dated before later movements to those who have the right. */
export function checkBackdating(doc: Doc, facts: Facts): void {
  const later = Object.values(facts.pools).find((p) => (p.lastDay ?? '') > doc.day);
  if (later && facts.org.settings.backdating === 'right' && !may(facts.actor, 'books.backdate'))
    throw new Refusal(refuse('backdate-not-allowed', { path: 'day', with: { item: facts.items[later.item]?.name ?? '', last: later.lastDay ?? '' } }));
}

/** Books the document, and with it what it changes of earlier costs: one 出库成本调整单 for each month concerned, in the same transaction. */
export async function bookWithEffects({ ports, tx }: Hand, work: ToBook, known: Known): Promise<Outcome> {
  const { decided, facts, job } = work;
  const { posting, doc } = decided;
  const seen: readonly Seen[] = decided.posted ? [...(known.also ? [known.also] : []), { movements: posting.movements, day: doc.day, stands: known.stands ?? null }] : [];
  const follows = seen.some((s) => mayFollow(facts, s)) ? await countsAfter(tx, seen, facts) : [];
  const at = { id: doc.id, period: doc.period, day: doc.day };
  const followed = async (r: Recosted | null): Promise<Recosted | null> => (r && r.changes.length > 0 ? { ...r, changes: await passedOn(tx, r.changes, facts) } : r);
  const recosted = await followed(decided.posted ? await recost(tx, posting, { facts, late: known.late, all: known.all ?? false, follows, doc: at }) : null);
  const told = (r: Recosted | null): Promise<Effect> | null =>
    r === null || r.changes.length + r.recounts.length + r.waiting.size === 0
      ? null
      : calmly(effectOf(r.changes, { recounts: r.recounts, waiting: waitingOf(r.waiting, facts), all: job.dryRun ?? false }));
  const foreseen = await told(recosted);
  const mayGoShort = known.check !== undefined || follows.length > 0;
  const hand = { ports, tx };
  const cause: Cause = { id: doc.id, day: doc.day, reason: known.reason === 'late' && !isLate(known.late) ? 'value' : known.reason };
  const making = { facts, ids: () => ports.ids.next() };
  const adjust = async (found: Recosted): Promise<readonly Booking[]> => {
    const bookings: Booking[] = [];
    const add = (adjustment: Step): number => bookings.push(adjustmentOf(hand, work, { adjustment, after: found.after, mayGoShort }));
    for (const adjustment of recountsFor(found.recounts, cause, making)) add(adjustment);
    for (const adjustment of adjustmentsFor(found.changes, cause, making)) {
      await breathe();
      add(adjustment);
      await breathe();
    }
    return bookings;
  };
  // Lines of this very document that a known receipt fills can be corrected only now that they are booked; all others before it, for they may be many.
  const late = recosted !== null && recosted.open.length > 0;
  const early = recosted === null || late ? [] : await adjust(recosted);
  const first = await correctCosts(tx, early);
  const outcome = await book(hand, work, {
    ...(recosted ? { after: recosted.after } : {}),
    effect: foreseen && foreseen.lines + (foreseen.counts?.length ?? 0) > 0 ? foreseen : null,
    red: known.red ?? null,
    mayGoShort,
  });
  const final = late ? await followed(await recostBooked(tx, recosted, { follows, facts })) : recosted;
  const effect = late ? await told(final) : foreseen;
  const then = late && final ? await adjust(final) : [];
  for (const adjustment of [...first, ...(await correctCosts(tx, then))]) await write(tx, adjustment);
  if (recosted && recosted.waiting.size > 0) await markLate(tx, recosted.waiting, { doc, facts });
  await known.check?.();
  if (follows.length > 0) await checkShort(tx, shortAt(seen.flatMap((s) => s.movements)));
  const whole: Outcome = outcome.ok ? { ...outcome, ...(effect ? { effect } : {}) } : outcome;
  if (job.dryRun) throw new DryRun(whole);
  return whole;
}

/** Books corrections that no document of the moment brought about (the end of a month): one 出库成本调整单 for each month. */
export async function bookCorrections(
  { ports, tx }: Hand,
  caller: Caller,
  work: { readonly changes: readonly Change[]; readonly after: ReadonlyMap<string, PoolState>; readonly cause: Cause },
): Promise<readonly Reply[]> {
  const raw = await ask(tx, { records: [], periods: [...new Set(work.changes.map((c) => c.row.period))], sources: [] });
  const facts = gatherFacts(raw, 4, { ports, caller });
  const job: Job = { type: 'cost-adjustment', command: 'approve', key: null, body: null, def: ports.catalog.document('cost-adjustment'), entered: null };
  const replies: Reply[] = [];
  for (const decided of adjustmentsFor(await passedOn(tx, work.changes, facts), work.cause, { facts, ids: () => ports.ids.next() })) {
    const closed = checkPeriod(decided.doc, facts);
    if (closed) throw new Refusal(closed);
    const mine = new Set((decided.posting.corrections ?? []).map((c) => c.stockLine));
    const effect = await calmly(effectOf(work.changes.filter((c) => mine.has(c.stockLine))));
    const outcome = await book({ ports, tx }, { job, decided, facts, stored: null, caller, bodyHash: '' }, { after: work.after, effect });
    if (outcome.ok) replies.push(outcome.reply);
  }
  return replies;
}

/** A 出库成本调整单 ready to be booked. */
function adjustmentOf(
  { ports }: Hand,
  work: ToBook,
  { adjustment, ...effects }: { readonly adjustment: Step; readonly after: ReadonlyMap<string, PoolState>; readonly mayGoShort: boolean },
): Booking {
  const job: Job = { type: 'cost-adjustment', command: 'approve', key: null, body: null, def: ports.catalog.document('cost-adjustment'), entered: null };
  return bookingFor(ports, { ...work, job, decided: adjustment, stored: null, voucherReverses: null }, effects);
}

/** Writes what the adjustments correct, before anything is booked that other people may be waiting for; returns what is left to book of each. */
async function correctCosts(tx: Tx, adjustments: readonly Booking[]): Promise<readonly Booking[]> {
  const left: Booking[] = [];
  for (const { corrections, ...rest } of adjustments) {
    const { doc, now, trail, since } = rest;
    const body = JSON.stringify({ doc, now, trail, since, corrections });
    const [row] = corrections ? await tx.query<{ sealed: unknown }>('select books.correct_costs($1::jsonb) as sealed', [body]) : [];
    left.push({ ...rest, ...row });
  }
  return left;
}

function bookingFor(ports: PenPorts, work: ToBook, effects: Effects): Booking {
  const { job, decided, facts, stored } = work;
  const lookup = (id: string | null) => (id ? (facts.parties[id]?.name ?? facts.records[id]?.name ?? null) : null);
  const summary = job.def.summary(decided.doc);
  const booking = bookingOf(job.def, decided, job.command, {
    facts,
    ids: () => ports.ids.next(),
    changes: changesBetween(stored, decided.doc),
    voucherReverses: work.voucherReverses ?? null,
    ...(effects.after ? { after: effects.after } : {}),
    effect: effects.effect ?? null,
    mayGoShort: effects.mayGoShort ?? false,
    red: effects.red ?? null,
    context: {
      key: job.key ?? null,
      bodyHash: work.bodyHash,
      now: facts.now,
      trace: work.caller.trace ?? {},
      search: ports.search(lookup(summary.party), summary.title, textOf(decided.doc)),
      reason: job.entered?.reason ?? reasonOf(job.body),
    },
  });
  return { ...booking, hash: ports.hash(booking) };
}

async function write(tx: Tx, booking: Booking): Promise<Reply> {
  const [row] = await tx.query<{ reply: Reply }>('select books.book($1::jsonb) as reply', [JSON.stringify(booking)]);
  return present(row, 'reply of books.book()').reply;
}

export async function book({ ports, tx }: Hand, work: ToBook, effects: Effects = {}): Promise<Outcome> {
  const booking = bookingFor(ports, work, effects);
  return { ok: true, reply: await write(tx, booking), ...(work.job.dryRun ? { preview: booking } : {}) };
}

export const textOf = (doc: Doc): string =>
  Object.values(doc.head as Record<string, unknown>)
    .filter((v) => typeof v === 'string' && !/^[0-9a-f]{8}-/.test(v))
    .join(' ');
export async function ask(tx: Tx, request: Record<string, unknown>): Promise<RawFacts> {
  const [row] = await tx.query<{ facts: RawFacts[] }>('select books.facts($1::jsonb) as facts', [JSON.stringify(request)]);
  return Object.assign({}, ...(row as { facts: RawFacts[] }).facts) as RawFacts;
}

export function recall(raw: RawFacts, bodyHash: string): Outcome | null {
  const before = raw['recalled'] as { bodyHash: string; reply: Reply } | undefined;
  if (!before) return null;
  if (before.bodyHash !== bodyHash) throw new Refusal(refuse('same-key-other-body'));
  return { ok: true, reply: before.reply };
}

export const gatherFacts = (raw: RawFacts, ids: number, { ports, caller }: { readonly ports: PenPorts; readonly caller: Caller }): Facts =>
  factsFrom(raw, { actor: caller.actor, now: ports.clock.now(), today: ports.clock.today(), ids: Array.from({ length: ids }, () => ports.ids.next()) }, ports.catalog);

export function checkSite(def: AnyDocument, doc: Doc, facts: Facts): void {
  const { sites } = facts.actor;
  const warehouse = def.summary(doc).warehouse;
  const site = warehouse ? facts.warehouses[warehouse]?.site : null;
  if (sites !== 'all' && site && !sites.includes(site)) throw new Refusal(refuse('not-your-site', { with: { site: facts.warehouses[warehouse ?? '']?.name ?? '' } }));
}

/** Entered documents are completed; documents only moved on (withdraw, close) are taken as they stand. */
export function complete(job: Job, draft: Doc, facts: Facts): Doc {
  if (!job.entered && !['approve', 'submit', 'count'].includes(job.command)) return draft;
  const whole = job.entered?.apart ? job.def.completeApart : job.def.complete;
  const completed = checkReferences(job.def, draft, facts) ?? present(whole, 'completion of changed lines')(draft, facts);
  if (isRefused(completed)) throw new Refusal(completed);
  return completed as Doc;
}
