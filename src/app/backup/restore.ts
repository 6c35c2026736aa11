// Restoring: checks a back-up to the last byte before anything is touched, then fills an empty database in one transaction.
import type { Database, Tx } from '#kernel/ports';
import { sha256 } from '#platform/digest';
import { Unusable } from '../open.ts';
import { type Migration, migrate, migrations } from '../migrate.ts';
import { type BackupTable, MANIFEST, type Manifest, type Progress, sumOfFile } from './backup.ts';
import { insertLines, quoted, speakPlainly, type TableShape, tablesOf } from './tables.ts';
import { BadArchive, batchesOf, openZip, sumOf, textOf, type Zip } from './unzip.ts';

export type Checked = { readonly zip: Zip; readonly manifest: Manifest };
export type RestoreOptions = {
  readonly progress?: Progress;
  /** Leave webhooks as they were. Otherwise they are paused: a copy beside the original must not send everything twice. */
  readonly keepOutside?: boolean;
};
export type Restored = { readonly tables: number; readonly rows: number; readonly events: string; readonly paused: number; readonly migrated: readonly string[] };

/** Bytes of lines per insert. */
const BATCH = 2_000_000;

const changed = (what: string): Unusable => new Unusable(`备份文件被改动或已损坏：${what}与备份时记下的校验值不符。没有恢复任何数据；请换一份备份，或重新下载后再试。`);

/** Reads and proves a back-up: the sum of its list, then of each part. Throws Unusable, with what is wrong, before anybody touched a database. */
export async function checkBackup(path: string, options: { readonly sha256?: string | undefined; readonly progress?: Progress } = {}): Promise<Checked> {
  try {
    if (options.sha256 !== undefined && (await sumOfFile(path)) !== options.sha256.toLowerCase()) throw changed('整个文件');
    const zip = await openZip(path);
    const listed = zip.entries.get(MANIFEST);
    if (!listed || !zip.comment.startsWith('hengcang-backup ')) throw new BadArchive('这不是衡仓的备份文件：请选择 hengcang backup 生成的 zip');
    const text = await textOf(zip, listed);
    if (sha256(text) !== zip.comment.slice('hengcang-backup '.length)) throw changed('清单（manifest.json）');
    const manifest = JSON.parse(text) as Manifest;
    if (manifest.format !== 1) throw new Unusable(`这份备份的格式是第 ${String(manifest.format)} 版，本程序只认第 1 版：请先升级衡仓再恢复。`);
    const total = manifest.tables.reduce((sum, t) => sum + t.bytes, 0);
    let done = 0;
    for (const table of manifest.tables) {
      const entry = zip.entries.get(table.file);
      if (!entry || (await sumOf(zip, entry)) !== table.sha256) throw changed(`表 ${table.name} `);
      done += table.bytes;
      options.progress?.(done, total, table.name);
    }
    return { zip, manifest };
  } catch (error) {
    if (error instanceof BadArchive) throw new Unusable(`${error.message}。`);
    if ((error as { code?: string }).code === 'ENOENT') throw new Unusable(`没有这个文件：${path}`);
    throw error;
  }
}

/** The migrations the back-up was made with must be ours, word for word; ours may have gone on since. */
async function sameHouse(manifest: Manifest): Promise<ReadonlySet<string>> {
  const ours = new Map((await migrations()).map((m: Migration) => [m.id, sha256(m.up)]));
  const strange = manifest.migrations.filter((m) => ours.get(m.id) !== m.hash).map((m) => m.id);
  if (strange.length > 0)
    throw new Unusable(
      `这份备份来自衡仓 ${manifest.version}，它的表结构本程序不认识（${strange.slice(0, 3).join('、')}${strange.length > 3 ? ' 等' : ''}）：请用同一版本或更新的衡仓恢复。`,
    );
  return new Set(manifest.migrations.map((m) => m.id));
}

const HOUSE = `select n.nspname as name from pg_namespace n where n.nspname in ('books', 'bus', 'identity') union all select 'hengcang_migration' where to_regclass('public.hengcang_migration') is not null`;

/** Refuses a database in which a house stands already, even an empty one. */
async function mustBeEmpty(db: Database): Promise<void> {
  const there = await db.owner((tx) => tx.query<{ name: string }>(HOUSE));
  if (there.length > 0) throw new Unusable('目标数据库里已经有衡仓的数据。恢复只写入空库，绝不覆盖：请另建一个空数据库（DATABASE_URL），或换一个新的数据目录（--data）。');
}

