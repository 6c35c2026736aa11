// policy simulate: the static formula, rolling averages and our policy on the same demand, fixed before the test and at equal fill. Opens no database.
import { formatDay, LEARN_DEFAULTS, periodAt, type SeriesTable } from '#forecast';
import { POLICIES, type PolicyName, type SimulateResult } from '#policy';
import { figure, OUTCOME_HEAD, outcomeFigures, outcomeRow, table as textTable } from '../forecasting/output.ts';
import { course, handsOf, seedOf, SHARED, tableFrom } from '../forecasting/session.ts';
import { begins, type Shelf, simulated } from '../forecasting/simulate.ts';
import { badFile } from '../import/report.ts';
import { dayOf, leadOf, lifeOf, numberOf, sharesOf, type Values, WrongUsage } from '../forecasting/words.ts';
import type { CliCommand, CommandLine, CommandOutcome } from './list.ts';

const USAGE =
  'policy simulate --data FILE [--freq D] --life L|none --lead T|T:机会,… [--review R] [--pack P] [--minimum M] --target 0.95 [--frontier 0.9,0.95,0.98] [--origin DATE] [--weeks 26] [--warm 56] [--every 28] [--fresh 0.3] [--known COL,…] [--workers 1|2] [--seed S] [--json]';
const ZH: Readonly<Record<PolicyName, string>> = { static: '静态公式', 'rolling-average': '滚动平均', 'rolling-sigma': '滚动 z·σ', ours: '衡仓' };
/** Days of history before the first training, at the least. */
const HISTORY_LEAST = 90;

type Rules = Omit<Shelf, 'from' | 'to'>;

function rulesOf(line: CommandLine): Rules {
  const { values } = line,
    whole = (name: string, usual: number, [least, most]: readonly [number, number]): number => numberOf(values, name, { least, most, usual });
  const [life, lead] = [lifeOf(values), leadOf(values)];
  const fraction = (name: string, usual: number, most: number): number => numberOf(values, name, { least: 0, most, usual, fraction: true });
  return {
    life,
    lead,
    review: whole('review', 1, [1, 60]),
    pack: fraction('pack', 0, 1e6),
    minimum: fraction('minimum', 0, 1e6),
    freshFirst: fraction('fresh', 0.3, 1),
    warm: whole('warm', 56, [14, 364]),
    every: whole('every', 28, [1, 364]),
    seed: seedOf(line, LEARN_DEFAULTS.seed),
  };
}

/** Test days: --weeks from --origin, else the last ones of the file. */
function span(values: Values, table: SeriesTable, warm: number): { readonly from: number; readonly to: number } {
  const days = 7 * numberOf(values, 'weeks', { least: 1, most: 104, usual: 26 }),
    origin = dayOf(values, 'origin');
  const from = origin === undefined ? table.periods - days : periodAt(table, formatDay(origin)),
    to = Math.min(table.periods, from + days);
  if (from >= table.periods) throw badFile(`${formatDay(origin ?? 0)} 起没有数据可供模拟（数据到 ${formatDay(table.anchor + table.periods - 1)}）`, '请把 --origin 提前');
  const first = begins({ from, warm });
  if (first < HISTORY_LEAST) throw badFile(`测试期和 ${warm} 天预热之前只有 ${Math.max(0, first)} 天历史，至少要 ${HISTORY_LEAST} 天`, '请提供更长的历史，或减小 --weeks、--warm');
  return { from, to };
}

async function simulatePolicies(line: CommandLine): Promise<CommandOutcome> {
  const started = performance.now(),
    { values, say } = line,
    rules = rulesOf(line),
    hands = handsOf(line, '重训'),
    [target = 0.95, ...others] = sharesOf(values, 'target', [0.95]);
  if (others.length > 0) throw new WrongUsage('--target 只能是一个数；多个目标请用 --frontier');
  const frontier = sharesOf(values, 'frontier', [target]).filter((t) => t !== target);
  const { table, dateOf, known } = await tableFrom(line);
  if (table.frequency !== 'D') throw badFile('policy simulate 逐日模拟，只用日数据', '请提供按日的 CSV');
  const shelf: Shelf = { ...rules, ...span(values, table, rules.warm) };
  const [main, ...more] = await simulated(table, shelf, { ...hands, targets: [target, ...frontier] });
  const result = main!,
    points = [{ target, result }, ...more.map((r, k) => ({ target: frontier[k]!, result: r }))].sort((a, b) => a.target - b.target);
  tell(say, { result, points, target, days: `${dateOf(shelf.from)} 至 ${dateOf(shelf.to - 1)}` });
  say(`用时 ${((performance.now() - started) / 1000).toFixed(1)} 秒。需求取实际销量；未上架的日子对每种策略都视为已知。`);
  return {
    result: {
      policy: Object.fromEntries(POLICIES.map((p) => [p, { ...outcomeFigures(result.preset[p]), equalFill: outcomeFigures(result.equalFill[p]) }])),
      wasteAgainstStatic: figure(result.wasteAgainstStatic),
      wasteAgainstSigma: figure(result.wasteAgainstSigma),
      frontier: points.map((p) => ({ target: p.target, ...Object.fromEntries(POLICIES.map((name) => [name, outcomeFigures(p.result.equalFill[name])])) })),
      series: table.names.length,
      from: dateOf(shelf.from),
      to: dateOf(shelf.to - 1),
      target,
      window: result.window,
      known,
      rules: { ...rules, life: Number.isFinite(rules.life) ? rules.life : 'none' },
      workers: hands.workers,
      seconds: Number(((performance.now() - started) / 1000).toFixed(1)),
    },
  };
}

function tell(
  say: (text: string) => void,
  job: { readonly result: SimulateResult; readonly points: readonly { target: number; result: SimulateResult }[]; readonly target: number; readonly days: string },
): void {
  const { result, points, target, days } = job;
  const rows = (which: SimulateResult['preset']): string[][] => POLICIES.map((p) => outcomeRow(ZH[p], which[p]));
  say(`\n${days}，目标满足率 ${(100 * target).toFixed(1)}%\n\n参数在测试期之前定好：\n${textTable(OUTCOME_HEAD, rows(result.preset))}`);
  for (const p of points) say(`\n同一满足率 ${(100 * p.target).toFixed(1)}% 下（参数在测试期内调到刚好达到）：\n${textTable(OUTCOME_HEAD, rows(p.result.equalFill))}`);
  say(`\n同一满足率下的报废：衡仓是静态公式的 ${(100 * result.wasteAgainstStatic).toFixed(0)}%，是滚动 z·σ 的 ${(100 * result.wasteAgainstSigma).toFixed(0)}%。`);
}

export const policyCommand: CliCommand = {
  zh: '补货策略模拟：静态公式、滚动平均、滚动 z·σ 与衡仓用同一份日销量逐日比较满足率、报废和库存',
  usage: USAGE.replace('policy ', ''),
  options: {
    ...SHARED,
    life: { type: 'string' },
    lead: { type: 'string' },
    review: { type: 'string' },
    pack: { type: 'string' },
    minimum: { type: 'string' },
    target: { type: 'string' },
    frontier: { type: 'string' },
    origin: { type: 'string' },
    weeks: { type: 'string' },
    warm: { type: 'string' },
    every: { type: 'string' },
    fresh: { type: 'string' },
  },
  run: (line) => {
    if (line.positionals.join(' ') === 'simulate') return course(line, USAGE, () => simulatePolicies(line));
    line.say(`请写明 simulate：\n  hengcang ${USAGE}`);
    return Promise.resolve({ status: 2 });
  },
};
