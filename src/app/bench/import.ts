// bench import: days of a real supermarket booked through the same run() as any document, against bare SQL writing the very same rows into a second
// database of the same server, day by day in turns. Needs ../shared/data; says so and is skipped where it is not there.
import { run } from '#books/pen';
import { must } from '#kernel/must';
import type { Database, Tx } from '#kernel/ports';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { quoted, type TableShape, tablesOf } from '../backup/tables.ts';
import type { Ports } from '../context.ts';
import { marketCompany, type MarketCompany } from '../import/market-company.ts';
import { documentsOf } from '../import/market-day.ts';
import { type MarketDay, readMarket } from '../import/market-file.ts';
import { problemOf } from '../problem.ts';
import { type Bare, bareDriver } from './bare-receipt.ts';
import { type BenchCase, type BenchResult, figuresOf, resultOf } from './measure.ts';
import type { BenchRun } from './posting.ts';
import { sound } from './sound.ts';

/** A document that checks, costs, books and proves what it writes may take this many times what a bare insert of its rows takes. */
const FLOOR = 0.4;
/** Days booked before anything is measured: a process that has just started compiles while it works. */
const WARM = 8;

const SHARED = fileURLToPath(new URL('../../../../shared/data', import.meta.url));
/** The supermarket's file: HENGCANG_SHARED names the folder, otherwise ../shared/data beside the repository. */
export const marketFile = (): string => join(process.env['HENGCANG_SHARED'] ? resolve(process.env['HENGCANG_SHARED'], 'data') : SHARED, 'cn_vegetables_daily.csv.gz');

/** Where the rows of a document lie, and what picks them ($1: document, $2: command key). */
const OF: Readonly<Record<string, string>> = {
  'books.document': 't.id = $1::uuid',
  'books.document_line': 't.doc_id = $1::uuid',
  'books.stock_line': 't.doc_id = $1::uuid',
  'books.voucher': 't.doc_id = $1::uuid',
  'books.voucher_line': 't.voucher_id in (select v.id from books.voucher v where v.doc_id = $1::uuid)',
  'books.open_item': 't.doc_id = $1::uuid',
  'books.settlement': 't.doc_id = $1::uuid',
  'books.audit_log': 't.subject_id = $1::uuid',
  'books.command_log': 't.key = $2',
  'bus.outbox': `t.agg like '%' || $1`,
};
/** What the rows change in the running figures, as a person would write it. */
const SUMS: readonly string[] = [
  `insert into books.stock_balance (org_id, item_id, warehouse_id, lot_id, bin_id, on_hand) select org_id, item_id, warehouse_id, coalesce(lot_id, '00000000-0000-0000-0000-000000000000'), coalesce(bin_id, '00000000-0000-0000-0000-000000000000'), sum(qty)
     from books.stock_line where doc_id = $1 and place = 'storage' group by 1, 2, 3, 4, 5 order by 2
     on conflict (org_id, item_id, warehouse_id, lot_id, bin_id) do update set on_hand = stock_balance.on_hand + excluded.on_hand`,
  `insert into books.cost_pool (org_id, item_id, cost_group, qty, value, last_day) select org_id, item_id, cost_group, sum(qty), sum(cost), max(day) from books.stock_line where doc_id = $1 group by 1, 2, 3 order by 2
     on conflict (org_id, item_id, cost_group, lot_id) do update set qty = cost_pool.qty + excluded.qty, value = cost_pool.value + excluded.value, last_day = greatest(cost_pool.last_day, excluded.last_day)`,
  `insert into books.account_balance (org_id, period, account, debit, credit) select l.org_id, l.period, l.account, sum(l.debit), sum(l.credit) from books.voucher_line l join books.voucher v on v.org_id = l.org_id and v.id = l.voucher_id where v.doc_id = $1 group by 1, 2, 3 order by 3
     on conflict (org_id, period, account) do update set debit = account_balance.debit + excluded.debit, credit = account_balance.credit + excluded.credit`,
  `insert into books.counter (org_id, kind, period, last) select org_id, type, period, 1 from books.document where id = $1 on conflict (org_id, kind, period) do update set last = counter.last + 1`,
  `insert into books.counter (org_id, kind, period, last) select org_id, 'voucher:' || word, period, 1 from books.voucher where doc_id = $1 on conflict (org_id, kind, period) do update set last = counter.last + 1`,
];

/** One statement with its columns of values, ready to be written. */
type Write = { readonly sql: string; readonly args: readonly unknown[] };
type Wrote = { readonly doc: string; readonly writes: readonly Write[] };

/** The rows a document has written, as the inserts that would write them again. */
async function rowsWritten(tx: Tx, tables: readonly TableShape[], { doc, key }: { readonly doc: string; readonly key: string }): Promise<Wrote> {
  const writes: Write[] = [];
  for (const table of tables) {
    const which = OF[table.name];
    if (which === undefined) continue;
    const arrays = table.columns.map((c, i) => `array_agg(t."${c.name}"::text) as c${i}`).join(', ');
    const [found] = await tx.query<Record<string, unknown[] | null>>(`select ${arrays}, array_agg($1::text || $2::text) as asked from ${quoted(table.name)} t where ${which}`, [
      doc,
      key,
    ]);
    if (!found?.['c0']) continue;
    const names = table.columns.map((c) => `"${c.name}"`).join(', ');
    const cells = table.columns.map((c, i) => `c${i}::${c.type}`).join(', ');
    const params = table.columns.map((_, i) => `$${i + 1}::text[]`).join(', ');
    const sql = `insert into ${quoted(table.name)} (${names}) overriding system value select ${cells} from unnest(${params}) x(${table.columns.map((_, i) => `c${i}`).join(', ')})`;
    writes.push({ sql, args: table.columns.map((_, i) => found[`c${i}`]) });
  }
  return { doc, writes };
}

