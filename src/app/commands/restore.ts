// restore: a back-up into an empty place, proved before and after.
import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkBackup, restoreHouse } from '../backup/restore.ts';
import { catalogOf } from '../house.ts';
import { openDatabase, Unusable } from '../open.ts';
import { sequenceAll } from '../sequencer.ts';
import { verify } from '../verify.ts';
import { tenths } from './backup.ts';
import type { CliCommand, CommandLine, CommandOutcome } from './list.ts';

async function fill(line: CommandLine, data: string, file: string): Promise<CommandOutcome> {
  const started = performance.now();
  const sha256 = line.values['sha256'];
  line.say(`核对 ${file} …`);
  const checked = await checkBackup(file, { ...(typeof sha256 === 'string' ? { sha256 } : {}), progress: tenths(line.say, '核对') });
  line.say(`备份于 ${checked.manifest.madeAt}（${checked.manifest.companies.join('、') || '尚未建账'}），校验无误。`);
  const { db, close } = await openDatabase({ data, say: line.say });
  try {
    const restored = await restoreHouse(db, checked, { progress: tenths(line.say, '恢复'), keepOutside: line.values['keep-outside'] === true });
    line.say(
      `已恢复 ${restored.tables} 张表、${restored.rows} 行${restored.paused > 0 ? `；${restored.paused} 个 Webhook 已暂停，确认这里是正式系统后再启用（签名密钥要用原来的 secrets.key 或 HENGCANG_SECRET_KEY 才打得开，没有就在 Webhook 页更换）` : ''}。体检 …`,
    );
    await sequenceAll(db);
    const proof = await verify(db, catalogOf());
    const wrong = proof.checks.filter((c) => c.wrong > 0);
    for (const c of wrong)
      line.say(
        `  ✗ ${c.zh}：${c.wrong} 处（${c.where
          .slice(0, 3)
          .map((w) => w.at)
          .join('；')}）`,
      );
    line.say(proof.ok ? `✓ 体检 ${proof.checks.length} 项全部通过。` : '✗ 数据已按备份恢复，但体检有不符，见上：备份时账簿就已如此，或备份被人改过并重新打包。');
    const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
    return {
      result: { file, madeAt: checked.manifest.madeAt, ...restored, seconds, verify: { ok: proof.ok, checks: proof.checks.length, wrong: wrong.map((c) => c.name) } },
      status: proof.ok ? 0 : 1,
    };
  } finally {
    await close();
  }
}

export const restoreCommand: CliCommand = {
  zh: '恢复：把一份备份写入空库（绝不覆盖已有数据），先核对每个字节，恢复后自动体检；内嵌数据库与 PostgreSQL 可互换',
  usage: 'FILE [--data 新目录] [--sha256 校验值] [--keep-outside] [--json]',
  options: { sha256: { type: 'string' }, 'keep-outside': { type: 'boolean' } },
  run: async (line) => {
    const [file, ...more] = line.positionals;
    if (!file || more.length > 0) {
      line.say('用法：restore <备份文件> --data <新目录>（或设置 DATABASE_URL 指向空库）');
      return { status: 2 };
    }
    const data = resolve(typeof line.values['data'] === 'string' ? line.values['data'] : './data');
    const embedded = !process.env['DATABASE_URL'];
    if (embedded && existsSync(join(data, 'books'))) throw new Unusable(`${data} 里已经有衡仓的数据。恢复只写入空的地方，绝不覆盖：请用 --data 指定一个新目录。`);
    try {
      return await fill(line, data, resolve(file));
    } catch (error) {
      // The folder had no database before; half a one must not be taken for a house.
      if (embedded) rmSync(join(data, 'books'), { recursive: true, force: true });
      throw error;
    }
  },
};
