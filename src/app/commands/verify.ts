// verify: proves the books and says what is wrong, where.
import { openHouse } from '../open.ts';
import { sequenceAll } from '../sequencer.ts';
import { verify } from '../verify.ts';
import type { CliCommand } from './list.ts';

export const verifyCommand: CliCommand = {
  zh: '体检：证明账实相符、账账相符、编号连续、事件链完整',
  usage: '[--data DIR] [--json]',
  run: async ({ values, say }) => {
    const opened = await openHouse(typeof values['data'] === 'string' ? { data: values['data'] } : {});
    try {
      await sequenceAll(opened.ports.db);
      const result = await verify(opened.ports.db);
      for (const c of result.checks) {
        say(`${c.wrong === 0 ? '✓' : '✗'} ${c.zh}（检查 ${c.rows} 行${c.wrong > 0 ? `，${c.wrong} 处不符` : ''}）`);
        for (const what of c.found.slice(0, 5)) say(`    ${what}`);
      }
      say(result.ok ? '账簿一致。' : '账簿有不一致之处，见上。');
      return { result, status: result.ok ? 0 : 1 };
    } finally {
      await opened.close();
    }
  },
};
