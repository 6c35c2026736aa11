// Recomputes the history of one cost pool from its opening state: what every movement should have cost, given all that is known now.
// Pure. The books compare the answer with what is booked and book the differences as 出库成本调整单; nothing posted is ever rewritten.
import { must } from '#kernel/must';
import { heldOf } from './fifo.ts';
import { beyond, withoutFilled } from './filled.ts';
import type { CostMethod, PoolState, Portion } from './method.ts';
import { monthly } from './monthly.ts';
import { share, worthAt } from './shares.ts';

/**
 * One stock line of the pool, with all corrections booked to it so far. Signs as in the ledger: in positive, out negative.
 * basis — given: its cost is what its document says (receipts); pool: its cost follows from the method (issues);
 * origin: its cost follows another movement (goods sold and come back, goods sent back to their supplier, red lines).
 */
export type Step = {
  readonly id: string;
  readonly doc: string;
  readonly line: number;
  readonly lot: string | null;
  readonly period: number;
  readonly qty: bigint;
  readonly cost: bigint;
  readonly basis: 'given' | 'pool' | 'origin';
  /** The movement it follows: document and line (and its own lot). */
  readonly of: { readonly doc: string; readonly line: number } | null;
  /** It counts where that movement stands, not on its own day: red lines, corrected lines, later changes of a receipt's value. */
  readonly atOrigin: boolean;
  /** The movement of a closed month whose cost it corrected, by that movement's id. */
  readonly corrects?: string;
  /** Being booked now: a new change of a receipt's value also changes what followed it. */
  readonly fresh?: boolean;
  /** Goods from another pool: the layers they were taken from there. */
  readonly portions?: readonly Portion[] | null;
  /** Goods for another pool: it will want to know which layers they come from. */
  readonly crosses?: boolean;
  /** A count's difference that is being put right: what it finds too much is worth what the pool's goods are worth there, what is missing follows from the method. */
  readonly recounted?: boolean;
};

export type Replayed = {
  readonly state: PoolState;
  /** What must be added to what each step is booked at (signed, by id) so that it is right; steps that are not named are right. */
  readonly changes: ReadonlyMap<string, bigint>;
  /** Of steps that go to another pool: the layers they are taken from, where the method keeps any. */
  readonly portions: ReadonlyMap<string, readonly Portion[]>;
};

export type ReplayOptions = {
  /** Costs that were found elsewhere (a transfer from another pool, a product's materials): id → signed cost. */
  readonly found?: ReadonlyMap<string, bigint>;
  /** The layers of goods from another pool, found there: id → portions. */
  readonly layered?: ReadonlyMap<string, readonly Portion[]>;
  /** 全月一次加权: months up to this period are computed with their final average; later ones stand as booked. */
  readonly final?: number | null;
};

export const layerKey = (m: { readonly doc: string; readonly line: number }): string => `${m.doc}/${m.line}`;
const stepKey = (m: { readonly doc: string; readonly line: number }, lot: string | null): string => `${m.doc}/${m.line}/${lot ?? ''}`;
/** A movement as others name it: with the lot when they know it, else the whole line. */
const keysOf = (m: { readonly doc: string; readonly line: number }, lot: string | null): readonly string[] => [stepKey(m, lot), layerKey(m)];

/** The steps in the order in which they count: by day as given, but corrections stand behind what they correct. */
function inOrder(steps: readonly Step[]): readonly Step[] {
  if (!steps.some((s) => s.atOrigin && s.of)) return steps;
  const slots = new Map<string, number>();
  const placed = steps.map((step, i) => {
    const slot = (step.atOrigin && step.of ? slots.get(layerKey(step.of)) : undefined) ?? i;
    if (!slots.has(layerKey(step))) slots.set(layerKey(step), slot);
    return { step, slot, i };
  });
  return placed.toSorted((a, b) => a.slot - b.slot || a.i - b.i).map((p) => p.step);
}

