// Makes levels and suggestions anew, for all goods after a forecast or for some after something happened to them. Reads in one snapshot, writes in one transaction.
import { addDays, type Day, dayNumber } from '#kernel/day';
import type { Scope } from '#kernel/ports';
import { leastOf, type Spot, suggestFor, toldShort, upToLeast, type Wish, withinBudget } from '#planning';
import type { Ports } from '../../context.ts';
import { gather, type PolicyFacts, seriesKey } from './gather.ts';
import { type Place, placesOf } from './places.ts';
import { recoverDecisions, saveLevels, syncSuggestions, type Wanted } from './store.ts';

export type Rebuilt = { readonly facts: PolicyFacts; readonly places: readonly Place[]; readonly wishes: readonly Wanted[] };
const KINDS = ['purchase', 'transfer', 'produce'] as const;
/** A decision without its document after this time is taken up again. */
const MINUTES = 2;

/** 0 = Monday; 1970-01-01 was a Thursday. */
export const weekdayOf = (day: Day): number => (dayNumber(day) + 3) % 7;

/** What is wanted of all places, within the budget when all goods are looked at. */
function wanted(facts: PolicyFacts, places: readonly Place[], whole: boolean): Wanted[] {
  const byItem = new Map<string, Spot[]>();
  for (const { spot } of places) byItem.set(spot.item, [...(byItem.get(spot.item) ?? []), spot]);
  const job = { weekday: weekdayOf(facts.today), transferFirst: facts.settings.company.transferFirst };
  const all: Wish[] = [...byItem.values()].flatMap((spots) => suggestFor(spots, job));
  const { budget } = facts.settings.company;
  const least = leastOf(facts.settings);
  const enough = least.size === 0 ? all : upToLeast(all, places.map((p) => p.spot), { least, weekday: job.weekday }); // biome-ignore format: one thought
  const spots = new Map(places.map((p) => [seriesKey(p.spot.item, p.spot.warehouse), p.spot]));
  const kept = whole && budget !== null ? withinBudget(enough, spots, budget) : enough;
  return toldShort(kept, least).map((w) => ({ ...w, needBy: addDays(facts.today, w.cover), facts: { position: w.position, cover: w.cover } }));
}

/** With goods of a supplier who has a 起订金额 come the others bought there: they share an order. */
const TOGETHER = `select distinct l.item_id::text as item from planning.level l
  join (select distinct x.facts->>'supplier' as supplier from planning.level x join planning.policy_setting p on p.org_id = x.org_id and p.kind = 'supplier' and p.target_id::text = x.facts->>'supplier' and (p.data->>'least')::numeric > 0
      where x.org_id = books.org() and x.item_id = any ($1::uuid[])) s on s.supplier = l.facts->>'supplier' where l.org_id = books.org()`;

/** Rebuilds; null before the first forecast. `asked`: items, null = all. */
export async function rebuild(ports: Ports, scope: Scope, asked: readonly string[] | null): Promise<Rebuilt | null> {
  const whole = { ...scope, sites: null };
  const [today, now] = [ports.clock.today(), ports.clock.now()];
  const { facts, items } = await ports.db.read(whole, async (s) => {
    const items = asked === null ? null : [...new Set([...asked, ...(await s.query<{ item: string }>(TOGETHER, [asked])).map((r) => r.item)])];
    return { items, facts: await gather(s, { org: scope.org, today, now, items }) };
  });
  if (!facts) return null;
  const places = await placesOf(facts);
  const wishes = wanted(facts, places, items === null);
  await ports.db.write(whole, async (tx) => {
    await recoverDecisions(tx, new Date(Date.parse(now) - MINUTES * 60_000).toISOString());
    await saveLevels(tx, places, { job: facts.forecast.job, origin: facts.forecast.origin, at: now, items });
    await syncSuggestions(tx, wishes, { items, kinds: KINDS, at: now, today, ids: () => ports.ids.next() });
  });
  return { facts, places, wishes };
}
