// Keeps levels, suggestions and risks up with the world: all of it after a forecast and each morning, single goods within seconds after something happened to them.
import type { Day } from '#kernel/day';
import type { Scope } from '#kernel/ports';
import type { Ports } from '../../context.ts';
import { looped } from '../../sequencer.ts';
import type { ForecastMade } from '../after.ts';
import { refitDecays } from './decays.ts';
import { writeKpi } from './kpi.ts';
import { rebuild } from './rebuild.ts';
import { scoreRisks, writeRisks } from './risks.ts';
import { scoreSuggestions } from './scores.ts';

/** Everything a day asks for: levels, suggestions, plans, the morning's risks, scores of old ones, decay curves, indicators. */
export async function wholePolicy(ports: Ports, scope: Scope): Promise<void> {
  const today = ports.clock.today();
  await refitDecays(ports, scope, today);
  const built = await rebuild(ports, scope, null);
  if (!built) return;
  await writeRisks(ports, scope, built);
  await scoreRisks(ports, scope);
  await scoreSuggestions(ports, scope);
  await writeKpi(ports, scope, built.today);
}

/** After a forecast: everything anew, or the goods that were forecast anew. */
export const afterForecast = async (ports: Ports, scope: Scope, made: ForecastMade): Promise<void> => {
  if (made.items) await rebuild(ports, scope, made.items);
  else await wholePolicy(ports, scope);
};

/** Beyond so many goods at once the whole is made anew instead. */
const MANY = 200;
const LOOK = 5000;
/** Documents that move stock or change what is on its way. */
const MOVING =
  `goods-receipt goods-return purchase-order purchase-request sales-delivery sales-return sales-order retail-sale transfer transfer-receipt write-off other-issue other-receipt
  stock-count lot-freeze lot-thaw production-plan assembly disassembly`.split(/\s+/);

const CHANGED = `select e.pos, e.org_id::text as org, split_part(e.agg, ':', 2) as doc from bus.event_log e where e.pos > $1 and split_part(e.agg, ':', 1) = any ($2::text[]) order by e.pos limit 2000`;
const ITEMS = `select distinct item_id::text as item from books.document_line where org_id = books.org() and doc_id = any ($1::uuid[]) and item_id is not null`;
const COMPANIES = `select c.org_id::text as org, n.tenant_id::text as tenant from planning.current c join books.org_node n on n.id = c.org_id`;
const STANDS = `select (select max(made_at) from planning.level where org_id = books.org())::timestamptz as made, (select max(day)::text from planning.risk where org_id = books.org()) as risks,
  (select max(day)::text from planning.kpi_day where org_id = books.org()) as kpi`;

type Company = { readonly org: string; readonly tenant: string };
const DOC = /^[0-9a-f-]{36}$/;

/** Watches the log and the calendar. A restart makes everything anew once, so nothing that happened meanwhile is missed. */
export function startPolicy(ports: Ports, complain: (error: unknown) => void): { readonly stop: () => Promise<void> } {
  let pos: bigint | null = null;
  const days = new Map<string, Day>();
  const turn = async (): Promise<void> => {
    const companies = await ports.db.door((tx) => tx.query<Company>(COMPANIES));
    if (companies.length === 0) return;
    const changed = new Map<string, Set<string>>();
    await ports.db.bus(async (tx) => {
      if (pos === null) {
        pos = (await tx.query<{ pos: bigint }>('select pos from bus.log_head'))[0]?.pos ?? 0n;
        return;
      }
      for (const e of await tx.query<{ pos: bigint; org: string; doc: string }>(CHANGED, [pos, MOVING])) {
        pos = e.pos;
        if (DOC.test(e.doc)) changed.set(e.org, (changed.get(e.org) ?? new Set()).add(e.doc));
      }
    });
    for (const { org, tenant } of companies) {
      const scope: Scope = { org, tenant, sites: null };
      await daily(ports, scope, days);
      const docs = [...(changed.get(org) ?? [])];
      if (docs.length === 0) continue;
      const items = (await ports.db.read(scope, (s) => s.query<{ item: string }>(ITEMS, [docs]))).map((r) => r.item);
      if (items.length > MANY) await rebuild(ports, scope, null);
      else if (items.length > 0) await rebuild(ports, scope, items);
    }
  };
  return looped(ports.db, turn, { poll: LOOK, onError: complain, hears: null });
}

/** The first look on a day makes the day's list, unless another process already did. */
async function daily(ports: Ports, scope: Scope, days: Map<string, Day>): Promise<void> {
  const today = ports.clock.today();
  if (days.get(scope.org) === today) return;
  days.set(scope.org, today);
  const [stands] = await ports.db.read(scope, (s) => s.query<{ made: string | null; risks: Day | null; kpi: Day | null }>(STANDS));
  if (stands?.kpi === today && stands.made !== null) {
    await rebuild(ports, scope, null);
    return;
  }
  await wholePolicy(ports, scope);
}
