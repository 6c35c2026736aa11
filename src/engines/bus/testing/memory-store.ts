// The store port in memory, with the moments at which a database transaction can be interrupted: before it, before its commit, and after its commit
// but before the answer. Row locks are held in between, as a database holds them.
import { aggregateOf, backOff, type BusStore, type LogEvent, TRIES } from '#bus';

export type Dead = { state: 'waiting' | 'parked' | 'resolved' | 'skipped'; tries: number; next: number; error: string };
export type Cursor = { pos: bigint; epoch: bigint; holder: string; until: number; begun: ReadonlySet<bigint> };
export type Row = LogEvent & { readonly prev: string; readonly hash: string };
type Waiting = Omit<LogEvent, 'pos'> & { readonly seq: number };

/** The tables. Only committed rows are in them. */
export type Tables = {
  readonly outbox: Map<number, Waiting>;
  head: { pos: bigint; root: string };
  readonly log: Row[];
  readonly cursors: Map<string, Cursor>;
  /** consumer → position → times it was put there. */
  readonly inbox: Map<string, Map<bigint, number>>;
  readonly dead: Map<string, Map<bigint, Dead>>;
};
export const emptyTables = (): Tables => ({ outbox: new Map(), head: { pos: 0n, root: '0' }, log: [], cursors: new Map(), inbox: new Map(), dead: new Map() });

/** `pause` lets others run, and may throw when the process dies; `now` is in ms. */
export type Machine = { readonly pause: (where: string) => Promise<void>; readonly now: () => number };
/** Locks of rows across the processes of one store. */
export type Locks = Set<string>;

/** A small hash for the chain (FNV-1a); the real one is SHA-256 in the database. */
export function link(prev: string, event: Omit<LogEvent, 'payload'>): string {
  let h = 0x811c9dc5;
  for (const c of `${prev}|${event.pos}|${event.org_id}|${event.id}|${event.agg}|${event.agg_seq}|${event.name}`) h = Math.imul(h ^ c.charCodeAt(0), 0x01000193) >>> 0;
  return h.toString(16);
}

/** Back-off passes faster here, so that a life is not mostly waiting. */
const SECOND = 50;
const open = (d: Dead | undefined): d is Dead => d?.state === 'waiting' || d?.state === 'parked';
const mapOf = <K, V>(of: Map<string, Map<K, V>>, name: string): Map<K, V> => {
  const known = of.get(name);
  if (known) return known;
  const made = new Map<K, V>();
  of.set(name, made);
  return made;
};

/** Open letters of a consumer, by aggregate, each in order. */
function openLetters(tables: Tables, consumer: string): Map<string, { readonly event: Row; readonly dead: Dead }[]> {
  const found = new Map<string, { readonly event: Row; readonly dead: Dead }[]>();
  for (const [pos, dead] of [...mapOf(tables.dead, consumer)].toSorted((a, b) => Number(a[0] - b[0]))) {
    const event = tables.log[Number(pos) - 1];
    if (!open(dead) || !event) continue;
    const agg = aggregateOf(event);
    found.set(agg, [...(found.get(agg) ?? []), { event, dead }]);
  }
  return found;
}

