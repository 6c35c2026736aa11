// The cost pools of one decision, remembered from line to line. A pool whose last unit leaves is worth nothing, to the 分.
import { movingAverage } from '#costing';
import type { Facts } from '#kernel/facts';
import { divideHalfUp, fen, type Fen } from '#kernel/money';
import type { Micro } from '#kernel/quantity';

export type RunningPools = {
  /** Takes goods out at the moving average; the last unit takes the last 分. */
  readonly issue: (item: string, qty: Micro) => Fen;
  /**
   * Takes goods out at a known cost (a return at its receipt's cost). Returns what really leaves the pool: everything with the last unit,
   * and never so much that the goods left behind are worth less than nothing. The caller books the difference as 成本差异.
   */
  readonly issueAt: (item: string, qty: Micro, wished: Fen) => Fen;
  /** Puts goods in at a known cost. Returns what really enters: a pool below zero that is filled to exactly nothing is worth nothing. */
  readonly receiveAt: (item: string, qty: Micro, wished: Fen) => Fen;
  /** What `qty` is worth at the average of the pool now; null when there is none. */
  readonly worth: (item: string, qty: Micro) => Fen | null;
};

/** A running view of `facts.pools`. */
export function runningPools(facts: Facts): RunningPools {
  const pools = new Map<string, { readonly qty: bigint; readonly value: bigint }>();
  const at = (item: string) => pools.get(item) ?? facts.pools[item] ?? { qty: 0n, value: 0n };
  return {
    issue(item, qty) {
      const { state, cost } = movingAverage.issue(at(item), qty);
      pools.set(item, state);
      return fen(cost);
    },
    issueAt(item, qty, wished) {
      const pool = at(item);
      const left = pool.qty - qty;
      const cost = left === 0n ? pool.value : left > 0n && wished > pool.value ? pool.value : wished;
      pools.set(item, { qty: left, value: pool.value - cost });
      return fen(cost);
    },
    receiveAt(item, qty, wished) {
      const pool = at(item);
      const cost = pool.qty + qty === 0n ? -pool.value : wished;
      pools.set(item, { qty: pool.qty + qty, value: pool.value + cost });
      return fen(cost);
    },
    worth(item, qty) {
      const pool = at(item);
      return pool.qty > 0n ? fen(divideHalfUp(pool.value * qty, pool.qty)) : null;
    },
  };
}
