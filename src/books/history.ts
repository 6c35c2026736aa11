// The history of cost pools since the last closed month, as a replay needs it: one step for each line of a document, with all corrections so far.
import { begun, type CostMethodName, layerKey, methodOf, type PoolState, type Portion, references, replay, type Step } from '#costing';
import type { Day } from '#kernel/day';
import type { Movement } from '#kernel/decision';
import { type Facts, poolKey } from '#kernel/facts';
import { must, present } from '#kernel/must';
import type { Snapshot } from '#kernel/ports';
import { calmly } from './breath.ts';
import { layersFrom } from './facts.ts';
import { type Handed, handedKey, type PoolName, poolsOf } from './pools.ts';

/** One stock line as stored. Amounts are text of 分 and 10⁻⁶ units. */
export type Row = {
  readonly id: string;
  readonly doc: string;
  readonly line: number;
  readonly lot: string | null;
  readonly day: Day;
  readonly period: number;
  readonly qty: string;
  readonly cost: string;
  readonly basis: string;
  readonly of_doc: string | null;
  readonly of_line: number | null;
  readonly at_origin: boolean;
  readonly corrects: string | null;
  readonly account: string;
  readonly against: string | null;
  readonly department: string | null;
  /** It goes to, or comes from, another place of the house. */
  readonly crosses: boolean;
  /** The place on the other side. */
  readonly counter: string;
  readonly layers: readonly (readonly [string, string])[] | null;
};
/** A step and the ledger rows it stands for; the first row speaks for all of them. */
export type Entry = {
  readonly step: Step;
  readonly rows: readonly Row[];
  readonly day: Day /** A product: it costs what its document's materials cost. */;
  readonly output: boolean;
};
export type History = { readonly name: PoolName; readonly method: CostMethodName; readonly itemName: string; readonly opening: PoolState; readonly entries: readonly Entry[] };

type Opening = {
  readonly n: number;
  readonly method: CostMethodName | null;
  readonly item_name: string;
  readonly pieces: boolean;
  readonly qty: string | null;
  readonly value: string | null;
  readonly last_price: string | null;
  readonly reference: string | null;
  readonly layers: readonly (readonly [string, string, string])[] | null;
  readonly period: number | null;
};
/** Rows after which reading a history takes breath: about a millisecond of work. */
const BREATH = 300;
const NIL = '00000000-0000-0000-0000-000000000000';
/** A stock line as one text, for histories are long: a value a column takes ten times as long to receive. No value holds the separator; what is not there is empty. */
const LINE = `concat_ws(chr(31), s.id, s.doc_id, s.line_no, coalesce(s.lot_id::text, ''), s.day, s.period, s.qty, s.cost, s.basis, coalesce(s.of_doc::text, ''), coalesce(s.of_line::text, ''), s.at_origin,
  coalesce(s.corrects::text, ''), s.account, coalesce(s.against, ''), coalesce(s.department_id::text, ''), s.counter_warehouse is not null, s.counter, coalesce(s.layers::text, ''))`;

/** Reads such texts; what many lines say alike is kept once. */
function rowReader(): (line: string) => Row {
  const kept = new Map<string, string>();
  const once = (text: string): string => {
    const known = kept.get(text);
    if (known === undefined) kept.set(text, text);
    return known ?? text;
  };
  const orNull = (text: string): string | null => (text === '' ? null : once(text));
  return (text) => {
    const [
      id = '',
      doc = '',
      line,
      lot = '',
      day = '',
      period,
      qty = '',
      cost = '',
      basis = '',
      ofDoc = '',
      ofLine = '',
      atOrigin,
      corrects = '',
      account = '',
      against = '',
      department = '',
      ...rest
    ] = text.split('\u001f');
    const [crosses, counter = '', layers = ''] = rest;
    return {
      id,
      doc,
      line: Number(line),
      lot: orNull(lot),
      day: once(day) as Day,
      period: Number(period),
      qty,
      cost,
      basis: once(basis),
      of_doc: orNull(ofDoc),
      of_line: ofLine === '' ? null : Number(ofLine),
      at_origin: atOrigin === 't',
      corrects: corrects === '' ? null : corrects,
      account: once(account),
      against: orNull(against),
      department: orNull(department),
      crosses: crosses === 't',
      counter: once(counter),
      layers: layers === '' ? null : (JSON.parse(layers) as Row['layers']),
    };
  };
}

