// Reading documents: lists by keyset, one document with everything around it, open source lines, the chain.
import { personName } from '#identity';
import { formatFen, formatQty } from '#kernel/decimal';
import type { AnyDocument } from '#kernel/document';
import { THE_HOUSE } from '#kernel/facts';
import type { Snapshot } from '#kernel/ports';
import { sql } from 'kysely';
import { db, fetch, literal, readCursor, writeCursor } from './sql.ts';

export type ListQuery = {
  readonly q?: string | undefined;
  readonly state?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly party?: string | undefined;
  readonly warehouse?: string | undefined;
  readonly item?: string | undefined;
  readonly sort?: string | undefined;
  readonly limit: number;
  readonly after?: string | undefined;
};
export type ListRow = {
  readonly id: string;
  readonly number: string;
  readonly state: string;
  readonly version: number;
  readonly day: string;
  readonly party_id: string | null;
  readonly warehouse_id: string | null;
  readonly total: bigint;
  readonly title: string | null;
  readonly maker_id: string;
  readonly approved_at: string | null;
  readonly head: Record<string, unknown>;
  readonly reverses: string | null;
};

const SORTS = {
  day: ['day', 'asc'],
  '-day': ['day', 'desc'],
  total: ['total', 'asc'],
  '-total': ['total', 'desc'],
  number: ['number', 'asc'],
  '-number': ['number', 'desc'],
} as const;
/** How many of the newest documents a free-text search looks through besides exact numbers and parties. */
const TEXT_WINDOW = 20_000;

/** The documents of a type that a list's filters let through. `bounded` adds what the planner needs to walk them by number. */
async function filtered(snapshot: Snapshot, type: string, { query, bounded }: { readonly query: Omit<ListQuery, 'limit'>; readonly bounded: boolean }) {
  let select = db.selectFrom('books.document').where('org_id', '=', sql<string>`books.org()`).where('type', '=', type);
  if (query.state) select = select.where('state', 'in', query.state.split(','));
  if (query.from) select = select.where('day', '>=', query.from);
  if (query.to) select = select.where('day', '<=', query.to);
  if (bounded && (query.from || query.to)) {
    const bounds = await numberBounds(snapshot, type, query);
    if (bounds.low) select = select.where('number', '>=', bounds.low);
    if (bounds.high) select = select.where('number', '<', bounds.high);
  }
  if (query.party) select = select.where('party_id', '=', query.party);
  if (query.warehouse) select = select.where('warehouse_id', '=', query.warehouse);
  // An array, gathered from the index alone: as a join the planner would rather read every document of the type.
  if (query.item)
    select = select.where(sql<boolean>`id = any (array(select l.doc_id from books.document_line l where l.org_id = books.org() and l.item_id = ${query.item}::uuid))`);
  if (query.q?.trim()) select = select.where(sql<boolean>`id = any (${await matching(snapshot, type, query.q.trim())}::uuid[])`);
  // Wrapped: a builder must not be awaited.
  return { select };
}

/** How many documents a sum looks through at the most; beyond it nobody waits for one. */
const MOST_SUMMED = 100_000;

/** How many documents a list holds and what they come to together, void ones left out; null when there are too many to add up while somebody waits. */
export async function sumDocuments(
  snapshot: Snapshot,
  type: string,
  query: Omit<ListQuery, 'limit' | 'sort' | 'after'>,
): Promise<{ readonly n: number; readonly total: bigint } | null> {
  const { select } = await filtered(snapshot, type, { query, bounded: false });
  const picked = select
    .select(['total'])
    .where('state', '<>', 'void')
    .limit(MOST_SUMMED + 1);
  const [row] = await fetch(snapshot, db.selectFrom(picked.as('x')).select([sql<number>`count(*)::int`.as('n'), sql<bigint>`coalesce(sum(x.total), 0)::bigint`.as('total')]));
  return !row || row.n > MOST_SUMMED ? null : { n: row.n, total: BigInt(row.total) };
}

