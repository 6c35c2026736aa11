// Makes levels and suggestions anew, for all goods after a forecast or for some after something happened to them. Reads and writes in small pieces; what many goods
// take to calculate is calculated in a thread, because a server that calculates answers nobody.
import type { Day } from '#kernel/day';
import type { Scope } from '#kernel/ports';
import type { Ports } from '../../context.ts';
import { calculate } from '../jobs/thread.ts';
import { type Answer, answerOf, type Asked } from './answer.ts';
import { gather, type Read } from './gather.ts';
import { planFactsIn } from './plans.ts';
import { recoverDecisions, saveLevels, syncSuggestions } from './store.ts';

export type Rebuilt = Pick<Answer, 'wishes' | 'risks'> & { readonly today: Day };
const KINDS = ['purchase', 'transfer', 'produce'] as const;
/** A decision without its document after this time is taken up again. */
const MINUTES = 2;
/** Series that are calculated here: a thread takes longer to begin than these to be done. */
const HERE = 60;

/** With goods of a supplier who has a 起订金额 come the others bought there: they share an order. */
const TOGETHER = `select distinct l.item_id::text as item from planning.level l
  join (select distinct x.facts->>'supplier' as supplier from planning.level x join planning.policy_setting p on p.org_id = x.org_id and p.kind = 'supplier' and p.target_id::text = x.facts->>'supplier' and (p.data->>'least')::numeric > 0
      where x.org_id = books.org() and x.item_id = any ($1::uuid[])) s on s.supplier = l.facts->>'supplier' where l.org_id = books.org()`;

/** One at a time for a company, or an older picture could be written over a newer one. */
const queue = new Map<string, Promise<unknown>>();

/** Rebuilds; null before the first forecast. `asked`: items, null = all, and then plans for failing suppliers too. */
export function rebuild(ports: Ports, scope: Scope, asked: readonly string[] | null): Promise<Rebuilt | null> {
  const before = queue.get(scope.org) ?? Promise.resolve();
  const mine = before.then(
    () => rebuildNow(ports, scope, asked),
    () => rebuildNow(ports, scope, asked),
  );
  queue.set(scope.org, mine);
  return mine;
}

async function rebuildNow(ports: Ports, scope: Scope, asked: readonly string[] | null): Promise<Rebuilt | null> {
  const whole = { ...scope, sites: null };
  const [today, now] = [ports.clock.today(), ports.clock.now()];
  const apart: Read = (work) => ports.db.read(whole, work);
  const { facts, items } = await (asked === null
    ? gather(apart, { org: scope.org, today, now, items: null }).then((facts) => ({ facts, items: null }))
    : apart(async (s) => {
        const items = [...new Set([...asked, ...(await s.query<{ item: string }>(TOGETHER, [asked])).map((r) => r.item)])];
        return { items, facts: await gather((work) => work(s), { org: scope.org, today, now, items }) };
      }));
  if (!facts) return null;
  const plans = items === null ? await apart((s) => planFactsIn(s, facts.today)) : null;
  const { levels, wishes, plans: planned, risks } = await answer({ facts, plans });
  const write: Parameters<typeof saveLevels>[0] = (work) => ports.db.write(whole, work);
  await saveLevels(write, levels, { job: facts.forecast.job, origin: facts.forecast.origin, at: now, items });
  const job = { items, at: now, ids: () => ports.ids.next() };
  await write(async (tx) => {
    await recoverDecisions(tx, new Date(Date.parse(now) - MINUTES * 60_000).toISOString());
    await syncSuggestions(tx, wishes, { ...job, kinds: KINDS, today });
  });
  if (plans) await write((tx) => syncSuggestions(tx, planned, { ...job, kinds: ['substitute'], today: facts.today }));
  return { today: facts.today, wishes, risks };
}

const answer = async (asked: Asked): Promise<Answer> =>
  asked.facts.forecast.rows.length <= HERE ? answerOf(asked) : calculate({ kind: 'answer', asked }, { progress: () => undefined });
