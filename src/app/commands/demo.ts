// demo: creates the demo company from a seed.
import { systemClock } from '#platform/clock';
import { buildDemo } from '../demo/build.ts';
import { openHouse, WrongUsage } from '../open.ts';
import { sequenceAll } from '../sequencer.ts';
import type { CliCommand } from './list.ts';

export const demoCommand: CliCommand = {
  zh: '生成演示公司（由种子决定，两年历史）',
  usage: '[--seed S] [--years Y] [--today YYYY-MM-DD]',
  options: { seed: { type: 'string' }, years: { type: 'string' }, today: { type: 'string' } },
  run: async ({ values, say }) => {
    const [seed, years] = [Number(values['seed'] ?? 2026), Number(values['years'] ?? 2)];
    if (!Number.isInteger(seed) || !(years > 0 && years <= 4)) throw new WrongUsage('--seed 应为整数，--years 应在 0 到 4 之间（可为小数）');
    const opened = await openHouse({ ...(typeof values['data'] === 'string' ? { data: values['data'] } : {}), say });
    try {
      const started = performance.now();
      let shown = 0;
      const result = await buildDemo(opened.ports, {
        seed,
        years,
        today: (values['today'] ?? systemClock.today()) as never,
        progress: (done, total, day) => {
          const share = Math.floor((done / total) * 20);
          if (share > shown) {
            shown = share;
            say(`  演示公司 ${String(share * 5).padStart(3)}%  ${day}`);
          }
        },
      });
      const events = await sequenceAll(opened.ports.db);
      const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
      say(`演示公司已生成：${result.documents} 张单据，${result.days} 天，${seconds} 秒。`);
      return { result: { ...result, events, seconds, seed, years } };
    } finally {
      await opened.close();
    }
  },
};