/** What a replay works on: movements and their red twins are gone, later changes of value are part of their receipt (`fresh` ones: what is new of them). */
export type Merged = { readonly steps: readonly Step[]; readonly extra: ReadonlyMap<string, bigint>; readonly fresh: ReadonlyMap<string, bigint> };

/** Red lines, which stand where what they take back stood. */
const takesBack = (s: Step): boolean => s.atOrigin && s.of !== null && s.basis === 'origin' && s.qty !== 0n;

/** A movement that was taken back leaves no trace: neither it nor its red twin takes part, and both keep what they are booked at. */
function withoutReversed(steps: readonly Step[]): readonly Step[] {
  if (!steps.some(takesBack)) return steps;
  const sums = new Map<string, bigint>();
  for (const s of steps) if (s.qty !== 0n) sums.set(stepKey(s, s.lot), (sums.get(stepKey(s, s.lot)) ?? 0n) + s.qty);
  const gone = new Set<string>();
  for (const s of steps) {
    if (!takesBack(s) || !s.of) continue;
    const [mine, theirs] = [stepKey(s, s.lot), stepKey(s.of, s.lot)];
    if (sums.has(theirs) && (sums.get(mine) ?? 0n) + (sums.get(theirs) ?? 0n) === 0n) {
      gone.add(mine);
      gone.add(theirs);
    }
  }
  // Changes of a taken-back receipt's value have nothing to stand on either; their own red lines take them back.
  return gone.size === 0 ? steps : steps.filter((s) => !gone.has(stepKey(s, s.lot)) || s.qty === 0n);
}

function* merge(steps: readonly Step[]): Generator<void, Merged> {
  const ordered = inOrder(steps);
  if (steps.length > BREATH) yield;
  const kept = withoutReversed(ordered);
  if (steps.length > BREATH) yield;
  const receipts = receiptsOf(kept);
  const extra = new Map<string, bigint>();
  const fresh = new Map<string, bigint>();
  const rest = kept.filter((s) => {
    const home = s.qty === 0n && s.atOrigin && s.of ? receipts.get(layerKey(s.of)) : undefined;
    if (!home) return true;
    const named = home.filter((h) => h.lot === s.lot);
    for (const sums of s.fresh ? [extra, fresh] : [extra]) spread(s.cost, named.length > 0 ? named : home, sums);
    return false;
  });
  return { steps: rest, extra, fresh };
}

/** The receipts that a later change of value may be part of: looked for only when there is one. */
function receiptsOf(kept: readonly Step[]): ReadonlyMap<string, readonly Step[]> {
  const receipts = new Map<string, Step[]>();
  if (!kept.some((s) => s.qty === 0n && s.atOrigin && s.of)) return receipts;
  for (const s of kept) {
    if (s.qty <= 0n) continue;
    const list = receipts.get(layerKey(s));
    if (list) list.push(s);
    else receipts.set(layerKey(s), [s]);
  }
  return receipts;
}

/** A change of a line's value is shared by the line's pieces by quantity, to the last 分. */
function spread(cost: bigint, home: readonly Step[], sums: Map<string, bigint>): void {
  let [left, qty] = [cost, home.reduce((sum, h) => sum + h.qty, 0n)];
  for (const h of home) {
    const part = share(left, h.qty, qty);
    sums.set(h.id, (sums.get(h.id) ?? 0n) + part);
    left -= part;
    qty -= h.qty;
  }
}

type Start = { readonly method: CostMethod; readonly opening: PoolState };
/** Steps after which a replay pauses: about a millisecond of work. */
const BREATH = 250;

