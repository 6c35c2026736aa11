// 库存: balances, pools and places are what the stock ledger adds up to; nothing is promised or valued that is not there.
import { INSIDE, OUTSIDE } from '#kernel/place';
import { BOOKED, type CompanyCheck } from './check.ts';

const quoted = (words: readonly string[]): string => words.map((w) => `'${w}'`).join(', ');
/** Warehouses where stock may fall below zero. */
const MAY_BE_NEGATIVE = `coalesce((select (w.data->>'allowNegative')::boolean from books.record w where w.org_id = b.org_id and w.id = b.warehouse_id), false)`;
const UNITS = 1_000_000;
const BY_LOT = `coalesce((i.data->>'tracksLots')::boolean or (i.data->>'tracksSerials')::boolean, false)`;
/** Sum of the ledger's rows in some places. */
const inPlaces = (places: string): string => `coalesce(sum(qty) filter (where place in (${places})), 0)`;

const BALANCES: readonly CompanyCheck[] = [
  {
    name: 'stock-balances',
    zh: '库存余额 = 库存流水合计（按商品、仓库、批次、库位、存放）',
    group: 'stock',
    cure: '打开该商品的库存流水逐笔核对；流水为准，余额由流水重算',
    count: 'select count(*) as n from books.stock_balance',
    wrong: `select coalesce(b.item_id, s.item_id) as item, coalesce(b.warehouse_id, s.warehouse_id) as warehouse, coalesce(b.lot_id, s.lot_id) as lot, v.what, v.should::text, v.found::text, 'qty' as unit
      from books.stock_balance b full join (
        select item_id, warehouse_id, coalesce(lot_id, books.nil()) as lot_id, coalesce(bin_id, books.nil()) as bin_id,
          ${inPlaces(`'storage'`)} as on_hand, ${inPlaces(`'frozen', 'production'`)} as on_hold, ${inPlaces(`'transit'`)} as in_transit from books.stock_line group by 1, 2, 3, 4) s
      using (item_id, warehouse_id, lot_id, bin_id)
      cross join lateral (values ('现存', coalesce(s.on_hand, 0), coalesce(b.on_hand, 0)), ('冻结', coalesce(s.on_hold, 0), coalesce(b.on_hold, 0)), ('在途', coalesce(s.in_transit, 0), coalesce(b.in_transit, 0))) v(what, should, found) where v.should <> v.found`,
  },
  {
    name: 'cost-pools',
    zh: '成本池 = 库存流水的数量与金额',
    group: 'stock',
    cure: '打开该商品的库存流水逐笔核对；流水为准，成本池由流水重算',
    count: 'select count(*) as n from books.cost_pool',
    // The row without a lot is the whole of its cost group; under 个别计价 every lot has a row of its own beside it.
    wrong: `with s as materialized (select item_id, cost_group, lot_id, sum(qty) as qty, sum(cost) as value from books.stock_line group by 1, 2, 3)
      select coalesce(p.item_id, s.item_id) as item, nullif(coalesce(p.cost_group, s.cost_group), books.nil()) as warehouse, null::uuid as lot, v.what, v.should::text, v.found::text, v.unit
      from (select * from books.cost_pool where lot_id = books.nil()) p full join (select item_id, cost_group, sum(qty) as qty, sum(value) as value from s group by 1, 2) s using (item_id, cost_group)
      cross join lateral (values ('数量', coalesce(s.qty, 0), coalesce(p.qty, 0), 'qty'), ('金额', coalesce(s.value, 0), coalesce(p.value, 0), 'fen')) v(what, should, found, unit) where v.should <> v.found
      union all select p.item_id, nullif(p.cost_group, books.nil()), p.lot_id, v.what, v.should::text, v.found::text, v.unit
      from books.cost_pool p join books.record i on i.org_id = p.org_id and i.id = p.item_id and i.data->>'costMethod' = 'individual' left join s using (item_id, cost_group, lot_id)
      cross join lateral (values ('数量', coalesce(s.qty, 0), p.qty, 'qty'), ('金额', coalesce(s.value, 0), p.value, 'fen')) v(what, should, found, unit) where p.lot_id <> books.nil() and v.should <> v.found`,
  },
  {
    name: 'zero-quantity-zero-value',
    zh: '没有货就没有金额，有货金额不为负',
    group: 'stock',
    cure: '用其他入库、出库单或采购发票把差额转出',
    count: 'select count(*) as n from books.cost_pool',
    wrong: `select item_id as item, nullif(cost_group, books.nil()) as warehouse, nullif(lot_id, books.nil()) as lot, '金额' as what, case when qty = 0 then '0' end as should, value::text as found, 'fen' as unit from books.cost_pool where (qty = 0 and value <> 0) or (qty > 0 and value < 0)`,
  },
  {
    name: 'moves-conserve',
    zh: '内部移动数量与金额守恒（调拨、冻结）',
    group: 'stock',
    cure: '该单据的一端库存流水缺失或被改动：红冲后重做',
    count: 'select count(*) as n from books.stock_line where counter_warehouse is not null',
    wrong: `select s.doc_id as doc, s.item_id as item, s.lot_id as lot, v.what, '0' as should, v.found::text, v.unit
      from (select doc_id, item_id, lot_id, sum(qty) as qty, sum(cost) as cost from books.stock_line where counter_warehouse is not null group by 1, 2, 3 having sum(qty) <> 0 or sum(cost) <> 0) s
      cross join lateral (values ('两端数量之差', s.qty, 'qty'), ('两端金额之差', s.cost, 'fen')) v(what, found, unit) where v.found <> 0`,
  },
  {
    name: 'no-negative-stock',
    zh: '没有负库存（允许负库存的仓库除外）',
    group: 'stock',
    cure: '补录漏掉的入库单',
    count: 'select count(*) as n from books.stock_balance',
    wrong: `select b.item_id as item, b.warehouse_id as warehouse, b.lot_id as lot, v.what, '不小于 0' as should, v.found::text, 'qty' as unit from books.stock_balance b
      cross join lateral (values ('现存', b.on_hand), ('冻结', b.on_hold), ('在途', b.in_transit)) v(what, found) where (b.on_hand < 0 or b.on_hold < 0 or b.in_transit < 0) and v.found < 0 and not ${MAY_BE_NEGATIVE}`,
  },
];

