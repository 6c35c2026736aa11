// A back-up: every row of the house at one moment, in one zip that says what it holds and carries the sum of each part.
import type { Database, Tx } from '#kernel/ports';
import { must } from '#kernel/must';
import { sha256 } from '#platform/digest';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Unusable } from '../open.ts';
import { rowsOf, sizeOf, speakPlainly, type TableShape, tablesOf } from './tables.ts';
import { type EntrySum, type Sink, zipAt } from './zip.ts';

export type BackupTable = TableShape & EntrySum & { readonly file: string; readonly rows: number };
/** manifest.json. `head` is the end of the event chain at that moment. */
export type Manifest = {
  readonly what: 'hengcang-backup';
  readonly format: 1;
  readonly version: string;
  readonly madeAt: string;
  readonly engine: string;
  readonly server: string;
  readonly migrations: readonly { readonly id: string; readonly hash: string }[];
  readonly head: { readonly pos: string; readonly root: string };
  readonly companies: readonly string[];
  readonly tables: readonly BackupTable[];
};
/** `done` and `total` in bytes of the tables read. */
export type Progress = (done: number, total: number, table: string) => void;
export type BackupResult = {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly tables: number;
  readonly rows: number;
  readonly events: string;
  readonly seconds: number;
};

export const MANIFEST = 'manifest.json';
const READ_ME = `这是衡仓（Hengcang）的整库备份。恢复：npm run -s hengcang -- restore 本文件 --data 新目录（或设置 DATABASE_URL 指向一个空库）。
manifest.json：版本、迁移、每张表的列、行数与 SHA-256；tables/：每张表一个文件，每行一个 JSON 数组，值为 PostgreSQL 的文本形式，空值为 null。
不含：登录会话、数据目录里的密钥文件、环境变量。请像保管账本一样保管它：里面有价格、工资、客户与口令的散列。
`;

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

/** SHA-256 (hex) of a file. */
export async function sumOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}

/** Makes the transaction see one moment, and everything. Must be its first statement. */
async function oneMoment(tx: Tx, kind: Database['kind']): Promise<void> {
  // The embedded database runs one transaction at a time anyway.
  await tx.query(kind === 'pglite' ? 'set transaction read only' : 'set transaction isolation level repeatable read, read only');
  await tx.query('set local idle_in_transaction_session_timeout = 0');
  await speakPlainly(tx);
  const [who] = await tx.query<{ name: string; all: boolean }>('select current_user::text as name, rolsuper or rolbypassrls as all from pg_roles where rolname = current_user');
  if (!who?.all)
    throw new Unusable(
      `数据库账号“${who?.name}”看不到隔离墙外的行，备份会不完整。请数据库管理员执行一次：alter role "${who?.name}" bypassrls，或换用有此权限的账号（DATABASE_URL）。`,
    );
}

async function writeTable(tx: Tx, sink: Sink, { table, told }: { readonly table: TableShape; readonly told: (share: number) => void }): Promise<BackupTable> {
  let rows = 0;
  const file = `tables/${table.name}.jsonl`;
  const sum = await sink.add(
    file,
    (async function* () {
      for await (const chunk of rowsOf(tx, table)) {
        rows += chunk.rows;
        told(chunk.share);
        yield chunk.text;
      }
    })(),
  );
  return { ...table, file, rows, ...sum };
}

async function writeAll(tx: Tx, sink: Sink, options: { readonly version: string; readonly kind: Database['kind']; readonly progress: Progress | undefined }): Promise<Manifest> {
  await oneMoment(tx, options.kind);
  const tables = await tablesOf(tx);
  const sizes = new Map<string, number>();
  for (const t of tables) sizes.set(t.name, (await sizeOf(tx, t.name)).all);
  const total = [...sizes.values()].reduce((a, b) => a + b, 0);
  const [now] = await tx.query<{ at: string; server: string }>(`select now()::text as at, current_setting('server_version') as server`);
  const [head] = await tx.query<{ pos: string; root: string }>('select pos::text, root from bus.log_head');
  const companies = await tx.query<{ name: string }>(`select name from books.org_node where kind = 'company' order by name`);
  const migrations = await tx.query<{ id: string; hash: string }>('select id, hash from public.hengcang_migration order by id');
  must(now && head, 'a house has a log head');
  await sink.add('说明.txt', once(READ_ME));
  const written: BackupTable[] = [];
  let done = 0;
  for (const table of tables) {
    const size = sizes.get(table.name) ?? 0;
    written.push(await writeTable(tx, sink, { table, told: (share) => options.progress?.(done + share * size, total, table.name) }));
    done += size;
  }
  return {
    what: 'hengcang-backup',
    format: 1,
    version: options.version,
    madeAt: new Date(`${now.at.replace(' ', 'T').replace(/\+00$/, 'Z')}`).toISOString(),
    engine: options.kind,
    server: now.server,
    migrations,
    head,
    companies: companies.map((c) => c.name),
    tables: written,
  };
}

/**
 * Writes a back-up of the whole house to `file` (a zip). Consistent while others book: PostgreSQL reads one snapshot; the embedded database has one
 * connection, so everybody else waits meanwhile (seconds). Nothing stands under that name until it is whole. Throws Unusable when the account cannot see all rows.
 */
export async function backupHouse(db: Database, options: { readonly file: string; readonly version: string; readonly progress?: Progress }): Promise<BackupResult> {
  const started = performance.now();
  const sink = await zipAt(options.file);
  try {
    const manifest = await db.owner((tx) => writeAll(tx, sink, { version: options.version, kind: db.kind, progress: options.progress }));
    const text = `${JSON.stringify(manifest, null, 1)}\n`;
    await sink.add(MANIFEST, once(text));
    await sink.finish(`hengcang-backup ${sha256(text)}`);
    return {
      file: options.file,
      bytes: (await stat(options.file)).size,
      sha256: await sumOfFile(options.file),
      tables: manifest.tables.length,
      rows: manifest.tables.reduce((sum, t) => sum + t.rows, 0),
      events: manifest.head.pos,
      seconds: Number(((performance.now() - started) / 1000).toFixed(1)),
    };
  } catch (error) {
    await sink.abandon().catch(() => undefined);
    throw error;
  }
}
