// What to do today about one item everywhere it is kept: move what lies elsewhere first, then make or buy, within every limit; each with its reason and money. Pure.
import { type Batch, type BudgetLine, type Curve, expectedShort, limitOrder, shareBudget, transfersFirst } from '#policy';

/** Where a place's goods usually come from. Prices in 元 a base unit, tax included. */
export type Source =
  | {
      readonly kind: 'purchase';
      readonly supplier: string | null;
      readonly price: number | null;
      readonly minimum: number;
      readonly weekdays: readonly number[] | null;
      /** A price that is known to come, and from when. */
      readonly next?: { readonly from: string; readonly price: number } | null;
    }
  | { readonly kind: 'transfer'; readonly from: string }
  | { readonly kind: 'produce' };

/** One item in one warehouse. Base units. `feeds`: the warehouses whose demand is part of this one's level because it supplies them. */
export type Spot = {
  readonly item: string;
  readonly warehouse: string;
  readonly name: string;
  readonly reorder: number;
  readonly target: number;
  /** Demand of the protection interval (with that of `feeds`) and of the goods' life. */
  readonly interval: Curve;
  readonly life: Curve | null;
  /** Expected own demand of the interval, without `feeds`, and the days it covers. */
  readonly ownMean: number;
  readonly span: number;
  /** Sellable now: neither frozen nor expired; promised to orders; on the way here. */
  readonly onHand: number;
  readonly allocated: number;
  readonly coming: number;
  readonly source: Source;
  readonly feeds: readonly string[];
  readonly pack: number;
  readonly shortCost: number;
  /** Days until the shelf is expected to be empty. */
  readonly cover: number;
  /** Days its goods take to come; what lies there of goods that perish, by days left. */
  readonly lead: number;
  readonly batches: readonly Batch[];
};

export type Wish = {
  readonly kind: 'purchase' | 'transfer' | 'produce';
  readonly item: string;
  readonly warehouse: string;
  readonly from: string | null;
  readonly supplier: string | null;
  readonly quantity: number;
  readonly price: number | null;
  /** 元: expected loss that it avoids. */
  readonly gain: number;
  readonly cover: number;
  readonly reason: string;
  readonly position: number;
};

const show = (v: number): string => (Math.abs(v) >= 20 || v % 1 === 0 ? v.toFixed(0) : v.toFixed(1));
/** What is not counted in packs is asked for as people would: three figures (29.3 kg, not 29.215054), to the gram at the finest. */
const FIGURES = 3;
const round = (quantity: number, pack: number, way: 'up' | 'down'): number => {
  if (!(quantity > 0)) return 0;
  const step = pack > 0 ? pack : 10 ** Math.max(-FIGURES, Math.floor(Math.log10(quantity)) + 1 - FIGURES);
  const steps = way === 'up' ? Math.ceil(quantity / step - 1e-9) : Math.floor(quantity / step + 1e-9);
  return Number((steps * step).toFixed(6));
};

/** What a place can count on: on hand and coming, less promises beyond what the forecast expects anyway (bulk and rush orders are not in it). */
export const positionOf = (s: Spot): number => s.onHand + s.coming - Math.max(0, s.allocated - s.ownMean);

/** What an order for a place is measured by: its own position, and that of the places it supplies where it does not live from another place itself. */
export const positionIn = (s: Spot, byPlace: ReadonlyMap<string, Spot>): number => (s.source.kind === 'transfer' ? positionOf(s) : reachOf(s, byPlace));

function reachOf(s: Spot, byPlace: ReadonlyMap<string, Spot>): number {
  return positionOf(s) + s.feeds.reduce((sum, w) => sum + Math.max(0, byPlace.get(w) ? positionOf(byPlace.get(w) as Spot) : 0), 0);
}

const avoided = (s: Spot, position: number, quantity: number): number => (expectedShort(s.interval, position) - expectedShort(s.interval, position + quantity)) * s.shortCost;

type Draft = { readonly spot: Spot; readonly quantity: number; readonly position: number; readonly why: readonly string[] };

/** A wish with what it avoids, and why. */
export function wishOf(kind: Wish['kind'], from: string | null, { spot, quantity, position, why }: Draft): Wish {
  const { source } = spot;
  // Whole goods are kept in whole units, as their page says.
  const level = (v: number): string => show(spot.pack >= 1 ? Math.ceil(v - 1e-6) : v);
  // Prices are for some eyes only, so the sentence says how far, not how much.
  const change = kind === 'purchase' && source.kind === 'purchase' && source.price && source.next ? source.next.price / source.price - 1 : 0;
  const planned =
    Math.abs(change) < 1e-4 ? [] : [`价格本：${source.kind === 'purchase' ? source.next?.from : ''} 起${change > 0 ? '涨价' : '降价'} ${(100 * Math.abs(change)).toFixed(1)}%`];
  return {
    kind,
    item: spot.item,
    warehouse: spot.warehouse,
    from,
    supplier: kind === 'purchase' && source.kind === 'purchase' ? source.supplier : null,
    quantity,
    price: kind === 'purchase' && source.kind === 'purchase' ? source.price : null,
    gain: avoided(spot, position, quantity),
    cover: spot.cover,
    position,
    reason: `${[`现有 ${show(spot.onHand)}${spot.coming > 0 ? `、在途 ${show(spot.coming)}` : ''}，不高于再订货点 ${level(spot.reorder)}，补到 ${level(spot.target)}`, ...why, ...planned].join('；')}。`,
  };
}