const LINES: readonly CompanyCheck[] = [
  {
    name: 'stock-documents',
    zh: '每笔库存流水属于一张已审核单据的一行，日期与期间一致',
    group: 'stock',
    cure: '流水或单据被改动过：从备份核对，再红冲重做',
    count: 'select count(*) as n from books.stock_line',
    // A correction of an earlier line's cost keeps that line's number and day; only its period is the document's.
    wrong: `select s.doc_id as doc, s.line_no as line, s.item_id as item, case when d.id is null then '单据' when d.state not in ${BOOKED} then '单据状态' when l.line_no is null and s.corrects is null then '单据行' else '日期' end as what,
        case when d.id is null or (l.line_no is null and s.corrects is null) then '有' when d.state not in ${BOOKED} then '已审核' else d.day || ' / ' || d.period end as should,
        case when d.id is null then '无' when d.state not in ${BOOKED} then d.state when l.line_no is null and s.corrects is null then '无' else s.day || ' / ' || s.period end as found
      from books.stock_line s left join books.document d on d.org_id = s.org_id and d.id = s.doc_id left join books.document_line l on l.org_id = s.org_id and l.doc_id = s.doc_id and l.line_no = s.line_no
      where d.id is null or d.state not in ${BOOKED} or d.period <> s.period or (s.corrects is null and (l.line_no is null or d.day <> s.day))`,
  },
  {
    name: 'stock-records',
    zh: '库存流水上的商品、仓库、批次都存在，存放地点有效',
    group: 'stock',
    cure: '资料被删除过：从备份恢复该资料',
    count: 'select count(*) as n from books.stock_line',
    // Distinct combinations first: a million rows name few goods.
    wrong: `with s as (select item_id, warehouse_id, lot_id, place, counter, (array_agg(doc_id))[1] as doc_id, bool_or(qty = 0 and cost = 0) as empty from books.stock_line group by 1, 2, 3, 4, 5)
      select s.doc_id as doc, s.item_id as item, s.warehouse_id as warehouse, s.lot_id as lot, v.what, '有' as should, '无' as found from s
      left join books.record i on i.org_id = books.org() and i.id = s.item_id and i.type = 'item' left join books.record w on w.org_id = books.org() and w.id = s.warehouse_id and w.type = 'warehouse'
      left join books.lot l on l.org_id = books.org() and l.id = s.lot_id and l.item_id = s.item_id
      cross join lateral (values ('商品资料', i.id is null), ('仓库资料', w.id is null), ('该商品的批次', s.lot_id is not null and l.id is null),
        ('有效的存放地点', s.place not in (${quoted(INSIDE)}) or s.counter not in (${quoted([...INSIDE, ...OUTSIDE])})), ('数量或金额', s.empty)) v(what, bad) where v.bad`,
  },
  {
    name: 'cost-corrections',
    zh: '成本调整只改它所指那笔流水的成本，不改数量',
    group: 'stock',
    cure: '核对该成本调整单与它所指的出入库单',
    count: 'select count(*) as n from books.stock_line where corrects is not null',
    wrong: `select c.doc_id as doc, c.line_no as line, c.item_id as item, case when s.id is null then '所调整的流水' when c.qty <> 0 then '数量' else '商品、仓库、批次、科目' end as what,
        case when s.id is null then '有' when c.qty <> 0 then '0' else '与所调整的流水相同' end as should, case when s.id is null then '无' when c.qty <> 0 then c.qty::text else '不同' end as found, case when c.qty <> 0 and s.id is not null then 'qty' end as unit
      from books.stock_line c left join books.stock_line s on s.org_id = c.org_id and s.id = c.corrects where c.corrects is not null
        and (s.id is null or c.qty <> 0 or (c.item_id, c.warehouse_id, c.lot_id, c.account, c.cost_group) is distinct from (s.item_id, s.warehouse_id, s.lot_id, s.account, s.cost_group))`,
  },
  {
    name: 'lots-dated',
    zh: '按保质期管理的在库批次都有到期日',
    group: 'stock',
    cure: '核对实物后补登到期日，否则不能按先到期先出发货',
    count: `select count(*) as n from books.lot l join books.record i on i.org_id = l.org_id and i.id = l.item_id where (i.data->>'tracksExpiry')::boolean`,
    wrong: `select l.item_id as item, l.id as lot, '到期日' as what, '有' as should, null as found from books.lot l join books.record i on i.org_id = l.org_id and i.id = l.item_id
      where l.expires is null and (i.data->>'tracksExpiry')::boolean and exists (select from books.stock_balance b where b.org_id = l.org_id and b.item_id = l.item_id and b.lot_id = l.id and (b.on_hand <> 0 or b.on_hold <> 0 or b.in_transit <> 0))`,
  },
  {
    name: 'lots-named',
    zh: '按批次、序列号管理的库存都有批次或序列号',
    group: 'stock',
    cure: '用盘点单把没有批次、序列号的库存转过去',
    count: `select count(*) as n from books.stock_balance b join books.record i on i.org_id = b.org_id and i.id = b.item_id where ${BY_LOT}`,
    wrong: `select b.item_id as item, b.warehouse_id as warehouse, '没有批次、序列号的库存' as what, '0' as should, sum(b.on_hand + b.on_hold + b.in_transit)::text as found, 'qty' as unit from books.stock_balance b join books.record i on i.org_id = b.org_id and i.id = b.item_id
      where b.lot_id = books.nil() and ${BY_LOT} group by 1, 2 having sum(abs(b.on_hand) + abs(b.on_hold) + abs(b.in_transit)) <> 0`,
  },
  {
    name: 'serials-single',
    zh: '一个序列号只有一件，各仓件数与余额相符',
    group: 'stock',
    cure: '核对实物与序列号，用盘点单更正',
    count: `select count(*) as n from books.lot l join books.record i on i.org_id = l.org_id and i.id = l.item_id where (i.data->>'tracksSerials')::boolean`,
    // The lot-less row of a warehouse counts its pieces, so that nobody has to add up a hundred thousand of them.
    wrong: `with b as (select b.* from books.stock_balance b join books.record i on i.org_id = b.org_id and i.id = b.item_id where (i.data->>'tracksSerials')::boolean)
      select item_id as item, null::uuid as warehouse, lot_id as lot, '件数' as what, '0 或 1' as should, sum(on_hand + on_hold + in_transit)::text as found, 'qty' as unit from b where lot_id <> books.nil() group by 1, 3 having sum(on_hand + on_hold + in_transit) not in (0, ${UNITS})
      union all select item_id, warehouse_id, null, '在库件数', sum(on_hand) filter (where lot_id <> books.nil())::text, sum(pieces)::text, 'qty' from b group by 1, 2 having sum(pieces) <> coalesce(sum(on_hand) filter (where lot_id <> books.nil()), 0)`,
  },
];

