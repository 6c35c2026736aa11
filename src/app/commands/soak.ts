// soak: hours of bad luck in minutes; see src/app/soak.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { WrongUsage } from '../open.ts';
import { soak } from '../soak/soak.ts';
import { soakWorker } from '../soak/worker.ts';
import type { CliCommand } from './list.ts';

export const soakCommand: CliCommand = {
  zh: '浸泡试验：多个应用进程在真实 PostgreSQL 上干活，同时随机杀进程、冻结进程、崩溃数据库、断网、写满磁盘，最后查有无丢失、重复、乱序（不碰 ./data）',
  usage: '[--minutes M] [--seed N] [--out FILE] [--json]',
  options: { minutes: { type: 'string' }, seed: { type: 'string' }, out: { type: 'string' }, worker: { type: 'string' } },
  run: async ({ values, say }) => {
    if (typeof values['worker'] === 'string') {
      await soakWorker(values['worker']);
      return {};
    }
    const minutes = Number(values['minutes'] ?? 10);
    const seed = Number(values['seed'] ?? 1);
    if (!(minutes >= 0.2 && minutes <= 600)) throw new WrongUsage('--minutes 应在 0.2 到 600 之间');
    if (!Number.isSafeInteger(seed)) throw new WrongUsage('--seed 应为整数');
    const report = await soak({ minutes, seed, say });
    const file = resolve(typeof values['out'] === 'string' ? values['out'] : `build/soak/${report.at.slice(0, 19).replaceAll(':', '-')}.json`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
    say(
      `${report.ok ? '✓' : '✗'} 命令 ${report.commands}（确认 ${report.acknowledged}，拒绝 ${report.refused}，重试 ${report.retried}），事件 ${report.events}；丢失 ${report.lost}，重复 ${report.duplicated}，乱序 ${report.inversions}，体检 ${report.verify === 'clean' ? '无误' : report.verify.join('、')}\n报告：${file}`,
    );
    return { result: report, status: report.ok ? 0 : 1 };
  },
};
