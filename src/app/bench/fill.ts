// Fills the books with many copies of documents the pen booked: set-based SQL, so a million rows take seconds to minutes, and `verify` stays clean.
// Copies get their own ids, days and gap-free numbers; balances, pools, account balances and counters are raised by exactly what was copied.
import type { Database, Tx } from '#kernel/ports';
import { must } from '#kernel/must';

export type Filling = {
  readonly org: string;
  /** Ids of posted documents without sources; all of one type, all with a voucher or all without. */
  readonly templates: readonly string[];
  readonly documents: number;
  /** Copies are spread evenly over these days. */
  readonly from: string;
  readonly to: string;
  /** Gives every copy its own total (for documents that book nothing, such as orders). */
  readonly ownTotals?: boolean;
  /** Every template is copied equally often, one after the other. */
  readonly evenly?: boolean;
  readonly say?: (line: string) => void;
};

const CHUNK = 50_000;

/** `select` list of a copy: every column as it is but the ones named. Identity columns number themselves. */
async function copy(tx: Tx, table: string, join: string, own: Readonly<Record<string, string>>): Promise<void> {
  const columns = (
    await tx.query<{ c: string }>(
      `select column_name as c from information_schema.columns where table_schema = 'books' and table_name = $1 and is_identity = 'NO' and is_generated = 'NEVER' order by ordinal_position`,
      [table],
    )
  ).map((r) => r.c);
  await tx.query(`insert into books.${table} (${columns.join(', ')}) select ${columns.map((c) => own[c] ?? `x.${c}`).join(', ')} from filling f join ${join} order by f.i`);
}

/** An id of a copy: time-ordered like the house's own, unique by kind, run and number. */
const idOf = (kind: string, tag: string, i: string): string => `('0190${kind}-${tag}-7000-8000-' || lpad(to_hex(${i}), 12, '0'))::uuid`;

/** The copies of one chunk: number i, its template, ids, day, period and serials. */
async function plan(tx: Tx, work: Filling, at: { readonly first: number; readonly last: number; readonly tag: string }): Promise<void> {
  const { templates, org } = work;
  await tx.query('drop table if exists filling');
  await tx.query(
    `create temp table filling on commit drop as
    with t as (select x.id, x.n, d.type, exists (select from books.voucher v where v.org_id = d.org_id and v.doc_id = d.id) as posts from unnest($1::uuid[]) with ordinality as x(id, n) join books.document d on d.org_id = $2 and d.id = x.id),
    -- A few templates are copied often and most rarely, like real parties and goods.
    g as (select i, case when $9::boolean then 1 + (i % $3::int)::int else 1 + floor($3::int * power((hashint8(i) & 65535) / 65536.0, 2))::int end as n, ($6::date + ((i::numeric * ($7::date - $6::date + 1)) / $8)::int)::date as day from generate_series($4::bigint, $5::bigint) i),
    p as (select g.i, least(g.day, $7::date) as day, t.id as template, t.type, t.posts from g join t using (n))
    select p.i, p.template, p.type, p.day, to_char(p.day, 'YYYYMM')::int as period, ${idOf('d0c0', at.tag, 'p.i')} as id, case when p.posts then ${idOf('b00c', at.tag, 'p.i')} end as voucher, 0 as serial, 0 as voucher_serial from p`,
    [templates, org, templates.length, at.first, at.last, work.from, work.to, work.documents, work.evenly ?? false],
  );
  const serials = async (column: string, kind: string, where: string) =>
    tx.query(
      `update filling f set ${column} = n.serial from (
      select i, row_number() over (partition by period order by i) + coalesce((select c.last from books.counter c where c.org_id = $1 and c.kind = ${kind} and c.period = q.period), 0) as serial from filling q where ${where}) n where n.i = f.i`,
      [org],
    );
  await serials('serial', 'q.type', 'true');
  await serials('voucher_serial', `'voucher:记'`, 'q.voucher is not null');
  await tx.query('create unique index on filling (i)');
  await tx.query('analyze filling');
}

