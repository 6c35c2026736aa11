// The one pen. run() takes a command through the five beats — parse · load · decide · book · reply — in one transaction.
// Idempotency, optimistic versions, locks, retry, dry run, audit and outbox are here and nowhere else.
import { type AnyDocument, type Command, COMMAND_ZH, type Doc } from '#kernel/document';
import type { Actor, Facts } from '#kernel/facts';
import type { Fields } from '#kernel/field';
import { fen } from '#kernel/money';
import type { Clock, Database, IdSource, Scope, SearchText, Tx } from '#kernel/ports';
import { isRefused, Refusal, refuse, type Refused } from '#kernel/refusal';
import { ACTION_OF, ACTION_ZH, may } from '#kernel/rights';
import { parseDay, periodOf } from '#kernel/day';
import { changesBetween, type Entered, parseBody, reasonOf, secretsOf } from './entry.ts';
import { bookingOf, type Booking } from './booking.ts';
import { type Catalog, docFrom, factsFrom, type RawFacts, requestFor } from './facts.ts';
import { checkPeriod, checkReferences, type Step, step } from './flow.ts';
import { type Booked, reversal } from './reversal.ts';

/** What the pen needs from the house around it. */
export type PenPorts = {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly search: SearchText;
  readonly hash: (value: unknown) => string;
  readonly catalog: Catalog;
};

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
export type Reply = { readonly id: string; readonly number: string; readonly version: number; readonly state: string; readonly voucher?: string };
export type Outcome = { readonly ok: true; readonly reply: Reply; readonly preview?: Booking } | { readonly ok: false; readonly refusal: Refused };

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
      if (outcome.ok && !input.dryRun) ports.db.nudge();
      return outcome;
    } catch (error) {
      if (error instanceof Refusal) return { ok: false, refusal: error.refusal };
      if (error instanceof DryRun) return error.outcome;
      const code = (error as { code?: string }).code ?? '';
      if (code === 'HC004') return { ok: false, refusal: refuse('changed-meanwhile', { with: { have: '较新', seen: '较旧' } }) };
      if (code === 'HC003' || code === 'HC006') return { ok: false, refusal: refuse('books-guarded') };
      if (code === 'HC005') return { ok: false, refusal: claimed(error as Error) };
      if (!(RETRY.has(code) || (code === '23505' && input.key)) || attempt >= 8) throw error;
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
  return input.command === 'reverse' || (Boolean(input.id) && body['head'] === undefined && body['lines'] === undefined && body['day'] === undefined);
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
      return complete(job, draft, gatherFacts(await ask(tx, requestFor(def, draft, 'save')), ports, caller, 4));
    });
  } catch (error) {
    if (error instanceof Refusal) return error.refusal;
    throw error;
  }
}

/** Leaves the transaction of a dry run; nothing of it stays. */
class DryRun extends Error {
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    super('dry run');
    this.outcome = outcome;
  }
}

function checkRight(def: AnyDocument, command: Command, actor: Actor): Refused | null {
  const action = ACTION_OF[command];
  return may(actor, `${def.type}.${action}`) ? null : refuse('not-allowed', { with: { right: `${def.zh}·${ACTION_ZH[action]}` } });
}

type Job = CommandInput & { readonly def: AnyDocument; readonly entered: Entered | null };

async function once(ports: PenPorts, caller: Caller, job: Job): Promise<Outcome> {
  const bodyHash = ports.hash([job.type, job.command, job.id ?? null, job.body ?? null]);
  return ports.db.write(caller.scope, async (tx) => {
    const stored = job.id ? await loadDocument(tx, job) : null;
    if (job.command === 'reverse') return reverse(ports, caller, tx, { job, stored, bodyHash });
    const draft = mergeDocument(job, stored, { ports, caller });
    const raw = await ask(tx, { ...requestFor(job.def, draft, job.command), ...(job.key ? { key: job.key } : {}) });
    const recalled = recall(raw, bodyHash);
    if (recalled) return recalled;
    const facts = gatherFacts(raw, ports, caller, 4 + draft.lines.length * 2);
    checkSite(job.def, draft, facts);
    const doc = complete(job, draft, facts);
    const decided = step(job.def, doc, job.command, facts);
    if (isRefused(decided)) throw new Refusal(decided);
    return book(ports, tx, { job, decided, facts, stored, caller, bodyHash });
  });
}

/** Entered documents are completed; documents only moved on (withdraw, close) are taken as they stand. */
function complete(job: Job, draft: Doc, facts: Facts): Doc {
  if (!job.entered && !['approve', 'submit', 'count'].includes(job.command)) return draft;
  const completed = checkReferences(job.def, draft, facts) ?? job.def.complete(draft, facts);
  if (isRefused(completed)) throw new Refusal(completed);
  return completed as Doc;
}

