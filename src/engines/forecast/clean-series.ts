// Cleans daily series: sold-out days are censored (demand was at least that much), markdown sales are flagged and damped.
// Every change keeps the original value, so undoing is exact.
import type { FeatureSource } from './features.ts';
import { originState } from './features.ts';
import { SeriesView } from './series-view.ts';
import { structuralMean } from './structural.ts';

export type SeriesMarks = {
  /** series × periods: 1 = the shelf was empty for part of the period. */
  readonly soldOut?: Uint8Array;
  /** series × periods: share of the units sold at a reduced price, 0 … 1; NaN unknown. */
  readonly markdown?: Float32Array;
};

export type SeriesChange = { readonly cell: number; readonly kind: '缺货截断' | '降价清货'; readonly from: number; readonly to: number; readonly reason: string };

export type CleanSeries = { readonly values: Float32Array; readonly changes: readonly SeriesChange[] };

/** Units sold at a reduced price that would not have been bought at the full one. Zero unless the caller measured it. */
export type SeriesCleanOptions = { readonly markdownIncrement: number };

/**
 * Sold-out periods become max(sales, structural expectation) (single imputation of a censored value, Tobit's idea);
 * marked-down periods lose markdownIncrement × markdown share of their units.
 */
export function cleanSeries(source: FeatureSource, marks: SeriesMarks, options: SeriesCleanOptions = { markdownIncrement: 0 }): CleanSeries {
  const { table } = source,
    T = table.periods,
    values = table.values.slice(),
    changes: SeriesChange[] = [];
  const view = new SeriesView(T, source.spans.season);
  const change = (cell: number, kind: SeriesChange['kind'], next: { to: number; reason: string }): void => {
    const to = Math.fround(next.to);
    changes.push({ cell, kind, from: values[cell]!, to, reason: next.reason });
    values[cell] = to;
  };
  for (let s = 0; s < table.names.length; s++) {
    view.load(source.values, s * T);
    for (let t = 0; t < T; t++) {
      const cell = s * T + t,
        y = values[cell]!;
      if (Number.isNaN(y)) continue;
      const share = marks.markdown?.[cell] ?? 0;
      if (share > 0 && options.markdownIncrement > 0)
        change(cell, '降价清货', { to: y * (1 - options.markdownIncrement * share), reason: `其中 ${Math.round(share * 100)}% 为降价销售` });
      if (marks.soldOut?.[cell] !== 1 || view.count[t]! < source.spans.warmup / 2) continue;
      const expected = structuralMean(source, originState(source, view, { series: s, origin: t }), 0);
      if (expected > values[cell]!) change(cell, '缺货截断', { to: expected, reason: `当日售罄，真实需求至少 ${y}，按同星期水平补记` });
    }
  }
  return { values, changes };
}

/** The original values again: undoes the given changes (all by default), newest first. */
export function undoSeries(clean: CleanSeries, which: readonly SeriesChange[] = clean.changes): Float32Array {
  const values = clean.values.slice();
  for (let k = which.length - 1; k >= 0; k--) values[which[k]!.cell] = which[k]!.from;
  return values;
}
