// What the 预测工作台 shows of one series: its history with every cleaning, the forecast with its bands and reasons, and what would be if.
import { attributionSentence, CLASS_NAMES, type DemandClass, SIGNAL_THRESHOLD } from '#forecast';
import { addDays, type Day } from '#kernel/day';
import type { Scope, Snapshot } from '#kernel/ports';
import { Refusal, refuse, type RefusalTable } from '#kernel/refusal';
import { levelOf, type LevelInput } from '#planning';
import type { Ports } from '../context.ts';
import { buildDemand } from './demand/build.ts';
import { readSome, type SeriesKey } from './history-table.ts';
import type { Parts } from './jobs/forecast.ts';
import { heldIn } from './jobs/kept.ts';
import { ask } from './jobs/store.ts';
import { calculate } from './jobs/thread.ts';
import { demandIn, type DemandDay, forecastIn, type ForecastRow, LEVELS } from './latest.ts';
import { gather, type PolicyFacts, seriesKey } from './policy/gather.ts';
import { GONE, GONE_DAYS } from './policy/gather-sql.ts';
import { placesOf } from './policy/places.ts';

export const FORECAST_REFUSALS = {
  'no-forecast-yet': { http: 409, retry: 'later', zh: '这个商品在这个仓库还没有预测。等下一次计算完成，或在“计算任务”里点“立即计算”' },
  'off-shelf': { http: 409, retry: 'never', zh: '这个商品在这个仓库已连续 {days} 天没有上架，不计算补货水位。进货后会自动恢复' },
  'change-not-found': { http: 404, retry: 'never', zh: '没有找到这条清洗记录，可能历史已重新整理，请刷新页面' },
  'no-plan-ahead': { http: 409, retry: 'never', zh: '未来 {days} 天没有计划中的促销，去掉促销不会改变预测。促销在“价格本”里按生效日、失效日登记' },
  'job-over': { http: 409, retry: 'never', zh: '这个任务已经结束，不能取消' },
} as const satisfies RefusalTable;

const METHOD_ZH: Readonly<Record<string, string>> = { hengcang: '衡仓', 'seasonal-naive': '上周同日', 'moving-average': '近 28 天平均', smoothing: '指数平滑' };
const MODEL_ZH: Readonly<Record<string, string>> = {
  portfolio: '组合模型（梯度提升树、星期结构、间断计数按类别加权）',
  fallback: '结构模型（组合模型跑偏，自动回退）',
  analogue: '新品类比（参照同类商品上市期）',
};
const CLASS_WORDS: Readonly<Record<DemandClass, string>> = {
  smooth: '几乎天天卖，数量平稳',
  erratic: '几乎天天卖，数量起伏大',
  intermittent: '隔些天卖一次，每次差不多',
  lumpy: '隔些天卖一次，有时很多',
  new: '上市不久，历史太短',
  ended: '很久没有卖出',
};
const classWords = (name: string): string => `${CLASS_NAMES[name as DemandClass] ?? name}：${CLASS_WORDS[name as DemandClass] ?? ''}`;

/** Days of history the picture shows. */
const SHOWN = 180;

type Listed = SeriesKey & {
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly place: string;
  readonly class: string;
  readonly model: string;
  readonly week: number;
  readonly gone: boolean;
  readonly quality: { wape?: Record<string, number> };
};
/** What is off the shelves as of the forecast's day: by series. */
const GONE_ONES = `(select x.item_id, x.warehouse_id, ${GONE('o.origin')} as gone from (select j.origin from planning.current n join planning.job j on j.org_id = n.org_id and j.id = n.job_id where n.org_id = books.org()) o
    join planning.demand x on x.org_id = books.org() and x.day >= o.origin - ${GONE_DAYS} and x.day < o.origin group by 1, 2)`;
const LISTED = `select f.item_id::text as item, f.warehouse_id::text as warehouse, i.code, i.name, coalesce(i.data->>'unit', '') as unit, w.name as place, f.class, f.model,
    (select sum(m) from unnest(f.means[1:7]) m) as week, coalesce(g.gone, false) as gone, f.quality
  from planning.current c join planning.forecast f on f.org_id = c.org_id and f.job_id = c.job_id join books.record i on i.org_id = f.org_id and i.id = f.item_id join books.record w on w.org_id = f.org_id and w.id = f.warehouse_id
  left join ${GONE_ONES} g on g.item_id = f.item_id and g.warehouse_id = f.warehouse_id
 where c.org_id = books.org() and ($1 = '' or i.search like '%' || lower($1) || '%' or i.code ilike $1 || '%' or i.name like '%' || $1 || '%') and ($2::uuid is null or f.warehouse_id = $2)
 order by gone, week desc, i.code, w.code limit 300`;

