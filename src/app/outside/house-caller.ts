// Who acts when an event from outside or a webhook moves something and nobody is sitting there.
import type { Caller } from '#books/pen';
import type { Database } from '#kernel/ports';

const tenants = new Map<string, string>();
/** The top of a company's tree; it never changes. */
async function tenantOf(db: Database, org: string): Promise<string> {
  const known = tenants.get(org);
  if (known) return known;
  const [row] = await db.door((tx) => tx.query<{ tenant_id: string }>('select tenant_id from books.org_node where id = $1', [org]));
  const tenant = row?.tenant_id ?? org;
  if (tenants.size > 10_000) tenants.clear();
  tenants.set(org, tenant);
  return tenant;
}

/** The house in a company, with no more rights than named. */
export const houseCaller = async (db: Database, org: string, rights: readonly string[] = []): Promise<Caller> => ({
  actor: { id: '00000000-0000-0000-0000-00000000e7e0', name: '外部事件', rights, roles: [], sites: 'all' },
  scope: { org, tenant: await tenantOf(db, org), sites: null },
});
