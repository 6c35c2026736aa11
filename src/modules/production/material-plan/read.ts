// What preparing a plan's materials must know: the plans with the version of each product, what was taken for them, what is free and what is on order.
import { decode } from '#forms';
import { type Day, parseDay } from '#kernel/day';
import { lastWord } from '#kernel/last-word';
import type { Snapshot } from '#kernel/ports';
import { BOM_FIELDS } from '../bom/record.ts';
import type { Arrival, Bom, Issued } from './need.ts';

/** A line of an open plan; quantities in 10⁻⁶ base units. Without a version nothing is prepared for it. */
export type PlannedLine = {
  readonly plan: string;
  readonly number: string;
  readonly machine: string | null;
  readonly line: number;
  readonly item: string;
  readonly qty: bigint;
  readonly made: bigint;
  readonly due: Day;
  /** Where its materials come from. */
  readonly warehouse: string;
  readonly bom: (Bom & { readonly words: string }) | null;
};
/** What the house made for a plan before and what is still open of it. */
export type Before = { readonly plans: readonly string[]; readonly drafts: readonly string[]; readonly requests: readonly string[] };
export type Known = {
  readonly lines: readonly PlannedLine[];
  /** By plan, product and material. */
  readonly issued: ReadonlyMap<string, Issued>;
  readonly before: ReadonlyMap<string, Before>;
  /** Free in a warehouse, what the plans in question hold included: 'warehouse|item'. */
  readonly free: ReadonlyMap<string, bigint>;
  readonly arrivals: readonly Arrival[];
};

export const issuedKey = (plan: string, product: string, item: string): string => `${plan}|${product}|${item}`;
/** The reason of the house's 请购单 for a plan; the next preparation finds it by this. */
export const requestReason = (number: string): string => `备料：生产计划 ${number}`;

/** Lines of open plans: of the documents $1, or of plans with one of the products $2. The version is the one that counts on the day the line is due. */
const LINES = `select d.id as plan, d.number, d.head->>'machine' as machine, l.line_no as line, l.item_id as item, l.base_qty::text as qty, coalesce(p.qty, 0)::text as made,
    coalesce(s.due, l.data->>'due') as due, coalesce(b.data->>'warehouse', l.data->>'warehouse') as warehouse, b.code, b.data as bom
  from books.document d join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id
  left join books.progress p on p.org_id = d.org_id and p.doc_id = d.id and p.line_no = l.line_no and p.kind = 'made'
  left join lateral (select x.data->>'due' as due from ${lastWord('plan-shift')}) s on true
  left join lateral (select r.code, r.data from books.record r where r.org_id = d.org_id and r.type = 'bom' and r.active and r.data->>'item' = l.item_id::text and r.data->>'valid' <= coalesce(s.due, l.data->>'due')
    order by r.data->>'valid' desc, (r.data->>'version')::int desc limit 1) b on true
  where d.org_id = books.org() and d.type = 'production-plan' and d.state = 'posted' and d.reverses is null
    and (d.id = any ($1::uuid[]) or exists (select from books.document_line x where x.org_id = d.org_id and x.doc_id = d.id and x.item_id = any ($2::uuid[])))
  order by d.number, l.line_no`;

/** Everything ever taken for the plans, with the last 单件用量 of each material. */
const ISSUED = `select d.head->>'plan' as plan, l.data->>'product' as product, l.item_id as item, sum(coalesce(p.qty, 0))::text as qty,
    round((array_agg(coalesce((l.data->>'per')::numeric, 0) order by d.approved_at desc))[1] * 1000000)::bigint::text as per
  from books.document d join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id
  left join books.progress p on p.org_id = d.org_id and p.doc_id = d.id and p.line_no = l.line_no and p.kind = 'delivered'
  where d.org_id = books.org() and d.type = 'material-plan' and d.state in ('posted', 'closed') and d.reverses is null and d.head->>'plan' = any ($1::text[]) group by 1, 2, 3`;

const BEFORE = `select d.head->>'plan' as plan, 'plan' as kind, d.id from books.document d
    where d.org_id = books.org() and d.type = 'material-plan' and d.state = 'posted' and d.reverses is null and d.head->>'plan' = any ($1::text[])
  union all select distinct m.head->>'plan', 'draft', d.id from books.document m join books.document_line l on l.org_id = m.org_id and l.source_doc = m.id
    join books.document d on d.org_id = l.org_id and d.id = l.doc_id and d.type = 'material-issue' and d.state = 'draft'
    where m.org_id = books.org() and m.type = 'material-plan' and m.head->>'plan' = any ($1::text[])
  union all select p.id::text, 'request', d.id from books.document p join books.document d on d.org_id = p.org_id and d.type = 'purchase-request' and d.state = 'draft' and d.head->>'reason' = $2 || p.number
    where p.org_id = books.org() and p.id::text = any ($1::text[])
  order by 3`;

