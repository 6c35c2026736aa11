// The embedded database learns by itself that its tables have grown.
import { openPglite } from '#platform/pglite';
import { expect, test } from 'vitest';
import { freshenStatistics } from './statistics.ts';

test('what has grown is looked at anew, once', async () => {
  const db = await openPglite(null);
  await db.owner(async (tx) => {
    await tx.query('create table much (n int)');
    await tx.query('create table little (n int)');
    await tx.query('insert into much select generate_series(1, 5000)');
    await tx.query('insert into little values (1)');
  });
  const believed = async (): Promise<number> => Number((await db.owner((tx) => tx.query<{ n: number }>(`select reltuples as n from pg_class where relname = 'much'`)))[0]?.n);
  expect(await believed()).not.toBe(5000);
  expect(await freshenStatistics(db)).toEqual(['public.much']);
  expect(await believed()).toBe(5000);
  expect(await freshenStatistics(db)).toEqual([]);
  await db.close();
});
