// The tables of the house as text: every cell as PostgreSQL itself writes it, so that both engines read back exactly what was there.
import { must } from '#kernel/must';
import type { Tx } from '#kernel/ports';

/** A table of the house. `sequences`: identity columns and the last number given (null: none yet). `needs`: tables its foreign keys point at. */
export type TableShape = {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly sequences: readonly { readonly column: string; readonly last: string | null }[];
  readonly needs: readonly string[];
};

/** Rows that belong to this running house and not to its books: who is signed in just now, who holds which lease. */
const PASSING = new Set(['identity.session', 'identity.login_attempt', 'outside.lease']);
/** Text of about this many bytes is asked for at a time. */
const CHUNK = 4_000_000;
const PAGE = 8192;

/** Dates, times and bytes always look the same, whatever the server's settings. */
const PLAIN = `set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres'; set local bytea_output = 'hex'; set local extra_float_digits = 1`;
export async function speakPlainly(tx: Tx): Promise<void> {
  for (const setting of PLAIN.split('; ')) await tx.query(setting);
}

const ident = (name: string): string => `"${name.replaceAll('"', '""')}"`;
/** books.document → "books"."document". */
export const quoted = (table: string): string => table.split('.').map(ident).join('.');

/** All tables of the house except the list of migrations, in an order in which they can be filled. */
export async function tablesOf(tx: Tx): Promise<readonly TableShape[]> {
  const found = await tx.query<TableShape>(
    `select n.nspname || '.' || c.relname as name,
       (select jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum) from pg_attribute a
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
       coalesce((select jsonb_agg(jsonb_build_object('column', a.attname, 'last', pg_sequence_last_value(pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname)::regclass)::text) order by a.attnum)
          from pg_attribute a where a.attrelid = c.oid and a.attidentity <> '' and not a.attisdropped), '[]') as sequences,
       coalesce((select jsonb_agg(distinct fn.nspname || '.' || f.relname) from pg_constraint k join pg_class f on f.oid = k.confrelid join pg_namespace fn on fn.oid = f.relnamespace
          where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid), '[]') as needs
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'public') and n.nspname not like 'pg\\_%' order by 1`,
  );
  return inOrder(found.filter((t) => !PASSING.has(t.name)));
}

/** What is pointed at comes before what points. */
function inOrder(tables: readonly TableShape[]): readonly TableShape[] {
  const byName = new Map(tables.map((t) => [t.name, t]));
  const done = new Set<TableShape>();
  const visit = (table: TableShape, path: readonly string[]): void => {
    must(!path.includes(table.name), `tables point at each other: ${path.join(' → ')}`);
    for (const name of table.needs) {
      const needed = byName.get(name);
      if (needed && !done.has(needed)) visit(needed, [...path, table.name]);
    }
    done.add(table);
  };
  for (const table of tables) if (!done.has(table)) visit(table, []);
  return [...done];
}

/** Sizes in bytes: `pages` of the table itself, `all` with what is stored beside it. */
export async function sizeOf(tx: Tx, table: string): Promise<{ readonly pages: number; readonly all: number }> {
  const [size] = await tx.query<{ own: string; total: string }>(`select pg_relation_size($1::regclass)::text as own, pg_table_size($1::regclass)::text as total`, [quoted(table)]);
  must(size, `size of ${table}`);
  return { pages: Math.ceil(Number(size.own) / PAGE), all: Number(size.total) };
}

/** The rows of a table, one JSON array of texts and nulls per line, a few megabytes at a time and in the order in which they lie there. */
export async function* rowsOf(tx: Tx, table: TableShape): AsyncGenerator<{ readonly text: string; readonly rows: number; readonly share: number }> {
  const { pages, all } = await sizeOf(tx, table.name);
  // A function takes a hundred arguments at most; no table of the house comes near.
  must(table.columns.length <= 90, `${table.name} has ${table.columns.length} columns`);
  const cells = table.columns.map((c) => `${ident(c.name)}::text`).join(', ');
  const step = Math.max(1, Math.min(pages, Math.floor((CHUNK / Math.max(1, all)) * pages)));
  for (let from = 0; from < pages; from += step) {
    // Pages added meanwhile hold rows this snapshot does not see; the last range is open all the same, so that none can be missed.
    const [until, last] = [from + step, from + step >= pages];
    const [found] = await tx.query<{ text: string | null; rows: number }>(
      `select string_agg(json_build_array(${cells})::text, E'\\n') as text, count(*)::int as rows from ${quoted(table.name)} where ctid >= '(${from},0)'::tid${last ? '' : ` and ctid < '(${until},0)'::tid`}`,
    );
    if (found?.text) yield { text: `${found.text}\n`, rows: found.rows, share: Math.min(1, until / pages) };
  }
}

/** Writes lines of rowsOf into a table. Identity columns keep the numbers they had. */
export async function insertLines(tx: Tx, table: TableShape, lines: readonly string[]): Promise<void> {
  const names = table.columns.map((c) => ident(c.name)).join(', ');
  const cells = table.columns.map((c, i) => `(x->>${i})::${c.type}`).join(', ');
  await tx.query(`insert into ${quoted(table.name)} (${names}) overriding system value select ${cells} from jsonb_array_elements($1::jsonb) x`, [`[${lines.join(',')}]`]);
}
