// The forecasting commands from file to file: nothing after the origin counts, threads change nothing, every bad row is told.
import { backtest, forecastRun, rollIntervals, type SeriesTable } from '#forecast';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { forecastCommand } from '../commands/forecast.ts';
import type { CommandOutcome } from '../commands/list.ts';
import { policyCommand } from '../commands/policy.ts';
import { readSeries } from './series-file.ts';
import { tableOf } from './series-table.ts';
import { intervals, simulated } from './simulate.ts';
import { rolling, trainedRun } from './train.ts';

const dir = mkdtempSync(join(tmpdir(), 'hengcang-forecasting-'));
let files = 0;
const fileOf = (text: string | Uint8Array, name = 'sales.csv'): string => {
  const path = join(dir, `${++files}-${name}`);
  writeFileSync(path, text);
  return path;
};

const DAY = 86_400_000,
  START = Date.UTC(2023, 0, 2),
  ORIGIN = 120;
const dateOf = (t: number): string => new Date(START + t * DAY).toISOString().slice(0, 10);
/** A made-up number in [0, 1) without a generator. */
const wobble = (s: number, t: number): number => {
  const x = Math.sin(s * 12.9898 + t * 78.233) * 43_758.5453;
  return x - Math.floor(x);
};

type Change = {
  readonly value?: (s: number, t: number, usual: string) => string;
  readonly group?: (s: number, t: number) => string;
  readonly open?: (s: number, t: number) => number;
  readonly days?: number;
  readonly extra?: string;
};

/** Six series × 134 days: a weekday profile, Mondays closed in one shop, a column of temperatures that nobody knows ahead. */
function sales(change: Change = {}): string {
  const lines = ['series,date,value,group,open,warm'];
  for (let s = 0; s < 6; s++)
    for (let t = 0; t < (change.days ?? 134); t++) {
      const open = change.open?.(s, t) ?? (s === 0 && t % 7 === 0 ? 0 : 1);
      const usual = open === 0 ? '' : String(Math.round((4 + 3 * s) * (t % 7 >= 5 ? 1.6 : 1) * (0.6 + 0.8 * wobble(s, t))));
      lines.push(`s${s},${dateOf(t)},${change.value?.(s, t, usual) ?? usual},${change.group?.(s, t) ?? `g${s % 2}`},${open},${(20 + 5 * wobble(9, t)).toFixed(1)}`);
    }
  return `${lines.join('\n')}\n${change.extra ?? ''}`;
}

type Ran = CommandOutcome & { readonly said: string; readonly json: Record<string, unknown> };
async function run(what: 'run' | 'backtest' | 'simulate', values: Record<string, string>): Promise<Ran> {
  const said: string[] = [],
    command = what === 'simulate' ? policyCommand : forecastCommand;
  const outcome = await command.run({ values, positionals: [what], version: '0', say: (text) => said.push(text), json: true });
  return { ...outcome, said: said.join('\n'), json: (outcome.result ?? {}) as Record<string, unknown> };
}

const QUICK = { origin: dateOf(ORIGIN), horizon: '7', quantiles: '0.5,0.9', workers: '1' };
async function forecastOf(text: string | Uint8Array, more: Record<string, string> = {}): Promise<string> {
  const out = join(dir, `${++files}-out.csv`),
    ran = await run('run', { data: fileOf(text), ...QUICK, ...more, out });
  expect(ran.said).toContain('写出');
  return readFileSync(out, 'utf8');
}

