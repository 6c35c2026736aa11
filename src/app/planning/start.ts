// Planning in the background: does the jobs that wait, and asks for those that are due: every night a refresh, every week a training, at once after what changes the past.
import { addDays, type Day } from '#kernel/day';
import type { Snapshot } from '#kernel/ports';
import { randomUUID } from 'node:crypto';
import type { Ports } from '../context.ts';
import type { LiveChange } from '../consumers.ts';
import { looped } from '../sequencer.ts';
import { wholeCompany } from '../whole-company.ts';
import { lastDayOut, originOf } from './demand/build.ts';
import type { Desk } from './jobs/course.ts';
import { workOnce } from './jobs/runner.ts';
import { ask, companiesWithJobs, onAsked } from './jobs/store.ts';

export const TOPIC = 'planning-job';
/** How often it is looked whether something is due, and how long after the start for the first time, ms. */
const LOOK = 60_000;
const FIRST_LOOK = 20_000;
const POLL = 2000;
/** After something was booked it is looked so soon whether it changed the past, ms. */
const SOON = 2000;
/** Days of sales before the first forecast; a model older than so many days is trained anew. */
const DAYS_LEAST = 21;
const MODEL_DAYS = 7;
/** After this many items changed in the past, the nightly refresh is waited for. */
const ITEMS_MOST = 100;
export const BY_THE_HOUSE = '系统';

export type PlanningRunning = { readonly stop: () => Promise<void> };
export type StartOptions = {
  readonly tell: (change: LiveChange) => void;
  readonly onError: (error: unknown) => void;
  /** Nothing is asked for while this says so (the demo company is being made). */
  readonly busy?: () => Promise<boolean>;
};

let version = 0n;
/** Starts the jobs of every company of this database in this process. */
export function startPlanning(ports: Ports, { tell, onError, busy }: StartOptions): PlanningRunning {
  const stopping = new AbortController();
  const desk: Desk = { ports, holder: randomUUID(), stopping: stopping.signal, tell: (org, id) => tell({ org, topic: TOPIC, id, version: String((version += 1n)) }) };
  const working = looped(
    ports.db,
    async () => {
      for (const org of await companiesWithJobs(ports.db)) if (!stopping.signal.aborted) await workOnce(desk, await wholeCompany(ports.db, org));
    },
    { hears: null, poll: POLL, onError },
  );
  const looked: LookedTo = new Map();
  const look = async (): Promise<void> => {
    if (await busy?.()) return;
    await askWhatIsDue(ports, looked);
  };
  let looking: Promise<void> | null = null;
  const tick = (): void => {
    looking ??= look()
      .catch(onError)
      .finally(() => {
        looking = null;
      });
  };
  let begun = false;
  const first = setTimeout(() => {
    begun = true;
    tick();
  }, FIRST_LOOK);
  const timer = setInterval(tick, LOOK);
  first.unref();
  timer.unref();
  let soon: NodeJS.Timeout | null = null;
  const deaf = [
    onAsked(() => working.wake()),
    ports.db.onNudge('log', () => {
      if (!begun) return;
      soon ??= setTimeout(() => {
        soon = null;
        tick();
      }, SOON).unref();
    }),
  ];
  return {
    stop: async () => {
      stopping.abort();
      clearTimeout(first);
      clearInterval(timer);
      if (soon) clearTimeout(soon);
      for (const stop of deaf) stop();
      await looking;
      await working.stop();
    },
  };
}

/** By company: all stock lines up to this one were looked at and did not change the past. */
export type LookedTo = Map<string, bigint>;
/** Lines are numbered before they are committed: so many before the last one are looked at again. */
const OVERLAP = 1000n;

/** Asks for what is due in every company; returns how many jobs were asked for. `looked` spares the next look what this one saw. */
export async function askWhatIsDue(ports: Ports, looked: LookedTo = new Map()): Promise<number> {
  const companies = await ports.db.door((tx) =>
    tx.query<{ org: string; tenant: string }>(`select id::text as org, tenant_id::text as tenant from books.org_node where kind = 'company' and active`),
  );
  let asked = 0;
  for (const { org, tenant } of companies) {
    const scope = { org, tenant, sites: null };
    const { due, line } = await ports.db.read(scope, (s) => dueSince(s, ports.clock.today(), looked.get(org) ?? 0n));
    if (line > OVERLAP) looked.set(org, line - OVERLAP);
    if (!due) continue;
    await ask(ports.db, scope, { id: ports.ids.next(), ...due, by: BY_THE_HOUSE, at: ports.clock.now() });
    asked += 1;
  }
  return asked;
}

