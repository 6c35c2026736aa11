// hengcang verify: the books prove themselves. Every check counts what it looked at and names the place where something is wrong.
import type { Database, Scope } from '#kernel/ports';
import { catalogOf, type HouseCatalog } from './house.ts';
import { type CompanyCheck, look } from './verify/check.ts';
import { COSTS } from './verify/costs.ts';
import { DOCUMENTS } from './verify/documents.ts';
import { EVIDENCE } from './verify/evidence.ts';
import { eventChain, type HouseSeen, orphanRows, rememberedRoots } from './verify/house.ts';
import { LEDGER } from './verify/ledger.ts';
import { NUMBERS, PERIODS } from './verify/numbers.ts';
import { PARTIES } from './verify/parties.ts';
import { STOCK } from './verify/stock.ts';

/** The verdict of one check; `rows` is how much it looked at, so that a check that saw nothing says so. */
export type Check = HouseSeen;

export const COMPANY_CHECKS: readonly CompanyCheck[] = [...LEDGER, ...STOCK, ...COSTS, ...PARTIES, ...DOCUMENTS, ...NUMBERS, ...PERIODS, ...EVIDENCE];

/** One check of one company; people go on booking in between. */
export async function checkCompany(db: Database, check: CompanyCheck, { scope, catalog }: { readonly scope: Scope; readonly catalog: HouseCatalog }): Promise<Check> {
  const { name, zh, group, cure } = check;
  const seen = await look(
    (work) =>
      db.read(scope, async (s) => {
        // Statements of one snapshot see the same moment.
        await s.query('set transaction isolation level repeatable read');
        return work(s);
      }),
    check,
    catalog,
  );
  return { name, zh, group, cure, ...seen };
}

/** Runs every check over every company, inside its wall, and over what they share. */
export async function verify(db: Database, catalog: HouseCatalog = catalogOf()): Promise<{ readonly ok: boolean; readonly checks: readonly Check[] }> {
  const companies = await db.door((tx) =>
    tx.query<{ id: string; tenant_id: string; name: string }>(`select id, tenant_id, name from books.org_node where kind = 'company' order by id`),
  );
  const checks: Check[] = [];
  for (const check of COMPANY_CHECKS) {
    const seen: Check[] = [];
    for (const company of companies) {
      const one = await checkCompany(db, check, { scope: { org: company.id, tenant: company.tenant_id, sites: null }, catalog });
      seen.push(companies.length > 1 ? { ...one, where: one.where.map((w) => ({ ...w, company: company.name })) } : one);
    }
    const { name, zh, group, cure } = check;
    checks.push({ name, zh, group, cure, rows: sum(seen, (c) => c.rows), wrong: sum(seen, (c) => c.wrong), where: seen.flatMap((c) => c.where) });
  }
  const { head: _head, ...chain } = await eventChain(db);
  checks.push(chain, await rememberedRoots(db), await orphanRows(db));
  return { ok: checks.every((c) => c.wrong === 0), checks };
}

const sum = (checks: readonly Check[], pick: (c: Check) => number): number => checks.reduce((total, c) => total + pick(c), 0);
