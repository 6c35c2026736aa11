// The scope of a whole company, for what the house does in it without anybody signed in: reactions, rules, planning, events from outside.
import type { Database, Scope } from '#kernel/ports';

const MOST_KNOWN = 10_000;
const known = new Map<string, Scope>();

/**
 * All sites of the company `org` (id of its node) under the top of its tree, which never changes and is therefore asked for once.
 * A company nobody knows is its own tree: its scope shows nothing.
 */
export async function wholeCompany(db: Database, org: string): Promise<Scope> {
  const before = known.get(org);
  if (before) return before;
  const [row] = await db.door((tx) => tx.query<{ tenant: string }>('select tenant_id::text as tenant from books.org_node where id = $1', [org]));
  if (!row) return { org, tenant: org, sites: null };
  const scope: Scope = { org, tenant: row.tenant, sites: null };
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(org, scope);
  return scope;
}
