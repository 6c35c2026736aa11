// The runtime reads the log: a batch of events at a time, their rules by the fan-out index, and the cursor moves when what they led to is written.
import type { Scope } from '#kernel/ports';
import { type Cue, subjectAt, type Place } from '#rules';
import type { Ports } from '../context.ts';
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

type Wait = { readonly rule: Active; readonly event: string; readonly doc: string | null; readonly cause: string; readonly minutes: number };
const WAIT: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1440, workday: 1440, week: 10_080, month: 43_200, quarter: 129_600, year: 525_600, shift: 480, time: 0 };

/** Looks a signal asks for; state rules are looked at once however many events touched the subject. */
async function looksFor(
  ports: Ports,
  scope: Scope,
  work: { readonly registry: Registry; readonly signals: readonly Signal[] },
): Promise<{ readonly looks: readonly Look[]; readonly waits: readonly Wait[] }> {
  const looks = new Map<string, Look>();
  const waits: Wait[] = [];
  const slow: { rule: Active; signal: Signal; cue: Cue; cause: string | null }[] = [];
  const add = (rule: Active, { signal, cue, cause }: { readonly signal: Signal; readonly cue: Cue; readonly cause: string | null }, subjects: readonly Placed[]): void => {
    for (const subject of subjects) {
      const key = `${rule.id}/${subject.key}/${cause ?? ''}`;
      if (!looks.has(key)) looks.set(key, { rule, subject, cue, cause, stack: signal.stack, warehouse: signal.warehouses[0] ?? null });
    }
  };
  for (const signal of work.signals) {
    const heard = work.registry.find([...signal.metrics, ...signal.events.map((e) => `event:${e.name}`)], signal);
    for (const rule of heard) {
      for (const { cue, cause, wait } of cuesOf(rule, signal)) {
        if (wait !== undefined) {
          waits.push({ rule, event: cue.on === 'event' ? cue.event : '', doc: signal.doc, cause: cause ?? signal.event.id, minutes: wait });
          continue;
        }
        const known = subjectsOfSignal(rule, signal);
        if (known) add(rule, { signal, cue, cause }, known);
        else slow.push({ rule, signal, cue, cause });
      }
    }
  }
  if (slow.length > 0)
    await ports.db.read(scope, async (s) => {
      for (const x of slow) add(x.rule, x, await subjectsOf(s, x.rule.plan, touchedBy(x.signal)));
    });
  return { looks: [...looks.values()], waits };
}

function cuesOf(rule: Active, signal: Signal): readonly { readonly cue: Cue; readonly cause: string | null; readonly wait?: number }[] {
  const t = rule.rule.trigger;
  if (t.on === 'state') {
    // A loop through states is cut like one through events.
    return signal.stack.some((s) => s.startsWith(`${rule.id}@`)) ? [] : [{ cue: { on: 'tick' }, cause: null }];
  }
  if (t.on === 'every') return [{ cue: { on: 'every' }, cause: `every:${signal.event.id}` }];
  if (t.on !== 'event') return [];
  return signal.events
    .filter((e) => t.events.includes(e.name))
    .map((e) => ({
      cue: { on: 'event', event: e.name, stack: signal.stack, first: true } as const,
      cause: e.cause,
      ...(t.wait ? { wait: Math.round(t.wait.n * (WAIT[t.wait.u] ?? 0)) } : {}),
    }));
}

/** Judges what a batch of one company's events led to; returns the deeds that wait for the pen. */
export async function hear(ports: Ports, scope: Scope, events: readonly Heard[]): Promise<{ readonly fired: number; readonly looked: number }> {
  if (events.some((e) => e.name === 'record-saved/1')) forgetWords(scope.org);
  const { registry, signals } = await ports.db.read(scope, async (s) => {
    const registry = await registryIn(s, scope);
    return { registry, signals: registry.rules.length === 0 ? [] : await signalsOf(s, events, ports.catalog) };
  });
  if (signals.length === 0) return { fired: 0, looked: 0 };
  const { looks, waits } = await looksFor(ports, scope, { registry, signals });
  if (waits.length > 0) await remind(ports, scope, waits);
  const counted = await onceEach(ports, scope, looks);
  const { saved } = await judgeAll(ports, scope, counted);
  return { fired: saved.fired, looked: counted.length };
}

/** 每满N and 首次 need to know what was before; both are rare among looks. */
async function onceEach(ports: Ports, scope: Scope, looks: readonly Look[]): Promise<readonly Look[]> {
  const special = looks.filter((l) => l.cue.on === 'every' || (l.rule.rule.trigger.on === 'event' && l.rule.rule.trigger.first !== undefined));
  if (special.length === 0) return looks;
  const rest = looks.filter((l) => !special.includes(l));
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
  return [...rest, ...every, ...first];
}

const remind = (ports: Ports, scope: Scope, waits: readonly Wait[]): Promise<unknown> =>
  ports.db.write(scope, (tx) =>
    tx.query(
      `insert into rules.agenda (org_id, id, rule_id, version, event, doc, cause, due_at) select books.org(), gen_random_uuid(), q.r, q.v, q.e, q.d, q.c, $2::timestamptz + make_interval(mins => q.m)
       from jsonb_to_recordset($1::jsonb) as q(r uuid, v int, e text, d uuid, c text, m int) on conflict (org_id, rule_id, version, cause) do nothing`,
      [JSON.stringify(waits.map((w) => ({ r: w.rule.id, v: w.rule.version, e: w.event, d: w.doc, c: w.cause, m: w.minutes }))), ports.clock.now()],
    ),
  );

/** Reads behind the cursor and hears it; events handled twice (a crash in between) change nothing the second time. */
export async function listenOnce(ports: Ports, scopeOf: (org: string) => Promise<Scope>, heard: (org: string) => Promise<unknown>): Promise<number> {
  const { events, from } = await ports.db.bus(async (tx) => {
    await tx.query('insert into bus.cursor (consumer, pos) select $1, pos from bus.log_head on conflict do nothing', [CONSUMER]);
    const [cursor] = await tx.query<{ pos: bigint }>('select pos from bus.cursor where consumer = $1', [CONSUMER]);
    const after = cursor?.pos ?? 0n;
    return {
      from: after,
      events: await tx.query<Heard & { pos: bigint }>('select pos, org_id::text, id::text, agg, agg_seq, name, payload from bus.event_log where pos > $1 order by pos limit $2', [
        after,
        BATCH,
      ]),
    };
  });
  if (events.length === 0) return 0;
  const orgs = new Map<string, Heard[]>();
  for (const e of events) orgs.set(e.org_id, [...(orgs.get(e.org_id) ?? []), e]);
  for (const [org, mine] of orgs) {
    const { fired } = await hear(ports, await scopeOf(org), mine);
    if (fired > 0) await heard(org);
  }
  const to = events.at(-1)?.pos ?? from;
  await ports.db.bus(async (tx) => {
    await tx.query('insert into bus.inbox (consumer, id, pos) select $1, id, pos from bus.event_log where pos > $2 and pos <= $3 on conflict do nothing', [CONSUMER, from, to]);
    await tx.query('update bus.cursor set pos = greatest(pos, $2), updated_at = now() where consumer = $1', [CONSUMER, to]);
  });
  return events.length;
}
