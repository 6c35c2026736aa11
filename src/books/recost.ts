// Puts costs right when something becomes known late: replays the pools that a posting changes in their past, and says by how much booked lines are off.
// Changes travel: goods moved to another cost group, goods sold and brought back elsewhere, products made of materials that now cost more.
import type { PoolState } from '#costing';
import type { Correction, Posting } from '#kernel/decision';
import type { Day } from '#kernel/day';
import { type Facts, poolKey } from '#kernel/facts';
import type { Tx } from '#kernel/ports';
import { freshSteps, historiesOf, type History, replays, type Row } from './history.ts';
import type { Passed } from './passed.ts';
import { type Handed, keyOf, poolChanges, type PoolName, poolsOf } from './pools.ts';
import { type Follow, type Recounted, withoutReplay } from './recount.ts';
import { byKey, Ripple } from './ripple.ts';

/** What a line turns out to have cost more (+) or less (−) than booked, signed like the line, with what its voucher needs. */
export type Change = Correction & {
  readonly row: Row;
  readonly itemName: string /** What of it goes on to other accounts, its goods having gone on. */;
  readonly passed?: readonly Passed[];
};
export type Recosted = {
  /** Final states of the replayed pools, by pool key. */
  readonly after: ReadonlyMap<string, PoolState>;
  readonly changes: readonly Change[];
  /** Differences of counts that follow. */
  readonly recounts: readonly Recounted[];
  /** Empty, or all replayed pools, when a line being booked costs something else already: issued beyond the stock of its day, it is filled by a receipt that is known. */
  readonly open: readonly PoolName[];
};
export type Late = ReadonlyMap<string, History>;

export const NOTHING_LATE: Late = new Map();

/** The histories a document needs before it is decided: those of pools with later movements, or below zero. */
export async function lateHistories(tx: Tx, facts: Facts, day: Day): Promise<Late> {
  const names = Object.values(facts.pools)
    .filter((p) => replays(facts.items[p.item]?.costMethod ?? 'moving-average') && ((p.lastDay ?? '') > day || p.qty < 0n))
    .filter((p) => (facts.items[p.item]?.costMethod === 'individual') === ((p.lot ?? null) !== null))
    .map((p): PoolName => ({ item: p.item, group: p.group ?? null, lot: p.lot ?? null }));
  return names.length === 0 ? NOTHING_LATE : byKey(await historiesOf(tx, names));
}

/** Pools whose past a posting changes: those with later movements, and those of lines that count where an earlier one stands. */
function touched(posting: Posting, { facts, late, all = false }: { readonly facts: Facts; readonly late: Late; readonly all?: boolean }): readonly PoolName[] {
  const names = new Map<string, PoolName>(all ? [...late].map(([key, h]) => [key, h.name]) : []);
  for (const m of posting.movements)
    for (const { item, group, lot } of poolsOf(m, facts)) {
      const key = poolKey(item, group, lot);
      if (late.has(key) || (m.atOrigin && replays(facts.items[item]?.costMethod ?? 'moving-average'))) names.set(key, { item, group, lot });
    }
  return [...names.values()];
}

/** Replays what the posting changes. Null when it changes nothing but the present. */
export async function recost(
  tx: Tx,
  posting: Posting,
  at: {
    readonly facts: Facts;
    readonly late: Late;
    readonly all?: boolean;
    /** Counts whose differences follow. */
    readonly follows?: readonly Follow[];
    readonly doc: { readonly id: string; readonly period: number; readonly day: Day };
  },
): Promise<Recosted | null> {
  const { facts, late, doc, follows = [] } = at;
  const replayed = new Map(follows.flatMap((f) => (replays(facts.items[f.item]?.costMethod ?? 'moving-average') ? poolsOfCount(f, facts).map((n) => [keyOf(n), n] as const) : [])));
  const names = [...new Map([...touched(posting, at).map((n) => [keyOf(n), n] as const), ...replayed]).values()];
  const still = follows.filter((f) => !replays(facts.items[f.item]?.costMethod ?? 'moving-average'));
  const recounts = still.length === 0 ? [] : withoutReplay(still, posting, facts);
  if (names.length === 0) return recounts.length === 0 ? null : { after: new Map(), changes: [], recounts, open: [] };
  const missing = names.filter((n) => !late.has(keyOf(n)));
  const histories = new Map([...late, ...byKey(await historiesOf(tx, missing))]);
  const run = new Ripple(tx, histories);
  run.recount(follows, facts);
  const handed = handedIn(posting, facts);
  for (const name of names) {
    const fresh = freshSteps(posting.movements, name, { facts, doc: doc.id, period: doc.period, handed });
    await run.replay(keyOf(name), { fresh, day: doc.day });
  }
  await run.settle();
  const result = await run.result();
  return { ...result, recounts: [...result.recounts, ...recounts] };
}

/** The layers that change hands, where any can. */
const handedIn = (posting: Posting, facts: Facts): Handed =>
  posting.movements.some((m) => facts.items[m.item]?.costMethod === 'fifo' && poolsOf(m, facts).length > 1) ? poolChanges(posting, facts).handed : new Map();

/** The pools that a count's line speaks for: one, or one for each lot under 个别计价. */
const poolsOfCount = (f: Follow, facts: Facts): readonly PoolName[] => {
  const group = facts.warehouses[f.warehouse]?.pool ?? null;
  return [...new Set(f.shelves.map((s) => (facts.items[f.item]?.costMethod === 'individual' ? s.lot : null)))].map((lot) => ({ item: f.item, group, lot }));
};

/** Replays pools as they stand booked, without anything new but what counts follow. */
export async function recostBooked(tx: Tx, names: readonly PoolName[], { follows, facts }: { readonly follows: readonly Follow[]; readonly facts: Facts }): Promise<Recosted> {
  const histories = byKey(await historiesOf(tx, names));
  const run = new Ripple(tx, histories);
  run.recount(follows, facts);
  for (const key of histories.keys()) await run.replay(key);
  await run.settle();
  return run.result();
}
