// What a person says to suggestions: taken, they become one document for each supplier or way, in one go and once only; refused or changed, with the reason.
import { type Caller, run } from '#books/pen';
import { formatQty } from '#kernel/decimal';
import { Refusal, refuse, type RefusalTable } from '#kernel/refusal';
import { may } from '#kernel/rights';
import type { Ports } from '../../context.ts';
import { problemOf } from '../../problem.ts';

export const DECIDE_REFUSALS = {
  'nothing-open': { http: 409, retry: 'never', zh: '所选建议都已处理或已过期，请刷新后再选' },
  'why-missing': { http: 422, retry: 'never', zh: '{what}时请写明原因，以后会按实际结果评价' },
} as const satisfies RefusalTable;

export type Decision = {
  readonly ids: readonly string[];
  readonly action: 'accept' | 'reject';
  /** Other quantities than suggested, in millionths, by suggestion. */
  readonly quantities: Readonly<Record<string, bigint>>;
  readonly why: string | null;
  /** What purchases become; transfers and production have one form. */
  readonly as: 'purchase-order' | 'purchase-request';
};
export type Written = { readonly type: string; readonly zh: string; readonly id: string; readonly number: string; readonly lines: number };
export type Decided = {
  readonly documents: readonly Written[];
  readonly failed: readonly { readonly zh: string; readonly lines: number; readonly why: string }[];
  readonly decided: number;
};

type Row = {
  readonly id: string;
  readonly kind: 'purchase' | 'transfer' | 'produce';
  readonly item: string;
  readonly warehouse: string;
  readonly from: string | null;
  readonly supplier: string | null;
  readonly quantity: bigint;
  readonly need: string | null;
  readonly machine: string | null;
};
type Group = { readonly key: string; readonly type: string; readonly head: Readonly<Record<string, unknown>>; readonly rows: readonly Row[] };

/** Places a person works in. */
export const MINE = (column: string): string =>
  `(books.sites() is null or exists (select from books.record w where w.org_id = books.org() and w.id = ${column} and (nullif(w.data->>'site', '') is null or (w.data->>'site')::uuid = any (books.sites()))))`;

const TAKE = `update planning.suggestion s set state = case when coalesce((q.quantities->>s.id::text)::bigint, s.quantity) = s.quantity then 'accepted' else 'adjusted' end,
    decided_quantity = coalesce((q.quantities->>s.id::text)::bigint, s.quantity), decided_by = $3, decided_name = $4, decided_at = $5::timestamptz, why = $6, batch = $7
  from (select $2::jsonb as quantities) q where s.org_id = books.org() and s.id = any ($1::uuid[]) and s.state = 'open' and s.kind <> 'substitute' and ${MINE('s.warehouse_id')}
  returning s.id::text, s.kind, s.item_id::text as item, s.warehouse_id::text as warehouse, s.from_id::text as "from", s.supplier_id::text as supplier, s.decided_quantity as quantity, s.need_by::text as need`;
const REFUSE = `update planning.suggestion s set state = 'rejected', decided_quantity = 0, decided_by = $2, decided_name = $3, decided_at = $4::timestamptz, why = $5
  where s.org_id = books.org() and s.id = any ($1::uuid[]) and s.state = 'open' and ${MINE('s.warehouse_id')} returning 1`;
/** The machine that made an item last, else the first there is. */
const MACHINES = `select i.item::text as item, coalesce((select d.head->>'machine' from books.document d join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id
      where d.org_id = books.org() and d.type = 'production-plan' and d.state in ('posted', 'closed') and l.item_id = i.item order by d.day desc limit 1),
    (select m.id::text from books.record m where m.org_id = books.org() and m.type = 'machine' and m.active order by m.code limit 1)) as machine from unnest($1::uuid[]) i(item)`;
/** Asked for again under the same key: what it became the first time. */
const AGAIN = `select s.doc_type as type, s.doc_id::text as id, d.number, count(*)::int as lines from planning.suggestion s join books.document d on d.org_id = s.org_id and d.id = s.doc_id
  where s.org_id = books.org() and s.batch like $1 group by 1, 2, 3 order by 3`;

const escaped = (text: string): string => text.replaceAll(/[\\%_]/g, String.raw`\$&`);

/** One group a document. */
function groupsOf(rows: readonly Row[], as: Decision['as']): Group[] {
  const groups = new Map<string, Group>();
  for (const r of rows) {
    const type = r.kind === 'transfer' ? 'transfer' : r.kind === 'produce' ? 'production-plan' : r.supplier === null ? 'purchase-request' : as;
    const [way, head] =
      type === 'transfer'
        ? [`${r.from ?? ''}/${r.warehouse}`, { from: r.from, to: r.warehouse, remark: '补货建议' }]
        : type === 'production-plan'
          ? [r.machine ?? '', { machine: r.machine, remark: '补货建议' }]
          : type === 'purchase-request'
            ? [r.warehouse, { warehouse: r.warehouse, reason: '补货建议' }]
            : [`${r.supplier ?? ''}/${r.warehouse}`, { supplier: r.supplier, warehouse: r.warehouse, remark: '补货建议' }];
    const key = `${type}/${way}`;
    groups.set(key, { key, type, head, rows: [...(groups.get(key)?.rows ?? []), r] });
  }
  return [...groups.values()];
}