/** Series of the forecast that holds, the ones that will sell most first, what is off the shelves last; at most 300. */
export async function seriesList(s: Snapshot, asked: { readonly q: string; readonly warehouse: string | null }) {
  const rows = await s.query<Listed>(LISTED, [asked.q, asked.warehouse]);
  return rows.map((r) => ({
    item: r.item,
    warehouse: r.warehouse,
    code: r.code,
    name: r.name,
    unit: r.unit,
    place: r.place,
    class: CLASS_NAMES[r.class as DemandClass] ?? r.class,
    week: r.week,
    wape: r.quality.wape?.['hengcang'] ?? null,
    gone: r.gone,
  }));
}

type Totals = { readonly gross: number; readonly kept: number; readonly clean: number; readonly doubt: number };
const RATIO = `select coalesce(sum(gross), 0)::float8 / 1e6 as gross, coalesce(sum(greatest(0, clean + bulk)), 0)::float8 / 1e6 as kept, coalesce(sum(clean), 0)::float8 / 1e6 as clean, coalesce(sum(doubt), 0)::float8 / 1e6 as doubt
  from planning.demand where org_id = books.org() and ($1::uuid is null or item_id = $1) and ($2::uuid is null or warehouse_id = $2)`;
/** 信噪比 before and after cleaning against the threshold, as shares. */
async function ratioOf(s: Snapshot, key: SeriesKey | null) {
  const [t] = await s.query<Totals>(RATIO, [key?.item ?? null, key?.warehouse ?? null]);
  const before = t && t.gross > 0 ? t.kept / t.gross : 1,
    after = t && t.clean > 0 ? Math.max(0, 1 - t.doubt / t.clean) : 1;
  return { before, after, threshold: SIGNAL_THRESHOLD, passes: after >= SIGNAL_THRESHOLD };
}

/** Where forecasting stands in the company: the job that holds, how good it was, how clean the history is. */
export async function overview(s: Snapshot) {
  const [now] = await s.query<{
    id: string;
    origin: string;
    endedAt: string;
    model: string | null;
    data: string | null;
    seed: number;
    result: {
      scored?: number;
      unknown?: number;
      scores?: readonly { method: string; score: { wape: number; wql: number; bias: number; coverage: number[] } }[];
      series?: number;
      festivals?: string[];
      signals?: string[];
      alarms?: number;
      troubles?: string[];
    } | null;
  }>(
    `select j.id::text, j.origin::text, j.ended_at as "endedAt", j.model_version as model, j.data_version as data, j.seed, j.result from planning.current c join planning.job j on j.org_id = c.org_id and j.id = c.job_id where c.org_id = books.org()`,
  );
  const classes = await s.query<{ class: string; n: number }>(
    `select f.class, count(*)::int as n from planning.current c join planning.forecast f on f.org_id = c.org_id and f.job_id = c.job_id where c.org_id = books.org() group by 1 order by 2 desc`,
  );
  const scores = (now?.result?.scores ?? []).map(({ method, score }) => ({
    method,
    zh: METHOD_ZH[method] ?? method,
    wape: score.wape,
    wql: score.wql,
    bias: score.bias,
    coverage: score.coverage,
  }));
  return {
    job: now
      ? {
          id: now.id,
          origin: now.origin,
          endedAt: now.endedAt,
          model: now.model,
          data: now.data,
          seed: now.seed,
          series: now.result?.series ?? 0,
          festivals: now.result?.festivals ?? [],
          signals: now.result?.signals ?? [],
          alarms: now.result?.alarms ?? 0,
          troubles: now.result?.troubles ?? [],
        }
      : null,
    scores,
    /** Series × days the scores stand on, and sold-out ones left out. */
    judged: { scored: now?.result?.scored ?? 0, unknown: now?.result?.unknown ?? 0 },
    classes: classes.map((c) => ({ class: CLASS_NAMES[c.class as DemandClass] ?? c.class, n: c.n })),
    ratio: await ratioOf(s, null),
  };
}

