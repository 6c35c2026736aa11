// bench backdate: one receipt dated before 22,364 later lines of its item is booked, with all their corrections, in one command; meanwhile others go on posting.
// The yardstick reads the same lines, runs the moving average over plain arrays and writes the same rows with one statement into a copy of the ledger.
import { addDays } from '#kernel/day';
import { must, present } from '#kernel/must';
import { type BenchCompany, benchCompany, fiveGoods, span } from './company.ts';
import { type Bare, bareDriver } from './bare-receipt.ts';
import { fill } from './fill.ts';
import { booked, issueOf, makeItems, reasonOut, receiptOf } from './goods.ts';
import { type BenchCase, type BenchResult, choices, type Figures, figuresOf, resultOf } from './measure.ts';
import type { BenchRun } from './posting.ts';
import { sound } from './sound.ts';

const LINES = 22_364;
const MARK = 1000;
const TIMES = 3;
const SLOWER = 2;
const CLIENTS = 4;
/** Backdatings: to warm up, against the yardstick, and while others post. Each on an item of its own, as nobody has yet put it right. */
type Rounds = { readonly warm: number; readonly quiet: number; readonly busy: number };
const ROUNDS: Rounds = { warm: 2, quiet: 4, busy: 12 };
/** With many more lines than the mark asks for, a few say enough. */
const FEW: Rounds = { warm: 1, quiet: 2, busy: 2 };
const all = ({ warm, quiet, busy }: Rounds): number => warm + quiet + busy;

type Ground = { readonly co: BenchCompany; readonly items: readonly string[]; readonly reason: string; readonly lines: number; readonly rounds: Rounds };

/** Every item opened on the first day and then moved `lines` times, one receipt to four issues. */
export async function manyMoves(co: BenchCompany, lines: number, say?: (line: string) => void): Promise<Ground> {
  const rounds = lines > 2 * LINES ? FEW : ROUNDS;
  const items = await makeItems(co, all(rounds));
  const reason = await reasonOut(co);
  const { from, to } = span(co);
  const day = addDays(from, 2);
  const each = (qty: string, price?: string) => items.map((item) => ({ item, qty, ...(price ? { price } : {}) }));
  await booked(co, 'goods-receipt', receiptOf(co, from, each('200000', '10')));
  const receipts = [await booked(co, 'goods-receipt', receiptOf(co, day, each('20', '10')))];
  const issues: string[] = [];
  for (const qty of ['5', '8', '3', '4']) issues.push(await booked(co, 'other-issue', issueOf(co, reason, { day, lines: each(qty) })));
  const more = lines - receipts.length - issues.length;
  const days = { from: day, to: addDays(to, -1) };
  await fill(co.ports.db, { org: co.org, templates: receipts, documents: Math.floor(more / 5), ...days, ...(say ? { say } : {}) });
  await fill(co.ports.db, { org: co.org, templates: issues, documents: more - Math.floor(more / 5), ...days, ...(say ? { say } : {}) });
  return { co, items, reason, lines, rounds };
}

/** Books the late receipt; says how many later lines it put right. */
export async function backdate({ co, items }: Ground, n: number): Promise<number> {
  const { from } = span(co);
  const late = receiptOf(co, addDays(from, 1), [{ item: present(items[n], 'item'), qty: '100000', price: '30' }]);
  const reply = await co.must({ type: 'goods-receipt', command: 'approve', body: late, key: co.ports.ids.next() });
  return reply.recosted?.lines ?? 0;
}

const COPY = [
  'create schema bench',
  'create table bench.stock_line (like books.stock_line including all)',
  `insert into bench.stock_line overriding system value select * from books.stock_line`,
  'alter table bench.stock_line alter column id restart with 1000000000',
  'analyze bench.stock_line',
];
const BARE = {
  read: `select id::text, qty::text, cost::text from bench.stock_line where org_id = $1 and item_id = $2 order by day, id`,
  write: `insert into bench.stock_line (org_id, doc_id, line_no, item_id, lot_id, warehouse_id, bin_id, place, counter, counter_warehouse, qty, cost, period, day, cost_center, department_id, project_id, party_id,
      source_order, account, tax_attribute, ownership, approval_trail, booked_at, cost_group, basis, corrects, against, internal)
    select s.org_id, $4, s.line_no, s.item_id, s.lot_id, s.warehouse_id, s.bin_id, s.place, s.counter, s.counter_warehouse, 0, x.amount, s.period, s.day, s.cost_center, s.department_id, s.project_id, s.party_id,
      s.source_order, s.account, s.tax_attribute, s.ownership, s.approval_trail, s.booked_at, s.cost_group, 'given', s.id, s.against, s.internal
    from unnest($2::bigint[], $3::bigint[]) as x(line, amount) join bench.stock_line s on s.org_id = $1 and s.id = x.line order by s.id`,
} as const;

/** Reads, computes and writes with nothing around it. */
async function bareBackdate(bare: Bare, { co, items }: Ground, n: number): Promise<number> {
  return bare.transaction(async (ask) => {
    const rows = await ask<{ id: string; qty: string; cost: string }>(BARE.read, [co.org, items[n]]);
    const [lines, amounts]: [string[], string[]] = [[], []];
    let [qty, value] = [300_000_000_000n, 500_000_000n];
    for (const row of rows.slice(1)) {
      const [moved, cost] = [BigInt(row.qty), BigInt(row.cost)];
      const is = moved > 0n ? cost : -((value * -moved * 2n + qty) / (qty * 2n));
      qty += moved;
      value += is;
      if (is === cost) continue;
      lines.push(row.id);
      amounts.push(String(is - cost));
    }
    await ask(BARE.write, [co.org, lines, amounts, co.ports.ids.next()]);
    return lines.length;
  });
}

