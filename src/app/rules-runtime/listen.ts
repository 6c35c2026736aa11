// The runtime reads the log: a batch of events at a time, their rules by the fan-out index, and the cursor moves when what they led to is written.
import type { Database, Scope, Snapshot } from '#kernel/ports';
import { type Cue, type Dur, subjectAt, type Place } from '#rules';
import { switchedOn } from '../bus/scenes.ts';
import type { Ports } from '../context.ts';
import { instantAfter } from './calendar.ts';
import type { Placed } from './facts.ts';
import type { Look } from './judge.ts';
import { everyLooks, firstOnly } from './meter.ts';
import type { Active, Registry } from './registry.ts';
import { registryIn } from './registry.ts';
import { type Heard, type Signal, signalsOf } from './signals.ts';
import { judgeAll } from './step.ts';
import { subjectsOf } from './subjects.ts';
import { forgetWords } from './words.ts';

const CONSUMER = 'rules';
const BATCH = 500;
const SIMPLE: ReadonlySet<string> = new Set(['sku', 'warehouse', 'supplier', 'customer', 'doc']);

/** Ids a selector on an axis lets through, or null when only the database can say (categories, shops). */
function allowed(rule: Active, axis: string): ReadonlySet<string> | null | 'ask' {
  const sels = rule.plan.within[axis as 'sku'];
  if (!sels || sels.length === 0) return null;
  if (sels.some((s) => s.not !== undefined || !s.ids || s.e === 'category' || s.e === 'region')) return sels.every((s) => s.state !== undefined && !s.ids && !s.not) ? null : 'ask';
  return new Set(sels.flatMap((s) => s.ids ?? []));
}

/** The subjects an event touched, without asking, where the event itself names them all. */
function subjectsOfSignal(rule: Active, signal: Signal): readonly Placed[] | null {
  let places: Place[] = [{}];
  for (const axis of rule.plan.axes) {
    if (!SIMPLE.has(axis)) return null;
    const filter = allowed(rule, axis);
    if (filter === 'ask') return null;
    const ids = axis === 'sku' ? signal.items : axis === 'warehouse' ? signal.warehouses : axis === 'doc' ? (signal.doc ? [signal.doc] : []) : signal.parties;
    // Saving an item names no warehouse: it is judged in all of them.
    if (ids.length === 0 && axis !== 'doc') return null;
    const let_ = ids.filter((id) => !filter || filter.has(id));
    places = places.flatMap((p) => let_.map((id) => ({ ...p, [axis]: id })));
  }
  return places.map((p) => subjectAt(rule.plan, p));
}

const touchedBy = (signal: Signal) => ({
  ...(signal.items.length > 0 ? { items: signal.items } : {}),
  ...(signal.warehouses.length > 0 && signal.items.length === 0 ? { warehouses: signal.warehouses } : {}),
  ...(signal.parties.length > 0 ? { parties: signal.parties } : {}),
  ...(signal.doc ? { docs: [signal.doc] } : {}),
});

