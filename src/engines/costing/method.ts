// What a cost method is: a pure machine over the state of one cost pool. All quantities are 10⁻⁶ base units, all values 分, all prices 10⁻⁶ 元 per base unit.

/** A layer of first-in-first-out stock (qty > 0), or what was issued beyond the stock and waits for the receipt that fills it (qty < 0). `of` names the movement it came from. */
export type Layer = { readonly of: string; readonly qty: bigint; readonly value: bigint };

/** What a pool holds. `price` is the last known cost of one unit: stock issued beyond what is there is valued with it until a receipt tells the truth. */
export type PoolState = { readonly qty: bigint; readonly value: bigint; readonly price: bigint; readonly layers: readonly Layer[] };

export const EMPTY_POOL: PoolState = { qty: 0n, value: 0n, price: 0n, layers: [] };

/** What the method says of stock that arrives: what it enters the pool at, and which earlier shortages it fills, at what they were valued before and are worth now. */
export type Received = { readonly state: PoolState; readonly entered: bigint; readonly filled: readonly Filled[] };
export type Filled = { readonly of: string; readonly was: bigint; readonly is: bigint };

/** Goods of one price, as FIFO keeps them. Σ portions of a movement = its quantity and its cost. */
export type Portion = { readonly qty: bigint; readonly value: bigint };
/** `portions`: the layers that goods from another pool were taken from there, oldest first; they stay apart. */
export type Incoming = { readonly of: string; readonly qty: bigint; readonly cost: bigint; readonly portions?: readonly Portion[] | null };
/** `from` names the layer that should leave (a supplier's goods going back); `wished` is then what that layer cost. */
export type Outgoing = { readonly of: string; readonly qty: bigint; readonly from?: string | null; readonly wished?: bigint | null };
/** A change of value of goods received earlier as `of`, `qty` of them. */
export type Revaluation = { readonly of: string; readonly qty: bigint; readonly value: bigint };

export const COST_METHODS = ['moving-average', 'fifo', 'individual', 'monthly-average', 'standard'] as const;
export type CostMethodName = (typeof COST_METHODS)[number];

export const COST_METHOD_ZH: Readonly<Record<CostMethodName, string>> = {
  'moving-average': '移动加权平均',
  fifo: '先进先出',
  individual: '个别计价',
  'monthly-average': '全月一次加权平均',
  standard: '标准成本',
};

export type CostMethod = {
  readonly name: CostMethodName;
  /** Adds a receipt. A pool that was short values its shortages first, oldest first, at this receipt's unit cost. */
  readonly receive: (state: PoolState, incoming: Incoming) => Received;
  /**
   * Takes stock out; the last unit takes the last 分. More than there is costs the last known price and is remembered as a shortage.
   * `portions`: which layers it came from, where the method keeps any.
   */
  readonly issue: (state: PoolState, outgoing: Outgoing) => { readonly state: PoolState; readonly cost: bigint; readonly portions?: readonly Portion[] };
  /** Changes the value of what is still there of an earlier receipt; the share that has left already is `expensed`. kept + expensed = value. */
  readonly revalue: (state: PoolState, change: Revaluation) => { readonly state: PoolState; readonly kept: bigint; readonly expensed: bigint };
};
