// Who reads the log. A consumer is a cursor and an inbox: every event is handled once, in order per aggregate; a poison event parks
// its aggregate while others flow. The live screens are a reader without effects, so they need no inbox.
import { type PenPorts, run } from '#books/pen';
import type { CommandRequest, Reaction } from '#kernel/module';
import type { Database, Tx } from '#kernel/ports';
import { problemOf } from './problem.ts';
import { looped } from './sequencer.ts';

export type LogEvent = {
  readonly pos: bigint;
  readonly org_id: string;
  readonly id: string;
  readonly agg: string;
  readonly agg_seq: bigint;
  readonly name: string;
  readonly payload: Record<string, unknown>;
};
export type Handler = (event: LogEvent) => Promise<void>;

const BATCH = 200;
const TRIES = 5;

const eventsAfter = (tx: Tx, pos: bigint, most: number): Promise<LogEvent[]> =>
  tx.query('select pos, org_id, id, agg, agg_seq, name, payload from bus.event_log where pos > $1 order by pos limit $2', [pos, most]);

/**
 * Handles what lies behind a consumer's cursor; returns how many events passed. The handler's effects are idempotent by the event's id
 * (run() remembers keys), so a crash between effect and cursor repeats nothing.
 */
export async function consumeOnce(db: Database, consumer: string, handle: Handler): Promise<number> {
  await db.bus((tx) => tx.query('insert into bus.cursor (consumer) values ($1) on conflict do nothing', [consumer]));
  await retryDead(db, consumer, handle);
  const { from, events, parked } = await db.bus(async (tx) => {
    const [cursor] = await tx.query<{ pos: bigint }>('select pos from bus.cursor where consumer = $1', [consumer]);
    const pos = cursor?.pos ?? 0n;
    const waiting = await tx.query<{ agg: string; org_id: string }>(`select distinct agg, org_id from bus.dead where consumer = $1 and state in ('waiting', 'parked')`, [consumer]);
    return { from: pos, events: await eventsAfter(tx, pos, BATCH), parked: new Set(waiting.map((w) => `${w.org_id}/${w.agg}`)) };
  });
  if (events.length === 0) return 0;
  for (const event of events) {
    if (parked.has(`${event.org_id}/${event.agg}`)) {
      await bury(db, consumer, event, { error: '同一单据的前一事件尚未处理', state: 'parked' });
      continue;
    }
    try {
      await handle(event);
      await settle(db, consumer, event);
    } catch (error) {
      parked.add(`${event.org_id}/${event.agg}`);
      await bury(db, consumer, event, { error: String(error), state: 'waiting' });
    }
  }
  // Another process may have been faster; the cursor only ever moves forward.
  await db.bus((tx) =>
    tx.query('update bus.cursor set pos = greatest(pos, $2), updated_at = now() where consumer = $1 and pos >= $3', [consumer, events.at(-1)?.pos ?? from, from]),
  );
  return events.length;
}

const settle = (db: Database, consumer: string, event: LogEvent): Promise<unknown> =>
  db.bus(async (tx) => {
    await tx.query('insert into bus.inbox (consumer, id, pos) values ($1, $2, $3) on conflict do nothing', [consumer, event.id, event.pos]);
    await tx.query(`update bus.dead set state = 'resolved' where consumer = $1 and pos = $2`, [consumer, event.pos]);
  });

const bury = (db: Database, consumer: string, event: LogEvent, why: { readonly error: string; readonly state: 'waiting' | 'parked' }): Promise<unknown> =>
  db.bus((tx) =>
    tx.query(
      `insert into bus.dead (consumer, pos, org_id, id, agg, error, state, next_at) values ($1, $2, $3, $4, $5, $6, $7, now() + interval '1 second')
    on conflict (consumer, pos) do update set tries = dead.tries + 1, error = excluded.error, next_at = now() + make_interval(secs => least(300, power(2, dead.tries)))`,
      [consumer, event.pos, event.org_id, event.id, event.agg, why.error.slice(0, 1000), why.state],
    ),
  );

/** Tries waiting events again, oldest first per aggregate; parked ones follow once the one before them is through. */
async function retryDead(db: Database, consumer: string, handle: Handler): Promise<void> {
  const due = await db.bus((tx) =>
    tx.query<LogEvent & { tries: number }>(
      `select distinct on (d.org_id, d.agg) e.pos, e.org_id, e.id, e.agg, e.agg_seq, e.name, e.payload, d.tries from bus.dead d join bus.event_log e on e.pos = d.pos
    where d.consumer = $1 and d.state in ('waiting', 'parked') and d.next_at <= now() and d.tries < ${TRIES} order by d.org_id, d.agg, d.pos limit 50`,
      [consumer],
    ),
  );
  for (const event of due) {
    try {
      await handle(event);
      await settle(db, consumer, event);
    } catch (error) {
      await bury(db, consumer, event, { error: String(error), state: 'waiting' });
    }
  }
}

/** The house acts on an event through the same run() as people, with the event's id as key. */
export function reactionHandler(ports: PenPorts, reactions: readonly Reaction[], tenantOf: (org: string) => Promise<string>): Handler {
  return async (event) => {
    for (const reaction of reactions.filter((r) => r.on === event.name)) {
      const scope = { org: event.org_id, tenant: await tenantOf(event.org_id), sites: null };
      for (const ask of reaction.react({ id: event.id, org: event.org_id, payload: event.payload })) await obey(ports, scope, { reaction, ask });
    }
  };
}

const HOUSE_ACTOR = { id: '00000000-0000-0000-0000-00000000beef', name: '系统', rights: ['*'], roles: [], sites: 'all' as const };

async function obey(ports: PenPorts, scope: { org: string; tenant: string; sites: null }, order: { readonly reaction: Reaction; readonly ask: CommandRequest }): Promise<void> {
  const { reaction, ask } = order;
  const outcome = await run(
    ports,
    { actor: HOUSE_ACTOR, scope, trace: { reaction: reaction.name } },
    { type: ask.type, command: ask.command as 'save', key: ask.key, body: ask.body },
  );
  if (!outcome.ok) throw new Error(`${reaction.name}: ${problemOf(outcome.refusal).detail}`);
}

/** Keeps a consumer going. */
export const startConsumer = (db: Database, consumer: { readonly name: string; readonly handle: Handler }, onError: (error: unknown) => void) =>
  looped(
    db,
    async () => {
      while ((await consumeOnce(db, consumer.name, consumer.handle)) === BATCH);
    },
    { poll: 1000, onError },
  );

export type LiveChange = { readonly org: string; readonly topic: string; readonly id: string; readonly version: string };

/** Tells every listener of this process what changed, from the moment it starts. Missed wake-ups are caught by the next read. */
export function startLive(db: Database, tell: (change: LiveChange) => void, onError: (error: unknown) => void) {
  let last: bigint | null = null;
  const read = async (): Promise<void> => {
    await db.bus(async (tx) => {
      if (last === null) {
        last = (await tx.query<{ pos: bigint }>('select pos from bus.log_head'))[0]?.pos ?? 0n;
        return;
      }
      for (const e of await eventsAfter(tx, last, 1000)) {
        last = e.pos;
        const [topic = '', id = ''] = e.agg.split(':');
        tell({ org: e.org_id, topic: e.name === 'record-saved/1' ? String(e.payload['type']) : topic, id, version: e.agg_seq.toString() });
      }
    });
  };
  return looped(db, read, { poll: 500, onError });
}
