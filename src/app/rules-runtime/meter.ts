// Looks that depend on what was before: 每满N on a running total, and the first time something happens to somebody.
import type { Scope, Tx } from '#kernel/ports';
import { everyPassed } from '#rules';
import type { Ports } from '../context.ts';
import { chinaCalendar } from './calendar.ts';
import { type Placed, readFacts } from './facts.ts';
import type { Look } from './judge.ts';
import type { Active } from './registry.ts';
import { LEXICON } from './words.ts';

type Read = { rule_id: string; version: number; subject: string; read: bigint };
const MILLION = 1_000_000;

/** A look for every N that was passed; what is left over is kept. The total is read over all time, so that returns take back what sales gave. */
export async function everyLooks(ports: Ports, scope: Scope, looks: readonly Look[]): Promise<readonly Look[]> {
  if (looks.length === 0) return [];
  const source = await ports.db.read(scope, (s) =>
    readFacts(
      s,
      looks.map((l) => ({ plan: totalPlan(l.rule), subject: l.subject })),
      { today: ports.clock.today(), lexicon: LEXICON, calendar: chinaCalendar() },
    ),
  );
  return ports.db.write(scope, async (tx) => {
    const asked = looks.map((l) => ({ r: l.rule.id, v: l.rule.version, s: l.subject.key }));
    const before = await tx.query<Read>(
      `select m.rule_id::text, m.version, m.subject, m.read from rules.meter m join jsonb_to_recordset($1::jsonb) as q(r uuid, v int, s text) on m.rule_id = q.r and m.version = q.v and m.subject = q.s where m.org_id = books.org() for update of m`,
      [JSON.stringify(asked)],
    );
    const known = new Map(before.map((b) => [`${b.rule_id}/${b.subject}`, Number(b.read) / MILLION]));
    const started = new Set(
      (
        await tx.query<{ id: string }>(
          'select distinct m.rule_id::text as id from rules.meter m join jsonb_to_recordset($1::jsonb) as q(r uuid, v int) on m.rule_id = q.r and m.version = q.v where m.org_id = books.org()',
          [JSON.stringify(asked)],
        )
      ).map((r) => r.id),
    );
    const next = new Map<string, { look: Look; read: number }>();
    const out: Look[] = [];
    for (const look of looks) {
      const t = look.rule.rule.trigger;
      if (t.on !== 'every') continue;
      const read = source(look.subject).metric({ metric: t.ref.ref, of: t.ref.of ?? [], subject: look.subject, win: EVER })?.value;
      if (typeof read !== 'number') continue;
      const key = `${look.rule.id}/${look.subject.key}`;
      // Counting starts at activation; whoever came later starts at nothing. Where nothing was noted then, the first reading is the start.
      const start = started.has(look.rule.id) ? 0 : read;
      const { times, kept } = everyPassed(next.get(key)?.read ?? known.get(key) ?? start, read, t.n);
      next.set(key, { look, read: kept });
      for (let i = 0; i < times; i++) out.push({ ...look, cause: `every:${Math.round(kept * MILLION) - i * Math.round(t.n * MILLION)}` });
    }
    await tx.query(
      `insert into rules.meter (org_id, rule_id, version, subject, read) select books.org(), q.r, q.v, q.s, q.n from jsonb_to_recordset($1::jsonb) as q(r uuid, v int, s text, n bigint)
       on conflict (org_id, rule_id, version, subject) do update set read = excluded.read`,
      [JSON.stringify([...next.values()].map(({ look, read }) => ({ r: look.rule.id, v: look.rule.version, s: look.subject.key, n: Math.round(read * MILLION) })))],
    );
    return out;
  });
}
/** Notes where every subject of a 每满N rule stands when it is switched on. */
export async function startMeters(tx: Tx, rule: Active, { subjects, today }: { readonly subjects: readonly Placed[]; readonly today: string }): Promise<void> {
  const t = rule.rule.trigger;
  if (t.on !== 'every' || subjects.length === 0) return;
  const plan = totalPlan(rule);
  const source = await readFacts(
    tx,
    subjects.map((subject) => ({ plan, subject })),
    { today, lexicon: LEXICON, calendar: chinaCalendar() },
  );
  const rows = subjects.map((subject) => {
    const read = source(subject).metric({ metric: t.ref.ref, of: t.ref.of ?? [], subject, win: EVER })?.value;
    return { s: subject.key, n: Math.round((typeof read === 'number' ? read : 0) * MILLION) };
  });
  await tx.query(
    `insert into rules.meter (org_id, rule_id, version, subject, read) select books.org(), $2, $3, q.s, q.n from jsonb_to_recordset($1::jsonb) as q(s text, n bigint) on conflict (org_id, rule_id, version, subject) do update set read = excluded.read`,
    [JSON.stringify(rows), rule.id, rule.version],
  );
}

export const EVER = { last: { n: 3650, u: 'day' } } as const;
/** A 每满N rule as what it counts: its own figure over all time. */
export const totalPlan = ({ rule, plan }: Active): Active['plan'] => ({
  ...plan,
  needs: { states: [], metrics: rule.trigger.on === 'every' ? [{ metric: rule.trigger.ref.ref, of: rule.trigger.ref.of ?? [], win: EVER }] : [] },
});

/** 首次: documents whose party (or item) has none of that kind before. */
export async function firstOnly(ports: Ports, scope: Scope, looks: readonly Look[]): Promise<readonly Look[]> {
  const docs = looks.flatMap((l) => l.subject.place.doc ?? []);
  if (docs.length === 0) return [];
  const rows = await ports.db.read(scope, (s) =>
    s.query<{ id: string }>(
      `select d.id::text from books.document d where d.org_id = books.org() and d.id = any ($1::uuid[])
         and not exists (select from books.document o where o.org_id = d.org_id and o.party_id = d.party_id and o.type = d.type and o.id <> d.id and o.made_at < d.made_at and o.state <> 'void')`,
      [docs],
    ),
  );
  const first = new Set(rows.map((r) => r.id));
  return looks.map((l) => (l.subject.place.doc && first.has(l.subject.place.doc) ? l : { ...l, cue: { ...l.cue, first: false } as Look['cue'] }));
}
