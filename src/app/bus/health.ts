// How the bus is, measured: what was lost (by anti-join, not assumed), how long from commit to effect, what waits, how often people stepped in.
import { TRIES } from '#bus';
import { THE_HOUSE } from '#books/pen';
import type { Reaction } from '#kernel/module';
import type { Database, Scope, Tx } from '#kernel/ports';
import { looped } from '../sequencer.ts';
import { type Alarm, alarmsOf } from './alarms.ts';
import { SCENE_WORDS, sceneOf, SCENES, scenesOff } from './scenes.ts';

export type Delays = { readonly handled: number; readonly p50: number | null; readonly p99: number | null; readonly max: number | null };
export type ConsumerHealth = Delays & {
  readonly consumer: string;
  /** The company's events that the cursor has not passed. */
  readonly behind: number;
  readonly dead: number;
  readonly stuck: number;
  readonly parked: number;
  readonly skipped: number;
  readonly loss: number;
  /** Seconds since it last looked, and age of the oldest event it has not passed. */
  readonly silent: number | null;
  readonly oldest: number | null;
};
export type SceneHealth = Delays & {
  readonly key: string;
  readonly on: boolean;
  readonly dead: number;
  readonly loss: number;
  /** Documents the house made by itself in 30 days, and those people changed, rejected or undid. */
  readonly made: number;
  readonly overridden: number;
  readonly hands: number;
};
export type Health = {
  readonly at: string;
  readonly head: string;
  /** Events committed but not yet in the log, and the age of the oldest, in seconds. */
  readonly waiting: number;
  readonly waitingAge: number | null;
  readonly consumers: readonly ConsumerHealth[];
  readonly scenes: readonly SceneHealth[];
  readonly lost: readonly { readonly consumer: string; readonly pos: string; readonly name: string; readonly number: string | null; readonly foundAt: string }[];
  readonly alarms: readonly Alarm[];
};
export type MinutePoint = Delays & { readonly minute: string; readonly scene: string; readonly consumer: string; readonly dead: number; readonly loss: number };

/** The newest events are searched for losses every time, old ones a slice at a time: as many as take about so many ms, so that nobody else waits for it. */
const NEWEST = 500;
const SLICE = { least: 500, most: 20_000, ms: 25 } as const;
let slice: number = SLICE.least;
/** Minutes are kept for so many days. */
const KEPT = 30;
/** Live figures are of so many seconds. */
const WINDOW = 60;
const DELAYS = `count(*)::int as handled, percentile_disc(0.5) within group (order by i.delay_ms) as p50, percentile_disc(0.99) within group (order by i.delay_ms) as p99, max(i.delay_ms) as max`;
const SCENE = `(select s.scene from unnest($1::text[], $2::text[]) with ordinality s(scene, word, n) where s.word = any (regexp_split_to_array(e.name, '[-./]')) order by s.n limit 1)`;
/** The scene of every event name in `part`, as one object: there are few names and, on a busy day, a hundred thousand deliveries a minute. */
const SCENES_OF_PART = `named as materialized (select coalesce(jsonb_object_agg(e.name, ${SCENE}), '{}') as scenes from (select distinct name from part) e)`;
const WORDS = [SCENE_WORDS.map((w) => w.scene), SCENE_WORDS.map((w) => w.word)];

/**
 * One measurement, by whichever process comes first: looks for events a consumer has passed without a trace, and writes down the minutes that are over.
 * False when another process has measured within the last second.
 */
export const measure = (db: Database): Promise<boolean> =>
  db.bus(async (tx) => {
    const mine = await tx.query(`update bus.pulse set at = clock_timestamp() where at < clock_timestamp() - interval '900 milliseconds' returning 1`);
    if (mine.length === 0) return false;
    // A few hundred events by their keys, however much there is: without figures of the tables the planner would read all of them for each, a second long.
    await tx.query(`select set_config(s, 'off', true) from unnest(array['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin']) s`);
    const at = performance.now();
    await findLosses(tx, slice);
    slice = performance.now() - at > SLICE.ms ? Math.max(SLICE.least, Math.floor(slice / 2)) : Math.min(SLICE.most, slice * 2);
    await keepMinutes(tx);
    return true;
  });

