// Writes one row of the feature matrix, in the order of feature-names.ts: calendar, history, clusters, known-ahead columns.
import { indexBetween, phaseProfile } from './clusters.ts';
import { weekday } from './days.ts';
import { upliftAt, type FeatureSource, type OriginState } from './features.ts';
import { articleLift } from './promo.ts';
import type { SeriesView } from './series-view.ts';

/** Cursor into a feature-major matrix: feature f of the row is raw[f·rows + row]. */
export type RowCursor = { readonly raw: Float32Array; readonly rows: number; row: number; at: number };

const put = (c: RowCursor, value: number): void => {
  c.raw[c.at] = value;
  c.at += c.rows;
};

/** Ratio of the level around a year before the target to the level around a year before the origin. */
function yearAgo(source: FeatureSource, view: SeriesView, at: { origin: number; t: number }): number {
  const { year, yearHalfWidth: w, short } = source.spans,
    then = at.t - year;
  if (at.origin - year - short < 0) return Number.NaN;
  const near = view.meanBetween(then - w, Math.min(then + w + 1, at.origin)),
    before = view.meanBetween(at.origin - year - short, at.origin - year);
  return before > 0 ? Math.min(5, near / before) : Number.NaN;
}

function groupYearAgo(source: FeatureSource, cluster: number, at: { origin: number; t: number }): number {
  const { year, yearHalfWidth: w, short } = source.spans,
    then = at.t - year;
  if (then - w < 0) return Number.NaN;
  const near = indexBetween(source.groups, cluster, { from: then - w, to: Math.min(then + w + 1, at.origin) });
  const before = indexBetween(source.groups, cluster, { from: at.origin - year - short, to: at.origin - year });
  return near / before;
}

function putCalendar(source: FeatureSource, cursor: RowCursor, at: { state: OriginState; view: SeriesView; t: number }): void {
  const { state, view, t } = at,
    { spans, table } = source,
    last = table.periods - 1,
    next = Math.min(t + 1, last),
    { origin, series, scale } = state;
  put(cursor, t - origin);
  put(cursor, source.dayOfMonth[t]!);
  put(cursor, source.dayOfYear[t]!);
  put(cursor, source.payday[t]!);
  if (!source.plan.daily) return;
  put(cursor, weekday(source.day[t]!));
  put(cursor, source.kind[t]!);
  put(cursor, source.kind[next]!);
  put(cursor, state.profile[(t - origin) % spans.season]!);
  put(cursor, phaseProfile(source.groups, source.groups.clusterOf[series]!, { origin, t, season: spans.season, weeks: 8 }));
  for (const weeks of [1, 4, 8, 16]) put(cursor, view.phaseMean(origin, t, weeks) / scale);
  put(cursor, upliftAt(source, series, t));
  put(cursor, upliftAt(source, series, t + 1));
  put(cursor, source.spring[t]!);
}

function putHistory(source: FeatureSource, cursor: RowCursor, at: { state: OriginState; view: SeriesView; t: number }): void {
  const { state, view, t } = at,
    { spans } = source,
    { origin, scale, series } = state;
  for (const w of spans.windows) put(cursor, view.mean(origin, w) / scale);
  for (const n of [1, 3, 7]) put(cursor, view.lastMean(origin, n) / scale);
  put(cursor, state.level / scale);
  put(cursor, state.levelShort / scale);
  put(cursor, view.deviation(origin, spans.short) / scale);
  put(cursor, view.saleShare(origin, spans.short));
  put(cursor, view.saleShare(origin, spans.long));
  const lastSale = view.lastSale[origin]!,
    seen = view.count[origin]!,
    lastSeen = seen > 0 ? view.seenAt[seen - 1]! : -1;
  put(cursor, lastSale < 0 ? 999 : origin - lastSale);
  put(cursor, lastSeen < 0 ? 999 : origin - lastSeen);
  put(cursor, (seen - view.count[Math.max(0, origin - spans.short)]!) / spans.short);
  put(cursor, seen > 0 ? origin - view.seenAt[0]! : 0);
  put(cursor, Math.log(scale));
  put(cursor, view.mean(origin, origin) / scale);
  put(cursor, series);
  put(cursor, source.groups.clusterOf[series]!);
  put(cursor, (state.level * state.profile[(t - origin) % spans.season]!) / scale);
  put(cursor, yearAgo(source, view, { origin, t }));
  put(cursor, view.meanBetween(t - spans.year - spans.yearHalfWidth, Math.min(origin, t - spans.year + spans.yearHalfWidth + 1)) / scale);
}

