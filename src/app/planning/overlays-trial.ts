// An overlay on the past, before it may move stock: when the rule would have fired, and what its multiplier would have done to fill, stock and waste.
import type { Day } from '#kernel/day';
import { daysBetween } from '#kernel/day';
import type { Scope } from '#kernel/ports';
import { type OverlayEffect, simulateOverlay, type Outcome } from '#policy';
import type { IntervalForecasts } from '#forecast';
import type { Ports } from '../context.ts';
import { intervals, LEVELS, SETTLE } from '../forecasting/simulate.ts';
import { type AsOf, type Hit, replay } from '../rules-runtime/simulate.ts';
import { coveredDays, FACTOR, type OverlayRow } from './overlays.ts';
import type { Progress } from './signals-trial.ts';
import { trialTable, type TrialTable } from './signals-table.ts';
import type { Rule } from '#rules';

/** Days the trial counts, days the policy's parameter is fixed on, days of history it wants before. */
const TEST = 84;
const WARM = 56;
const BEFORE = 60;
const MOST_SERIES = 60;
/** The trial's shelf: reviewed every day, goods three days later. Said in the result. */
const LEAD = 3;
const TARGET = 0.95;
const LEARN = { trees: 50, rowsMax: 40_000, bases: ['scale'] } as const;

type Figures = { readonly fill: number; readonly waste: number; readonly stock: number; readonly stockoutDays: number };
export type OverlayTrial = {
  /** False where nothing could be said; `reason` tells why. */
  readonly ran: boolean;
  readonly reason: string;
  readonly from: Day | null;
  readonly to: Day | null;
  readonly firings: number;
  /** Days × series under the multiplier, of all days × series tried. */
  readonly covered: number;
  readonly cells: number;
  readonly series: number;
  readonly without: Figures | null;
  readonly with: Figures | null;
  /** First links of the chain: on which day, for what, which multiplier. */
  readonly chain: readonly { readonly day: string; readonly target: string; readonly factor: number; readonly said: number }[];
  readonly caveats: readonly string[];
};

type Fired = { readonly day: Day; readonly type: string; readonly id: string; readonly factor: number; readonly said: number };

/** What the rule would have set, kept inside the limits. */
function firedOf(hits: readonly Hit[], limit: Pick<OverlayRow, 'low' | 'high'>): readonly Fired[] {
  return hits.flatMap(({ day, work }) => {
    if (work.do !== 'hold' || work.kind !== 'param' || work.what !== FACTOR || work.value === null) return [];
    const said = Number(work.value);
    return work.targets.map((t) => ({ day: day as Day, type: t.type, id: t.id, said, factor: Math.min(limit.high, Math.max(limit.low, said)) }));
  });
}

const fits = (f: Fired, x: TrialTable['series'][number]): boolean =>
  f.id === '*' || (f.type === 'category' ? x.category === f.id : f.type === 'warehouse' || f.type === 'store' ? x.warehouse === f.id : x.item === f.id);

/** Multiplier of every series × day; a later firing replaces an earlier one. */
function factors(fired: readonly Fired[], built: TrialTable, days: number): Float64Array {
  const T = built.table.periods,
    out = new Float64Array(built.series.length * T).fill(1);
  for (const f of fired)
    for (const [s, x] of built.series.entries())
      if (fits(f, x))
        for (const day of coveredDays(f.day, days)) {
          const t = daysBetween(built.from, day);
          if (t >= 0 && t < T) out[s * T + t] = f.factor;
        }
  return out;
}

/** Signals that speak a word of the rules, as they stood each day: read once, so a replay of a year asks nothing more. */
async function figuresOf(ports: Ports, scope: Scope): Promise<AsOf> {
  const rows = await ports.db.read({ ...scope, sites: null }, (s) =>
    s.query<{ metric: string; unit: string; target: string; day: string; value: number }>(
      `select distinct on (g.metric, r.target, r.day) g.metric, g.unit, r.target, r.day::text as day, r.value from planning.signal g join planning.reading r on r.org_id = g.org_id and r.signal_id = g.id
       where g.org_id = books.org() and g.metric is not null and r.vintage < (r.day + 1)::timestamp at time zone 'Asia/Shanghai' order by g.metric, r.target, r.day, r.vintage desc`,
    ),
  );
  const known = new Map(rows.map((r) => [`${r.metric}|${r.target}|${r.day}`, r]));
  return (ask, subject, day) => {
    if (ask.win !== undefined || ask.vs !== undefined) return undefined;
    const named = ask.of.flatMap((o) => o.ids ?? [])[0];
    const found = [named, subject.place.warehouse, '*'].flatMap((t) => (t === undefined ? [] : (known.get(`${ask.metric}|${t}|${day}`) ?? [])))[0];
    return found ? { value: found.value, ...(found.unit === '' ? {} : { unit: found.unit }) } : undefined;
  };
}

