// How a consumer reads the log: each event once, in order per aggregate; an event that fails waits with its aggregate while others flow.
// Inbox, dead letters and cursor move together and only for who holds the consumer, so the cursor can never be ahead of what was done.
import { aggregateOf, type Burial, type BusStore, type Handler, type LogEvent } from './store.ts';

/** The other side cannot be reached: not this event's fault, so the round ends before it and nothing is buried. */
export class Later extends Error {
  override readonly name = 'Later';
}

export type Consumer = {
  readonly name: string;
  readonly handle: Handler;
  /** The effect is outside of this database: each event is noted before it leaves, so that a repeated one is known as such. */
  readonly outside?: boolean;
};

/** The process that reads: its name, its clock (ms), and a way to go on renewing while something slow is under way. */
export type Reader = {
  readonly holder: string;
  readonly now: () => number;
  readonly most?: number;
  readonly lease?: number;
  readonly during?: <T>(work: Promise<T>, renew: () => Promise<unknown>) => Promise<T>;
};
export type Round = { readonly passed: number; readonly more: boolean };

export const BATCH = 500;
/** A frozen process holds its consumers up for this long. */
export const LEASE = 1000;
const IDLE: Round = { passed: 0, more: false };
const BEHIND = '同一单据的前一事件尚未处理';

type Hand = { readonly store: BusStore; readonly consumer: Consumer; readonly reader: Reader; readonly epoch: bigint; readonly lease: number };
type Pile = { pos: bigint | null; readonly done: bigint[]; readonly dead: Burial[]; since: number };
/** What became of an event; null: not tried, because the other side is away or the consumer was lost. */
type Fate = 'done' | { readonly error: string } | null;

/** One round: what is due again, then what is new. Throws only when the store does; then nothing of the last pile happened and it comes again. */
export async function consume(store: BusStore, consumer: Consumer, reader: Reader): Promise<Round> {
  const { most = BATCH, lease = LEASE } = reader;
  const taken = await store.take({ consumer: consumer.name, holder: reader.holder, lease, most });
  if (taken === null) return IDLE;
  const hand: Hand = { store, consumer, reader, epoch: taken.epoch, lease };
  const pile: Pile = { pos: null, done: [], dead: [], since: reader.now() };
  const parked = new Set(taken.parked);
  const failed = new Set<string>();
  let passed = 0;
  const stop = async (more: boolean): Promise<Round> => ({ passed, more: (await settle(hand, pile, 0)) && more });
  for (const event of taken.due) {
    if (failed.has(aggregateOf(event))) continue;
    const fate = await attempt(hand, event, event.tried || taken.begun.has(event.pos));
    if (fate === null) return stop(false);
    if (fate === 'done') pile.done.push(event.pos);
    else {
      failed.add(aggregateOf(event));
      pile.dead.push({ pos: event.pos, state: 'waiting', error: fate.error });
    }
    if (!(await settleInTime(hand, pile))) return IDLE;
  }
  for (const event of taken.events) {
    if (!event.seen) {
      const fate = parked.has(aggregateOf(event)) ? 'parked' : await attempt(hand, event, taken.begun.has(event.pos));
      if (fate === null) return stop(false);
      if (fate === 'parked') pile.dead.push({ pos: event.pos, state: 'parked', error: BEHIND });
      else if (fate === 'done') pile.done.push(event.pos);
      else {
        parked.add(aggregateOf(event));
        pile.dead.push({ pos: event.pos, state: 'waiting', error: fate.error });
      }
    }
    pile.pos = event.pos;
    passed += 1;
    if (!(await settleInTime(hand, pile))) return IDLE;
  }
  return stop(taken.events.length === most || taken.due.length > 0);
}

async function attempt(hand: Hand, event: LogEvent, again: boolean): Promise<Fate> {
  const { store, consumer, reader, epoch, lease } = hand;
  const holding = { consumer: consumer.name, epoch, lease };
  if (consumer.outside && !(await store.begin({ ...holding, pos: event.pos }))) return null;
  try {
    const work = consumer.handle(event, { again });
    await (reader.during ? reader.during(work, () => store.begin({ ...holding, pos: consumer.outside ? event.pos : null })) : work);
    return 'done';
  } catch (error) {
    return error instanceof Later
      ? null
      : {
          error: String(error)
            .replace(/^Error: /, '')
            .slice(0, 1000),
        };
  }
}

/** Outside effects are settled one by one, others while the lease is young. */
const settleInTime = async (hand: Hand, pile: Pile): Promise<boolean> =>
  hand.consumer.outside || hand.reader.now() - pile.since > hand.lease / 3 ? settle(hand, pile, hand.lease) : true;

async function settle(hand: Hand, pile: Pile, keep: number): Promise<boolean> {
  const held = await hand.store.settle({ consumer: hand.consumer.name, epoch: hand.epoch, pos: pile.pos, done: [...pile.done], dead: [...pile.dead], keep });
  pile.done.length = 0;
  pile.dead.length = 0;
  pile.since = hand.reader.now();
  return held;
}