function sameColumns(theirs: BackupTable, ours: TableShape | undefined): TableShape {
  const words = (t: TableShape): string => t.columns.map((c) => `${c.name} ${c.type}`).join(',');
  if (!ours || words(ours) !== words(theirs)) throw new Unusable(`备份里的表 ${theirs.name} 与本程序的结构不同：请用同一版本的衡仓恢复。`);
  return ours;
}

async function fillTable(
  tx: Tx,
  checked: Checked,
  { theirs, ours, told }: { readonly theirs: BackupTable; readonly ours: TableShape; readonly told: (bytes: number) => void },
): Promise<void> {
  const name = quoted(ours.name);
  const [walled] = await tx.query<{ forced: boolean }>('select relforcerowsecurity as forced from pg_class where oid = $1::regclass', [name]);
  // The owner fills what nobody may change afterwards; both locks come back in the same transaction.
  await tx.query(`alter table ${name} disable trigger user`);
  if (walled?.forced) await tx.query(`alter table ${name} no force row level security`);
  await tx.query(`delete from ${name}`);
  const entry = checked.zip.entries.get(theirs.file);
  if (!entry) throw changed(`表 ${theirs.name} `);
  let bytes = 0;
  for await (const lines of batchesOf(checked.zip, entry, BATCH)) {
    await insertLines(tx, ours, lines);
    bytes += lines.reduce((sum, line) => sum + line.length, 0);
    told(Math.min(bytes, theirs.bytes));
  }
  for (const { column, last } of theirs.sequences) if (last !== null) await tx.query('select setval(pg_get_serial_sequence($1, $2)::regclass, $3::bigint)', [name, column, last]);
  if (walled?.forced) await tx.query(`alter table ${name} force row level security`);
  await tx.query(`alter table ${name} enable trigger user`);
  const [count] = await tx.query<{ n: number }>(`select count(*)::int as n from ${name}`);
  if (count?.n !== theirs.rows) throw changed(`表 ${theirs.name} 的行数`);
}

async function fill(tx: Tx, checked: Checked, options: RestoreOptions): Promise<number> {
  const { manifest } = checked;
  await tx.query('set local idle_in_transaction_session_timeout = 0');
  await speakPlainly(tx);
  const ours = new Map((await tablesOf(tx)).map((t) => [t.name, t]));
  const matched = manifest.tables.map((theirs) => ({ theirs, ours: sameColumns(theirs, ours.get(theirs.name)) }));
  const total = manifest.tables.reduce((sum, t) => sum + t.bytes, 0);
  let done = 0;
  for (const pair of matched) {
    const before = done;
    await fillTable(tx, checked, { ...pair, told: (bytes) => options.progress?.(before + bytes, total, pair.theirs.name) });
    done += pair.theirs.bytes;
  }
  if (options.keepOutside || !ours.has('outside.endpoint')) return 0;
  return (await tx.query(`update outside.endpoint set state = 'paused', reason = '由备份恢复：确认这里就是正式系统后再启用' where state = 'on' returning 1`)).length;
}

/**
 * Fills an empty database with a checked back-up: all or nothing, in one transaction; then brings it up to today's migrations. On either engine,
 * wherever the back-up came from. Throws Unusable when the database is not empty or the back-up is of a house this program does not know.
 */
export async function restoreHouse(db: Database, checked: Checked, options: RestoreOptions = {}): Promise<Restored> {
  const theirs = await sameHouse(checked.manifest);
  await mustBeEmpty(db);
  const schemas = `select nspname as name from pg_namespace where nspname not like 'pg\\_%'`;
  const before = new Set((await db.owner((tx) => tx.query<{ name: string }>(schemas))).map((s) => s.name));
  const paused = await (async () => {
    await migrate(db, theirs);
    return db.owner((tx) => fill(tx, checked, options));
  })().catch(async (error: unknown) => {
    // As empty as it was: nobody finds half a house, and the next attempt may come here again.
    await db.owner(async (tx) => {
      for (const { name } of await tx.query<{ name: string }>(schemas)) if (!before.has(name)) await tx.query(`drop schema ${quoted(name)} cascade`);
      await tx.query('drop table if exists public.hengcang_migration');
    });
    throw error;
  });
  const migrated = await migrate(db);
  await db.owner((tx) => tx.query('analyze'));
  const { tables, head } = checked.manifest;
  return { tables: tables.length, rows: tables.reduce((sum, t) => sum + t.rows, 0), events: head.pos, paused, migrated };
}
