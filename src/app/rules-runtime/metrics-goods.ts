// The metrics of goods, each as one scalar of SQL: stock, promises, what is coming, what is sold, how old it is.
import { field, type Metrics, param } from './metric.ts';

const balance = (column: string): string =>
  `(select coalesce(sum(${column}), 0) / 1000000.0 from books.stock_balance b where b.org_id = books.org() and b.item_id = q.item and (q.wh is null or b.warehouse_id = q.wh) and (q.lot is null or b.lot_id = q.lot))`;
const available = balance('b.on_hand - b.allocated');
/** Ordered and not yet received. */
const ordered = `(select coalesce(sum(greatest(l.base_qty - coalesce(p.qty, 0), 0)), 0) / 1000000.0 from books.document_line l join books.document d on d.org_id = l.org_id and d.id = l.doc_id
  left join books.progress p on p.org_id = l.org_id and p.doc_id = l.doc_id and p.line_no = l.line_no and p.kind = 'received'
  where l.org_id = books.org() and l.item_id = q.item and d.type = 'purchase-order' and d.state = 'posted' and (q.wh is null or d.warehouse_id = q.wh))`;
const minQty = `${field('item', 'minQty')}::numeric`;
const safety = `(coalesce(${param('safety_stock')}, ${minQty}) * coalesce(${param('safety_factor')}, 1))`;
/** What customers took, returns taken off. */
const sold = `(select coalesce(-sum(s.qty), 0) / 1000000.0 from books.stock_line s where s.org_id = books.org() and s.item_id = q.item and s.day between q.d1 and q.d2 and s.counter = 'customer' and (q.wh is null or s.warehouse_id = q.wh))`;
const days = `greatest(q.d2 - q.d1 + 1, 1)`;
const used = `(select coalesce(-sum(s.qty), 0) / 1000000.0 from books.stock_line s where s.org_id = books.org() and s.item_id = q.item and s.day between q.d1 and q.d2 and s.counter in ('usage', 'conversion') and (q.wh is null or s.warehouse_id = q.wh))`;
const lost = `(select coalesce(-sum(s.qty), 0) from books.stock_line s where s.org_id = books.org() and s.item_id = q.item and s.day between q.d1 and q.d2 and s.counter = 'loss' and (q.wh is null or s.warehouse_id = q.wh))`;
const out = `(select nullif(-sum(s.qty), 0) from books.stock_line s where s.org_id = books.org() and s.item_id = q.item and s.day between q.d1 and q.d2 and s.qty < 0 and not s.internal and (q.wh is null or s.warehouse_id = q.wh))`;
const amounts = (type: string, figure: string): string =>
  `(select coalesce(sum(${figure}), 0) from books.document_line l join books.document d on d.org_id = l.org_id and d.id = l.doc_id
    where l.org_id = books.org() and l.item_id = q.item and d.type in (${type}) and d.state in ('posted', 'closed') and d.day between q.d1 and q.d2 and (q.wh is null or d.warehouse_id = q.wh))`;
const SALES = `'sales-delivery', 'retail-sale'`;
const lotDay = (column: string): string => `(select l.${column} from books.lot l where l.org_id = books.org() and l.id = q.lot)`;
const pool = (figure: string): string => `(select ${figure} from books.item_value v where v.org_id = books.org() and v.item_id = q.item)`;
const unitCost = pool('v.value / nullif(v.qty, 0)::numeric');