/** Recomputes a pool. `steps` are all its lines since `opening`, by day and then in the order of booking. Pauses now and then, so that whoever drives it can let others in. */
export function* replaying({ method, opening }: Start, steps: readonly Step[], options: ReplayOptions = {}): Generator<void, Replayed> {
  const { found = new Map<string, bigint>(), layered = new Map<string, readonly Portion[]>(), final = null } = options;
  if (method.name === 'standard') return asBooked(method, opening, steps);
  const { own, booked } = withoutFilled(opening, steps);
  const merged = yield* merge(own);
  if (method.name === 'monthly-average') return beyond(monthly(opening, merged, { found, final }), booked);
  const machine = new Machine(method, opening, { merged, layered });
  for (const [i, step] of merged.steps.entries()) {
    if (i % BREATH === BREATH - 1) yield;
    machine.take(step, found);
  }
  return beyond(machine.result(), booked);
}

/** The same without a pause. */
export function replay(start: Start, steps: readonly Step[], options: ReplayOptions = {}): Replayed {
  const walk = replaying(start, steps, options);
  for (let next = walk.next(); ; next = walk.next()) if (next.done) return next.value;
}

function asBooked(method: CostMethod, opening: PoolState, steps: readonly Step[]): Replayed {
  let state = opening;
  for (const s of steps) state = { ...state, qty: state.qty + s.qty, value: state.value + s.cost };
  must(method.name === 'standard', 'only standard costs stand as booked');
  return { state, changes: new Map(), portions: new Map() };
}

/** By how much the cost of each movement changes, for those who follow it. Only changes are handed on: shares already booked keep their rounding. */
class Ledger {
  readonly #sums = new Map<string, { qty: bigint; change: bigint }>();
  add(keys: readonly string[], qty: bigint, change: bigint): void {
    for (const key of keys) {
      const before = this.#sums.get(key) ?? { qty: 0n, change: 0n };
      this.#sums.set(key, { qty: before.qty + qty, change: before.change + change });
    }
  }
  /** The share of a movement's change that belongs to `qty` of it; positive when it costs more than booked. 0 when it is not of this history. */
  part(keys: readonly string[], qty: bigint): bigint {
    const sum = keys.map((key) => this.#sums.get(key)).find((s) => s && s.qty !== 0n);
    if (!sum) return 0n;
    return sum.qty < 0n ? share(-sum.change, qty, -sum.qty) : share(sum.change, qty, sum.qty);
  }
}

/** 分 by which shares of one receipt may be off, each being rounded by its own document (estimate and bill apart). */
const ROUNDING = 2n;

/** Walks one pool with its method. */
class Machine {
  readonly #method: CostMethod;
  readonly #merged: Merged;
  readonly #changes = new Map<string, bigint>();
  readonly #ledger = new Ledger();
  /** What came in, by line: how much, at what in all. */
  readonly #receipts = new Map<string, { readonly qty: bigint; readonly cost: bigint }>();
  /** Shortages: which movement an issue that waits for its receipt belongs to. */
  readonly #waiting = new Map<string, readonly string[]>();
  /** What other steps follow, by line: of all the rest nobody will ask. */
  readonly #followed: ReadonlySet<string>;
  readonly #layered: ReadonlyMap<string, readonly Portion[]>;
  readonly #portions = new Map<string, readonly Portion[]>();
  #state: PoolState;
  constructor(method: CostMethod, opening: PoolState, { merged, layered }: { readonly merged: Merged; readonly layered: ReadonlyMap<string, readonly Portion[]> }) {
    this.#method = method;
    this.#layered = layered;
    this.#state = opening;
    this.#merged = merged;
    this.#followed = new Set(merged.steps.flatMap((s) => (s.of ? keysOf(s.of, s.lot) : [])));
  }

  #keys(step: Step): readonly string[] {
    return this.#followed.size === 0 ? [] : keysOf(step, step.lot).filter((key) => this.#followed.has(key));
  }

  take(step: Step, found: ReadonlyMap<string, bigint>): void {
    if (step.recounted && step.qty >= 0n) this.#found(step);
    else if (step.qty > 0n) this.#in(step, found.get(step.id));
    else if (step.qty < 0n) this.#out(step, found.get(step.id));
    else this.#value(step);
  }