const figures = (o: Outcome): Figures => ({ fill: o.fill, waste: o.waste, stock: o.stock, stockoutDays: o.stockoutDays });
const nothing = (reason: string, more: Partial<OverlayTrial> = {}): OverlayTrial => ({
  ran: false,
  reason,
  from: null,
  to: null,
  firings: 0,
  covered: 0,
  cells: 0,
  series: 0,
  without: null,
  with: null,
  chain: [],
  caveats: [],
  ...more,
});
const CAVEATS = [
  `货架按每天检查、${LEAD} 天到货、目标满足率 ${100 * TARGET}% 模拟；需求取清洗后的销量，缺货日不计`,
  '每次触发按有效期满计算；没有逐日历史的指标按今天的值判断（见规则试算）',
];

type Effect = { readonly touched: readonly number[]; readonly factor: Float64Array; readonly forecasts: IntervalForecasts; readonly from: number };
/** The shelves of the touched series, with the multiplier and without it. */
function effectOf(built: TrialTable, { touched, factor, forecasts, from }: Effect): OverlayEffect {
  const T = built.table.periods;
  const pick = (all: Float32Array): Float32Array => {
    const out = new Float32Array(touched.length * T);
    touched.forEach((s, i) => out.set(all.subarray(s * T, (s + 1) * T), i * T));
    return out;
  };
  return simulateOverlay(
    {
      series: touched.length,
      periods: T,
      demand: pick(built.table.values),
      forecasts: { ...forecasts, mean: pick(forecasts.mean), quantiles: forecasts.quantiles.map(pick) },
      whole: built.table.values.every((v) => Number.isNaN(v) || v % 1 === 0),
    },
    {
      life: Number.POSITIVE_INFINITY,
      lifeOf: (s) => built.series[touched[s] ?? 0]?.life ?? Number.POSITIVE_INFINITY,
      lead: [{ days: LEAD, chance: 1 }],
      review: 1,
      pack: 0,
      minimum: 0,
      target: TARGET,
      freshFirst: 0.3,
      from,
      to: T,
      warm: WARM,
      chance: () => 0.5,
    },
    (s, t) => factor[(touched[s] ?? 0) * T + t] ?? 1,
  );
}

/** The trial of a rule's overlay on the last twelve weeks. Nothing is written to the books. */
export async function tryOverlay(ports: Ports, scope: Scope, job: { readonly row: OverlayRow & { readonly ast: Rule }; readonly progress: Progress }): Promise<OverlayTrial> {
  const { row } = job,
    today = ports.clock.today();
  const seen = await replay(ports, { scope }, { ast: row.ast, days: TEST + row.days, asOf: await figuresOf(ports, scope) });
  await job.progress(0.1);
  const fired = firedOf(seen.hits, row);
  const chain = fired.slice(-20).map((f) => ({ day: f.day, target: f.id, factor: f.factor, said: f.said }));
  if (fired.length === 0)
    return nothing(`过去 ${TEST + row.days} 天里这条规则一次也不会触发${seen.unknown > 0 ? `（${seen.unknown} 次因数据缺失无法判断）` : ''}；启用后出现条件时才起作用`, {
      caveats: CAVEATS,
    });
  const all = fired.some((f) => !['sku', 'item'].includes(f.type) || f.id === '*');
  const built = await ports.db.read({ ...scope, sites: null }, (s) =>
    trialTable(s, { items: all ? null : [...new Set(fired.map((f) => f.id))], warehouses: null, most: MOST_SERIES, days: 730, today, signals: [], asOf: ports.clock.now() }),
  );
  const from = built ? built.table.periods - TEST : 0;
  if (!built || from - WARM - SETTLE < BEFORE)
    return nothing(`需求历史${built ? `只有 ${built.table.periods} 天，` : '还没有，'}回测至少要 ${TEST + WARM + SETTLE + BEFORE} 天`, {
      firings: fired.length,
      chain,
      caveats: CAVEATS,
    });
  const T = built.table.periods,
    factor = factors(fired, built, row.days);
  const touched = built.series.flatMap((_, s) => (factor.subarray(s * T + from, (s + 1) * T).some((f) => f !== 1) ? [s] : []));
  if (touched.length === 0) return nothing('会触发，但涉及的商品在回测期里没有销量', { firings: fired.length, chain, caveats: CAVEATS });
  const forecasts = await intervals(
    built.table,
    { from: from - WARM - SETTLE + 1, to: T, window: LEAD, levels: LEVELS, every: 42, learn: LEARN },
    { workers: 1, away: true, progress: (done, of) => void job.progress(0.1 + (0.85 * done) / of) },
  );
  const effect = effectOf(built, { touched, factor, forecasts, from });
  const covered = touched.reduce((n, s) => n + factor.subarray(s * T + from, (s + 1) * T).filter((f) => f !== 1).length, 0);
  return {
    ran: true,
    reason: '',
    from: coveredDays(built.from, from + 1)[from] ?? null,
    to: today,
    firings: fired.length,
    covered,
    cells: touched.length * TEST,
    series: touched.length,
    without: figures(effect.without),
    with: figures(effect.with),
    chain,
    caveats: CAVEATS,
  };
}