async function findLosses(tx: Tx, most: number): Promise<void> {
  await tx.query(`delete from bus.loss l where exists (select from bus.inbox i where i.consumer = l.consumer and i.pos = l.pos) or exists (select from bus.dead d where d.consumer = l.consumer and d.pos = l.pos)
    or not exists (select from bus.cursor c where c.consumer = l.consumer and c.pos >= l.pos)`);
  await tx.query(
    `with span as (select c.consumer, c.since, c.pos, coalesce((p.scanned->>c.consumer)::bigint, 0) as seen from bus.cursor c, bus.pulse p),
    lap as (select consumer, since, pos, case when seen >= pos or seen < since then since else seen end as lo from span),
    part as (select consumer, lo, least(lo + $1, pos) as hi from lap union all select consumer, greatest(since, pos - $2), pos from lap),
    lost as (
      insert into bus.loss (consumer, pos, org_id, id) select distinct p.consumer, e.pos, e.org_id, e.id from part p join bus.event_log e on e.pos > p.lo and e.pos <= p.hi
      where not exists (select from bus.inbox i where i.consumer = p.consumer and i.pos = e.pos) and not exists (select from bus.dead d where d.consumer = p.consumer and d.pos = e.pos)
      on conflict do nothing)
    update bus.pulse set scanned = coalesce((select jsonb_object_agg(consumer, least(lo + $1, pos)) from lap), '{}')`,
    [most, NEWEST],
  );
}

/** Figures of the last whole minute; whoever was not there to write an earlier one leaves a gap. */
async function keepMinutes(tx: Tx): Promise<void> {
  await tx.query(
    `with span as (select date_trunc('minute', clock_timestamp()) - interval '1 minute' as at where not exists (select from bus.minute where minute = date_trunc('minute', clock_timestamp()) - interval '1 minute')),
    part as materialized (select i.org_id, i.consumer, e.name, i.delay_ms, span.at from span join bus.inbox i on i.handled_at >= span.at and i.handled_at < span.at + interval '1 minute' join bus.event_log e on e.pos = i.pos
      where i.org_id is not null),
    ${SCENES_OF_PART}, told as (select p.*, coalesce(named.scenes->>p.name, 'other') as scene from part p cross join named)
    insert into bus.minute (org_id, consumer, scene, minute, handled, p50_ms, p99_ms, max_ms, behind, dead, loss)
    select i.org_id, i.consumer, coalesce(i.scene, ''), i.at, count(*), percentile_disc(0.5) within group (order by i.delay_ms), percentile_disc(0.99) within group (order by i.delay_ms), max(i.delay_ms),
      0, (select count(*) from bus.dead d where d.consumer = i.consumer and d.org_id = i.org_id and d.state = 'waiting'), (select count(*) from bus.loss l where l.consumer = i.consumer and l.org_id = i.org_id)
    from told i group by grouping sets ((i.org_id, i.consumer, i.at), (i.org_id, i.consumer, i.at, i.scene)) on conflict do nothing`,
    WORDS,
  );
  await tx.query(`delete from bus.minute where minute < clock_timestamp() - interval '${KEPT} days'`);
}

/** Keeps measuring, once a second; every process may. */
export const startMeasuring = (db: Database, onError: (error: unknown) => void) => looped(db, () => measure(db), { hears: null, poll: 1000, onError });

/** What the board knows besides the database: the house's reactions, to tell which scene a document of the house came from, and its clock. */
export type Board = { readonly reactions: readonly Reaction[]; readonly now: string };

/** The board of one company. */
export async function health(db: Database, scope: Scope, board: Board): Promise<Health> {
  const { org } = scope;
  const off = await scenesOff(db, org);
  const { stood, consumers, delays, dead, lost } = await db.bus((tx) => figures(tx, org));
  const override = await overrides(db, scope, board);
  const scenes = SCENES.map((s): SceneHealth => {
    const made = override.filter((o) => o.scene === s.key);
    const timed = delays.find((d) => d.scene === s.key);
    return {
      key: s.key,
      on: !off.has(s.key),
      handled: timed?.handled ?? 0,
      p50: timed?.p50 ?? null,
      p99: timed?.p99 ?? null,
      max: timed?.max ?? null,
      dead: dead.filter((d) => sceneOf(d.name) === s.key).length,
      loss: lost.filter((l) => sceneOf(l.name) === s.key).length,
      made: made.reduce((n, o) => n + o.made, 0),
      overridden: made.reduce((n, o) => n + o.overridden, 0),
      hands: made.reduce((n, o) => n + o.hands, 0),
    };
  });
  const seen = { at: stood.at, head: stood.head, waiting: stood.waiting, waitingAge: stood.age, consumers, scenes, lost };
  return { ...seen, alarms: alarmsOf(seen) };
}

type Stood = { readonly at: string; readonly head: string; readonly waiting: number; readonly age: number | null };