/** Reads the histories of pools, in two round trips however many they are. A window begins behind the pool's last closed month; nothing before it is ever computed anew. */
export async function historiesOf(tx: Snapshot, names: readonly PoolName[]): Promise<readonly History[]> {
  if (names.length === 0) return [];
  const wanted = [names.map((n) => n.item), names.map((n) => n.group ?? NIL), names.map((n) => n.lot ?? NIL)];
  const openings = await tx.query<Opening>(
    `select w.n::int, r.data->>'costMethod' as method, r.name as item_name, coalesce((r.data->>'tracksSerials')::boolean, false) and w.lot = $4::uuid as pieces, c.qty::text, c.value::text, c.last_price::text, c.layers, c.period, p.reference::text
      from unnest($1::uuid[], $2::uuid[], $3::uuid[]) with ordinality as w(item, cost_group, lot, n)
      join books.record r on r.org_id = books.org() and r.id = w.item
      left join lateral (select * from books.pool_close c where c.org_id = books.org() and c.item_id = w.item and c.cost_group = w.cost_group and c.lot_id = w.lot order by c.period desc limit 1) c on true
      left join books.cost_pool p on p.org_id = books.org() and p.item_id = w.item and p.cost_group = w.cost_group and p.lot_id = w.lot
      order by w.n`,
    [...wanted, NIL],
  );
  // `period + 0`: by the item's index alone. Put together with the coarse index of months every page of that item's months would be read line by line.
  const rows = await tx.query<{ n: number; line: string }>(
    `select w.n::int, ${LINE} as line from unnest($1::uuid[], $2::uuid[], $3::uuid[], $5::int[]) with ordinality as w(item, cost_group, lot, since, n)
      join books.stock_line s on s.org_id = books.org() and s.item_id = w.item and s.cost_group = w.cost_group and (w.lot = $4::uuid or s.lot_id = w.lot) and s.period + 0 > w.since and not s.internal
      order by w.n, s.day, s.id`,
    [...wanted, NIL, openings.map((o) => o.period ?? 0)],
  );
  const byPool = new Map<number, string[]>();
  for (const { n, line } of rows) {
    const list = byPool.get(n);
    if (list) list.push(line);
    else byPool.set(n, [line]);
  }
  const histories: History[] = [];
  for (const [i, o] of openings.entries())
    histories.push({
      name: present(names[i], 'pool name'),
      method: o.method ?? 'moving-average',
      itemName: o.item_name,
      opening: begun({ qty: BigInt(o.qty ?? 0), value: BigInt(o.value ?? 0), price: BigInt(o.last_price ?? 0), layers: layersFrom(o.layers ?? []) }, () =>
        BigInt(o.reference ?? 0),
      ),
      entries: await calmly(entriesOf(byPool.get(o.n) ?? [], o.pieces)),
    });
  return histories;
}

/** Single ledger rows by id. */
export const rowsOf = async (tx: Snapshot, ids: readonly string[]): Promise<readonly Row[]> =>
  ids.length === 0
    ? []
    : (await tx.query<{ line: string }>(`select ${LINE} as line from books.stock_line s where s.org_id = books.org() and s.id = any ($1::bigint[]) order by s.id`, [ids])).map(
        (r) => rowReader()(r.line),
      );

const groupKey = (r: Row): string =>
  `${r.doc}/${r.line}/${r.day}/${r.qty === '0' ? 'v' : r.qty.startsWith('-') ? 'o' : 'i'}/${r.basis}/${r.of_doc ?? ''}/${r.of_line ?? ''}/${r.at_origin}`;

/**
 * Rows of one line are one step (they were valued as one); corrections join the line they correct, or stand alone when that is in a closed month.
 * What a count's difference changed by later joins the count's own row, and speaks for it where the count found no difference at first. A line of `pieces` may
 * find some and miss others: each side is a step.
 */
function* entriesOf(lines: readonly string[], pieces: boolean): Generator<void, readonly Entry[]> {
  const rows: Row[] = [];
  const read = rowReader();
  for (const line of lines) {
    if (rows.length % BREATH === BREATH - 1) yield;
    rows.push(read(line));
  }
  const own = new Map<string, string>();
  const groups = new Map<string, Row[]>();
  const extra = new Map<string, bigint>();
  const layers = new Map<string, Row['layers']>();
  const at = (r: Row): string => `${r.basis === 'counted' ? `${r.of_doc}/${r.of_line}` : `${r.doc}/${r.line}`}/${pieces ? r.counter : ''}`;
  const counts = new Map<string, string | null>(rows.flatMap((r) => (r.basis === 'counted' ? [[at(r), null]] : [])));
  for (const [i, r] of rows.entries()) {
    if (i % BREATH === BREATH - 1) yield;
    const target = r.corrects === null ? undefined : own.get(r.corrects);
    if (target !== undefined) {
      extra.set(target, (extra.get(target) ?? 0n) + BigInt(r.cost));
      if (r.layers) layers.set(target, r.layers);
      continue;
    }
    const line = counts.size === 0 ? '' : at(r);
    const key = r.corrects === null ? (counts.get(line) ?? groupKey(r)) : `c${r.id}`;
    if (counts.get(line) === null) counts.set(line, key);
    if (r.layers) layers.set(key, r.layers);
    own.set(r.id, key);
    const group = groups.get(key);
    if (group) group.push(r);
    else groups.set(key, [r]);
  }
  const entries: Entry[] = [];
  for (const [key, group] of groups) {
    if (entries.length % BREATH === BREATH - 1) yield;
    entries.push(entryOf(group, { cost: extra.get(key) ?? 0n, layers: layers.get(key) ?? null }));
  }
  return entries;
}