/** One page of a list; every order has an index that starts with (org_id, type). */
export async function listDocuments(snapshot: Snapshot, type: string, query: ListQuery): Promise<{ readonly rows: ListRow[]; readonly next: string | null }> {
  const [column, direction] = SORTS[(query.sort ?? '-day') as keyof typeof SORTS] ?? SORTS['-day'];
  const found = await filtered(snapshot, type, { query, bounded: column === 'number' });
  let select = found.select.select(['id', 'number', 'state', 'version', 'day', 'party_id', 'warehouse_id', 'total', 'title', 'maker_id', 'approved_at', 'head', 'reverses']);
  const kind = column === 'day' ? 'date' : column === 'total' ? 'bigint' : 'text';
  const after = readCursor(query.after, [kind, 'uuid']);
  if (after) select = select.where(sql<boolean>`(${sql.ref(column)}, id) ${sql.raw(direction === 'asc' ? '>' : '<')} (${after[0]}::${sql.raw(kind)}, ${after[1]}::uuid)`);
  const rows = (await fetch(
    snapshot,
    select
      .orderBy(column, direction)
      .orderBy('id', direction)
      .limit(query.limit + 1),
  )) as ListRow[];
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return { rows: page, next: rows.length > query.limit && last ? writeCursor([last[column], last.id]) : null };
}

const monthOf = (day: string): number => Number(day.slice(0, 4)) * 100 + Number(day.slice(5, 7));
const nextMonth = (month: number): number => (month % 100 === 12 ? month + 89 : month + 1);

/**
 * Between which numbers the documents of some days lie. Numbers carry their month, but the planner cannot know that: sorted by number it would walk
 * every earlier month to reach the days asked for. Drafts moved to another month widen the bounds, so they stay exact.
 */
async function numberBounds(snapshot: Snapshot, type: string, days: Pick<ListQuery, 'from' | 'to'>): Promise<{ readonly low: string | null; readonly high: string | null }> {
  const [row] = await snapshot.query<{ prefix: string | null; low: string | null; high: string | null }>(
    `
    with moved as materialized (select number from books.document where org_id = books.org() and type = $1 and day >= coalesce($2::date, '-infinity') and day <= coalesce($3::date, 'infinity') and split_part(number, '-', 2) <> period::text)
    select (select split_part(number, '-', 1) from books.document where org_id = books.org() and type = $1 order by number limit 1) as prefix, min(number) as low, max(number) || chr(1114109) as high from moved`,
    [type, days.from ?? null, days.to ?? null],
  );
  if (!row?.prefix) return { low: null, high: null };
  const low = days.from ? `${row.prefix}-${monthOf(days.from)}` : null;
  const high = days.to ? `${row.prefix}-${nextMonth(monthOf(days.to))}` : null;
  return { low: low && row.low && row.low < low ? row.low : low, high: high && row.high && row.high > high ? row.high : high };
}

/** Ids that a search text means: a number, a party by name or pinyin, or words in the newest documents. */
async function matching(snapshot: Snapshot, type: string, q: string): Promise<string[]> {
  const like = `%${literal(q.toLowerCase())}%`;
  const rows = await snapshot.query<{ id: string }>(
    `
    (select id from books.document where org_id = books.org() and type = $1 and number >= upper($2) and number < upper($2) || chr(1114109) order by number desc limit 500)
    union (select d.id from (select r.id from books.record r where r.org_id = books.org() and r.type in ('customer', 'supplier') and r.search like $3 limit 50) p
      cross join lateral (select x.id, x.day from books.document x where x.org_id = books.org() and x.party_id = p.id and x.type = $1 order by x.day desc, x.id desc limit 1000) d order by d.day desc limit 1000)
    union (select id from (select id, search, number from books.document where org_id = books.org() and type = $1 order by day desc, id desc limit ${TEXT_WINDOW}) t where search like $3 or lower(number) like $3 limit 1000)`,
    [type, q, like],
  );
  return rows.map((r) => r.id);
}

