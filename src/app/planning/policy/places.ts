// From facts to levels: for every item its places with demand, supply, stock and the three numbers. Pure.
import { daysBetween } from '#kernel/day';
import {
  type CategoryPolicy,
  dayCurves,
  daysOfCover,
  fillFor,
  type Grade,
  gradesOf,
  industryFor,
  levelOf,
  type LevelChange,
  type LevelInput,
  lifeOf,
  meanOf,
  overlayFor,
  pooled,
  type Spot,
  type StockLevel,
  USUAL_THRESHOLD,
} from '#planning';
import { type Curve, type LeadTime, sumCurves } from '#policy';
import { LEVELS } from '../latest.ts';
import { type Good, type Parameter, type PolicyFacts, seriesKey, type Shelf } from './gather.ts';
import { type Way, type Ways, waysOf } from './sources.ts';

/** One item in one warehouse with everything that was calculated about it. */
export type Place = {
  readonly spot: Spot;
  readonly good: Good;
  readonly level: StockLevel;
  /** What the level was made of: asked again with another lead time or fill rate, it tells what would be if. */
  readonly input: LevelInput;
  readonly way: Way;
  readonly grade: Grade;
  readonly fill: number;
  readonly class: string;
  readonly life: number | null;
  readonly spoilCost: number;
  readonly shelf: Shelf;
  readonly changes: readonly LevelChange[];
  readonly average: number;
  /** Own demand day by day, its feeds' included. */
  readonly days: readonly Curve[];
};

const EMPTY: Shelf = { onHand: 0, allocated: 0, transit: 0, held: 0, batches: [] };
/** A life longer than this does not limit what is ordered for a fortnight. */
const LONG_LIFE = 90;
/** What a missing unit costs at least, as a share of its price: the customer who does not come back. */
const LEAST_MARGIN = 0.1;
/** 元 a unit, without tax: what a missing and what a spoiled one cost. */
export function costsOf(good: Good): { readonly short: number; readonly spoil: number } {
  const bought = good.purchasePrice === null ? null : good.purchasePrice / (1 + good.taxRate);
  const cost = good.cost ?? bought ?? 0;
  const price = good.salePrice === null ? cost * 1.25 : good.salePrice / (1 + good.taxRate);
  return { short: Math.max(price - cost, price * LEAST_MARGIN, 0.01), spoil: Math.max(cost, 0) };
}

/** What rules say of a series: for the item, its category, its warehouse, its supplier or everything; the narrowest of each kind. */
function ruled(facts: PolicyFacts, at: { readonly good: Good; readonly warehouse: string; readonly supplier: string | null }): Map<string, Parameter> {
  const mine = facts.parameters.filter(
    (p) =>
      p.target === '*' ||
      p.target === at.good.id ||
      p.target === at.warehouse ||
      (at.supplier !== null && p.target === at.supplier) ||
      (at.good.category !== null && p.target === at.good.category),
  );
  const width = (p: Parameter): number => (p.target === '*' ? 3 : p.targetType === 'category' ? 2 : 1);
  const found = new Map<string, Parameter>();
  for (const p of mine.toSorted((a, b) => width(a) - width(b))) if (!found.has(p.what)) found.set(p.what, p);
  return found;
}

const FIXED: Readonly<Record<string, 'safety' | 'reorder'>> = { safety_stock: 'safety', reorder_point: 'reorder' };
/** The back-tested factor that counts for the series, then the numbers that rules fix. */
function changesOf(facts: PolicyFacts, rules: ReadonlyMap<string, Parameter>, at: { readonly good: Good; readonly warehouse: string }): LevelChange[] {
  const factor = overlayFor(facts.overlays, { item: at.good.id, categories: at.good.category === null ? [] : [at.good.category], warehouse: at.warehouse });
  const fixed = [...rules.values()].flatMap((p): LevelChange[] => {
    const what = FIXED[p.what];
    return what ? [{ fixed: { what, value: Math.max(0, p.value) }, why: `规则“${p.rule}”${p.until ? `（至 ${p.until.slice(0, 10)}）` : ''}` }] : [];
  });
  const by = (p: Parameter): string => `规则“${p.rule}”${p.until ? `（至 ${p.until.slice(0, 10)}）` : ''}`;
  const service = rules.get('service_target');
  const source = rules.get('main_supplier');
  return [
    ...(service ? [{ said: `目标服务水平 ${Math.round(service.value * 1000) / 10}%`, why: by(service) }] : []),
    ...(source ? [{ said: `首选供应商 ${facts.suppliers.get(source.name)?.name ?? '（已停用，未采用）'}`, why: by(source) }] : []),
    ...(factor ? [{ factor: factor.factor, why: factor.why }] : []),
    ...fixed,
  ];
}