/** What nobody could sell any more when it has been moved for so many days. */
const staleAfter = (s: Spot, days: number): number => s.batches.filter((b) => b.left <= days).reduce((sum, b) => sum + b.quantity, 0);

/** Whole units go to the largest remainders, so that the last ones are not left lying while shops stand empty; never more than is needed, nor than there is. */
function sharedOut(needs: readonly number[], most: number, step: number): number[] {
  const total = needs.reduce((sum, n) => sum + n, 0);
  const ideal = needs.map((n) => n * Math.min(1, most / total));
  const parts = ideal.map((q) => round(q, step, 'down'));
  if (step === 0) return parts;
  let left = Math.floor(most + 1e-9) - parts.reduce((sum, q) => sum + q, 0);
  const byRemainder = ideal.map((q, i) => ({ i, rest: q - (parts[i] ?? 0) })).toSorted((a, b) => b.rest - a.rest || a.i - b.i);
  for (const { i, rest } of byRemainder) {
    if (left < 1 || rest < 1e-9) break;
    parts[i] = (parts[i] ?? 0) + 1;
    left -= 1;
  }
  return parts;
}

/** Places fed by another one: what their feeder has is shared out, in proportion when it is too little for all and its own customers. */
function feedFrom(
  feeder: Spot,
  needy: readonly { readonly spot: Spot; readonly need: number }[],
): { readonly wishes: readonly Wish[]; readonly given: ReadonlyMap<string, number> } {
  const free = Math.max(0, feeder.onHand - staleAfter(feeder, Math.min(...needy.map((n) => n.spot.lead))) - feeder.allocated);
  // Its own customers count for the days until the shops ask again, not until its own next delivery: else a slow supplier would starve the shops.
  const days = Math.min(feeder.span, Math.max(...needy.map((n) => n.spot.span)));
  const wanted = needy.reduce((sum, n) => sum + n.need, 0);
  const asked = wanted + Math.max(0, (feeder.ownMean * days) / feeder.span - feeder.allocated);
  const share = asked > free && asked > 0 ? free / asked : 1;
  const parts = sharedOut(
    needy.map((n) => n.need),
    share < 1 ? wanted * share : free,
    needy.some((n) => n.spot.pack >= 1) ? 1 : 0,
  );
  const wishes: Wish[] = [];
  const given = new Map<string, number>();
  for (const [i, { spot }] of needy.entries()) {
    const quantity = parts[i] ?? 0;
    if (quantity <= 0) continue;
    given.set(spot.warehouse, quantity);
    const why = [`从${feeder.name}调 ${show(quantity)}${share < 1 ? `，那里只有 ${show(free)}，按需要的比例分` : `，那里可动用 ${show(free)}`}`];
    wishes.push(wishOf('transfer', feeder.warehouse, { spot, quantity, position: positionOf(spot), why }));
  }
  return { wishes, given };
}

/** Days of a way between places that nobody usually takes. */
const RIDE = 1;
/** What lies above need elsewhere, before anything is made or bought; not what lies in shops the place supplies, for that is counted already. */
function surplusFirst(places: readonly Spot[], needs: Map<string, number>, moved: readonly Wish[]): Wish[] {
  const byPlace = new Map(places.map((s) => [s.warehouse, s]));
  const wishes: Wish[] = [];
  const gone = (w: string): number => [...moved, ...wishes].filter((m) => m.from === w).reduce((sum, m) => sum + m.quantity, 0);
  for (const [place, need] of [...needs].toSorted((a, b) => b[1] - a[1])) {
    const to = byPlace.get(place) as Spot;
    // A place without need gives what lies above its own level and asks for nothing.
    const givers = places.filter((s) => !needs.has(s.warehouse) && !to.feeds.includes(s.warehouse));
    const shops = givers.map((s) => {
      const left = Math.max(0, s.onHand - staleAfter(s, RIDE) - gone(s.warehouse));
      return { name: s.warehouse, onHand: left, onOrder: Math.max(0, s.target - left), target: s.target, keep: Math.max(s.target, s.allocated) };
    });
    const { transfers } = transfersFirst([{ name: place, onHand: 0, onOrder: 0, target: need, keep: need }, ...shops], 1);
    for (const t of transfers) {
      const from = byPlace.get(t.from) as Spot;
      const quantity = round(t.quantity, to.pack >= 1 ? 1 : 0, 'down');
      if (quantity <= 0) continue;
      needs.set(place, (needs.get(place) ?? 0) - quantity);
      const why = [`${from.name}有 ${show(from.onHand)}，高于那里的补货目标 ${show(from.target)}，先调 ${show(quantity)} 再买`];
      wishes.push(wishOf('transfer', from.warehouse, { spot: to, quantity, position: positionOf(to), why }));
    }
  }
  return wishes;
}