async function timed(work: () => Promise<number>, times: number[]): Promise<number> {
  const at = performance.now();
  const lines = await work();
  times.push(performance.now() - at);
  return lines;
}
const figures = (times: readonly number[]): Figures =>
  figuresOf(
    times,
    times.reduce((sum, t) => sum + t, 0),
  );

/** Quiet: each backdating beside a bare one of the same lines. */
async function alone(ground: Ground, bare: Bare, say: (line: string) => void): Promise<BenchCase> {
  const [ours, theirs]: [number[], number[]] = [[], []];
  const { warm, quiet } = ground.rounds;
  for (let n = 0; n < warm; n += 1) {
    await backdate(ground, n);
    await bareBackdate(bare, ground, n);
  }
  for (let n = warm; n < warm + quiet; n += 1) {
    const [mine, bares] = [await timed(() => backdate(ground, n), ours), await timed(() => bareBackdate(bare, ground, n), theirs)];
    must(mine === bares && mine > 0, `the bench corrected ${mine} lines, its yardstick ${bares}`);
    say(`  ${mine} 笔：${ours.at(-1)?.toFixed(0)} 毫秒，裸算 ${theirs.at(-1)?.toFixed(0)} 毫秒`);
  }
  const [a, b] = [figures(ours), figures(theirs)];
  const ratio = Number(((a.p50_ms ?? 0) / (b.p50_ms ?? 1)).toFixed(3));
  const met = (a.max_ms ?? Infinity) < MARK && ratio <= TIMES;
  return { case: `a receipt before ${ground.lines} later lines of its item`, ours: a, yardstick: b, ratio, better: 'lower', mark: `< ${MARK} ms, ≤ ${TIMES} × bare`, met };
}

/** Four clients post receipts and issues of other goods until `until` is true; how long each took. */
async function others({ co, reason }: Ground, until: () => boolean): Promise<number[]> {
  const times: number[] = [];
  await Promise.all(
    Array.from({ length: CLIENTS }, async (_, client) => {
      const pick = choices(100 + client);
      for (let n = 0; !until(); n += 1) {
        const goods = fiveGoods(co, pick);
        const day = co.ports.clock.today();
        const at = performance.now();
        if (n % 2 === 0) await booked(co, 'goods-receipt', receiptOf(co, day, goods));
        else await booked(co, 'other-issue', issueOf(co, reason, { day, lines: goods.map(({ item }) => ({ item, qty: '1' })) }));
        times.push(performance.now() - at);
      }
    }),
  );
  return times;
}

/** Busy: how long the others' postings take while backdatings run one after the other, against without. */
async function beside(ground: Ground, run: BenchRun): Promise<BenchCase> {
  const { co } = ground;
  await booked(
    co,
    'goods-receipt',
    receiptOf(
      co,
      co.ports.clock.today(),
      co.items.map((item) => ({ item, qty: '1000000', price: '5' })),
    ),
  );
  const spent = async (until: () => boolean): Promise<Figures> => {
    const at = performance.now();
    return figuresOf(await others(ground, until), performance.now() - at);
  };
  const quiet = async (seconds: number): Promise<Figures> => {
    const end = performance.now() + seconds * 1000;
    return spent(() => performance.now() > end);
  };
  await quiet(2);
  const normal = await quiet(Math.min(run.seconds, 15));
  let done = false;
  const late: number[] = [];
  const working = spent(() => done);
  try {
    for (let n = ground.rounds.warm + ground.rounds.quiet; n < ground.items.length; n += 1) {
      await timed(() => backdate(ground, n), late);
      run.say(`  同时有 ${CLIENTS} 个客户端过账：${late.at(-1)?.toFixed(0)} 毫秒`);
    }
  } finally {
    done = true;
  }
  const busy = await working;
  const ratio = Number(((busy.p99_ms ?? 0) / (normal.p99_ms ?? 1)).toFixed(3));
  const mark = `p99 < ${SLOWER} × normal`;
  return {
    case: `${CLIENTS} clients posting other goods during ${ground.rounds.busy} backdatings`,
    ours: busy,
    yardstick: normal,
    ratio,
    better: 'lower',
    mark,
    met: ratio < SLOWER,
    backdatings: figures(late),
  };
}

export async function benchBackdate(run: BenchRun): Promise<BenchResult> {
  const place = await run.ground.open(8);
  const co = await benchCompany(place.ports);
  const lines = run.lines ?? LINES;
  run.say(`给每种商品各装 ${lines} 行流水 …`);
  const ground = await manyMoves(co, lines, run.say);
  await place.ports.db.owner(async (tx) => {
    for (const sql of COPY) await tx.query(sql);
  });
  const bare = bareDriver(place.ports.db, place.url, 2);
  const cases: BenchCase[] = [];
  try {
    cases.push(await alone(ground, bare, run.say));
  } finally {
    await bare.close();
  }
  cases.push(await beside(ground, run));
  run.say('体检 …');
  await sound(place.ports);
  return resultOf('backdate', run.ground.engine, cases);
}
