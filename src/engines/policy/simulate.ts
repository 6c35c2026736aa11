// The simulator of `policy simulate` (research.md §4): static formula, rolling averages and our policy on the same demand,
// each with its one parameter fixed before the test window, and again at equal fill.
import { dynamicLevels, impliedZ, median, type DynamicLevels, type IntervalCurves } from './dynamic.ts';
import { expectedOutdating } from './ewa.ts';
import { addResult, emptyResult, runShelf, type LeadChance, type ShelfResult, type ShelfRules } from './shelf.ts';
import { staticLevels, type StaticRule } from './static-rules.ts';

export type SimulateInput = {
  readonly series: number;
  readonly periods: number;
  /** series × periods; NaN = not on offer. */
  readonly demand: Float32Array;
  /** What was forecast each evening for the protection interval (forecast engine: rollIntervals). */
  readonly forecasts: IntervalCurves;
  readonly whole: boolean;
};

export type SimulateOptions = {
  readonly life: number;
  /** Where series live differently long; else all live `life` days. */
  readonly lifeOf?: (series: number) => number;
  /** What one unit of a series counts in every figure and in the fill that is aimed at (its cost, say); absent = units of different goods count alike. */
  readonly weightOf?: (series: number) => number;
  readonly lead: readonly LeadChance[];
  readonly review: number;
  readonly pack: number;
  readonly minimum: number;
  readonly target: number;
  readonly freshFirst: number;
  /** Test days [from, to); parameters are fixed on the `warm` days before. */
  readonly from: number;
  readonly to: number;
  readonly warm: number;
  readonly chance: (series: number, day: number) => number;
};

export const POLICIES = ['static', 'rolling-average', 'rolling-sigma', 'ours'] as const;
export type PolicyName = (typeof POLICIES)[number];

export type Outcome = {
  readonly parameter: number;
  readonly fill: number;
  /** Share of received units that expired, and of sold + expired units. */
  readonly waste: number;
  readonly wasteOfUsed: number;
  readonly stock: number;
  readonly stockoutDays: number;
  readonly slowShare: number;
  readonly orders: number;
};

export type SimulateResult = {
  /** Parameters fixed on the warm window. */
  readonly preset: Readonly<Record<PolicyName, Outcome>>;
  /** Parameter chosen on the test window so that every policy has the same fill. */
  readonly equalFill: Readonly<Record<PolicyName, Outcome>>;
  readonly wasteAgainstStatic: number;
  readonly wasteAgainstSigma: number;
  readonly window: number;
};

/** Mean lead in whole days, for the formulas that know one number only. */
export const meanLead = (lead: readonly LeadChance[]): number => lead.reduce((s, l) => s + l.days * l.chance, 0) / lead.reduce((s, l) => s + l.chance, 0);

/** Days an order must cover: it arrives after L, the next one R later; orders are made after the day's sales. */
export const protectionWindow = (lead: readonly LeadChance[], review: number): number => Math.max(1, Math.round(meanLead(lead)) + review - 1);

/** Order-up-to level of series at the end of a day; NaN = no order today. */
type Levels = (series: number) => (parameter: number) => Float64Array;

type Bench = { readonly input: SimulateInput; readonly options: SimulateOptions; readonly rules: ShelfRules; readonly window: number; readonly cover: Float32Array };

function benchOf(input: SimulateInput, options: SimulateOptions): Bench {
  const rules: ShelfRules = {
    life: options.life,
    leadTimes: options.lead,
    review: options.review,
    pack: options.pack > 0 ? options.pack : input.whole ? 1 : 0,
    minimum: options.minimum,
    freshFirst: options.freshFirst,
  };
  return { input, options, rules, window: protectionWindow(options.lead, options.review), cover: coverAhead(input) };
}

/** Demand of the next 30 days, series × periods. */
function coverAhead(input: SimulateInput): Float32Array {
  const out = new Float32Array(input.demand.length),
    T = input.periods;
  for (let s = 0; s < input.series; s++) {
    const prefix = new Float64Array(T + 1);
    for (let t = 0; t < T; t++) {
      const y = input.demand[s * T + t]!;
      prefix[t + 1] = prefix[t]! + (Number.isNaN(y) ? 0 : Math.max(0, y));
    }
    for (let t = 0; t < T; t++) out[s * T + t] = prefix[Math.min(T, t + 31)]! - prefix[Math.min(T, t + 1)]!;
  }
  return out;
}

