// bench balance: stock and value of 10,000 items × 10 lots, now and at any past day, as the screens ask: a page and the sums over everything.
// The yardstick adds up bare rows: the balances for now, all lines up to the day for the past.
import { closePeriod } from '#accounting';
import { closeCosts } from '#books/pen';
import { addDays, type Day, periodOf } from '#kernel/day';
import { must, present } from '#kernel/must';
import type { Snapshot } from '#kernel/ports';
import pg from 'pg';
import { runView, sumsOf } from '../routes/views.ts';
import { type BenchCompany, benchCompany, span } from './company.ts';
import { fill } from './fill.ts';
import { booked, issueOf, makeItems, reasonOut, receiptOf } from './goods.ts';
import { alternate, type BenchCase, type BenchResult, choices, type Figures, resultOf } from './measure.ts';
import type { Place } from './place.ts';
import type { BenchRun } from './posting.ts';
import { sound } from './sound.ts';

const LINES = 1_000_000;
const [ITEMS, LOTS, WIDTH, PAGE] = [10_000, 10, 500, 201];
const [NOW_MARK, THEN_MARK] = [50, 300];

export type Shelves = { readonly co: BenchCompany; readonly lines: number };
type Month = { readonly from: Day; readonly to: Day };

/** The months from the year's first day to yesterday. */
function monthsOf(co: BenchCompany): Month[] {
  const { from, to } = span(co);
  const months: Month[] = [];
  for (let first = from; first < to; ) {
    const next = `${addDays(first, 31).slice(0, 8)}01` as Day;
    months.push({ from: first, to: next < to ? addDays(next, -1) : addDays(to, -1) });
    first = next;
  }
  return months;
}

/** Opens every lot through the pen and moves all of them through the months; each month but the last two is closed before the next begins. */
export async function manyShelves(
  co: BenchCompany,
  size: { readonly items: number; readonly lots: number; readonly lines: number },
  say?: (line: string) => void,
): Promise<Shelves> {
  const items = await makeItems(co, size.items, { tracksLots: true });
  const reason = await reasonOut(co);
  const months = monthsOf(co);
  const day = present(months[0], 'month').from;
  const [receipts, issues]: [string[], string[]] = [[], []];
  for (let lot = 1; lot <= size.lots; lot += 1)
    for (let at = 0; at < items.length; at += WIDTH) {
      const goods = items.slice(at, at + WIDTH).map((item) => ({ item, lot: `L${String(lot).padStart(2, '0')}` }));
      receipts.push(
        await booked(
          co,
          'goods-receipt',
          receiptOf(
            co,
            day,
            goods.map((g) => ({ ...g, qty: '1000', price: '10' })),
          ),
        ),
      );
      if (lot % 5 === 1) issues.push(await booked(co, 'other-issue', issueOf(co, reason, { day, lines: goods.map((g) => ({ ...g, qty: '3' })) })));
    }
  const documents = Math.max(0, Math.round(size.lines / Math.min(WIDTH, items.length)) - receipts.length - issues.length);
  for (const [i, month] of months.entries()) {
    const more = Math.floor((documents * (i + 1)) / months.length) - Math.floor((documents * i) / months.length);
    await fill(co.ports.db, { org: co.org, templates: receipts, documents: Math.ceil(more / 2), ...month, evenly: true });
    await fill(co.ports.db, { org: co.org, templates: issues, documents: Math.floor(more / 2), ...month, evenly: true });
    if (i >= months.length - 2) continue;
    const period = periodOf(month.to);
    await closeCosts(co.ports, co.caller, { period, day: month.to });
    const closed = await closePeriod(co.ports, co.caller, period);
    must(closed.ok, `${period} was not closed: ${JSON.stringify(closed).slice(0, 300)}`);
    say?.(`  ${period} 已结账`);
  }
  const [seen] = await co.ports.db.owner((tx) => tx.query<{ n: bigint }>('select count(*) as n from books.stock_line where org_id = $1', [co.org]));
  return { co, lines: Number(seen?.n ?? 0n) };
}

export type Seen = { readonly rows: readonly Record<string, unknown>[]; readonly sums: Readonly<Record<string, string>> };

/** A screen as a person opens it: its first page, and the sums over all rows. */
export async function screen(s: Snapshot, co: BenchCompany, { name, query }: { readonly name: string; readonly query: Record<string, string> }): Promise<Seen> {
  const view = present(
    co.ports.catalog.views.find((v) => v.name === name),
    name,
  );
  const rows = await runView(s, view, { query, limit: PAGE, offset: 0 });
  return { rows, sums: await sumsOf(s, view, { query, columns: view.columns, rows: null }) };
}

const SCREENS = [
  { zh: 'lots', name: 'stock-on-hand', query: { byLot: 'yes' } },
  { zh: 'items', name: 'inventory-at-day', query: {} },
] as const;