  /** What a count finds too much, now that more is known about what there should have been: worth what the goods beside it are worth. */
  #found(step: Step): void {
    const { qty, value, price } = this.#state;
    if (step.qty === 0n) this.#change(step.id, -step.cost);
    else this.#in(step, qty > 0n && value >= 0n ? share(value, step.qty, qty) : worthAt(step.qty, price));
  }

  #in(step: Step, found: bigint | undefined): void {
    const followed = step.basis === 'origin' && step.of ? this.#ledger.part(keysOf(step.of, step.lot), step.qty) : 0n;
    const own = found ?? step.cost + followed;
    this.#change(step.id, own - step.cost);
    const cost = own + (this.#merged.extra.get(step.id) ?? 0n);
    const portions = this.#layered.get(step.id) ?? step.portions ?? null;
    const { state, filled } = this.#method.receive(this.#state, { of: layerKey(step), qty: step.qty, cost, portions });
    this.#state = state;
    const keys = this.#keys(step);
    this.#ledger.add(keys, step.qty, own - step.cost + (this.#merged.fresh.get(step.id) ?? 0n));
    for (const key of keys) {
      const before = this.#receipts.get(key) ?? { qty: 0n, cost: 0n };
      this.#receipts.set(key, { qty: before.qty + step.qty, cost: before.cost + cost });
    }
    for (const f of filled) this.#correct(f.of, f.is - f.was);
  }

  #out(step: Step, found: bigint | undefined): void {
    const qty = -step.qty;
    const followed = step.basis === 'origin' && step.of ? this.#ledger.part(keysOf(step.of, step.lot), qty) : 0n;
    const wished = found !== undefined ? -found : step.basis === 'pool' ? null : this.#ownCost(step, followed - step.cost);
    const { state, cost, portions } = this.#method.issue(this.#state, { of: step.id, qty, from: step.basis === 'origin' && step.of ? layerKey(step.of) : null, wished });
    this.#state = state;
    if (step.crosses && portions) this.#portions.set(step.id, portions);
    const change = -cost - step.cost;
    this.#change(step.id, change);
    const keys = this.#keys(step);
    if (keys.length > 0) this.#waiting.set(step.id, keys);
    this.#ledger.add(keys, step.qty, change);
  }

  /**
   * Goods that go back to their supplier leave at their receipt's cost. A share that is off by no more than its rounding stays as it was booked; one that
   * had to be bounded by what was there is made whole again when more turns out to have been there.
   */
  #ownCost(step: Step, booked: bigint): bigint {
    const receipt = step.of ? keysOf(step.of, step.lot).flatMap((key) => this.#receipts.get(key) ?? [])[0] : undefined;
    if (!receipt) return booked;
    const exact = share(receipt.cost, -step.qty, receipt.qty);
    return booked - exact > ROUNDING || exact - booked > ROUNDING ? exact : booked;
  }

  /** A change of value that stands alone, such as the correction of a closed month's issue. It was decided against what was there, so it stands as booked. */
  #value(step: Step): void {
    const of = step.of ? layerKey(step.of) : (this.#state.layers.find((l) => l.qty > 0n)?.of ?? '');
    const held = heldOf(this.#state, of) || this.#state.qty;
    const { state, expensed } = this.#method.revalue(this.#state, { of, qty: held > 0n ? held : 1n, value: step.cost });
    this.#state = expensed === 0n ? state : { ...this.#state, value: this.#state.value + step.cost };
  }

  #change(id: string, by: bigint): void {
    if (by === 0n) return;
    const sum = (this.#changes.get(id) ?? 0n) + by;
    if (sum === 0n) this.#changes.delete(id);
    else this.#changes.set(id, sum);
  }

  /** A shortage has found its receipt: the issue costs that much more (or less). */
  #correct(id: string, more: bigint): void {
    this.#change(id, -more);
    this.#ledger.add(this.#waiting.get(id) ?? [], 0n, -more);
  }

  result(): Replayed {
    return { state: this.#state, changes: this.#changes, portions: this.#portions };
  }
}
