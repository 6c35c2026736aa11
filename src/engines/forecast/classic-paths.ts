// What a careful clerk would compute for one series: its smoothed level, times what followed the same point of earlier years.
// Every memory of the level is tried with every way to see the season; classic.ts finds out which were right.
import { originState, type FeatureSource } from './features.ts';
import { SeriesView } from './series-view.ts';

/** Weight of the newest observation: from a long mean almost to the last value alone. */
const MEMORIES = [0.05, 0.15, 0.4, 0.9] as const;
const A = MEMORIES.length;

/** Without a season of the year; with the season the series itself showed; with the one its group showed. The season of the week is in the level. */
const SEASONS = 3;

/** Ways tried: season × memory. */
export const TRIED = SEASONS * A;

/** Observations a level looks back on, earlier years a season is taken from, pooled years a series' own season must stand against. */
const SEEN = 60,
  YEARS = 3,
  DOUBT = 0.5;
/** A season multiplies by at most so much; beyond, it was an accident. */
const MOST = 8;

/** What one series showed before an origin: levels (memory), and demand (step) and levels (step × memory) summed over earlier years. */
type Seen = { readonly profile: Float64Array; readonly levels: Float64Array; readonly demand: Float64Array; readonly usual: Float64Array; readonly years: Uint8Array };

/** Discounted means of a series before `origin`, weekday profile divided out, one a memory; NaN when nothing was seen. */
function levelsAt(source: FeatureSource, at: { series: number; origin: number; profile: Float64Array }): Float64Array {
  const { values, table } = source,
    m = at.profile.length,
    sum = new Float64Array(A),
    weight = new Float64Array(A),
    g = new Float64Array(A).fill(1);
  for (let t = at.origin - 1, seen = 0; t >= 0 && seen < SEEN; t--) {
    const y = values[at.series * table.periods + t]!;
    if (Number.isNaN(y)) continue;
    seen++;
    const plain = y / at.profile[phase(t - at.origin, m)]!;
    for (let a = 0; a < A; a++) {
      sum[a] = sum[a]! + g[a]! * plain;
      weight[a] = weight[a]! + g[a]!;
      g[a] = g[a]! * (1 - MEMORIES[a]!);
    }
  }
  return sum.map((s, a) => s / weight[a]!);
}

const phase = (steps: number, season: number): number => ((steps % season) + season) % season;

/** Demand around a period of an earlier year against its weekday profile; NaN when nothing was on offer. Reads nothing from `origin` on. */
function demandAround(source: FeatureSource, at: { series: number; then: number; step: number; origin: number; profile: Float64Array }): number {
  const w = source.spans.yearHalfWidth,
    m = at.profile.length;
  let sum = 0,
    usual = 0;
  for (let t = Math.max(0, at.then + at.step - w); t <= at.then + at.step + w && t < at.origin; t++) {
    const y = source.values[at.series * source.table.periods + t]!;
    if (Number.isNaN(y)) continue;
    sum += y;
    usual += at.profile[phase(t - at.then, m)]!;
  }
  return usual > 0 ? sum / usual : Number.NaN;
}

function seenOf(source: FeatureSource, view: SeriesView, at: { series: number; origin: number; horizon: number }): Seen {
  const { series, origin, horizon: H } = at,
    { spans } = source;
  view.load(source.values, series * source.table.periods);
  const profileAt = (o: number): Float64Array => originState(source, view, { series, origin: o }).profile;
  const profile = profileAt(origin),
    demand = new Float64Array(H),
    usual = new Float64Array(H * A),
    years = new Uint8Array(H);
  for (let k = 1; k <= YEARS; k++) {
    const then = origin - k * spans.year;
    if (then < Math.min(spans.warmup, spans.short)) break;
    const own = profileAt(then),
      level = levelsAt(source, { series, origin: then, profile: own });
    if (Number.isNaN(level[0]!)) continue;
    for (let h = 0; h < H; h++) {
      const d = demandAround(source, { series, then, step: h, origin, profile: own });
      if (Number.isNaN(d)) continue;
      demand[h] = demand[h]! + d;
      years[h] = years[h]! + 1;
      for (let a = 0; a < A; a++) usual[h * A + a] = usual[h * A + a]! + level[a]!;
    }
  }
  return { profile, levels: levelsAt(source, { series, origin, profile }), demand, usual, years };
}

const capped = (ratio: number): number => Math.min(MOST, Math.max(1 / MOST, ratio));

/** Season of every group (and of all, for groups without one) at one step and memory: Σ demand ÷ Σ level of earlier years. */
function pooledSeason(source: FeatureSource, all: readonly Seen[], at: { step: number; memory: number }): (series: number) => number {
  const { clusterOf, count } = source.groups,
    demand = new Float64Array(count + 1),
    usual = new Float64Array(count + 1);
  for (const [s, seen] of all.entries()) {
    if (seen.years[at.step] === 0) continue;
    for (const c of [clusterOf[s]!, count]) {
      demand[c] = demand[c]! + seen.demand[at.step]!;
      usual[c] = usual[c]! + seen.usual[at.step * A + at.memory]!;
    }
  }
  const of = (c: number): number => (usual[c]! > 0 ? demand[c]! / usual[c]! : Number.NaN);
  return (s) => (usual[clusterOf[s]!]! > 0 ? of(clusterOf[s]!) : of(count));
}

/** What every way says from `origin`: series × way × step, festival uplift not in it; NaN where a way has nothing to go by. */
export function pathsAt(source: FeatureSource, origin: number, horizon: number): Float64Array {
  const S = source.table.names.length,
    H = horizon,
    view = new SeriesView(source.table.periods, source.spans.season),
    all = Array.from({ length: S }, (_, series) => seenOf(source, view, { series, origin, horizon }));
  const said = new Float64Array(S * TRIED * H).fill(Number.NaN);
  for (let h = 0; h < H; h++)
    for (let a = 0; a < A; a++) {
      const pooledOf = pooledSeason(source, all, { step: h, memory: a });
      for (const [s, seen] of all.entries()) {
        const plain = seen.levels[a]! * seen.profile[h % seen.profile.length]!,
          at = (season: number): number => (s * TRIED + season * A + a) * H + h,
          pooled = pooledOf(s);
        said[at(0)] = plain;
        if (Number.isNaN(plain) || Number.isNaN(pooled)) continue;
        const n = seen.years[h]!,
          usual = seen.usual[h * A + a]!,
          own = n > 0 && usual > 0 ? ((n * seen.demand[h]!) / usual + DOUBT * pooled) / (n + DOUBT) : pooled;
        said[at(1)] = plain * capped(own);
        said[at(2)] = plain * capped(pooled);
      }
    }
  return said;
}
