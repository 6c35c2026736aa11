// Promotion plans: which known columns are plans, the level without promotion, and the lift of each mechanic pooled by article.
import { clusterIds } from './clusters.ts';
import type { SeriesTable } from './table.ts';

/** Known columns that are zero most of the time are plans (flags, discount depths); others are plain covariates. */
export function planColumns(table: SeriesTable, until: number): number[] {
  const found: number[] = [];
  table.known.forEach((column, k) => {
    if (column.name === 'open') return;
    let zero = 0,
      n = 0,
      negative = 0;
    for (let s = 0; s < table.names.length; s++)
      for (let t = 0; t < until; t++) {
        const at = s * table.periods + t;
        if (Number.isNaN(table.values[at]!) || Number.isNaN(column.values[at]!)) continue;
        n++;
        if (column.values[at] === 0) zero++;
        else if (column.values[at]! < 0) negative++;
      }
    const differs = variesBetweenSeries(table, k, until);
    if (n > 0 && negative === 0 && zero >= 0.5 * n && zero < n && differs) found.push(k);
  });
  return found.slice(0, 4);
}

/** A plan concerns some series of a group and not others; what is equal for a whole shop on a day is a calendar column. */
function variesBetweenSeries(table: SeriesTable, column: number, until: number): boolean {
  const v = table.known[column]!.values,
    T = table.periods,
    { clusterOf, count } = clusterIds(table.groups),
    within = count < table.names.length;
  const first = new Float32Array(count);
  let differ = 0,
    days = 0;
  for (let t = 0; t < until; t++) {
    first.fill(Number.NaN);
    let seen = false,
      differs = false;
    for (let s = 0; s < table.names.length; s++) {
      const x = v[s * T + t]!,
        c = within ? clusterOf[s]! : 0;
      if (Number.isNaN(x)) continue;
      seen = true;
      if (Number.isNaN(first[c]!)) first[c] = x;
      else if (first[c] !== x) differs = true;
    }
    if (seen) days++;
    if (differs) differ++;
  }
  return differ > 0.05 * days;
}

export type Promotions = {
  readonly columns: readonly number[];
  readonly states: number;
  /** Which mechanics run, and how deep: one bit a tier, series × periods. */
  readonly state: Uint8Array;
  /** Mean of the last non-promoted observations before t, series × periods. */
  readonly base: Float32Array;
  /** Running Σ sales and Σ base before t by article and state: (article·states + state) × (periods+1). */
  readonly articleOf: Int32Array;
  readonly articleSales: Float64Array;
  readonly articleBase: Float64Array;
  /** The same over everything: state × (periods+1). */
  readonly allSales: Float64Array;
  readonly allBase: Float64Array;
  /** Share of the group's available members in promotion, group × periods. */
  readonly groupOf: Int32Array;
  readonly groupShare: Float32Array;
};

/** One bit of a state: the column is above a threshold. */
type Tier = { readonly column: number; readonly above: number };
const TIERS_MOST = 6;
/** So many different values make a column a depth (a discount), not a flag. */
const DEPTHS_LEAST = 5;
/** Finer states only where their sums stay small: articles × states × periods. */
const SUMS_MOST = 8_000_000;

/** Every plan column above zero; of depths also above their middle, so that a deep discount is not taken for a shallow one. */
function tiersOf(table: SeriesTable, columns: readonly number[], job: { until: number; articles: number }): Tier[] {
  const tiers: Tier[] = columns.map((column) => ({ column, above: 0 }));
  for (const column of columns) {
    if (tiers.length >= TIERS_MOST || job.articles * (2 << tiers.length) * table.periods > SUMS_MOST) break;
    const middle = middleDepth(table, column, job.until);
    if (middle !== undefined) tiers.push({ column, above: middle });
  }
  return tiers;
}

/** Median of a column's positive values before `until`; undefined for flags. */
function middleDepth(table: SeriesTable, column: number, until: number): number | undefined {
  const v = table.known[column]!.values,
    found: number[] = [];
  for (let s = 0; s < table.names.length; s++)
    for (let t = 0; t < until; t++) {
      const at = s * table.periods + t;
      if (v[at]! > 0 && !Number.isNaN(table.values[at]!)) found.push(v[at]!);
    }
  if (new Set(found).size < DEPTHS_LEAST) return undefined;
  return Float64Array.from(found).sort()[found.length >> 1];
}

