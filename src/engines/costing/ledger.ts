// The cost pools of one decision, remembered from line to line: every document asks here what goods cost, whatever the item's method.
import type { Facts, Pool } from '#kernel/facts';
import { poolKey } from '#kernel/facts';
import { type Fen, fen, splitFen, sumFen } from '#kernel/money';
import { present } from '#kernel/must';
import type { SourceRef } from '#kernel/document';
import type { Micro } from '#kernel/quantity';
import { averaging, movingAverage } from './average.ts';
import { fifo } from './fifo.ts';
import { type CostMethod, type CostMethodName, EMPTY_POOL, type PoolState } from './method.ts';
import { begun, references } from './reference.ts';
import { layerKey } from './replay.ts';
import { share, worthAt } from './shares.ts';
import { standard } from './standard.ts';

/** The machine of each method. 个别计价 is the average of one lot; 全月一次 values issues provisionally with the moving average until its month is closed. */
export const methodOf = (name: CostMethodName): CostMethod => METHODS[name];
const METHODS: Readonly<Record<CostMethodName, CostMethod>> = {
  'moving-average': movingAverage,
  fifo,
  individual: averaging('individual'),
  'monthly-average': averaging('monthly-average'),
  standard,
};

export type Part = { readonly lot: string | null; readonly qty: Micro };
export type Leaving = { readonly item: string; readonly warehouse: string; readonly parts: readonly Part[] };
export type Arriving = { readonly item: string; readonly warehouse: string; readonly lot: string | null; readonly qty: Micro; readonly cost: Fen };
/** What leaves: Σ parts = cost. */
export type Left = { readonly cost: Fen; readonly parts: readonly Fen[] };

export type CostLedger = {
  /** Takes goods out by the item's method; the last unit takes the last 分. The parts of a line share its cost by quantity, except where each lot has its own. */
  readonly issue: (leaving: Leaving) => Left;
  /**
   * Takes goods out at a known cost (back to their supplier, at their receipt's cost). What really leaves may differ: everything with the last unit,
   * never so much that what stays is worth less than nothing, and under FIFO what their layers cost. The caller books the difference as 成本差异.
   */
  readonly issueAt: (leaving: Leaving, known: { readonly wished: Fen; readonly from: SourceRef | null }) => Left;
  /** Puts goods in at a known cost; says what they enter stock at. The rest (standard costs; a pool below zero filled to exactly nothing) is 成本差异. */
  readonly receive: (arriving: Arriving, as?: SourceRef) => { readonly entering: Fen; readonly difference: Fen };
  /** What `qty` is worth now: at the pool's average, the lot's own cost, the standard price, the last known cost, the reference; null when nobody knows. */
  readonly worth: (goods: { readonly item: string; readonly warehouse: string; readonly lot: string | null; readonly qty: Micro }) => Fen | null;
  /** Changes the value of goods received earlier in a closed month: the share still here is kept, the share gone is expensed. kept + expensed = value. */
  readonly revalue: (
    goods: { readonly item: string; readonly warehouse: string; readonly lot: string | null; readonly qty: Micro; readonly of: SourceRef },
    value: Fen,
  ) => { readonly kept: Fen; readonly expensed: Fen };
};

/** The state of a pool among the facts. */
export const stateOf = (pool: Pool | undefined): PoolState => (pool ? { qty: pool.qty, value: pool.value, price: pool.price ?? 0n, layers: pool.layers ?? [] } : EMPTY_POOL);

/** The pool that goods belong to: the company's or the warehouse group's, and the lot's own under 个别计价. */
export function keyFor(facts: Facts, goods: Goods): string {
  const { item, group, lot } = poolOf(facts, goods);
  return poolKey(item, group, lot);
}
type Goods = { readonly item: string; readonly warehouse: string; readonly lot: string | null };
const poolOf = (facts: Facts, { item, warehouse, lot }: Goods) => ({
  item,
  group: facts.warehouses[warehouse]?.pool ?? null,
  lot: facts.items[item]?.costMethod === 'individual' ? lot : null,
});

