// One step of the runtime: looks are judged on facts read together, and written together. Events, the clock and the sweep all end here.
import type { Scope, Snapshot } from '#kernel/ports';
import { type Dictionary, type Memory, textsOf } from '#rules';
import type { Ports } from '../context.ts';
import { chinaCalendar, momentOf } from './calendar.ts';
import { readFacts } from './facts.ts';
import { judge, type Judgement, type Look, settleConflicts } from './judge.ts';
import type { Active } from './registry.ts';
import { remember, save, type Saved } from './store.ts';
import { namesOf } from './subjects.ts';
import { teller } from './tell.ts';
import { dictionaryIn, LEXICON } from './words.ts';

/** More than this at once is judged in parts, so that memory stays flat. */
const PART = 2000;
/** R: more firings of one rule within an hour than this suspends it. */
const BRAKE = 200;

const spoken = new WeakMap<Active, { readonly dictionary: Dictionary; readonly said: ReadonlyMap<string, string> }>();
/** What each action of a rule is called, by place ("0/1" = second action of the first branch). */
function saidOf(rule: Active, dictionary: Dictionary): ReadonlyMap<string, string> {
  const before = spoken.get(rule);
  if (before?.dictionary === dictionary) return before.said;
  const texts = textsOf(rule.rule, dictionary);
  const out = new Map(rule.rule.branches.flatMap((b, i) => b.then.map((action, k) => [`${i}/${k}`, texts[`branches.${i}.then.${k}`] ?? action.do] as const)));
  spoken.set(rule, { dictionary, said: out });
  return out;
}

/** Looks as they are, or what finds them in the very transaction that reads their facts (one begin and commit less for every batch of events). */
type Asked = readonly Look[] | ((s: Snapshot) => Promise<readonly Look[]>);

/** Judges looks in one company; a constant number of statements for each part of them. */
export async function judgeAll(ports: Ports, scope: Scope, asked: Asked): Promise<{ readonly judged: readonly Judgement[]; readonly saved: Saved }> {
  let all: readonly Judgement[] = [];
  let saved: Saved = { fired: 0, orders: [] };
  let looks: readonly Look[] | null = typeof asked === 'function' ? null : asked;
  for (let i = 0; looks === null || i < looks.length; i += PART) {
    const now = ports.clock.now();
    const { judged, dictionary } = await ports.db.read(scope, async (s) => {
      looks ??= typeof asked === 'function' ? await asked(s) : asked;
      const part = looks.slice(i, i + PART);
      if (part.length === 0) return { judged: [], dictionary: null };
      const words = await dictionaryIn(s, scope.org);
      const subjects = [...new Map(part.map((l) => [l.subject.key, l.subject])).values()];
      const facts = await readFacts(
        s,
        part.map((l) => ({ plan: l.rule.plan, subject: l.subject })),
        { today: ports.clock.today(), lexicon: LEXICON, calendar: chinaCalendar() },
      );
      const known = await remember(s, part);
      const names = await namesOf(s, subjects, words);
      // The same subject twice in one part: the second look remembers the first.
      const live = new Map<string, Memory>();
      const place = (l: Look): string => `${l.rule.id}/${l.subject.key}`;
      const bench = {
        now: momentOf(now),
        facts,
        memory: (l: Look) => live.get(place(l)) ?? known.memory(l),
        lastFired: known.lastFired,
        name: (x: { key: string }) => names.get(x.key) ?? x.key,
        dictionary: words,
      };
      const judged = part.map((l) => {
        const j = judge(l, bench);
        live.set(place(l), j.memory);
        return j;
      });
      return { judged: settleConflicts(judged), dictionary: words };
    });
    if (dictionary === null) break;
    const say = (j: Judgement, place: string): string => saidOf(j.look.rule, dictionary).get(place) ?? place;
    if (judged.some((j) => j.changed || j.fired || j.released !== null)) {
      const part2 = await ports.db.write(scope, (tx) => save(tx, judged, { now, ids: ports.ids, tell: teller(ports), say }));
      saved = { fired: saved.fired + part2.fired, orders: [...saved.orders, ...part2.orders] };
    }
    all = [...all, ...judged];
  }
  if (runsHot(all, ports.clock.now())) await brake(ports, scope);
  return { judged: all, saved };
}

const HOUR_MS = 3_600_000;
const recent = new Map<string, { since: number; n: number }>();
/** Cheap suspicion, per process: only then the database is asked. The clock asks it anyway. */
function runsHot(judged: readonly Judgement[], now: string): boolean {
  let hot = false;
  for (const j of judged) {
    if (!j.fired) continue;
    const at = recent.get(j.look.rule.id);
    const mine = at && Date.parse(now) - at.since < HOUR_MS ? { since: at.since, n: at.n + 1 } : { since: Date.parse(now), n: 1 };
    recent.set(j.look.rule.id, mine);
    hot ||= mine.n > BRAKE / 2;
  }
  return hot;
}

/** A rule that fires too often stops itself and tells its owner; people decide how it goes on. */
export async function brake(ports: Ports, scope: Scope): Promise<void> {
  const stopped = await ports.db.write(scope, (tx) =>
    tx.query<{ id: string; name: string }>(
      `with busy as (select r.id, r.owner_id, r.name from rules.rule r where r.org_id = books.org() and r.state = 'active' and (select count(*) from (select from rules.firing f where f.org_id = r.org_id and f.rule_id = r.id and f.at > $1::timestamptz - interval '1 hour' limit ${BRAKE + 1}) f) > ${BRAKE}),
       stop as (update rules.rule r set state = 'suspended', why = '1小时内触发超过${BRAKE}次，已自动暂停', updated_at = $1::timestamptz from busy where r.org_id = books.org() and r.id = busy.id returning r.id)
       insert into rules.message (org_id, id, deed_id, rule_id, person_id, text, link, task, at)
       select books.org(), gen_random_uuid(), gen_random_uuid(), b.id, b.owner_id, '规则“' || b.name || '”1小时内触发超过${BRAKE}次，已自动暂停，请检查', '/rules/' || b.id, true, $1::timestamptz from busy b join stop on stop.id = b.id returning rule_id::text as id, text as name`,
      [ports.clock.now()],
    ),
  );
  for (const s of stopped) process.stderr.write(`${s.name}\n`);
}
