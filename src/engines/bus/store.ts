// What the bus needs from where its rows are kept. Every method is one transaction: it happens whole or not at all.

/** One event of the log. `pos` is dense over the house; `agg_seq` orders the events of one aggregate of one company. */
export type LogEvent = {
  readonly pos: bigint;
  readonly org_id: string;
  readonly id: string;
  readonly agg: string;
  readonly agg_seq: bigint;
  readonly name: string;
  readonly payload: Record<string, unknown>;
};

/** What a consumer is told besides the event: whether an earlier try may already have reached the other side. */
export type Delivery = { readonly again: boolean };
export type Handler = (event: LogEvent, delivery: Delivery) => Promise<void>;

/** `lease`: ms for which nobody else may take the consumer unless it is renewed. */
export type Ask = { readonly consumer: string; readonly holder: string; readonly lease: number; readonly most: number };

/** A consumer in hand. `epoch` grows with every taking: who settles with an old one is refused. */
export type Taken = {
  readonly epoch: bigint;
  /** Behind the cursor, in order, at most `most`; `seen`: already in the inbox. */
  readonly events: readonly (LogEvent & { readonly seen: boolean })[];
  /** Aggregates (`aggregateOf`) with an event that is not through: what comes after it has to wait. */
  readonly parked: ReadonlySet<string>;
  /** Dead letters to try again: whole aggregates whose first open letter is due, in order. */
  readonly due: readonly (LogEvent & { readonly tried: boolean })[];
  /** Positions that may have left the house already: noted as leaving, and never accounted for. */
  readonly begun: ReadonlySet<bigint>;
};

export type Burial = { readonly pos: bigint; readonly state: 'waiting' | 'parked'; readonly error: string };

/** What was done with some events: all of it is remembered together with the cursor, or nothing. */
export type Settlement = {
  readonly consumer: string;
  readonly epoch: bigint;
  /** The last position accounted for, or null when the cursor stays. */
  readonly pos: bigint | null;
  readonly done: readonly bigint[];
  readonly dead: readonly Burial[];
  /** How long the lease goes on, in ms; 0 lets go. */
  readonly keep: number;
};

export type BusStore = {
  /** Moves up to `most` waiting events into the log; how many, or -1 while another process is at it. */
  readonly sequence: (most: number) => Promise<number>;
  /** Null when there is nothing to do or another process holds the consumer. Makes the cursor (at 0) of a consumer it does not know. */
  readonly take: (ask: Ask) => Promise<Taken | null>;
  /** False, with nothing remembered, when somebody else has taken the consumer since. */
  readonly settle: (report: Settlement) => Promise<boolean>;
  /** Prolongs the lease, and notes the event that is about to leave the house (null: none). False when the consumer was lost. */
  readonly begin: (holding: { readonly consumer: string; readonly epoch: bigint; readonly pos: bigint | null; readonly lease: number }) => Promise<boolean>;
  /** Sets a consumer back to just after `from` and forgets what it knew of later events. */
  readonly replay: (consumer: string, from: bigint) => Promise<void>;
};

/** After so many failures an event waits for a person. */
export const TRIES = 5;
/** Seconds until the next try, after `tries` failures. */
export const backOff = (tries: number): number => Math.min(300, 2 ** (tries - 1));
/** The name under which an aggregate's events are kept in order. */
export const aggregateOf = (event: { readonly org_id: string; readonly agg: string }): string => `${event.org_id}/${event.agg}`;
