// Delivers the log to webhook endpoints. Every process runs this; each endpoint is held by one of them at a time, and its events go out in order. One that is slow keeps
// nobody but itself waiting: its delivery goes on beside the rounds that come after.
import type { Database, Tx } from '#kernel/ports';
import { randomInt } from 'node:crypto';
import type { Ports } from '../../context.ts';
import { houseCaller } from '../house-caller.ts';
import { tellManagers } from '../tell.ts';
import type { Allowed } from './address.ts';
import { MOST_TRIES, waitAfter } from './backoff.ts';
import { unseal } from './secret-box.ts';
import { type Delivered, type Outgoing, send } from './send.ts';

/** How long an endpoint is held without a word; longer than one delivery may take. Seconds. */
const HOLD = 40;
/** Endpoints a process sends to at the same time, events read at a time, events one endpoint may send before others have their turn. */
const [AT_ONCE, PAGE, TURN] = [8, 20, 200];
/** Attempts kept of an endpoint. */
const KEPT = 300;

export type Endpoint = {
  readonly org_id: string;
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly wants: readonly string[];
  readonly secret: string;
  readonly old_secret: string | null;
  readonly pos: bigint;
  readonly tries: number;
};
type Event = {
  readonly pos: bigint;
  readonly id: string;
  readonly agg: string;
  readonly agg_seq: bigint;
  readonly name: string;
  readonly payload: unknown;
  readonly created: string;
};
/** `under`: the deliveries of this process that are under way, by endpoint. */
export type Sender = { readonly ports: Ports; readonly allowed: Allowed; readonly holder: string; readonly under: Map<string, Promise<number>> };

/** Columns an endpoint is sent with; a secret that ran out is not used any more. */
const COLUMNS = (of: string): string =>
  `${of}.org_id, ${of}.id, ${of}.name, ${of}.url, ${of}.wants, ${of}.secret, case when ${of}.old_secret_until > clock_timestamp() then ${of}.old_secret end as old_secret, ${of}.pos, ${of}.tries`;
/** True for events an endpoint wants: all, or those named (`goods-receipt-posted/1`) or begun (`sales-*`). */
export const WANTED = `(cardinality($3::text[]) = 0 or exists (select from unnest($3::text[]) w where e.name = w or right(w, 1) = '*' and starts_with(e.name, left(w, -1))))`;
const EVENT = 'e.pos, e.id, e.agg, e.agg_seq, e.name, e.payload, e.created';

export const outgoing = (org: string, e: Event): Outgoing => ({
  id: e.id,
  pos: e.pos,
  name: e.name,
  org,
  agg: e.agg,
  sequence: e.agg_seq.toString(),
  at: e.created,
  payload: e.payload,
});
/** The secrets a delivery is signed with; none when they were sealed with another key. */
export const secretsOf = (e: Pick<Endpoint, 'id' | 'secret' | 'old_secret'>): string[] => [e.secret, e.old_secret].flatMap((s) => (s === null ? [] : (unseal(s, e.id) ?? [])));

/** Begins to send to endpoints that have something and are not under way here already; `ended` hears of each that is through, and how many attempts it made or what went wrong. */
export async function beginDeliveries(sender: Sender, ended: (outcome: number | Error) => void): Promise<void> {
  for (const endpoint of await claim(sender)) {
    const work = deliverTo(sender, endpoint).finally(() => sender.under.delete(endpoint.id));
    sender.under.set(endpoint.id, work);
    void work.then(ended, ended);
  }
}

/** One round, and all of it through; returns how many attempts were made. */
export async function deliverOnce(sender: Sender): Promise<number> {
  await beginDeliveries(sender, () => undefined);
  return (await Promise.all(sender.under.values())).reduce((sum, n) => sum + n, 0);
}

const claim = ({ ports, holder, under }: Sender): Promise<Endpoint[]> =>
  ports.db.bus((tx) =>
    tx.query<Endpoint>(
      `update outside.endpoint e set holder = $1, held_until = clock_timestamp() + make_interval(secs => ${HOLD}) from (
        select p.org_id, p.id from outside.endpoint p where p.state = 'on' and p.next_at <= clock_timestamp() and p.id <> all ($2::uuid[]) and (p.held_until is null or p.held_until < clock_timestamp() or p.holder = $1)
          and exists (select from bus.event_log l where l.org_id = p.org_id and l.pos > p.pos) order by p.next_at limit $3 for update skip locked) d
      where e.org_id = d.org_id and e.id = d.id returning ${COLUMNS('e')}`,
      [holder, [...under.keys()], AT_ONCE - under.size],
    ),
  );

async function deliverTo(sender: Sender, endpoint: Endpoint): Promise<number> {
  const { db } = sender.ports;
  let at = endpoint;
  let sent = 0;
  try {
    for (;;) {
      const { events, scanned } = await nextFor(db, at);
      for (const event of events) {
        const delivered = await send({ url: at.url, secrets: secretsOf(at), allowed: sender.allowed, now: Date.now() }, outgoing(at.org_id, event));
        sent += 1;
        const kept = await settle(sender, at, { event, delivered });
        if (!kept || !delivered.ok) return sent;
        at = { ...at, pos: event.pos, tries: 0 };
      }
      if (events.length === PAGE && sent < TURN) continue;
      if (events.length < PAGE && scanned > at.pos) await moveOn(sender, at, scanned);
      return sent;
    }
  } finally {
    await release(sender, endpoint);
  }
}

