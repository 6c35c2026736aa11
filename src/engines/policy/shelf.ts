// One SKU on one shelf, day by day: receive, sell, age, expire, review. Every unit that came in is sold, wasted or still there.

/** Fixed conditions of a simulated shelf. */
export type ShelfRules = {
  /** Days a received unit can be sold, the day of receipt included; Infinity = does not perish. */
  readonly life: number;
  /** Days from an order (at the end of a day) to its arrival (in the morning), at least 1. One is drawn per order. */
  readonly leadTimes: readonly LeadChance[];
  readonly review: number;
  /** Orders are whole packs; 0 = any quantity. */
  readonly pack: number;
  readonly minimum: number;
  /** Share of demand taken from the freshest units; the rest takes the oldest. */
  readonly freshFirst: number;
};

export type LeadChance = { readonly days: number; readonly chance: number };

/** Stock by remaining days; `batches[0]` is the oldest. */
export type Batch = { left: number; quantity: number };

export type ShelfDay = { readonly day: number; readonly batches: readonly Batch[]; readonly onHand: number; readonly onOrder: number };

/** How much to order at the end of a day, before packs and minimum. */
export type Decide = (state: ShelfDay) => number;

export type ShelfRun = {
  readonly demand: ArrayLike<number>;
  /** Days [from, to) are simulated; only days ≥ countFrom are measured. */
  readonly from: number;
  readonly to: number;
  readonly countFrom: number;
  /** Actual demand of the next month or so, by day: stock beyond it is slow. */
  readonly cover?: ArrayLike<number>;
  /** Uniform numbers for lead times, one a day. */
  readonly chance: (day: number) => number;
};

export type ShelfResult = {
  demand: number;
  served: number;
  received: number;
  wasted: number;
  stockDays: number;
  days: number;
  stockouts: number;
  orders: number;
  /** Units on the shelf or under way at the first and last measured moment. */
  opening: number;
  closing: number;
  pipelineOpening: number;
  pipelineClosing: number;
  ordered: number;
  /** Σ over days of stock beyond `cover`. */
  slow: number;
};

export const emptyResult = (): ShelfResult => ({
  demand: 0,
  served: 0,
  received: 0,
  wasted: 0,
  stockDays: 0,
  days: 0,
  stockouts: 0,
  orders: 0,
  opening: 0,
  closing: 0,
  pipelineOpening: 0,
  pipelineClosing: 0,
  ordered: 0,
  slow: 0,
});

const total = (batches: readonly Batch[]): number => {
  let s = 0;
  for (const b of batches) s += b.quantity;
  return s;
};

/** Takes up to `wanted` from one end; returns what was taken. */
function take(batches: Batch[], wanted: number, fresh: boolean): number {
  let taken = 0;
  while (wanted - taken > 1e-9 && batches.length > 0) {
    const b = fresh ? batches[batches.length - 1]! : batches[0]!,
      q = Math.min(b.quantity, wanted - taken);
    b.quantity -= q;
    taken += q;
    if (b.quantity <= 1e-9) {
      if (fresh) batches.pop();
      else batches.shift();
    }
  }
  return taken;
}

export function roundOrder(wanted: number, rules: { pack: number; minimum: number }): number {
  if (!(wanted > 1e-9)) return 0;
  const asked = Math.max(wanted, rules.minimum);
  return rules.pack > 0 ? Math.ceil(asked / rules.pack - 1e-9) * rules.pack : asked;
}

function drawLead(rules: ShelfRules, u: number): number {
  let run = 0;
  for (const l of rules.leadTimes) {
    run += l.chance;
    if (u < run) return Math.max(1, l.days);
  }
  return Math.max(1, rules.leadTimes[rules.leadTimes.length - 1]?.days ?? 1);
}

/** Simulates one SKU. `demand` NaN = not offered that day: nothing asked, nothing ordered for it by decide's own knowledge. */
export function runShelf(run: ShelfRun, rules: ShelfRules, decide: Decide): ShelfResult {
  const out = emptyResult(),
    batches: Batch[] = [],
    arriving = new Map<number, number>();
  let onOrder = 0;
  for (let t = run.from; t < run.to; t++) {
    const counted = t >= run.countFrom;
    if (t === run.countFrom) {
      out.opening = total(batches);
      out.pipelineOpening = onOrder;
    }
    const arrival = arriving.get(t) ?? 0;
    if (arrival > 0) {
      batches.push({ left: rules.life, quantity: arrival });
      onOrder -= arrival;
      arriving.delete(t);
    }
    const asked = Number.isNaN(run.demand[t]!) ? 0 : Math.max(0, run.demand[t]!);
    let sold = rules.freshFirst > 0 ? take(batches, asked * rules.freshFirst, true) : 0;
    sold += take(batches, asked - sold, false);
    let wasted = 0;
    for (const b of batches) {
      b.left--;
      if (b.left <= 0) wasted += b.quantity;
    }
    while (batches.length > 0 && batches[0]!.left <= 0) batches.shift();
    const onHand = total(batches);
    let order = 0;
    if ((t - run.from) % rules.review === 0) order = roundOrder(decide({ day: t, batches, onHand, onOrder }), rules);
    if (order > 0) {
      const due = t + drawLead(rules, run.chance(t));
      arriving.set(due, (arriving.get(due) ?? 0) + order);
      onOrder += order;
    }
    if (!counted) continue;
    out.demand += asked;
    out.served += sold;
    out.received += arrival;
    out.wasted += wasted;
    out.stockDays += onHand;
    out.days++;
    if (asked - sold > 1e-9) out.stockouts++;
    if (order > 0) {
      out.orders++;
      out.ordered += order;
    }
    if (run.cover) out.slow += Math.max(0, onHand - run.cover[t]!);
    out.closing = onHand;
    out.pipelineClosing = onOrder;
  }
  return out;
}

/** Counts, which a unit's weight does not change. */
const COUNTS: ReadonlySet<keyof ShelfResult> = new Set(['days', 'stockouts', 'orders']);

/** Adds one shelf to a total; a unit of it counts `weight`. */
export function addResult(into: ShelfResult, one: ShelfResult, weight = 1): void {
  for (const k of Object.keys(into) as (keyof ShelfResult)[]) into[k] += COUNTS.has(k) ? one[k] : weight * one[k];
}
