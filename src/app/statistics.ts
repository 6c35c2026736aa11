// What the planner knows of the tables, kept fresh where nobody else does it: the embedded database has no autovacuum.
// Without it a house that grows from nothing would read its hundredth thousand row by the plans of its first.
import type { Database } from '#kernel/ports';
import { looped } from './sequencer.ts';

const TEN_MINUTES = 600_000;
/** As autovacuum counts: a tenth of the rows, and some. */
const CHANGED = `select format('%I.%I', schemaname, relname) as name from pg_stat_user_tables where n_mod_since_analyze > 500 + n_live_tup / 10 order by n_mod_since_analyze desc`;

/** Gathers anew what has changed much since it was last gathered, a table a transaction, so that nobody waits long; returns their names. */
export async function freshenStatistics(db: Database): Promise<readonly string[]> {
  await db.owner((tx) => tx.query('select pg_stat_force_next_flush()'));
  const changed = await db.owner((tx) => tx.query<{ name: string }>(CHANGED));
  for (const { name } of changed) await db.owner((tx) => tx.query(`analyze ${name}`));
  return changed.map((t) => t.name);
}

/** Keeps the embedded database's statistics; a PostgreSQL server does it by itself. */
export const startStatistics = (db: Database, onError: (error: unknown) => void) =>
  db.kind === 'pglite' ? looped(db, () => freshenStatistics(db), { hears: null, poll: TEN_MINUTES, onError }) : { stop: async (): Promise<void> => undefined };
