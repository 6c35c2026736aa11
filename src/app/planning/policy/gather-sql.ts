// What the policy has to know of the books, as whole sets: one statement a question, whatever the number of goods. Of goods: $1 items (null = all), $2 today; of the whole company: $1 today.
import { STRATEGY_SQL, strategyEnd } from '../overlays.ts';

const ITEMS = '($1::uuid[] is null or x.item_id = any ($1::uuid[]))';
const OPEN_STATES = `d.state in ('submitted', 'posted') or (d.state = 'draft' and d.day >= $2::date - 7)`;

/** What a unit cost when it last came in, 元 without tax, by item: what it is worth where nothing lies there now and its record has no price (an imported history). */
export const LAST_COST = `(select item_id, max(last_price)::float8 / 1000000.0 as cost from books.cost_pool where org_id = books.org() and last_price > 0 group by 1)`;

/** Goods with what ordering has to know about them. */
export const GOODS = `select i.id::text as id, i.code, i.name, i.data->>'unit' as unit, i.data->>'category' as category, c.name as "categoryName", (i.data->>'shelfLifeDays')::int as "shelfLife", (i.data->>'removalDays')::int as removal,
    (i.data->>'maxQty')::float8 as most, (i.data->>'salePrice')::float8 as "salePrice", (i.data->>'purchasePrice')::float8 as "purchasePrice", coalesce((i.data->>'taxRate')::float8, 0) as "taxRate",
    (case when v.qty > 0 and v.value > 0 then v.value * 10000.0 / v.qty when i.data->>'purchasePrice' is null then p.cost end)::float8 as cost
  from books.record i left join books.record c on c.org_id = i.org_id and c.id = (i.data->>'category')::uuid left join books.item_value v on v.org_id = i.org_id and v.item_id = i.id left join ${LAST_COST} p on p.item_id = i.id
  where i.org_id = books.org() and i.type = 'item' and i.active and i.data->>'consignor' is null and ($1::uuid[] is null or i.id = any ($1::uuid[]))`;

export const PLACES = `select id::text as id, name from books.record where org_id = books.org() and type = 'warehouse' and active and coalesce(data->>'kind', '') <> 'scrap' order by code`;

/** Neither there nor sold for so many days in a row: taken off the shelves, or out of season. */
export const GONE_DAYS = 30;
export const GONE = (day: string): string => `count(*) filter (where not x.offered and x.day >= ${day} - ${GONE_DAYS}) >= ${GONE_DAYS}`;

/** Steady sales of the last 90 days by series — a day of those on which there was something to sell —, whether the item is always counted in whole units, and whether it is off the shelves. */
export const SALES = `select x.item_id::text as item, x.warehouse_id::text as warehouse, (sum(x.clean) / 1000000.0 / greatest(1, least(90, $2::date - f.first) - count(*) filter (where not x.offered)))::float8 as average, (sum(x.clean) / 1000000.0)::float8 as sold,
    bool_and(x.clean % 1000000 = 0) as whole, ${GONE('$2::date')} as gone
  from planning.demand x join (select item_id, warehouse_id, min(day) as first from planning.demand x where x.org_id = books.org() and ${ITEMS} group by 1, 2) f on f.item_id = x.item_id and f.warehouse_id = x.warehouse_id
  where x.org_id = books.org() and x.day >= $2::date - 90 and x.day < $2::date and ${ITEMS} group by x.item_id, x.warehouse_id, f.first`;

/** How long suppliers really took: one row an order and receipt of the last year, newest first. */
export const DELIVERIES = `select distinct on (r.day, r.id, o.id) o.party_id::text as supplier, r.warehouse_id::text as lane, (r.day - o.day)::float8 as days
  from books.document r join books.document_line l on l.org_id = r.org_id and l.doc_id = r.id join books.document o on o.org_id = l.org_id and o.id = l.source_doc and o.type = 'purchase-order'
  where r.org_id = books.org() and r.type = 'goods-receipt' and r.state = 'posted' and r.reverses is null and r.day between $1::date - 365 and $1::date
  order by r.day desc, r.id, o.id limit 20000`;

/** The same between warehouses; what is handed over directly is there the next morning. */
export const RIDES = `select t.head->>'from' as supplier, t.head->>'to' as lane, coalesce(min(r.day) - t.day, 1)::float8 as days
  from books.document t left join books.document_line l on l.org_id = t.org_id and l.source_doc = t.id left join books.document r on r.org_id = l.org_id and r.id = l.doc_id and r.type = 'transfer-receipt' and r.state = 'posted'
  where t.org_id = books.org() and t.type = 'transfer' and t.state = 'posted' and t.reverses is null and t.day between $1::date - 180 and $1::date
    and (t.head->>'direct' = 'true' or r.id is not null) group by t.id, t.day, t.head order by t.day desc limit 20000`;

