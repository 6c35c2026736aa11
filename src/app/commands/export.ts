// export: all of a company's data in open formats.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { exportCompany } from '../backup/export.ts';
import { openHouse, Unusable } from '../open.ts';
import { tenths } from './backup.ts';
import { companyScope } from './explain.ts';
import type { CliCommand } from './list.ts';

export const exportCommand: CliCommand = {
  zh: '导出：一家公司的资料、单据、账簿、凭证、审计与事件链，每种一个中文列名的 CSV（或 JSON 行），另附参照 GB/T 24589.1-2024 的 JSON',
  usage: '<文件夹 | 文件.zip> [--format csv|jsonl] [--company 编码] [--data DIR] [--json]',
  options: { format: { type: 'string' }, company: { type: 'string' } },
  run: async ({ positionals, values, say, version }) => {
    const [wanted, ...more] = positionals;
    const format = values['format'] ?? 'csv';
    if (!wanted || more.length > 0 || (format !== 'csv' && format !== 'jsonl')) {
      say('用法：export <文件夹 | 文件.zip> [--format csv|jsonl]');
      return { status: 2 };
    }
    const to = resolve(wanted);
    if (to.endsWith('.zip') && existsSync(to)) throw new Unusable(`${to} 已经存在，不会覆盖它。请换一个文件名。`);
    const opened = await openHouse({ ...(typeof values['data'] === 'string' ? { data: values['data'] } : {}), say });
    try {
      const scope = await companyScope(opened, typeof values['company'] === 'string' ? values['company'] : null);
      const { files, ...result } = await exportCompany(opened.ports.db, scope, { to, format, version, catalog: opened.ports.catalog, progress: tenths(say, '导出') });
      say(`已导出“${result.company}”到 ${to}：${files.length} 个文件、${result.rows} 行，${result.seconds} 秒。`);
      return { result: { ...result, files: files.length, counts: Object.fromEntries(files.map((f) => [f.file, f.rows])) } };
    } finally {
      await opened.close();
    }
  },
};