const fixedLead = (days: number): LeadTime => ({ chances: [{ days: Math.max(1, Math.round(days)), chance: 1 }], mean: days, p90: Math.round(days), seen: 0 });

type Task = { readonly facts: PolicyFacts; readonly good: Good; readonly grade: Grade; readonly ways: Ways; readonly coming: ReadonlyMap<string, number>; readonly whole: boolean };

/** Days sellable after arrival, by the shelf life on the package and the category's decay curve. */
export function lifeFor(facts: PolicyFacts, good: Good): number | null {
  const own: CategoryPolicy = facts.settings.categories[good.category ?? ''] ?? {};
  const decay = good.category === null ? undefined : facts.decays.get(good.category);
  const industry = own.industry ?? decay?.industry ?? industryFor(good.categoryName ?? '');
  const fitted = { ...(decay?.industry === industry ? decay.params : {}), ...own.params };
  return lifeOf({ shelfLife: good.shelfLife, removal: good.removal, industry: industry === '' ? null : industry, fitted, threshold: own.threshold ?? USUAL_THRESHOLD });
}

function placeOf({ facts, good, grade, ways, coming, whole }: Task, warehouse: string): Place | null {
  const [way, feeds] = [ways.of(warehouse), ways.feeds(warehouse)];
  const own = facts.series.get(seriesKey(good.id, warehouse));
  const others = feeds.flatMap((w) => facts.series.get(seriesKey(good.id, w)) ?? []);
  if (!own && others.length === 0) return null;
  const rules = ruled(facts, { good, warehouse, supplier: way.source.kind === 'purchase' ? way.source.supplier : null });
  const lead = rules.has('lead_time') ? fixedLead(rules.get('lead_time')?.value ?? 1) : way.lead;
  const life = lifeFor(facts, good);
  const bound = life !== null && life <= LONG_LIFE ? life : null;
  const over = Math.max(0, daysBetween(facts.forecast.origin, facts.today));
  const span = Math.max(Math.max(...lead.chances.map((c) => c.days)) + way.review, bound ?? 0, 1);
  const days = pooled([own, ...others].flatMap((r) => (r ? [dayCurves({ means: r.means, quantiles: r.quantiles, levels: LEVELS }, span, over)] : [])));
  const shelf = facts.shelves.get(seriesKey(good.id, warehouse)) ?? EMPTY;
  const costs = costsOf(good);
  const average = [warehouse, ...feeds].reduce((sum, w) => sum + (facts.sales.get(seriesKey(good.id, w))?.average ?? 0), 0);
  const pack = facts.settings.items[good.id]?.pack ?? (whole ? 1 : 0);
  const fill = rules.get('service_target')?.value ?? fillFor(facts.settings, { id: good.id, category: good.category, grade });
  const input: LevelInput = {
    days,
    lead,
    review: way.review,
    look: way.look,
    fill,
    class: own?.class ?? others[0]?.class ?? '',
    average,
    factor: facts.settings.company.factor,
    life: bound,
    batches: shelf.batches.slice(0, 20).map((b) => ({ ...b })),
    pack,
    shortCost: costs.short,
    spoilCost: costs.spoil,
    most: rules.get('max_stock')?.value ?? (feeds.length > 0 ? null : good.most),
    changes: changesOf(facts, rules, { good, warehouse }),
  };
  const level = levelOf(input);
  const covered = Math.max(1, Math.round(lead.mean + way.review - 1));
  const ownDays = own && others.length > 0 ? dayCurves({ means: own.means, quantiles: own.quantiles, levels: LEVELS }, span, over) : own ? days : [];
  const spot: Spot = {
    item: good.id,
    warehouse,
    name: facts.places.get(warehouse) ?? '',
    reorder: level.reorder,
    target: level.target,
    interval: level.interval,
    life: level.lifeCurve,
    ownMean: meanOf(ownDays, covered),
    span: covered,
    onHand: shelf.onHand,
    allocated: shelf.allocated,
    coming: shelf.transit + (coming.get(warehouse) ?? 0),
    source: way.source,
    feeds,
    pack,
    shortCost: costs.short,
    cover: daysOfCover(ownDays.length > 0 ? ownDays : days, shelf.onHand),
    lead: Math.max(1, Math.round(lead.mean)),
    batches: shelf.batches,
  };
  return { spot, good, level, input, way: { ...way, lead }, grade, fill, class: input.class, life, spoilCost: costs.spoil, shelf, changes: input.changes, average, days };
}

