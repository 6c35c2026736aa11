// bench bus: 40,000 events that wait are moved into the log, chained, and handled; against one bare INSERT … SELECT of the same rows in the same run.
import { must, present } from '#kernel/must';
import type { Database } from '#kernel/ports';
import { consumeRound } from '../bus/read.ts';
import { sequenceAll } from '../sequencer.ts';
import { verify } from '../verify.ts';
import { benchCompany } from './company.ts';
import { type BenchCase, type BenchResult, type Figures, resultOf } from './measure.ts';
import type { BenchRun } from './posting.ts';

const WAITING = 40_000;
const RATE = 10_000;
const SHARE = 0.7;
const ROUNDS = 3;
/** What a document event carries, in size and shape. */
const PAYLOAD = `jsonb_build_object('id', gen_random_uuid(), 'type', 'sales-delivery', 'number', 'XSCK-202603-' || n, 'state', 'posted', 'day', '2026-03-05', 'party', gen_random_uuid(), 'total', (n * 7)::text)`;

/** As many events as `most`, of 2,000 aggregates, as if just committed. */
const wait = (db: Database, org: string, { most, round }: { readonly most: number; readonly round: number }): Promise<unknown> =>
  db.owner(async (tx) => {
    await tx.query(
      `insert into bus.outbox (org_id, id, agg, agg_seq, name, payload) select $1, gen_random_uuid(), 'bench:' || (n % 2000), $3::bigint * 1000000 + n, 'bench-happened/1', ${PAYLOAD} from generate_series(1, $2::int) n`,
      [org, most, round],
    );
    await tx.query('analyze bus.outbox');
  });

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const at = performance.now();
  await work();
  return performance.now() - at;
};
const figures = (events: number, ms: number): Figures => ({ rate_per_s: Math.round((events * 1000) / ms), seconds: Number((ms / 1000).toFixed(2)) });
const middle = (times: readonly number[]): number => present(times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)], 'time');

/** The same rows into a table with the same columns and indexes, and away from where they waited: what any queue in this database must pay. */
async function bare(db: Database): Promise<number> {
  await db.owner(async (tx) => {
    await tx.query('drop table if exists public.bare_log, public.bare_outbox');
    await tx.query('create table public.bare_log (like bus.event_log including all)');
    await tx.query('create table public.bare_outbox (like bus.outbox including all)');
    await tx.query('insert into public.bare_outbox overriding system value select * from bus.outbox');
    await tx.query('analyze public.bare_outbox');
  });
  return timed(() =>
    db.owner((tx) =>
      tx.query(
        `with gone as (delete from public.bare_outbox returning *) insert into public.bare_log (pos, org_id, id, agg, agg_seq, name, payload, created, sequenced, prev, hash)
        select row_number() over (order by seq), org_id, id, agg, agg_seq, name, payload, created, clock_timestamp(), repeat('0', 64), repeat('0', 64) from gone`,
      ),
    ),
  );
}

export async function benchBus(run: BenchRun): Promise<BenchResult> {
  const place = await run.ground.open(4);
  const { db } = place.ports;
  const { org } = await benchCompany(place.ports);
  const most = run.lines ?? WAITING;
  await sequenceAll(db);
  const times = { bare: [] as number[], log: [] as number[], whole: [] as number[] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    await wait(db, org, { most, round });
    const yardstick = await bare(db);
    const log = await timed(async () => must((await sequenceAll(db)) === most, 'not everything was moved'));
    let effects = 0;
    const drained = await timed(async () => {
      const consumer = { name: 'bench', handle: async () => void (effects += 1) };
      while ((await consumeRound(db, consumer)).more);
    });
    must(effects >= most, `only ${effects} of ${most} were handled`);
    run.say(`${round === 0 ? '（热身）' : `第 ${round} 轮`}：裸 INSERT … SELECT ${yardstick.toFixed(0)} ms，入链 ${log.toFixed(0)} ms，处理 ${drained.toFixed(0)} ms`);
    if (round === 0) continue;
    times.bare.push(yardstick);
    times.log.push(log);
    times.whole.push(log + drained);
  }
  await db.owner((tx) => tx.query('drop table public.bare_log, public.bare_outbox'));
  const { ok, checks } = await verify(db, place.ports.catalog);
  must(ok, `the books are wrong after the bench: ${JSON.stringify(checks.filter((c) => c.wrong > 0)).slice(0, 600)}`);
  const yardstick = figures(most, middle(times.bare));
  const rate = (ms: number): Pick<BenchCase, 'ours' | 'yardstick' | 'ratio' | 'better'> => {
    const ours = figures(most, ms);
    return { ours, yardstick, ratio: Number(((ours.rate_per_s ?? 0) / (yardstick.rate_per_s ?? 1)).toFixed(3)), better: 'higher' };
  };
  const [chained, handled] = [rate(middle(times.log)), rate(middle(times.whole))];
  const fast = (c: typeof chained): boolean => (c.ours.rate_per_s ?? 0) >= RATE || c.ratio >= SHARE;
  return resultOf('bus', run.ground.engine, [
    { case: `${most} waiting events into the hash-chained log`, ...chained, mark: `≥ ${RATE}/s or ≥ ${SHARE} of INSERT … SELECT`, met: fast(chained) },
    { case: `the same, and handled by a consumer with inbox`, ...handled, mark: `≥ ${RATE}/s or ≥ ${SHARE} of INSERT … SELECT`, met: fast(handled) },
  ]);
}
