// Replays cost pools until no change travels any further: from issues to what follows them in other pools, layers and all, and to the products made of them.
import { keyFor, methodOf, type PoolState, type Portion, replaying, share, type Step } from '#costing';
import type { Day } from '#kernel/day';
import type { Facts } from '#kernel/facts';
import { fen, splitFen } from '#kernel/money';
import { must } from '#kernel/must';
import type { Snapshot } from '#kernel/ports';
import { farAmong, type FarPools, NONE_FAR } from './beyond.ts';
import { breathe, calmly } from './breath.ts';
import { type Entry, historiesOf, type History, rowsOf } from './history.ts';
import { keyOf, type PoolName } from './pools.ts';
import type { Change, Recosted } from './recost.ts';
import { changeOf, type Follow, type Recounted } from './recount.ts';

/** Entries after which a long walk takes breath: about a millisecond of work. */
const BREATH = 300;
/** Goods that go back where they were missing when they left make a circle: each round adds less, until a 分 does not change any more. One that never ends is given up. */
const MAX_ROUNDS = 1000;
/** From here on pools learn one after the other: two that always learn at once can miss each other by a 分 for ever. */
const ONE_BY_ONE = 8;
/** Histories by the keys of their pools. */
export const byKey = (histories: readonly History[]): Map<string, History> => new Map(histories.map((h) => [keyOf(h.name), h]));

/** A change travels to pools that are too long to be put right at once. */
export class TooFar extends Error {
  readonly far: FarPools;
  constructor(far: FarPools) {
    super('a change of cost travels to pools that are too long to be put right at once');
    this.far = far;
  }
}
/** Costs that depend on each other without end. */
export class Circle extends Error {}
/** `moving`: pools that what is being booked goes through. `final`: months of 全月一次 up to this period get their final average. `most`: lines of a pool that a change may travel to (null: any). `looking`: nothing is locked, for nothing is booked. */
export type Rippling = { readonly moving?: ReadonlySet<string>; readonly final?: number | null; readonly most?: number | null; readonly looking?: boolean };

/** Replays pools until no change travels any further. */
export class Ripple {
  readonly #tx: Snapshot;
  readonly #most: number | null;
  readonly #looking: boolean;
  readonly #histories: Map<string, History>;
  readonly #after = new Map<string, PoolState>();
  readonly #changes = new Map<string, ReadonlyMap<string, bigint>>();
  readonly #fresh = new Map<string, { readonly fresh: readonly Step[]; readonly day: Day }>();
  readonly #found = new Map<string, Map<string, bigint>>();
  /** Layers of goods that change pools: as they leave (by pool and step), and as they were told to the pool they enter. */
  readonly #portions = new Map<string, ReadonlyMap<string, readonly Portion[]>>();
  readonly #layered = new Map<string, Map<string, readonly Portion[]>>();
  readonly #follows = new Map<string, { readonly key: string; readonly follow: Follow }>();
  #open = false;
  readonly #final: number | null;
  readonly #moving: ReadonlySet<string>;
  constructor(tx: Snapshot, histories: Map<string, History>, { final = null, most = null, looking = false, moving = new Set() }: Rippling = {}) {
    this.#tx = tx;
    this.#moving = moving;
    this.#histories = histories;
    this.#final = final;
    this.#most = most;
    this.#looking = looking;
  }