/** How many documents wait in each state (drafts and submitted only: the open ends). */
export const openCounts = (snapshot: Snapshot, type: string): Promise<{ state: string; n: number }[]> =>
  snapshot.query(`select state, count(*)::int as n from books.document where org_id = books.org() and type = $1 and state in ('draft', 'submitted', 'counting') group by 1`, [
    type,
  ]);

export type Around = {
  readonly vouchers: readonly { id: string; number: string; period: number }[];
  readonly sources: readonly Neighbour[];
  readonly followers: readonly Neighbour[];
  readonly trail: readonly { at: string; who: string; action: string; summary: string }[];
  /** Why the house made it, as the log of its first act tells; null for what a person made. */
  readonly origin: Readonly<Record<string, unknown>> | null;
  /** What it changes of earlier costs is still being booked. */
  readonly lateCosts: boolean;
  readonly progress: readonly { line: number; kind: string; qty: string; amount: string }[];
};
type Neighbour = { readonly id: string; readonly type: string; readonly number: string; readonly state: string };

/** What stands around one document; one round trip. */
export async function around(snapshot: Snapshot, id: string): Promise<Around> {
  const [row] = await snapshot.query<{ around: Around }>(
    `select jsonb_build_object(
    'vouchers', (select coalesce(jsonb_agg(jsonb_build_object('id', v.id, 'number', v.word || '-' || lpad(v.serial::text, 4, '0'), 'period', v.period) order by v.booked_at), '[]') from books.voucher v where v.org_id = books.org() and v.doc_id = $1),
    'sources', (select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'type', d.type, 'number', d.number, 'state', d.state) order by d.day, d.number), '[]') from (
        select l.source_doc as other from books.document_line l where l.org_id = books.org() and l.doc_id = $1
        union select o.doc_id from books.settlement s join books.open_item o on o.org_id = books.org() and o.id = s.open_item where s.org_id = books.org() and s.doc_id = $1 and o.doc_id <> $1) n
      join books.document d on d.org_id = books.org() and d.id = n.other),
    'followers', (select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'type', d.type, 'number', d.number, 'state', d.state) order by d.day, d.number), '[]') from (
        select l.doc_id as other from books.document_line l where l.org_id = books.org() and l.source_doc = $1
        union select s.doc_id from books.open_item o join books.settlement s on s.org_id = books.org() and s.open_item = o.id where o.org_id = books.org() and o.doc_id = $1 and s.doc_id <> $1) n
      join books.document d on d.org_id = books.org() and d.id = n.other),
    'trail', (select coalesce(jsonb_agg(jsonb_build_object('at', a.at, 'who', a.user_name, 'action', a.action, 'summary', a.summary) order by a.at, a.id), '[]') from books.audit_log a where a.org_id = books.org() and a.subject_id = $1),
    'origin', (select a.context from books.audit_log a where a.org_id = books.org() and a.subject_id = $1 and a.user_id = '${THE_HOUSE.id}' order by a.id limit 1),
    'lateCosts', exists (select from books.late_cost l where l.org_id = books.org() and l.doc_id = $1),
    'progress', (select coalesce(jsonb_agg(jsonb_build_object('line', p.line_no, 'kind', p.kind, 'qty', p.qty::text, 'amount', p.amount::text)), '[]') from books.progress p where p.org_id = books.org() and p.doc_id = $1)
  ) as around`,
    [id],
  );
  const found = (row as { around: Around }).around;
  return { ...found, progress: found.progress.map((p) => ({ ...p, qty: formatQty(BigInt(p.qty)), amount: formatFen(BigInt(p.amount)) })) };
}

/** What a line shows of its item beside the name. Prices and costs are not among it: labels go to everybody who sees the line. */
const OF_ITEM = `jsonb_build_object('spec', data->'spec', 'unit', data->'unit', 'units', data->'units', 'taxRate', data->'taxRate', 'tracksLots', data->'tracksLots', 'tracksSerials', data->'tracksSerials')`;