/** Days between one order and the next: by supplier, and by way between warehouses. */
export const RHYTHM = `select kind, who, place, percentile_cont(0.5) within group (order by gap)::float8 as days from (
    select 'purchase' as kind, d.party_id::text as who, '*' as place, d.day - lag(d.day) over (partition by d.party_id order by d.day) as gap
      from (select distinct party_id, day from books.document where org_id = books.org() and type = 'purchase-order' and state in ('posted', 'closed') and day between $1::date - 180 and $1::date) d
    union all select 'transfer', d.way_from, d.way_to, d.day - lag(d.day) over (partition by d.way_from, d.way_to order by d.day)
      from (select distinct head->>'from' as way_from, head->>'to' as way_to, day from books.document where org_id = books.org() and type = 'transfer' and state = 'posted' and day between $1::date - 180 and $1::date) d) g
  where gap > 0 group by 1, 2, 3`;

/** Where goods came from in the last half year: bought, moved or made, how much, on how many days, and when first and last. */
export const ORIGINS = `select x.item_id::text as item, x.at as place, q.kind, q.who, (sum(x.base_qty) / 1000000.0)::float8 as quantity, max(q.day)::text as last, min(q.day)::text as first, count(distinct q.day)::int as days from (
    select d.id, d.warehouse_id::text as place, 'purchase' as kind, d.party_id::text as who, d.day from books.document d
      where d.org_id = books.org() and d.type = 'goods-receipt' and d.state = 'posted' and d.reverses is null and d.day between $2::date - 180 and $2::date
    union all select d.id, d.head->>'to', 'transfer', d.head->>'from', d.day from books.document d
      where d.org_id = books.org() and d.type = 'transfer' and d.state = 'posted' and d.reverses is null and d.day between $2::date - 180 and $2::date
    union all select d.id, null, 'produce', d.head->>'machine', d.day from books.document d
      where d.org_id = books.org() and d.type = 'production-plan' and d.state in ('posted', 'closed') and d.day between $2::date - 180 and $2::date) q
  join lateral (select l.item_id, l.base_qty, coalesce(q.place, l.data->>'warehouse') as at from books.document_line l where l.org_id = books.org() and l.doc_id = q.id and l.base_qty > 0) x on ${ITEMS}
  where x.at is not null group by 1, 2, 3, 4`;

/** Goods that can be made: the days it takes by the 物料清单 that counts today. */
export const MADE = `select distinct on (x.data->>'item') x.data->>'item' as item, (x.data->>'makeDays')::float8 as days from books.record x
  where x.org_id = books.org() and x.type = 'bom' and x.active and (x.data->>'valid')::date <= $2::date and ($1::uuid[] is null or (x.data->>'item')::uuid = any ($1::uuid[]))
  order by x.data->>'item', (x.data->>'valid')::date desc, (x.data->>'version')::int desc`;

/** Sellable stock by days left (null = does not perish), and what is promised. Frozen and expired goods are not there. */
export const SHELVES = `select x.item_id::text as item, x.warehouse_id::text as warehouse, (l.expires - $2::date) as left,
    (coalesce(sum(x.on_hand) filter (where (l.expires is null or l.expires > $2::date) and h.lot_id is null), 0) / 1000000.0)::float8 as quantity,
    (sum(x.allocated) / 1000000.0)::float8 as allocated, (coalesce(sum(x.in_transit), 0) / 1000000.0)::float8 as transit,
    (coalesce(sum(x.on_hold + case when h.lot_id is not null then x.on_hand else 0 end), 0) / 1000000.0)::float8 as held
  from books.stock_balance x left join books.lot l on l.org_id = x.org_id and l.id = x.lot_id and x.lot_id <> books.nil()
  left join (select distinct lot_id from books.lot_hold where org_id = books.org()) h on h.lot_id = x.lot_id
  where x.org_id = books.org() and ${ITEMS} and (x.on_hand <> 0 or x.allocated <> 0 or x.in_transit <> 0 or x.on_hold <> 0) group by 1, 2, 3`;

/** What is overdue for longer was given up by everybody, though nobody closed its paper: it is neither late nor on its way. */
const GIVEN_UP = 60;
/** The rest of a short delivery is waited for as long again as the supplier usually takes, and at least a week; what did not come then does not come. */
const REST_WAIT = 7;