const CHANGES = `select c.id::text, c.day::text as day, c.kind, (c.quantity / 1e6)::float8 as quantity, c.reason, c.doc_id::text as doc, d.number, d.type, c.undone_at as "undoneAt", c.undone_by as "undoneBy"
  from planning.clean_change c left join books.document d on d.org_id = c.org_id and d.id = c.doc_id where c.org_id = books.org() and c.item_id = $1 and c.warehouse_id = $2 and c.day >= $3 order by c.day, c.id limit 2000`;

const units = (micro: bigint): number => Number(micro) / 1e6;
/** Days without a row are days on which nothing was wanted. */
function everyDay(rows: readonly DemandDay[], span: { readonly from: Day; readonly to: Day }) {
  const known = new Map(rows.map((r) => [r.day, r]));
  const days = [];
  for (let day = span.from; day < span.to; day = addDays(day, 1)) {
    const r = known.get(day);
    days.push(
      r
        ? { day, gross: units(r.gross), clean: units(r.clean), bulk: units(r.bulk), loss: units(r.loss), offered: r.offered, censored: r.censored, promo: r.promo }
        : { day, gross: 0, clean: 0, bulk: 0, loss: 0, offered: true, censored: false, promo: false },
    );
  }
  return days;
}

/** One series with all there is to say of it. Five queries. */
export async function seriesPage(s: Snapshot, key: SeriesKey) {
  const forecast = await forecastIn(s, { items: [key.item], warehouses: [key.warehouse] });
  const row = forecast?.rows[0];
  if (!forecast || !row) throw new Refusal(refuse('no-forecast-yet'));
  const from = addDays(forecast.origin, -SHOWN);
  const rows = await demandIn(s, { items: [key.item], warehouses: [key.warehouse], to: addDays(forecast.origin, -1) });
  const first = rows[0]?.day ?? from;
  const [about] = await s.query<{ code: string; name: string; unit: string; place: string; gone: boolean }>(
    `select i.code, i.name, coalesce(i.data->>'unit', '') as unit, w.name as place, coalesce((select g.gone from ${GONE_ONES} g where g.item_id = $1 and g.warehouse_id = $2), false) as gone from books.record i join books.record w on w.org_id = i.org_id and w.id = $2 where i.org_id = books.org() and i.id = $1`,
    [key.item, key.warehouse],
  );
  return {
    ...key,
    ...about,
    origin: forecast.origin,
    madeAt: forecast.madeAt,
    horizon: forecast.horizon,
    class: classWords(row.class),
    model: MODEL_ZH[row.model] ?? row.model,
    days: everyDay(
      rows.filter((r) => r.day >= from),
      { from: first > from ? first : from, to: forecast.origin },
    ),
    changes: await s.query(CHANGES, [key.item, key.warehouse, from]),
    forecast: told(row, forecast.origin),
    why: whyOf(row),
    accuracy: accuracyOf(row),
    drift: row.quality['drift'] ?? null,
    ratio: await ratioOf(s, key),
  };
}

/** The coming days: mean and the bands at LEVELS. */
const told = (row: Pick<ForecastRow, 'means' | 'quantiles'>, origin: Day) =>
  [...row.means].map((mean, h) => ({ day: addDays(origin, h), mean, quantiles: [...row.quantiles.subarray(h * LEVELS.length, (h + 1) * LEVELS.length)] }));

function whyOf(row: ForecastRow) {
  const parts = row.parts as Partial<Parts>;
  if (!parts.parts || parts.base === undefined) return null;
  const forecast = parts.parts.reduce((sum, p) => sum + p.units, parts.base);
  return {
    base: parts.base,
    parts: parts.parts,
    forecast,
    sentence: attributionSentence({ base: parts.base, parts: parts.parts as Parameters<typeof attributionSentence>[0]['parts'], forecast }),
  };
}

function accuracyOf(row: ForecastRow) {
  const wape = row.quality['wape'] as Record<string, number> | undefined;
  return wape
    ? {
        bias: Number(row.quality['bias'] ?? 0),
        unknown: Number(row.quality['unknown'] ?? 0),
        methods: Object.entries(wape).map(([method, error]) => ({ method, zh: METHOD_ZH[method] ?? method, error })),
      }
    : null;
}

