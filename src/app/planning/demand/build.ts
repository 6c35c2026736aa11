// The demand history, built from the books: only series with new lines are read again, and only days that changed are written.
import { addDays, type Day } from '#kernel/day';
import { grouped } from '#kernel/look-up';
import type { Scope, Snapshot, Tx } from '#kernel/ports';
import { sha256 } from '#platform/digest';
import type { Ports } from '../../context.ts';
import { gatherTable } from '../../statistics.ts';
import { type CleanDay, cleanOf, type DayChange } from './days.ts';
import { linesOf, movesOf, usualPromise } from './lines.ts';

/** Items read at a time, to begin with; then as many as take this long, so that an embedded database keeps answering others in between. */
const ITEMS = 1;
const ITEMS_MOST = 200;
const TURN_MS = 25;
/** Rows a statement writes, so that bookings get their turn in between. */
const ROWS = 800;
/** Days written after which the planner looks at the tables anew. */
const MUCH = 2000;
/** Lines are numbered before they are committed: those that came late are looked for among so many numbers before the last one seen. */
const OVERLAP = 1000;

export type Build = {
  /** Items whose history was read again, days written, and the first day that changed (null: none). */
  readonly items: readonly string[];
  readonly days: number;
  readonly from: Day | null;
  /** Items of which a day before `until` of the last build changed, so that a forecast made from them is out of date. */
  readonly changed: readonly string[];
};
export type BuildOptions = {
  /** Read everything again, not only what is new. */
  readonly whole?: boolean;
  /** Only these items. */
  readonly items?: readonly string[];
  readonly progress?: (done: number, of: number) => Promise<void>;
};

type Series = { readonly item: string; readonly warehouse: string };
const keyOf = (s: Series): string => `${s.item}|${s.warehouse}`;

