// F9: the morning's twenty largest expected losses, each with what has to be known when its days are over. Pure.
import { addDays, type Day } from '#kernel/day';
import { type Decided as Known, positionIn, positionOf, risksOf, type Spot } from '#planning';
import { type Curve, protectionCurve } from '#policy';
import { type PolicyFacts, seriesKey } from './gather.ts';
import { perishesWithin, type Place, spanOf, spoilCurve } from './places.ts';
import { nextOrderIn, weekdayOf } from './sources.ts';
import { fenOf, micro, type Wanted } from './store.ts';

/** Kept with a risk, so that it can be scored when its days are over. `idle`: what the suggested quantity does not say: why nothing is ordered of goods that may run out, or what to do with too much of them. */
export type RiskFacts = Known & {
  readonly warehouses: readonly string[];
  readonly cover: number;
  readonly onHand: number;
  readonly coming: number;
  readonly shortCost: number;
  readonly idle: string | null;
};

export type RiskRow = {
  readonly rank: number;
  readonly item: string;
  readonly warehouse: string;
  readonly money: string;
  readonly short: string;
  readonly spoiled: string;
  readonly chance: number;
  readonly quantity: string;
  readonly reason: string;
  readonly facts: RiskFacts;
  readonly due: Day;
};

/** What the place and those it supplies have together: their demand stands in its curve. */
function stockOf(place: Place, byKey: ReadonlyMap<string, Place>): { readonly onHand: number; readonly arriving: number } {
  const all = [place, ...place.spot.feeds.flatMap((w) => byKey.get(seriesKey(place.spot.item, w)) ?? [])];
  return {
    onHand: all.reduce((sum, p) => sum + Math.max(0, p.spot.onHand), 0),
    arriving: Math.max(
      0,
      all.reduce((sum, p) => sum + positionOf(p.spot) - p.spot.onHand, 0),
    ),
  };
}

const weekdaysOf = ({ source }: Spot): readonly number[] | null => (source.kind === 'purchase' ? source.weekdays : null);

/** What may be missing before goods come that are ordered at the next chance after today: the part of the future that today decides on. */
type Window = { readonly curve: Curve; readonly until: Day };
function windowOf(place: Place, today: Day): Window {
  const wait = nextOrderIn(today, weekdaysOf(place.spot));
  return { curve: protectionCurve(place.days, place.way.lead, wait), until: addDays(today, Math.round(place.way.lead.mean) + wait - 1) };
}

const show = (x: number): string => String(x >= 20 ? Math.round(x) : Math.round(10 * x) / 10);
const WEEKDAYS = '一二三四五六日';

/** What can be done about goods that will be left over. */
function surplusOf(facts: PolicyFacts, { shelf, good }: Place, spoiled: number): string {
  const [first] = shelf.batches;
  return `${first ? `最早一批 ${addDays(facts.today, first.left).slice(5)} 到期，` : ''}多出的 ${show(spoiled)} ${good.unit}请尽早降价或调往卖得动的地方`;
}

/** Why nothing is suggested for goods that may run out. */
function idleOf(facts: PolicyFacts, place: Place, byKey: ReadonlyMap<string, Place>): string {
  const { spot, good } = place;
  const { source } = spot;
  const unit = good.unit;
  const spots = new Map([spot.warehouse, ...spot.feeds].flatMap((w) => (byKey.get(seriesKey(spot.item, w)) ? [[w, (byKey.get(seriesKey(spot.item, w)) as Place).spot]] : [])));
  const position = positionIn(spot, spots);
  const there = (source.kind === 'transfer' ? [spot] : [...spots.values()]).reduce((sum, s) => sum + s.onHand + s.coming, 0);
  if (position > spot.reorder) return `现有与在途${there - position > 0.5 ? '扣除占用后剩' : ''} ${show(position)} ${unit}，高于再订货点 ${show(spot.reorder)}`;
  if (source.kind === 'transfer') {
    const from = byKey.get(seriesKey(spot.item, source.from))?.spot;
    const stale = (from?.batches ?? []).filter((b) => b.left <= spot.lead).reduce((sum, b) => sum + b.quantity, 0);
    const free = Math.max(0, (from?.onHand ?? 0) - stale - (from?.allocated ?? 0));
    const why = free > 0 ? `只有 ${show(free)} ${unit}，要留给它自己的客户` : stale > 0 ? `的 ${show(stale)} ${unit}运到就到期了` : '没有可动用的';
    return `${facts.places.get(source.from) ?? '来源仓'}${why}${from && from.coming > 0 ? `，在途 ${show(from.coming)} ${unit}，到了再调` : ''}`;
  }
  const weekdays = weekdaysOf(spot);
  const next = addDays(facts.today, nextOrderIn(facts.today, weekdays));
  if (weekdays !== null && !weekdays.includes(weekdayOf(facts.today))) return `今天不是订货日，下一个是${next.slice(5)} 周${WEEKDAYS[weekdayOf(next)] ?? ''}`;
  if (spot.target <= spot.reorder && spot.target <= position) return `补货目标 ${show(spot.target)} ${unit} 已被保质期或最高库存封顶`;
  return facts.settings.company.budget !== null ? '今天的采购预算留给了更要紧的商品' : '凑足起订量或整箱会过期';
}

