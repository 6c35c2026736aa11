// What rules remember and what they set going, read and written many at once: a batch costs a constant number of statements.
import type { Snapshot, Tx } from '#kernel/ports';
import type { Dur, Memory } from '#rules';
import { instantAfter } from './calendar.ts';
import type { Judgement, Look } from './judge.ts';
import { addressed, type Given, sendMessages } from './messages.ts';
import { INLINE, type Work } from './work.ts';

type Remembered = { readonly memory: (look: Look) => Memory | undefined; readonly lastFired: (rule: { readonly id: string }) => number | undefined };
type MemoryRow = { rule_id: string; version: number; subject: string; high: number | null; edges: number; last_fired: bigint | null; held: Memory['held'] };

/** What is remembered of these looks; one question. */
export async function remember(s: Snapshot, looks: readonly Look[]): Promise<Remembered> {
  const asked = looks.map((l) => ({ r: l.rule.id, v: l.rule.version, s: l.subject.key }));
  const rows = await s.query<MemoryRow>(
    `select m.rule_id::text, m.version, m.subject, m.high, m.edges, m.last_fired, m.held from rules.memory m
     join jsonb_to_recordset($1::jsonb) as q(r uuid, v int, s text) on m.rule_id = q.r and m.version = q.v and m.subject = q.s where m.org_id = books.org()`,
    [JSON.stringify(asked)],
  );
  const cooled = looks.filter((l) => l.rule.rule.cooldown?.per === 'rule').map((l) => l.rule.id);
  const fired =
    cooled.length > 0
      ? await s.query<{ id: string; at: number | null }>(
          `select r.id::text, (select floor((extract(epoch from max(f.at)) + 28800) / 60)::int from rules.firing f where f.org_id = r.org_id and f.rule_id = r.id) as at from rules.rule r where r.org_id = books.org() and r.id = any ($1::uuid[])`,
          [[...new Set(cooled)]],
        )
      : [];
  const known = new Map(
    rows.map((m) => [
      `${m.rule_id}/${m.version}/${m.subject}`,
      { high: m.high ?? undefined, edges: m.edges, held: m.held, ...(m.last_fired === null ? {} : { lastFired: Number(m.last_fired) }) } satisfies Memory,
    ]),
  );
  const last = new Map(fired.map((f) => [f.id, f.at ?? undefined]));
  return { memory: (l) => known.get(`${l.rule.id}/${l.rule.version}/${l.subject.key}`), lastFired: (rule) => last.get(rule.id) };
}

/** Cuts text to what a row should hold. */
const brief = (lines: readonly string[]): readonly string[] => lines.slice(0, 24).map((l) => l.slice(0, 400));

type FiringRow = { readonly id: string; readonly judged: Judgement };
export type Saved = { readonly fired: number; readonly orders: readonly string[] };

/**
 * Writes what a batch of looks came to: memories, firings with their deeds, holds and messages. A firing that was written before (the same
 * event read twice) is left as it is, with all its deeds. Returns the deeds that wait for the pen.
 */
export async function save(tx: Tx, judged: readonly Judgement[], given: Given & { readonly say: (j: Judgement, place: string) => string }): Promise<Saved> {
  // The last look at a subject is what is remembered of it.
  const changed = [...new Map(judged.filter((j) => j.changed).map((j) => [`${j.look.rule.id}/${j.look.subject.key}`, j])).values()];
  const rows: FiringRow[] = judged.filter((j) => j.fired !== null).map((judgement) => ({ id: given.ids.next(), judged: judgement }));
  const fresh = await saveStep(tx, { changed, judged, rows }, given.now);
  if (rows.length === 0) return { fired: 0, orders: [] };
  const deeds = rows
    .filter((r) => fresh.has(r.id))
    .flatMap((r) => {
      let before: string | null = null;
      return (r.judged.fired?.deeds ?? []).map((d) => {
        const id = given.ids.next();
        const row = {
          id,
          firing: r.id,
          rule: r.judged.look.rule.id,
          place: d.place,
          kind: d.action.do,
          said: given.say(r.judged, d.place),
          work: d.work,
          key: `rule:${r.judged.look.rule.id}/${r.judged.look.rule.version}/${r.judged.look.subject.key}/${r.judged.fired?.cause}/${d.place}`,
          after: d.action.after ? before : null,
          delay: d.action.delay ?? null,
          judged: r.judged,
          escalate: d.action.escalate ?? null,
        };
        before = id;
        return row;
      });
    });
  if (deeds.length > 0) await saveDeeds(tx, deeds, given);
  return { fired: fresh.size, orders: deeds.filter((d) => !INLINE.has(d.work.do) || d.after !== null || d.delay !== null).map((d) => d.id) };
}