describe('forecast run', async () => {
  const usual = await forecastOf(sales());

  test('writes every series and day, ascending, zero where closed', () => {
    const [head, ...rows] = usual
      .trim()
      .split('\n')
      .map((l) => l.split(','));
    expect(head).toEqual(['series', 'date', 'mean', 'q0.5', 'q0.9']);
    expect(rows).toHaveLength(42);
    expect(rows.map((r) => r[1]).slice(0, 7)).toEqual([0, 1, 2, 3, 4, 5, 6].map((h) => dateOf(ORIGIN + h)));
    for (const [, , mean, low, high] of rows) {
      expect(Number(mean)).toBeGreaterThanOrEqual(0);
      expect(Number(high)).toBeGreaterThanOrEqual(Number(low));
    }
    const closed = rows.find((r) => r[0] === 's0' && r[1] === dateOf(126));
    expect(closed?.slice(2)).toEqual(['0', '0', '0']);
  });

  const late = (t: number): boolean => t >= ORIGIN;
  test.each<[string, string]>([
    ['other values', sales({ value: (_, t, v) => (late(t) ? '99999' : v) })],
    ['text for values', sales({ value: (_, t, v) => (late(t) ? '未知' : v) })],
    ['a date in another form', `${sales()}s1,2023/6/1,7,g1,1,20\n`],
    ['empty values', sales({ value: (_, t, v) => (late(t) ? '' : v) })],
    ['other groups and a new series', sales({ group: (s, t) => (late(t) ? 'zz' : `g${s % 2}`), extra: `s99,${dateOf(ORIGIN + 1)},50,g9,1,20\n` })],
    ['other numbers in a column that is not known ahead', sales().replaceAll(/^(s\d,(2023-05-0[2-9]|2023-05-1\d),.*),[\d.]+$/gm, '$1,-40')],
  ])('future: %s, same bytes', async (_, text) => {
    expect(text).not.toBe(sales());
    expect(await forecastOf(text)).toBe(usual);
  });

  test('a file that ends the day before the origin: same bytes but for the closures nobody told', async () => {
    const open = await forecastOf(sales({ open: () => 1 }));
    expect(await forecastOf(sales({ open: () => 1, days: ORIGIN }))).toBe(open);
  });

  test('a closure ahead is a known-ahead fact and counts; the past counts', async () => {
    const closed = await forecastOf(sales({ open: (s, t) => (t === ORIGIN + 2 || (s === 0 && t % 7 === 0) ? 0 : 1) }));
    expect(closed).toContain(`s5,${dateOf(ORIGIN + 2)},0,0,0\n`);
    expect(await forecastOf(sales({ value: (_, t, v) => (t === ORIGIN - 1 ? '99' : v) }))).not.toBe(usual);
  });

  test('one thread or two, plain or packed: same bytes, and they are the engine’s own', async () => {
    expect(await forecastOf(gzipSync(sales()), { workers: '2' })).toBe(usual);
    const { table } = await read(sales());
    const job = { origin: ORIGIN, horizon: 7, quantiles: [0.5, 0.9], trees: 10 };
    const trained = await trainedRun(table, job, { workers: 2 });
    expect(trained.forecast).toEqual(forecastRun(table, job).forecast);
    expect(trained.rows).toBeGreaterThan(1000);
  });
});

const read = async (text: string): Promise<{ table: SeriesTable; dateOf: (p: number) => string }> =>
  tableOf(await readSeries(fileOf(text), { known: [] }), { frequency: undefined });

describe('frequency and dates', () => {
  const long = (dates: readonly string[]): string => `series,date,value\n${dates.map((d, i) => `a,${d},${i}`).join('\n')}\n`;
  test.each([
    ['months', ['2020-01', '2020-02', '2020-04'], 'M', '2020-05'],
    ['first days', ['2020-01-01', '2020-02-01', '2020-04-01'], 'M', '2020-05-01'],
    ['last days', ['2020-01-31', '2020-02-29', '2020-03-31'], 'M', '2020-04-30'],
    ['weeks', ['2020-01-01', '2020-01-08', '2020-01-22'], 'W', '2020-01-29'],
    ['days', ['2020-01-01', '2020-01-02', '2020-01-04'], 'D', '2020-01-05'],
  ])('%s are seen, and the next one is written alike', async (_, dates, frequency, next) => {
    const got = await read(long(dates));
    expect([got.table.frequency, got.dateOf(got.table.periods)]).toEqual([frequency, next]);
  });
  test('a missing row and an empty value are not offered, zero is zero, a negative is zero', async () => {
    const { table } = await read('series,date,value\na,2020-01-01,3\na,2020-01-02,\na,2020-01-04,0\na,2020-01-05,-2\n');
    expect([...table.values]).toEqual([3, Number.NaN, Number.NaN, 0, 0]);
  });
});