/** Why the money is at risk, with units and until when. */
function sentenceOf(r: ReturnType<typeof risksOf>[number], { unit, stock, until }: { readonly unit: string; readonly stock: number; readonly until: Day }): string {
  const [lost, spoiled] = [r.shortUnits * r.spot.shortCost, r.spoiledUnits * r.spot.spoilCost];
  return lost >= spoiled
    ? `到 ${until.slice(5)} 缺货概率 ${Math.round(100 * r.stockoutChance)}%，预计缺 ${show(r.shortUnits)} ${unit}，损失约 ${lost.toFixed(0)} 元`
    : `现有与在途 ${show(stock)} ${unit}，保质期内预计剩 ${show(r.spoiledUnits)} ${unit}，报废约 ${spoiled.toFixed(0)} 元`;
}

export function riskRows(facts: PolicyFacts, places: readonly Place[], wishes: readonly Wanted[]): RiskRow[] {
  const byKey = new Map(places.map((p) => [seriesKey(p.spot.item, p.spot.warehouse), p]));
  const suggested = new Map<string, number>();
  for (const w of wishes) suggested.set(seriesKey(w.item, w.warehouse), (suggested.get(seriesKey(w.item, w.warehouse)) ?? 0) + w.quantity);
  const windows = new Map(places.map((p) => [seriesKey(p.spot.item, p.spot.warehouse), windowOf(p, facts.today)]));
  const risks = risksOf(
    places.map((p) => ({
      item: p.spot.item,
      warehouse: p.spot.warehouse,
      interval: windows.get(seriesKey(p.spot.item, p.spot.warehouse))?.curve ?? p.level.interval,
      life: spoilCurve(p),
      ...stockOf(p, byKey),
      shortCost: p.spot.shortCost,
      spoilCost: p.spoilCost,
    })),
  );
  return risks.map((r, i) => {
    const place = byKey.get(r.sku) as Place;
    const span = spanOf(place);
    const due = addDays(facts.today, span);
    const system = suggested.get(r.sku) ?? 0;
    const stock = r.spot.onHand + r.spot.arriving;
    const kept: RiskFacts = {
      stock,
      system,
      human: system,
      shortCost: r.spot.shortCost,
      spoilCost: r.spot.spoilCost,
      perishes: perishesWithin(place, span),
      warehouses: [place.spot.warehouse, ...place.spot.feeds],
      cover: place.spot.cover,
      onHand: r.spot.onHand,
      coming: r.spot.arriving,
      idle: r.shortUnits * r.spot.shortCost < r.spoiledUnits * r.spot.spoilCost ? surplusOf(facts, place, r.spoiledUnits) : system > 0 ? null : idleOf(facts, place, byKey),
    };
    return {
      rank: i + 1,
      item: r.spot.item,
      warehouse: r.spot.warehouse,
      money: fenOf(r.money),
      short: micro(r.shortUnits),
      spoiled: micro(r.spoiledUnits),
      chance: Math.min(1, Math.max(0, r.stockoutChance)),
      quantity: micro(system),
      reason: sentenceOf(r, { unit: place.good.unit, stock, until: windows.get(r.sku)?.until ?? due }),
      facts: kept,
      due,
    };
  });
}
