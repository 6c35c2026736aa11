// What a posting does to cost pools: which rows of the stock ledger belong to which pool, and how quantity, value, price and layers change. Pure.
import { begun, heldOf, layerKey, methodOf, type PoolState, type Portion, priceAt, references, stateOf } from '#costing';
import type { Movement, Posting } from '#kernel/decision';
import { type Facts, poolKey } from '#kernel/facts';
import { fen } from '#kernel/money';
import { isInside, type Place } from '#kernel/place';
import { micro } from '#kernel/quantity';

/** A pool by name: item, cost group (null = the company), lot (only under 个别计价). */
export type PoolName = { readonly item: string; readonly group: string | null; readonly lot: string | null };
export type PoolChange = PoolName & {
  readonly qty: bigint;
  readonly value: bigint;
  readonly price: bigint;
  readonly reference: bigint;
  readonly layers: PoolState['layers'];
  readonly moved: boolean;
};

/** Lines whose goods go from one pool to another under 先进先出: the layers that change hands. */
export type Handed = ReadonlyMap<string, readonly Portion[]>;
export const handedKey = (m: Pick<Movement, 'line' | 'item'>): string => `${m.line}/${m.item}`;

/** The cost group of an inside place, undefined outside. */
export const groupOf = (place: Place, facts: Facts): string | null | undefined => (isInside(place) ? (facts.warehouses[place.warehouse]?.pool ?? null) : undefined);

/** A move within one cost group changes no pool. */
export const isInternal = (m: Movement, facts: Facts): boolean => isInside(m.from) && isInside(m.to) && groupOf(m.from, facts) === groupOf(m.to, facts);

/** The pool a movement leaves (−1) and the one it enters (+1). */
export function poolsOf(m: Movement, facts: Facts): readonly (PoolName & { readonly sign: 1n | -1n })[] {
  if (isInternal(m, facts)) return [];
  const lot = facts.items[m.item]?.costMethod === 'individual' ? m.lot : null;
  const side = (place: Place, sign: 1n | -1n) => {
    const group = groupOf(place, facts);
    return group === undefined ? [] : [{ item: m.item, group, lot, sign }];
  };
  return [...side(m.from, -1n), ...side(m.to, 1n)];
}

export const keyOf = (p: PoolName): string => poolKey(p.item, p.group, p.lot);
/** The name that a key says. */
export const nameOf = (key: string): PoolName => {
  const [item = '', group = '', lot = ''] = key.split('|');
  return { item, group: group === '' ? null : group, lot: lot === '' ? null : lot };
};
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Changes of all pools, in the order their rows are locked. `after` are the states a replay found; where there is none, each movement goes through its
 * item's method once more, so that layers and prices follow the same rules that valued it.
 */
export function poolChanges(
  posting: Posting,
  facts: Facts,
  { after = new Map(), doc = '' }: { readonly after?: ReadonlyMap<string, PoolState> | undefined; readonly doc?: string } = {},
): { readonly changes: readonly PoolChange[]; readonly handed: Handed } {
  const handed = new Map<string, readonly Portion[]>();
  const reference = references(facts);
  const running = new Map<string, { name: PoolName; before: PoolState; state: PoolState; moved: boolean }>();
  const at = (name: PoolName) => {
    const key = keyOf(name);
    const before = begun(stateOf(facts.pools[key]), () => reference(name));
    const entry = running.get(key) ?? { name, before, state: before, moved: false };
    running.set(key, entry);
    return entry;
  };
  for (const m of byLine(posting.movements, facts)) {
    for (const pool of poolsOf(m, facts)) {
      const entry = at({ item: pool.item, group: pool.group, lot: pool.lot });
      entry.state = moved(entry.state, m, { sign: pool.sign, facts, doc, handed });
      entry.moved ||= m.qty !== 0n;
    }
  }
  for (const c of posting.corrections ?? []) {
    const entry = at({ item: c.item, group: c.group, lot: c.lot });
    entry.state = { ...entry.state, value: entry.state.value + c.amount };
  }
  const restated = new Set<string>();
  for (const { qty, value, price, layers, ...name } of posting.pools ?? []) {
    at({ item: name.item, group: name.group, lot: name.lot }).state = { qty, value, price, layers };
    restated.add(keyOf(name));
  }
  const single = [...running.values()].map(({ name, before, state, moved: has }) => {
    const known = after.get(keyOf(name));
    return {
      ...name,
      qty: state.qty - before.qty,
      value: state.value - before.value,
      price: known?.price ?? state.price,
      reference: reference(name),
      layers: storable(known ?? state),
      moved: has,
    };
  });
  // A restated pool says itself what its whole is.
  const free = single.filter((p) => !restated.has(keyOf(p)));
  const changes = [...wholes(free, facts), ...single]
    .filter((p) => p.qty !== 0n || p.value !== 0n || p.moved || restated.has(keyOf(p)))
    .toSorted((a, b) => compare(keyOf(a), keyOf(b)));
  return { changes, handed };
}