/** At today's end a screen says exactly what it says now. */
export async function sameToday(co: BenchCompany): Promise<void> {
  const today = co.ports.clock.today();
  await co.ports.db.read(co.caller.scope, async (s) => {
    const [now, then, items] = [
      await screen(s, co, { name: 'stock-on-hand', query: { byLot: 'yes' } }),
      await screen(s, co, { name: 'stock-on-hand', query: { byLot: 'yes', day: today } }),
      await screen(s, co, { name: 'inventory-at-day', query: { day: today } }),
    ];
    const [pool] = await s.query<{ value: string; qty: string }>(
      `select round(coalesce(sum(value), 0) / 100.0, 2)::text as value, trim_scale(coalesce(sum(qty), 0) / 1000000.0)::text as qty from books.item_value where org_id = books.org()`,
    );
    const figures = ({ rows, sums }: Seen): string =>
      JSON.stringify([rows.map((r) => [r['item'], r['lotNo'], r['present'], r['held'], r['transit'], r['unitCost'], r['value']]), sums['present'], sums['transit'], sums['value']]);
    must(figures(now) === figures(then), 'stock at the end of today is not what it is now');
    must(items.sums['value'] === pool?.value && items.sums['qty'] === pool?.qty && now.sums['value'] === pool?.value, 'value at the end of today is not what it is now');
  });
}

const limit = (figures: Figures, mark: number): boolean => (figures.p99_ms ?? Infinity) < mark;

async function now(co: BenchCompany, run: BenchRun): Promise<BenchCase> {
  const { db } = co.ports;
  const { scope } = co.caller;
  const ask = () => db.read(scope, (s) => screen(s, co, { name: 'stock-on-hand', query: { byLot: 'yes' } }));
  const bare = () =>
    db.owner((tx) =>
      tx.query(
        'select sum(on_hand), sum(on_hold), sum(in_transit) from books.stock_balance where org_id = $1 union all select sum(qty), sum(value), 0 from books.cost_pool where org_id = $1',
        [co.org],
      ),
    );
  const m = await alternate({ seconds: run.seconds, clients: 1, ours: ask, yardstick: bare });
  const ratio = Number(((m.ours.p50_ms ?? 0) / (m.yardstick.p50_ms ?? 1)).toFixed(3));
  return { case: 'now: stock and value by lot', ...m, ratio, better: 'lower', mark: `p99 < ${NOW_MARK} ms`, met: limit(m.ours, NOW_MARK) };
}

async function then(co: BenchCompany, run: BenchRun, asked: (typeof SCREENS)[number]): Promise<BenchCase> {
  const { db } = co.ports;
  const { scope } = co.caller;
  const { from, to } = span(co);
  const days: Day[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  const [pick, other] = [choices(31), choices(31)];
  const ask = () => db.read(scope, (s) => screen(s, co, { name: asked.name, query: { ...asked.query, day: present(days[pick(days.length)], 'day') } }));
  const bare = () => db.owner((tx) => tx.query('select sum(qty), sum(cost) from books.stock_line where org_id = $1 and day <= $2', [co.org, days[other(days.length)]]));
  const m = await alternate({ seconds: run.seconds, clients: 1, ours: ask, yardstick: bare });
  const ratio = Number(((m.ours.p50_ms ?? 0) / (m.yardstick.p50_ms ?? 1)).toFixed(3));
  return { case: `any of ${days.length} past days: ${asked.zh}`, ...m, ratio, better: 'lower', mark: `p99 < ${THEN_MARK} ms`, met: limit(m.ours, THEN_MARK) };
}

/** A minute later, as autovacuum leaves a database that was filled in one go. */
async function settled({ ports, url }: Place): Promise<void> {
  if (url === null) return ports.db.owner(async (tx) => void (await tx.query('analyze')));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('vacuum analyze');
  await client.end();
}

/** All cases over so many lines in a database of its own. */
async function over(lines: number, run: BenchRun): Promise<BenchCase[]> {
  const place = await run.ground.open(4);
  const co = await benchCompany(place.ports);
  run.say(`给 ${ITEMS} 种商品 × ${LOTS} 个批次装 ${lines} 行流水，逐月结账 …`);
  const books = await manyShelves(co, { items: ITEMS, lots: LOTS, lines }, run.say);
  await settled(place);
  await sameToday(co);
  run.say(`  ${books.lines} 行；轮流测 ${run.seconds} 秒 …`);
  const cases = [await now(co, run), await then(co, run, SCREENS[0]), await then(co, run, SCREENS[1])].map((c) => ({
    ...c,
    case: `${books.lines} lines, ${c.case}`,
    lines: books.lines,
  }));
  run.say('体检 …');
  await sound(place.ports);
  return cases;
}

export async function benchBalance(run: BenchRun): Promise<BenchResult> {
  const lines = run.lines ?? LINES;
  const small = await over(Math.min(lines, LINES), run);
  if (lines <= LINES) return resultOf('balance', run.ground.engine, small);
  // How much dearer ten times the lines are, case by case.
  const large = await over(lines, run);
  const grown = large.map((c, i) => ({ ...c, growth: Number(((c.ours.p50_ms ?? 0) / (small[i]?.ours.p50_ms ?? 1)).toFixed(2)) }));
  for (const c of grown) run.say(`  ${c.case}：${c.ours.p50_ms} 毫秒，是 ${LINES} 行时的 ${c.growth} 倍`);
  return resultOf('balance', run.ground.engine, [...small, ...grown]);
}