function statesOf(table: SeriesTable, tiers: readonly Tier[]): Uint8Array {
  const state = new Uint8Array(table.values.length);
  tiers.forEach(({ column, above }, bit) => {
    const v = table.known[column]!.values;
    for (let i = 0; i < state.length; i++) if (v[i]! > above) state[i] = state[i]! | (1 << bit);
  });
  return state;
}

/** Mean of the last `depth` non-promoted observations, moving; falls back to all observations. */
function bases(values: Float32Array, state: Uint8Array, shape: { series: number; periods: number; depth: number }): Float32Array {
  const base = new Float32Array(values.length).fill(Number.NaN),
    { periods: T, depth } = shape;
  for (let s = 0; s < shape.series; s++) {
    const last: number[] = [];
    let any = 0,
      n = 0,
      run = 0;
    for (let t = 0; t < T; t++) {
      const i = s * T + t,
        y = values[i]!;
      if (last.length >= 3) base[i] = run / last.length;
      else if (n > 0) base[i] = any / n;
      if (Number.isNaN(y)) continue;
      any += y;
      n++;
      if (state[i] !== 0) continue;
      last.push(y);
      run += y;
      if (last.length > depth) run -= last.shift()!;
    }
  }
  return base;
}

function groupShares(table: SeriesTable, state: Uint8Array): { groupOf: Int32Array; share: Float32Array } {
  const { clusterOf, count } = clusterIds(table.groups),
    T = table.periods;
  const share = new Float32Array(count * T),
    members = new Float32Array(count);
  for (const c of clusterOf) members[c] = members[c]! + 1;
  for (let s = 0; s < table.names.length; s++)
    for (let t = 0; t < T; t++) {
      if (state[s * T + t] !== 0) share[clusterOf[s]! * T + t] = share[clusterOf[s]! * T + t]! + 1 / members[clusterOf[s]!]!;
    }
  return { groupOf: clusterOf, share };
}

/** Everything promotions teach before each day; undefined when the table has no plan columns. */
export function learnPromotions(table: SeriesTable, values: Float32Array, until: number): Promotions | undefined {
  const columns = planColumns(table, until);
  if (columns.length === 0) return undefined;
  const T = table.periods,
    S = table.names.length,
    { clusterOf: articleOf, count } = clusterIds(table.items),
    tiers = tiersOf(table, columns, { until, articles: count }),
    states = 1 << tiers.length,
    state = statesOf(table, tiers);
  const base = bases(values, state, { series: S, periods: T, depth: 8 });
  const articleSales = new Float64Array(count * states * (T + 1)),
    articleBase = new Float64Array(count * states * (T + 1));
  const allSales = new Float64Array(states * (T + 1)),
    allBase = new Float64Array(states * (T + 1));
  for (let s = 0; s < S; s++)
    for (let t = 0; t < T; t++) {
      const i = s * T + t,
        y = values[i]!,
        b = base[i]!;
      if (Number.isNaN(y) || Number.isNaN(b)) continue;
      const a = (articleOf[s]! * states + state[i]!) * (T + 1) + t + 1,
        g = state[i]! * (T + 1) + t + 1;
      articleSales[a] = articleSales[a]! + y;
      articleBase[a] = articleBase[a]! + b;
      allSales[g] = allSales[g]! + y;
      allBase[g] = allBase[g]! + b;
    }
  for (const [sums, rows] of [
    [articleSales, count * states],
    [articleBase, count * states],
    [allSales, states],
    [allBase, states],
  ] as const) {
    for (let r = 0; r < rows; r++) for (let t = 1; t <= T; t++) sums[r * (T + 1) + t] = sums[r * (T + 1) + t]! + sums[r * (T + 1) + t - 1]!;
  }
  const { groupOf, share } = groupShares(table, state);
  return { columns, states, state, base, articleOf, articleSales, articleBase, allSales, allBase, groupOf, groupShare: share };
}

/** Lift (times the base) of a mechanic for an article, from periods before origin, shrunk to the lift over all articles. */
export function articleLift(p: Promotions, series: number, job: { state: number; origin: number }): number {
  const T1 = p.allSales.length / p.states,
    g = job.state * T1 + job.origin;
  const common = p.allBase[g]! > 0 ? p.allSales[g]! / p.allBase[g]! : 1;
  const a = (p.articleOf[series]! * p.states + job.state) * T1 + job.origin;
  const usual = (p.articleBase[a]! / Math.max(1, job.origin)) * 4;
  return (p.articleSales[a]! + common * usual) / Math.max(1e-9, p.articleBase[a]! + usual);
}
