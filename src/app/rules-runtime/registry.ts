// The active rules of a company, compiled, and who of them listens to what. An event looks up the few rules it may concern.
import type { Scope, Snapshot } from '#kernel/ports';
import { type Axis, listensTo, type Plan, planOf, type Rule } from '#rules';
import { silentNeeds } from './quantity.ts';
import { METRICS, STATES } from './metrics.ts';
import { LEXICON } from './words.ts';

export type Active = {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly rule: Rule;
  readonly plan: Plan;
  readonly owner: string;
  readonly ownerName: string;
  /** Looks at the clock as well as at events: 持续, 时间在…, ages of goods and debts. */
  readonly ages: boolean;
};
export type Registry = {
  readonly revision: string;
  readonly rules: readonly Active[];
  readonly byId: ReadonlyMap<string, Active>;
  readonly find: (keys: readonly string[], touched: TouchedIds) => readonly Active[];
};
type TouchedIds = { readonly items: readonly string[]; readonly parties: readonly string[] };

type StoredRule = { id: string; name: string; version: number; ast: Rule; owner_id: string; owner_name: string };
const ACTIVE = `select r.id::text, r.name, v.version, v.ast, r.owner_id::text, r.owner_name from rules.rule r join rules.version v on v.org_id = r.org_id and v.rule_id = r.id and v.version = r.active
  where r.org_id = books.org() and r.state = 'active' order by v.priority desc, r.name, r.id`;

export function compile(row: StoredRule): Active {
  const bare = planOf(row.ast, LEXICON);
  const plan: Plan = { ...bare, needs: { ...bare.needs, metrics: [...bare.needs.metrics, ...silentNeeds(row.ast)] } };
  const keys = listensTo(row.ast);
  const ages =
    row.ast.trigger.on === 'state' &&
    (keys.includes('time') || plan.needs.metrics.some((m) => METRICS[m.metric]?.ages || m.win !== undefined) || plan.needs.states.some((s) => STATES[s.state]?.ages));
  return { id: row.id, name: row.name, version: row.version, rule: row.ast, plan, owner: row.owner_id, ownerName: row.owner_name, ages };
}

/** The one record an axis is pinned to, when every reading of it names the same or nothing else is gone through. */
function pins(rule: Active, axis: Axis): readonly string[] | null {
  const within = rule.plan.within[axis];
  if (within?.some((s) => s.ids !== undefined && s.e !== 'category')) return within.flatMap((s) => s.ids ?? []);
  return null;
}
type Listeners = { any: Active[]; pinned: Map<string, Active[]> };

function registryOf(revision: string, rules: readonly Active[]): Registry {
  const index = new Map<string, Listeners>();
  for (const rule of rules) {
    const pinned = pins(rule, 'sku') ?? pins(rule, 'customer') ?? pins(rule, 'supplier');
    for (const key of listensTo(rule.rule)) {
      const at = index.get(key) ?? { any: [], pinned: new Map<string, Active[]>() };
      index.set(key, at);
      if (!pinned || key.startsWith('event:')) at.any.push(rule);
      else for (const id of pinned) at.pinned.set(id, [...(at.pinned.get(id) ?? []), rule]);
    }
  }
  const find = (keys: readonly string[], touched: TouchedIds): readonly Active[] => {
    const found = new Set<Active>();
    for (const key of keys) {
      const at = index.get(key);
      if (!at) continue;
      for (const r of at.any) found.add(r);
      if (at.pinned.size > 0) for (const id of [...touched.items, ...touched.parties]) for (const r of at.pinned.get(id) ?? []) found.add(r);
    }
    return [...found];
  };
  return { revision, rules, byId: new Map(rules.map((r) => [r.id, r])), find };
}

const kept = new Map<string, Registry>();
/** The registry as it stands in this transaction; compiled again only when a rule changed. */
export async function registryIn(s: Snapshot, scope: Pick<Scope, 'org'>): Promise<Registry> {
  const [row] = await s.query<{ revision: string }>(`select coalesce(max(updated_at)::text, '') as revision from rules.rule where org_id = books.org()`);
  const revision = row?.revision ?? '';
  const before = kept.get(scope.org);
  if (before?.revision === revision) return before;
  const made = registryOf(revision, (await s.query<StoredRule>(ACTIVE)).map(compile));
  kept.set(scope.org, made);
  return made;
}
