// bench rules: reading a sentence; and 1,000 active rules against 1,000 events a second, from the commit of an event until what it led to is
// committed. The yardstick is a predicate loop written by hand over the same events, in the same run. The events and balances are made for
// the bench and belong to no document, so there are no books to verify afterwards.
import { must, present } from '#kernel/must';
import { parse } from '#rules';
import { LIBRARY } from '#rulebook';
import { sequenceAll } from '../sequencer.ts';
import { listenOnce } from '../rules-runtime/listen.ts';
import { wholeCompany } from '../whole-company.ts';
import { dictionaryOf } from '../rules-runtime/words.ts';
import { type BenchCompany, benchCompany } from './company.ts';
import { type BenchCase, type BenchResult, figuresOf, resultOf } from './measure.ts';
import type { BenchRun } from './posting.ts';

const RULES = 1000;
const PER_SECOND = 1000;
const PARSE_MS = 5;
const ACT_MS = 50;
const ROUNDS = 60;
/** Above and below every rule's threshold, in millionths. */
const [HIGH, LOW] = [100_000_000, 1_000_000];

async function parsing(co: BenchCompany): Promise<BenchCase> {
  const dictionary = await dictionaryOf(co.ports.db, co.caller.scope);
  const time = (work: (text: string) => unknown): number[] => {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1)
      for (const { text } of LIBRARY) {
        const at = performance.now();
        work(text);
        if (round >= ROUNDS / 4) times.push(performance.now() - at);
      }
    return times;
  };
  const trees = new Map(LIBRARY.map(({ text }) => [text, parse(text, dictionary)]));
  must(
    [...trees.values()].every((t) => t.ok),
    'every sentence of the library is read',
  );
  const ours = time((text) => parse(text, dictionary));
  const theirs = time((text) => JSON.parse(JSON.stringify(trees.get(text))));
  const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
  const [a, b] = [figuresOf(ours, sum(ours)), figuresOf(theirs, sum(theirs))];
  return {
    case: `parse ${LIBRARY.length} sentences`,
    ours: a,
    yardstick: b,
    ratio: Number(((a.p99_ms ?? 0) / Math.max(0.01, b.p99_ms ?? 0)).toFixed(1)),
    better: 'lower',
    mark: `p99 < ${PARSE_MS} ms; yardstick: one JSON round trip of the tree`,
    met: (a.p99_ms ?? 99) < PARSE_MS,
  };
}

type Pair = { readonly item: string; readonly warehouse: string; readonly n: number };
/** One rule for each pair of item and warehouse, as many as the bench asks for, active as if approved. */
async function stage(co: BenchCompany, rules: number): Promise<readonly Pair[]> {
  const pairs = co.items.flatMap((item, i) => co.warehouses.map((warehouse, w): Pair => ({ item, warehouse, n: i * co.warehouses.length + w }))).slice(0, rules);
  const dictionary = await dictionaryOf(co.ports.db, co.caller.scope);
  const rows = pairs.map(({ item, warehouse, n }) => {
    const text = `${dictionary.nameOf('warehouse', warehouse)}${dictionary.nameOf('sku', item)}库存低于${10 + (n % 40)}件时，通知老板`;
    const read = parse(text, dictionary);
    must(read.ok, `not read: ${text}`);
    return { id: co.ports.ids.next(), text, ast: read.ok ? read.ast : null, canonical: read.ok ? read.canonical : '' };
  });
  await co.ports.db.write(co.caller.scope, async (tx) => {
    await tx.query(
      `insert into rules.rule (org_id, id, name, owner_id, owner_name, state, active, latest, swept_at, updated_at) select books.org(), q.id, q.text, $2, '测速', 'active', 1, 1, now(), now() from jsonb_to_recordset($1::jsonb) as q(id uuid, text text)`,
      [JSON.stringify(rows), co.caller.actor.id],
    );
    await tx.query(
      `insert into rules.version (org_id, rule_id, version, text, ast, canonical, lex, priority, author_id, author_name, at) select books.org(), q.id, 1, q.text, q.ast, q.canonical, '1', 5, $2, '测速', now() from jsonb_to_recordset($1::jsonb) as q(id uuid, text text, ast jsonb, canonical text)`,
      [JSON.stringify(rows), co.caller.actor.id],
    );
  });
  await co.ports.db.owner(async (tx) => {
    await tx.query(`select set_config('hengcang.org', $1, true)`, [co.org]);
    await tx.query(
      `insert into books.stock_balance (org_id, item_id, warehouse_id, lot_id, bin_id, on_hand) select $1, q.item, q.warehouse, '00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000', ${HIGH} from jsonb_to_recordset($2::jsonb) as q(item uuid, warehouse uuid) on conflict do nothing`,
      [co.org, JSON.stringify(pairs)],
    );
    await tx.query('create schema bench');
    await tx.query('create table bench.told (rule int not null, at timestamptz not null default clock_timestamp())');
    await tx.query('create table bench.mark (pos bigint not null)');
    await tx.query('insert into bench.mark select pos from bus.log_head');
  });
  return pairs;
}

/** One changed balance and its event, committed together, as a posting would. */
async function happen(co: BenchCompany, pair: Pair, low: boolean): Promise<void> {
  await co.ports.db.owner(async (tx) => {
    await tx.query('update books.stock_balance set on_hand = $4 where org_id = $1 and item_id = $2 and warehouse_id = $3', [co.org, pair.item, pair.warehouse, low ? LOW : HIGH]);
    await tx.query(`insert into bus.outbox (org_id, id, agg, agg_seq, name, payload) values ($1, $2, $3, 2, 'other-issue-posted/1', $4::jsonb)`, [
      co.org,
      co.ports.ids.next(),
      `bench:${co.ports.ids.next()}`,
      JSON.stringify({ item: pair.item, warehouse: pair.warehouse }),
    ]);
  });
}

