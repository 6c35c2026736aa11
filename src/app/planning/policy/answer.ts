// What follows from the facts about a company's goods: levels, suggestions, plans where a supplier fails, the morning's risks. Pure: a thread does it for many goods.
import { addDays, type Day } from '#kernel/day';
import { leastOf, type Spot, suggestFor, toldShort, upToLeast, type Wish, withinBudget } from '#planning';
import { type PolicyFacts, seriesKey } from './gather.ts';
import { perishesWithin, type Place, placesOf, spanOf } from './places.ts';
import { type PlanFacts, plansOf } from './plans.ts';
import { type RiskRow, riskRows } from './risk-rows.ts';
import type { ScoreFacts } from './scores.ts';
import { weekdayOf } from './sources.ts';
import { type Levels, levelsOf, type Wanted } from './store.ts';

export type Asked = {
  readonly facts: PolicyFacts;
  /** What plans need to know; null = only some goods are looked at: neither plans nor risks nor the budget are decided by them. */
  readonly plans: PlanFacts | null;
};
export type Answer = {
  readonly levels: Levels;
  readonly wishes: readonly Wanted[];
  readonly plans: readonly Wanted[];
  readonly risks: readonly RiskRow[];
};

export function answerOf({ facts, plans }: Asked): Answer {
  const places = placesOf(facts);
  const wishes = wanted(facts, places, plans !== null);
  return {
    levels: levelsOf(places),
    wishes,
    plans: plans === null ? [] : plansOf(facts, places, plans),
    risks: plans === null ? [] : riskRows(facts, places, wishes),
  };
}

/** What is wanted of all places, within the budget when all goods are looked at. */
function wanted(facts: PolicyFacts, places: readonly Place[], whole: boolean): Wanted[] {
  const byItem = new Map<string, Spot[]>();
  for (const { spot } of places) byItem.set(spot.item, [...(byItem.get(spot.item) ?? []), spot]);
  const job = { weekday: weekdayOf(facts.today), transferFirst: facts.settings.company.transferFirst };
  const all: Wish[] = [...byItem.values()].flatMap((spots) => suggestFor(spots, job));
  const { budget } = facts.settings.company;
  const least = leastOf(facts.settings);
  const enough = least.size === 0 ? all : upToLeast(all, places.map((p) => p.spot), { least, weekday: job.weekday }); // biome-ignore format: one thought
  const byPlace = new Map(places.map((p) => [seriesKey(p.spot.item, p.spot.warehouse), p]));
  const kept = whole && budget !== null ? withinBudget(enough, new Map([...byPlace].map(([key, p]) => [key, p.spot])), budget) : enough;
  return toldShort(kept, least).map((w) => {
    const place = byPlace.get(seriesKey(w.item, w.warehouse));
    return { ...w, needBy: addDays(facts.today, w.cover), facts: { position: w.position, cover: w.cover, ...(place ? { known: knownOf(place, w.position, facts.today) } : {}) } };
  });
}

/** What has to be known of a place to say later what another quantity would have been worth. */
function knownOf(place: Place, stock: number, today: Day): ScoreFacts {
  const span = spanOf(place);
  const warehouses = [place.spot.warehouse, ...place.spot.feeds];
  return { stock, shortCost: place.spot.shortCost, spoilCost: place.spoilCost, perishes: perishesWithin(place, span), warehouses, due: addDays(today, span) };
}