const PROMISES: readonly CompanyCheck[] = [
  {
    name: 'in-transit',
    zh: '在途 = 已发出、未签收的调拨',
    group: 'stock',
    cure: '在调拨入库单签收到货，或核对被改动的调拨单',
    count: `select count(*) as n from books.document where type = 'transfer'`,
    wrong: `with b as (select item_id, warehouse_id, sum(in_transit) as qty from books.stock_balance where in_transit <> 0 group by 1, 2), t as (
        select l.item_id, (d.head->>'to')::uuid as warehouse_id, sum(l.base_qty - coalesce(p.qty, 0)) as qty from books.document d join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id
        left join books.progress p on p.org_id = l.org_id and p.doc_id = l.doc_id and p.line_no = l.line_no and p.kind = 'received'
        where d.type = 'transfer' and d.state in ${BOOKED} and coalesce((d.head->>'direct')::boolean, false) = false group by 1, 2)
      select coalesce(b.item_id, t.item_id) as item, coalesce(b.warehouse_id, t.warehouse_id) as warehouse, '在途' as what, coalesce(t.qty, 0)::text as should, coalesce(b.qty, 0)::text as found, 'qty' as unit
      from b full join t using (item_id, warehouse_id) where coalesce(b.qty, 0) <> coalesce(t.qty, 0)`,
  },
  {
    name: 'reservations',
    zh: '已占用 = 未完预留合计',
    group: 'stock',
    cure: '关闭并反关闭相关销售订单，让占用重新计算',
    count: 'select count(*) as n from books.reservation',
    wrong: `select coalesce(b.item_id, r.item_id) as item, coalesce(b.warehouse_id, r.warehouse_id) as warehouse, '已占用' as what, coalesce(r.open, 0)::text as should, coalesce(b.allocated, 0)::text as found, 'qty' as unit
      from (select item_id, warehouse_id, sum(allocated) as allocated from books.stock_balance group by 1, 2 having sum(allocated) <> 0) b
      full join (select item_id, warehouse_id, sum(open) as open from books.reservation group by 1, 2 having sum(open) <> 0) r using (item_id, warehouse_id) where coalesce(b.allocated, 0) <> coalesce(r.open, 0)`,
  },
  {
    name: 'reserved-within-stock',
    zh: '已占用不超过现存',
    group: 'stock',
    cure: '补货，或关闭部分订单',
    count: 'select count(*) as n from books.stock_balance where allocated <> 0',
    wrong: `select b.item_id as item, b.warehouse_id as warehouse, '已占用' as what, '不超过 ' || trim_scale(sum(b.on_hand)::numeric / ${UNITS}) as should, trim_scale(sum(b.allocated)::numeric / ${UNITS})::text as found from books.stock_balance b
      group by b.org_id, b.item_id, b.warehouse_id having sum(b.allocated) > 0 and sum(b.allocated) > sum(b.on_hand) and not ${MAY_BE_NEGATIVE}`,
  },
  {
    name: 'reservation-orders',
    zh: '占用 = 有效订单同一商品的未交数量（减去承诺调整单释放的）',
    group: 'stock',
    cure: '关闭该订单以释放占用，需要时再反关闭',
    count: 'select count(*) as n from books.reservation',
    wrong: `select r.doc_id as doc, r.line_no as line, r.item_id as item, r.warehouse_id as warehouse, case when d.id is null then '订单' when l.item_id is distinct from r.item_id then '订单行的商品' else '占用数量' end as what,
        case when d.id is null then '有' when l.item_id is distinct from r.item_id then '与占用相同' else trim_scale(o.open::numeric / ${UNITS})::text end as should,
        case when d.id is null then '无' when l.item_id is distinct from r.item_id then '不同' else trim_scale(r.open::numeric / ${UNITS})::text end as found
      from books.reservation r left join books.document d on d.org_id = r.org_id and d.id = r.doc_id left join books.document_line l on l.org_id = r.org_id and l.doc_id = r.doc_id and l.line_no = r.line_no
      left join books.progress p on p.org_id = r.org_id and p.doc_id = r.doc_id and p.line_no = r.line_no and p.kind = 'delivered'
      cross join lateral (select case when d.state = 'posted' then greatest(0, case d.type when 'substitute-request' then (l.data->>'take')::numeric * ${UNITS} when 'material-plan' then (l.data->>'held')::numeric * ${UNITS} - coalesce(p.qty, 0) else l.base_qty - coalesce(p.qty, 0) end) else 0 end as open) o
      cross join lateral (select greatest(0, o.open + least(0, coalesce(sum((x.data->>'change')::numeric * ${UNITS}), 0))) as open from books.document_line x
        join books.document y on y.org_id = x.org_id and y.id = x.doc_id and y.type = 'promise-change' and y.state = 'posted' where x.org_id = r.org_id and x.source_doc = r.doc_id and x.source_line = r.line_no) low
      where d.id is null or l.item_id is distinct from r.item_id or r.open > o.open or r.open < low.open`,
  },
];

export const STOCK: readonly CompanyCheck[] = [...BALANCES, ...LINES, ...PROMISES];
