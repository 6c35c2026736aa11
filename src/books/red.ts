// 红冲 and 更正: a red document takes a posted one back; a correction books a blue one in its place, in the same transaction.
import { type Day, parseDay, periodOf } from '#kernel/day';
import type { Posting } from '#kernel/decision';
import { type AnyDocument, COMMAND_ZH, type Doc, STATE_ZH } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { fen } from '#kernel/money';
import { present } from '#kernel/must';
import { isInside } from '#kernel/place';
import type { Tx } from '#kernel/ports';
import { isRefused, Refusal, refuse } from '#kernel/refusal';
import { atOnce, farAmong } from './beyond.ts';
import { reasonOf } from './entry.ts';
import type { RawFacts } from './facts.ts';
import { idsFor, requestFor } from './request.ts';
import { checkPeriod, step } from './flow.ts';
import { historiesOf, replays } from './history.ts';
import { keyOf, type PoolName, poolsOf } from './pools.ts';
import { type Late, lateHistories } from './recost.ts';
import { piecesBefore, withPieces } from './recount-pieces.ts';
import { checkShort, mayFollow } from './recount.ts';
import { type Booked, reversal, stockOf } from './reversal.ts';
import { mergeDocument } from './stored.ts';
import { ask, asOf, book, bookWithEffects, type Caller, checkSite, complete, gatherFacts, type Hand, type Job, type Outcome, recall, type ToBook } from './stroke.ts';
export type ReverseWork = { readonly job: Job; readonly stored: Doc | null; readonly bodyHash: string };

type Red = { readonly toBook: ToBook; readonly booked: Booked; readonly day: Day; readonly short: boolean };

/** The red document of a posted one, ready to be booked; or what this key answered before. */
async function redOf({ ports, tx }: Hand, caller: Caller, work: ReverseWork & { readonly mayGoShort?: boolean }): Promise<Red | Outcome> {
  const { job, stored } = work;
  if (!stored) throw new Refusal(refuse('not-found'));
  if (!reasonIn(job)) throw new Refusal(refuse('reason-needed', { path: 'reason' }));
  const wished = job.command === 'reverse' ? parseDay(String((job.body as { day?: unknown } | null)?.day ?? '')) : null;
  const [row] = await tx.query<{ booked: RawFacts }>('select books.booked($1) as booked', [stored.id]);
  const booked = bookedFrom(job.def, stored, (row as { booked: RawFacts }).booked);
  const today = ports.clock.today();
  const request = requestFor(job.def, stored, 'reverse');
  // A change of costing concerns all pools of its lines, moved or not.
  const whole = job.def.needs.restates ? { pools: request['pools'] } : {};
  const raw = await ask(tx, { ...request, ...stockOf(booked), ...whole, periods: [stored.period, periodOf(wished ?? today)], ...(job.key ? { key: job.key } : {}) });
  const recalled = recall(raw, work.bodyHash);
  if (recalled) return recalled;
  if (stored.state === 'reversed') throw new Refusal(refuse('already-reversed', { with: { number: stored.reversedBy ?? '' } }));
  if (stored.reverses || !job.def.flow[stored.state]?.reverse)
    throw new Refusal(refuse('not-from-this-state', { with: { state: stored.reverses ? '红字单据' : STATE_ZH[stored.state], command: COMMAND_ZH[job.command] } }));
  const now = gatherFacts(raw, 4, { ports, caller });
  checkSite(job.def, stored, now);
  const day = wished ?? (now.periods[stored.period] === 'open' ? stored.day : today);
  // A piece that only a later count found, or missed, stands where it stood before.
  const facts = withPieces(now, await piecesBefore(tx, now, day));
  const period = periodOf(day);
  const closed = checkPeriod({ period }, facts);
  if (closed) throw new Refusal(closed);
  // A count after it gives back what is short; whether it does is looked at when all is booked. Pieces are looked at one by one.
  const short = mayFollow(facts, { day, stands: standsFor(stored, day) }) && booked.rows.length > 0 && !booked.rows.some((r) => facts.items[r.item]?.tracksSerials);
  const red = reversal(job.def, stored, booked, facts, { id: ports.ids.next(), day, period, mayGoShort: short || (work.mayGoShort ?? false) });
  if (isRefused(red)) throw new Refusal(red);
  return { toBook: { job, decided: red, facts, stored: null, caller, bodyHash: work.bodyHash, voucherReverses: booked.voucher?.id ?? null }, booked, day, short };
}

const reasonIn = (job: Job): string | null => job.entered?.reason ?? reasonOf(job.body);

/** 红冲: a red document is booked, the original only changes its state. */
export async function reverse(hand: Hand, caller: Caller, work: ReverseWork): Promise<Outcome> {
  const red = await redOf(hand, caller, work);
  if ('ok' in red) return red;
  const known = { late: await lateHistories(hand.tx, red.toBook.facts, red.day), reason: 'reversal' as const, stands: standsFor(work.stored, red.day) };
  return bookWithEffects(hand, red.toBook, red.short ? { ...known, check: () => shortOf(hand.tx, red.booked) } : known);
}

/**
 * 更正: the red document and the right one in one transaction, so that stock is never short in between, and only the difference travels to what came
 * after. A receipt's right version stands where the wrong one stood, on the same day; in a closed month both are of today (差额).
 */