type Wait = { readonly rule: Active; readonly event: string; readonly doc: string | null; readonly cause: string; readonly wait: Dur };
/** Looks a signal asks for; state rules are looked at once however many events touched the subject. */
async function looksFor(
  s: Snapshot,
  work: { readonly registry: Registry; readonly signals: readonly Signal[] },
): Promise<{ readonly looks: readonly Look[]; readonly waits: readonly Wait[] }> {
  const looks = new Map<string, Look>();
  const waits: Wait[] = [];
  const slow: { rule: Active; signal: Signal; cue: Cue; cause: string | null }[] = [];
  const add = (rule: Active, { signal, cue, cause }: { readonly signal: Signal; readonly cue: Cue; readonly cause: string | null }, subjects: readonly Placed[]): void => {
    for (const subject of subjects) {
      const key = `${rule.id}/${subject.key}/${cause ?? ''}`;
      const before = looks.get(key);
      // Touched by its own work and by somebody else's: the latter counts.
      if (!before || (cause === null && signal.stack.length < before.stack.length))
        looks.set(key, { rule, subject, cue, cause, stack: signal.stack, warehouse: signal.warehouses[0] ?? null });
    }
  };
  for (const signal of work.signals) {
    const heard = work.registry.find([...signal.metrics, ...signal.events.map((e) => `event:${e.name}`)], signal);
    for (const rule of heard) {
      for (const { cue, cause, wait } of cuesOf(rule, signal)) {
        if (wait !== undefined) {
          waits.push({ rule, event: cue.on === 'event' ? cue.event : '', doc: signal.doc, cause: cause ?? signal.event.id, wait });
          continue;
        }
        const known = subjectsOfSignal(rule, signal);
        if (known) add(rule, { signal, cue, cause }, known);
        else slow.push({ rule, signal, cue, cause });
      }
    }
  }
  for (const x of slow) add(x.rule, x, await subjectsOf(s, x.rule.plan, touchedBy(x.signal)));
  return { looks: [...looks.values()], waits };
}

function cuesOf(rule: Active, signal: Signal): readonly { readonly cue: Cue; readonly cause: string | null; readonly wait?: Dur }[] {
  const t = rule.rule.trigger;
  // A loop through states is cut like one through events: by the decision, where it can be shown and re-arms what it ended.
  if (t.on === 'state') return [{ cue: { on: 'tick', stack: signal.stack }, cause: null }];
  if (t.on === 'every') return [{ cue: { on: 'every' }, cause: `every:${signal.event.id}` }];
  if (t.on !== 'event') return [];
  return signal.events
    .filter((e) => t.events.includes(e.name))
    .map((e) => ({
      cue: { on: 'event', event: e.name, stack: signal.stack, first: true } as const,
      cause: e.cause,
      ...(t.wait ? { wait: t.wait } : {}),
    }));
}

/** Judges what a batch of one company's events led to; returns the deeds that wait for the pen. */
export async function hear(ports: Ports, scope: Scope, events: readonly Heard[]): Promise<{ readonly fired: number; readonly looked: number }> {
  if (events.some((e) => e.name === 'record-saved/1')) forgetWords(scope.org);
  let later: readonly Wait[] = [];
  let special: readonly Look[] = [];
  let looked = 0;
  const { saved } = await judgeAll(ports, scope, async (s) => {
    const registry = await registryIn(s, scope);
    const signals = registry.rules.length === 0 ? [] : await signalsOf(s, events, ports.catalog);
    const { looks, waits } = await looksFor(s, { registry, signals });
    later = waits;
    special = looks.filter(needsPast);
    const plain = special.length > 0 ? looks.filter((l) => !needsPast(l)) : looks;
    looked = plain.length;
    return plain;
  });
  if (later.length > 0) await remind(ports, scope, later);
  if (special.length === 0) return { fired: saved.fired, looked };
  const counted = await onceEach(ports, scope, special);
  const more = await judgeAll(ports, scope, counted);
  return { fired: saved.fired + more.saved.fired, looked: looked + counted.length };
}
/** 每满N and 首次 need to know what was before; both are rare among looks. */
const needsPast = (l: Look): boolean => l.cue.on === 'every' || (l.rule.rule.trigger.on === 'event' && l.rule.rule.trigger.first !== undefined);

async function onceEach(ports: Ports, scope: Scope, special: readonly Look[]): Promise<readonly Look[]> {
  const every = await everyLooks(
    ports,
    scope,
    special.filter((l) => l.cue.on === 'every'),
  );
  const first = await firstOnly(
    ports,
    scope,
    special.filter((l) => l.cue.on === 'event'),
  );
  return [...every, ...first];
}

