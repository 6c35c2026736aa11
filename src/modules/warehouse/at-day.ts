// SQL of what was in stock at the end of a day: from the nearest balances (a closed month's end, or now) and the lines in between; books.near() says which.
// Views put NEAR first and then ask for one item's rows, or for all items' at once. Without a day everything is as it stands now.
import { CLOSED } from './directions.ts';

/** The common table that all of the below read. `day`: a parameter, null for now. */
export const NEAR = (day: string): string => `near as materialized (select * from books.near(${day}::date))`;
const near = (column: string): string => `(select ${column} from near)`;
const BETWEEN = `s.day > ${near('lo')} and s.day <= ${near('hi')}`;
/** The same by the periods first, which a small index finds for all items together. */
const ALL_BETWEEN = `s.period >= ${near('first')} and s.period <= ${near('last')} and ${BETWEEN}`;
/** Asked once a statement; books.org() alone would be asked for every row that is read. */
const US = '(select books.org())';
const IN_PLACES = (places: string): string => `coalesce(sum(s.qty) filter (where s.place in (${places})), 0)`;
const SHELVED = [`'storage'`, `'frozen', 'production'`, `'transit'`].map((places) => `${near('sign')} * ${IN_PLACES(places)}`).join(', ');
const ADDED = (x: string): string => `sum(${x}.on_hand), sum(${x}.on_hold), sum(${x}.in_transit)`;

/** Rows (cost_group, qty, value) of one item's cost pools; to be summed by cost group. */
export const POOLS_OF = (
  item: string,
): string => `select p.cost_group, p.qty, p.value from books.cost_pool p where ${near('period')} = 0 and p.org_id = books.org() and p.item_id = ${item} and p.lot_id = books.nil()
    union all select c.cost_group, c.qty, c.value from books.pool_close c where ${near('period')} > 0 and c.org_id = books.org() and c.item_id = ${item} and c.period = ${near('period')} and (c.lot_id <> books.nil()) = exists (
      select from books.pool_close o where o.org_id = c.org_id and o.item_id = c.item_id and o.cost_group = c.cost_group and o.period = c.period and o.lot_id <> books.nil() and o.qty <> 0)
    union all select s.cost_group, ${near('sign')} * s.qty, ${near('sign')} * s.cost from books.stock_line s where s.org_id = books.org() and s.item_id = ${item} and ${BETWEEN}`;

/** Rows (item_id, qty, value) of all items; to be summed by item. */
export const ALL_POOLS = `select p.item_id, p.qty, p.value from books.cost_pool p where ${near('period')} = 0 and p.org_id = ${US} and p.lot_id = books.nil()
    union all select c.item_id, c.qty, c.value from (${CLOSED(near('period'))}) c where ${near('period')} > 0
    union all select s.item_id, ${near('sign')} * sum(s.qty), ${near('sign')} * sum(s.cost) from books.stock_line s where s.org_id = ${US} and ${ALL_BETWEEN} group by 1`;

/** Rows (item_id, warehouse_id, lot_id, on_hand, on_hold, in_transit, allocated) of one item's shelves; to be summed. Promises are known of now only. `only`: further conditions on a row. */
export function SHELVES_OF(item: string, only: (x: string) => string): string {
  const of = (x: string): string => `${x}.org_id = books.org() and ${x}.item_id = ${item} and ${only(x)}`;
  return `select b.item_id, b.warehouse_id, b.lot_id, b.on_hand, b.on_hold, b.in_transit, case when ${near('lo')} is null then b.allocated else 0 end as allocated from books.stock_balance b where ${near('period')} = 0 and ${of('b')}
    union all select c.item_id, c.warehouse_id, c.lot_id, c.on_hand, c.on_hold, c.in_transit, 0 from books.stock_close c where ${near('period')} > 0 and c.period = ${near('period')} and ${of('c')}
    union all select s.item_id, s.warehouse_id, coalesce(s.lot_id, books.nil()), ${SHELVED}, 0 from books.stock_line s where ${of('s')} and s.qty <> 0 and ${BETWEEN} group by 1, 2, 3`;
}

/** Rows (…by, on_hand, on_hold, in_transit, allocated) of all items' shelves, added up by the columns asked for; to be summed once more. */
export function ALL_SHELVES(by: (x: string) => readonly string[], only: (x: string) => string): string {
  const of = (x: string): string => `${x}.org_id = ${US} and ${only(x)}`;
  const keys = (x: string): string => by(x).join(', ');
  return `select ${keys('b')}, ${ADDED('b')}, case when ${near('lo')} is null then sum(b.allocated) else 0 end from books.stock_balance b where ${near('period')} = 0 and ${of('b')} group by ${keys('b')}
    union all select ${keys('c')}, ${ADDED('c')}, 0 from books.stock_close c where ${near('period')} > 0 and c.period = ${near('period')} and ${of('c')} group by ${keys('c')}
    union all select ${keys('s')}, ${SHELVED}, 0 from books.stock_line s where ${of('s')} and s.qty <> 0 and ${ALL_BETWEEN} group by ${keys('s')}`;
}

/**
 * Rows (on_hand, on_hold, in_transit, allocated) of everything there is, to be summed. Of now only the shelves with something frozen, on the way or promised are read: what is in
 * the cost pools and is neither frozen nor on the way stands in the warehouses (hengcang verify: cost-pools, stock-balances), and there are far fewer pools than lots.
 * `when`: whether it is asked for at all.
 */
export const WHOLE = (when: string): string => `select p.qty - b.on_hold - b.in_transit, b.on_hold, b.in_transit, case when ${near('lo')} is null then b.allocated else 0 end
      from (select coalesce(sum(y.qty), 0) as qty from books.cost_pool y where ${near('period')} = 0 and y.org_id = ${US} and y.lot_id = books.nil() and ${when}) p,
        (select coalesce(sum(y.on_hold), 0) as on_hold, coalesce(sum(y.in_transit), 0) as in_transit, coalesce(sum(y.allocated), 0) as allocated from books.stock_balance y
          where ${near('period')} = 0 and y.org_id = ${US} and (y.on_hold <> 0 or y.in_transit <> 0 or y.allocated <> 0) and ${when}) b
    union all select ${ADDED('c')}, 0 from books.stock_close c where ${near('period')} > 0 and c.period = ${near('period')} and c.org_id = ${US} and ${when}
    union all select ${SHELVED}, 0 from books.stock_line s where s.org_id = ${US} and s.qty <> 0 and ${ALL_BETWEEN} and ${when}`;
