// backup: one file with everything, while others work.
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { backupFolder, fileName, noteLast } from '../backup/keeper.ts';
import { backupHouse, sumOfFile, type BackupResult } from '../backup/backup.ts';
import { checkBackup } from '../backup/restore.ts';
import { backupThrough, runningHouse } from '../backup/running.ts';
import { openDatabase, Unusable } from '../open.ts';
import type { CliCommand, CommandLine } from './list.ts';

/** Tells every tenth. */
export function tenths(say: (line: string) => void, what: string): (done: number, total: number, doing: string) => void {
  let told = 0;
  return (done, total, doing) => {
    const tenth = total === 0 ? 0 : Math.floor((done / total) * 10);
    if (tenth > told) say(`  ${what} ${String(tenth * 10).padStart(3)}%  ${doing}`);
    told = Math.max(told, tenth);
  };
}

/** A size for people. */
export const sized = (bytes: number): string => (bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`);

async function throughServer(line: CommandLine, data: string, file: string): Promise<BackupResult | null> {
  const running = process.env['DATABASE_URL'] ? null : runningHouse(data);
  if (!running) return null;
  const started = performance.now();
  line.say(`衡仓正在运行（${running.url}），由它来备份 …`);
  const told = tenths(line.say, '备份');
  await backupThrough(running, file, (state) => told(state.running?.percent ?? 0, 100, state.running?.doing ?? ''));
  const { manifest } = await checkBackup(file);
  return {
    file,
    bytes: (await stat(file)).size,
    sha256: await sumOfFile(file),
    tables: manifest.tables.length,
    rows: manifest.tables.reduce((sum, t) => sum + t.rows, 0),
    events: manifest.head.pos,
    seconds: Number(((performance.now() - started) / 1000).toFixed(1)),
  };
}

async function fromHere(line: CommandLine, data: string, file: string): Promise<BackupResult> {
  if (!process.env['DATABASE_URL'] && !existsSync(join(data, 'books')))
    throw new Unusable(`${data} 里没有衡仓的数据，没有什么可备份。请用 --data 指明数据目录，或设置 DATABASE_URL。`);
  const { db, close } = await openDatabase({ data, say: line.say });
  try {
    const [house] = await db.owner((tx) => tx.query<{ there: boolean }>(`select to_regclass('bus.log_head') is not null as there`));
    if (!house?.there) throw new Unusable('这个数据库里没有衡仓的数据，没有什么可备份。');
    const result = await backupHouse(db, { file, version: line.version, progress: tenths(line.say, '备份') });
    noteLast(backupFolder(data));
    return result;
  } finally {
    await close();
  }
}

export const backupCommand: CliCommand = {
  zh: '备份：整库写成一个 zip（服务可以照常运行），带校验值；恢复用 restore',
  usage: '[FILE] [--data DIR] [--json]',
  run: async (line) => {
    const [wanted, ...more] = line.positionals;
    if (more.length > 0) {
      line.say('用法：backup [文件]');
      return { status: 2 };
    }
    const data = resolve(typeof line.values['data'] === 'string' ? line.values['data'] : './data');
    const file = resolve(wanted ?? join(backupFolder(data), fileName('backup', new Date().toISOString())));
    if (existsSync(file)) throw new Unusable(`${file} 已经存在，不会覆盖它。请换一个文件名。`);
    const result = (await throughServer(line, data, file)) ?? (await fromHere(line, data, file));
    line.say(
      `已备份到 ${result.file}：${result.tables} 张表、${result.rows} 行，${sized(result.bytes)}，${result.seconds} 秒。\nSHA-256 ${result.sha256}\n不含登录会话与密钥文件；请另存一处，并定期用 restore 试恢复。`,
    );
    return { result };
  },
};
