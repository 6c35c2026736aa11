// Cost methods behind one interface. A method is a pure machine over the state of one cost pool.

/** The state every method can show: what is there and what it is worth. */
export type PoolState = { readonly qty: bigint; readonly value: bigint };

export type CostMethod<S extends PoolState = PoolState> = {
  readonly name: string;
  /** Adds a receipt of `qty` (10⁻⁶) worth `cost` (分). */
  readonly receive: (state: S, qty: bigint, cost: bigint) => S;
  /** Takes `qty` out; returns its cost. The last unit takes the last 分. */
  readonly issue: (state: S, qty: bigint) => { readonly state: S; readonly cost: bigint };
  /** Changes the value without a quantity; returns the share that can stay on stock and what must be expensed. */
  readonly revalue: (state: S, value: bigint, ofQty: bigint) => { readonly state: S; readonly kept: bigint; readonly expensed: bigint };
};

const halfUp = (numerator: bigint, denominator: bigint): bigint =>
  numerator >= 0n ? (numerator + denominator / 2n) / denominator : -((-numerator + denominator / 2n) / denominator);

/**
 * 移动加权平均: each issue is worth its share of the pool, rounded half up once; the remainder stays in the pool.
 * Issuing more than there is (only where negative stock is allowed) costs the last known average, and the pool goes below zero.
 */
export const movingAverage: CostMethod = {
  name: 'moving-average',
  receive: (state, qty, cost) => ({ qty: state.qty + qty, value: state.value + cost }),
  issue: (state, qty) => {
    if (qty === 0n) return { state, cost: 0n };
    if (qty === state.qty) return { state: { qty: 0n, value: 0n }, cost: state.value };
    const cost = state.qty > 0n ? halfUp(state.value * qty, state.qty) : 0n;
    return { state: { qty: state.qty - qty, value: state.value - cost }, cost };
  },
  revalue: (state, value, ofQty) => {
    const held = state.qty < 0n ? 0n : state.qty;
    const kept = ofQty > 0n && held < ofQty ? halfUp(value * held, ofQty) : held > 0n ? value : 0n;
    return { state: { qty: state.qty, value: state.value + kept }, kept, expensed: value - kept };
  },
};