export async function correct(hand: Hand, caller: Caller, work: ReverseWork): Promise<Outcome> {
  const { ports, tx } = hand;
  const red = await redOf(hand, caller, { ...work, mayGoShort: true });
  if ('ok' in red) return red;
  const { job } = work;
  const original = present(work.stored, 'the document to correct');
  const merged = mergeDocument({ ...job, command: 'approve' }, original, { ports, caller });
  const blue: Doc = { ...merged, id: ports.ids.next(), number: null, state: 'draft', version: 0, makerId: caller.actor.id, approvals: [], reverses: null, reversedBy: null };
  const undone = await book(hand, { ...red.toBook, job: { ...job, command: 'reverse', key: null } }, { mayGoShort: true });
  const facts = gatherFacts(await ask(tx, requestFor(job.def, blue, 'approve')), idsFor(job.def, blue), { ports, caller });
  checkSite(job.def, blue, facts);
  const late = await historiesFor(tx, { red, facts, day: blue.day });
  const then = asOf(facts, late, blue.day);
  const doc = complete({ ...job, command: 'approve' }, blue, then);
  const decided = step(job.def, doc, 'approve', then);
  if (isRefused(decided)) throw new Refusal(decided);
  if (!decided.posted) throw new Refusal(refuse('correction-needs-approval', { with: { number: original.number ?? '' } }));
  const placed = {
    ...decided,
    posting: inPlace(decided.posting, original, { red: red.toBook.decided.posting, day: blue.day, open: original.period > (facts.closedThrough ?? 0) }),
  };
  const outcome = await bookWithEffects(
    hand,
    { job: { ...job, command: 'approve', id: null }, decided: placed, facts: then, stored: null, caller, bodyHash: work.bodyHash },
    {
      late,
      reason: 'late',
      all: true,
      check: () => shortOf(tx, red.booked),
      red: undone.ok ? undone.reply.number : '',
      also: { movements: red.toBook.decided.posting.movements, day: red.day, stands: standsFor(original, red.day) },
      stands: standsFor(original, blue.day),
    },
  );
  return outcome;
}

/** The histories of everything the red document touches and of what lies before later movements; the red lines are already among them. */
async function historiesFor(tx: Tx, at: { readonly red: Red; readonly facts: Facts; readonly day: Day }): Promise<Late> {
  const { red, facts } = at;
  const known = await lateHistories(tx, facts, at.day);
  const names = red.toBook.decided.posting.movements
    .filter((m) => replays(red.toBook.facts.items[m.item]?.costMethod ?? 'moving-average'))
    .flatMap((m) => poolsOf(m, red.toBook.facts))
    .map(({ item, group, lot }): PoolName => ({ item, group, lot }));
  const missing = [...new Map(names.map((n) => [keyOf(n), n])).values()].filter((n) => !known.histories.has(keyOf(n)) && !known.far.has(keyOf(n)));
  const far = await farAmong(tx, missing, atOnce(at.facts));
  const histories = await historiesOf(
    tx,
    missing.filter((n) => !far.has(keyOf(n))),
  );
  return { histories: new Map([...known.histories, ...histories.map((h) => [keyOf(h.name), h] as const)]), far: new Map([...known.far, ...far]), pieces: known.pieces };
}

/** Corrected receipts stand where the wrong ones stood. */
function inPlace(posting: Posting, original: Doc, at: { readonly red: Posting; readonly day: Day; readonly open: boolean }): Posting {
  if (!at.open || at.day !== original.day) return posting;
  const lines = new Map(at.red.movements.map((m) => [`${m.line}/${m.item}`, m.line]));
  return {
    ...posting,
    movements: posting.movements.map((m) => {
      const line = lines.get(`${m.line}/${m.item}`);
      return line === undefined || m.basis !== undefined || isInside(m.from) || m.qty === 0n
        ? m
        : { ...m, basis: 'given' as const, of: { doc: original.id, line }, atOrigin: true };
    }),
  };
}

/** Red and blue together, and what counts follow, must leave no shelf below zero. */
const shortOf = (tx: Tx, booked: Booked): Promise<void> => checkShort(tx, { items: booked.rows.map((r) => r.item), warehouses: booked.rows.map((r) => r.warehouse) });

/** A red or right document of the same day stands where the original stood. */
const standsFor = (original: Doc | null, day: Day): string | null => (original?.day === day ? original.id : null);

/** What `books.booked` says, with amounts as figures. A delivery's red twin gives the reservation back. */
export function bookedFrom(def: AnyDocument, doc: Doc, raw: RawFacts): Booked {
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
    rows: figures(raw['rows'], ['qty', 'cost', 'corrected']),
    openItems: figures(raw['openItems'], ['amount', 'settled']).map(withForeign) as unknown as Booked['openItems'],
    settles: figures(raw['settles'], ['amount']).map(withForeign) as unknown as Booked['settles'],
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

/** What is open or settled in 外币, in hundredths of the currency; null in 人民币. */
const withForeign = <T>(row: T): T & { readonly foreign: bigint | null } => {
  const { foreign } = row as { foreign?: string | null };
  return { ...row, foreign: foreign == null ? null : BigInt(foreign) };
};
