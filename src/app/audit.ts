// Audit entries of administration, written by the same pen as everything else.
import type { Caller, PenPorts } from '#books/pen';

export type AuditNote = { readonly action: string; readonly subject: string; readonly id: string | null; readonly summary: string };

export async function noteAudit(ports: PenPorts, caller: Caller, note: AuditNote): Promise<void> {
  const booking = {
    now: ports.clock.now(),
    user: caller.actor.id,
    userName: caller.actor.name,
    action: note.action,
    subject: note.subject,
    subjectId: note.id,
    summary: note.summary,
    context: caller.trace ?? {},
    events: [],
  };
  await ports.db.write(caller.scope, (tx) => tx.query('select books.book($1::jsonb)', [JSON.stringify({ ...booking, hash: ports.hash(booking) })]));
}