/** Sets a cleaning aside or takes it back in; the day is made again at once, the forecast by a job. Returns the job. */
export async function turnChange(ports: Ports, scope: Scope, job: { readonly id: string; readonly undone: boolean; readonly by: string }): Promise<string> {
  const [change] = await ports.db.write(scope, (tx) =>
    tx.query<{ item: string }>(
      `update planning.clean_change set undone_at = case when $2 then $3::timestamptz end, undone_by = case when $2 then $4 end where org_id = books.org() and id = $1 returning item_id::text as item`,
      [job.id, job.undone, ports.clock.now(), job.by],
    ),
  );
  if (!change) throw new Refusal(refuse('change-not-found'));
  await buildDemand(ports, scope, { items: [change.item] });
  return ask(ports.db, scope, { id: ports.ids.next(), kind: 'one', params: { items: [change.item] }, by: job.by, at: ports.clock.now() });
}

export type WhatIf = { readonly plain: boolean; readonly leadDays: number; readonly fill: number | null };
type Numbers = { readonly safety: number; readonly reorder: number; readonly target: number; readonly mean: number; readonly reasons: readonly string[] };

/** The same numbers under another assumption, calculated anew: without the planned promotion, later deliveries, another fill rate. */
export async function whatIf(ports: Ports, scope: Scope, { key, wish }: { readonly key: SeriesKey; readonly wish: WhatIf }) {
  const now = await ports.db.read(scope, (s) => gather((work) => work(s), { org: scope.org, today: ports.clock.today(), now: ports.clock.now(), items: [key.item] }));
  const row = now?.series.get(seriesKey(key.item, key.warehouse));
  const placeIn = (facts: PolicyFacts) => placesOf(facts).find((p) => p.spot.item === key.item && p.spot.warehouse === key.warehouse);
  const place = now && placeIn(now);
  if (now && !row && now.sales.get(seriesKey(key.item, key.warehouse))?.gone) throw new Refusal(refuse('off-shelf', { with: { days: String(GONE_DAYS) } }));
  if (!now || !row || !place) throw new Refusal(refuse('no-forecast-yet'));
  const other = wish.plain ? { ...row, ...(await withoutPlans(ports, scope, key)) } : row;
  const then = wish.plain ? placeIn({ ...now, series: new Map([...now.series, [seriesKey(key.item, key.warehouse), other]]) }) : place;
  const after = levelOf(assumed((then ?? place).input, wish));
  const numbers = (l: ReturnType<typeof levelOf>): Numbers => ({ safety: l.safety, reorder: l.reorder, target: l.target, mean: l.mean, reasons: l.reasons });
  return { forecast: told(other, now.forecast.origin), lead: place.way.lead.mean, fill: place.fill, before: numbers(place.level), after: numbers(after) };
}

/** Later deliveries reach further into the future: the last week comes again. */
function assumed(input: LevelInput, wish: WhatIf): LevelInput {
  const extra = Array.from({ length: wish.leadDays }, (_, k) => input.days[Math.max(0, input.days.length - 7 + (k % 7))] ?? []).flat();
  const { lead } = input;
  return {
    ...input,
    days: [...input.days, ...extra],
    lead: { ...lead, chances: lead.chances.map((c) => ({ ...c, days: c.days + wish.leadDays })), mean: lead.mean + wish.leadDays, p90: lead.p90 + wish.leadDays },
    fill: wish.fill ?? input.fill,
  };
}

/** The series' forecast as if no promotion were planned, by the model that holds. */
async function withoutPlans(ports: Ports, scope: Scope, key: SeriesKey): Promise<Pick<ForecastRow, 'means' | 'quantiles'>> {
  const held = await ports.db.read(scope, (s) => heldIn(s, [key.item]));
  const own = held?.series.find((k) => k.warehouse === key.warehouse);
  if (!held || !own) throw new Refusal(refuse('no-forecast-yet'));
  const fresh = await readSome(ports.db, scope, { ...held, series: [own] });
  if (!fresh[0]?.promo.subarray(-held.horizon).some((v) => v > 0)) throw new Refusal(refuse('no-plan-ahead', { with: { days: String(held.horizon) } }));
  const again = { ground: held.ground, model: held.model.bytes, wanted: [{ name: fresh[0].name, model: own.model }], fresh, plain: true };
  const { means, quantiles } = await calculate({ kind: 'some', again }, { progress: () => undefined });
  return { means, quantiles };
}
