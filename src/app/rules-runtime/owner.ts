// Under whose rights a rule acts: its owner's, as they are at that moment. A person who left or lost a right takes the rule's powers along.
import type { Actor } from '#kernel/facts';
import type { Database, Scope } from '#kernel/ports';

type Grant = { name: string; rights: string[]; node: string; kind: string };

/** The owner as an actor of the company, or null when the person is not active there any more. */
export async function ownerOf(db: Database, company: string, person: string): Promise<{ readonly actor: Actor; readonly scope: Scope } | null> {
  return db.door(async (tx) => {
    const [who] = await tx.query<{ name: string; tenant: string }>(
      `select p.name, c.tenant_id::text as tenant from identity.person p join books.org_node c on c.id = $2 and c.tenant_id = p.org_id where p.id = $1 and p.active`,
      [person, company],
    );
    if (!who) return null;
    const grants = await tx.query<Grant>(
      `select r.name, r.rights, n.id::text as node, n.kind from identity.grant_at g join identity.role r on r.org_id = g.org_id and r.id = g.role_id join books.org_node n on n.id = g.node_id
       join books.org_node c on c.id = $2 where g.person_id = $1 and (g.node_id = any (c.path) or c.id = any (n.path))`,
      [person, company],
    );
    const wide = grants.filter((g) => g.kind !== 'site');
    const held = wide.length > 0 ? wide : grants;
    const sites = wide.length > 0 ? null : grants.map((g) => g.node);
    const actor: Actor = { id: person, name: who.name, rights: [...new Set(held.flatMap((g) => g.rights))], roles: [...new Set(held.map((g) => g.name))], sites: sites ?? 'all' };
    return { actor, scope: { org: company, tenant: who.tenant, sites } };
  });
}
