// Which way a stock line counts in 收发存: as 收入 or as 发出, each with its sign. Shared by the views of 存货核算 and 仓库's 收发存汇总表. SQL text.

/**
 * 'in' or 'out' of a stock line `s`. Returns to suppliers are negative 收入, returns from customers negative 发出; red lines stand on the side of what they take back;
 * corrections of a cost stand on the side of what they correct.
 */
export const DIRECTION = `case
    when s.counter in ('supplier', 'gain', 'opening', 'cost') then 'in'
    when s.counter in ('customer', 'usage', 'loss', 'consignee') then 'out'
    when (case when s.corrects is null then coalesce(nullif(s.qty, 0), s.cost) else (select o.qty from books.stock_line o where o.org_id = s.org_id and o.id = s.corrects) end > 0)
      <> (s.counter = 'conversion' and s.basis = 'origin') then 'in' else 'out' end`;

/** What is behind the numbers of closed months: quantity and value of every item at the end of period \`$\`, lots counted once. */
export const CLOSED = (period: string): string => `select x.item_id, x.cost_group, sum(x.qty) as qty, sum(x.value) as value from (
    select c.item_id, c.cost_group, c.lot_id, c.qty, c.value, bool_or(c.lot_id <> books.nil() and c.qty <> 0) over (partition by c.item_id, c.cost_group) as by_lot
    from books.pool_close c where c.org_id = books.org() and c.period = ${period}) x
  where (x.lot_id <> books.nil()) = x.by_lot group by 1, 2`;

/** The last closed period before \`$\` whose pools were written down, 0 when there is none: no line up to it has to be read. */
export const LAST_CLOSED = (before: string): string =>
  `coalesce((select max(p.period) from books.period p where p.org_id = books.org() and p.state = 'closed' and p.period < ${before} and exists (select from books.pool_close c where c.org_id = books.org() and c.period = p.period)), 0)`;
