// Somebody at the door of a bench's company, for what is measured over HTTP.
import { must, present } from '#kernel/must';
import { isRefused } from '#kernel/refusal';
import { addPerson, openSession, seedRoles } from '../people.ts';
import type { BenchCompany } from './company.ts';

/** Somebody who may do everything in the bench's company; their cookie. */
export async function someone(co: BenchCompany): Promise<string> {
  const tenant = present(co.caller.scope.tenant, 'tenant');
  await seedRoles(co.ports, tenant);
  const person = await addPerson(co.ports, tenant, { login: 'keys', name: '测速', password: co.ports.ids.next(), grants: [{ role: 'admin', node: co.org }] });
  must(!isRefused(person), 'the person of the bench was refused');
  const session = await openSession(co.ports, { org_id: tenant, id: person.id }, { address: '127.0.0.1', agent: 'bench' });
  must(!isRefused(session), 'the session of the bench was refused');
  return session.token;
}
