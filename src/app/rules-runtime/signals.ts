// From an event of the log to what rules listen for: the rule events it is, the figures it may have changed, and whom it touches.
import type { Snapshot } from '#kernel/ports';
import type { HouseCatalog } from '../house.ts';
import { ruleDoc } from './doc-types.ts';

export type Heard = {
  readonly id: string;
  readonly org_id: string;
  readonly agg: string;
  readonly agg_seq: bigint;
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
};
export type Signal = {
  readonly event: Heard;
  /** Rule events with what makes them one of a kind: the same cause never fires twice. */
  readonly events: readonly { readonly name: string; readonly cause: string }[];
  readonly metrics: readonly string[];
  readonly doc: string | null;
  readonly items: readonly string[];
  readonly warehouses: readonly string[];
  readonly parties: readonly string[];
  /** The rules that led to it, in order (loop cut). */
  readonly stack: readonly string[];
};

const STOCK = [
  'stock',
  'available',
  'atp',
  'in_transit',
  'reserved',
  'frozen_qty',
  'surplus',
  'shortage',
  'days_of_supply',
  'turnover_days',
  'turnover_rate',
  'stock_amount',
  'cost',
  'stock_age',
];
const SALES = [
  'sales_qty',
  'sales_amount',
  'avg_daily_sales',
  'days_since_sale',
  'return_rate',
  'gross_margin',
  'order_count',
  'loss_rate',
  'usage_qty',
  'output_qty',
  'days_since_order',
  'return_count',
];
const MONEY = ['ar_balance', 'ap_balance', 'overdue_days', 'overdue_amount'];
const ORDER = [
  'available',
  'atp',
  'reserved',
  'surplus',
  'shortage',
  'demand_qty',
  'order_count',
  'in_transit',
  'delay_days',
  'lead_time',
  'on_time_rate',
  'days_since_order',
  'days_of_supply',
];
const PARAMS = ['safety_stock', 'max_stock', 'reorder_point', 'surplus', 'shortage', 'price', 'purchase_price', 'credit_limit', 'lead_time'];
const STATES = ['out_of_stock', 'frozen', 'slow_moving', 'overdue', 'first_trade', 'unreceived', 'unpaid', 'invoice_missing', 'unapproved', 'expired', 'near_expiry'];
const keys = (metrics: readonly string[], states: readonly string[] = []): string[] => [...metrics.map((m) => `metric:${m}`), ...states.map((s) => `state:${s}`)];

const MOVED = keys([...STOCK, ...SALES, ...MONEY], STATES);
const ORDERED = keys(ORDER, STATES);
const PAID = keys(MONEY, STATES);
const SAVED = keys(PARAMS, ['discontinued']);

const VERB = /^(.+)-(saved|submitted|posted|rejected|voided|reversed|closed|reopened|corrected|counted|withdrawn)\/1$/;
const VERBS: Readonly<Record<string, readonly string[]>> = {
  submitted: ['submitted'],
  posted: ['submitted', 'approved', 'posted'],
  rejected: ['rejected'],
  voided: ['cancelled'],
  reversed: ['cancelled'],
  closed: ['closed'],
};
/** Events of single names, besides documents that move. */
const NAMED: Readonly<Record<string, string>> = { 'lot-frozen/1': 'batch.frozen', 'lot-thawed/1': 'batch.unfrozen', 'engineering-changed/1': 'bom.changed' };
/** 完工入库 is the document in which work comes to its end. */
const FINISHED = 'production-receipt-posted/1';
const NEW_RECORDS: Readonly<Record<string, string>> = { customer: 'customer.created', supplier: 'supplier.created' };
/** 质检: decisions that let the goods go on; any other keeps them. */
const PASSES: ReadonlySet<unknown> = new Set(['accept', 'concession']);

const text = (value: unknown): string[] => (typeof value === 'string' && value !== '' ? [value] : []);
const list = (value: unknown): string[] => (Array.isArray(value) ? value.flatMap(text) : []);

const lotItems = (payload: Readonly<Record<string, unknown>>): string[] =>
  Array.isArray(payload['lots']) ? payload['lots'].flatMap((l: unknown) => text((l as Record<string, unknown>)['item'])) : [];

