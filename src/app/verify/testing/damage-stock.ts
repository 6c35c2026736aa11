// Damage to the stock ledger, its balances, pools, lots and promises.
import { type Damage, MILK, NOBODY, OIL, stockLine, WATER } from './damage.ts';

/** Goods of the second company, which keeps them by 先进先出. */
const STOOL = '折叠凳';

export const STOCK_DAMAGE: readonly Damage[] = [
  {
    what: '删掉一笔库存流水',
    sql: (co) => [`delete from books.stock_line where id = ${stockLine(co.docs['receipt'], co.ids.oil)}`],
    cries: (co) => ({
      'stock-vouchers': [co.numbers['receipt'] ?? ''],
      'stock-equals-ledger': ['1405'],
      'stock-balances': [OIL],
      'cost-pools': [OIL],
      'average-replay': [OIL],
      'posted-unchanged': [co.numbers['receipt'] ?? ''],
    }),
  },
  {
    what: '改一笔出库的成本',
    sql: (co) => [`update books.stock_line set cost = cost + 100 where id = ${stockLine(co.docs['retail'], co.ids.milk)}`],
    cries: (co) => ({
      'stock-vouchers': [co.numbers['retail'] ?? ''],
      'stock-equals-ledger': ['1405'],
      'cost-pools': [MILK],
      'average-replay': [co.numbers['retail'] ?? ''],
      'posted-unchanged': [co.numbers['retail'] ?? ''],
    }),
  },
  {
    what: '改一笔出库的数量',
    sql: (co) => [`update books.stock_line set qty = qty + 1000000 where id = ${stockLine(co.docs['retail'], co.ids.milk)}`],
    cries: (co) => ({ 'stock-balances': [MILK], 'cost-pools': [MILK], 'average-replay': [co.numbers['retail'] ?? ''], 'posted-unchanged': [co.numbers['retail'] ?? ''] }),
  },
  {
    what: '调拨的一端换了数量',
    sql: (co) => [`update books.stock_line set qty = qty + 1000000 where id = (select max(id) from books.stock_line where doc_id = '${co.docs['transfer']}')`],
    cries: (co) => ({ 'stock-balances': [MILK], 'cost-pools': [MILK], 'moves-conserve': [co.numbers['transfer'] ?? ''], 'posted-unchanged': [co.numbers['transfer'] ?? ''] }),
  },
  {
    what: '流水换到别的期间',
    sql: (co) => [`update books.stock_line set period = 202602, day = '2026-02-28' where doc_id = '${co.docs['spoiled']}'`],
    cries: (co) => ({ 'stock-equals-ledger': ['1405'], 'stock-documents': [co.numbers['spoiled'] ?? ''], 'posted-unchanged': [co.numbers['spoiled'] ?? ''] }),
  },
  {
    what: '流水换到不存在的单据',
    sql: (co) => [`update books.stock_line set doc_id = '${NOBODY}' where doc_id = '${co.docs['spoiled']}'`],
    cries: (co) => ({ 'stock-vouchers': [co.numbers['spoiled'] ?? '', '已不存在'], 'stock-documents': ['已不存在'], 'posted-unchanged': [co.numbers['spoiled'] ?? ''] }),
  },
  {
    what: '流水放到没有的地点',
    sql: (co) => [`update books.stock_line set place = 'nowhere' where id = ${stockLine(co.docs['opening'], co.ids.water)}`],
    cries: (co) => ({ 'stock-balances': [WATER], 'stock-records': [WATER], 'stock-closes': [WATER], 'posted-unchanged': [co.numbers['opening'] ?? ''] }),
  },
  {
    what: '改一个库存余额',
    sql: (co) => [`update books.stock_balance set on_hand = on_hand + 1000000 where item_id = '${co.ids.water}' and warehouse_id = '${co.ids.main}'`],
    cries: () => ({ 'stock-balances': [WATER] }),
  },
  {
    what: '库存余额改成负数',
    sql: (co) => [`update books.stock_balance set on_hand = -1000000 where item_id = '${co.ids.water}' and warehouse_id = '${co.ids.main}'`],
    cries: () => ({ 'stock-balances': [WATER], 'no-negative-stock': [WATER] }),
  },
  {
    what: '改成本池的金额',
    sql: (co) => [`update books.cost_pool set value = value - 1 where item_id = '${co.ids.oil}'`],
    cries: () => ({ 'cost-pools': [OIL] }),
  },
  {
    what: '成本池没有数量还有金额',
    sql: (co) => [`update books.cost_pool set qty = 0 where item_id = '${co.ids.oil}'`],
    cries: () => ({ 'cost-pools': [OIL], 'zero-quantity-zero-value': [OIL] }),
  },
  {
    what: '抹掉在库批次的到期日',
    sql: () => [`update books.lot set expires = null where no = 'M0201'`],
    cries: () => ({ 'lots-dated': ['M0201'] }),
  },
  {
    what: '批次商品的流水与余额抹掉批次',
    sql: (co) => [
      `delete from books.stock_balance where item_id = '${co.ids.milk}' and warehouse_id = '${co.ids.shop}' and lot_id = books.nil()`,
      `update books.stock_balance set lot_id = books.nil() where item_id = '${co.ids.milk}' and warehouse_id = '${co.ids.shop}'`,
    ],
    cries: () => ({ 'stock-balances': [MILK], 'lots-named': [MILK] }),
  },
  {
    what: '按序列号管理的商品，一个号有好多件',
    sql: (co) => [`update books.record set data = data || '{"tracksSerials": true}' where id = '${co.ids.milk}'`],
    cries: () => ({ 'serials-single': [MILK] }),
  },
  {
    what: '在途数量与未签收的调拨不符（两边都改）',
    sql: (co) => [
      `update books.stock_balance set in_transit = in_transit - 1000000, on_hand = on_hand + 1000000 where item_id = '${co.ids.milk}' and in_transit > 0`,
      [
        `insert into books.stock_line (org_id, doc_id, line_no, item_id, lot_id, warehouse_id, place, counter, counter_warehouse, qty, cost, period, day, account, tax_attribute, ownership, approval_trail, booked_at)
        select org_id, doc_id, line_no, item_id, lot_id, warehouse_id, p.place, p.counter, warehouse_id, p.qty, 0, period, day, account, tax_attribute, ownership, approval_trail, booked_at from books.stock_line,
          (values ('transit', 'storage', -1000000), ('storage', 'transit', 1000000)) p(place, counter, qty) where id = (select max(id) from books.stock_line where doc_id = $1::uuid)`,
        co.docs['transfer'],
      ],
    ],
    cries: (co) => ({ 'in-transit': [MILK], 'posted-unchanged': [co.numbers['transfer'] ?? ''] }),
  },
  {
    what: '删掉一个有库存的商品的资料',
    sql: (co) => [`delete from books.record where id = '${co.ids.water}'`],
    cries: () => ({ 'stock-records': ['资料不存在'] }),
  },
  {
    what: '序列号商品的在库件数',
    sql: (co) => [`update books.stock_balance set pieces = pieces + 1000000 where item_id = '${co.ids['scale']}' and pieces > 0`],
    cries: () => ({ 'serials-single': ['电子秤'] }),
  },
  {
    what: '成本调整指到别的流水',
    sql: (co) => [`update books.stock_line set corrects = ${stockLine(co.docs['opening'], co.ids['milk'])} where corrects is not null and org_id = '${co.ids.org}'`],
    cries: () => ({ 'cost-corrections': ['出库成本调整单'], 'average-replay': [OIL, WATER], 'posted-unchanged': ['出库成本调整单'] }),
  },
  {
    what: '凭空多一笔占用',
    sql: (co) => [
      [
        'insert into books.reservation (org_id, doc_id, line_no, item_id, warehouse_id, qty, open) values ($1, $2, 1, $3, $4, 1000000, 1000000)',
        co.ids.org,
        NOBODY,
        co.ids.water,
        co.ids.main,
      ],
    ],
    cries: () => ({ reservations: [WATER], 'reservation-orders': ['已不存在'] }),
  },
  {
    what: '占用与余额一起多记',
    sql: (co) => [
      `update books.reservation set open = open + 1000000 where doc_id = '${co.docs['sales-order']}' and item_id = '${co.ids.oil}'`,
      `update books.stock_balance set allocated = allocated + 1000000 where item_id = '${co.ids.oil}' and lot_id = books.nil()`,
    ],
    cries: (co) => ({ 'reservation-orders': [co.numbers['sales-order'] ?? ''] }),
  },
  {
    what: '占用超过现存',
    sql: (co) => [`update books.stock_balance set allocated = 999000000 where item_id = '${co.ids.oil}' and lot_id = books.nil() and warehouse_id = '${co.ids.main}'`],
    cries: () => ({ reservations: [OIL], 'reserved-within-stock': [OIL] }),
  },
  {
    what: '先进先出少了一层',
    sql: (co) => [`update books.cost_pool set layers = layers - 0 where item_id = '${co.ids['stool']}' and jsonb_array_length(layers) > 1`],
    cries: () => ({ 'fifo-layers': [STOOL], 'fifo-replay': [STOOL] }),
  },
  {
    what: '先进先出两层换了单价，合计不变',
    sql: (co) => [
      `update books.cost_pool set layers = jsonb_set(jsonb_set(layers, '{0,2}', to_jsonb(((layers->0->>2)::bigint + 100)::text)), '{1,2}', to_jsonb(((layers->1->>2)::bigint - 100)::text))
        where item_id = '${co.ids['stool']}' and jsonb_array_length(layers) > 1`,
    ],
    cries: () => ({ 'fifo-replay': [STOOL] }),
  },
  {
    what: '结账时记下的成本池改了金额',
    sql: (co) => [`update books.pool_close set value = value + 100 where item_id = '${co.ids.water}'`],
    cries: () => ({ 'pool-closes': [WATER], 'average-replay': [WATER] }),
  },
  {
    what: '结账时记下的成本池改了数量',
    sql: (co) => [`update books.pool_close set qty = qty - 1000000 where item_id = '${co.ids.water}'`],
    cries: () => ({ 'pool-closes': [WATER], 'average-replay': [WATER] }),
  },
  {
    what: '结账时记下的结存数量',
    sql: (co) => [`update books.stock_close set on_hand = on_hand + 1000000 where item_id = '${co.ids.water}'`],
    cries: () => ({ 'stock-closes': [WATER] }),
  },
  {
    what: '结账时记下的结存少了一个商品',
    sql: (co) => [`delete from books.stock_close where item_id = '${co.ids.water}'`],
    cries: () => ({ 'stock-closes': [WATER] }),
  },
  {
    what: '后台成本重算停在半路',
    sql: (co) => [
      [
        `insert into books.late_cost (org_id, item_id, cost_group, lot_id, doc_id, day, lines, user_id, user_name, at, stage, trouble)
          select $1, $2, books.nil(), books.nil(), $3::uuid, current_date, 60000, $4, '某人', now(), 'failed', '连接中断'`,
        co.ids.org,
        co.ids.oil,
        co.docs['opening'],
        NOBODY,
      ],
    ],
    cries: () => ({ 'late-costs': [OIL] }),
  },
];