type ToBook = {
  readonly job: Job;
  readonly decided: Step;
  readonly facts: Facts;
  readonly stored: Doc | null;
  readonly caller: Caller;
  readonly bodyHash: string;
  readonly voucherReverses?: string | null;
};

async function book(ports: PenPorts, tx: Tx, work: ToBook): Promise<Outcome> {
  const { job, decided, facts, stored } = work;
  const lookup = (id: string | null) => (id ? (facts.parties[id]?.name ?? facts.records[id]?.name ?? null) : null);
  const summary = job.def.summary(decided.doc);
  const booking = bookingOf(job.def, decided, job.command, {
    facts,
    ids: () => ports.ids.next(),
    changes: changesBetween(stored, decided.doc),
    voucherReverses: work.voucherReverses ?? null,
    context: {
      key: job.key ?? null,
      bodyHash: work.bodyHash,
      now: facts.now,
      trace: work.caller.trace ?? {},
      search: ports.search(lookup(summary.party), summary.title, textOf(decided.doc)),
      reason: job.entered?.reason ?? reasonOf(job.body),
    },
  });
  const [row] = await tx.query<{ reply: Reply }>('select books.book($1::jsonb) as reply', [JSON.stringify({ ...booking, hash: ports.hash(booking) })]);
  const outcome: Outcome = { ok: true, reply: (row as { reply: Reply }).reply, ...(job.dryRun ? { preview: booking } : {}) };
  if (job.dryRun) throw new DryRun(outcome);
  return outcome;
}

const textOf = (doc: Doc): string =>
  Object.values(doc.head as Record<string, unknown>)
    .filter((v) => typeof v === 'string' && !/^[0-9a-f]{8}-/.test(v))
    .join(' ');
async function ask(tx: Tx, request: Record<string, unknown>): Promise<RawFacts> {
  const [row] = await tx.query<{ facts: RawFacts[] }>('select books.facts($1::jsonb) as facts', [JSON.stringify(request)]);
  return Object.assign({}, ...(row as { facts: RawFacts[] }).facts) as RawFacts;
}

function recall(raw: RawFacts, bodyHash: string): Outcome | null {
  const before = raw['recalled'] as { bodyHash: string; reply: Reply } | undefined;
  if (!before) return null;
  if (before.bodyHash !== bodyHash) throw new Refusal(refuse('same-key-other-body'));
  return { ok: true, reply: before.reply };
}

const gatherFacts = (raw: RawFacts, ports: PenPorts, caller: Caller, ids: number): Facts =>
  factsFrom(raw, { actor: caller.actor, now: ports.clock.now(), today: ports.clock.today(), ids: Array.from({ length: ids }, () => ports.ids.next()) }, ports.catalog);

function checkSite(def: AnyDocument, doc: Doc, facts: Facts): void {
  const { sites } = facts.actor;
  const warehouse = def.summary(doc).warehouse;
  const site = warehouse ? facts.warehouses[warehouse]?.site : null;
  if (sites !== 'all' && site && !sites.includes(site)) throw new Refusal(refuse('not-your-site', { with: { site: facts.warehouses[warehouse ?? '']?.name ?? '' } }));
}

async function loadDocument(tx: Tx, job: Job): Promise<Doc> {
  const [row] = await tx.query<{ doc: RawFacts }>('select books.document_json(d) as doc from books.document d where d.org_id = books.org() and d.id = $1 and d.type = $2', [
    job.id,
    job.type,
  ]);
  if (!row) throw new Refusal(refuse('not-found'));
  const doc = docFrom(job.def, row.doc);
  const told = (job.body as { version?: unknown } | null | undefined)?.version;
  const seen = job.entered?.version ?? (typeof told === 'number' ? told : null);
  if (seen !== null && seen !== doc.version) throw new Refusal(refuse('changed-meanwhile', { with: { have: String(doc.version), seen: String(seen) } }));
  return doc;
}

/** The document as it would be after the entry: stored envelope, entered content; secrets the person may not see stay as stored. */
function mergeDocument(job: Job, stored: Doc | null, around: { readonly ports: PenPorts; readonly caller: Caller }): Doc {
  const { entered, def } = job;
  if (!entered) {
    if (!stored) throw new Refusal(refuse('not-found'));
    return stored;
  }
  if (stored && def.flow[stored.state]?.save === undefined && def.flow[stored.state]?.count === undefined && job.command !== 'approve')
    throw new Refusal(refuse('not-from-this-state', { with: { state: stored.state, command: COMMAND_ZH[job.command] } }));
  // What the house itself filled in stays until complete() fills it anew; a count sheet lives on what the books said when it was started.
  const kept = (fields: Fields) => [...secretsOf(fields, around.caller.actor), ...Object.keys(fields).filter((name) => fields[name]?.computed)];
  const hidden = kept(def.line);
  const keep = (line: Entered['lines'][number]) => {
    const before = stored?.lines.find((l) => l.no === line.no) as Record<string, unknown> | undefined;
    return before && before['item'] === line['item'] ? { ...line, ...Object.fromEntries(hidden.map((name) => [name, before[name]])) } : line;
  };
  const head = stored ? { ...entered.head, ...Object.fromEntries(kept(def.head).map((name) => [name, (stored.head as Record<string, unknown>)[name]])) } : entered.head;
  return {
    ...(stored ?? {
      id: around.ports.ids.next(),
      type: def.type,
      number: null,
      state: 'draft' as const,
      version: 0,
      makerId: around.caller.actor.id,
      approvals: [],
      reverses: null,
      reversedBy: null,
    }),
    day: entered.day,
    period: periodOf(entered.day),
    head,
    lines: entered.lines.map(keep),
  } as unknown as Doc;
}

