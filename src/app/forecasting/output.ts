// What the forecasting commands write: the file of forecasts (whole or not at all), tables for people, figures for machines.
import type { Forecast, Score } from '#forecast';
import type { Outcome } from '#policy';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { badFile } from '../import/report.ts';

/** Units with four decimals, none that say nothing. */
const units = (x: number): string => String(Math.round(x * 10_000) / 10_000);
const quoted = (name: string): string => (/[",\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name);

export type Answer = { readonly forecast: Forecast; readonly names: readonly string[]; readonly dates: readonly string[]; readonly quantiles: readonly number[] };

/** `series,date,mean,q0.5,…`, one row a series and period. */
export function forecastFile({ forecast, names, dates, quantiles }: Answer): string {
  const H = dates.length,
    lines = [`series,date,mean,${quantiles.map((q) => `q${q}`).join(',')}`];
  for (const [s, name] of names.entries()) {
    const own = quoted(name);
    for (const [h, date] of dates.entries()) lines.push(`${own},${date},${units(forecast.mean[s * H + h]!)},${forecast.quantiles.map((q) => units(q[s * H + h]!)).join(',')}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Writes beside the place and moves there, so that a broken run leaves no half file. `.gz` is packed. */
export function writeWhole(file: string, text: string): void {
  const beside = `${file}.${process.pid}.part`;
  try {
    writeFileSync(beside, file.endsWith('.gz') ? gzipSync(text) : text);
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw badFile(`写不了 --out ${file}（${(error as { code?: string }).code ?? (error as Error).message}）`, '请检查文件夹是否存在、是否可写');
  }
}

const width = (text: string): number => [...text].reduce((n, c) => n + (c > '⺀' ? 2 : 1), 0);

/** Columns under each other; Chinese characters are two wide. The first column is left, figures are right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows],
    widths = head.map((_, c) => Math.max(...all.map((r) => width(r[c] ?? ''))));
  return all
    .map((r) =>
      r
        .map((cell, c) => {
          const gap = ' '.repeat(widths[c]! - width(cell));
          return c === 0 ? cell + gap : gap + cell;
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Null stands where a figure has no meaning (a scale of zero). */
export const figure = (x: number): number | null => (Number.isFinite(x) ? Number(x.toFixed(4)) : null);
const shown = (x: number): string => (Number.isFinite(x) ? x.toFixed(4) : '—');

export const METHODS_ZH: Readonly<Record<string, string>> = {
  hengcang: '衡仓组合',
  'gbdt-scale': '├ 梯度树（规模）',
  'gbdt-level': '├ 梯度树（水平）',
  'gbdt-mean': '├ 梯度树（均值）',
  structural: '├ 结构模型',
  counts: '├ 间断需求',
  classic: '├ 经典平滑',
  'seasonal-naive': '季节性朴素',
  'moving-average': '移动平均',
  smoothing: '指数平滑',
};

export const scoreFigures = (s: Score, quantiles: readonly number[]) => ({
  scored: s.scored,
  mase: figure(s.mase),
  rmsse: figure(s.rmsse),
  wape: figure(s.wape),
  bias: figure(s.bias),
  spl: figure(s.spl),
  wql: figure(s.wql),
  coverage: Object.fromEntries(quantiles.map((q, k) => [String(q), figure(s.coverage[k]!)])),
});

export function scoreTable(rows: readonly { readonly method: string; readonly score: Score }[], quantiles: readonly number[]): string {
  const head = ['方法', 'MASE', 'RMSSE', 'WAPE', '偏差', 'SPL', 'wQL', ...quantiles.map((q) => `覆盖${q}`)];
  return table(
    head,
    rows.map(({ method, score: s }) => [
      METHODS_ZH[method] ?? method,
      ...[s.mase, s.rmsse, s.wape, s.bias, s.spl, s.wql].map(shown),
      ...s.coverage.map((c) => (Number.isFinite(c) ? c.toFixed(3) : '—')),
    ]),
  );
}

export const outcomeFigures = (o: Outcome) => ({
  parameter: figure(o.parameter),
  fill: figure(o.fill),
  waste: figure(o.waste),
  wasteOfUsed: figure(o.wasteOfUsed),
  stock: figure(o.stock),
  stockoutDays: figure(o.stockoutDays),
  slowShare: figure(o.slowShare),
  orders: o.orders,
});

const percent = (x: number): string => `${(100 * x).toFixed(1)}%`;
export const OUTCOME_HEAD = ['策略', '参数', '满足率', '报废率', '平均库存', '缺货天', '呆滞占比', '订货次数'] as const;
export const outcomeRow = (name: string, o: Outcome): string[] => [
  name,
  o.parameter.toFixed(3),
  percent(o.fill),
  percent(o.waste),
  o.stock.toFixed(2),
  percent(o.stockoutDays),
  percent(o.slowShare),
  String(o.orders),
];
