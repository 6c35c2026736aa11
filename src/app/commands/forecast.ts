// forecast run and forecast backtest: a table of sales in, mean and quantiles (or scores of past origins) out. Opens no database.
import { formatDay, lastOrigins, LEARN_DEFAULTS, periodAt } from '#forecast';
import { forecastFile, scoreFigures, scoreTable, writeWhole } from '../forecasting/output.ts';
import { course, handsOf, seedOf, SHARED, tableFrom } from '../forecasting/session.ts';
import { findings, rolling, trainedRun } from '../forecasting/train.ts';
import { badFile } from '../import/report.ts';
import { dayOf, needed, numberOf, sharesOf, WrongUsage } from '../forecasting/words.ts';
import type { CliCommand, CommandLine, CommandOutcome } from './list.ts';

const RUN = 'forecast run --data FILE --origin DATE --horizon H [--freq D|W|M] [--quantiles 0.5,0.8,0.9,0.95,0.99] [--known COL,…] [--workers 1|2] [--seed S] --out FILE [--json]';
const BACKTEST = 'forecast backtest --data FILE --horizon H [--origins N] [--stride K] [--freq D|W|M] [--quantiles …] [--known COL,…] [--workers 1|2] [--seed S] [--json]';

const seconds = (since: number): number => Number(((performance.now() - since) / 1000).toFixed(1));

async function runForecast(line: CommandLine): Promise<CommandOutcome> {
  const started = performance.now(),
    { values, say } = line,
    out = needed(values, 'out'),
    originDay = dayOf(values, 'origin');
  if (originDay === undefined) throw new WrongUsage('请给出 --origin：要预测的第一个日期');
  const horizon = numberOf(values, 'horizon', { least: 1, most: 400 }),
    quantiles = sharesOf(values, 'quantiles', LEARN_DEFAULTS.quantiles);
  const hands = handsOf(line, '训练'),
    seed = seedOf(line, LEARN_DEFAULTS.seed);
  const { table, dateOf, lastSeen, known, rows } = await tableFrom(line, { origin: originDay, horizon });
  const origin = periodAt(table, formatDay(originDay));
  if (lastSeen < 0) throw badFile(`起点 ${formatDay(originDay)} 之前没有一个数值`, '请检查 --origin 和 value 列');
  if (lastSeen < origin - 1) say(`  起点前最后一个数值在 ${dateOf(lastSeen)}，其后到起点之前按停业或未上架处理`);
  const trained = await trainedRun(table, { origin, horizon, quantiles, seed }, hands);
  const dates = Array.from({ length: horizon }, (_, h) => dateOf(origin + h));
  writeWhole(out, forecastFile({ forecast: trained.forecast, names: table.names, dates, quantiles }));
  const found = findings(trained, origin),
    forecasts = table.names.length * horizon;
  say(`写出 ${out}：${table.names.length} 个序列 × ${horizon} 期（${dates[0]} 至 ${dates.at(-1)}），用时 ${seconds(started)} 秒`);
  if (found.festivals.length > 0) say(`  从数据中确认的节日：${found.festivals.join('、')}`);
  return {
    result: {
      out,
      forecasts,
      series: table.names.length,
      seriesWithoutPast: rows.names.length - table.names.length,
      frequency: table.frequency,
      origin: dates[0],
      horizon,
      quantiles,
      known,
      rowsRead: rows.series.length,
      negativesAsZero: rows.negatives,
      ...found,
      workers: hands.workers,
      seed,
      seconds: seconds(started),
    },
  };
}

async function backtestForecast(line: CommandLine): Promise<CommandOutcome> {
  const started = performance.now(),
    { values, say } = line,
    horizon = numberOf(values, 'horizon', { least: 1, most: 400 });
  const count = numberOf(values, 'origins', { least: 1, most: 500, usual: 4 }),
    stride = numberOf(values, 'stride', { least: 1, most: 400, usual: horizon });
  const quantiles = sharesOf(values, 'quantiles', LEARN_DEFAULTS.quantiles),
    hands = handsOf(line, '起点'),
    seed = seedOf(line, LEARN_DEFAULTS.seed);
  const { table, dateOf, known } = await tableFrom(line);
  const origins = lastOrigins(table, { horizon, count, stride });
  if (origins.length === 0) throw badFile(`历史只有 ${table.periods} 期，不够回测 ${horizon} 期`, '请提供更长的历史，或减小 --horizon');
  if (origins.length < count) say(`  历史只够 ${origins.length} 个起点（要求 ${count} 个）`);
  const scored = await rolling(table, { origins, horizon, quantiles, seed }, hands);
  say(
    `\n${scoreTable(scored, quantiles)}\n\n${origins.length} 个起点（${dateOf(origins[0]!)} 至 ${dateOf(origins.at(-1)!)}），每个 ${horizon} 期，用时 ${seconds(started)} 秒。误差越小越好；覆盖应接近其分位。`,
  );
  return {
    result: {
      series: table.names.length,
      frequency: table.frequency,
      horizon,
      origins: origins.map(dateOf),
      quantiles,
      known,
      methods: scored.map(({ method, score }) => ({ method, ...scoreFigures(score, quantiles) })),
      workers: hands.workers,
      seed,
      seconds: seconds(started),
    },
  };
}

export const forecastCommand: CliCommand = {
  zh: '预测：run 由销售历史写出均值和分位数，backtest 在过去的起点上打分；输入 CSV 或 CSV.gz：series,date,value[,group][,预先知道的列]，空值或缺行 = 未上架或停业（不是 0）',
  usage: `${RUN.replace('forecast ', '')}\n            ${BACKTEST.replace('forecast ', '')}`,
  options: {
    ...SHARED,
    origin: { type: 'string' },
    horizon: { type: 'string' },
    quantiles: { type: 'string' },
    out: { type: 'string' },
    origins: { type: 'string' },
    stride: { type: 'string' },
  },
  run: (line) => {
    const [what, ...more] = line.positionals;
    if (what === 'run' && more.length === 0) return course(line, RUN, () => runForecast(line));
    if (what === 'backtest' && more.length === 0) return course(line, BACKTEST, () => backtestForecast(line));
    line.say(`请写明 run 或 backtest：\n  hengcang ${RUN}\n  hengcang ${BACKTEST}`);
    return Promise.resolve({ status: 2 });
  },
};