function levelsOf(bench: Bench, policy: PolicyName): Levels {
  const { input, options, window } = bench,
    T = input.periods,
    begin = options.from - options.warm - 14;
  if (policy === 'ours')
    return (s) => {
      const d: DynamicLevels = dynamicLevels(input.forecasts, { series: s, periods: T });
      return d.at;
    };
  const rule: StaticRule = policy;
  return (s) => staticLevels(input.demand.subarray(s * T, s * T + T), { rule, from: Math.max(0, begin), to: options.to, lead: meanLead(options.lead), window });
}

/** Runs all series with one parameter over [from, to), measured from countFrom. */
function runAll(bench: Bench, job: { levels: readonly ((k: number) => Float64Array)[]; parameter: number; from: number; to: number; ewa: boolean }): ShelfResult {
  const { input, options, window } = bench,
    T = input.periods,
    total = emptyResult();
  for (let s = 0; s < input.series; s++) {
    const demand = input.demand.subarray(s * T, s * T + T),
      level = job.levels[s]!(job.parameter),
      rules = options.lifeOf ? { ...bench.rules, life: options.lifeOf(s) } : bench.rules;
    const mean = (t: number): number => {
      const m = input.forecasts.mean[s * T + t]!;
      return Number.isNaN(m) ? 0 : m / window;
    };
    const perishes = job.ewa && Number.isFinite(rules.life) && window > 1;
    addResult(
      total,
      runShelf(
        { demand, from: Math.max(0, job.from - 14), to: job.to, countFrom: job.from, cover: bench.cover.subarray(s * T, s * T + T), chance: (day) => options.chance(s, day) },
        rules,
        (state) => {
          const goal = level[state.day]!;
          if (!(goal > 0)) return 0;
          const spoil = perishes ? expectedOutdating(state.batches, mean(state.day + 1), { days: window - 1, freshFirst: rules.freshFirst }) : 0;
          return (input.whole ? Math.round(goal) : goal) + spoil - state.onHand - state.onOrder;
        },
      ),
      options.weightOf?.(s) ?? 1,
    );
  }
  return total;
}

function outcome(r: ShelfResult, parameter: number): Outcome {
  return {
    parameter,
    fill: r.demand > 0 ? r.served / r.demand : 1,
    waste: r.received > 0 ? r.wasted / r.received : 0,
    wasteOfUsed: r.served + r.wasted > 0 ? r.wasted / (r.served + r.wasted) : 0,
    stock: r.days > 0 ? r.stockDays / r.days : 0,
    stockoutDays: r.days > 0 ? r.stockouts / r.days : 0,
    slowShare: r.stockDays > 0 ? r.slow / r.stockDays : 0,
    orders: r.orders,
  };
}

const BOUNDS: Readonly<Record<PolicyName, readonly [number, number]>> = { static: [-1.5, 12], 'rolling-average': [-1.5, 12], 'rolling-sigma': [-2, 8], ours: [-2.5, 4.5] };
/** A formula that still misses the target at its usual bound is given more, so often doubled: lumpy goods ask any formula for much. */
const DOUBLED = 4;

/**
 * Parameter at which the fill over [from, to) reaches the target: bisection, fill grows with the parameter. Where no parameter reaches it (what never sold
 * while the formula looked is never stocked) the usual bound is returned, and the fill says so.
 */
function tuneParameter(target: number, bounds: readonly [number, number], fillAt: (k: number) => number): number {
  let [low, high] = bounds;
  for (let i = 0; fillAt(high) < target; i++) {
    if (i === DOUBLED) return bounds[1];
    low = high;
    high *= 2;
  }
  for (let i = 0; i < 22; i++) {
    const mid = (low + high) / 2;
    if (fillAt(mid) < target) low = mid;
    else high = mid;
  }
  return high;
}

/** How far the warm fortnights are believed: a third, and more where they all needed nearly the same (slow whole units: a level one piece higher, or not). */
const LEAST = 1 / 3,
  NEARLY = 0.1;

function belief(needed: readonly number[]): number {
  const n = needed.length,
    mean = needed.reduce((s, z) => s + z, 0) / n,
    spread = Math.sqrt(needed.reduce((s, z) => s + (z - mean) ** 2, 0) / (n - 1));
  return n < 2 ? LEAST : Math.max(LEAST, 1 / (1 + 2 * (spread / NEARLY) ** 2));
}

