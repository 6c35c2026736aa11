// Applies the SQL folders of every room in order, each in its own transaction, and proves each by its after.sql.
import type { Database } from '#kernel/ports';
import { must } from '#kernel/must';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256 } from '#platform/digest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Rooms with migrations, in the order they stand on each other. */
const ROOMS = ['books', 'modules/identity', 'modules/rules', 'modules/planning', 'modules/quality', 'app/outside'];

export type Migration = { readonly id: string; readonly up: string; readonly after: string };

/** All migrations of the house: `books/0001-books`, … */
export async function migrations(): Promise<Migration[]> {
  const found: Migration[] = [];
  for (const room of ROOMS) {
    const folder = join(ROOT, room, 'migrations');
    for (const name of (await readdir(folder)).toSorted()) {
      found.push({ id: `${room}/${name}`, up: await readFile(join(folder, name, 'up.sql'), 'utf8'), after: await readFile(join(folder, name, 'after.sql'), 'utf8') });
    }
  }
  must(found.length > 0, 'no migrations found');
  return found;
}

/** Brings the database up to date; returns the ids applied now. An edited migration that already ran is refused. `only`: no further than these (a restore). */
export async function migrate(db: Database, only?: ReadonlySet<string>): Promise<string[]> {
  await db.owner((tx) => tx.query(`create table if not exists public.hengcang_migration (id text primary key, hash text not null, applied_at timestamptz not null default now())`));
  const applied: string[] = [];
  for (const step of (await migrations()).filter((m) => !only || only.has(m.id))) {
    const done = await db.owner(async (tx) => {
      await tx.query('lock table public.hengcang_migration in exclusive mode');
      const [row] = await tx.query<{ hash: string }>('select hash from public.hengcang_migration where id = $1', [step.id]);
      const hash = sha256(step.up);
      if (row) {
        must(row.hash === hash, `migration ${step.id} was edited after it ran; write a new one`);
        return false;
      }
      for (const statement of splitStatements(step.up)) await tx.query(statement);
      for (const check of splitStatements(step.after)) must((await tx.query(check)).length === 0, `after.sql of ${step.id} returned rows`);
      await tx.query('insert into public.hengcang_migration (id, hash) values ($1, $2)', [step.id, hash]);
      return true;
    });
    if (done) applied.push(step.id);
  }
  return applied;
}

/** Splits SQL at semicolons outside of $$ bodies, quotes and comments (drivers take one statement per prepared query). */
export function splitStatements(sql: string): string[] {
  const statements: string[] = [];
  let start = 0;
  for (const token of sql.matchAll(/--[^\n]*|\$\$[\s\S]*?\$\$|'(?:[^']|'')*'|;/g)) {
    if (token[0] !== ';') continue;
    const statement = sql.slice(start, token.index).trim();
    if (statement) statements.push(statement);
    start = token.index + 1;
  }
  const rest = sql
    .slice(start)
    .replaceAll(/--[^\n]*/g, '')
    .trim();
  return rest ? [...statements, rest] : statements;
}