/** The loop a programmer would write for these rules: all predicates for each event, one insert for what is true. */
async function byHand(co: BenchCompany, pairs: readonly Pair[], high: Set<number>): Promise<number> {
  return co.ports.db.owner(async (tx) => {
    const events = await tx.query<{ pos: bigint; item: string; warehouse: string; have: bigint }>(
      `select e.pos, e.payload->>'item' as item, e.payload->>'warehouse' as warehouse, b.on_hand as have from bus.event_log e join books.stock_balance b on b.org_id = e.org_id and b.item_id = (e.payload->>'item')::uuid and b.warehouse_id = (e.payload->>'warehouse')::uuid
       where e.pos > (select pos from bench.mark) order by e.pos limit 500`,
    );
    const told: number[] = [];
    for (const e of events)
      for (const p of pairs) {
        if (p.item !== e.item || p.warehouse !== e.warehouse) continue;
        const below = Number(e.have) < (10 + (p.n % 40)) * 1_000_000;
        if (below && !high.has(p.n)) told.push(p.n);
        if (below) high.add(p.n);
        else high.delete(p.n);
      }
    if (told.length > 0) await tx.query('insert into bench.told (rule) select unnest($1::int[])', [told]);
    if (events.length > 0) await tx.query('update bench.mark set pos = $1', [events.at(-1)?.pos]);
    return events.length;
  });
}

/** Events at a steady rate while a reader reads; the time from each commit until the reader has committed what it led to. */
async function latency(
  co: BenchCompany,
  pairs: readonly Pair[],
  plan: { readonly seconds: number; readonly rate: number; readonly read: () => Promise<number> },
): Promise<{ readonly times: number[]; readonly elapsed: number }> {
  const committed: number[] = [];
  const times: number[] = [];
  let done = false;
  const started = performance.now();
  const publish = async (): Promise<void> => {
    const lanes = co.ports.db.kind === 'postgres' ? 4 : 1;
    await Promise.all(
      Array.from({ length: lanes }, async (_, lane) => {
        for (let i = lane; performance.now() - started < plan.seconds * 1000; i += lanes) {
          const wait = (i * 1000) / plan.rate - (performance.now() - started);
          if (wait > 1) await new Promise((wake) => setTimeout(wake, wait));
          await happen(co, present(pairs[i % pairs.length], 'pair'), Math.floor(i / pairs.length) % 2 === 0);
          committed.push(performance.now());
        }
      }),
    );
    done = true;
  };
  // As in the product, events are put in order beside whoever reads them.
  const order = async (): Promise<void> => {
    while (!done || times.length < committed.length) if ((await sequenceAll(co.ports.db)) === 0) await new Promise((wake) => setTimeout(wake, 2));
  };
  const consume = async (): Promise<void> => {
    let next = 0;
    while (!done || next < committed.length) {
      const seen = await plan.read();
      const now = performance.now();
      for (let k = 0; k < seen && next < committed.length; k += 1, next += 1) times.push(now - (committed[next] ?? now));
      if (seen === 0) await new Promise((wake) => setTimeout(wake, 2));
    }
  };
  await Promise.all([publish(), order(), consume()]);
  return { times, elapsed: performance.now() - started };
}

export async function benchRules({ ground, seconds, say, lines = RULES }: BenchRun): Promise<BenchResult> {
  const place = await ground.open(8);
  const co = await benchCompany(place.ports);
  say('读句子 …');
  const cases: BenchCase[] = [await parsing(co)];
  say(`${lines} 条启用的规则 …`);
  const pairs = await stage(co, lines);
  const read = (): Promise<number> =>
    listenOnce(
      co.ports,
      (org) => wholeCompany(co.ports.db, org),
      async () => undefined,
    );
  await sequenceAll(co.ports.db);
  while ((await read()) > 0);
  const high = new Set<number>();
  const share = Math.max(2, Math.min(seconds, 10));
  const plan = { seconds: share, rate: PER_SECOND };
  await latency(co, pairs, { seconds: 1, rate: PER_SECOND / 4, read });
  while ((await byHand(co, pairs, high)) > 0);
  say('规则 …');
  const ours = await latency(co, pairs, { ...plan, read });
  await co.ports.db.owner((tx) => tx.query('update bench.mark set pos = (select pos from bus.log_head)'));
  say('手写循环 …');
  const theirs = await latency(co, pairs, { ...plan, read: () => byHand(co, pairs, high) });
  const [fired] = await co.ports.db.read(co.caller.scope, (s) => s.query<{ n: number }>('select count(*)::int as n from rules.firing where org_id = books.org()'));
  must((fired?.n ?? 0) > 0, 'no rule fired');
  const [a, b] = [figuresOf(ours.times, ours.elapsed), figuresOf(theirs.times, theirs.elapsed)];
  cases.push({
    case: `${lines} active rules, ${PER_SECOND} events/s asked, commit → action`,
    ours: a,
    yardstick: b,
    ratio: Number(((a.p99_ms ?? 0) / Math.max(0.01, b.p99_ms ?? 0)).toFixed(2)),
    better: 'lower',
    mark: `p99 < ${ACT_MS} ms; yardstick: a predicate loop written by hand`,
    met: (a.p99_ms ?? 1e9) < ACT_MS,
    events: ours.times.length,
    firings: fired?.n ?? 0,
  });
  return resultOf('rules', ground.engine, cases);
}
