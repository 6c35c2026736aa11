// 多久没处理就升级: an action whose people did nothing in time calls the next ones. Of several people told, any one who looks or does it is enough;
// an approval is dealt with when its document no longer waits.
import type { Scope } from '#kernel/ports';
import type { Action, Dur } from '#rules';
import type { Ports } from '../context.ts';
import { instantAfter } from './calendar.ts';

type Late = {
  id: string;
  firing_id: string;
  rule_id: string;
  said: string;
  key: string;
  within: Dur;
  then: Action[];
  place: string;
  kind: string;
  handled: boolean;
  at: string;
};

const LATE = `select d.id::text, d.firing_id::text, d.rule_id::text, d.said, d.key, d.work->'escalate'->'within' as within, d.work->'escalate'->'then' as then, d.place, d.kind, d.done_at as at,
  (exists (select from rules.message m where m.org_id = d.org_id and m.deed_id = d.id and (m.done_at is not null or (m.read_at is not null and not m.task)))
   or exists (select from books.document o where o.org_id = d.org_id and d.result ? 'doc' and o.id::text = d.result->>'doc' and o.state not in ('draft', 'submitted'))
   or exists (select from books.document o where o.org_id = d.org_id and d.result ? 'awaits' and o.id::text = d.result->>'awaits' and o.state <> 'submitted')) as handled
  from rules.deed d where d.org_id = books.org() and d.work ? 'escalate' and d.handled_at is null and d.done_at is not null limit 500`;

/** Calls the next people where nothing was done in time; each deed is escalated once. */
export async function escalate(ports: Ports, scope: Scope): Promise<number> {
  const now = ports.clock.now();
  return ports.db.write(scope, async (tx) => {
    const late = (await tx.query<Late>(LATE)).filter((d) => d.handled || Date.parse(instantAfter(new Date(d.at).toISOString(), d.within)) <= Date.parse(now));
    if (late.length === 0) return 0;
    await tx.query('update rules.deed set handled_at = $2 where org_id = books.org() and id = any ($1::uuid[])', [late.map((d) => d.id), now]);
    const calls = late
      .filter((d) => !d.handled)
      .flatMap((d) =>
        d.then.map((action, i) => ({
          id: ports.ids.next(),
          f: d.firing_id,
          r: d.rule_id,
          p: `${d.place}/升级${i + 1}`,
          k: action.do,
          s: `超时未处理，升级：${d.said}`,
          w:
            action.do === 'notify'
              ? { do: 'message', to: action.to, text: `超时未处理，请关注：${d.said}`, link: `/rules/${d.rule_id}`, task: true, via: action.via ?? [] }
              : { do: 'message', to: [{ rel: 'owner' }], text: `超时未处理，请人工处理：${d.said}`, link: `/rules/${d.rule_id}`, task: true, via: [] },
          y: `${d.key}/up/${i}`,
        })),
      );
    if (calls.length > 0)
      await tx.query(
        `insert into rules.deed (org_id, id, firing_id, rule_id, place, kind, said, work, key, due_at) select books.org(), q.id, q.f, q.r, q.p, q.k, q.s, q.w, q.y, $2::timestamptz
         from jsonb_to_recordset($1::jsonb) as q(id uuid, f uuid, r uuid, p text, k text, s text, w jsonb, y text) on conflict (org_id, key) do nothing`,
        [JSON.stringify(calls), now],
      );
    return calls.length;
  });
}
