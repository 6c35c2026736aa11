// cases FILE: ledger cases through the real documents, not through the engine's inside.
import { readFileSync } from 'node:fs';
import { casesFrom } from '../cases/format.ts';
import { runCases } from '../cases/run.ts';
import { Unusable } from '../open.ts';
import type { CliCommand } from './list.ts';

export const casesCommand: CliCommand = {
  zh: '验算案例：让文件里的每个案例走一遍真实单据，再与账簿核对',
  usage: 'FILE [--only ID,…] [--json]',
  options: { only: { type: 'string' } },
  run: async ({ values, positionals, say }) => {
    const [file] = positionals;
    if (!file) {
      say('请写出案例文件，例如 hengcang cases ledger-cases.json');
      return { status: 2 };
    }
    const only = typeof values['only'] === 'string' ? new Set(values['only'].split(',')) : null;
    const cases = casesFrom(text(file), file).filter((c) => only === null || only.has(c.id));
    const result = await runCases(cases, (verdict, { title }) => {
      if (verdict.kind === 'passed') say(`✓ ${verdict.id} ${title}`);
      else if (verdict.kind === 'unsupported') say(`– ${verdict.id} ${title}：${verdict.reason}`);
      else {
        say(`✗ ${verdict.id} ${title}`);
        for (const m of verdict.wrong) say(`    ${m.what}：应为 ${JSON.stringify(m.want)}，实为 ${JSON.stringify(m.got)}`);
      }
    });
    say(`共 ${result.total} 个案例：通过 ${result.passed}，不符 ${result.failed.length}，没有对应单据 ${result.unsupported.length}`);
    return { result, status: result.failed.length === 0 ? 0 : 1 };
  },
};

function text(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new Unusable(`读不到文件 ${file}`);
  }
}