export const GOODS: Metrics = {
  stock: { sql: balance('b.on_hand'), unit: 'qty' },
  available: { sql: available, unit: 'qty' },
  reserved: { sql: balance('b.allocated'), unit: 'qty' },
  frozen_qty: { sql: balance('b.on_hold'), unit: 'qty' },
  in_transit: { sql: `${balance('b.in_transit')} + ${ordered}`, unit: 'qty' },
  atp: { sql: `${available} + ${balance('b.in_transit')} + ${ordered}`, unit: 'qty' },
  safety_stock: { sql: safety, unit: 'qty' },
  reorder_point: { sql: `coalesce(${param('reorder_point')}, ${safety})`, unit: 'qty' },
  max_stock: { sql: `coalesce(${param('max_stock')}, ${field('item', 'maxQty')}::numeric)`, unit: 'qty' },
  surplus: { sql: `greatest(${available} - coalesce(${safety}, 0), 0)`, unit: 'qty' },
  shortage: { sql: `greatest(${safety} - ${available}, 0)`, unit: 'qty' },
  sales_qty: { sql: sold, unit: 'qty' },
  avg_daily_sales: { sql: `${sold} / ${days}`, unit: 'qty' },
  demand_qty: { sql: amounts(`'sales-order'`, 'l.base_qty / 1000000.0'), unit: 'qty' },
  sales_amount: {
    sql: `(select coalesce(sum(case when d.type = 'sales-return' then -d.total else d.total end), 0) / 100.0 from books.document d
      where d.org_id = books.org() and d.type in (${SALES}, 'sales-return') and d.state in ('posted', 'closed') and d.day between q.d1 and q.d2 and (q.wh is null or d.warehouse_id = q.wh))`,
    unit: '元',
  },
  order_count: {
    sql: `(select count(*) from books.document d where d.org_id = books.org() and d.type in ('sales-order', 'retail-sale') and d.state in ('posted', 'closed') and d.day between q.d1 and q.d2 and (q.wh is null or d.warehouse_id = q.wh) and (q.party is null or d.party_id = q.party))`,
    unit: '次',
  },
  usage_qty: { sql: used, unit: 'qty' },
  output_qty: {
    sql: `(select coalesce(sum(s.qty), 0) / 1000000.0 from books.stock_line s where s.org_id = books.org() and s.item_id = q.item and s.day between q.d1 and q.d2 and s.counter = 'conversion' and s.qty > 0)`,
    unit: 'qty',
  },
  days_of_supply: { sql: `${available} * ${days} / nullif(${sold}, 0)`, unit: '天' },
  turnover_days: { sql: `${balance('b.on_hand')} * 1000000 * ${days} / ${out}`, unit: '天' },
  turnover_rate: { sql: `${out} / nullif(${balance('b.on_hand')} * 1000000, 0)`, unit: '次' },
  stock_age: {
    sql: `(q.today - (select min(s.day) from books.stock_line s where s.org_id = books.org() and s.lot_id = q.lot and s.qty > 0))`,
    unit: '天',
    ages: true,
  },
  stock_amount: { sql: `${unitCost} * ${balance('b.on_hand + b.on_hold')} * 10000`, unit: '元' },
  shelf_days: { sql: `(${lotDay('expires')} - q.today)`, unit: '天', ages: true },
  shelf_pct: { sql: `(${lotDay('expires')} - q.today) * 100.0 / nullif(${lotDay('expires')} - ${lotDay('made')}, 0)`, unit: '%', ages: true },
  loss_rate: { sql: `${lost} * 100.0 / ${out}`, unit: '%' },
  gross_margin: {
    sql: `(select (sum(l.amount) - sum(-s.cost)) * 100.0 / nullif(sum(l.amount), 0) from books.document_line l join books.document d on d.org_id = l.org_id and d.id = l.doc_id
      join lateral (select sum(s.cost) as cost from books.stock_line s where s.org_id = l.org_id and s.doc_id = l.doc_id and s.line_no = l.line_no) s on true
      where l.org_id = books.org() and l.item_id = q.item and d.type in (${SALES}) and d.state = 'posted' and d.day between q.d1 and q.d2)`,
    unit: '%',
  },
  price: { sql: `${field('item', 'salePrice')}::numeric`, unit: '元' },
  cost: { sql: `${unitCost} * 10000`, unit: '元' },
  purchase_price: { sql: `${field('item', 'purchasePrice')}::numeric`, unit: '元' },
  days_since_sale: {
    sql: `(q.today - coalesce((select max(s.day) from books.stock_line s where s.org_id = books.org() and s.item_id = q.item and s.counter = 'customer' and s.qty < 0 and (q.wh is null or s.warehouse_id = q.wh)),
      (select min(s.day) from books.stock_line s where s.org_id = books.org() and s.item_id = q.item and s.qty > 0)))`,
    unit: '天',
    ages: true,
  },
  return_rate: { sql: `${amounts(`'sales-return'`, 'l.base_qty')} * 100.0 / nullif(${amounts(SALES, 'l.base_qty')}, 0)`, unit: '%' },
};