function putClusters(source: FeatureSource, cursor: RowCursor, at: { state: OriginState; t: number }): void {
  const { state, t } = at,
    { origin, series } = state,
    { spans, groups, all, articles } = source,
    near = spans.season === 1 ? 1 : 3;
  const g = groups.clusterOf[series]!;
  put(cursor, groupYearAgo(source, g, { origin, t }));
  put(cursor, indexBetween(groups, g, { from: origin - near, to: origin }));
  put(cursor, indexBetween(groups, g, { from: origin - spans.short, to: origin }));
  put(cursor, indexBetween(groups, g, { from: origin - 7, to: origin }));
  put(cursor, indexBetween(all, 0, { from: origin - near, to: origin }));
  put(cursor, indexBetween(all, 0, { from: origin - spans.short, to: origin }));
  if (!articles) return;
  const a = articles.clusterOf[series]!;
  put(cursor, indexBetween(articles, a, { from: origin - near, to: origin }));
  put(cursor, indexBetween(articles, a, { from: origin - spans.short, to: origin }));
}

/** Mean of a known column over the last open month before origin. */
function knownMean(source: FeatureSource, column: number, at: { series: number; origin: number }): number {
  const { values } = source.table.known[column]!,
    T = source.table.periods;
  let sum = 0,
    n = 0;
  for (let t = Math.max(0, at.origin - source.spans.short); t < at.origin; t++) {
    const v = values[at.series * T + t]!;
    if (!Number.isNaN(v)) {
      sum += v;
      n++;
    }
  }
  return n > 0 ? sum / n : Number.NaN;
}

function putKnown(source: FeatureSource, cursor: RowCursor, at: { state: OriginState; t: number }): void {
  const { table, promotions: p } = source,
    T = table.periods,
    { series, origin, scale } = at.state,
    cell = series * T + at.t;
  for (const k of source.covariates) {
    const { values: v, ahead = Number.POSITIVE_INFINITY } = table.known[k]!,
      now = at.t - origin < ahead ? v[cell]! : Number.NaN;
    put(cursor, now);
    put(cursor, now - knownMean(source, k, { series, origin }));
    put(cursor, at.t > 0 ? now - v[cell - 1]! : Number.NaN);
  }
  if (!p) return;
  for (const k of p.columns) {
    const v = table.known[k]!.values;
    put(cursor, v[cell]!);
    put(cursor, at.t > 0 ? v[cell - 1]! : 0);
    put(cursor, at.t + 1 < T ? v[cell + 1]! : Number.NaN);
  }
  const state = p.state[cell]!,
    base = p.base[series * T + Math.min(origin, T - 1)]!,
    lift = articleLift(p, series, { state, origin });
  put(cursor, state);
  put(cursor, base / scale);
  let sum = 0,
    n = 0,
    promoted = 0,
    usual = 0,
    since = 0;
  for (let t = origin - 1; t >= Math.max(0, origin - 2 * source.spans.long); t--) {
    const y = source.values[series * T + t]!;
    if (Number.isNaN(y)) continue;
    const here = p.state[series * T + t]!;
    if (here === 0) {
      sum += y;
      n++;
    } else {
      if (since === 0) since = origin - t;
      if (here === state) {
        promoted += y;
        usual += p.base[series * T + t]! || 0;
      }
    }
  }
  put(cursor, n > 0 ? sum / n / scale : Number.NaN);
  put(cursor, lift);
  const own = state === 0 ? 1 : (promoted + 2 * lift * base) / (usual + 2 * base);
  put(cursor, own);
  put(cursor, (base * own) / scale);
  put(cursor, p.groupShare[p.groupOf[series]! * T + at.t]!);
  put(cursor, since === 0 ? 999 : since);
}

/** Writes one row; the cursor's matrix has source.names.length features. */
export function writeRow(source: FeatureSource, cursor: RowCursor, at: { state: OriginState; view: SeriesView; t: number }): void {
  cursor.at = cursor.row;
  putCalendar(source, cursor, at);
  putHistory(source, cursor, at);
  putClusters(source, cursor, at);
  putKnown(source, cursor, at);
}
