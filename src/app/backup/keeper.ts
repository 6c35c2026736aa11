// The server's own back-ups and exports: made one at a time into a folder of the house, watched while they are made, taken away over HTTP.
import type { Scope } from '#kernel/ports';
import { type Refused, refuse, type RefusalTable } from '#kernel/refusal';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Ports } from '../context.ts';
import { backupHouse } from './backup.ts';
import { exportCompany, type ExportFormat } from './export.ts';

export const BACKUP_REFUSALS = {
  'backup-running': { http: 409, retry: 'later', zh: '正在{what}（已完成 {percent}%），请等它结束' },
  'backup-many-groups': {
    http: 403,
    retry: 'never',
    zh: '这个数据库里还有别的集团（{others}）。整库备份含有所有集团的数据，请由服务器管理员在命令行运行 hengcang backup；本公司的数据可用“导出”取走',
  },
  'backup-whole-company': { http: 403, retry: 'never', zh: '只能看部分门店的人不能备份或导出全公司的数据' },
  'backup-not-here': { http: 404, retry: 'never', zh: '备份文件夹里没有这个文件，可能已被移走' },
} as const satisfies RefusalTable;

export type Kind = 'backup' | 'export';
/** A finished file. `sha256` is of the whole file, `rows` of what is in it. */
export type Kept = { readonly name: string; readonly bytes: number; readonly at: string; readonly sha256: string | null; readonly rows: number | null; readonly by: string | null };
export type Running = { readonly kind: Kind; readonly percent: number; readonly doing: string };
export type KeeperState = { readonly running: Running | null; readonly failed: string | null };
export type Keeper = {
  readonly folder: string;
  readonly state: () => KeeperState;
  readonly list: (kind: Kind, scope: Scope | null) => Promise<readonly Kept[]>;
  /** Absolute path of a finished file, or null. Names with a path in them are nobody's. */
  readonly pathOf: (kind: Kind, scope: Scope | null, name: string) => string | null;
  /** When the house was last backed up, wherever the file went; null: never, as far as this folder knows. */
  readonly last: () => string | null;
  /** Removes a back-up somebody has carried elsewhere. */
  readonly forget: (name: string) => void;
  /** Starts in the background; `done` tells when it is over. */
  readonly start: (work: Work) => { readonly name: string; readonly done: Promise<void> } | Refused;
};
export type Work = { readonly kind: 'backup'; readonly by: string } | { readonly kind: 'export'; readonly by: string; readonly scope: Scope; readonly format: ExportFormat };

const WORDS: Readonly<Record<Kind, string>> = { backup: '备份', export: '导出' };
const LAST = 'last.json';
const NAME = /^hengcang-(backup|export)-[0-9-]{15,}\.zip$/;

/** Where back-ups of this house lie: HENGCANG_BACKUP_DIR, or `backups` beside the embedded database. */
export const backupFolder = (data: string | undefined): string => resolve(process.env['HENGCANG_BACKUP_DIR'] ?? join(data ?? './data', 'backups'));

/** hengcang-backup-20260310-120000.zip; the time is UTC, so that names sort. */
export const fileName = (kind: Kind, now: string): string => `hengcang-${kind}-${now.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}.zip`;

/** Remembers that the house was backed up just now, also when the file went elsewhere: the page must not remind whoever does it every night. */
export function noteLast(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, LAST), JSON.stringify({ at: new Date().toISOString() }));
}
function lastIn(folder: string): string | null {
  try {
    return (JSON.parse(readFileSync(join(folder, LAST), 'utf8')) as { at: string }).at;
  } catch {
    return null;
  }
}

/** Keeps back-ups in `folder` (made when first needed). A company's exports lie in a folder of their own. */
export function keeperOf(ports: Ports, { folder, version }: { readonly folder: string; readonly version: string }): Keeper {
  let running: Running | null = null;
  let failed: string | null = null;
  const place = (kind: Kind, scope: Scope | null): string => (kind === 'backup' ? folder : join(folder, 'exports', scope?.org ?? ''));

  const make = async (work: Work, name: string): Promise<void> => {
    const file = join(place(work.kind, 'scope' in work ? work.scope : null), name);
    const told = (done: number, total: number, doing: string): void => {
      running = { kind: work.kind, percent: total === 0 ? 0 : Math.min(99, Math.floor((done / total) * 100)), doing };
    };
    const made =
      work.kind === 'backup'
        ? await backupHouse(ports.db, { file, version, progress: told })
        : await exportCompany(ports.db, work.scope, { to: file, format: work.format, version, catalog: ports.catalog, progress: told });
    const sha256 = 'sha256' in made ? made.sha256 : null;
    if (work.kind === 'backup') noteLast(folder);
    await writeFile(`${file}.json`, JSON.stringify({ sha256, rows: made.rows, by: work.by, at: new Date().toISOString() }));
  };

  return {
    folder,
    state: () => ({ running, failed }),
    list: async (kind, scope) => {
      const dir = place(kind, scope);
      const names = namesIn(dir).filter((n) => NAME.test(n));
      return Promise.all(
        names
          .toSorted()
          .toReversed()
          .map((name) => kept(dir, name)),
      );
    },
    pathOf: (kind, scope, name) => (NAME.test(name) && namesIn(place(kind, scope)).includes(name) ? join(place(kind, scope), name) : null),
    last: () => lastIn(folder),
    forget: (name) => {
      if (NAME.test(name)) for (const file of [name, `${name}.json`]) rmSync(join(folder, file), { force: true });
    },
    start: (work) => {
      if (running) return refuse('backup-running', { with: { what: WORDS[running.kind], percent: String(running.percent) } });
      const name = fileName(work.kind, new Date().toISOString());
      mkdirSync(place(work.kind, 'scope' in work ? work.scope : null), { recursive: true, mode: 0o700 });
      running = { kind: work.kind, percent: 0, doing: '' };
      failed = null;
      const done = make(work, name)
        .catch((error: unknown) => {
          failed = `${WORDS[work.kind]}没有完成：${error instanceof Error ? error.message : String(error)}`;
        })
        .finally(() => {
          running = null;
        });
      return { name, done };
    },
  };
}

function namesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

async function kept(dir: string, name: string): Promise<Kept> {
  const { size, mtime } = statSync(join(dir, name));
  const note = await readFile(join(dir, `${name}.json`), 'utf8')
    .then((text) => JSON.parse(text) as { readonly sha256: string | null; readonly rows: number; readonly by: string })
    .catch(() => null);
  return { name, bytes: size, at: mtime.toISOString(), sha256: note?.sha256 ?? null, rows: note?.rows ?? null, by: note?.by ?? null };
}
