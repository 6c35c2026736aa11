// Who came and went, for the operation log (操作日志): signing in and out, wrong passwords, changing company.
import type { PenPorts } from '#books/pen';
import { noteAudit } from './audit.ts';

type Company = { readonly id: string };
export type Visit = {
  readonly action: 'session.open' | 'session.refused' | 'session.close' | 'session.switch' | 'password.change';
  readonly person: { readonly id: string; readonly name: string };
  readonly tenant: string;
  /** Where the entry is read: the company one enters or leaves, or all in which the person works. */
  readonly companies: readonly Company[];
  readonly address: string;
  readonly agent: string;
  /** What happened, in Chinese; the address is put behind it. */
  readonly said: string;
};

/** Writes one entry into each company's log, by the same pen as everything else. */
export async function noteVisit(ports: PenPorts, { action, person, tenant, companies, address, agent, said }: Visit): Promise<void> {
  for (const { id: org } of companies)
    await noteAudit(
      ports,
      {
        actor: { ...person, rights: [], roles: [], sites: 'all' },
        scope: { org, tenant, sites: null },
        trace: { address, agent: agent.slice(0, 200), channel: 'web' },
      },
      { action, subject: 'session', id: null, summary: `${said}，来自 ${address.slice(0, 60)}` },
    );
}