async function figures(tx: Tx, org: string) {
  const [stood] = await tx.query<Stood>(
    `select clock_timestamp() as at, h.pos::text as head, (select count(*)::int from bus.outbox where org_id = $1) as waiting, (select extract(epoch from clock_timestamp() - min(created))::float8 from bus.outbox where org_id = $1) as age from bus.log_head h`,
    [org],
  );
  const consumers = await tx.query<ConsumerHealth>(
    `select c.consumer, b.behind::int,
      coalesce(d.dead, 0)::int as dead, coalesce(d.stuck, 0)::int as stuck, coalesce(d.parked, 0)::int as parked, coalesce(d.skipped, 0)::int as skipped, coalesce(l.loss, 0)::int as loss,
      case when c.seen_at > '-infinity' then extract(epoch from clock_timestamp() - c.seen_at)::float8 end as silent, extract(epoch from clock_timestamp() - b.oldest)::float8 as oldest,
      coalesce(t.handled, 0)::int as handled, t.p50, t.p99, t.max
    from bus.cursor c
    cross join lateral (select count(*) as behind, min(e.sequenced) as oldest from bus.event_log e where e.org_id = $1 and e.pos > c.pos) b
    left join lateral (select count(*) filter (where state = 'waiting') as dead, count(*) filter (where state = 'waiting' and tries >= ${TRIES}) as stuck,
      count(*) filter (where state = 'parked') as parked, count(*) filter (where state = 'skipped') as skipped from bus.dead d where d.consumer = c.consumer and d.org_id = $1) d on true
    left join lateral (select count(*) as loss from bus.loss l where l.consumer = c.consumer and l.org_id = $1) l on true
    left join lateral (select ${DELAYS} from bus.inbox i where i.consumer = c.consumer and i.org_id = $1 and i.handled_at > clock_timestamp() - interval '${WINDOW} seconds') t on true
    order by c.consumer`,
    [org],
  );
  const delays = await tx.query<Delays & { scene: string | null }>(
    `with part as materialized (select e.name, i.delay_ms from bus.inbox i join bus.event_log e on e.pos = i.pos where i.org_id = $3 and i.consumer = 'reactions' and i.handled_at > clock_timestamp() - interval '${WINDOW} seconds'),
    ${SCENES_OF_PART} select named.scenes->>i.name as scene, ${DELAYS} from part i cross join named group by 1`,
    [...WORDS, org],
  );
  const dead = await tx.query<{ name: string }>(`select e.name from bus.dead d join bus.event_log e on e.pos = d.pos where d.org_id = $1 and d.state = 'waiting' limit 1000`, [
    org,
  ]);
  const lost = await tx.query<Health['lost'][number]>(
    `select l.consumer, l.pos::text, e.name, e.payload->>'number' as number, l.found_at as "foundAt" from bus.loss l join bus.event_log e on e.pos = l.pos where l.org_id = $1 order by l.pos limit 200`,
    [org],
  );
  return { stood: stood ?? { at: '', head: '0', waiting: 0, age: null }, consumers, delays, dead, lost };
}

type Override = { readonly scene: string | null; readonly made: number; readonly overridden: number; readonly hands: number };

/** What the house did by itself and people changed, rejected or undid afterwards, and what people moved by hand, in 30 days. */
async function overrides(db: Database, scope: Scope, { reactions, now }: Board): Promise<Override[]> {
  const rows = await db.read(scope, (s) =>
    s.query<{ reaction: string | null; event: string | null; made: number; overridden: number; hands: number }>(
      `with mine as (select a.subject_id, min(a.context->>'reaction') as reaction from books.audit_log a
        where a.org_id = books.org() and a.at > $2::timestamptz - interval '30 days' and a.user_id = $1 and a.context ? 'reaction' group by 1)
      select m.reaction, null as event, count(*)::int as made, 0 as hands, (count(*) filter (where exists (
          select from books.audit_log b where b.org_id = books.org() and b.subject_id = m.subject_id and b.user_id <> $1 and split_part(b.action, '.', 2) in ('save', 'void', 'reject', 'reverse', 'correct', 'close'))))::int as overridden
        from mine m group by 1
      union all
      select null, a.context->>'event', 0, count(*)::int, 0 from books.audit_log a where a.org_id = books.org() and a.at > $2::timestamptz - interval '30 days' and a.subject = 'dead-letter' group by 2`,
      [THE_HOUSE.id, now],
    ),
  );
  const eventOf = new Map(reactions.map((r) => [r.name, r.on]));
  return rows.map((r) => ({ scene: sceneOf(r.event ?? eventOf.get(r.reaction ?? '') ?? ''), made: r.made, overridden: r.overridden, hands: r.hands }));
}

/** Minutes of the last hours, for the charts: all of each consumer (scene '') and of each scene. */
export const history = (db: Database, org: string, hours: number): Promise<MinutePoint[]> =>
  db.bus((tx) =>
    tx.query<MinutePoint>(
      `select minute, scene, consumer, handled, p50_ms as p50, p99_ms as p99, max_ms as max, dead, loss from bus.minute where org_id = $1 and minute > clock_timestamp() - make_interval(hours => $2) order by minute`,
      [org, hours],
    ),
  );