/** A running view of `facts.pools`. */
export function costLedger(facts: Facts): CostLedger {
  const states = new Map<string, PoolState>();
  const reference = references(facts);
  const methodFor = (item: string): CostMethod => methodOf(present(facts.items[item], 'item').costMethod);
  const at = (key: string, item: string): PoolState => {
    const state = states.get(key) ?? stateOf(facts.pools[key]);
    const price = facts.items[item]?.standardCost;
    return facts.items[item]?.costMethod === 'standard' && price ? { ...state, price } : state;
  };
  const take = (leaving: Leaving, known: { readonly wished: Fen | null; readonly from: SourceRef | null }): Left => {
    const method = methodFor(leaving.item);
    const groups = method.name === 'individual' ? leaving.parts.map((p) => [p]) : [leaving.parts];
    const wholeQty = leaving.parts.reduce((sum, p) => sum + p.qty, 0n);
    const wishes =
      known.wished === null
        ? null
        : splitFen(
            known.wished,
            groups.map((g) => g.reduce((sum, p) => sum + p.qty, 0n)),
          );
    const parts = groups.flatMap((group, i) => {
      const goods = { ...leaving, lot: group[0]?.lot ?? null };
      const key = keyFor(facts, goods);
      const qty = method.name === 'individual' ? group.reduce((sum, p) => sum + p.qty, 0n) : wholeQty;
      const { state, cost } = method.issue(
        begun(at(key, leaving.item), () => reference(poolOf(facts, goods))),
        { of: 'now', qty, from: known.from ? layerKey(known.from) : null, wished: wishes?.[i] ?? null },
      );
      states.set(key, state);
      return splitFen(
        fen(cost),
        group.map((p) => p.qty),
      );
    });
    return { cost: sumFen(parts, (p) => p), parts };
  };
  return {
    issue: (leaving) => take(leaving, { wished: null, from: null }),
    issueAt: (leaving, known) => take(leaving, known),
    receive(arriving, as) {
      const method = methodFor(arriving.item);
      const key = keyFor(facts, arriving);
      const before = at(key, arriving.item);
      const { state, entered } = method.receive(before, { of: as ? layerKey(as) : 'now', qty: arriving.qty, cost: arriving.cost });
      states.set(key, state);
      return { entering: fen(entered), difference: fen(arriving.cost - entered) };
    },
    worth: (goods) => worthNow(goods, { facts, state: at(keyFor(facts, goods), goods.item), standard: methodFor(goods.item).name === 'standard', reference }),
    revalue(goods, value) {
      const key = keyFor(facts, goods);
      const { state, kept, expensed } = methodFor(goods.item).revalue(at(key, goods.item), { of: layerKey(goods.of), qty: goods.qty, value });
      states.set(key, state);
      return { kept: fen(kept), expensed: fen(expensed) };
    },
  };
}

type Around = { readonly facts: Facts; readonly state: PoolState; readonly standard: boolean; readonly reference: ReturnType<typeof references> };
function worthNow(goods: Goods & { readonly qty: Micro }, { facts, state, standard: byStandard, reference }: Around): Fen | null {
  if (byStandard) return state.price > 0n ? fen(worthAt(goods.qty, state.price)) : null;
  if (state.qty > 0n && state.value >= 0n) return fen(share(state.value, goods.qty, state.qty));
  const pool = poolOf(facts, goods);
  // A lot that is new to 个别计价 is worth what the item is worth on average.
  const whole = stateOf(facts.pools[poolKey(pool.item, pool.group, null)]);
  if (whole.qty > 0n && whole.value >= 0n) return fen(share(whole.value, goods.qty, whole.qty));
  const { price } = begun(state, () => reference(pool));
  return price > 0n ? fen(worthAt(goods.qty, price)) : null;
}