type ReverseWork = { readonly job: Job; readonly stored: Doc | null; readonly bodyHash: string };

/** 红冲: a red document is booked, the original only changes its state. */
async function reverse(ports: PenPorts, caller: Caller, tx: Tx, work: ReverseWork): Promise<Outcome> {
  const { job, stored } = work;
  if (!stored) throw new Refusal(refuse('not-found'));
  const reason = reasonOf(job.body);
  if (!reason) throw new Refusal(refuse('reason-needed', { path: 'reason' }));
  const wished = parseDay(String((job.body as { day?: unknown } | null)?.day ?? ''));
  const request = requestFor(job.def, stored, 'reverse');
  const [row] = await tx.query<{ booked: RawFacts }>('select books.booked($1) as booked', [stored.id]);
  const booked = bookedFrom(job.def, stored, (row as { booked: RawFacts }).booked);
  const needStock =
    booked.rows.length > 0
      ? {
          stock: [...new Set(booked.rows.map((r) => `${r.item}|${r.warehouse}`))].toSorted().map((p) => p.split('|')),
          pools: [...new Set(booked.rows.map((r) => r.item))].toSorted(),
        }
      : {};
  const today = ports.clock.today();
  const raw = await ask(tx, { ...request, ...needStock, periods: [stored.period, periodOf(wished ?? today)], ...(job.key ? { key: job.key } : {}) });
  const recalled = recall(raw, work.bodyHash);
  if (recalled) return recalled;
  if (stored.state === 'reversed') throw new Refusal(refuse('already-reversed', { with: { number: stored.reversedBy ?? '' } }));
  if (stored.reverses || !job.def.flow[stored.state]?.reverse)
    throw new Refusal(refuse('not-from-this-state', { with: { state: stored.reverses ? '红字单据' : stored.state, command: COMMAND_ZH.reverse } }));
  const facts = gatherFacts(raw, ports, caller, 4);
  checkSite(job.def, stored, facts);
  const day = wished ?? (facts.periods[stored.period] === 'open' ? stored.day : today);
  const period = periodOf(day);
  const closed = checkPeriod({ period }, facts);
  if (closed) throw new Refusal(closed);
  const red = reversal(job.def, stored, booked, facts, { id: ports.ids.next(), day, period });
  if (isRefused(red)) throw new Refusal(red);
  return book(ports, tx, { job, decided: red, facts, stored: null, caller, bodyHash: work.bodyHash, voucherReverses: booked.voucher?.id ?? null });
}

/** What `books.booked` says, with amounts as figures. A delivery's red twin gives the reservation back. */
function bookedFrom(def: AnyDocument, doc: Doc, raw: RawFacts): Booked {
  const figures = <T>(rows: readonly RawFacts[], names: readonly string[]): T[] => rows.map((r) => ({ ...r, ...Object.fromEntries(names.map((n) => [n, BigInt(r[n])])) }) as T);
  const voucher = raw['voucher'] as RawFacts | null;
  const released = figures<{ open: bigint } & Booked['reserved'][number]>(raw['reserved'], ['open']).map(({ open, ...r }) => ({ ...r, qty: -open }));
  const retaken =
    'fromReserve' in def.line
      ? doc.lines.flatMap((l) => {
          const line = l as unknown as { no: number; item: string; fromReserve: bigint | null; source: { doc: string; line: number } | null };
          const warehouse = def.summary(doc).warehouse;
          return line.source && line.fromReserve && warehouse ? [{ line: line.source.line, doc: line.source.doc, item: line.item, warehouse, qty: line.fromReserve }] : [];
        })
      : [];
  return {
    rows: figures(raw['rows'], ['qty', 'cost']),
    openItems: figures(raw['openItems'], ['amount', 'settled']),
    settles: figures(raw['settles'], ['amount']),
    reserved: [...released, ...retaken],
    voucher: voucher
      ? {
          id: voucher['id'],
          number: voucher['number'],
          day: voucher['day'],
          lines: (voucher['lines'] as readonly RawFacts[]).map((l) => ({ ...l, debit: fen(BigInt(l['debit'])), credit: fen(BigInt(l['credit'])) })) as never,
        }
      : null,
  };
}
