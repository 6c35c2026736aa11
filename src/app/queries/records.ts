// Reading records: pages of a list, look-ups as one types, names from pasted text.
import type { Snapshot } from '#kernel/ports';
import type { AnyRecord } from '#kernel/record';
import type { Field, Fields } from '#kernel/field';
import { type RawBuilder, sql } from 'kysely';
import { db, fetch, literal, readCursor, writeCursor } from './sql.ts';

export type RecordRow = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly active: boolean;
  readonly version: number;
  readonly data: Record<string, unknown>;
};
export type RecordQuery = {
  readonly q?: string | undefined;
  readonly active?: string | undefined;
  /** `code`, `name` or a field of the record; `-` before it turns the order round. */
  readonly sort?: string | undefined;
  readonly limit: number;
  readonly after?: string | undefined;
  readonly filters: Readonly<Record<string, string>>;
};

export async function listRecords(snapshot: Snapshot, def: AnyRecord, query: RecordQuery): Promise<{ readonly rows: RecordRow[]; readonly next: string | null }> {
  let select = db
    .selectFrom('books.record')
    .select(['id', 'code', 'name', 'active', 'version', 'data'])
    .where('org_id', '=', sql<string>`books.org()`)
    .where('type', '=', def.type);
  if (query.q?.trim()) select = select.where('search', 'like', `%${literal(query.q.trim().toLowerCase())}%`);
  if (query.active === 'true' || query.active === 'false') select = select.where('active', '=', query.active === 'true');
  for (const [name, value] of Object.entries(query.filters)) if (name in def.fields) select = select.where(sql<boolean>`data->>${name} = ${value}`);
  const order = orderOf(def, query.sort);
  const [direction, sign] = order.down ? (['desc', '<'] as const) : (['asc', '>'] as const);
  const after = readCursor(query.after, [order.type, 'text']);
  if (after) select = select.where(sql<boolean>`(${order.by}, code) ${sql.raw(sign)} (${after[0]}::${sql.raw(order.type)}, ${after[1]})`);
  const rows = await fetch(
    snapshot,
    select
      .select(sql<string>`${order.by}::text`.as('at'))
      .orderBy(order.by, direction)
      .orderBy('code', direction)
      .limit(query.limit + 1),
  );
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return { rows: page.map(({ at: _at, ...row }) => row as RecordRow), next: rows.length > query.limit && last ? writeCursor([last.at, last.code]) : null };
}

const NUMBERS: ReadonlySet<string> = new Set(['qty', 'money', 'price', 'int', 'rate']);
/** What a list is ordered by: figures by size with the empty ones lowest, references by the code they lead to, names as they are spelled (pinyin). */
function orderOf(def: AnyRecord, sort = 'code'): { readonly by: RawBuilder<unknown>; readonly type: 'text' | 'numeric'; readonly down: boolean } {
  const down = sort.startsWith('-');
  const name = down ? sort.slice(1) : sort;
  const field: Field | undefined = (def.fields as Fields)[name];
  const text = (by: RawBuilder<unknown>) => ({ by, type: 'text' as const, down });
  if (name === 'name') return text(sql`case when name ~ ${'[\u4e00-\u9fff]'} then substr(search, length(code) + length(name) + 3) else lower(name) end`);
  if (!field || field.kind === 'list') return text(sql`code`);
  if (NUMBERS.has(field.kind)) return { by: sql`coalesce((data->>${name})::numeric, -1e20)`, type: 'numeric', down };
  if (field.kind === 'ref') return text(sql`coalesce((select o.code from books.record o where o.org_id = books.org() and o.id = (books.record.data->>${name})::uuid), '')`);
  return text(sql`coalesce(data->>${name}, '')`);
}

export const readRecord = async (snapshot: Snapshot, type: string, id: string): Promise<RecordRow | null> =>
  (await snapshot.query<RecordRow>('select id, code, name, active, version, data from books.record where org_id = books.org() and type = $1 and id = $2', [type, id]))[0] ?? null;

export type Candidate = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly spec?: string;
  readonly unit?: string;
  readonly units?: readonly string[];
  readonly stock?: string;
  readonly price?: string;
  readonly taxRate?: string;
  readonly detail?: string;
  readonly tracksLots?: boolean;
};
export type LookupQuery = {
  readonly q: string;
  readonly party?: string | undefined;
  readonly warehouse?: string | undefined;
  readonly limit: number;
  readonly kind?: string | undefined;
};

