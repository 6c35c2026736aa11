// Puts costs right when something becomes known late: replays the pools that a posting changes in their past, and says by how much booked lines are off.
// Changes travel: goods moved to another cost group, goods sold and brought back elsewhere, products made of materials that now cost more.
import { methodOf, type PoolState, replay, share, type Step } from '#costing';
import type { Correction, Posting } from '#kernel/decision';
import type { Day } from '#kernel/day';
import { type Facts, poolKey } from '#kernel/facts';
import { fen, splitFen } from '#kernel/money';
import { must } from '#kernel/must';
import type { Tx } from '#kernel/ports';
import { type Entry, freshSteps, historiesOf, type History, replays, type Row, rowsOf } from './history.ts';
import { keyOf, type PoolName, poolsOf } from './pools.ts';

/** What a line turns out to have cost more (+) or less (−) than booked, signed like the line, with what its voucher needs. */
export type Change = Correction & { readonly row: Row; readonly itemName: string };
export type Recosted = {
  /** Final states of the replayed pools, by pool key. */
  readonly after: ReadonlyMap<string, PoolState>;
  readonly changes: readonly Change[];
  /** Empty, or all replayed pools, when a line being booked costs something else already: issued beyond the stock of its day, it is filled by a receipt that is known. */
  readonly open: readonly PoolName[];
};
export type Late = ReadonlyMap<string, History>;

export const NOTHING_LATE: Late = new Map();
/** A change that still travels after so many rounds goes in a circle, which double entry forbids. */
const MAX_ROUNDS = 40;

/** The histories a document needs before it is decided: those of pools with later movements, or below zero. */
export async function lateHistories(tx: Tx, facts: Facts, day: Day): Promise<Late> {
  const names = Object.values(facts.pools)
    .filter((p) => replays(facts.items[p.item]?.costMethod ?? 'moving-average') && ((p.lastDay ?? '') > day || p.qty < 0n))
    .filter((p) => (facts.items[p.item]?.costMethod === 'individual') === ((p.lot ?? null) !== null))
    .map((p): PoolName => ({ item: p.item, group: p.group ?? null, lot: p.lot ?? null }));
  return names.length === 0 ? NOTHING_LATE : byKey(await historiesOf(tx, names));
}

const byKey = (histories: readonly History[]): Map<string, History> => new Map(histories.map((h) => [keyOf(h.name), h]));

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
  at: { readonly facts: Facts; readonly late: Late; readonly all?: boolean; readonly doc: { readonly id: string; readonly period: number; readonly day: Day } },
): Promise<Recosted | null> {
  const { facts, late, doc } = at;
  const names = touched(posting, at);
  if (names.length === 0) return null;
  const missing = names.filter((n) => !late.has(keyOf(n)));
  const histories = new Map([...late, ...byKey(await historiesOf(tx, missing))]);
  const run = new Ripple(tx, histories);
  for (const name of names) {
    const fresh = freshSteps(posting.movements, name, { facts, doc: doc.id, period: doc.period });
    run.replay(keyOf(name), { fresh, day: doc.day });
  }
  await run.settle();
  return run.result();
}

/** Replays pools as they stand booked, without anything new. */
export async function recostBooked(tx: Tx, names: readonly PoolName[]): Promise<Recosted> {
  const histories = byKey(await historiesOf(tx, names));
  const run = new Ripple(tx, histories);
  for (const key of histories.keys()) run.replay(key);
  await run.settle();
  return run.result();
}

/** Replays pools until no change travels any further. */
export class Ripple {
  readonly #tx: Tx;
  readonly #histories: Map<string, History>;
  readonly #after = new Map<string, PoolState>();
  readonly #changes = new Map<string, Map<string, bigint>>();
  readonly #fresh = new Map<string, { readonly fresh: readonly Step[]; readonly day: Day }>();
  readonly #found = new Map<string, Map<string, bigint>>();
  #open = false;
  readonly #final: number | null;
  constructor(tx: Tx, histories: Map<string, History>, final: number | null = null) {
    this.#tx = tx;
    this.#histories = histories;
    this.#final = final;
  }