/** A store over shared tables, as one process sees it. */
export function memoryStore(tables: Tables, machine: Machine, locks: Locks = new Set()): BusStore {
  const lock = async <T>(row: string, work: () => Promise<T>, busy: T): Promise<T> => {
    if (locks.has(row)) return busy;
    locks.add(row);
    try {
      return await work();
    } finally {
      locks.delete(row);
    }
  };
  const atomic = async <T>(name: string, work: () => T): Promise<T> => {
    await machine.pause(`${name}: before`);
    const result = work();
    await machine.pause(`${name}: committed, unanswered`);
    return result;
  };
  return {
    sequence: (most) =>
      lock(
        'head',
        async () => {
          await machine.pause('sequence: head locked');
          const { pos, root } = tables.head;
          const taken = [...tables.outbox.values()].toSorted((a, b) => a.seq - b.seq).slice(0, most);
          await machine.pause('sequence: taken');
          let [at, chain] = [pos, root];
          const rows = taken.map(({ seq: _seq, ...event }) => {
            const prev = chain;
            at += 1n;
            chain = link(prev, { ...event, pos: at });
            return { ...event, pos: at, prev, hash: chain };
          });
          await machine.pause('sequence: before commit');
          for (const { seq } of taken) tables.outbox.delete(seq);
          tables.log.push(...rows);
          tables.head = { pos: at, root: chain };
          await machine.pause('sequence: committed, unanswered');
          return rows.length;
        },
        -1,
      ),
    take: ({ consumer, holder, lease, most }) =>
      atomic('take', () => {
        const cursor = tables.cursors.get(consumer) ?? { pos: 0n, epoch: 0n, holder: '', until: -1, begun: new Set() };
        if (cursor.until > machine.now() && cursor.holder !== holder) return null;
        const letters = openLetters(tables, consumer);
        const due = [...letters.values()].filter(([first]) => first && first.dead.next <= machine.now() && first.dead.tries < TRIES).flat();
        const behind = tables.log.slice(Number(cursor.pos), Number(cursor.pos) + most);
        if (due.length === 0 && behind.length === 0) return null;
        tables.cursors.set(consumer, { ...cursor, epoch: cursor.epoch + 1n, holder, until: machine.now() + lease });
        const seen = mapOf(tables.inbox, consumer);
        return {
          epoch: cursor.epoch + 1n,
          events: behind.map((e) => ({ ...e, seen: seen.has(e.pos) })),
          parked: new Set(letters.keys()),
          due: due.map((d) => ({ ...d.event, tried: d.dead.tries > 0 })),
          begun: cursor.begun,
        };
      }),
    settle: ({ consumer, epoch, pos, done, dead, keep }) =>
      atomic('settle', () => {
        const cursor = tables.cursors.get(consumer);
        if (!cursor || cursor.epoch !== epoch) return false;
        tables.cursors.set(consumer, {
          ...cursor,
          pos: pos !== null && pos > cursor.pos ? pos : cursor.pos,
          until: machine.now() + keep,
          begun: new Set([...cursor.begun].filter((p) => !done.includes(p) && !dead.some((d) => d.pos === p))),
        });
        const [inbox, letters] = [mapOf(tables.inbox, consumer), mapOf(tables.dead, consumer)];
        for (const p of done) {
          inbox.set(p, (inbox.get(p) ?? 0) + 1);
          const letter = letters.get(p);
          if (letter) letter.state = 'resolved';
        }
        for (const { pos: p, state, error } of dead) {
          const tries = (letters.get(p)?.tries ?? 0) + (state === 'waiting' ? 1 : 0);
          letters.set(p, { state, error, tries, next: machine.now() + (state === 'waiting' ? backOff(tries) * SECOND : 0) });
        }
        return true;
      }),
    begin: ({ consumer, epoch, pos, lease }) =>
      atomic('begin', () => {
        const cursor = tables.cursors.get(consumer);
        if (!cursor || cursor.epoch !== epoch) return false;
        tables.cursors.set(consumer, { ...cursor, begun: pos === null ? cursor.begun : new Set([...cursor.begun, pos]), until: machine.now() + lease });
        return true;
      }),
    replay: (consumer, from) =>
      atomic('replay', () => {
        const cursor = tables.cursors.get(consumer) ?? { pos: 0n, epoch: 0n, holder: '', until: -1, begun: new Set() };
        tables.cursors.set(consumer, { ...cursor, pos: from, epoch: cursor.epoch + 1n, until: -1, begun: new Set() });
        for (const rows of [mapOf(tables.inbox, consumer), mapOf(tables.dead, consumer)]) for (const p of rows.keys()) if (p > from) rows.delete(p);
      }),
  };
}