/** Goods on the way by place; what was ordered to a place that never takes it in goes where it is taken in. */
function comingOf(facts: PolicyFacts, ways: ReadonlyMap<string, Ways>): Map<string, Map<string, number>> {
  const found = new Map<string, Map<string, number>>();
  for (const c of [...facts.coming.values()].flat()) {
    const bought = ways.get(c.item)?.bought ?? [];
    const place = c.who !== null && bought.length > 0 && !(c.place !== null && bought.includes(c.place)) ? bought[0] : (c.place ?? bought[0]);
    if (place === undefined || place === null) continue;
    const at = found.get(c.item) ?? new Map<string, number>();
    at.set(place, (at.get(place) ?? 0) + c.quantity);
    found.set(c.item, at);
  }
  return found;
}

/** All places of all goods that have a forecast, or that supply a place that has one; in the order of items and warehouses. */
export function placesOf(facts: PolicyFacts): Place[] {
  const grades = gradesOf(facts.turnover);
  const memory = new Map<string, LeadTime>();
  const wanted = new Map<string, Set<string>>();
  for (const row of facts.forecast.rows) if (facts.goods.has(row.item)) wanted.set(row.item, (wanted.get(row.item) ?? new Set()).add(row.warehouse));
  const ways = new Map([...wanted.keys()].map((item) => [item, waysOf(facts, facts.goods.get(item) as Good, memory)]));
  const coming = comingOf(facts, ways);
  const places: Place[] = [];
  for (const [item, warehouses] of wanted) {
    const good = facts.goods.get(item) as Good;
    const itsWays = ways.get(item) as Ways;
    // Places that supply are added while we walk, so that their own suppliers are found too.
    for (const w of warehouses) {
      const { source } = itsWays.of(w);
      if (source.kind === 'transfer') warehouses.add(source.from);
    }
    const whole = [...warehouses].every((w) => facts.sales.get(seriesKey(item, w))?.whole ?? true);
    for (const w of [...warehouses].toSorted()) {
      if (!facts.places.has(w)) continue;
      const place = placeOf({ facts, good, grade: grades.get(item) ?? 'C', ways: itsWays, coming: coming.get(item) ?? new Map(), whole }, w);
      if (place) places.push(place);
    }
  }
  return places;
}

/** Days from today until what is ordered now and next is there. */
export const spanOf = (place: Place): number => Math.max(1, Math.round(place.way.lead.mean + place.way.review - 1));
/** Goods that are left over are lost rather than kept. */
export const perishesWithin = (place: Place, span: number): boolean => place.life !== null && place.life <= 2 * span;

/** Demand over what is left of the batch that will spoil most, moved up by what is fresher than it; null when nothing perishes in time. */
export function spoilCurve(place: Place): Curve | null {
  let worst: { readonly loss: number; readonly curve: Curve } | null = null;
  let older = 0;
  for (const b of place.shelf.batches) {
    older += b.quantity;
    const days = Math.min(b.left, place.days.length);
    if (days < b.left || days < 1) continue;
    const demand = sumCurves(place.days.slice(0, days));
    const loss = older - demand.mean;
    const fresher = place.spot.onHand + place.spot.coming - older;
    if (worst && worst.loss >= loss) continue;
    worst = { loss, curve: { levels: demand.levels, at: demand.at.map((x) => x + fresher), mean: demand.mean + fresher } };
  }
  return worst?.curve ?? null;
}
