// Scores forecasts the way research.md §3 defines: MASE, RMSSE, WAPE, bias, SPL, wQL, coverage. Missing truth is not scored.
import { closedMask, type SeriesTable } from './table.ts';
import type { Forecast } from './structural.ts';

export type Score = {
  readonly scored: number;
  readonly mase: number;
  readonly rmsse: number;
  readonly wape: number;
  readonly bias: number;
  readonly spl: number;
  readonly wql: number;
  readonly coverage: readonly number[];
  readonly wqlByLevel: readonly number[];
};

type PerSeries = { ae: number; se: number; pinball: number; n: number };
type Scale = { readonly seasonal: number; readonly naive: number; readonly naiveSquare: number };

const meanOf = (sum: number, n: number): number => (n > 0 ? sum / n : Number.NaN);

/** In-sample errors of the seasonal and the plain naive forecast before `until`. */
function scaleOf(values: Float32Array, until: number, season: number): Scale {
  let sn = 0,
    nn = 0,
    ns = 0,
    n1 = 0,
    n2 = 0;
  for (let t = 1; t < until; t++) {
    const d = Math.abs(values[t]! - values[t - 1]!),
      e = t >= season ? Math.abs(values[t]! - values[t - season]!) : Number.NaN;
    if (!Number.isNaN(d)) {
      nn += d;
      ns += d * d;
      n1++;
    }
    if (!Number.isNaN(e)) {
      sn += e;
      n2++;
    }
  }
  return { seasonal: meanOf(sn, n2), naive: meanOf(nn, n1), naiveSquare: meanOf(ns, n1) };
}

export const pinball = (level: number, truth: number, said: number): number => (truth >= said ? level : level - 1) * (truth - said);

/** Collects forecasts of many origins; `first` = the first origin, before which scales are taken. */
export class Scorer {
  private readonly per = new Map<number, PerSeries>();
  private readonly closed: Uint8Array;
  private readonly covered: Float64Array;
  private readonly byLevel: Float64Array;
  private readonly total = { n: 0, ae: 0, y: 0, bias: 0, pinball: 0 };
  private readonly table: SeriesTable;
  private readonly job: { readonly levels: readonly number[]; readonly horizon: number; readonly first: number; readonly season: number };

  constructor(table: SeriesTable, job: { levels: readonly number[]; horizon: number; first: number; season: number }) {
    this.table = table;
    this.job = job;
    this.closed = closedMask(table);
    this.covered = new Float64Array(job.levels.length);
    this.byLevel = new Float64Array(job.levels.length);
  }

  add(origin: number, forecast: Forecast): void {
    const { table, total } = this,
      { levels, horizon } = this.job,
      T = table.periods;
    for (let s = 0; s < table.names.length; s++)
      for (let h = 0; h < horizon; h++) {
        const t = origin + h,
          y = t < T ? table.values[s * T + t]! : Number.NaN,
          i = s * horizon + h;
        if (Number.isNaN(y) || this.closed[s * T + t] === 1) continue;
        let p = 0;
        levels.forEach((level, k) => {
          const said = forecast.quantiles[k]![i]!,
            l = pinball(level, y, said);
          p += l / levels.length;
          this.byLevel[k] = this.byLevel[k]! + l;
          if (y <= said + 1e-9) this.covered[k] = this.covered[k]! + 1;
        });
        const e = forecast.mean[i]! - y,
          own = this.per.get(s) ?? { ae: 0, se: 0, pinball: 0, n: 0 };
        total.n++;
        total.ae += Math.abs(e);
        total.y += y;
        total.bias += e;
        total.pinball += p;
        own.ae += Math.abs(e);
        own.se += e * e;
        own.pinball += p;
        own.n++;
        this.per.set(s, own);
      }
  }

  score(): Score {
    const { total, table, job } = this;
    let mase = 0,
      rmsse = 0,
      spl = 0,
      a = 0,
      b = 0,
      c = 0;
    for (const [s, own] of this.per) {
      const scale = scaleOf(table.values.subarray(s * table.periods, (s + 1) * table.periods), job.first, job.season);
      const m = own.ae / own.n / scale.seasonal,
        r = Math.sqrt(own.se / own.n / scale.naiveSquare),
        p = own.pinball / own.n / scale.naive;
      if (Number.isFinite(m)) {
        mase += m;
        a++;
      }
      if (Number.isFinite(r)) {
        rmsse += r;
        b++;
      }
      if (Number.isFinite(p)) {
        spl += p;
        c++;
      }
    }
    return {
      scored: total.n,
      mase: meanOf(mase, a),
      rmsse: meanOf(rmsse, b),
      wape: total.ae / total.y,
      bias: total.bias / total.y,
      spl: meanOf(spl, c),
      wql: (2 * total.pinball) / total.y,
      coverage: [...this.covered].map((v) => v / total.n),
      wqlByLevel: [...this.byLevel].map((v) => (2 * v) / total.y),
    };
  }
}
