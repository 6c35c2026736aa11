// Tells the people who manage the connections what they have to look at: a notice in their bell, and a trace in the audit list.
import type { Caller } from '#books/pen';
import { growing } from '#kernel/id';
import type { Tx } from '#kernel/ports';
import type { Ports } from '../context.ts';

export type Told = { readonly action: string; readonly subject: string; readonly id: string; readonly title: string; readonly text: string };

/** Everybody active who may manage connections in the company, by a right of their own or by all rights. At most 50. */
const MANAGERS = `select distinct p.id from identity.person p join identity.grant_at g on g.person_id = p.id join identity.role r on r.org_id = g.org_id and r.id = g.role_id
  join books.org_node c on c.id = books.org() where p.org_id = books.tenant() and p.active and g.node_id = any (c.path) and r.rights && array['*', 'outside.manage'] limit 50`;

/** Books the notice, the audit row and the event that rings the bells, in the caller's transaction: what is told and what it is about stand together. */
export async function tellManagers(ports: Ports, caller: Caller, { tx, told }: { readonly tx: Tx; readonly told: Told }): Promise<void> {
  const to = (await tx.query<{ id: string }>(MANAGERS)).map((p) => p.id);
  const id = ports.ids.next();
  const booking = {
    now: ports.clock.now(),
    user: caller.actor.id,
    userName: caller.actor.name,
    action: told.action,
    subject: told.subject,
    subjectId: told.id,
    summary: `${told.title}：${told.text}`,
    context: caller.trace ?? {},
    notices: to.map((person) => ({ to: person, title: told.title, text: told.text })),
    events: [{ id, agg: `${told.subject}:${told.id}`, aggSeq: growing(id), name: 'noticed/1', payload: { id: told.id, to } }],
  };
  await tx.query('select books.book($1::jsonb)', [JSON.stringify({ ...booking, hash: ports.hash(booking) })]);
}