/** Memories, ended holds and firings in one statement; it says which firings were written for the first time. */
async function saveStep(
  tx: Tx,
  { changed, judged, rows }: { readonly changed: readonly Judgement[]; readonly judged: readonly Judgement[]; readonly rows: readonly FiringRow[] },
  now: string,
): Promise<ReadonlySet<string>> {
  const memories = changed.map((j) => ({
    r: j.look.rule.id,
    v: j.look.rule.version,
    s: j.look.subject.key,
    n: j.name,
    h: j.memory.high ?? null,
    e: j.memory.edges,
    f: j.memory.lastFired ?? null,
    k: j.memory.held,
    w: j.why,
    d: brief(j.said),
  }));
  const ended = judged.filter((j) => j.released !== null).map((j) => ({ r: j.look.rule.id, s: j.look.subject.key, b: j.released }));
  const firings = rows.map(({ id, judged: j }) => ({
    id,
    r: j.look.rule.id,
    v: j.look.rule.version,
    s: j.look.subject.key,
    n: j.name,
    c: j.fired?.cause,
    b: j.fired?.branch,
    q: j.look.cue.on,
    d: brief(j.said),
    k: j.look.stack,
    x: j.fired?.cut ?? null,
  }));
  const written = await tx.query<{ id: string }>(STEP, [JSON.stringify(memories), JSON.stringify(ended), JSON.stringify(firings), now]);
  return new Set(written.map((w) => w.id));
}
/** A branch that stopped being true lets go of what it held; what was set by hand meanwhile stays. */
const STEP = `with memories as (
    insert into rules.memory (org_id, rule_id, version, subject, subject_name, high, edges, last_fired, held, why, said, at)
    select books.org(), q.r, q.v, q.s, q.n, q.h, q.e, q.f, q.k, q.w, q.d, $4::timestamptz from jsonb_to_recordset($1::jsonb) as q(r uuid, v int, s text, n text, h int, e int, f bigint, k jsonb, w text, d jsonb)
    on conflict (org_id, rule_id, version, subject) do update set high = excluded.high, edges = excluded.edges, last_fired = excluded.last_fired, held = excluded.held, why = excluded.why, said = excluded.said, at = excluded.at),
  ended as (
    update rules.hold h set until = $4::timestamptz, lifted_at = case when h.field is null then $4::timestamptz end, lifted_why = case when h.field is null then '条件解除' end
    from jsonb_to_recordset($2::jsonb) as q(r uuid, s text, b int)
    where h.org_id = books.org() and h.rule_id = q.r and h.subject = q.s and h.branch = q.b and h.reverts and h.lifted_at is null)
  insert into rules.firing (org_id, id, rule_id, version, subject, subject_name, cause, branch, at, cue, said, stack, cut)
  select books.org(), q.id, q.r, q.v, q.s, q.n, q.c, q.b, $4::timestamptz, q.q, q.d, array(select jsonb_array_elements_text(q.k)), q.x
  from jsonb_to_recordset($3::jsonb) as q(id uuid, r uuid, v int, s text, n text, c text, b int, q text, d jsonb, k jsonb, x text)
  on conflict (org_id, rule_id, version, subject, cause) do nothing returning id::text`;