/** Ordered, asked for, made or moved by papers that are still open, and not here yet. Drafts count for a week. Without an agreed day, what is ordered is due after the supplier's usual days. */
export const COMING = `select x.item_id::text as item, x.place, x.who, (sum(x.open) / 1000000.0)::float8 as quantity, min(x.due)::text as due from (
    select l.item_id, d.warehouse_id::text as place, d.party_id::text as who, l.base_qty - coalesce(p.qty, 0) as open, coalesce((l.data->>'wanted')::date, (d.head->>'wanted')::date, d.day + coalesce((s.data->>'leadDays')::int, ${REST_WAIT})) as due,
        case when p.qty > 0 then greatest(${REST_WAIT}, (s.data->>'leadDays')::int) else ${GIVEN_UP} end as waited
      from books.document d join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id left join books.progress p on p.org_id = l.org_id and p.doc_id = l.doc_id and p.line_no = l.line_no and p.kind = 'received'
      left join books.record s on s.org_id = d.org_id and s.id = d.party_id
      where d.org_id = books.org() and d.type = 'purchase-order' and (${OPEN_STATES})
    union all select l.item_id, d.warehouse_id::text, null, l.base_qty - coalesce(p.qty, 0), coalesce((l.data->>'wanted')::date, d.day), ${GIVEN_UP}
      from books.document d join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id left join books.progress p on p.org_id = l.org_id and p.doc_id = l.doc_id and p.line_no = l.line_no and p.kind = 'ordered'
      where d.org_id = books.org() and d.type = 'purchase-request' and (${OPEN_STATES})
    union all select l.item_id, d.head->>'to', null, l.base_qty, d.day, ${GIVEN_UP} from books.document d join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id
      where d.org_id = books.org() and d.type = 'transfer' and (d.state = 'submitted' or (d.state = 'draft' and d.day >= $2::date - 7))
    union all select l.item_id, l.data->>'warehouse', null, l.base_qty - coalesce(p.qty, 0), (l.data->>'due')::date, ${GIVEN_UP} from books.document d join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id
      left join books.progress p on p.org_id = l.org_id and p.doc_id = l.doc_id and p.line_no = l.line_no and p.kind = 'made'
      where d.org_id = books.org() and d.type = 'production-plan' and (${OPEN_STATES})) x
  where x.open > 0 and (x.due is null or x.due >= $2::date - x.waited) and ${ITEMS} group by 1, 2, 3`;

/** The price book of purchases as it holds today, and the next price where one begins within a month: 元 a base unit, tax included; party null = for everybody. */
export const PRICES = `select p.item, p.party, p.price, case when p.next <= ($2::date + 30)::text then p.next end as "nextFrom", p."nextPrice" from (
    select x.data->>'item' as item, x.data->>'party' as party, (x.data->>'price')::float8 as price, coalesce(x.data->>'from', '0') as since, coalesce(x.data->>'to', '9') as until,
        lead(x.data->>'from') over w as next, lead((x.data->>'price')::float8) over w as "nextPrice"
      from books.record x where x.org_id = books.org() and x.type = 'price' and x.active and x.data->>'kind' = 'purchase' and ($1::uuid[] is null or (x.data->>'item')::uuid = any ($1::uuid[]))
      window w as (partition by x.data->>'item', x.data->>'party' order by coalesce(x.data->>'from', '0'))) p
  where p.since <= $2::date::text and p.until >= $2::date::text`;

/**
 * Suppliers with their promised days and how their open orders stand: how many, how many late, by how many days. Only what nothing has come of is late:
 * the rest of a short delivery says nothing of the next one, nor does one that was given up (GIVEN_UP).
 * `offset 0`: order by order off an index; left to itself the planner reads the lines of all documents there are.
 */
export const SUPPLIERS = `select s.id::text as id, s.name, (s.data->>'leadDays')::float8 as lead, coalesce(o.open, 0)::int as open, coalesce(o.late, 0)::int as late, coalesce(o.days, 0)::float8 as days
  from books.record s left join (select d.party_id, count(distinct d.id) as open, count(distinct d.id) filter (where w.due < $1::date) as late, avg($1::date - w.due) filter (where w.due < $1::date) as days
      from (select id, party_id, head from books.document where org_id = books.org() and type = 'purchase-order' and state = 'posted' offset 0) d
      cross join lateral (select coalesce((l.data->>'wanted')::date, (d.head->>'wanted')::date) as due from books.document_line l where l.org_id = books.org() and l.doc_id = d.id
        and not exists (select from books.progress p where p.org_id = l.org_id and p.doc_id = l.doc_id and p.line_no = l.line_no and p.kind = 'received' and p.qty <> 0) offset 0) w
      where coalesce(w.due, $1::date) >= $1::date - ${GIVEN_UP} group by 1) o on o.party_id = s.id
  where s.org_id = books.org() and s.type = 'supplier' and s.active`;

/** Numbers and names that rules have set and that hold now; policies end after the rule's days. Factors come back-tested from overlays.ts. */
export const PARAMETERS = `select h.what, h.target_type as "targetType", h.target_id as target, case when h.value ~ '^-?[0-9.]+$' then h.value::float8 else 0 end as value, h.value as name, coalesce(r.name, '规则') as rule,
    coalesce(h.until::text, case when h.what in ${STRATEGY_SQL} then ${strategyEnd('h', 'o')}::text end) as until
  from rules.hold h left join rules.rule r on r.org_id = h.org_id and r.id = h.rule_id left join planning.overlay o on o.org_id = h.org_id and o.rule_id = h.rule_id
  where h.org_id = books.org() and h.kind = 'param' and h.field is null and h.lifted_at is null
    and (h.until is null or h.until > $1::timestamptz) and (h.what in ('safety_stock', 'reorder_point', 'max_stock', 'lead_time') and h.value ~ '^-?[0-9.]+$' or h.what in ${STRATEGY_SQL} and ${strategyEnd('h', 'o')} > ($1::timestamptz at time zone 'Asia/Shanghai')::date)
  order by h.since desc`;
