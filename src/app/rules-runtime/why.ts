// 为什么没触发: a rule judged now for its subjects, condition by condition, with the figures and what it remembers. Nothing is written.
import type { Scope } from '#kernel/ports';
import { decide, explain, freshMemory, type Memory } from '#rules';
import type { Ports } from '../context.ts';
import { chinaCalendar, momentOf } from './calendar.ts';
import { readFacts } from './facts.ts';
import { readRule } from './life.ts';
import { compile } from './registry.ts';
import { namesOf, subjectsOf } from './subjects.ts';
import { dictionaryOf, LEXICON } from './words.ts';

const MOST_WHY = 20;
/** Judged now, on the figures of now and what is remembered: each condition with its figures. */
export async function whyNot(ports: Ports, scope: Scope, { id, q }: { readonly id: string; readonly q: string | undefined }): Promise<unknown> {
  const dictionary = await dictionaryOf(ports.db, scope);
  return ports.db.read({ ...scope, sites: null }, async (s) => {
    const head = await readRule(s, id);
    const row = await readRule(s, id, head.active ?? undefined);
    const rule = compile({ id, name: row.name, version: head.active ?? row.latest, ast: row.ast, owner_id: row.owner_id, owner_name: row.owner_name });
    const recent = rule.plan.axes.includes('doc')
      ? (await s.query<{ id: string }>(`select id::text from books.document where org_id = books.org() order by updated_at desc limit 200`)).map((d) => d.id)
      : null;
    const all = await subjectsOf(s, rule.plan, recent ? { docs: recent } : {});
    const names = await namesOf(s, all, dictionary);
    const found = all.filter((x) => !q || (names.get(x.key) ?? '').includes(q)).slice(0, MOST_WHY);
    const facts = await readFacts(
      s,
      found.map((subject) => ({ plan: rule.plan, subject })),
      { today: ports.clock.today(), lexicon: LEXICON, calendar: chinaCalendar() },
    );
    const memory = new Map(
      (
        await s.query<{ subject: string; high: number | null; edges: number; last_fired: bigint | null; held: Memory['held'] }>(
          'select subject, high, edges, last_fired, held from rules.memory where org_id = books.org() and rule_id = $1 and version = $2 and subject = any ($3::text[])',
          [id, rule.version, found.map((x) => x.key)],
        )
      ).map((m) => [m.subject, m]),
    );
    const t = row.ast.trigger;
    const cue = t.on === 'event' ? { on: 'event' as const, event: t.events[0], waited: true, first: true } : t.on === 'state' ? { on: 'tick' as const } : { on: t.on };
    return {
      subjects: found.map((subject) => {
        const m = memory.get(subject.key);
        const kept: Memory = m ? { high: m.high ?? undefined, edges: m.edges, held: m.held, ...(m.last_fired === null ? {} : { lastFired: Number(m.last_fired) }) } : freshMemory();
        const decision = decide({
          rule: row.ast,
          ruleId: id,
          version: rule.version,
          subject,
          cue,
          facts: facts(subject),
          now: momentOf(ports.clock.now()),
          memory: kept,
          active: head.state === 'active',
        });
        return { key: subject.key, name: names.get(subject.key) ?? subject.key, why: decision.why, lines: explain({ rule: row.ast }, decision, dictionary) };
      }),
      more: all.length > MOST_WHY,
    };
  });
}