function bodyOf(group: Group, today: string): Record<string, unknown> {
  const wanted = (r: Row): string => (r.need !== null && r.need > today ? r.need : today);
  const lines = group.rows.map((r) => {
    const line = { item: r.item, qty: formatQty(r.quantity) };
    if (group.type === 'production-plan') return { ...line, warehouse: r.warehouse, due: wanted(r) };
    if (group.type === 'transfer') return line;
    return { ...line, wanted: wanted(r), ...(group.type === 'purchase-request' && r.supplier !== null ? { supplier: r.supplier } : {}) };
  });
  return { day: today, head: group.head, lines };
}

async function take({ ports, caller }: { readonly ports: Ports; readonly caller: Caller }, decision: Decision, batch: string): Promise<Row[]> {
  const quantities = JSON.stringify(Object.fromEntries(Object.entries(decision.quantities).map(([id, q]) => [id, String(q)])));
  return ports.db.write(caller.scope, async (tx) => {
    const rows = await tx.query<Omit<Row, 'machine'>>(TAKE, [decision.ids, quantities, caller.actor.id, caller.actor.name, ports.clock.now(), decision.why, batch]);
    const made = rows.filter((r) => r.kind === 'produce').map((r) => r.item);
    const machines = new Map(made.length > 0 ? (await tx.query<{ item: string; machine: string }>(MACHINES, [made])).map((m) => [m.item, m.machine]) : []);
    return rows.map((r) => ({ ...r, machine: machines.get(r.item) ?? null }));
  });
}

/** Decides. `key` is the request's own: the same request sent again finds what it made before. Refusals of documents leave their suggestions open. */
export async function decide(ports: Ports, caller: Caller, { decision, key }: { readonly decision: Decision; readonly key: string }): Promise<Decided> {
  if (decision.action === 'reject') {
    if (!decision.why) throw new Refusal(refuse('why-missing', { path: 'why', with: { what: '不采用建议' } }));
    const done = await ports.db.write(caller.scope, (tx) => tx.query(REFUSE, [decision.ids, caller.actor.id, caller.actor.name, ports.clock.now(), decision.why]));
    if (done.length === 0) throw new Refusal(refuse('nothing-open'));
    return { documents: [], failed: [], decided: done.length };
  }
  if (Object.keys(decision.quantities).length > 0 && !decision.why) throw new Refusal(refuse('why-missing', { path: 'why', with: { what: '调整数量' } }));
  const batch = `planning/${key}`;
  const before = await written(ports, caller, batch);
  if (before.length > 0) return { documents: before, failed: [], decided: before.reduce((sum, d) => sum + d.lines, 0) };
  const rows = await take({ ports, caller }, decision, batch);
  if (rows.length === 0) throw new Refusal(refuse('nothing-open'));
  const as = decision.as === 'purchase-order' && !may(caller.actor, 'purchase-order.edit') ? 'purchase-request' : decision.as;
  const [documents, failed] = [[] as Written[], [] as { zh: string; lines: number; why: string }[]];
  for (const group of groupsOf(rows, as)) {
    const def = ports.catalog.document(group.type);
    const own = `${batch}/${group.key}`;
    const ids = group.rows.map((r) => r.id);
    await ports.db.write(caller.scope, (tx) =>
      tx.query('update planning.suggestion set batch = $2, doc_type = $3 where org_id = books.org() and id = any ($1::uuid[])', [ids, own, group.type]),
    );
    const outcome = await run(
      ports,
      { ...caller, trace: { ...caller.trace, suggestion: batch } },
      { type: group.type, command: 'save', key: own, body: bodyOf(group, ports.clock.today()) },
    );
    if (outcome.ok) {
      await ports.db.write(caller.scope, (tx) =>
        tx.query('update planning.suggestion set doc_id = $2 where org_id = books.org() and id = any ($1::uuid[])', [ids, outcome.reply.id]),
      );
      documents.push({ type: group.type, zh: def.zh, id: outcome.reply.id, number: outcome.reply.number, lines: ids.length });
      continue;
    }
    await ports.db.write(caller.scope, (tx) =>
      tx.query(
        `update planning.suggestion set state = 'open', batch = null, doc_type = null, decided_by = null, decided_name = null, decided_at = null, decided_quantity = null, why = null where org_id = books.org() and id = any ($1::uuid[])`,
        [ids],
      ),
    );
    failed.push({ zh: def.zh, lines: ids.length, why: problemOf(outcome.refusal, def.refusals).detail });
  }
  return { documents, failed, decided: rows.length - failed.reduce((sum, f) => sum + f.lines, 0) };
}

const written = (ports: Ports, caller: Caller, batch: string): Promise<Written[]> =>
  ports.db
    .read(caller.scope, (s) => s.query<Omit<Written, 'zh'>>(AGAIN, [`${escaped(batch)}/%`]))
    .then((found) => found.map((d) => ({ ...d, zh: ports.catalog.document(d.type).zh })));
