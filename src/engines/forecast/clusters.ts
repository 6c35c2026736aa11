// What series of one group (or one article in many shops) do together: index of sales against each member's own mean.
import { SPANS, SeriesView } from './series-view.ts';
import type { SeriesTable } from './table.ts';

/** Prefix sums over time of Σ sales and Σ usual sales (members available that day), one row a cluster. */
export type ClusterIndex = {
  readonly periods: number;
  readonly clusterOf: Int32Array;
  readonly count: number;
  /** cluster × (periods + 1). */
  readonly sales: Float64Array;
  readonly usual: Float64Array;
};

export function clusterIds(labels: readonly string[]): { clusterOf: Int32Array; count: number } {
  const at = new Map<string, number>();
  for (const label of labels) if (!at.has(label)) at.set(label, at.size);
  return { clusterOf: Int32Array.from(labels, (l) => at.get(l)!), count: at.size };
}

/** `usual` of a member at t is the mean of its available periods in the `middle` span before t. */
export function clusterIndex(table: SeriesTable, values: Float32Array, labels: readonly string[]): ClusterIndex {
  const { clusterOf, count } = clusterIds(labels),
    T = table.periods,
    spans = SPANS[table.frequency];
  const sales = new Float64Array(count * (T + 1)),
    usual = new Float64Array(count * (T + 1));
  const view = new SeriesView(T, spans.season);
  for (let s = 0; s < table.names.length; s++) {
    view.load(values, s * T);
    const row = clusterOf[s]! * (T + 1);
    for (let t = 1; t < T; t++) {
      const y = values[s * T + t]!;
      if (Number.isNaN(y)) continue;
      const usually = view.mean(t, spans.middle);
      if (Number.isNaN(usually)) continue;
      sales[row + t + 1] = sales[row + t + 1]! + y;
      usual[row + t + 1] = usual[row + t + 1]! + usually;
    }
  }
  for (let c = 0; c < count; c++) {
    const row = c * (T + 1);
    for (let t = 1; t <= T; t++) {
      sales[row + t] = sales[row + t]! + sales[row + t - 1]!;
      usual[row + t] = usual[row + t]! + usual[row + t - 1]!;
    }
  }
  return { periods: T, clusterOf, count, sales, usual };
}

/** Σ sales ÷ Σ usual sales of the cluster in [from, to); NaN when nothing was on offer. 1 = as usual. */
export function indexBetween(index: ClusterIndex, cluster: number, span: { from: number; to: number }): number {
  const a = Math.max(0, span.from),
    b = Math.min(index.periods, span.to),
    row = cluster * (index.periods + 1);
  if (b <= a) return Number.NaN;
  const usual = index.usual[row + b]! - index.usual[row + a]!;
  return usual > 0 ? (index.sales[row + b]! - index.sales[row + a]!) / usual : Number.NaN;
}

/** The cluster's season profile over the last `weeks` seasons: index of the phase of t ÷ index of all phases. */
export function phaseProfile(index: ClusterIndex, cluster: number, job: { origin: number; t: number; season: number; weeks: number }): number {
  const { origin, t, season, weeks } = job,
    row = cluster * (index.periods + 1);
  let sales = 0,
    usual = 0;
  let day = t - season * Math.ceil((t - origin + 1) / season);
  for (let k = 0; k < weeks && day >= 0; k++, day -= season) {
    sales += index.sales[row + day + 1]! - index.sales[row + day]!;
    usual += index.usual[row + day + 1]! - index.usual[row + day]!;
  }
  const all = indexBetween(index, cluster, { from: origin - weeks * season, to: origin });
  return usual > 0 && all > 0 ? sales / usual / all : 1;
}