type DeedRow = {
  readonly id: string;
  readonly firing: string;
  readonly rule: string;
  readonly place: string;
  readonly kind: string;
  readonly said: string;
  readonly work: Work;
  readonly key: string;
  readonly after: string | null;
  readonly delay: Dur | null;
  readonly judged: Judgement;
  readonly escalate: unknown;
};
async function saveDeeds(tx: Tx, deeds: readonly DeedRow[], given: Given): Promise<void> {
  const now = (d: DeedRow): boolean => INLINE.has(d.work.do) && d.after === null && d.delay === null;
  await tx.query(
    `insert into rules.deed (org_id, id, firing_id, rule_id, place, kind, said, work, key, state, after_id, due_at, result, done_at)
     select books.org(), q.id, q.f, q.r, q.p, q.k, q.s, q.w, q.y, q.t, q.a, q.u, q.o, case when q.t <> 'waiting' then $2::timestamptz end
     from jsonb_to_recordset($1::jsonb) as q(id uuid, f uuid, r uuid, p text, k text, s text, w jsonb, y text, t text, a uuid, u timestamptz, o jsonb) on conflict (org_id, key) do nothing`,
    [
      JSON.stringify(
        deeds.map((d) => ({
          id: d.id,
          f: d.firing,
          r: d.rule,
          p: d.place,
          k: d.kind,
          s: d.said,
          w: { ...d.work, ...(d.escalate ? { escalate: d.escalate } : {}) },
          y: d.key,
          t: now(d) ? (d.work.do === 'skip' ? 'skipped' : 'done') : 'waiting',
          a: d.after,
          u: d.delay ? instantAfter(given.now, d.delay) : given.now,
          o: d.work.do === 'skip' ? { note: d.work.why } : d.kind === 'approve' ? { awaits: d.judged.look.subject.place.doc ?? null } : null,
        })),
      ),
      given.now,
    ],
  );
  await applyInline(
    tx,
    deeds.filter(now).map((d) => ({
      id: d.id,
      rule: d.rule,
      version: d.judged.look.rule.version,
      subject: d.judged.look.subject.key,
      branch: d.judged.fired?.branch ?? 0,
      doc: d.judged.look.subject.place.doc ?? null,
      owner: d.judged.look.rule.owner,
      work: d.work,
    })),
    given,
  );
}

export type InlineDeed = {
  readonly id: string;
  readonly rule: string;
  readonly version: number;
  readonly subject: string;
  readonly branch: number;
  readonly doc: string | null;
  readonly owner: string;
  readonly work: Work;
};

/** Holds, their end, and messages: set-based. */
export async function applyInline(tx: Tx, deeds: readonly InlineDeed[], given: Given): Promise<void> {
  const holds = deeds.flatMap((d) => {
    const { work } = d;
    return work.do === 'hold'
      ? work.targets.map((t) => ({
          id: given.ids.next(),
          k: work.kind,
          w: work.what,
          tt: t.type,
          ti: t.id,
          v: work.value,
          m: work.msg,
          r: d.rule,
          n: d.version,
          s: d.subject,
          b: d.branch,
          x: work.reverts,
        }))
      : [];
  });
  if (holds.length > 0) await tx.query(HOLD, [JSON.stringify(holds), given.now]);
  const lifts = deeds.flatMap((d) => {
    const { work } = d;
    return work.do === 'lift' ? work.targets.map((t) => ({ k: work.kinds, w: work.what, ti: t.id })) : [];
  });
  if (lifts.length > 0)
    await tx.query(
      `update rules.hold h set lifted_at = $2, lifted_why = '由规则解除' from jsonb_to_recordset($1::jsonb) as q(k jsonb, w jsonb, ti text)
       where h.org_id = books.org() and h.lifted_at is null and q.k ? h.kind and h.target_id = q.ti and (q.w is null or q.w ? h.what)`,
      [JSON.stringify(lifts), given.now],
    );
  const messages = deeds.flatMap((d) =>
    d.work.do === 'message'
      ? d.work.to.map((to) => ({
          id: given.ids.next(),
          d: d.id,
          r: d.rule,
          o: d.owner,
          doc: d.doc,
          to: addressed(to),
          t: (d.work as { text: string }).text,
          l: (d.work as { link: string | null }).link,
          k: (d.work as { task: boolean }).task,
          v: (d.work as { via: readonly string[] }).via,
        }))
      : [],
  );
  if (messages.length > 0) await sendMessages(tx, messages, given);
}
/** The same thing held twice by the same rule for the same subject is one hold; a changed value replaces it. */
const HOLD = `insert into rules.hold (org_id, id, kind, what, target_type, target_id, value, prior, msg, rule_id, version, subject, branch, reverts, since)
  select books.org(), q.id, q.k, q.w, q.tt, q.ti, q.v,
    (select p.value from rules.hold p where p.org_id = books.org() and p.kind = q.k and p.what = q.w and p.target_id = q.ti and p.lifted_at is null order by p.since desc limit 1), q.m, q.r, q.n, q.s, q.b, q.x, $2::timestamptz
  from jsonb_to_recordset($1::jsonb) as q(id uuid, k text, w text, tt text, ti text, v text, m text, r uuid, n int, s text, b int, x boolean)
  on conflict (org_id, kind, what, target_type, target_id, rule_id, subject) where lifted_at is null do update set value = excluded.value, since = excluded.since, branch = excluded.branch, version = excluded.version`;
