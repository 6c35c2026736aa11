// Who acts when an event from outside or a webhook moves something and nobody is sitting there.
import type { Caller } from '#books/pen';
import type { Database } from '#kernel/ports';
import { wholeCompany } from '../whole-company.ts';

/** The house in a company, with no more rights than named. */
export const houseCaller = async (db: Database, org: string, rights: readonly string[] = []): Promise<Caller> => ({
  actor: { id: '00000000-0000-0000-0000-00000000e7e0', name: '外部事件', rights, roles: [], sites: 'all' },
  scope: await wholeCompany(db, org),
});
