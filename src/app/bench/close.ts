// bench close: the cost calculation of a month of a million stock lines under 全月一次加权, with its corrections and vouchers; memory must stay flat.
// The yardstick is bare SQL: one statement computes the month's averages and inserts the same correction rows into a copy of the ledger.
import { closeCosts } from '#books/pen';
import { addDays, type Day, periodOf } from '#kernel/day';
import { must, present } from '#kernel/must';
import { type BenchCompany, benchCompany, span } from './company.ts';
import { fill } from './fill.ts';
import { booked, issueOf, makeItems, reasonOut, receiptOf } from './goods.ts';
import { type BenchCase, type BenchResult, resultOf } from './measure.ts';
import type { BenchRun } from './posting.ts';
import { sound } from './sound.ts';

const LINES = 1_000_000;
const MARK = 60;
/** Lines of a document, lines of an item in the month, issues to one receipt. */
const [WIDTH, EACH, ISSUES] = [500, 100, 3];
/** How much memory may grow from the first half of the work to the second. */
const FLAT = 1.25;

type Month = { readonly from: Day; readonly to: Day };

/** The last whole month of the bench's year; in January, the days there have been. */
function monthOf(co: BenchCompany): Month {
  const { from, to } = span(co);
  const first = `${to.slice(0, 8)}01` as Day;
  return first <= from ? { from, to } : { from: `${addDays(first, -1).slice(0, 8)}01` as Day, to: addDays(first, -1) };
}

const chunks = <T>(list: readonly T[], size: number): T[][] => Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));

/** Opens the items of 全月一次加权 on the month's first day and moves them `lines` times, evenly. */
export async function fullMonth(co: BenchCompany, lines: number, say?: (line: string) => void): Promise<Month> {
  const month = monthOf(co);
  const items = await makeItems(co, Math.max(10, Math.round(lines / EACH)), { costMethod: 'monthly-average' });
  const reason = await reasonOut(co);
  const [receipts, issues]: [string[], string[]] = [[], []];
  for (const group of chunks(items, WIDTH)) {
    const all = (qty: string, price?: string) => group.map((item) => ({ item, qty, ...(price ? { price } : {}) }));
    await booked(co, 'goods-receipt', receiptOf(co, month.from, all('1000', '10')));
    for (let n = 0; n < ISSUES; n += 1) issues.push(await booked(co, 'other-issue', issueOf(co, reason, { day: month.from, lines: all(String(3 + n)) })));
    receipts.push(await booked(co, 'goods-receipt', receiptOf(co, month.from, all('20', '14'))));
  }
  const documents = Math.round(lines / Math.min(WIDTH, items.length));
  const all = { org: co.org, ...month, evenly: true, ...(say ? { say } : {}) };
  await fill(co.ports.db, { ...all, templates: receipts, documents: Math.round(documents / (1 + ISSUES)) - receipts.length });
  await fill(co.ports.db, { ...all, templates: issues, documents: documents - Math.round(documents / (1 + ISSUES)) - issues.length });
  return month;
}

const COPY = [
  'create schema bench',
  'create table bench.stock_line (like books.stock_line including all)',
  'insert into bench.stock_line overriding system value select * from books.stock_line',
  'alter table bench.stock_line alter column id restart with 1000000000',
  'analyze bench.stock_line',
];
const BARE = `with rate as materialized (select item_id, sum(cost) filter (where basis = 'given') as value, sum(qty) filter (where basis = 'given') as qty from bench.stock_line where org_id = $1 and period = $2 group by 1)
  insert into bench.stock_line (org_id, doc_id, line_no, item_id, lot_id, warehouse_id, bin_id, place, counter, counter_warehouse, qty, cost, period, day, cost_center, department_id, project_id, party_id,
    source_order, account, tax_attribute, ownership, approval_trail, booked_at, cost_group, basis, corrects, against, internal)
  select s.org_id, $3, s.line_no, s.item_id, s.lot_id, s.warehouse_id, s.bin_id, s.place, s.counter, s.counter_warehouse, 0, -round(r.value * -s.qty / r.qty) - s.cost, s.period, s.day, s.cost_center, s.department_id,
    s.project_id, s.party_id, s.source_order, s.account, s.tax_attribute, s.ownership, s.approval_trail, s.booked_at, s.cost_group, 'given', s.id, s.against, s.internal
  from bench.stock_line s join rate r using (item_id) where s.org_id = $1 and s.period = $2 and s.basis = 'pool' and -round(r.value * -s.qty / r.qty) <> s.cost order by s.id`;

