// F9: the morning's twenty largest expected losses, each with what has to be known when its days are over. Pure.
import { addDays, type Day } from '#kernel/day';
import { type Decided as Known, positionOf, risksOf } from '#planning';
import { type PolicyFacts, seriesKey } from './gather.ts';
import { perishesWithin, type Place, spanOf, spoilCurve } from './places.ts';
import { fenOf, micro, type Wanted } from './store.ts';

/** Kept with a risk, so that it can be scored when its days are over. */
export type RiskFacts = Known & { readonly warehouses: readonly string[]; readonly cover: number; readonly onHand: number; readonly coming: number; readonly shortCost: number };

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

const show = (x: number): string => (x >= 20 ? x.toFixed(0) : x.toFixed(1));
/** Why the money is at risk, with units and until when. */
function sentenceOf(r: ReturnType<typeof risksOf>[number], { unit, stock, due }: { readonly unit: string; readonly stock: number; readonly due: Day }): string {
  const [lost, spoiled] = [r.shortUnits * r.spot.shortCost, r.spoiledUnits * r.spot.spoilCost];
  return lost >= spoiled
    ? `到 ${due.slice(5)} 缺货概率 ${Math.round(100 * r.stockoutChance)}%，预计缺 ${show(r.shortUnits)} ${unit}，损失约 ${lost.toFixed(0)} 元`
    : `现有与在途 ${show(stock)} ${unit}，保质期内预计剩 ${show(r.spoiledUnits)} ${unit}，报废约 ${spoiled.toFixed(0)} 元`;
}

export function riskRows(facts: PolicyFacts, places: readonly Place[], wishes: readonly Wanted[]): RiskRow[] {
  const byKey = new Map(places.map((p) => [seriesKey(p.spot.item, p.spot.warehouse), p]));
  const suggested = new Map<string, number>();
  for (const w of wishes) suggested.set(seriesKey(w.item, w.warehouse), (suggested.get(seriesKey(w.item, w.warehouse)) ?? 0) + w.quantity);
  const risks = risksOf(
    places.map((p) => ({
      item: p.spot.item,
      warehouse: p.spot.warehouse,
      interval: p.level.interval,
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
      reason: sentenceOf(r, { unit: place.good.unit, stock, due }),
      facts: kept,
      due,
    };
  });
}
