// The embedded database learns by itself that its tables have grown, and gives back the room of what is gone.
import { openPglite } from '#platform/pglite';
import { expect, test } from 'vitest';
import { freshenStatistics, gatherStatistics, sweepDeadRows } from './statistics.ts';

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

test('of a house that was just filled every table is looked at, small ones too', async () => {
  const db = await openPglite(null);
  const owner = <R>(sql: string) => db.owner((tx) => tx.query<R>(sql));
  await owner('create table much as select generate_series(1, 9000) as n');
  await owner('create schema elsewhere');
  await owner('create table elsewhere.little as select 7 as n');
  const known = () => owner<{ name: string; values: number }>(`select s.tablename as name, s.n_distinct::float8 as values from pg_stats s where s.attname = 'n' order by 1`);
  expect(await known()).toEqual([]);
  await gatherStatistics(db);
  expect(await known()).toEqual([
    { name: 'little', values: -1 },
    { name: 'much', values: -1 },
  ]);
  expect(await owner(`select reltuples::int as n from pg_class where relname = 'much'`)).toEqual([{ n: 9000 }]);
  await db.close();
});

test('what passes through a table is swept out; its room is given back', async () => {
  const db = await openPglite(null);
  const owner = <R>(sql: string) => db.owner((tx) => tx.query<R>(sql));
  await owner('create table passing (n int, said text)');
  await owner('create table kept (n int)');
  for (let i = 0; i < 3; i += 1) {
    await owner(`insert into passing select n, repeat('x', 400) from generate_series(1, 2000) n`);
    await owner('delete from passing');
  }
  await owner('insert into kept select generate_series(1, 9000)');
  await owner('delete from kept where n % 9 = 0');
  const size = async (): Promise<number> => Number((await owner<{ n: bigint }>(`select pg_table_size('passing') as n`))[0]?.n);
  const before = await size();
  expect(await sweepDeadRows(db)).toEqual(['public.passing']);
  expect(await size()).toBeLessThan(before / 20);
  expect(await sweepDeadRows(db)).toEqual([]);
  expect(await owner(`select count(*)::int as n from kept`)).toEqual([{ n: 8000 }]);
  await db.close();
});
