// The metrics of parties and of single documents, and what comes from outside (温度, OEE, 客流…).
import { field, type Metrics, param, reading } from './metric.ts';

const owed = (side: string, figure: string, extra = ''): string =>
  `(select coalesce(${figure}, 0) from books.open_item o where o.org_id = books.org() and o.side = '${side}' and o.party_id = q.party and o.amount <> o.settled${extra})`;
const LATE = ` and o.due < q.today and o.amount > o.settled`;
const docs = (types: string, figure: string): string =>
  `(select ${figure} from books.document d where d.org_id = books.org() and d.party_id = q.party and d.type in (${types}) and d.state in ('posted', 'closed') and d.day between q.d1 and q.d2)`;
/** From the order's day to the receipt's day. */
const took = `(select avg(r.day - d.day) from books.document d join books.document_line l on l.org_id = d.org_id and l.source_doc = d.id join books.document r on r.org_id = l.org_id and r.id = l.doc_id
  where d.org_id = books.org() and d.type = 'purchase-order' and d.party_id = q.party and r.type = 'goods-receipt' and r.state = 'posted' and d.day > q.today - 365)`;

export const PARTIES: Metrics = {
  ar_balance: { sql: `${owed('receivable', 'sum(o.amount - o.settled)')} / 100.0`, unit: '元' },
  ap_balance: { sql: `${owed('payable', 'sum(o.amount - o.settled)')} / 100.0`, unit: '元' },
  overdue_amount: { sql: `${owed('receivable', 'sum(o.amount - o.settled)', LATE)} / 100.0`, unit: '元', ages: true },
  overdue_days: { sql: owed('receivable', 'max(q.today - o.due)', LATE), unit: '天', ages: true },
  credit_limit: { sql: `${field('party', 'creditLimit')}::numeric`, unit: '元' },
  days_since_order: {
    sql: `(q.today - (select max(d.day) from books.document d where d.org_id = books.org() and d.party_id = q.party and d.type in ('sales-order', 'sales-delivery') and d.state in ('posted', 'closed')))`,
    unit: '天',
    ages: true,
  },
  return_count: { sql: docs(`'sales-return'`, 'count(*)'), unit: '次' },
  customer_level: { sql: param('customer_level', 'text') },
  supplier_level: { sql: param('supplier_level', 'text') },
  lead_time: { sql: `coalesce(${param('lead_time')}, ${took}, ${field('party', 'leadDays')}::numeric)`, unit: '天' },
  delay_days: {
    sql: `(select coalesce(max(q.today - (l.data->>'wanted')::date), 0) from books.document d join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id
      left join books.progress p on p.org_id = l.org_id and p.doc_id = l.doc_id and p.line_no = l.line_no and p.kind = 'received'
      where d.org_id = books.org() and d.type = 'purchase-order' and d.state = 'posted' and d.party_id = q.party and (l.data->>'wanted') is not null and (l.data->>'wanted')::date < q.today and l.base_qty > coalesce(p.qty, 0))`,
    unit: '天',
    ages: true,
  },
  on_time_rate: {
    sql: `(select avg(case when r.day <= (o.data->>'wanted')::date then 100.0 else 0 end) from books.document r join books.document_line l on l.org_id = r.org_id and l.doc_id = r.id
      join books.document_line o on o.org_id = l.org_id and o.doc_id = l.source_doc and o.line_no = l.source_line
      where r.org_id = books.org() and r.type = 'goods-receipt' and r.state = 'posted' and r.party_id = q.party and r.day between q.d1 and q.d2 and (o.data->>'wanted') is not null)`,
    unit: '%',
  },
};

const doc = (figure: string): string => `(select ${figure} from books.document d where d.org_id = books.org() and d.id = q.doc)`;
const line = (figure: string): string => `(select ${figure} from books.document_line l where l.org_id = books.org() and l.doc_id = q.doc)`;
export const DOCS: Metrics = {
  'doc.amount': { sql: `${doc('d.total')} / 100.0`, unit: '元' },
  'doc.qty': { sql: `${line('sum(l.base_qty)')} / 1000000.0` },
  // 折扣率 as people say it: what is charged as a share of the list price of the items.
  'doc.discount': {
    sql: `(select sum(l.amount) * 100.0 / nullif(sum(l.base_qty / 10000.0 * nullif(i.data->>'salePrice', '')::numeric), 0) from books.document_line l join books.record i on i.org_id = l.org_id and i.id = l.item_id where l.org_id = books.org() and l.doc_id = q.doc)`,
    unit: '%',
  },
  short_rate: {
    sql: `(select greatest(sum(o.base_qty - l.base_qty), 0) * 100.0 / nullif(sum(o.base_qty), 0) from books.document_line l join books.document_line o on o.org_id = l.org_id and o.doc_id = l.source_doc and o.line_no = l.source_line where l.org_id = books.org() and l.doc_id = q.doc)`,
    unit: '%',
  },
  over_rate: {
    sql: `(select greatest(sum(l.base_qty - o.base_qty), 0) * 100.0 / nullif(sum(o.base_qty), 0) from books.document_line l join books.document_line o on o.org_id = l.org_id and o.doc_id = l.source_doc and o.line_no = l.source_line where l.org_id = books.org() and l.doc_id = q.doc)`,
    unit: '%',
  },
  return_reason: { sql: `(select coalesce(d.head->>'reason', d.head->>'remark') from books.document d where d.org_id = books.org() and d.id = q.doc)` },
  stocktake_diff_rate: {
    sql: `(select sum(abs(coalesce((l.data->>'difference')::numeric, 0))) * 100.0 / nullif(sum(abs(coalesce((l.data->>'book')::numeric, 0))), 0) from books.document_line l where l.org_id = books.org() and l.doc_id = q.doc)`,
    unit: '%',
  },
  stocktake_diff_amount: { sql: `(select coalesce(sum(abs(s.cost)), 0) / 100.0 from books.stock_line s where s.org_id = books.org() and s.doc_id = q.doc)`, unit: '元' },
};

/** Figures only machines and other systems know: posted to /api/rules/readings. */
const OUTSIDE: Readonly<Record<string, string>> = {
  temperature: '℃',
  humidity: '%',
  temp_diff: '℃',
  cold_tension: '%',
  oee: '%',
  downtime: '分钟',
  shots: '模次',
  customer_flow: '人次',
  service_count: '次',
  complaint_count: '次',
  moisture: '%',
  license_days: '天',
  defect_rate: '%',
  scrap_rate: '%',
  pass_rate: '%',
  plan_rate: '%',
};
export const READINGS: Metrics = Object.fromEntries(Object.entries(OUTSIDE).map(([id, unit]) => [id, { sql: reading(id), unit, ages: true as const }]));
export const isReading = (metric: string): boolean => metric in OUTSIDE;