/** Everything to do about one item today. `weekday`: 0 = Monday. */
export function suggestFor(spots: readonly Spot[], job: { readonly weekday: number; readonly transferFirst: boolean }): Wish[] {
  const byPlace = new Map(spots.map((s) => [s.warehouse, s]));
  const wishes: Wish[] = [];
  const needs = new Map<string, number>();
  for (const s of spots) {
    const position = positionIn(s, byPlace);
    if (s.target > 0 && position <= s.reorder + 1e-9 && s.target - position > 1e-9) needs.set(s.warehouse, s.target - position);
  }
  const fed = new Map<string, { spot: Spot; need: number }[]>();
  for (const s of spots) {
    const need = needs.get(s.warehouse);
    if (need === undefined || s.source.kind !== 'transfer' || !byPlace.has(s.source.from)) continue;
    fed.set(s.source.from, [...(fed.get(s.source.from) ?? []), { spot: s, need }]);
  }
  for (const [from, needy] of fed) {
    const { wishes: found, given } = feedFrom(byPlace.get(from) as Spot, needy);
    wishes.push(...found);
    for (const [place, quantity] of given) needs.set(place, (needs.get(place) ?? 0) - quantity);
  }
  // The feeder's own order covers what its shops still lack, so they do not buy; but another shop's surplus helps at once.
  if (job.transferFirst) wishes.push(...surplusFirst(spots, needs, wishes));
  for (const s of spots) {
    const need = needs.get(s.warehouse) ?? 0;
    if (need <= 1e-9 || s.source.kind === 'transfer') continue;
    const position = s.target - need;
    const minimum = s.source.kind === 'purchase' ? s.source.minimum : 0;
    const weekdays = s.source.kind === 'purchase' ? s.source.weekdays : null;
    const line = limitOrder(
      { target: s.target, onHand: position, onOrder: 0 },
      { pack: s.pack, minimum, ...(s.life ? { life: s.life } : {}), ...(weekdays ? { weekdays } : {}) },
      job.weekday,
    );
    if (line.quantity <= 0) continue;
    const quantity = s.pack > 0 ? line.quantity : round(line.quantity, 0, 'up');
    const shops = s.feeds.length > 0 ? [`含供应的 ${s.feeds.length} 个门店/仓的需要`] : [];
    wishes.push(wishOf(s.source.kind, null, { spot: s, quantity, position, why: [...shops, ...line.reasons.filter((r) => s.pack > 1 || !r.startsWith('按整箱'))] }));
  }
  return wishes;
}

/** Purchases within a budget (元): what avoids most loss for its money stays; the rest is cut or left for tomorrow. */
export function withinBudget(wishes: readonly Wish[], spots: ReadonlyMap<string, Spot>, budget: number): Wish[] {
  const bought = wishes.filter((w) => w.kind === 'purchase' && w.price !== null && w.price > 0);
  const lines = bought.map((w): BudgetLine => {
    const spot = spots.get(`${w.item}/${w.warehouse}`) as Spot;
    const pack = spot.pack > 0 ? spot.pack : Math.max(1, w.quantity / 20);
    return { packs: Math.ceil(w.quantity / pack - 1e-9), packCost: pack * (w.price ?? 0), packUnits: pack, margin: spot.shortCost, position: w.position, demand: spot.interval };
  });
  const shared = shareBudget(lines, budget);
  const cut = new Map(
    bought.map((w, i) => [w, Math.min(w.quantity, round((shared.packs[i] ?? 0) * (lines[i]?.packUnits ?? 0), spots.get(`${w.item}/${w.warehouse}`)?.pack ?? 0, 'down'))]),
  );
  return wishes.flatMap((w): Wish[] => {
    const quantity = cut.get(w);
    if (quantity === undefined || quantity >= w.quantity) return [w];
    if (quantity <= 0) return [];
    return [
      { ...w, quantity, gain: (w.gain * quantity) / w.quantity, reason: `${w.reason.slice(0, -1)}；预算内按每元避免的损失分配，由 ${show(w.quantity)} 减为 ${show(quantity)}。` },
    ];
  });
}