  /** Counts that follow: their steps find so much more or less. Before any pool is replayed. */
  recount(follows: readonly Follow[], facts: Facts): void {
    for (const follow of follows) {
      const key = keyFor(facts, { item: follow.item, warehouse: follow.warehouse, lot: follow.shelves[0]?.lot ?? null });
      const history = this.#histories.get(key);
      if (!history) continue;
      const { entries } = history;
      const isIts = (e: Entry): boolean => e.step.doc === follow.doc && e.step.line === follow.line && e.step.of === null;
      const at = entries.findIndex((e) => isIts(e) && (follow.side === null || e.rows[0]?.counter === follow.side));
      const entry = at < 0 ? undefined : entries[at];
      // A count that found no difference has left no line: it stands at the end of its day.
      const index = entry ? at : entries.filter((e) => e.day <= follow.day).length;
      const step = recountedStep(follow, entry?.step);
      this.#histories.set(key, {
        ...history,
        entries: [...entries.slice(0, index), { rows: [], day: follow.day, output: false, step }, ...entries.slice(entry ? index + 1 : index)],
      });
      this.#follows.set(step.id, { key, follow });
    }
  }

  /** Replays one pool with what is being booked into it. */
  async replay(key: string, now: { readonly fresh: readonly Step[]; readonly day: Day } | null = null): Promise<void> {
    const history = this.#histories.get(key);
    must(history, `history of pool ${key}`);
    if (now) this.#fresh.set(key, now);
    const { fresh = [], day = '' as Day } = this.#fresh.get(key) ?? {};
    const before = history.entries.filter((e) => e.day <= day);
    const steps = [...before.map((e) => e.step), ...fresh, ...history.entries.slice(before.length).map((e) => e.step)];
    const start = { method: methodOf(history.method), opening: history.opening };
    const { state, changes, portions } = await calmly(replaying(start, steps, { ...this.#known(key), final: this.#final }));
    const moved = fresh.filter((step) => changes.has(step.id));
    if (moved.length > 0) {
      // A later receipt that fills it, or a change that comes back to it from another pool: but by what stood before it, it was right.
      const then = await calmly(replaying(start, [...before.map((e) => e.step), ...fresh]));
      must(then.state.qty < 0n || moved.every((step) => step.basis !== 'pool' || !then.changes.has(step.id)), `a new line of pool ${key} was not valued as of its day`);
      this.#open = true;
    }
    this.#after.set(key, state);
    this.#changes.set(key, changes);
    this.#portions.set(key, portions);
  }

  #known(key: string) {
    return { found: this.#found.get(key) ?? new Map<string, bigint>(), layered: this.#layered.get(key) ?? new Map<string, readonly Portion[]>() };
  }

  /** Hands changes on to pools that follow, round by round. */
  async settle(): Promise<void> {
    for (let round = 0; ; round += 1) {
      if (round >= MAX_ROUNDS) throw new Circle('costs depend on each other in a circle');
      const again = await this.#handOn(round < ONE_BY_ONE);
      if (again.length === 0) return;
      for (const key of again) await this.replay(key);
    }
  }

  /** Looks up who follows the changed lines and tells them, `all` or the first to whom it is news; returns the pools that learnt something new. */
  async #handOn(all: boolean): Promise<readonly string[]> {
    const moved = await this.#movedLines();
    const docs = new Set<string>();
    for (const m of moved.values()) docs.add(m.doc);
    await breathe();
    const followers = docs.size === 0 ? [] : await this.#followersOf(docs);
    if (followers.length > 0) await this.#load(followers);
    const outputs = followers.some((f) => f.output) ? await this.#outputs(moved) : new Map<string, bigint>();
    // Who was told before may have to hear that nothing changed after all.
    const told: string[] = [];
    for (const key of new Set([...this.#found.keys(), ...followers.map(keyOf)])) if ((all || told.length === 0) && this.#tell(key, moved, outputs)) told.push(key);
    // What is being booked stands behind the change in such a pool, and costs something else than it was decided with: that shows when it is booked.
    this.#open ||= told.some((key) => this.#moving.has(key) && !this.#fresh.has(key));
    return told;
  }

  /** Pools with lines that follow the documents, and whether any of those are products. */
  async #followersOf(docs: ReadonlySet<string>): Promise<readonly Follower[]> {
    // Two partial indexes, small whatever the ledger: who follows a line, and who is made of a document's materials. Joined, not looked up one by one: often nobody
    // follows any of thousands, and the planner sees it.
    return this.#tx.query<Follower>(
      `with changed as (select unnest($1::uuid[]) as doc)
      select s.item_id as item, nullif(s.cost_group, books.nil()) as "group", case when r.data->>'costMethod' = 'individual' then s.lot_id end as lot, bool_or(s.basis = 'output') as output
        from (select o.* from changed c join books.stock_line o on o.org_id = books.org() and o.of_doc = c.doc where o.basis = 'origin' and o.qty <> 0 and not o.internal
          union all select o.* from changed c join books.stock_line o on o.org_id = books.org() and o.doc_id = c.doc where o.basis = 'output' and o.qty <> 0 and not o.internal) s
        join books.record r on r.org_id = books.org() and r.id = s.item_id group by 1, 2, 3`,
      // As one text: thousands of values written one by one would hold everybody else up.
      [`{${[...docs].join(',')}}`],
    );
  }

  async #load(pools: readonly PoolName[]): Promise<void> {
    const missing = pools.filter((n) => !this.#histories.has(keyOf(n))).map(({ item, group, lot }) => ({ item, group, lot }));
    if (missing.length === 0) return;
    const far = this.#most === null ? NONE_FAR : await farAmong(this.#tx, missing, this.#most);
    if (far.size > 0) throw new TooFar(far);
    if (!this.#looking) await this.#tx.query('select books.hold_pools($1::uuid[])', [[...new Set(missing.map((n) => n.item))].toSorted()]);
    for (const [key, history] of byKey(await historiesOf(this.#tx, missing))) this.#histories.set(key, history);
  }

  /** What the changed materials add to each product of their documents, by ledger row: split by what the products were booked at, to the last 分, whatever pools they are in. */
  async #outputs(moved: ReadonlyMap<string, Moved>): Promise<ReadonlyMap<string, bigint>> {
    const perDoc = new Map<string, bigint>();
    for (const m of moved.values()) perDoc.set(m.doc, (perDoc.get(m.doc) ?? 0n) + m.change);
    const rows = await this.#tx.query<{ id: string; doc: string; cost: string }>(
      `select id::text, doc_id as doc, cost::text from books.stock_line where org_id = books.org() and doc_id = any ($1::uuid[]) and basis = 'output' and qty > 0 order by doc_id, id`,
      [[...perDoc.keys()]],
    );
    const parts = new Map<string, bigint>();
    for (const doc of new Set(rows.map((r) => r.doc))) {
      const own = rows.filter((r) => r.doc === doc);
      const change = perDoc.get(doc) ?? 0n;
      const split = splitFen(
        fen(change),
        own.map((r) => BigInt(r.cost)),
      );
      own.forEach((r, i) => parts.set(r.id, split[i] ?? 0n));
    }
    return parts;
  }

  /** By how much issued lines cost more than booked, over all replayed pools: document/line (and lot, where each has its own cost) → quantity and change, both positive for issues. */
  async #movedLines(): Promise<Map<string, Moved>> {
    const moved = new Map<string, Moved>();
    for (const [key, changes] of this.#changes) {
      if (changes.size === 0) continue;
      const history = this.#histories.get(key);
      for (const [i, { step }] of (history?.entries ?? []).entries()) {
        if (i % BREATH === BREATH - 1) await breathe();
        const by = changes.get(step.id);
        if (by === undefined || step.qty >= 0n) continue;
        const name = lineOf(step, history?.name.lot);
        const before = moved.get(name) ?? { doc: step.doc, pool: key, qty: 0n, change: 0n, portions: this.#portions.get(key)?.get(step.id) ?? null };
        before.qty -= step.qty;
        before.change -= by;
        moved.set(name, before);
      }
    }
    return moved;
  }

  /** Writes down what the followers in one pool now cost; true when that is news. */
  #tell(key: string, moved: ReadonlyMap<string, Moved>, outputs: ReadonlyMap<string, bigint>): boolean {
    const before = this.#found.get(key) ?? new Map<string, bigint>();
    const found = new Map<string, bigint>();
    const history = this.#histories.get(key);
    for (const { step, output, rows } of history?.entries ?? []) {
      if (step.qty <= 0n) continue;
      const line = step.of ? moved.get(lineOf(step.of, history?.name.lot)) : undefined;
      if (step.basis === 'origin' && line && line.pool !== key) {
        found.set(step.id, step.cost + share(line.change, step.qty, line.qty));
        if (line.portions && step.of?.doc === step.doc) this.#layered.set(key, new Map([...(this.#layered.get(key) ?? []), [step.id, line.portions]]));
      }
      const change = output ? rows.reduce((sum, r) => sum + (outputs.get(r.id) ?? 0n), 0n) : 0n;
      if (change !== 0n) found.set(step.id, step.cost + change);
      if (before.has(step.id) && !found.has(step.id)) {
        found.set(step.id, step.cost);
        this.#layered.get(key)?.delete(step.id);
      }
    }
    const news = [...found].some(([id, cost]) => before.get(id) !== cost);
    if (news) this.#found.set(key, new Map([...before, ...found]));
    return news;
  }

  /** The state of a pool at the end of a period, with everything found so far. */
  async stateThrough(history: History, period: number): Promise<PoolState> {
    const steps = history.entries.filter((e) => e.step.period <= period).map((e) => e.step);
    const start = { method: methodOf(history.method), opening: history.opening };
    return (await calmly(replaying(start, steps, { ...this.#known(keyOf(history.name)), final: this.#final }))).state;
  }

  /** All changes, by ledger row. Shortages of closed months that have found their receipt are corrected now; their rows are looked up. */
  async result(): Promise<Recosted> {
    const changes: Change[] = [];
    for (const [key, byId] of this.#changes) {
      const history = this.#histories.get(key);
      must(history, `history of pool ${key}`);
      const older = new Set([...byId.keys()].filter((id) => !id.startsWith('new:')));
      for (const [i, entry] of history.entries.entries()) {
        if (i % BREATH === BREATH - 1) await breathe();
        const by = byId.get(entry.step.id);
        if (by === undefined) continue;
        older.delete(entry.step.id);
        const portions = this.#layered.get(key)?.get(entry.step.id);
        for (const [n, change] of changesOf(entry, by, history).entries()) changes.push(n === 0 && portions ? { ...change, portions } : change);
      }
      for (const row of await rowsOf(this.#tx, [...older]))
        changes.push({ stockLine: row.id, ...history.name, amount: fen(byId.get(row.id) ?? 0n), row, itemName: history.itemName });
    }
    const recounts = [...this.#follows].map(([id, { key, follow }]): Recounted => {
      const by = this.#changes.get(key)?.get(id) ?? 0n;
      return { ...follow, after: { qty: follow.before.qty + changeOf(follow), value: follow.before.value + by } };
    });
    return { after: this.#after, changes, recounts, waiting: NONE_FAR, open: this.#open ? [...this.#after.keys()].flatMap((key) => this.#histories.get(key)?.name ?? []) : [] };
  }
}

const lineOf = (at: { readonly doc: string; readonly line: number }, lot: string | null = null): string => `${at.doc}/${at.line}/${lot ?? ''}`;
type Follower = PoolName & { readonly output: boolean };
type Moved = { readonly doc: string; readonly pool: string; qty: bigint; change: bigint; readonly portions: readonly Portion[] | null };

/** A count's step with its difference put right; its value follows from the replay. */
function recountedStep(follow: Follow, before: Step | undefined): Step {
  const qty = follow.before.qty + changeOf(follow);
  const own = before ?? {
    id: `count:${follow.doc}/${follow.line}/${follow.side ?? follow.shelves[0]?.lot ?? ''}`,
    doc: follow.doc,
    line: follow.line,
    lot: null,
    period: 0,
    qty,
    cost: follow.before.value,
    basis: 'given',
    of: null,
    atOrigin: false,
  };
  return { ...own, qty, basis: qty < 0n ? 'pool' : 'given', recounted: true };
}

/** A step's change, shared by its ledger rows by quantity. */
function changesOf(entry: Entry, by: bigint, { name, itemName }: History): readonly Change[] {
  if (by === 0n || entry.rows.length === 0) return [];
  const [only] = entry.rows;
  if (only && entry.rows.length === 1) return [{ stockLine: only.id, ...name, amount: fen(by), row: only, itemName }];
  const parts = splitFen(
    fen(by),
    entry.rows.map((r) => {
      const qty = BigInt(r.qty);
      return qty < 0n ? -qty : qty;
    }),
  );
  return entry.rows.map((row, i): Change => ({ stockLine: row.id, ...name, amount: parts[i] ?? fen(0n), row, itemName })).filter((c) => c.amount !== 0n);
}