async function copyRows(tx: Tx, work: Filling): Promise<void> {
  const day = { day: 'f.day', period: 'f.period' };
  const number = `split_part(x.number, '-', 1) || '-' || f.period || '-' || lpad(f.serial::text, greatest(4, length(f.serial::text)), '0')`;
  const on = (table: string, column: string): string => `books.${table} x on x.org_id = '${work.org}' and x.${column} = f.template`;
  await copy(tx, 'document', on('document', 'id'), { ...day, id: 'f.id', number, ...(work.ownTotals ? { total: '(x.total + (hashint8(f.i * 31) & 8388607))' } : {}) });
  await copy(tx, 'document_line', on('document_line', 'doc_id'), { doc_id: 'f.id' });
  await copy(tx, 'stock_line', on('stock_line', 'doc_id'), { ...day, doc_id: 'f.id' });
  await copy(tx, 'voucher', on('voucher', 'doc_id'), {
    ...day,
    doc_id: 'f.id',
    id: 'f.voucher',
    serial: 'f.voucher_serial',
    summary: `split_part(x.summary, ' ', 1) || ' ' || ${number.replace('x.number', `'${await prefixOf(tx, work)}'`)}`,
  });
  await copy(tx, 'voucher_line', `books.voucher w on w.org_id = '${work.org}' and w.doc_id = f.template join books.voucher_line x on x.org_id = w.org_id and x.voucher_id = w.id`, {
    ...day,
    voucher_id: 'f.voucher',
  });
  const [last] = await tx.query<{ id: bigint }>('select coalesce(max(id), 0) as id from books.audit_log');
  await copy(tx, 'audit_log', on('audit_log', 'subject_id'), { subject_id: 'f.id' });
  // Bulk copies go past the pen, so their proofs follow at once.
  await tx.query(`select set_config('hengcang.org', $1, true)`, [work.org]);
  await tx.query('select books.prove_since($1)', [last?.id ?? 0n]);
}

const prefixOf = async (tx: Tx, work: Filling): Promise<string> =>
  (await tx.query<{ p: string }>(`select split_part(number, '-', 1) as p from books.document where org_id = $1 and id = $2`, [work.org, work.templates[0]]))[0]?.p ?? '';

/** What the copies together add: rows of the templates times how often each was copied. */
async function raise(tx: Tx, work: Filling): Promise<void> {
  const times = '(select template, count(*)::bigint as n from filling group by 1) c';
  await tx.query(
    `insert into books.stock_balance (org_id, item_id, warehouse_id, lot_id, bin_id, on_hand, on_hold, in_transit)
    select x.org_id, x.item_id, x.warehouse_id, coalesce(x.lot_id, books.nil()), coalesce(x.bin_id, books.nil()), coalesce(sum(x.qty * c.n) filter (where x.place = 'storage'), 0), coalesce(sum(x.qty * c.n) filter (where x.place in ('frozen', 'production')), 0), coalesce(sum(x.qty * c.n) filter (where x.place = 'transit'), 0)
    from ${times} join books.stock_line x on x.org_id = $1 and x.doc_id = c.template group by 1, 2, 3, 4, 5
    on conflict (org_id, item_id, warehouse_id, lot_id, bin_id) do update set on_hand = stock_balance.on_hand + excluded.on_hand, on_hold = stock_balance.on_hold + excluded.on_hold, in_transit = stock_balance.in_transit + excluded.in_transit`,
    [work.org],
  );
  await tx.query(
    `insert into books.cost_pool (org_id, item_id, cost_group, qty, value, last_day) select x.org_id, x.item_id, x.cost_group, sum(x.qty * c.n), sum(x.cost * c.n), max(c.last)
    from (select template, count(*)::bigint as n, max(day) as last from filling group by 1) c join books.stock_line x on x.org_id = $1 and x.doc_id = c.template where not x.internal group by 1, 2, 3
    on conflict (org_id, item_id, cost_group, lot_id) do update set qty = cost_pool.qty + excluded.qty, value = cost_pool.value + excluded.value, last_day = greatest(cost_pool.last_day, excluded.last_day)`,
    [work.org],
  );
  await tx.query(
    `insert into books.account_balance (org_id, period, account, debit, credit) select x.org_id, c.period, x.account, sum(x.debit * c.n), sum(x.credit * c.n)
    from (select template, period, count(*)::bigint as n from filling group by 1, 2) c join books.voucher w on w.org_id = $1 and w.doc_id = c.template join books.voucher_line x on x.org_id = w.org_id and x.voucher_id = w.id group by 1, 2, 3
    on conflict (org_id, period, account) do update set debit = account_balance.debit + excluded.debit, credit = account_balance.credit + excluded.credit`,
    [work.org],
  );
  await tx.query(
    `insert into books.counter (org_id, kind, period, last) select $1::uuid, type, period, max(serial) from filling group by 2, 3 union all select $1::uuid, 'voucher:记', period, max(voucher_serial) from filling where voucher is not null group by 3
    on conflict (org_id, kind, period) do update set last = excluded.last`,
    [work.org],
  );
}

/** Copies the templates until `documents` more stand in the books. */
export async function fill(db: Database, work: Filling): Promise<void> {
  must(work.templates.length > 0, 'nothing to copy');
  const [tag] = await db.owner((tx) => tx.query<{ t: string }>(`select substr(md5(clock_timestamp()::text), 1, 4) as t`));
  for (let first = 0; first < work.documents; first += CHUNK) {
    const last = Math.min(work.documents, first + CHUNK) - 1;
    await db.owner(async (tx) => {
      await plan(tx, work, { first, last, tag: tag?.t ?? '0000' });
      await copyRows(tx, work);
      await raise(tx, work);
    });
    work.say?.(`  已生成 ${last + 1} / ${work.documents} 张单据`);
  }
  await db.owner((tx) => tx.query('analyze'));
}
