// What features are made from: a table's calendar, clusters and promotions once, and a series' level and profile at an origin.
// Only what was known before the origin is read, plus what is known ahead.
import { dayKind, daysSincePayday, festivalOffset } from './calendar.ts';
import { clusterIndex, phaseProfile, type ClusterIndex } from './clusters.ts';
import { civil, dayOfYear, weekday } from './days.ts';
import { featureNames, type FeatureName, type FeaturePlan } from './feature-names.ts';
import { festivalTable, type FestivalModel } from './festival.ts';
import type { Promotions } from './promo.ts';
import { SPANS, SeriesView, scaleAt, type Spans } from './series-view.ts';
import { periodDay, type SeriesTable } from './table.ts';

/** All that features read, made once for a table. `values` are festival-adjusted. */
export type FeatureSource = {
  readonly table: SeriesTable;
  readonly values: Float32Array;
  readonly spans: Spans;
  readonly plan: FeaturePlan;
  readonly names: readonly FeatureName[];
  readonly day: Int32Array;
  readonly kind: Uint8Array;
  readonly dayOfMonth: Uint8Array;
  readonly dayOfYear: Int16Array;
  readonly payday: Uint8Array;
  readonly spring: Float32Array;
  /** Log uplift, festival cluster × periods; empty when no festival was kept. */
  readonly uplift: Float32Array;
  readonly festivals: FestivalModel;
  readonly groups: ClusterIndex;
  readonly all: ClusterIndex;
  readonly articles: ClusterIndex | undefined;
  readonly promotions: Promotions | undefined;
  readonly covariates: readonly number[];
};

const KINDS = ['工作日', '调休上班', '周末', '节假日'] as const;

export type SourceParts = {
  readonly values: Float32Array;
  readonly festivals: FestivalModel;
  readonly promotions: Promotions | undefined;
  readonly covariates: readonly number[];
  readonly until: number;
  readonly chinese: boolean;
};

export function featureSource(table: SeriesTable, parts: SourceParts): FeatureSource {
  const { values, festivals, promotions, covariates } = parts,
    T = table.periods,
    spans = SPANS[table.frequency];
  const day = Int32Array.from({ length: T }, (_, t) => periodDay(table, t)),
    groups = clusterIndex(table, values, table.groups);
  const distinct = new Set(table.items).size,
    hasArticles = distinct < 0.5 * table.names.length && distinct > 1;
  const plan: FeaturePlan = {
    windows: spans.windows,
    daily: table.frequency === 'D',
    articles: hasArticles,
    covariates: covariates.map((k) => table.known[k]!.name),
    plans: (promotions?.columns ?? []).map((k) => table.known[k]!.name),
  };
  return {
    table,
    values,
    spans,
    plan,
    names: featureNames(plan),
    day,
    festivals,
    groups,
    promotions,
    covariates,
    kind: Uint8Array.from(day, (d) => (parts.chinese ? KINDS.indexOf(dayKind(d)) : weekday(d) >= 5 ? 2 : 0)),
    dayOfMonth: Uint8Array.from(day, (d) => civil(d).day),
    dayOfYear: Int16Array.from(day, dayOfYear),
    payday: Uint8Array.from(day, daysSincePayday),
    spring: Float32Array.from(day, (d) => {
      const o = festivalOffset('春节', d);
      return parts.chinese && Math.abs(o) <= 45 ? o : Number.NaN;
    }),
    uplift: festivals.curves.length > 0 ? festivalTable(festivals, table) : new Float32Array(0),
    all: clusterIndex(
      table,
      values,
      table.names.map(() => 'all'),
    ),
    articles: hasArticles ? clusterIndex(table, values, table.items) : undefined,
  };
}

export const upliftAt = (source: FeatureSource, series: number, t: number): number =>
  source.uplift.length === 0 ? 0 : source.uplift[source.festivals.clusterOf[series]! * source.table.periods + Math.min(t, source.table.periods - 1)]!;

/** What one origin of one series has in common for all its targets. */
export type OriginState = { series: number; origin: number; scale: number; level: number; levelShort: number; profile: Float64Array };

/** Season profile of a series at an origin: own last 16 seasons shrunk to the group's; phase 0 = origin. */
function ownProfile(source: FeatureSource, view: SeriesView, at: { series: number; origin: number }): Float64Array {
  const m = source.spans.season,
    out = new Float64Array(m).fill(1);
  if (m === 1) return out;
  const all = view.mean(at.origin, 16 * m);
  for (let k = 0; k < m; k++) {
    const t = at.origin + k,
      n = view.phaseSeen(at.origin, t, 16);
    const group = phaseProfile(source.groups, source.groups.clusterOf[at.series]!, { origin: at.origin, t, season: m, weeks: 16 });
    const own = n > 0 && all > 0 ? view.phaseMean(at.origin, t, 16) / all : group;
    out[k] = Math.max(0.02, (n * own + 6 * group) / (n + 6));
  }
  return out;
}

/** Level over the last `window` periods with the profile divided out. */
function levelOver(view: SeriesView, profile: Float64Array, at: { origin: number; weeks: number }): number {
  const m = profile.length;
  let sales = 0,
    usual = 0;
  for (let k = 0; k < m; k++) {
    const n = view.phaseSeen(at.origin, at.origin + k, at.weeks);
    if (n > 0) {
      sales += n * view.phaseMean(at.origin, at.origin + k, at.weeks);
      usual += n * profile[k]!;
    }
  }
  return usual > 0 ? sales / usual : Number.NaN;
}

export function originState(source: FeatureSource, view: SeriesView, at: { series: number; origin: number }): OriginState {
  const { series, origin } = at,
    { spans, promotions } = source;
  const profile = ownProfile(source, view, at);
  let scale = scaleAt(view, origin, spans);
  if (promotions && origin > 0) {
    const base = promotions.base[series * source.table.periods + Math.min(origin, source.table.periods - 1)]!;
    if (!Number.isNaN(base)) scale = Math.max(0.75 * base + 0.25 * scale, 1e-3);
  }
  const level = levelOver(view, profile, { origin, weeks: spans.season === 1 ? 8 : 4 });
  const short = levelOver(view, profile, { origin, weeks: spans.season === 1 ? 2 : 1 });
  const fallback = view.lastMean(origin, spans.short);
  return { series, origin, scale, level: Number.isNaN(level) ? fallback : level, levelShort: Number.isNaN(short) ? fallback : short, profile };
}
