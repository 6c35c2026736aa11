// Who reads the log: the house's own reactions, and the live screens (a reader without effects, so it needs no inbox). How a consumer reads: #bus.
import { type PenPorts, run, THE_HOUSE } from '#books/pen';
import type { LogEvent } from '#bus';
import type { CommandRequest, Reaction } from '#kernel/module';
import type { Database, Tx } from '#kernel/ports';
import { problemOf } from './problem.ts';
import { looped } from './sequencer.ts';

export type { Handler, LogEvent } from '#bus';
export { consumeOnce, replay, startConsumer } from './bus/read.ts';

/** The house acts on an event through the same run() as people, with the event's id as key. */
export function reactionHandler(ports: PenPorts, reactions: readonly Reaction[], tenantOf: (org: string) => Promise<string>): (event: LogEvent) => Promise<void> {
  return async (event) => {
    for (const reaction of reactions.filter((r) => r.on === event.name)) {
      const scope = { org: event.org_id, tenant: await tenantOf(event.org_id), sites: null };
      const heard = { id: event.id, org: event.org_id, today: ports.clock.today(), payload: event.payload };
      const { read } = reaction;
      const known = read ? await ports.db.read(scope, (s) => read(s, heard)) : undefined;
      for (const ask of reaction.react(heard, known)) await obey(ports, scope, { reaction, ask });
    }
  };
}

async function obey(ports: PenPorts, scope: { org: string; tenant: string; sites: null }, order: { readonly reaction: Reaction; readonly ask: CommandRequest }): Promise<void> {
  const { reaction, ask } = order;
  const outcome = await run(
    ports,
    { actor: THE_HOUSE, scope, trace: { reaction: reaction.name } },
    { type: ask.type, command: ask.command as 'save', key: ask.key, body: ask.body, ...(ask.id ? { id: ask.id } : {}) },
  );
  // Done before, from what was known then: a crash came between the effect and the cursor.
  if (!outcome.ok && outcome.refusal.refused === 'same-key-other-body') return;
  if (!outcome.ok) throw new Error(`${reaction.name}: ${problemOf(outcome.refusal).detail}`);
}

/** Events read at a time. */
const PAGE = 1000;
const eventsAfter = (tx: Tx, pos: bigint, most: number): Promise<LogEvent[]> =>
  tx.query('select pos, org_id, id, agg, agg_seq, name, payload from bus.event_log where pos > $1 order by pos limit $2', [pos, most]);

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
      for (let page: LogEvent[] | null = null; page === null || page.length === PAGE; ) {
        page = await eventsAfter(tx, last, PAGE);
        for (const e of page) {
          last = e.pos;
          const [topic = '', id = ''] = e.agg.split(':');
          tell({ org: e.org_id, topic: e.name === 'record-saved/1' ? String(e.payload['type']) : e.name === 'noticed/1' ? 'notice' : topic, id, version: e.agg_seq.toString() });
        }
      }
    });
  };
  return looped(db, read, { hears: 'log', rest: 25, poll: 500, onError });
}
