// The registry: every metric and state of the rules that this house can read. What is not here is refused at activation, by name.
import { GOODS } from './metrics-goods.ts';
import { DOCS, PARTIES, READINGS } from './metrics-more.ts';
import { type Metrics, type MetricSql, reading } from './metric.ts';

export const METRICS: Metrics = { ...GOODS, ...PARTIES, ...DOCS, ...READINGS };

const tagged = (tag: string, id: string): string =>
  `exists (select from rules.hold h where h.org_id = books.org() and h.kind = 'tag' and h.what = '${tag}' and h.target_id = q.${id}::text and h.lifted_at is null)`;
const docIs = (condition: string): string => `(select ${condition} from books.document d where d.org_id = books.org() and d.id = q.doc)`;
/** Each is a boolean; null where it cannot be known. */
export const STATES: Readonly<Record<string, MetricSql>> = {
  near_expiry: {
    sql: `(select l.expires >= q.today and l.expires - q.today <= greatest(30, coalesce((l.expires - l.made) / 3, 30)) from books.lot l where l.org_id = books.org() and l.id = q.lot)`,
    ages: true,
  },
  expired: { sql: `(select l.expires < q.today from books.lot l where l.org_id = books.org() and l.id = q.lot)`, ages: true },
  frozen: {
    sql: `coalesce((select sum(b.on_hold) > 0 from books.stock_balance b where b.org_id = books.org() and b.lot_id = q.lot and b.item_id = (select l.item_id from books.lot l where l.org_id = books.org() and l.id = q.lot)), false)`,
  },
  slow_moving: { sql: `(${tagged('呆滞', 'item')} or coalesce(${GOODS['days_since_sale']?.sql} >= 90, false))`, ages: true },
  out_of_stock: { sql: `${GOODS['available']?.sql} <= 0` },
  discontinued: { sql: `(select not r.active from books.record r where r.org_id = books.org() and r.id = q.item)` },
  blacklisted: { sql: tagged('黑名单', 'party') },
  first_trade: { sql: `not exists (select from books.document d where d.org_id = books.org() and d.party_id = q.party and d.state in ('posted', 'closed'))` },
  overdue: { sql: `${PARTIES['overdue_amount']?.sql} > 0`, ages: true },
  license_expired: { sql: `(${reading('license_days')})::numeric < 0` },
  unapproved: { sql: docIs(`d.state in ('draft', 'submitted')`) },
  unreceived: {
    sql: `exists (select from books.document_line l left join books.progress p on p.org_id = l.org_id and p.doc_id = l.doc_id and p.line_no = l.line_no and p.kind = 'received' where l.org_id = books.org() and l.doc_id = q.doc and l.base_qty > coalesce(p.qty, 0))`,
    ages: true,
  },
  unpaid: { sql: `exists (select from books.open_item o where o.org_id = books.org() and o.doc_id = q.doc and o.amount <> o.settled)`, ages: true },
  invoice_missing: {
    sql: `exists (select from books.document_line l left join books.progress p on p.org_id = l.org_id and p.doc_id = l.doc_id and p.line_no = l.line_no and p.kind = 'invoiced' where l.org_id = books.org() and l.doc_id = q.doc and l.base_qty > coalesce(p.qty, 0))`,
    ages: true,
  },
  no_batch_no: {
    sql: `exists (select from books.document_line l where l.org_id = books.org() and l.doc_id = q.doc and l.item_id is not null and coalesce(l.data->>'lot', '') = '')`,
  },
  ...Object.fromEntries(
    ['low_temp_alert', 'high_temp_alert', 'rain_alert', 'typhoon_alert', 'device_down', 'temp_excursion'].map((id) => [
      id,
      { sql: `(${reading(id)} in ('true', '1', '是'))`, ages: true as const },
    ]),
  ),
};
