// 标准成本 (计划成本): stock is always worth quantity × standard price; what was paid more or less is a difference (材料成本差异), outside the pool.
import type { CostMethod, PoolState } from './method.ts';
import { worthAt } from './shares.ts';

/** Moves a quantity in (+) or out (−); the value is what the new quantity is worth, so that rounding never gathers. */
function move(state: PoolState, qty: bigint): { readonly state: PoolState; readonly value: bigint } {
  const after = state.qty + qty;
  const value = worthAt(after, state.price);
  return { state: { ...state, qty: after, value, layers: [] }, value: value - state.value };
}

export const standard: CostMethod = {
  name: 'standard',
  receive(state, { qty }) {
    const moved = move(state, qty);
    return { state: moved.state, entered: moved.value, filled: [] };
  },
  issue(state, { qty }) {
    const moved = move(state, -qty);
    return { state: moved.state, cost: -moved.value };
  },
  revalue: (state, { value }) => ({ state, kept: 0n, expensed: value }),
};