function entryOf(rows: readonly Row[], extra: { readonly cost: bigint; readonly layers: Row['layers'] }): Entry {
  const [first, last] = [rows[0], rows.at(-1)];
  must(first && last, 'a group has a row');
  let [qty, cost] = [0n, extra.cost];
  for (const r of rows) {
    qty += BigInt(r.qty);
    cost += BigInt(r.cost);
  }
  const step = stepOf(first, { qty, cost, portions: portionsFrom(extra.layers) });
  if (last.basis !== 'counted') return { rows, day: first.day, output: first.basis === 'output', step };
  // The last row stands on the side the difference is on now; the count itself is where it counts.
  const count = first.basis === 'counted' ? { doc: first.of_doc ?? first.doc, line: first.of_line ?? first.line, of: null, atOrigin: false } : {};
  return { rows: [last], day: first.day, output: false, step: { ...step, ...count, basis: qty < 0n ? 'pool' : 'given' } };
}

/** Layers of goods from another pool, stored as [quantity, value]. */
const portionsFrom = (layers: Row['layers']): readonly Portion[] | null => layers?.map(([qty, value]) => ({ qty: BigInt(qty), value: BigInt(value) })) ?? null;

const stepOf = (r: Row, { qty, cost, portions }: { readonly qty: bigint; readonly cost: bigint; readonly portions: readonly Portion[] | null }): Step => ({
  id: r.id,
  doc: r.doc,
  line: r.line,
  lot: null,
  period: r.period,
  qty,
  cost,
  basis: r.basis === 'pool' ? 'pool' : r.basis === 'origin' ? 'origin' : 'given',
  of: r.of_doc === null ? null : { doc: r.of_doc, line: r.of_line ?? 0 },
  atOrigin: r.at_origin,
  portions,
  crosses: r.crosses && qty < 0n,
  ...(r.corrects === null ? {} : { corrects: r.corrects }),
});

/** Histories as they begin for a document: a pool that is new, or that knew nothing yet, begins with what the item is thought to cost now. */
export const begin = (histories: readonly History[], facts: Facts): readonly History[] => {
  const reference = references(facts);
  return histories.map((h) => ({ ...h, opening: begun(h.opening, () => reference(h.name)) }));
};

/** Methods whose history is put right as soon as more is known. 全月一次 waits for the end of its month; standard costs never change by themselves. */
export const replays = (method: CostMethodName): boolean => method !== 'standard' && method !== 'monthly-average';

/** The state of a pool at the end of a day, had everything been known then. */
export function stateAt(history: History, day: Day): PoolState {
  const until = history.entries.filter((e) => e.day <= day).map((e) => e.step);
  return replay({ method: methodOf(history.method), opening: history.opening }, until).state;
}

/** What a document being booked adds to a pool's history, at the end of its day. */
export function freshSteps(
  movements: readonly Movement[],
  name: PoolName,
  at: { readonly facts: Facts; readonly doc: string; readonly period: number; readonly handed: Handed },
): readonly Step[] {
  const key = poolKey(name.item, name.group, name.lot);
  const steps = new Map<string, Step>();
  for (const m of movements) {
    const pools = poolsOf(m, at.facts);
    for (const pool of pools) {
      if (poolKey(pool.item, pool.group, pool.lot) !== key) continue;
      const basis = m.basis ?? (m.qty === 0n ? 'given' : pool.sign < 0n ? 'pool' : 'given');
      const id = `new:${m.line}:${pool.sign}:${m.qty === 0n}:${basis}:${m.of ? layerKey(m.of) : ''}`;
      const before = steps.get(id);
      steps.set(id, {
        id,
        doc: at.doc,
        line: m.line,
        lot: null,
        period: at.period,
        qty: (before?.qty ?? 0n) + pool.sign * m.qty,
        cost: (before?.cost ?? 0n) + pool.sign * m.cost,
        basis: basis === 'output' || basis === 'counted' ? 'given' : basis,
        of: m.of ?? null,
        atOrigin: m.atOrigin ?? false,
        fresh: true,
        portions: pool.sign > 0n ? (at.handed.get(handedKey(m)) ?? null) : null,
        crosses: pool.sign < 0n && pools.length > 1,
      });
    }
  }
  return [...steps.values()];
}