/** Free of the materials $1 on the day $2, what the 备料单 $3 hold counted in. */
const FREE = `select b.warehouse_id || '|' || b.item_id as key, (coalesce(sum(b.on_hand) filter (where (l.expires is null or l.expires > $2::date) and h.lot_id is null), 0) - sum(b.allocated)
      + coalesce((select sum(r.open) from books.reservation r where r.org_id = books.org() and r.doc_id = any ($3::uuid[]) and r.item_id = b.item_id and r.warehouse_id = b.warehouse_id), 0))::text as qty
  from books.stock_balance b left join books.lot l on l.org_id = b.org_id and l.id = b.lot_id and b.lot_id <> books.nil()
  left join (select distinct lot_id from books.lot_hold where org_id = books.org()) h on h.lot_id = b.lot_id
  where b.org_id = books.org() and b.item_id = any ($1::uuid[]) group by b.warehouse_id, b.item_id`;

/** Goods on order of the last half year; an order without a day is expected at once. */
const ARRIVALS = `select l.item_id as item, coalesce(l.data->>'wanted', d.head->>'wanted', $2) as day, (l.base_qty - coalesce(p.qty, 0))::text as qty
  from books.document d join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id and l.item_id = any ($1::uuid[])
  left join books.progress p on p.org_id = d.org_id and p.doc_id = d.id and p.line_no = l.line_no and p.kind = 'received'
  where d.org_id = books.org() and d.type = 'purchase-order' and d.state = 'posted' and d.reverses is null and d.day > $2::date - 180 and l.base_qty > coalesce(p.qty, 0)`;

type Row = Readonly<Record<string, string | null>>;
const said = (row: Row, name: string): string => row[name] ?? '';
const figure = (row: Row, name: string): bigint => BigInt(row[name] ?? '0');

/** Everything about open plans: the documents `of.plans`, and those that make one of `of.items`. */
export async function readPlans(s: Snapshot, of: { readonly plans: readonly string[]; readonly items: readonly string[] }, today: Day): Promise<Known> {
  const rows = await s.query<Row & { readonly line: number; readonly bom: Record<string, unknown> | null }>(LINES, [of.plans, of.items]);
  const lines = rows.flatMap((r): PlannedLine[] => {
    const due = parseDay(said(r, 'due'));
    return due === null ? [] : [{ ...lineFrom(r), due, bom: bomFrom(r) }];
  });
  const plans = [...new Set([...of.plans, ...lines.map((l) => l.plan)])];
  const before = await s.query<Row>(BEFORE, [plans, requestReason('')]);
  const materials = [...new Set(lines.flatMap((l) => l.bom?.components.map((c) => c.item) ?? []))];
  const ids = (plan: string, kind: string): readonly string[] => before.flatMap((b) => (b['plan'] === plan && b['kind'] === kind ? [said(b, 'id')] : []));
  const open = before.flatMap((b) => (b['kind'] === 'plan' ? [said(b, 'id')] : []));
  const issued = await s.query<Row>(ISSUED, [plans]);
  const free = materials.length === 0 ? [] : await s.query<Row>(FREE, [materials, today, open]);
  const arrivals = materials.length === 0 ? [] : await s.query<Row>(ARRIVALS, [materials, today]);
  return {
    lines,
    issued: new Map(issued.map((r) => [issuedKey(said(r, 'plan'), said(r, 'product'), said(r, 'item')), { item: said(r, 'item'), qty: figure(r, 'qty'), per: figure(r, 'per') }])),
    before: new Map(plans.map((plan) => [plan, { plans: ids(plan, 'plan'), drafts: ids(plan, 'draft'), requests: ids(plan, 'request') }])),
    free: new Map(free.map((r) => [said(r, 'key'), figure(r, 'qty')])),
    arrivals: arrivals.flatMap((r) => {
      const day = parseDay(said(r, 'day'));
      return day === null ? [] : [{ item: said(r, 'item'), day, qty: figure(r, 'qty') }];
    }),
  };
}

const lineFrom = (r: Row & { readonly line: number }) => ({
  plan: said(r, 'plan'),
  number: said(r, 'number'),
  machine: r['machine'] ?? null,
  line: r.line,
  item: said(r, 'item'),
  qty: figure(r, 'qty'),
  made: figure(r, 'made'),
  warehouse: said(r, 'warehouse'),
});

function bomFrom(r: { readonly bom: Record<string, unknown> | null } & { readonly [name: string]: unknown }): PlannedLine['bom'] {
  if (r.bom === null) return null;
  const { batch, makeDays, components, version, drawing } = decode(BOM_FIELDS, r.bom);
  return {
    batch,
    makeDays: makeDays ?? 0,
    components: components.map((c) => ({ item: c.item, qty: c.qty, waste: c.waste ?? 0n, buyDays: c.buyDays })),
    words: [String(r['code'] ?? ''), `第 ${version} 版`, drawing ?? ''].filter(Boolean).join(' ').slice(0, 40),
  };
}