export type Due = { readonly kind: 'train' | 'refresh' | 'one'; readonly params?: Readonly<Record<string, unknown>> };
type Standing = {
  readonly open: boolean;
  readonly failedToday: boolean;
  readonly origin: Day | null;
  readonly built: bigint | null;
  readonly last: bigint | null;
  readonly trained: Day | null;
  readonly seen: bigint | null;
};

/** What a company needs calculated now; null: nothing. Four queries at most, all on indexes. */
export const whatIsDue = async (s: Snapshot, today: Day): Promise<Due | null> => (await dueSince(s, today, 0n)).due;

/** The same where lines up to `looked` need not be looked at; `line`: up to where they were, 0 where they were not. */
async function dueSince(s: Snapshot, today: Day, looked: bigint): Promise<{ readonly due: Due | null; readonly line: bigint }> {
  const [now] = await s.query<Standing>(
    `select exists (select from planning.job where org_id = books.org() and kind <> 'backtest' and state in ('waiting', 'running')) as open,
       exists (select from planning.job where org_id = books.org() and kind in ('train', 'refresh') and state in ('failed', 'cancelled') and asked_at >= $1::date) as "failedToday",
       (select j.origin::text from planning.current c join planning.job j on j.org_id = c.org_id and j.id = c.job_id where c.org_id = books.org()) as origin,
       (select line from planning.built where org_id = books.org()) as built, (select max(id) from books.stock_line where org_id = books.org()) as last,
       (select max(until)::text from planning.model where org_id = books.org()) as trained,
       (select max((params->>'line')::bigint) from planning.job where org_id = books.org() and kind = 'one') as seen`,
    [today],
  );
  const not = (due: Due | null) => ({ due, line: 0n });
  if (!now || now.open || now.failedToday || now.last === null) return not(null);
  if (now.origin === null) return not((await daysOfSales(s)) >= DAYS_LEAST ? { kind: 'train' } : null);
  // A company that books goes on from today; one that stopped has all it can have.
  const next = now.last > (now.built ?? 0n) ? await nextOrigin(s, today) : await originOf(s, today);
  if (next > now.origin) return not({ kind: now.trained === null || addDays(now.trained, MODEL_DAYS) <= next ? 'train' : 'refresh' });
  return { due: await eventsOf(s, { after: max(max(now.built, now.seen), looked), today }), line: now.last };
}

const max = (a: bigint | null, b: bigint | null): bigint => ((a ?? 0n) > (b ?? 0n) ? (a ?? 0n) : (b ?? 0n));

const daysOfSales = async (s: Snapshot): Promise<number> =>
  (
    await s.query<{ n: number }>(
      `select count(*)::int as n from (select distinct day from books.stock_line where org_id = books.org() and counter = 'customer' limit ${DAYS_LEAST}) d`,
    )
  )[0]?.n ?? 0;

/** The origin there will be once the new lines are built. */
async function nextOrigin(s: Snapshot, today: Day): Promise<Day> {
  const last = await lastDayOut(s);
  return last && addDays(last, 15) <= today ? addDays(last, 1) : today;
}

/** Red documents, returns and late entries change days that forecasts were made from. */
async function eventsOf(s: Snapshot, job: { readonly after: bigint; readonly today: Day }): Promise<Due | null> {
  const rows = await s.query<{ item: string; line: bigint }>(
    `select l.item_id::text as item, max(l.id) as line from books.stock_line l join books.document d on d.org_id = l.org_id and d.id = l.doc_id
      where l.org_id = books.org() and l.id > $1 and l.place = 'storage' and l.counter in ('customer', 'usage', 'conversion', 'consignee') and (l.day < $2::date or d.reverses is not null or (l.of_doc is not null and l.qty > 0))
        and exists (select from planning.demand x where x.org_id = l.org_id and x.item_id = l.item_id) group by 1 order by 1 limit $3`,
    [job.after, job.today, ITEMS_MOST + 1],
  );
  if (rows.length === 0 || rows.length > ITEMS_MOST) return null;
  return { kind: 'one', params: { items: rows.map((r) => r.item), line: String(rows.reduce((m, r) => (r.line > m ? r.line : m), 0n)) } };
}