/** The next events an endpoint wants, and how far the log was looked through (one statement, so nothing slips in between). */
async function nextFor(db: Database, at: Endpoint): Promise<{ readonly events: readonly Event[]; readonly scanned: bigint }> {
  const rows = await db.bus((tx) =>
    tx.query<Event & { scanned: bigint }>(
      `with head as (select coalesce(max(pos), $2) as pos from bus.event_log where org_id = $1)
      select ${EVENT}, head.pos as scanned from head left join lateral (select * from bus.event_log e where e.org_id = $1 and e.pos > $2 and e.pos <= head.pos and ${WANTED} order by e.pos limit ${PAGE}) e on true order by e.pos`,
      [at.org_id, at.pos, at.wants],
    ),
  );
  return { events: rows.filter((r) => r.id !== null), scanned: rows[0]?.scanned ?? at.pos };
}

/** Only who holds the endpoint moves it, and only from where it stood: a replay by hand meanwhile wins. */
const MINE = `org_id = $1 and id = $2 and holder = $3 and held_until > clock_timestamp() and pos = $4 and state = 'on'`;
const mine = (sender: Sender, at: Endpoint): readonly unknown[] => [at.org_id, at.id, sender.holder, at.pos];

const moveOn = (sender: Sender, at: Endpoint, to: bigint): Promise<unknown> =>
  sender.ports.db.bus((tx) => tx.query(`update outside.endpoint set pos = $5 where ${MINE}`, [...mine(sender, at), to]));

const release = ({ ports, holder }: Sender, at: Endpoint): Promise<unknown> =>
  ports.db.bus(async (tx) => {
    await tx.query('update outside.endpoint set holder = null, held_until = null where org_id = $1 and id = $2 and holder = $3', [at.org_id, at.id, holder]);
    await tx.query(
      `delete from outside.delivery where org_id = $1 and endpoint_id = $2 and id <= (select id from outside.delivery where org_id = $1 and endpoint_id = $2 order by id desc offset ${KEPT} limit 1)`,
      [at.org_id, at.id],
    );
  });

/** Writes the attempt down and moves the endpoint; false when it is no longer ours. */
async function settle(sender: Sender, at: Endpoint, done: { readonly event: Event; readonly delivered: Delivered }): Promise<boolean> {
  const { event, delivered } = done;
  const tries = at.tries + 1;
  const givenUp = !delivered.ok && (delivered.status === 410 || tries >= MOST_TRIES);
  const kept = await sender.ports.db.bus(async (tx) => {
    await noteDelivery(tx, at, { kind: 'auto', name: event.name, pos: event.pos, eventId: event.id, tries, delivered });
    const rows = delivered.ok
      ? await tx.query(
          `update outside.endpoint set pos = $5, tries = 0, failing_since = null, next_at = clock_timestamp(), held_until = clock_timestamp() + make_interval(secs => ${HOLD}) where ${MINE} returning id`,
          [...mine(sender, at), event.pos],
        )
      : await tx.query(
          `update outside.endpoint set tries = $5, failing_since = coalesce(failing_since, clock_timestamp()), next_at = clock_timestamp() + make_interval(secs => $6::float8),
            state = case when $7 then 'disabled' else state end, reason = case when $7 then $8 else reason end where ${MINE} returning id`,
          [...mine(sender, at), tries, waitAfter(tries, randomInt(1000) / 1000, delivered.retryAfter), givenUp, whyGivenUp(delivered, tries)],
        );
    return rows.length > 0;
  });
  if (kept && givenUp) await tellGivenUp(sender.ports, at, whyGivenUp(delivered, tries));
  return kept;
}

const whyGivenUp = (d: Delivered, tries: number): string => (d.status === 410 ? '对方答复 410：地址已作废' : `同一事件连续 ${tries} 次没有送到，最后一次：${d.error ?? ''}`);

async function tellGivenUp(ports: Ports, at: Endpoint, why: string): Promise<void> {
  const caller = await houseCaller(ports.db, at.org_id);
  const told = { action: 'webhook.disable', subject: 'webhook', id: at.id, title: `Webhook ${at.name} 已自动停用`, text: why };
  await ports.db.write(caller.scope, (tx) => tellManagers(ports, caller, { tx, told }));
  ports.db.nudge('booked');
}

type Attempt = {
  readonly kind: 'auto' | 'resend' | 'test';
  readonly name: string;
  readonly pos: bigint | null;
  readonly eventId: string;
  readonly tries: number;
  readonly delivered: Delivered;
};
export const noteDelivery = (tx: Tx, at: Pick<Endpoint, 'org_id' | 'id' | 'url'>, made: Attempt): Promise<unknown> =>
  tx.query(
    'insert into outside.delivery (org_id, endpoint_id, kind, pos, event_id, name, try, ms, status, error, request, response) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb, $12)',
    [
      at.org_id,
      at.id,
      made.kind,
      made.pos,
      made.eventId,
      made.name,
      made.tries,
      made.delivered.ms,
      made.delivered.status,
      made.delivered.error,
      JSON.stringify({ url: at.url, headers: made.delivered.headers }),
      made.delivered.response,
    ],
  );

/** The endpoint with its secrets; for a delivery by hand. */
export const endpointOf = async (db: Database, org: string, id: string): Promise<Endpoint | undefined> =>
  (await db.bus((tx) => tx.query<Endpoint>(`select ${COLUMNS('e')} from outside.endpoint e where e.org_id = $1 and e.id = $2`, [org, id])))[0];

/** One event of a company by its position. */
export const eventAt = async (db: Database, org: string, pos: bigint): Promise<Event | undefined> =>
  (await db.bus((tx) => tx.query<Event>(`select ${EVENT} from bus.event_log e where e.org_id = $1 and e.pos = $2`, [org, pos])))[0];
