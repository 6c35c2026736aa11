// The log to Kafka: in order, acknowledged by all replicas, and only then does the cursor move. After a crash the last batch may come twice, with the same ce_id.
// A broker refuses what is larger than its message.max.bytes (1 MiB unless changed), and would for ever: batches stay below it, and an event that cannot goes without its content.
import type { Database } from '#kernel/ports';
import type { Message, Producer } from 'kafkajs';
import { type LogRow, messageOf, withoutContent } from './message.ts';

export const KAFKA_CONSUMER = 'kafka';
const BATCH = 500;
/** Room for the contents and headers of one batch, bytes; headers take about so many each. */
const [MOST_BYTES, HEADERS] = [900_000, 700];

/** Publishes what lies behind the cursor; returns how many events were acknowledged. Run by one process at a time (lease). */
export async function publishOnce(db: Database, producer: Pick<Producer, 'send'>, topic: string): Promise<number> {
  const { from, events } = await db.bus(async (tx) => {
    await tx.query(`insert into bus.cursor (consumer) values ($1) on conflict do nothing`, [KAFKA_CONSUMER]);
    const [cursor] = await tx.query<{ pos: bigint }>('update bus.cursor set seen_at = clock_timestamp() where consumer = $1 returning pos', [KAFKA_CONSUMER]);
    const pos = cursor?.pos ?? 0n;
    return {
      from: pos,
      events: await tx.query<LogRow>('select pos, org_id, id, agg, agg_seq, name, payload, created from bus.event_log where pos > $1 order by pos limit $2', [pos, BATCH]),
    };
  });
  const { last, messages } = batchOf(events);
  if (last === null) return 0;
  await producer.send({ topic, acks: -1, messages });
  // Only from where we read: a successor that was faster, or a replay by hand, is not overrun.
  await db.bus(async (tx) => {
    const moved = await tx.query('update bus.cursor set pos = $3, updated_at = now() where consumer = $1 and pos = $2 returning pos', [KAFKA_CONSUMER, from, last]);
    if (moved.length > 0)
      await tx.query(
        `insert into bus.inbox (consumer, id, pos, org_id, delay_ms) select $1, id, pos, org_id, (extract(epoch from clock_timestamp() - created) * 1000)::int from bus.event_log where pos > $2 and pos <= $3 on conflict do nothing`,
        [KAFKA_CONSUMER, from, last],
      );
  });
  return messages.length;
}

/** As many events, from the first, as one batch holds. */
function batchOf(events: readonly LogRow[]): { readonly last: bigint | null; readonly messages: Message[] } {
  const messages: Message[] = [];
  let [room, last]: [number, bigint | null] = [MOST_BYTES, null];
  for (const event of events) {
    const whole = messageOf(event);
    const size = HEADERS + Buffer.byteLength(whole.value ?? '');
    if (size > room && messages.length > 0) break;
    messages.push(size > MOST_BYTES ? withoutContent(whole) : whole);
    room -= size;
    last = event.pos;
  }
  return { last, messages };
}
