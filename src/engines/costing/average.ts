// 移动加权平均: each issue is worth its share of the pool, rounded half up once; the remainder stays in the pool.
import type { CostMethod, CostMethodName, PoolState } from './method.ts';
import { fill, priceAt, share, worthAt } from './shares.ts';

const priceOf = (state: PoolState): bigint => (state.qty > 0n && state.value > 0n ? priceAt(state.value, state.qty) : state.price);

/** What leaves at a known cost, but never so much that the goods left behind would be worth less than nothing, and everything with the last unit. */
const bounded = (state: PoolState, qty: bigint, wished: bigint): bigint => (qty === state.qty ? state.value : wished > state.value ? state.value : wished);

/** The machine of every method that keeps one average per pool: 移动加权平均 and, lot by lot, 个别计价. */
export const averaging = (name: CostMethodName): CostMethod => ({
  name,
  receive(state, { qty, cost }) {
    const rest = fill(state.layers, qty, cost);
    const corrected = rest.filled.reduce((sum, f) => sum + f.is - f.was, 0n);
    const next = { qty: state.qty + qty, value: state.value + cost - corrected, price: state.price, layers: rest.left };
    // A receipt that only fills what was missing still says what the goods cost.
    const told = qty > 0n && cost > 0n ? priceAt(cost, qty) : state.price;
    return { state: { ...next, price: priceOf({ ...next, price: told }) }, entered: cost, filled: rest.filled };
  },
  issue(state, { of, qty, wished = null }) {
    const have = state.qty > 0n ? state.qty : 0n;
    if (qty <= have) {
      const cost = wished === null ? share(state.value, qty, have) : bounded(state, qty, wished);
      return { state: { ...state, qty: state.qty - qty, value: state.value - cost, price: priceOf(state) }, cost };
    }
    const price = priceOf(state);
    const missing = qty - have;
    const owed = worthAt(missing, price);
    const covered = have > 0n ? state.value : 0n;
    return {
      state: { qty: state.qty - qty, value: state.value - covered - owed, price, layers: [...state.layers, { of, qty: -missing, value: -owed }] },
      cost: covered + owed,
    };
  },
  revalue(state, { qty, value }) {
    const held = state.qty <= 0n ? 0n : state.qty < qty ? state.qty : qty;
    const wished = held === 0n ? 0n : share(value, held, qty);
    const kept = state.value + wished < 0n ? -state.value : wished;
    const next = { ...state, value: state.value + kept };
    return { state: { ...next, price: priceOf(next) }, kept, expensed: value - kept };
  },
});

export const movingAverage: CostMethod = averaging('moving-average');