const remind = (ports: Ports, scope: Scope, waits: readonly Wait[]): Promise<unknown> =>
  ports.db.write(scope, (tx) =>
    tx.query(
      `insert into rules.agenda (org_id, id, rule_id, version, event, doc, cause, due_at) select books.org(), gen_random_uuid(), q.r, q.v, q.e, q.d, q.c, q.u
       from jsonb_to_recordset($1::jsonb) as q(r uuid, v int, e text, d uuid, c text, u timestamptz) on conflict (org_id, rule_id, version, cause) do nothing`,
      [JSON.stringify(waits.map((w) => ({ r: w.rule.id, v: w.rule.version, e: w.event, d: w.doc, c: w.cause, u: instantAfter(ports.clock.now(), w.wait) })))],
    ),
  );

/** Where the cursor stands and what is behind it, in one question. */
const BEHIND = `select c.pos as "from", e.pos, e.org_id, e.id, e.agg, e.agg_seq, e.name, e.payload from bus.cursor c
  left join lateral (select l.pos, l.org_id::text, l.id::text, l.agg, l.agg_seq, l.name, l.payload from bus.event_log l where l.pos > c.pos order by l.pos limit $2) e on true where c.consumer = $1 order by e.pos`;
/** Nobody waits for the disk here: a cursor that was lost reads again, and reading twice changes nothing. */
const READ = `with seen as (insert into bus.inbox (consumer, id, pos, org_id, delay_ms) select $1, id, pos, org_id, extract(epoch from clock_timestamp() - created) * 1000
    from bus.event_log where pos > $2 and pos <= $3 on conflict do nothing)
  update bus.cursor set pos = greatest(pos, $3), updated_at = now(), seen_at = clock_timestamp() where consumer = $1 and set_config('synchronous_commit', 'off', true) = 'off'`;
/** With nothing to do, a sign of life once a second: the health board asks who is still looking. */
const HERE = `update bus.cursor set seen_at = clock_timestamp() where consumer = $1 and seen_at < clock_timestamp() - interval '1 second'`;

/** What was heard last and is not noted yet: it is, in the transaction that asks what comes next. Lost with the process, it is heard again. */
const heardUpTo = new WeakMap<Database, { readonly from: bigint; readonly to: bigint }>();

/** Reads behind the cursor and hears it; events handled twice (a crash in between) change nothing the second time. Called until it says 0: only then is everything noted. */
export async function listenOnce(ports: Ports, scopeOf: (org: string) => Promise<Scope>, heard: (org: string) => Promise<unknown>): Promise<number> {
  const noted = heardUpTo.get(ports.db);
  const { events, from } = await ports.db.bus(async (tx) => {
    if (noted) await tx.query(READ, [CONSUMER, noted.from, noted.to]);
    const behind = await tx.query<Heard & { pos: bigint | null; from: bigint }>(BEHIND, [CONSUMER, BATCH]);
    const [first] = behind;
    // The first time ever: what happened before nobody asked rules about.
    if (!first) await tx.query('insert into bus.cursor (consumer, pos, since) select $1, pos, pos from bus.log_head on conflict do nothing', [CONSUMER]);
    if (behind.every((e) => e.pos === null)) await tx.query(HERE, [CONSUMER]);
    return { from: first?.from ?? 0n, events: behind.filter((e): e is typeof e & { pos: bigint } => e.pos !== null) };
  });
  if (heardUpTo.get(ports.db) === noted) heardUpTo.delete(ports.db);
  if (events.length === 0) return 0;
  const orgs = new Map<string, Heard[]>();
  for (const e of events) orgs.set(e.org_id, [...(orgs.get(e.org_id) ?? []), e]);
  for (const [org, mine] of orgs) {
    const { fired } = await hear(ports, await scopeOf(org), await switchedOn(ports.db, org, mine));
    if (fired > 0) await heard(org);
  }
  heardUpTo.set(ports.db, { from, to: events.at(-1)?.pos ?? from });
  return events.length;
}