/** Megabytes in use while `work` runs, a few times a second. */
async function watched<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly seconds: number; readonly rss: readonly number[] }> {
  const rss: number[] = [];
  const look = (): void => void rss.push(Math.round(process.memoryUsage().rss / 2 ** 20));
  const timer = setInterval(look, 200);
  const at = performance.now();
  try {
    const result = await work();
    look();
    return { result, seconds: (performance.now() - at) / 1000, rss };
  } finally {
    clearInterval(timer);
  }
}
const top = (list: readonly number[]): number => list.reduce((most, x) => Math.max(most, x), 0);

async function measure(co: BenchCompany, month: Month, { say }: BenchRun): Promise<BenchCase> {
  const { db } = co.ports;
  const period = periodOf(month.to);
  const before = await db.owner((tx) => tx.query<{ n: bigint }>('select count(*) as n from books.stock_line where org_id = $1 and period = $2', [co.org, period]));
  await db.owner(async (tx) => {
    for (const sql of COPY) await tx.query(sql);
  });
  let told = 0;
  const tell = (done: number, of: number): void => {
    if (done < of && done < told + of / 10) return;
    told = done;
    say(`  ${done} / ${of} 个成本池`);
  };
  const ours = await watched(() => closeCosts(co.ports, co.caller, { period, day: month.to, tell }));
  const bare = await watched(() =>
    db.owner((tx) => tx.query<{ n: bigint }>(`with done as (${BARE} returning 1) select count(*) as n from done`, [co.org, period, co.ports.ids.next()])),
  );
  must(BigInt(ours.result.lines) === present(bare.result[0], 'count').n, `the bench corrected ${ours.result.lines} lines, its yardstick ${bare.result[0]?.n}`);
  const again = await watched(() => closeCosts(co.ports, co.caller, { period, day: month.to }));
  must(again.result.lines === 0, 'a second calculation found something to correct');
  const half = Math.ceil(ours.rss.length / 2);
  const growth = top(ours.rss.slice(half)) / Math.max(1, top(ours.rss.slice(0, half)));
  const round = (x: number): number => Number(x.toFixed(3));
  return {
    case: `${present(before[0], 'count').n} lines of ${ours.result.pools} pools, ${ours.result.lines} corrected`,
    ours: { seconds: round(ours.seconds) },
    yardstick: { seconds: round(bare.seconds) },
    ratio: round(ours.seconds / bare.seconds),
    better: 'lower',
    mark: `< ${MARK} s, memory flat (second half ≤ ${FLAT} × first)`,
    met: ours.seconds < MARK && growth <= FLAT,
    documents: ours.result.documents.length,
    again_seconds: round(again.seconds),
    rss_mb: ours.rss.filter((_, i) => i % Math.ceil(ours.rss.length / 20) === 0),
    rss_max_mb: top(ours.rss),
    rss_growth: round(growth),
  };
}

export async function benchClose(run: BenchRun): Promise<BenchResult> {
  const place = await run.ground.open(4);
  const co = await benchCompany(place.ports);
  const lines = run.lines ?? LINES;
  run.say(`往一个月里装 ${lines} 行库存流水 …`);
  const month = await fullMonth(co, lines, run.say);
  const done = await measure(co, month, run);
  run.say('体检 …');
  await sound(place.ports);
  return resultOf('close', run.ground.engine, [done]);
}
