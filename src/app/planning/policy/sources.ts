// Where the goods of each place come from: bought, moved from another place, or made; and with that, how long it takes and how often it happens. Pure.
import { addDays, type Day, dayNumber, daysBetween } from '#kernel/day';
import type { Source } from '#planning';
import { leadTime, type LeadTime, underRisk } from '#policy';
import type { Good, Origin, PolicyFacts } from './gather.ts';

/** Days where nothing tells: from a supplier, bought on the spot without an order, between warehouses, and for making. */
const USUAL_LEAD = { purchase: 3, spot: 1, transfer: 1, produce: 2 } as const;
const MOST_REVIEW = 14;
/** At most half of a late supplier's deliveries are taken to come late again, so that one bad week does not empty the purse. */
const MOST_RISK = 0.5;

type Chosen = { readonly kind: Origin['kind']; readonly who: string | null };

/** The way most of the goods came lately; ways that go round in circles are cut where less came. */
function chosenWays(origins: readonly Origin[]): Map<string, Chosen> {
  const byPlace = new Map<string, Origin[]>();
  for (const o of origins) byPlace.set(o.place, [...(byPlace.get(o.place) ?? []), o]);
  const moved = (from: string, to: string): number => origins.filter((o) => o.kind === 'transfer' && o.who === from && o.place === to).reduce((sum, o) => sum + o.quantity, 0);
  const chosen = new Map<string, Chosen>();
  for (const [place, all] of byPlace) {
    // What mainly flows out of here to X is not fed by X.
    const ways = all.filter((o) => o.kind !== 'transfer' || (o.who !== null && moved(o.who, place) > moved(place, o.who)));
    const total = (kind: Origin['kind']): number => ways.filter((w) => w.kind === kind).reduce((sum, w) => sum + w.quantity, 0);
    const kind = (['purchase', 'transfer', 'produce'] as const).toSorted((a, b) => total(b) - total(a))[0] ?? 'purchase';
    if (total(kind) <= 0) continue;
    const mine = ways.filter((w) => w.kind === kind);
    const who = kind === 'purchase' ? mine.toSorted((a, b) => (a.last < b.last ? 1 : -1))[0] : mine.toSorted((a, b) => b.quantity - a.quantity)[0];
    chosen.set(place, { kind, who: who?.who ?? null });
  }
  // A longer circle (A → B → C → A) ends where it would come back.
  for (const place of chosen.keys()) {
    const seen = new Set<string>([place]);
    for (let at = chosen.get(place); at?.kind === 'transfer' && at.who !== null; at = chosen.get(at.who)) {
      if (seen.has(at.who)) {
        chosen.set(place, { kind: 'purchase', who: null });
        break;
      }
      seen.add(at.who);
    }
  }
  return chosen;
}

/** 首选供应商 that a rule set for the item; one that is not active any more is no wish. */
function wishedSupplier(facts: PolicyFacts, good: Good): string | null {
  const of = (target: string | null): string | undefined => facts.parameters.find((p) => p.what === 'main_supplier' && p.target === target)?.name;
  const name = of(good.id) ?? of(good.category ?? '') ?? of('*');
  return name !== undefined && facts.suppliers.has(name) ? name : null;
}
/** Who sells it: the cheapest in the price book, else who delivered last; the price of that supplier, or the one for everybody. */
type Offer = { readonly supplier: string | null; readonly price: number | null; readonly next: { readonly from: Day; readonly price: number } | null };
function offerOf(facts: PolicyFacts, good: Good, last: string | null): Offer {
  const prices = facts.prices.get(good.id) ?? [];
  const named = prices.filter((p) => p.party !== null && facts.suppliers.has(p.party)).toSorted((a, b) => a.price - b.price || Number(b.party === last) - Number(a.party === last));
  const all = prices.find((p) => p.party === null);
  // What a rule says of the item, else of its category, else of everything, comes before the cheapest.
  const wish = wishedSupplier(facts, good);
  const best = wish === null ? named[0] : named.find((p) => p.party === wish);
  const next = best ?? all;
  const planned = next?.nextFrom && next.nextPrice !== null ? { from: next.nextFrom, price: next.nextPrice } : null;
  if (best) return { supplier: best.party, price: best.price, next: planned };
  const usual = wish ?? last;
  const common = all?.price ?? good.purchasePrice ?? (good.cost === null ? null : good.cost * (1 + good.taxRate));
  return { supplier: usual !== null && facts.suppliers.has(usual) ? usual : null, price: common, next: planned };
}

/** `look`: days from one chance to order to the next. */
export type Way = { readonly source: Source; readonly lead: LeadTime; readonly review: number; readonly risk: number; readonly look: number };
export type Ways = {
  readonly of: (place: string) => Way;
  /** Places that `place` supplies, directly or through others. */
  readonly feeds: (place: string) => readonly string[];
  /** Where the item is bought, when orders name another place than receipts do. */
  readonly bought: readonly string[];
};

const sure = (days: number): LeadTime => ({ chances: [{ days, chance: 1 }], mean: days, p90: days, seen: 0 });