/** Names of any ids: records, people, documents. Unknown ids are left out. */
export async function labelsOf(snapshot: Snapshot, ids: readonly string[]): Promise<Record<string, { code: string; name: string; detail?: unknown }>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return {};
  const rows = await snapshot.query<{ id: string; code: string; name: string; detail: unknown }>(
    `select id, code, name, case when type = 'item' then ${OF_ITEM} end as detail from books.record where org_id = books.org() and id = any ($1::uuid[])
    union all select id, login, name, null from identity.person where id = any ($1::uuid[])
    union all select '${THE_HOUSE.id}'::uuid, '', '${THE_HOUSE.name}', null where '${THE_HOUSE.id}'::uuid = any ($1::uuid[])
    union all select o.id, coalesce(o.number, d.number), coalesce(o.number, d.number), jsonb_build_object('due', o.due, 'day', o.day, 'type', d.type, 'doc', d.id, 'amount', (o.amount / 100.0)::numeric(20,2)::text, 'open', ((o.amount - o.settled) / 100.0)::numeric(20,2)::text) from books.open_item o join books.document d on d.org_id = books.org() and d.id = o.doc_id where o.org_id = books.org() and o.id = any ($1::uuid[])`,
    [wanted],
  );
  return Object.fromEntries(rows.map(({ id, code, name, detail }) => [id, { code, name, ...(detail ? { detail } : {}) }]));
}

export type OpenSource = {
  readonly id: string;
  readonly number: string;
  readonly day: string;
  readonly head: Record<string, unknown>;
  readonly lines: readonly (Record<string, unknown> & { no: number; left: string })[];
};

/** Posted documents of a source type that still have something to pull (选单). */
export async function openSources(
  snapshot: Snapshot,
  def: AnyDocument,
  from: { readonly type: string; readonly party?: string | undefined; readonly q?: string | undefined },
): Promise<OpenSource[]> {
  const rule = def.sources.find((s) => s.type === from.type);
  if (!rule) return [];
  const figure = rule.limit === 'amount' ? 'amount' : 'base_qty';
  const done = rule.limit === 'amount' ? 'amount' : 'qty';
  const rows = await snapshot.query<{
    id: string;
    number: string;
    day: string;
    head: Record<string, unknown>;
    lines: { no: number; left: string; whole: string; data: Record<string, unknown> }[];
  }>(
    `
    select d.id, d.number, d.day, d.head, l.lines from books.document d cross join lateral (
      select jsonb_agg(jsonb_build_object('no', x.line_no, 'whole', x.${figure}::text, 'left', (x.${figure} - coalesce(p.${done}, 0))::text, 'data', x.data) order by x.line_no) as lines
      from books.document_line x left join books.progress p on p.org_id = x.org_id and p.doc_id = x.doc_id and p.line_no = x.line_no and p.kind = $2
      where x.org_id = d.org_id and x.doc_id = d.id and ($3 = 'none' or x.${figure} - coalesce(p.${done}, 0) > 0)) l
    where d.org_id = books.org() and d.type = $1 and d.state = 'posted' and d.reverses is null and l.lines is not null
      and ($4::uuid is null or d.party_id is null or d.party_id = $4::uuid) and ($5 = '' or d.number ilike $5 or d.search like lower($5))
    order by d.day desc, d.id desc limit 60`,
    [from.type, rule.progress, rule.limit, from.party ?? null, from.q ? `%${literal(from.q)}%` : ''],
  );
  return rows.map((r) => ({
    ...r,
    lines: r.lines.map((l) => ({
      ...l.data,
      no: l.no,
      left: rule.limit === 'amount' ? formatFen(BigInt(l.left ?? 0)) : formatQty(BigInt(l.left ?? 0)),
      whole: rule.limit === 'amount' ? formatFen(BigInt(l.whole ?? 0)) : formatQty(BigInt(l.whole ?? 0)),
    })),
  }));
}

