// Opens the house: the embedded database in a folder (locked against a second process), or the PostgreSQL that DATABASE_URL names.
import type { Database } from '#kernel/ports';
import { randomIds, systemClock } from '#platform/clock';
import { contentHash } from '#platform/digest';
import { openPglite } from '#platform/pglite';
import { openPostgres } from '#platform/postgres';
import { searchText } from '#platform/pinyin';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Ports } from './context.ts';
import { catalogOf } from './house.ts';
import { migrate } from './migrate.ts';

/** Refused politely by the command line: a message for people, no stack. */
export class Unusable extends Error {
  override readonly name = 'Unusable';
}

/** The command itself was put wrongly: exit status 2. */
export class WrongUsage extends Unusable {}

export type Opened = { readonly ports: Ports; readonly applied: readonly string[]; readonly close: () => Promise<void> };

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
};

/** Claims the folder; a dead owner's claim is taken over. Returns the release. */
export function lockFolder(dir: string): () => void {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, 'hengcang.lock');
  const claim = () => writeFileSync(file, JSON.stringify({ pid: process.pid, since: new Date().toISOString() }), { flag: 'wx' });
  try {
    claim();
  } catch {
    const owner = readOwner(file);
    if (owner !== null && owner !== process.pid && alive(owner))
      throw new Unusable(`数据目录 ${dir} 正被另一个衡仓进程（进程号 ${owner}）使用。\n请先停掉它；若要多个进程同时使用，请设置 DATABASE_URL 改用 PostgreSQL。`);
    rmSync(file, { force: true });
    claim();
  }
  return () => {
    if (readOwner(file) === process.pid) rmSync(file, { force: true });
  };
}

function readOwner(file: string): number | null {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { pid: number }).pid;
  } catch {
    return null;
  }
}

type OpenOptions = { readonly data?: string; readonly say?: (line: string) => void };

/** Opens the database as it is, without migrating it. `close` also lets go of the folder. */
export async function openDatabase(options: OpenOptions = {}): Promise<{ readonly db: Database; readonly close: () => Promise<void> }> {
  const url = process.env['DATABASE_URL'];
  const say = options.say ?? (() => undefined);
  let db: Database;
  let release = (): void => undefined;
  if (url) {
    say('连接 PostgreSQL …');
    db = openPostgres(url);
  } else {
    const dir = resolve(options.data ?? './data');
    release = lockFolder(dir);
    say(existsSync(join(dir, 'books')) ? `打开数据目录 ${dir} …` : `在 ${dir} 新建数据库（首次约需几秒）…`);
    try {
      db = await openPglite(join(dir, 'books'));
    } catch (error) {
      release();
      throw error;
    }
  }
  return {
    db,
    close: async () => {
      await db.close();
      release();
    },
  };
}

/** Opens and migrates. `data` is the folder of the embedded database. */
export async function openHouse(options: OpenOptions = {}): Promise<Opened> {
  const { db, close } = await openDatabase(options);
  // A database that cannot be migrated is let go of again; otherwise the process would stay, holding the folder.
  const applied = await migrate(db).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    ports: { db, catalog: catalogOf(), clock: systemClock, ids: randomIds, search: searchText, hash: contentHash },
    applied,
    close,
  };
}
