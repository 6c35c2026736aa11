// Values an item's pools by another method or another standard cost, without losing a 分: what the stock is worth stays, or its change is a 材料成本差异. Pure.
import { asOneLayer, COST_METHOD_ZH, type CostMethodName, priceAt, stateOf, worthAt } from '#costing';
import type { Movement, PoolRestated } from '#kernel/decision';
import type { Facts, Holding, ItemFacts, Pool } from '#kernel/facts';
import { accountOf } from '#kernel/checks';
import { credit, debit, type JournalLine } from '#kernel/journal';
import { type Fen, fen, NO_FEN, type Price, price as asPrice, splitFen, sumFen } from '#kernel/money';
import { outside, storage } from '#kernel/place';
import { micro, NO_QTY, sumMicro } from '#kernel/quantity';

export type Restated = {
  readonly pools: readonly PoolRestated[];
  readonly movements: readonly Movement[];
  /** What the stock becomes worth more (+) or less (−): 材料成本差异. */
  readonly difference: Fen;
};

/** The item's pools without a lot: one for the company, or one for each cost group. */
export const wholesOf = (item: string, facts: Facts): readonly Pool[] => Object.values(facts.pools).filter((p) => p.item === item && (p.lot ?? null) === null);
const lotsOf = (item: string, facts: Facts): readonly Pool[] => Object.values(facts.pools).filter((p) => p.item === item && (p.lot ?? null) !== null);
/** What has been booked since the last closed period: value changes of earlier changes of method. A replay finds them by itself, so its start must not hold them. */
const sinceOf = (p: { readonly item: string; readonly group: string | null; readonly lot: string | null }, facts: Facts): Fen =>
  sumFen(
    (facts.holdings ?? []).filter((h) => h.item === p.item && h.group === p.group && (p.lot === null || h.lot === p.lot)),
    (h) => h.since,
  );
const inGroup = (whole: Pool, facts: Facts): readonly Holding[] => (facts.holdings ?? []).filter((h) => h.item === whole.item && h.group === (whole.group ?? null));

/** What is held of the item over all pools. */
export const heldOf = (item: string, facts: Facts) => ({ qty: sumMicro(wholesOf(item, facts), (p) => p.qty), value: sumFen(wholesOf(item, facts), (p) => p.value) });

/** How much of a pool lies in no lot: it cannot be costed piece by piece. */
export const withoutLot = (item: string, facts: Facts) =>
  sumMicro(
    wholesOf(item, facts).flatMap((w) => inGroup(w, facts)),
    (h) => (h.lot === null ? h.qty : NO_QTY),
  );

type Wish = { readonly method: CostMethodName; readonly standardCost: Price | null; readonly line: number };

/** All pools of an item under the new method. Its single lots end with 个别计价 and begin with it. */
export function restate(item: ItemFacts, wish: Wish, facts: Facts): Restated {
  const ended = item.costMethod === 'individual' ? lotsOf(item.id, facts).map((p) => pool(p, { value: NO_FEN, opening: NO_FEN, qty: NO_QTY })) : [];
  const parts = wholesOf(item.id, facts).map((whole) => restateWhole(item, whole, { wish, facts }));
  const begun = new Set(parts.flatMap((p) => p.pools.map((x) => `${x.group}|${x.lot}`)));
  return {
    pools: [...ended.filter((p) => !begun.has(`${p.group}|${p.lot}`)), ...parts.flatMap((p) => p.pools)],
    movements: parts.flatMap((p) => p.movements),
    difference: sumFen(parts, (p) => p.difference),
  };
}

type Around = { readonly wish: Wish; readonly facts: Facts };

function restateWhole(item: ItemFacts, whole: Pool, { wish, facts }: Around): Restated {
  const state = stateOf(whole);
  const layers = wish.method === 'fifo' ? asOneLayer(state).layers : [];
  const average = asPrice(state.qty > 0n && state.value > 0n ? priceAt(state.value, state.qty) : state.price);
  if (wish.method === 'standard') return toStandard(item, whole, { wish, facts });
  const same = pool(whole, { layers, price: average, opening: startOf(whole, facts) });
  return wish.method === 'individual' ? toLots(item, whole, { wish, facts }) : { pools: [same], movements: [], difference: NO_FEN };
}

const pool = (p: Pool, now: Partial<PoolRestated>): PoolRestated => ({
  item: p.item,
  group: p.group ?? null,
  lot: p.lot ?? null,
  qty: p.qty,
  value: p.value,
  opening: p.value,
  price: p.price ?? asPrice(0n),
  layers: [],
  ...now,
});

/** The value a replay of the pool starts with. */
const startOf = (whole: Pool, facts: Facts): Fen => fen(whole.value - sinceOf({ item: whole.item, group: whole.group ?? null, lot: null }, facts));

/** A value without goods that moves into (or out of) a warehouse. */
const valueMove = (
  item: ItemFacts,
  at: { readonly warehouse: string; readonly lot: string | null; readonly cost: Fen; readonly line: number; readonly against: string },
): Movement => ({
  line: at.line,
  item: item.id,
  lot: at.lot,
  qty: NO_QTY,
  cost: at.cost,
  from: outside('cost'),
  to: storage(at.warehouse),
  account: item.inventoryAccount,
  taxAttribute: 'none',
  ownership: 'own',
  basis: 'given',
  against: at.against,
});

