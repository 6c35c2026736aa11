// What the planner knows of the tables kept fresh, and their dead rows swept out, where nobody else does it: the embedded database has no autovacuum.
// Without the first a house that grows from nothing would read its hundredth thousand row by the plans of its first; without the second what passes
// through (the outbox, forecasts made anew every night) would be kept on disk for ever.
import type { Database } from '#kernel/ports';
import { looped } from './sequencer.ts';

const TEN_MINUTES = 600_000;
/** As autovacuum counts: a tenth of the rows changed, or a fifth of them dead, and some. */
const CHANGED = `select format('%I.%I', schemaname, relname) as name from pg_stat_user_tables where n_mod_since_analyze > 500 + n_live_tup / 10 order by n_mod_since_analyze desc`;
const EVERY = `select format('%I.%I', schemaname, relname) as name from pg_stat_user_tables order by 1`;
const DEAD = `select format('%I.%I', schemaname, relname) as name from pg_stat_user_tables where n_dead_tup > 1000 + n_live_tup / 5 order by n_dead_tup desc`;

const tablesWhere = async (db: Database, sql: string): Promise<readonly string[]> => {
  await db.owner((tx) => tx.query('select pg_stat_force_next_flush()'));
  return (await db.owner((tx) => tx.query<{ name: string }>(sql))).map((t) => t.name);
};

/**
 * Gathers one table anew, in a transaction. From 6,000 of its rows: PostgreSQL's usual 30,000 of a wide table hold the embedded database, and with it the
 * whole process, for half a second.
 */
export const gatherTable = (db: Database, name: string): Promise<unknown> =>
  db.owner(async (tx) => {
    await tx.query('set local default_statistics_target = 20');
    await tx.query(`analyze ${name}`);
  });

/** Gathers anew what has changed much since it was last gathered, a table a transaction, so that nobody waits long; returns their names. */
export async function freshenStatistics(db: Database): Promise<readonly string[]> {
  const changed = await tablesWhere(db, CHANGED);
  for (const name of changed) await gatherTable(db, name);
  return changed;
}

/** Gathers all tables, each by itself: nothing is known yet of a house that was just filled. */
export async function gatherStatistics(db: Database): Promise<void> {
  for (const name of await tablesWhere(db, EVERY)) await gatherTable(db, name);
}

/** Sweeps the tables that are full of dead rows, one after the other (others get in between), where the database does not; returns their names. */
export async function sweepDeadRows(db: Database): Promise<readonly string[]> {
  if (!db.vacuum) return [];
  const full = await tablesWhere(db, DEAD);
  for (const name of full) await db.vacuum(name);
  return full;
}

/** Keeps the embedded database's tables; a PostgreSQL server does it by itself. */
export const startStatistics = (db: Database, onError: (error: unknown) => void) =>
  db.vacuum
    ? looped(db, async () => void (await sweepDeadRows(db), await freshenStatistics(db)), { hears: null, poll: TEN_MINUTES, onError })
    : { stop: async (): Promise<void> => undefined };
