// Puts costs right when something becomes known late: replays the pools that a posting changes in their past, and says by how much booked lines are off.
// Changes travel: goods moved to another cost group, goods sold and brought back elsewhere, products made of materials that now cost more.
import type { PoolState } from '#costing';
import type { Correction, Posting } from '#kernel/decision';
import type { Day } from '#kernel/day';
import { type Facts, poolKey } from '#kernel/facts';
import type { Tx } from '#kernel/ports';
import { atOnce, farAmong, type FarPools, mayWait, NONE_FAR } from './beyond.ts';
import { begin, freshSteps, historiesOf, type History, replays, type Row } from './history.ts';
import type { Passed } from './passed.ts';
import { type Handed, keyOf, poolChanges, type PoolName, poolsOf } from './pools.ts';
import { type Follow, type Recounted, withoutReplay } from './recount.ts';
import { type PieceThen, piecesBefore } from './recount-pieces.ts';
import { byKey, Circle, Ripple, TooFar } from './ripple.ts';

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
  /** Pools whose past this changes, too long to be put right at once: a job of its own does it (late-costs.ts). */
  readonly waiting: FarPools;
};
/** What is known of what a document comes late to: the history of pools put right at once, pools put right afterwards, pieces that only a later count found or missed. */
export type Late = { readonly histories: ReadonlyMap<string, History>; readonly far: FarPools; readonly pieces: readonly PieceThen[] };

export const NOTHING_LATE: Late = { histories: new Map(), far: NONE_FAR, pieces: [] };
export const isLate = ({ histories, far }: Late): boolean => histories.size + far.size > 0;

/** Is the pool below zero, so that a receipt says what its last issues cost? Standard costs know. */
const mayFill = (facts: Facts, p: Facts['pools'][string]): boolean => p.qty < 0n && facts.items[p.item]?.costMethod !== 'standard';

/** The histories a document needs before it is decided: those of pools with later movements, or below zero. */
export async function lateHistories(tx: Tx, facts: Facts, day: Day): Promise<Late> {
  const names = Object.values(facts.pools)
    .filter((p) => (replays(facts.items[p.item]?.costMethod ?? 'moving-average') && (p.lastDay ?? '') > day) || mayFill(facts, p))
    .filter((p) => (facts.items[p.item]?.costMethod === 'individual') === ((p.lot ?? null) !== null))
    .map((p): PoolName => ({ item: p.item, group: p.group ?? null, lot: p.lot ?? null }));
  const pieces = await piecesBefore(tx, facts, day);
  if (names.length === 0) return pieces.length === 0 ? NOTHING_LATE : { ...NOTHING_LATE, pieces };
  // Below zero nobody knows what goods cost until the receipt that fills them says so: that does not wait.
  const above = names.filter((n) => (facts.pools[keyOf(n)]?.qty ?? 0n) > 0n && facts.items[n.item]?.costMethod !== 'individual');
  const far = await farAmong(tx, above, atOnce(facts));
  const near = await historiesOf(
    tx,
    names.filter((n) => !far.has(keyOf(n))),
  );
  return { histories: byKey(begin(near, facts)), far, pieces };
}