/**
 * Our parameter before the test: what the forecast curves themselves imply for the target, moved part of the way to the
 * median of what each warm fortnight would have needed (a median, because one closure or festival must not set the stock).
 * A shortage of the interval is felt in one review period only, hence the factor review ÷ window.
 */
export function presetZ(bench: Pick<Bench, 'input' | 'options' | 'window'>, fillAt: (k: number, from: number, to: number) => number): number {
  const { input, options, window } = bench,
    { from, warm, target } = options;
  const goal = 1 - (1 - target) * Math.min(1, options.review / window);
  const implied = impliedZ(input.forecasts, {
    target: goal,
    from: from - warm + 1,
    to: from,
    series: input.series,
    periods: input.periods,
    ...(options.weightOf ? { weightOf: options.weightOf } : {}),
  });
  const needed: number[] = [];
  for (let end = from; end - 14 >= from - warm; end -= 14) needed.push(tuneParameter(target, BOUNDS.ours, (k) => fillAt(k, end - 14, end)));
  const move = needed.length === 0 ? 0 : Math.max(-0.6, Math.min(0.6, median(needed) - implied));
  return implied + belief(needed) * move;
}

/** Compares the policies. Same input and options give the same numbers. */
export function simulate(input: SimulateInput, options: SimulateOptions): SimulateResult {
  const bench = benchOf(input, options),
    { window } = bench;
  const preset = {} as Record<PolicyName, Outcome>,
    equalFill = {} as Record<PolicyName, Outcome>;
  for (const policy of POLICIES) {
    const of = levelsOf(bench, policy),
      levels = Array.from({ length: input.series }, (_, s) => of(s)),
      ewa = policy === 'ours';
    const run = (parameter: number, from: number, to: number): Outcome => outcome(runAll(bench, { levels, parameter, from, to, ewa }), parameter);
    const fillAt = (k: number, a: number, b: number): number => run(k, a, b).fill;
    const before = policy === 'ours' ? presetZ(bench, fillAt) : tuneParameter(options.target, BOUNDS[policy], (k) => run(k, options.from - options.warm, options.from).fill);
    preset[policy] = run(before, options.from, options.to);
    equalFill[policy] = run(
      tuneParameter(options.target, BOUNDS[policy], (k) => run(k, options.from, options.to).fill),
      options.from,
      options.to,
    );
  }
  const against = (name: PolicyName): number => (equalFill[name].waste > 0 ? equalFill.ours.waste / equalFill[name].waste : 0);
  return { preset, equalFill, wasteAgainstStatic: against('static'), wasteAgainstSigma: against('rolling-sigma'), window };
}

/** Multiplier on the safety part of a series' level at the end of a day; 1 = untouched. */
export type SafetyFactor = (series: number, day: number) => number;
export type OverlayEffect = { readonly without: Outcome; readonly with: Outcome };

/**
 * What a multiplier on the safety part (level − mean demand of the interval) would have done: our policy, its parameter fixed on the
 * warm window without the multiplier, run over [from, to) once as it is and once multiplied.
 */
export function simulateOverlay(input: SimulateInput, options: SimulateOptions, factor: SafetyFactor): OverlayEffect {
  const bench = benchOf(input, options),
    T = input.periods,
    of = levelsOf(bench, 'ours'),
    levels = Array.from({ length: input.series }, (_, s) => of(s));
  const run = (chosen: readonly ((k: number) => Float64Array)[], span: { z: number; from: number; to: number }): Outcome =>
    outcome(runAll(bench, { levels: chosen, parameter: span.z, from: span.from, to: span.to, ewa: true }), span.z);
  const z = presetZ(bench, (k, from, to) => run(levels, { z: k, from, to }).fill);
  const multiplied = levels.map(
    (at, s) => (k: number) =>
      at(k).map((level, t) => {
        const mean = input.forecasts.mean[s * T + t + 1]!;
        return Number.isNaN(mean) || t + 1 >= T ? level : Math.max(0, mean + factor(s, t) * (level - mean));
      }),
  );
  const span = { z, from: options.from, to: options.to };
  return { without: run(levels, span), with: run(multiplied, span) };
}