/** The id of a change follows from what it changes: a rebuild finds it again. */
export function changeId(series: Series, change: Pick<DayChange, 'kind' | 'on' | 'doc' | 'line'>): string {
  const h = sha256([series.item, series.warehouse, change.kind, change.on, change.doc, change.line].join('|'));
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-8${h.slice(13, 16)}-8${h.slice(17, 20)}-${h.slice(20, 32)}`;
}

/** Brings the history of a company up to yesterday; today is not over. */
export async function buildDemand(ports: Ports, scope: Scope, options: BuildOptions = {}): Promise<Build> {
  const today = ports.clock.today();
  const start = await ports.db.read(scope, (s) => whereToStart(s, options));
  const result = { items: start.items, days: 0, from: null as Day | null, changed: new Set<string>() };
  let size = ITEMS;
  for (let at = 0; at < start.items.length; ) {
    const items = start.items.slice(at, at + size);
    const began = performance.now();
    const fresh = await cleaned((work) => ports.db.read(scope, work), { items, today, last: start.last, usualDays: start.usualDays });
    size = Math.max(1, Math.min(ITEMS_MOST, Math.round((items.length * TURN_MS) / Math.max(1, performance.now() - began))));
    at += items.length;
    const wrote = await write(ports, scope, { items, fresh });
    result.days += wrote.length;
    for (const d of wrote) {
      if (result.from === null || d.day < result.from) result.from = d.day;
      if (start.until !== null && d.day < start.until) result.changed.add(d.item);
    }
    await options.progress?.(at, start.items.length);
  }
  // A table that was just filled would be read by the plans of an empty one, a hundred times slower, until somebody looked at it.
  if (result.days > MUCH) for (const table of ['planning.demand', 'planning.clean_change']) await gatherTable(ports.db, table);
  // Only a build of everything new may say that everything up to the last line was seen.
  if (!options.items)
    await ports.db.write(scope, (tx) =>
      tx.query(
        `insert into planning.built (org_id, line, until, built_at) values (books.org(), $1, $2, $3) on conflict (org_id) do update set line = excluded.line, until = excluded.until, built_at = excluded.built_at`,
        [start.line, today, ports.clock.now()],
      ),
    );
  return { ...result, changed: [...result.changed] };
}

/** Item by item off an index: all lines of all years would take the embedded database a second. */
const EVER_MOVED = `select r.id::text as item from books.record r cross join lateral (select from books.stock_line l where l.org_id = books.org() and l.item_id = r.id limit 1) x where r.org_id = books.org() and r.type = 'item' order by 1`;

type Start = {
  readonly items: readonly string[];
  readonly line: bigint;
  readonly until: Day | null /** The company's last day with goods going out. */;
  readonly last: Day;
  readonly usualDays: number;
};

/** Items with lines since the last build. Days pass without lines too: what is sold out stays so, hence items with an empty shelf are read again each day. */
async function whereToStart(s: Snapshot, options: BuildOptions): Promise<Start> {
  const [built] = await s.query<{ line: bigint; until: Day }>('select line, until::text as until from planning.built where org_id = books.org()');
  const [last] = await s.query<{ line: bigint | null }>(`select max(id) as line from books.stock_line where org_id = books.org()`);
  const lastOut = await lastDayOut(s);
  const after = options.whole || !built ? 0n : built.line - BigInt(OVERLAP);
  const items = options.items
    ? options.items.map((item) => ({ item }))
    : after === 0n
      ? await s.query<{ item: string }>(EVER_MOVED)
      : await s.query<{ item: string }>(
          `select item_id::text as item from books.stock_line where org_id = books.org() and id > $1 and place = 'storage' group by 1
          union select item_id::text from planning.demand where org_id = books.org() and $2::date is not null and day = $2::date - 1 and not offered order by 1`,
          [after, built?.until ?? null],
        );
  return { items: items.map((i) => i.item), line: last?.line ?? 0n, until: built?.until ?? null, last: lastOut ?? ('9999-12-31' as Day), usualDays: await usualPromise(s) };
}

type Fresh = { readonly series: Series; readonly days: readonly CleanDay[]; readonly changes: readonly (DayChange & { readonly id: string })[] };

type Read = <T>(work: (s: Snapshot) => Promise<T>) => Promise<T>;

/** Three readings, so that an embedded database serves others in between: what is booked meanwhile has a later line than this build and is read again with the next one. */
async function cleaned(read: Read, job: { readonly items: readonly string[]; readonly today: Day; readonly last: Day; readonly usualDays: number }): Promise<Fresh[]> {
  const lines = grouped(await read((s) => linesOf(s, job.items)), keyOf);
  const moves = grouped(await read((s) => movesOf(s, job.items)), keyOf);
  const undone = new Set(
    (
      await read((s) =>
        s.query<{ id: string }>('select id::text from planning.clean_change where org_id = books.org() and item_id = any ($1) and undone_at is not null', [job.items]),
      )
    ).map((r) => r.id),
  );
  return [...lines].flatMap(([key, own]): Fresh[] => {
    const [first] = own;
    // Without a sale there is nothing to forecast; what was only written off is no demand.
    if (!first || !own.some((l) => l.kind === 'sale')) return [];
    const series = { item: first.item, warehouse: first.warehouse };
    const done = own.filter((l) => l.day < job.today);
    const result = cleanOf({
      lines: done,
      moves: moves.get(key) ?? [],
      until: addDays(job.last, 1) < job.today ? addDays(job.last, 1) : job.today,
      usualDays: job.usualDays,
      undone: (c) => undone.has(changeId(series, c)),
    });
    return [{ series, days: result.days, changes: result.changes.map((c) => ({ ...c, id: changeId(series, c) })) }];
  });
}

type DayRow = Series & CleanDay;
const asJson = (value: unknown): string => JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? v.toString() : v));

/** Writes what differs; days and changes that are no more go. What people undid stays undone. */
async function write(
  ports: Ports,
  scope: Scope,
  { items, fresh }: { readonly items: readonly string[]; readonly fresh: readonly Fresh[] },
): Promise<readonly (Series & { readonly day: Day })[]> {
  const known = new Map((await ports.db.read(scope, (s) => s.query<DayRow>(KNOWN, [items]))).map((d) => [`${keyOf(d)}|${d.day}`, asJson(d)]));
  const rows = fresh.flatMap(({ series, days }) => days.map((d): DayRow => ({ item: series.item, warehouse: series.warehouse, ...d })));
  const changed: (Series & { readonly day: Day })[] = [];
  const upsert: DayRow[] = [];
  for (const row of rows) {
    const key = `${keyOf(row)}|${row.day}`;
    if (known.get(key) !== asJson(row)) {
      upsert.push(row);
      changed.push(row);
    }
    known.delete(key);
  }
  const gone = [...known.keys()].map((key) => {
    const [item = '', warehouse = '', day = ''] = key.split('|');
    return { item, warehouse, day: day as Day };
  });
  for (const part of parts(upsert)) await ports.db.write(scope, (tx) => tx.query(UPSERT, [asJson(part)]));
  for (const part of parts(gone)) await ports.db.write(scope, (tx) => tx.query(DROP, [asJson(part)]));
  const changes = fresh.flatMap(({ series, changes: own }) => own.map((c) => ({ ...c, item: series.item, warehouse: series.warehouse })));
  await ports.db.write(scope, (tx) => writeChanges(tx, items, changes));
  return [...changed, ...gone];
}

function* parts<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < rows.length; at += ROWS) yield rows.slice(at, at + ROWS);
}

async function writeChanges(tx: Tx, items: readonly string[], changes: readonly (DayChange & Series & { readonly id: string })[]): Promise<void> {
  await tx.query(
    `delete from planning.clean_change where org_id = books.org() and item_id = any ($1) and kind <> '缺货截断' and undone_at is null and not (id = any ($2::uuid[]))`,
    [items, changes.map((c) => c.id)],
  );
  for (const part of parts(changes)) await tx.query(CHANGES, [asJson(part)]);
}

const KNOWN = `select item_id::text as item, warehouse_id::text as warehouse, day::text as day, gross, clean, bulk, loss, doubt, offered, censored, promo
  from planning.demand where org_id = books.org() and item_id = any ($1)`;
const DAY_COLUMNS = 'gross bigint, clean bigint, bulk bigint, loss bigint, doubt bigint, offered boolean, censored boolean, promo boolean';
const UPSERT = `insert into planning.demand (org_id, item_id, warehouse_id, day, gross, clean, bulk, loss, doubt, offered, censored, promo)
  select books.org(), item, warehouse, day, gross, clean, bulk, loss, doubt, offered, censored, promo from jsonb_to_recordset($1::jsonb) as d(item uuid, warehouse uuid, day date, ${DAY_COLUMNS})
  on conflict (org_id, item_id, warehouse_id, day) do update set gross = excluded.gross, clean = excluded.clean, bulk = excluded.bulk, loss = excluded.loss, doubt = excluded.doubt,
    offered = excluded.offered, censored = excluded.censored, promo = excluded.promo`;
const DROP = `delete from planning.demand d using jsonb_to_recordset($1::jsonb) as g(item uuid, warehouse uuid, day date)
  where d.org_id = books.org() and d.item_id = g.item and d.warehouse_id = g.warehouse and d.day = g.day`;
const CHANGES = `insert into planning.clean_change (org_id, id, item_id, warehouse_id, day, kind, quantity, doc_id, line_no, reason)
  select books.org(), id, item, warehouse, day, kind, quantity, doc, line, reason from jsonb_to_recordset($1::jsonb) as c(id uuid, item uuid, warehouse uuid, day date, kind text, quantity bigint, doc uuid, line int, reason text)
  on conflict (org_id, id) do update set quantity = excluded.quantity, day = excluded.day, reason = excluded.reason where (clean_change.quantity, clean_change.day) is distinct from (excluded.quantity, excluded.day)`;

/** The last day on which goods went out to customers; null where they never did. Asked every minute, so it is read off the documents' index and not from all the lines. */
export async function lastDayOut(s: Snapshot): Promise<Day | null> {
  const [row] = await s.query<{ day: Day | null }>(
    `select max(d.day)::text as day from unnest(array['sales-delivery', 'retail-sale', 'consignment-settlement', 'sales-return']) t cross join unnest(array['posted', 'closed']) st
      cross join lateral (select day from books.document where org_id = books.org() and type = t and state = st order by day desc limit 1) d`,
  );
  return row?.day ?? null;
}

/** The day after the last one with demand, where a company stopped booking two weeks or more ago (an imported history); today otherwise. */
export async function originOf(s: Snapshot, today: Day): Promise<Day> {
  const [row] = await s.query<{ last: Day | null }>('select max(day)::text as last from planning.demand where org_id = books.org() and gross > 0');
  return row?.last && addDays(row.last, 15) <= today ? addDays(row.last, 1) : today;
}