/** The ways of one item. `lead` remembers distributions, for they are the same for all goods of a lane. */
export function waysOf(facts: PolicyFacts, good: Good, memory: Map<string, LeadTime>): Ways {
  const origins = facts.origins.get(good.id) ?? [];
  const chosen = chosenWays(origins);
  const remembered = (key: string, make: () => LeadTime): LeadTime => {
    const known = memory.get(key) ?? make();
    memory.set(key, known);
    return known;
  };
  const rhythm = (key: string): number => Math.min(MOST_REVIEW, Math.max(1, Math.round(facts.rhythm.get(key) ?? 1)));
  const of = (place: string): Way => {
    const way = chosen.get(place) ?? { kind: 'purchase' as const, who: null };
    if (way.kind === 'transfer' && way.who !== null) {
      const lead = remembered(`t/${way.who}/${place}`, () => leadTime(facts.rides, { supplier: way.who as string, lane: place, promised: USUAL_LEAD.transfer }));
      return { source: { kind: 'transfer', from: way.who }, lead, review: rhythm(`transfer/${way.who}/${place}`), risk: 0, look: 1 };
    }
    // Goods with a 物料清单 that nobody bought lately are made here.
    if (way.kind === 'produce' || (facts.made.has(good.id) && way.who === null)) {
      const days = Math.max(1, Math.round(facts.made.get(good.id) ?? USUAL_LEAD.produce));
      return { source: { kind: 'produce' }, lead: sure(days), review: 1, risk: 0, look: 1 };
    }
    return purchased(facts, { good, place, last: way.who, remembered, rhythm });
  };
  const feedsOf = (place: string): string[] => {
    const found: string[] = [];
    for (const [to, way] of chosen) if (way.kind === 'transfer' && way.who === place) found.push(to, ...feedsOf(to));
    return [...new Set(found)];
  };
  return { of, feeds: feedsOf, bought: [...chosen].filter(([, w]) => w.kind === 'purchase').map(([place]) => place) };
}

type Buying = {
  readonly good: Good;
  readonly place: string;
  readonly last: string | null;
  readonly remembered: (key: string, make: () => LeadTime) => LeadTime;
  readonly rhythm: (key: string) => number;
};

function purchased(facts: PolicyFacts, { good, place, last, remembered, rhythm }: Buying): Way {
  const offer = offerOf(facts, good, last);
  const supplier = offer.supplier === null ? undefined : facts.suppliers.get(offer.supplier);
  const own = offer.supplier === null ? undefined : facts.settings.suppliers[offer.supplier];
  const item = facts.settings.items[good.id];
  const onTheSpot = supplier?.open === 0 && fetched(facts, { good, place, supplier: offer.supplier });
  const told = own?.lead ?? supplier?.lead ?? null;
  const promised = told ?? (onTheSpot ? USUAL_LEAD.spot : USUAL_LEAD.purchase);
  const risk = supplier && supplier.open > 0 ? Math.min(MOST_RISK, supplier.late / supplier.open) : 0;
  const lead = remembered(`p/${offer.supplier ?? ''}/${place}/${promised}`, () => {
    if (onTheSpot && told === null) return sure(USUAL_LEAD.spot);
    const usual = leadTime(facts.deliveries, { supplier: offer.supplier ?? '', lane: place, promised });
    return risk > 0 ? underRisk(usual, risk, Math.max(1, Math.round(supplier?.days ?? 1))) : usual;
  });
  const review = own?.review ?? (own?.weekdays && own.weekdays.length > 0 ? Math.ceil(7 / own.weekdays.length) : rhythm(`purchase/${offer.supplier ?? ''}/*`));
  const weekdays = own?.weekdays ?? null;
  return { source: { kind: 'purchase', ...offer, minimum: item?.minimum ?? 0, weekdays }, lead, review, risk, look: lookOf(facts.today, weekdays) };
}

/** So many days at least tell a habit. */
const HABIT = 5;
/** Goods that come in on most days without anybody ordering them are fetched at the market: what is decided today is there the next morning. */
function fetched(facts: PolicyFacts, { good, place, supplier }: { readonly good: Good; readonly place: string; readonly supplier: string | null }): boolean {
  const daily = (facts.origins.get(good.id) ?? []).some(
    (o) => o.kind === 'purchase' && o.who === supplier && o.place === place && o.days >= HABIT && 2 * o.days > daysBetween(o.first as Day, o.last as Day),
  );
  return daily && !facts.deliveries.some((d) => d.supplier === supplier);
}

/** 0 = Monday; 1970-01-01 was a Thursday. */
export const weekdayOf = (day: Day): number => (dayNumber(day) + 3) % 7;
/** Days from `day` to the first later day on which orders are taken. */
export const nextOrderIn = (day: Day, weekdays: readonly number[] | null): number => {
  for (let k = 1; k <= 7; k += 1) if (weekdays === null || weekdays.includes((weekdayOf(day) + k) % 7)) return k;
  return 1;
};
/** From today, or from the order day that comes first, to the one after it. */
function lookOf(today: Day, weekdays: readonly number[] | null): number {
  const first = weekdays === null || weekdays.includes(weekdayOf(today)) ? today : addDays(today, nextOrderIn(today, weekdays));
  return nextOrderIn(first, weekdays);
}