/** Pools whose past a posting changes: those with later movements, and those of lines that count where an earlier one stands. */
function touched(posting: Posting, { facts, late, all = false }: { readonly facts: Facts; readonly late: Late; readonly all?: boolean }): readonly PoolName[] {
  const names = new Map<string, PoolName>(all ? [...[...late.histories].map(([key, h]) => [key, h.name] as const), ...late.far] : []);
  for (const m of posting.movements)
    for (const { item, group, lot } of poolsOf(m, facts)) {
      const key = poolKey(item, group, lot);
      if (late.histories.has(key) || late.far.has(key) || (m.atOrigin && replays(facts.items[item]?.costMethod ?? 'moving-average'))) names.set(key, { item, group, lot });
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
  if (names.length === 0) return recounts.length === 0 ? null : { after: new Map(), changes: [], recounts, open: [], waiting: NONE_FAR };
  const unread = names.filter((n) => !late.histories.has(keyOf(n)) && !late.far.has(keyOf(n)));
  const found = await farAmong(tx, unread, atOnce(facts));
  const far = new Map(names.flatMap((n) => [[keyOf(n), late.far.get(keyOf(n)) ?? found.get(keyOf(n))] as const]).flatMap(([key, f]) => (f ? [[key, f] as const] : [])));
  // Layers of pools whose history was read stand as of the document's day; they are written with the replay, or not at all.
  const waits = mayWait(posting, facts, names) && names.every((n) => !late.histories.has(keyOf(n)) || facts.items[n.item]?.costMethod !== 'fifo');
  if (far.size > 0 && waits) return { after: new Map(), changes: [], recounts: withoutReplay(follows, posting, facts), open: [], waiting: allOf(names, far) };
  const others = await historiesOf(
    tx,
    names.filter((n) => !late.histories.has(keyOf(n))),
  );
  const histories = new Map([...late.histories, ...byKey(begin(others, facts))]);
  try {
    const moving = new Set(posting.movements.flatMap((m) => poolsOf(m, facts).map(keyOf)));
    const result = await rippled(new Ripple(tx, histories, { moving, most: waits ? atOnce(facts) : null }), { names, follows, posting, facts, doc });
    return { ...result, recounts: [...result.recounts, ...recounts] };
  } catch (error) {
    if (!(error instanceof TooFar)) throw error;
    return { after: new Map(), changes: [], recounts: withoutReplay(follows, posting, facts), open: [], waiting: allOf(names, error.far) };
  }
}

/** Pools that wait together: those the document changes, and those their changes travel to that are too long. */
const allOf = (names: readonly PoolName[], far: FarPools): FarPools => new Map([...names.map((n) => [keyOf(n), { ...n, lines: far.get(keyOf(n))?.lines ?? 0 }] as const), ...far]);

type Replay = {
  readonly names: readonly PoolName[];
  readonly follows: readonly Follow[];
  readonly posting: Posting;
  readonly facts: Facts;
  readonly doc: { readonly id: string; readonly period: number; readonly day: Day };
};

async function rippled(run: Ripple, { names, follows, posting, facts, doc }: Replay): Promise<Recosted> {
  run.recount(follows, facts);
  const handed = handedIn(posting, facts);
  for (const name of names) {
    const fresh = freshSteps(posting.movements, name, { facts, doc: doc.id, period: doc.period, handed });
    await run.replay(keyOf(name), { fresh, day: doc.day });
  }
  await run.settle();
  return run.result();
}

/** The layers that change hands, where any can. */
const handedIn = (posting: Posting, facts: Facts): Handed =>
  posting.movements.some((m) => facts.items[m.item]?.costMethod === 'fifo' && poolsOf(m, facts).length > 1) ? poolChanges(posting, facts).handed : new Map();

/** The pools that a count's line speaks for: one, or one for each lot under 个别计价. */
const poolsOfCount = (f: Follow, facts: Facts): readonly PoolName[] => {
  const group = facts.warehouses[f.warehouse]?.pool ?? null;
  return [...new Set(f.shelves.map((s) => (facts.items[f.item]?.costMethod === 'individual' ? s.lot : null)))].map((lot) => ({ item: f.item, group, lot }));
};

/** Replays what stood open as it stands booked, without anything new but what counts follow. What goes in a circle for ever keeps what was found before. */
export async function recostBooked(tx: Tx, found: Recosted, { follows, facts }: { readonly follows: readonly Follow[]; readonly facts: Facts }): Promise<Recosted> {
  const histories = byKey(begin(await historiesOf(tx, found.open), facts));
  const run = new Ripple(tx, histories);
  run.recount(follows, facts);
  for (const key of histories.keys()) await run.replay(key);
  try {
    await run.settle();
  } catch (error) {
    if (error instanceof Circle) return found;
    throw error;
  }
  return run.result();
}