/** A line is valued once, however many shelves it comes from; so it also goes through its pool once. */
function byLine(movements: readonly Movement[], facts: Facts): readonly Movement[] {
  const lines = new Map<string, Movement>();
  for (const m of movements) {
    const key = [m.line, m.qty === 0n, m.basis ?? '', ...poolsOf(m, facts).map((p) => `${p.sign}${keyOf(p)}`)].join(' ');
    const before = lines.get(key);
    lines.set(key, before ? { ...before, qty: micro(before.qty + m.qty), cost: fen(before.cost + m.cost) } : m);
  }
  return [...lines.values()];
}

/** Shortages live only in a replay; what is stored are the layers of stock. */
const storable = (state: PoolState): PoolState['layers'] => state.layers.filter((l) => l.qty > 0n);

/** Lots with their own cost also count in the whole of their item, which is what balances and locks go by. */
function wholes(single: readonly PoolChange[], facts: Facts): readonly PoolChange[] {
  const sums = new Map<string, PoolChange>();
  for (const p of single) {
    if (p.lot === null) continue;
    const key = poolKey(p.item, p.group, null);
    // A lot that knows no cost does not make the item forget its own.
    const before = sums.get(key) ?? { ...p, lot: null, qty: 0n, value: 0n, price: p.price > 0n ? p.price : (facts.pools[key]?.price ?? 0n), layers: [], moved: false };
    sums.set(key, { ...before, qty: before.qty + p.qty, value: before.value + p.value, moved: before.moved || p.moved });
  }
  return [...sums.values()];
}

type Moving = { readonly sign: 1n | -1n; readonly facts: Facts; readonly doc: string; readonly handed: Map<string, readonly Portion[]> };

function moved(state: PoolState, m: Movement, at: Moving): PoolState {
  const { sign } = at;
  const sum: PoolState = { ...state, qty: state.qty + sign * m.qty, value: state.value + sign * m.cost };
  const price = sum.qty > 0n && sum.value > 0n ? priceAt(sum.value, sum.qty) : state.price;
  if (at.facts.items[m.item]?.costMethod !== 'fifo') return { ...sum, price };
  return { ...layered(state, m, at), qty: sum.qty, value: sum.value };
}

function layered(state: PoolState, m: Movement, { sign, doc, handed }: Moving): PoolState {
  const fifo = methodOf('fifo');
  if (m.qty === 0n) return m.of ? fifo.revalue(state, { of: layerKey(m.of), qty: heldOf(state, layerKey(m.of)) || 1n, value: sign * m.cost }).state : state;
  // The pool that goods leave comes before the pool they enter.
  if (sign > 0n) return fifo.receive(state, { of: layerKey({ doc, line: m.line }), qty: m.qty, cost: m.cost, portions: handed.get(handedKey(m)) ?? null }).state;
  const left = fifo.issue(state, { of: 'now', qty: m.qty, from: m.basis === 'origin' && m.of ? layerKey(m.of) : null });
  if (isInside(m.to)) handed.set(handedKey(m), left.portions ?? []);
  return left.state;
}