  /** Replays one pool with what is being booked into it. */
  replay(key: string, now: { readonly fresh: readonly Step[]; readonly day: Day } | null = null): void {
    const history = this.#histories.get(key);
    must(history, `history of pool ${key}`);
    if (now) this.#fresh.set(key, now);
    const { fresh = [], day = '' as Day } = this.#fresh.get(key) ?? {};
    const before = history.entries.filter((e) => e.day <= day);
    const steps = [...before.map((e) => e.step), ...fresh, ...history.entries.slice(before.length).map((e) => e.step)];
    const { state, changes } = replay({ method: methodOf(history.method), opening: history.opening }, steps, { found: this.#found.get(key) ?? new Map(), final: this.#final });
    const moved = fresh.filter((step) => changes.has(step.id));
    if (moved.length > 0) {
      const then = replay({ method: methodOf(history.method), opening: history.opening }, [...before.map((e) => e.step), ...fresh]).state;
      must(then.qty < 0n || moved.every((step) => step.basis !== 'pool'), `a new line of pool ${key} was not valued as of its day`);
      this.#open = true;
    }
    this.#after.set(key, state);
    this.#changes.set(key, new Map(changes));
  }

  /** Hands changes on to pools that follow, round by round. */
  async settle(): Promise<void> {
    for (let round = 0; ; round += 1) {
      must(round < MAX_ROUNDS, 'costs depend on each other in a circle');
      const again = await this.#handOn();
      if (again.length === 0) return;
      for (const key of again) this.replay(key);
    }
  }

  /** Looks up who follows the changed lines and tells them; returns the pools that learnt something new. */
  async #handOn(): Promise<readonly string[]> {
    const moved = this.#movedLines();
    if (moved.size === 0) return [];
    const lines = [...moved.values()];
    const followers = await this.#tx.query<{ item: string; cost_group: string | null; lot: string | null }>(
      `select distinct s.item_id as item, nullif(s.cost_group, books.nil()) as cost_group, case when r.data->>'costMethod' = 'individual' then s.lot_id end as lot
        from books.stock_line s join books.record r on r.org_id = s.org_id and r.id = s.item_id
        where s.org_id = books.org() and s.qty <> 0 and not s.internal and ((s.basis = 'origin' and s.of_doc = any ($1::uuid[])) or (s.basis = 'output' and s.doc_id = any ($1::uuid[])))`,
      [[...new Set(lines.map((l) => l.doc))]],
    );
    const missing = followers.map((f): PoolName => ({ item: f.item, group: f.cost_group, lot: f.lot })).filter((n) => !this.#histories.has(keyOf(n)));
    if (missing.length > 0) {
      await this.#tx.query('select books.hold_pools($1::uuid[])', [[...new Set(missing.map((n) => n.item))].toSorted()]);
      for (const [key, history] of byKey(await historiesOf(this.#tx, missing))) this.#histories.set(key, history);
    }
    const outputs = await this.#outputs(moved);
    const told = [...new Set(followers.map((f) => poolKey(f.item, f.cost_group, f.lot)))].filter((key) => this.#tell(key, moved, outputs));
    return told;
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
    for (const [doc, change] of perDoc) {
      const own = rows.filter((r) => r.doc === doc);
      const split = splitFen(
        fen(change),
        own.map((r) => BigInt(r.cost)),
      );
      own.forEach((r, i) => parts.set(r.id, split[i] ?? 0n));
    }
    return parts;
  }

  /** By how much issued lines cost more than booked, over all replayed pools: document/line (and lot, where each has its own cost) → quantity and change, both positive for issues. */
  #movedLines(): Map<string, Moved> {
    const moved = new Map<string, Moved>();
    for (const [key, changes] of this.#changes) {
      if (changes.size === 0) continue;
      const history = this.#histories.get(key);
      for (const { step } of history?.entries ?? []) {
        const by = changes.get(step.id);
        if (by === undefined || step.qty >= 0n) continue;
        const name = lineOf(step, history?.name.lot);
        const before = moved.get(name) ?? { doc: step.doc, pool: key, qty: 0n, change: 0n };
        moved.set(name, { ...before, qty: before.qty - step.qty, change: before.change - by });
      }
    }
    return moved;
  }

  /** Writes down what the followers in one pool now cost; true when that is news. */
  #tell(key: string, moved: ReadonlyMap<string, Moved>, outputs: ReadonlyMap<string, bigint>): boolean {
    const found = new Map<string, bigint>();
    const history = this.#histories.get(key);
    for (const { step, output, rows } of history?.entries ?? []) {
      if (step.qty <= 0n) continue;
      const line = step.of ? moved.get(lineOf(step.of, history?.name.lot)) : undefined;
      if (step.basis === 'origin' && line && line.pool !== key) found.set(step.id, step.cost + share(line.change, step.qty, line.qty));
      const change = output ? rows.reduce((sum, r) => sum + (outputs.get(r.id) ?? 0n), 0n) : 0n;
      if (change !== 0n) found.set(step.id, step.cost + change);
    }
    const before = this.#found.get(key) ?? new Map<string, bigint>();
    const news = [...found].some(([id, cost]) => before.get(id) !== cost);
    if (news) this.#found.set(key, new Map([...before, ...found]));
    return news;
  }

  /** The state of a pool at the end of a period, with everything found so far. */
  stateThrough(history: History, period: number): PoolState {
    const steps = history.entries.filter((e) => e.step.period <= period).map((e) => e.step);
    return replay({ method: methodOf(history.method), opening: history.opening }, steps, { found: this.#found.get(keyOf(history.name)) ?? new Map(), final: this.#final }).state;
  }

  /** All changes, by ledger row. Shortages of closed months that have found their receipt are corrected now; their rows are looked up. */
  async result(): Promise<Recosted> {
    const changes: Change[] = [];
    for (const [key, byId] of this.#changes) {
      const history = this.#histories.get(key);
      must(history, `history of pool ${key}`);
      const known = new Set(history.entries.map((e) => e.step.id));
      changes.push(...history.entries.flatMap((e) => changesOf(e, byId.get(e.step.id) ?? 0n, history)));
      const older = [...byId].filter(([id]) => !known.has(id) && !id.startsWith('new:'));
      for (const row of await rowsOf(
        this.#tx,
        older.map(([id]) => id),
      ))
        changes.push({ stockLine: row.id, ...history.name, amount: fen(byId.get(row.id) ?? 0n), row, itemName: history.itemName });
    }
    return { after: this.#after, changes, open: this.#open ? [...this.#after.keys()].flatMap((key) => this.#histories.get(key)?.name ?? []) : [] };
  }
}

const lineOf = (at: { readonly doc: string; readonly line: number }, lot: string | null = null): string => `${at.doc}/${at.line}/${lot ?? ''}`;
type Moved = { readonly doc: string; readonly pool: string; readonly qty: bigint; readonly change: bigint };

/** A step's change, shared by its ledger rows by quantity. */
function changesOf(entry: Entry, by: bigint, { name, itemName }: History): readonly Change[] {
  if (by === 0n) return [];
  const parts = splitFen(
    fen(by),
    entry.rows.map((r) => {
      const qty = BigInt(r.qty);
      return qty < 0n ? -qty : qty;
    }),
  );
  return entry.rows.map((row, i): Change => ({ stockLine: row.id, ...name, amount: parts[i] ?? fen(0n), row, itemName })).filter((c) => c.amount !== 0n);
}