export type ChainNode = {
  readonly id: string;
  readonly type: string;
  readonly number: string;
  readonly day: string;
  readonly state: string;
  readonly total: string;
  readonly maker: string | null;
  readonly approver: string | null;
  readonly approvedAt: string | null;
  readonly vouchers: readonly { id: string; number: string; account?: string }[];
};
export type ChainEdge = { readonly from: string; readonly to: string; readonly kind: 'pulled' | 'reversed' | 'settled'; readonly amount: string | null };

/** The whole tree a document belongs to, both ways: pulled lines, red twins, settlements. At most `most` documents. */
export async function chainOf(
  snapshot: Snapshot,
  start: readonly string[],
  most = 200,
): Promise<{ readonly nodes: ChainNode[]; readonly edges: ChainEdge[]; readonly cut: boolean }> {
  const [row] = await snapshot.query<{ chain: { nodes: ChainNode[]; edges: ChainEdge[] } }>(
    `
    with recursive reach(id) as (
      select unnest($1::uuid[])
      union
      select n.other from reach r cross join lateral (
        select l.source_doc as other from books.document_line l where l.org_id = books.org() and l.doc_id = r.id and l.source_doc is not null
        union select l.doc_id from books.document_line l where l.org_id = books.org() and l.source_doc = r.id
        union select d.reverses from books.document d where d.org_id = books.org() and d.id = r.id and d.reverses is not null
        union select d.id from books.document d where d.org_id = books.org() and d.reverses = r.id
        union select o.doc_id from books.settlement s join books.open_item o on o.org_id = books.org() and o.id = s.open_item where s.org_id = books.org() and s.doc_id = r.id
        union select s.doc_id from books.open_item o join books.settlement s on s.org_id = books.org() and s.open_item = o.id where o.org_id = books.org() and o.doc_id = r.id) n
    ), picked as (select id from reach limit $2)
    select jsonb_build_object(
      'nodes', (select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'type', d.type, 'number', d.number, 'day', d.day, 'state', d.state, 'total', (d.total / 100.0)::numeric(20,2)::text, 'maker', ${personName('d.maker_id')}, 'approver', ${personName('d.approver_id')}, 'approvedAt', d.approved_at,
          'vouchers', (select coalesce(jsonb_agg(jsonb_build_object('id', v.id, 'number', v.word || '-' || lpad(v.serial::text, 4, '0'), 'period', v.period)), '[]') from books.voucher v where v.org_id = books.org() and v.doc_id = d.id))
        order by d.day, d.id), '[]') from picked p join books.document d on d.org_id = books.org() and d.id = p.id),
      'edges', (select coalesce(jsonb_agg(e), '[]') from (
        select l.source_doc as "from", l.doc_id as "to", 'pulled' as kind, (sum(l.amount) / 100.0)::numeric(20,2)::text as amount from picked p join books.document_line l on l.org_id = books.org() and l.doc_id = p.id where l.source_doc in (select id from picked) group by 1, 2
        union all select d.reverses, d.id, 'reversed', (d.total / 100.0)::numeric(20,2)::text from picked p join books.document d on d.org_id = books.org() and d.id = p.id where d.reverses in (select id from picked)
        union all select o.doc_id, s.doc_id, 'settled', (sum(s.amount) / 100.0)::numeric(20,2)::text from picked p join books.settlement s on s.org_id = books.org() and s.doc_id = p.id join books.open_item o on o.org_id = books.org() and o.id = s.open_item where o.doc_id in (select id from picked) and o.doc_id <> s.doc_id group by 1, 2) e)) as chain`,
    [start, most],
  );
  const { nodes, edges } = (row as { chain: { nodes: ChainNode[]; edges: ChainEdge[] } }).chain;
  return { nodes, edges, cut: nodes.length >= most };
}