describe('refusals', () => {
  const HEAD = 'series,date,value,group,promo\n',
    GOOD = 'a,2023-01-01,1,g,0\n';
  test.each<[string, string, Record<string, string>, string]>([
    ['text in a value', `${HEAD}${GOOD}a,2023-01-02,三箱,g,0\n`, {}, '第 3 行“value”：应为数字，这里是文字（三箱）'],
    ['a number no shop has', `${HEAD}${GOOD}a,2023-01-02,1e400,g,0\na,2023-01-03,6901234567892,g,0\n`, {}, '第 3 行“value”：数字太大（1e400）。应在一万亿（1e12）以内'],
    ['a barcode in a known column', `${HEAD}${GOOD}a,2023-01-02,1,g,6901234567892\n`, { known: 'promo' }, '第 3 行“promo”：数字太大（6901234567892）'],
    ['a thousands separator', `${HEAD}a,2023-01-02,"1,200",g,0\n`, {}, '第 2 行“value”'],
    ['a day that does not exist', `${HEAD}${GOOD}a,2023-02-30,1,g,0\n`, {}, '第 3 行“date”：不是有效日期（2023-02-30）'],
    ['a year nobody sold in', `${HEAD}${GOOD}a,0023-01-02,1,g,0\n`, {}, '第 3 行“date”：不是有效日期（0023-01-02）。应为 2026-03-01（日、周）或 2026-03（月），不早于 1900 年'],
    ['a time in a date', `${HEAD}${GOOD}a,2023-01-02 08:00,1,g,0\n`, {}, '第 3 行“date”：不是有效日期'],
    ['no series', `${HEAD}${GOOD}\n,2023-01-02,1,g,0\n`, {}, '第 4 行“series”：请填写“series”'],
    ['a cell too many', `${HEAD}${GOOD}a,2023-01-02,1,g,0,7\n`, {}, '第 3 行：本行 6 列，表头 5 列'],
    ['an open quote', `${HEAD}"a,2023-01-02,1,g,0\n`, {}, '第 2 行：双引号没有配对'],
    ['text in a known column', `${HEAD}a,2023-01-02,1,g,满减\n`, { known: 'promo' }, '第 2 行“promo”：应为数字，这里是文字（满减）'],
    ['a day twice', `${HEAD}${GOOD}b,2023-01-01,1,g,0\na,2023-01-01,2,g,0\n`, {}, '第 4 行“date”：序列“a”这一期与第 2 行重复'],
    ['weeks that do not fit', `${HEAD}${GOOD}a,2023-01-04,1,g,0\n`, { freq: 'W', origin: '2023-01-15' }, '第 3 行“date”：按周的数据应都在周日'],
    ['an origin inside a week', `${HEAD}${GOOD}`, { freq: 'W' }, '起点 2023-05-02 不是一周的第一天（这个文件的周从周日开始）。可用 2023-04-30 或 2023-05-07'],
    ['an unknown column', `${HEAD}${GOOD}`, { known: 'weather' }, '--known 中的列“weather”不在表头里。可用的列：promo'],
    ['no such column in the head', 'sku,date,value\na,2023-01-01,1\n', {}, '缺少必需的列：series'],
    ['nothing before the origin', `${HEAD}${GOOD}`, { origin: '2022-01-01' }, '起点 2022-01-01 之前没有数据'],
    ['an empty file', '', {}, '文件是空的'],
  ])('%s', async (_, text, more, says) => {
    const before = readdirSync(dir).length,
      ran = await run('run', { data: fileOf(text), ...QUICK, ...more, out: join(dir, 'never.csv') });
    expect(ran.said).toContain(says);
    expect(ran.status).toBe(1);
    expect(readdirSync(dir)).toHaveLength(before + 1);
  });
  test.each<[Record<string, string>, string]>([
    [{ horizon: '0' }, '--horizon 应为 1 到 400'],
    [{ quantiles: '0.5,1' }, '--quantiles'],
    [{ freq: 'Y' }, '--freq 只能是'],
    [{ origin: '2023-13-01' }, '--origin 不是有效日期'],
    [{ out: '' }, '请给出 --out'],
  ])('wrong usage %j', async (more, says) => {
    const ran = await run('run', { data: fileOf(sales()), ...QUICK, out: 'x.csv', ...more });
    expect([ran.status, ran.said.includes(says)]).toEqual([2, true]);
  });
});

