// The covariate gate: an outside signal stays only where it lowered the loss on rolling origins, again and again; the verdict is shown.
import { pinball } from './score.ts';
import { forecastRun, type RunOptions } from './run.ts';
import type { SeriesTable } from './table.ts';

export type GateVerdict = {
  readonly columns: readonly string[];
  readonly kept: boolean;
  /** Share of the loss saved by the columns over all origins (positive = helpful). */
  readonly gain: number;
  /** Origins where they helped, of all. */
  readonly helped: number;
  readonly origins: number;
  readonly reason: string;
};

export const GATE_GAIN = 0.01,
  GATE_ORIGINS = 6;

/** The rule on its own: at least 1 % over 6+ origins, and helpful in two of three of them (research.md §5, Covariates). */
export function gateRule(losses: readonly { readonly with: number; readonly without: number }[]): Omit<GateVerdict, 'columns'> {
  let a = 0,
    b = 0,
    helped = 0;
  for (const l of losses) {
    a += l.with;
    b += l.without;
    if (l.with < l.without) helped++;
  }
  const gain = b > 0 ? 1 - a / b : 0,
    n = losses.length,
    percent = (100 * gain).toFixed(1);
  if (n < GATE_ORIGINS) return { kept: false, gain, helped, origins: n, reason: `只有 ${n} 个检验点，不足 ${GATE_ORIGINS} 个，暂不采用` };
  if (gain < GATE_GAIN) return { kept: false, gain, helped, origins: n, reason: `误差变化 ${percent}%，未达到 1% 门槛，不采用` };
  if (helped * 3 < n * 2) return { kept: false, gain, helped, origins: n, reason: `只在 ${helped}/${n} 个检验点有效，方向不稳，不采用` };
  return { kept: true, gain, helped, origins: n, reason: `${n} 个检验点平均降低误差 ${percent}%，其中 ${helped} 个有效，采用` };
}

export type GateOptions = Omit<RunOptions, 'origin'> & {
  readonly origins: readonly number[];
  /** Columns judged together, for instance all of one weather station. */
  readonly candidates: readonly (readonly string[])[];
};

/** Σ pinball of one origin's forecast over all series, steps and levels; what the gate compares, and may be asked of any worker. */
export function lossAt(table: SeriesTable, origin: number, options: Omit<RunOptions, 'origin'>): number {
  const { forecast, model } = forecastRun(table, { ...options, origin, tune: false }),
    { horizon: H, quantiles } = model.options,
    T = table.periods;
  let total = 0;
  for (let i = 0; i < forecast.mean.length; i++) {
    const t = origin + (i % H),
      y = t < T ? table.values[Math.floor(i / H) * T + t]! : Number.NaN;
    if (!Number.isNaN(y))
      quantiles.forEach((q, k) => {
        total += pinball(q, y, forecast.quantiles[k]![i]!);
      });
  }
  return total;
}

/** Judges each candidate by the loss with it and without it, all other columns present. */
export function gateCovariates(table: SeriesTable, options: GateOptions): GateVerdict[] {
  const base = options.origins.map((o) => lossAt(table, o, options));
  return options.candidates.map((columns) => {
    const without = options.origins.map((o) => lossAt(table, o, { ...options, without: [...(options.without ?? []), ...columns] }));
    return { columns, ...gateRule(base.map((w, k) => ({ with: w, without: without[k]! }))) };
  });
}

/** Columns to leave out of the next training. */
export const refused = (verdicts: readonly GateVerdict[]): string[] => verdicts.flatMap((v) => (v.kept ? [] : [...v.columns]));
