// 先进先出: stock is a queue of layers, one for each receipt; issues take the oldest, goods going back to their supplier take their own.
import type { CostMethod, Layer, Outgoing, PoolState } from './method.ts';
import { fill, priceAt, share, worthAt } from './shares.ts';

const valueOf = (layers: readonly Layer[]): bigint => layers.reduce((sum, l) => sum + l.value, 0n);

/** Takes a quantity off the layers in order; a layer's last unit takes its last 分. */
function consume(layers: readonly Layer[], qty: bigint): { readonly left: Layer[]; readonly cost: bigint; readonly missing: bigint } {
  const left: Layer[] = [];
  let [need, cost] = [qty, 0n];
  for (const layer of layers) {
    const take = need < layer.qty ? need : layer.qty;
    const part = take === 0n ? 0n : share(layer.value, take, layer.qty);
    need -= take;
    cost += part;
    if (take < layer.qty) left.push({ of: layer.of, qty: layer.qty - take, value: layer.value - part });
  }
  return { left, cost, missing: need };
}

/** The layer that goods are sent back from comes first, all others after it in their order. */
function ownFirst(layers: readonly Layer[], { from, qty }: Outgoing): { readonly left: Layer[]; readonly cost: bigint; readonly missing: bigint } {
  if (!from) return consume(layers, qty);
  const own = consume(
    layers.filter((l) => l.of === from),
    qty,
  );
  const at = layers.findIndex((l) => l.of === from);
  const kept = layers.filter((l) => l.of !== from);
  if (own.missing === 0n) return { ...own, left: at < 0 ? kept : [...kept.slice(0, at), ...own.left, ...kept.slice(at)] };
  const others = consume(kept, own.missing);
  return { left: others.left, cost: own.cost + others.cost, missing: others.missing };
}

const lastPrice = (layers: readonly Layer[], before: bigint): bigint => {
  const last = layers.at(-1);
  return last && last.qty > 0n && last.value > 0n ? priceAt(last.value, last.qty) : before;
};

export const fifo: CostMethod = {
  name: 'fifo',
  receive(state, { of, qty, cost }) {
    const shortages = state.layers.filter((l) => l.qty < 0n);
    const rest = fill(shortages, qty, cost);
    const corrected = rest.filled.reduce((sum, f) => sum + f.is - f.was, 0n);
    const stock = state.layers.filter((l) => l.qty > 0n);
    const last = stock.at(-1);
    const added = rest.qty === 0n ? [] : [{ of, qty: rest.qty, value: rest.cost }];
    // Two lots of one line are one layer: the line is what a return names.
    const layers = last?.of === of ? [...stock.slice(0, -1), { of, qty: last.qty + rest.qty, value: last.value + rest.cost }] : [...rest.left, ...stock, ...added];
    return {
      state: { qty: state.qty + qty, value: state.value + cost - corrected, price: qty > 0n && cost > 0n ? priceAt(cost, qty) : state.price, layers },
      entered: cost,
      filled: rest.filled,
    };
  },
  issue(state, outgoing) {
    const stock = state.layers.filter((l) => l.qty > 0n);
    const { left, cost, missing } = ownFirst(stock, outgoing);
    const price = lastPrice(stock, state.price);
    const owed = worthAt(missing, price);
    const shortage = missing === 0n ? [] : [{ of: outgoing.of, qty: -missing, value: -owed }];
    return {
      state: { qty: state.qty - outgoing.qty, value: state.value - cost - owed, price, layers: [...state.layers.filter((l) => l.qty < 0n), ...shortage, ...left] },
      cost: cost + owed,
    };
  },
  revalue(state, { of, qty, value }) {
    const held = state.layers.filter((l) => l.of === of && l.qty > 0n).reduce((sum, l) => sum + l.qty, 0n);
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
export const asOneLayer = (state: PoolState): PoolState => ({ ...state, layers: state.qty > 0n ? [{ of: 'opening', qty: state.qty, value: state.value }] : [] });
