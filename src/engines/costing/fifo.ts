// 先进先出: stock is a queue of layers, one for each receipt; issues take the oldest, goods going back to their supplier take their own.
import type { CostMethod, Filled, Layer, Outgoing, PoolState, Portion } from './method.ts';
import { fill, portioned, priceAt, share, worthAt } from './shares.ts';

const valueOf = (layers: readonly Layer[]): bigint => layers.reduce((sum, l) => sum + l.value, 0n);

type Consumed = { readonly left: Layer[]; readonly taken: Portion[]; readonly missing: bigint };

/** Takes a quantity off the layers in order; a layer's last unit takes its last 分. */
function consume(layers: readonly Layer[], qty: bigint): Consumed {
  const left: Layer[] = [];
  const taken: Portion[] = [];
  let need = qty;
  for (const layer of layers) {
    const take = need < layer.qty ? need : layer.qty;
    const part = take === 0n ? 0n : share(layer.value, take, layer.qty);
    need -= take;
    if (take > 0n) taken.push({ qty: take, value: part });
    if (take < layer.qty) left.push({ of: layer.of, qty: layer.qty - take, value: layer.value - part });
  }
  return { left, taken, missing: need };
}

/** The layers that goods are sent back from come first, all others after them in their order. */
function ownFirst(layers: readonly Layer[], { from, qty }: Outgoing): Consumed {
  if (!from) return consume(layers, qty);
  const own = consume(
    layers.filter((l) => l.of === from),
    qty,
  );
  const at = layers.findIndex((l) => l.of === from);
  const kept = layers.filter((l) => l.of !== from);
  if (own.missing === 0n) return { ...own, left: at < 0 ? kept : [...kept.slice(0, at), ...own.left, ...kept.slice(at)] };
  const others = consume(kept, own.missing);
  return { left: others.left, taken: [...own.taken, ...others.taken], missing: others.missing };
}

const lastPrice = (layers: readonly Layer[], before: bigint): bigint => {
  const last = layers.at(-1);
  return last && last.qty > 0n && last.value > 0n ? priceAt(last.value, last.qty) : before;
};

/** Where an item was switched to FIFO, receipts from before are in its first layer; while that is there, nothing younger can be used up. */
const layerNamed = (state: PoolState, of: string): string => (state.layers.some((l) => l.of === of && l.qty > 0n) ? of : OPENING);
const OPENING = 'opening';
/** How much is still there of a receipt. */
export const heldOf = (state: PoolState, of: string): bigint => {
  const name = layerNamed(state, of);
  return state.layers.reduce((sum, l) => (l.of === name && l.qty > 0n ? sum + l.qty : sum), 0n);
};

export const fifo: CostMethod = {
  name: 'fifo',
  receive(state, { of, qty, cost, portions }) {
    let short: readonly Layer[] = state.layers.filter((l) => l.qty < 0n);
    const filled: Filled[] = [];
    const added: Layer[] = [];
    for (const p of portioned(portions, qty, cost)) {
      const rest = fill(short, p.qty, p.value);
      short = rest.left;
      filled.push(...rest.filled);
      if (rest.qty > 0n) added.push({ of, qty: rest.qty, value: rest.cost });
    }
    const stock = state.layers.filter((l) => l.qty > 0n);
    const last = stock.at(-1);
    const [one] = added;
    // Two lots of one line are one layer: the line is what a return names.
    const layers = last?.of === of && one && !portions ? [...stock.slice(0, -1), { of, qty: last.qty + one.qty, value: last.value + one.value }] : [...short, ...stock, ...added];
    const corrected = filled.reduce((sum, f) => sum + f.is - f.was, 0n);
    return {
      state: { qty: state.qty + qty, value: state.value + cost - corrected, price: qty > 0n && cost > 0n ? priceAt(cost, qty) : state.price, layers },
      entered: cost,
      filled,
    };
  },
  issue(state, outgoing) {
    const stock = state.layers.filter((l) => l.qty > 0n);
    const { left, taken, missing } = ownFirst(stock, outgoing);
    const price = lastPrice(stock, state.price);
    const owed = worthAt(missing, price);
    const shortage = missing === 0n ? [] : [{ of: outgoing.of, qty: -missing, value: -owed }];
    const portions = missing === 0n ? taken : [...taken, { qty: missing, value: owed }];
    const cost = portions.reduce((sum, p) => sum + p.value, 0n);
    return {
      state: { qty: state.qty - outgoing.qty, value: state.value - cost, price, layers: [...state.layers.filter((l) => l.qty < 0n), ...shortage, ...left] },
      cost,
      portions,
    };
  },
  revalue(state, { of: named, qty, value }) {
    const of = layerNamed(state, named);
    const held = heldOf(state, named);
    const wished = held === 0n ? 0n : share(value, held < qty ? held : qty, qty);
    const worth = valueOf(state.layers.filter((l) => l.of === of && l.qty > 0n));
    const kept = worth + wished < 0n ? -worth : wished;
    let left = kept;
    let rest = held;
    const layers = state.layers.map((l): Layer => {
      if (l.of !== of || l.qty <= 0n) return l;
      const part = share(left, l.qty, rest);
      left -= part;
      rest -= l.qty;
      return { ...l, value: l.value + part };
    });
    return { state: { ...state, value: state.value + kept, layers }, kept, expensed: value - kept };
  },
};

/** The layers a value-neutral switch to FIFO starts with: everything there is, as one. */
export const asOneLayer = (state: PoolState): PoolState => ({ ...state, layers: state.qty > 0n ? [{ of: OPENING, qty: state.qty, value: state.value }] : [] });