describe('the past', async () => {
  const { table } = await read(sales()),
    small = { trees: 8, quantiles: [0.5, 0.9], horizon: 7 };

  test('rolling origins in two threads score as the engine’s own back-test', async () => {
    const job = { ...small, origins: [113, 120, 127] };
    expect(await rolling(table, job, { workers: 2 })).toEqual(backtest(table, job));
  });

  test('backtest prints the portfolio first and the baselines beside it', async () => {
    const ran = await run('backtest', { data: fileOf(sales()), horizon: '7', origins: '1', quantiles: '0.5,0.9', workers: '1' });
    const methods = ran.json['methods'] as { method: string; scored: number; wql: number; coverage: Record<string, number> }[];
    expect(methods[0]?.method).toBe('hengcang');
    expect(methods.map((m) => m.method)).toContain('seasonal-naive');
    expect(methods.every((m) => m.scored === 41 && m.wql > 0 && '0.9' in m.coverage)).toBe(true);
    expect(ran.said).toContain('季节性朴素');
  });

  test('interval blocks in two threads are the engine’s own, and the simulator runs on them', async () => {
    const roll = { from: 92, to: 134, window: 2, levels: [0.4, 0.75, 0.97], every: 14, learn: { trees: 8 } };
    expect(await intervals(table, roll, { workers: 2 })).toEqual(rollIntervals(table, roll));
    const shelf = {
      life: 3,
      lead: [
        { days: 1, chance: 0.7 },
        { days: 2, chance: 0.3 },
      ],
      review: 1,
      pack: 0,
      minimum: 0,
      freshFirst: 0.3,
      from: 120,
      to: 134,
      warm: 14,
      every: 28,
      seed: 1,
      learn: { trees: 8 },
    };
    const [low, high] = await simulated(table, shelf, { workers: 1, targets: [0.8, 0.95] });
    for (const [r, target] of [
      [low!, 0.8],
      [high!, 0.95],
    ] as const)
      for (const o of Object.values(r.equalFill)) expect(o.fill).toBeGreaterThanOrEqual(target - 0.001);
    expect(low!.equalFill.ours.stock).toBeLessThan(high!.equalFill.ours.stock);
  });

  test('policy simulate wants days, enough of them, and lead times that are certain to come', async () => {
    const data = fileOf(sales()),
      rules = { data, life: '2', lead: '1', workers: '1' };
    expect((await run('simulate', rules)).said).toContain('至少要 90 天');
    expect((await run('simulate', { ...rules, lead: '1:0.5,2:0.2' })).status).toBe(2);
    expect((await run('simulate', { ...rules, life: '0' })).status).toBe(2);
    const ran = await run('simulate', { ...rules, weeks: '2', warm: '14' });
    expect(ran.json['policy']).toMatchObject({
      ours: { fill: expect.any(Number), waste: expect.any(Number), stock: expect.any(Number), equalFill: { fill: expect.any(Number) } },
      static: {},
      'rolling-sigma': {},
    });
  });
});