/** Candidates for what was typed (code, barcode, name, pinyin initials), what this party took lately first. */
export async function lookup(snapshot: Snapshot, types: readonly string[], query: LookupQuery): Promise<Candidate[]> {
  const q = query.q.trim().toLowerCase();
  const rows = await snapshot.query<{ id: string; code: string; name: string; type: string; data: Record<string, unknown>; stock: string | null; last: string | null }>(
    `
    with found as (
      select r.id, r.code, r.name, r.type, r.data, case when lower(r.code) = $2 or r.data->>'barcode' = $2 then 0 when lower(r.code) like $2 || '%' or r.search like $2 || '%' then 1 when r.search like '% ' || $2 || '%' then 2 else 3 end as rank
      from books.record r where r.org_id = books.org() and r.type = any ($1::text[]) and r.active and ($2 = '' or r.search like $3) order by 6, r.code limit 200)
    select f.id, f.code, f.name, f.type, f.data,
      case when f.type = 'item' then (select to_char((coalesce(sum(b.on_hand), 0) - coalesce(sum(b.allocated), 0)) / 1000000.0, 'FM999999999990.######') from books.stock_balance b where b.org_id = books.org() and b.item_id = f.id and ($4::uuid is null or b.warehouse_id = $4::uuid)) end as stock,
      h.price as last
    from found f left join lateral (
      select l.data->>'price' as price, d.day from books.document_line l join books.document d on d.org_id = books.org() and d.id = l.doc_id
      where $5::uuid is not null and f.type = 'item' and l.org_id = books.org() and l.item_id = f.id and d.party_id = $5::uuid and d.state = 'posted' and l.data ? 'price' order by d.day desc limit 1) h on true
    order by f.rank, h.day desc nulls last, f.code limit $6`,
    [types, q, `%${literal(q)}%`, query.warehouse ?? null, query.party ?? null, query.limit],
  );
  return rows.map((r) => candidate(r));
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

function candidate(r: { id: string; code: string; name: string; type: string; data: Record<string, unknown>; stock: string | null; last: string | null }): Candidate {
  const { data } = r;
  const optional: Record<string, unknown> =
    r.type === 'item'
      ? {
          spec: text(data['spec']),
          unit: text(data['unit']),
          units: [data['unit'], ...((data['units'] as { unit: string }[] | undefined) ?? []).map((u) => u.unit)],
          stock: r.stock?.replace(/\.$/, ''),
          price: r.last ?? text(data['salePrice']),
          taxRate: text(data['taxRate']),
          tracksLots: data['tracksLots'] === true,
          tracksSerials: data['tracksSerials'] === true,
        }
      : { detail: text(data['phone']) ?? text(data['account']) ?? text(data['address']) ?? text(data['inventoryAccount']) };
  return { id: r.id, code: r.code, name: r.name, ...Object.fromEntries(Object.entries(optional).filter(([, v]) => v !== undefined)) } as Candidate;
}

/** Open receivables or payables of a party (核销): what is still open, oldest first. */
export async function lookupOpenItems(snapshot: Snapshot, query: LookupQuery): Promise<(Candidate & { readonly open: string })[]> {
  return snapshot.query(
    `select i.id, coalesce(i.number, d.number) as code, coalesce(i.number, d.number) || ' 未核销 ' || ((i.amount - i.settled) / 100.0)::numeric(20,2)::text as name, ((i.amount - i.settled) / 100.0)::numeric(20,2)::text as open,
      case i.side when 'receivable' then '应收' else '应付' end || coalesce(' 到期 ' || i.due::text, '') as detail
    from books.open_item i join books.document d on d.org_id = books.org() and d.id = i.doc_id
    where i.org_id = books.org() and i.amount <> i.settled and ($1::uuid is null or i.party_id = $1::uuid) and ($2 = '' or d.number ilike $3 or i.number ilike $3) order by i.due nulls first, i.day, i.id limit $4`,
    [query.party ?? null, query.q.trim(), `%${literal(query.q.trim())}%`, query.limit],
  );
}

/** Exact matches of pasted text: code, barcode or full name. Ambiguous names match nothing. */
export async function resolveTexts(snapshot: Snapshot, types: readonly string[], texts: readonly string[]): Promise<{ text: string; match: Candidate | null }[]> {
  const rows = await snapshot.query<{ wanted: string; id: string; code: string; name: string; type: string; data: Record<string, unknown> }>(
    `select w as wanted, r.id, r.code, r.name, r.type, r.data from unnest($2::text[]) w join books.record r on r.org_id = books.org() and r.type = any ($1::text[]) and r.active and (lower(r.code) = lower(w) or r.name = w or r.data->>'barcode' = w)`,
    [types, texts.map((t) => t.trim())],
  );
  return texts.map((t) => {
    const hits = rows.filter((r) => r.wanted === t.trim());
    const exact = hits.filter((r) => r.code.toLowerCase() === t.trim().toLowerCase());
    const one = exact.length === 1 ? exact[0] : hits.length === 1 ? hits[0] : undefined;
    return { text: t, match: one ? candidate({ ...one, stock: null, last: null }) : null };
  });
}