const writeAgain = ({ doc, writes }: Wrote, bare: Bare): Promise<unknown> =>
  bare.transaction(async (ask) => {
    for (const { sql, args } of writes) await ask(sql, args);
    for (const sql of SUMS) await ask(sql, [doc]);
  });

/** Books the documents of a day; the milliseconds of each, and what is needed to find its rows. */
async function bookDay(ports: Ports, company: MarketCompany, day: MarketDay): Promise<{ readonly times: number[]; readonly made: { doc: string; key: string }[] }> {
  const onThatDay: Ports = { ...ports, clock: { now: ports.clock.now, today: () => day.day } };
  const times: number[] = [];
  const made: { doc: string; key: string }[] = [];
  for (const { type, body } of documentsOf(day, company.ids)) {
    const key = `bench:${day.day}:${type}`;
    const at = performance.now();
    const outcome = await run(onThatDay, company.caller, { type, command: 'approve', body, key });
    times.push(performance.now() - at);
    must(outcome.ok, `${day.day} ${type}: ${outcome.ok ? '' : problemOf(outcome.refusal, ports.catalog.document(type).refusals).detail}`);
    if (outcome.ok) made.push({ doc: outcome.reply.id, key });
  }
  return { times, made };
}

type Measured = { readonly ours: number[]; readonly bare: number[]; rows: number; days: number };

async function inTurns(
  run_: BenchRun,
  house: Ports,
  { company, days, bare }: { readonly company: MarketCompany; readonly days: readonly MarketDay[]; readonly bare: Bare },
): Promise<Measured> {
  const tables = await house.db.owner(tablesOf);
  const measured: Measured = { ours: [], bare: [], rows: 0, days: 0 };
  const spent = (): number => [...measured.ours, ...measured.bare].reduce((a, b) => a + b, 0);
  for (const [i, day] of days.entries()) {
    if (spent() > run_.seconds * 1000) break;
    const { times, made } = await bookDay(house, company, day);
    const written: Wrote[] = [];
    for (const one of made) written.push(await house.db.owner((tx) => rowsWritten(tx, tables, one)));
    const again: number[] = [];
    for (const one of written) {
      const at = performance.now();
      await writeAgain(one, bare);
      again.push(performance.now() - at);
    }
    if (i === WARM - 1) await house.db.owner((tx) => tx.query('analyze'));
    if (i < WARM) continue;
    measured.ours.push(...times);
    measured.bare.push(...again);
    measured.rows += day.rows.length;
    measured.days += 1;
  }
  return measured;
}

const countOf = async (db: Database): Promise<string> =>
  JSON.stringify(
    await db.owner((tx) =>
      tx.query(
        `select (select count(*) from books.document)::text as documents, (select count(*) from books.stock_line)::text as stock, (select sum(debit) from books.account_balance)::text as debit,
           (select sum(value) from books.cost_pool)::text as value, (select sum(on_hand) from books.stock_balance)::text as pieces, (select count(*) from bus.outbox where name like '%-posted/1')::text as events`,
      ),
    ),
  );

/** Runs as many days as fit into the seconds (`--lines` days at most), both sides in turns. Skipped, with a line, where the file is not there. */
export async function benchImport(asked: BenchRun): Promise<BenchResult> {
  const file = marketFile();
  if (!existsSync(file)) {
    asked.say(`跳过：没有真实超市数据 ${file}（设 HENGCANG_SHARED 指明 shared 文件夹）`);
    return { ...resultOf('import', asked.ground.engine, [skipped()]), skipped: `没有 ${file}` } as BenchResult;
  }
  const market = await readMarket({ daily: file });
  const [ours, other] = [await asked.ground.open(4), await asked.ground.open(4)];
  const company = await marketCompany(ours.ports, market, { company: null, admin: 'bench-admin' });
  const bare = bareDriver(other.ports.db, other.url, 2);
  try {
    const days = market.days.slice(0, asked.lines ?? market.days.length);
    asked.say(`${market.rows} 行、${market.days.length} 天；两边逐日轮流，至多 ${asked.seconds} 秒 …`);
    const m = await inTurns(asked, ours.ports, { company, days, bare });
    must(m.days > 0, `more than ${WARM} days are needed`);
    must((await countOf(ours.ports.db)) === (await countOf(other.ports.db)), 'the yardstick wrote other rows than the house');
    await sound(ours.ports);
    return resultOf('import', asked.ground.engine, [compared(m)]);
  } finally {
    await bare.close();
  }
}

/** Rates are rows of the file (one SKU on one day) a second; times are those of a document. */
function compared(m: Measured): BenchCase {
  const side = (times: readonly number[]) => {
    const elapsed = times.reduce((a, b) => a + b, 0);
    return { ...figuresOf(times, elapsed), rate_per_s: Number(((m.rows * 1000) / elapsed).toFixed(1)) };
  };
  const [ours, yardstick] = [side(m.ours), side(m.bare)];
  const ratio = Number((ours.rate_per_s / yardstick.rate_per_s).toFixed(3));
  return {
    case: `${m.rows} rows of ${m.days} days as ${m.ours.length} documents`,
    ours,
    yardstick,
    ratio,
    better: 'higher',
    mark: `≥ ${FLOOR} of bare SQL writing the same rows`,
    met: ratio >= FLOOR,
    rows: m.rows,
    documents: m.ours.length,
  };
}

const skipped = (): BenchCase => ({ case: 'skipped: ../shared/data is not here', ours: {}, yardstick: {}, ratio: 0, better: 'higher', mark: 'needs the real file', met: true });