/** Stock is worth quantity × standard cost from now on; each warehouse takes its share of the change. */
function toStandard(item: ItemFacts, whole: Pool, { wish, facts }: Around): Restated {
  const each = wish.standardCost ?? asPrice(0n);
  const value = fen(worthAt(whole.qty, each));
  const difference = fen(value - whole.value);
  const houses = new Map<string, bigint>();
  for (const h of inGroup(whole, facts)) houses.set(h.warehouse, (houses.get(h.warehouse) ?? 0n) + h.qty);
  const names = [...houses.keys()].toSorted();
  const shares = splitFen(
    difference,
    names.map((n) => houses.get(n) ?? 0n),
  );
  const against = accountOf(facts, 'inventory.costDifference');
  return {
    pools: [pool(whole, { value, price: each, opening: startOf(whole, facts) })],
    movements: names.flatMap((warehouse, i) => ((shares[i] ?? 0n) === 0n ? [] : [valueMove(item, { warehouse, lot: null, cost: shares[i] ?? NO_FEN, line: wish.line, against })])),
    difference,
  };
}

/** Every lot takes its share of the common average, to the 分; the stock ledger is told which lot its value belongs to. */
function toLots(item: ItemFacts, whole: Pool, { wish, facts }: Around): Restated {
  const lots = new Map<string | null, { qty: bigint; booked: bigint; since: bigint; warehouse: string }>();
  for (const h of inGroup(whole, facts)) {
    const before = lots.get(h.lot) ?? { qty: 0n, booked: 0n, since: 0n, warehouse: h.warehouse };
    lots.set(h.lot, { ...before, qty: before.qty + h.qty, booked: before.booked + h.cost, since: before.since + h.since });
  }
  const names = [...lots.keys()].toSorted((a, b) => ((a ?? '') < (b ?? '') ? -1 : 1));
  const values = splitFen(
    whole.value,
    names.map((n) => lots.get(n)?.qty ?? 0n),
  );
  const rows = names.map((lot, i) => ({ lot, ...(lots.get(lot) ?? { qty: 0n, booked: 0n, since: 0n, warehouse: '' }), value: values[i] ?? NO_FEN }));
  const against = accountOf(facts, 'cogs.main');
  const single = rows.flatMap(({ lot, qty, value, booked, since }): PoolRestated[] =>
    lot === null || qty === 0n
      ? []
      : [{ item: item.id, group: whole.group ?? null, lot, qty: micro(qty), value, opening: fen(booked - since), price: asPrice(priceAt(value, qty)), layers: [] }],
  );
  return {
    pools: [pool(whole, { opening: startOf(whole, facts) }), ...single],
    movements: rows.flatMap(({ lot, value, booked, warehouse }) =>
      value === booked ? [] : [valueMove(item, { warehouse, lot, cost: fen(value - booked), line: wish.line, against })],
    ),
    difference: NO_FEN,
  };
}

/** 借 存货 贷 材料成本差异 by what the stock becomes worth more. */
export const differenceLines = (item: ItemFacts, difference: Fen, around: { readonly facts: Facts; readonly words: string }): readonly JournalLine[] => [
  debit(item.inventoryAccount, difference, around.words),
  credit(accountOf(around.facts, 'inventory.costDifference'), difference, around.words),
];

/** The pools of an item as text, so that the red document can put them back. */
export const poolsText = (item: string, facts: Facts): string =>
  JSON.stringify(
    [...wholesOf(item, facts), ...lotsOf(item, facts)].map((p) => [
      p.group ?? null,
      p.lot ?? null,
      String(p.qty),
      String(p.value),
      String(p.price ?? 0n),
      (p.layers ?? []).map((l) => [l.of, String(l.qty), String(l.value)]),
    ]),
  );

type Written = readonly [group: string | null, lot: string | null, qty: string, value: string, price: string, layers: readonly (readonly [string, string, string])[]];

const currentOf = (item: string, group: string | null, facts: Facts): bigint => wholesOf(item, facts).find((p) => (p.group ?? null) === group)?.value ?? 0n;

/** The pools as they were before; lots that only the change made end. */
export function poolsBefore(item: string, text: string | null, facts: Facts): readonly PoolRestated[] {
  const before = (JSON.parse(text ?? '[]') as readonly Written[]).map(([group, lot, qty, value, price, layers]): PoolRestated => {
    return {
      item,
      group,
      lot,
      qty: micro(BigInt(qty)),
      value: fen(BigInt(value)),
      opening: fen((lot === null ? currentOf(item, group, facts) : BigInt(value)) - sinceOf({ item, group, lot }, facts)),
      price: asPrice(BigInt(price)),
      layers: layers.map(([of, q, v]) => ({ of, qty: BigInt(q), value: BigInt(v) })),
    };
  });
  const known = new Set(before.map((p) => `${p.group}|${p.lot}`));
  const made = lotsOf(item, facts).filter((p) => !known.has(`${p.group ?? null}|${p.lot}`));
  return [...made.map((p) => pool(p, { qty: NO_QTY, value: NO_FEN, opening: NO_FEN })), ...before];
}

export const methodZh = (method: string): string => COST_METHOD_ZH[method as CostMethodName];