/** What one event means to rules, without its lines. */
function meaning(event: Heard, catalog: HouseCatalog): Pick<Signal, 'events' | 'metrics' | 'doc'> {
  const { payload } = event;
  const doc = text(payload['id'])[0] ?? text(payload['doc'])[0] ?? null;
  const lots = Array.isArray(payload['lots']) ? (payload['lots'] as Readonly<Record<string, unknown>>[]) : [];
  const named = event.name === 'inspection-decided/1' ? (lots.every((l) => PASSES.has(l['decision'])) ? 'quality.passed' : 'quality.failed') : NAMED[event.name];
  if (named) return { events: [{ name: named, cause: event.id }], metrics: keys(STOCK, ['frozen']), doc };
  if (event.name === 'record-saved/1') return { events: [], metrics: SAVED, doc: null };
  const [, type = '', verb = ''] = VERB.exec(event.name) ?? [];
  const def = catalog.findDocument(type);
  if (!def) return { events: [], metrics: [], doc: null };
  const kind = ruleDoc(type);
  const finished = event.name === FINISHED ? [{ name: 'work_order.closed', cause: event.id }] : [];
  const said = [...(event.agg_seq === 1n ? ['created'] : []), ...(VERBS[verb] ?? [])];
  const settled = verb === 'posted' || verb === 'reversed' || verb === 'closed' || verb === 'reopened' || verb === 'corrected';
  const metrics = !settled
    ? []
    : def.needs.stock === 'move' || def.needs.stock === 'cost'
      ? MOVED
      : def.needs.openItems || def.needs.stock === undefined
        ? [...PAID, ...ORDERED]
        : ORDERED;
  // 提交 and 直接审核 are one submission of the document; created, approved and so on happen once by themselves.
  const own = kind ? said.map((v) => ({ name: `${kind}.${v}`, cause: `${doc ?? event.id}/${v === 'submitted' || v === 'created' ? v : event.id}` })) : [];
  return { events: [...own, ...finished], metrics, doc };
}

type DocRow = { id: string; party: string | null; warehouses: (string | null)[]; items: (string | null)[]; stack: string[] | null };
const DOCS = `select d.id::text, d.party_id::text as party, array[d.warehouse_id::text, d.head->>'from', d.head->>'to', d.head->>'warehouse'] as warehouses,
  array(select distinct l.item_id::text from books.document_line l where l.org_id = d.org_id and l.doc_id = d.id and l.item_id is not null) as items,
  (select f.stack || (f.rule_id::text || '@' || f.subject) from rules.deed e join rules.firing f on f.org_id = e.org_id and f.id = e.firing_id where e.org_id = d.org_id and e.result ? 'doc' and e.result->>'doc' = d.id::text limit 1) as stack
  from books.document d where d.org_id = books.org() and d.id = any ($1::uuid[])`;
const uniq = (values: readonly (string | null | undefined)[]): string[] => [...new Set(values.filter((v): v is string => typeof v === 'string' && v !== ''))];

/** 调价, 新增客户: what saving records means besides. */
function recorded(event: Heard, born: ReadonlySet<string>): Signal['events'] {
  const type = String(event.payload['type']);
  if (event.name !== 'record-saved/1') return [];
  if (type === 'price') return [{ name: 'price.changed', cause: event.id }];
  const name = NEW_RECORDS[type];
  return name && list(event.payload['ids']).every((id) => born.has(id)) ? [{ name, cause: event.id }] : [];
}

/** What a batch of events means: one question for all their documents. Events nobody could listen to are left out. */
export async function signalsOf(s: Snapshot, events: readonly Heard[], catalog: HouseCatalog): Promise<readonly Signal[]> {
  const meant = events.map((event) => ({ event, ...meaning(event, catalog) })).filter((m) => m.events.length > 0 || m.metrics.length > 0);
  const ids = uniq(meant.map((m) => m.doc)).filter((id) => /^[0-9a-f-]{36}$/i.test(id));
  const saved = uniq(meant.flatMap((m) => (NEW_RECORDS[String(m.event.payload['type'])] && m.event.name === 'record-saved/1' ? list(m.event.payload['ids']) : [])));
  const born = new Set(
    saved.length > 0
      ? (await s.query<{ id: string }>('select id::text from books.record where org_id = books.org() and id = any ($1::uuid[]) and version = 1', [saved])).map((r) => r.id)
      : [],
  );
  const docs = new Map((ids.length > 0 ? await s.query<DocRow>(DOCS, [ids]) : []).map((d) => [d.id, d]));
  return meant.map((m): Signal => {
    const d = m.doc === null ? undefined : docs.get(m.doc);
    const { payload } = m.event;
    const saved = m.event.name === 'record-saved/1' ? list(payload['ids']) : [];
    return {
      ...m,
      events: [...m.events, ...recorded(m.event, born)],
      items: uniq([...(d?.items ?? []), ...text(payload['item']), ...list(payload['items']), ...lotItems(payload), ...(payload['type'] === 'item' ? saved : [])]),
      warehouses: uniq([...(d?.warehouses ?? []), ...text(payload['warehouse'])]),
      parties: uniq([d?.party, ...text(payload['party']), ...(payload['type'] === 'customer' || payload['type'] === 'supplier' ? saved : [])]),
      stack: d?.stack ?? list(payload['ruleStack']),
    };
  });
}
