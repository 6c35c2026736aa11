// verify: proves the books and says what is wrong, where.
import { openHouse } from '../open.ts';
import { sequenceAll } from '../sequencer.ts';
import { verify } from '../verify.ts';
import type { CliCommand } from './list.ts';

/** Places told on the terminal; the page and --json tell more. */
const SHOWN = 5;

export const verifyCommand: CliCommand = {
  zh: '体检：证明账实相符、账账相符、编号连续、事件链完整',
  usage: '[--data DIR] [--json]',
  run: async ({ values, say }) => {
    const opened = await openHouse(typeof values['data'] === 'string' ? { data: values['data'] } : {});
    try {
      await sequenceAll(opened.ports.db);
      const result = await verify(opened.ports.db);
      for (const c of result.checks) {
        say(
          `${c.wrong > 0 ? '✗' : c.note || c.rows === 0 ? '–' : '✓'} ${c.zh}（${c.rows === 0 ? '没有可检查的行' : `检查 ${c.rows} 行`}${c.wrong > 0 ? `，${c.wrong} 处不符` : ''}）${c.note ?? ''}`,
        );
        for (const w of c.where.slice(0, SHOWN)) say(`    ${w.company ? `${w.company} · ` : ''}${w.at}：${w.what} 应为 ${w.should}，实为 ${w.is}`);
        if (c.wrong > SHOWN) say(`    … 共 ${c.wrong} 处，全部见 --json 或网页“账簿体检”`);
        if (c.wrong > 0) say(`    处理：${c.cure}`);
      }
      const bad = result.checks.filter((c) => c.wrong > 0).length;
      say(result.ok ? `${result.checks.length} 项检查全部通过，账簿一致。` : `${result.checks.length} 项检查中 ${bad} 项不符，见上。`);
      return { result, status: result.ok ? 0 : 1 };
    } finally {
      await opened.close();
    }
  },
};
