// The store port of the bus over PostgreSQL (and PGlite): one transaction a method, the least possible number of statements in it.
import { type Ask, type Burial, type BusStore, type LogEvent, type Settlement, type Taken, TRIES } from '#bus';
import type { Database, Tx } from '#kernel/ports';

type Found = { readonly pos: bigint; readonly epoch: bigint; readonly begun: readonly bigint[]; readonly work: boolean; readonly letters: boolean };
const ROW = 'e.pos, e.org_id, e.id, e.agg, e.agg_seq, e.name';
/** Letters to try again: the first open one of its aggregate, when its time has come. */
const FIRST_DUE = `d.consumer = $1 and d.state in ('waiting', 'parked') and d.next_at <= clock_timestamp() and d.tries < ${TRIES}
  and not exists (select from bus.dead b where b.consumer = d.consumer and b.org_id = d.org_id and b.agg = d.agg and b.pos < d.pos and b.state in ('waiting', 'parked'))`;

/** A store for one process; it remembers which consumers have a cursor. */
export function busStore(db: Database): BusStore {
  const known = new Set<string>();
  return {
    sequence: (most) => db.bus(async (tx) => Number((await tx.query<{ moved: number }>('select bus.sequence($1) as moved', [most]))[0]?.moved ?? 0)),
    take: (ask) =>
      db.bus(async (tx) => {
        if (!known.has(ask.consumer)) await tx.query('insert into bus.cursor (consumer) values ($1) on conflict do nothing', [ask.consumer]);
        known.add(ask.consumer);
        return take(tx, ask);
      }),
    settle: (report) => db.bus((tx) => settle(tx, report)),
    begin: ({ consumer, epoch, pos, lease }) =>
      db.bus(async (tx) => {
        const held = await tx.query(
          `update bus.cursor set leased_until = clock_timestamp() + $4 * interval '1 millisecond', begun = case when $3::bigint is null or $3 = any (begun) then begun else begun || $3::bigint end
          where consumer = $1 and epoch = $2 returning 1`,
          [consumer, epoch, pos, lease],
        );
        return held.length > 0;
      }),
    replay: (consumer, from) =>
      db.bus(async (tx) => {
        await tx.query(
          `insert into bus.cursor (consumer, pos, since) values ($1, $2, $2) on conflict (consumer) do update
          set pos = $2, since = least(cursor.since, $2), epoch = cursor.epoch + 1, leased_until = '-infinity', begun = '{}'`,
          [consumer, from],
        );
        for (const table of ['inbox', 'dead', 'loss']) await tx.query(`delete from bus.${table} where consumer = $1 and pos > $2`, [consumer, from]);
      }),
  };
}

async function take(tx: Tx, { consumer, holder, lease, most }: Ask): Promise<Taken | null> {
  // Whoever has nothing to do writes nothing, except once a second that it is there.
  const [cursor] = await tx.query<Found>(
    `with w as (select c.consumer, c.pos < h.pos or exists (select from bus.dead d where ${FIRST_DUE}) as work,
      exists (select from bus.dead d where d.consumer = $1 and d.state in ('waiting', 'parked')) as letters from bus.cursor c, bus.log_head h where c.consumer = $1)
    update bus.cursor c set holder = $2, epoch = c.epoch + 1, seen_at = clock_timestamp(), leased_until = case when w.work then clock_timestamp() + $3 * interval '1 millisecond' else c.leased_until end
    from w where c.consumer = w.consumer and (c.leased_until <= clock_timestamp() or c.holder = $2) and (w.work or c.seen_at < clock_timestamp() - interval '1 second')
    returning c.pos, c.epoch, c.begun, w.work, w.letters`,
    [consumer, holder, lease],
  );
  if (!cursor?.work) return null;
  const events = await tx.query<LogEvent & { seen: boolean }>(
    // The positions are dense, so a range of them is also a number of events.
    `select ${ROW}, e.payload, i.pos is not null as seen from bus.event_log e left join bus.inbox i on i.consumer = $1 and i.pos = e.pos and i.pos > $2 and i.pos <= $3
    where e.pos > $2 and e.pos <= $3 order by e.pos`,
    [consumer, cursor.pos, cursor.pos + BigInt(most)],
  );
  if (!cursor.letters) return { epoch: cursor.epoch, events, parked: new Set(), due: [], begun: new Set(cursor.begun.map(BigInt)) };
  const parked = await tx.query<{ agg: string }>(`select distinct d.org_id || '/' || d.agg as agg from bus.dead d where d.consumer = $1 and d.state in ('waiting', 'parked')`, [
    consumer,
  ]);
  const due = await tx.query<LogEvent & { tried: boolean }>(
    `with first as (select d.org_id, d.agg from bus.dead d where ${FIRST_DUE})
    select ${ROW}, coalesce(d.payload, e.payload) as payload, d.tries > 0 as tried from first f
    join bus.dead d on d.consumer = $1 and d.org_id = f.org_id and d.agg = f.agg and d.state in ('waiting', 'parked') join bus.event_log e on e.pos = d.pos
    order by d.org_id, d.agg, d.pos limit $2`,
    [consumer, most],
  );
  return { epoch: cursor.epoch, events, parked: new Set(parked.map((p) => p.agg)), due, begun: new Set(cursor.begun.map(BigInt)) };
}

/** Everything in one statement, so that a process frozen in between holds no lock. */
async function settle(tx: Tx, { consumer, epoch, pos, done, dead, keep }: Settlement): Promise<boolean> {
  const of = <K extends keyof Burial>(key: K): Burial[K][] => dead.map((d) => d[key]);
  const held = await tx.query(
    `with held as (
      update bus.cursor set pos = greatest(pos, coalesce($3, pos)), updated_at = clock_timestamp(), leased_until = clock_timestamp() + $5 * interval '1 millisecond',
        begun = case when begun = '{}' then begun else array(select unnest(begun) except select unnest($4::bigint[]) except select unnest($6::bigint[])) end
      where consumer = $1 and epoch = $2 returning consumer),
    inbox as (
      insert into bus.inbox (consumer, id, pos, org_id, delay_ms)
      select h.consumer, e.id, e.pos, e.org_id, extract(epoch from clock_timestamp() - e.created) * 1000 from held h join bus.event_log e on e.pos = any ($4::bigint[]) on conflict do nothing),
    resolved as (update bus.dead d set state = 'resolved' from held h where d.consumer = h.consumer and d.pos = any ($4::bigint[]) and d.state in ('waiting', 'parked')),
    buried as (
      insert into bus.dead (consumer, pos, org_id, id, agg, error, tries, state, next_at)
      select h.consumer, e.pos, e.org_id, e.id, e.agg, b.error, case b.state when 'waiting' then 1 else 0 end, b.state, clock_timestamp() + case b.state when 'waiting' then interval '1 second' else interval '0' end
      from held h, unnest($6::bigint[], $7::text[], $8::text[]) b(pos, state, error) join bus.event_log e on e.pos = b.pos
      on conflict (consumer, pos) do update set error = excluded.error, state = excluded.state, tries = dead.tries + excluded.tries,
        next_at = clock_timestamp() + make_interval(secs => least(300, power(2, dead.tries)) * excluded.tries))
    select 1 from held`,
    [consumer, epoch, pos, done, keep, of('pos'), of('state'), of('error')],
  );
  return held.length > 0;
}
