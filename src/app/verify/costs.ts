// 计价: the layers of 先进先出 hold what their pools hold and are what a replay of the ledger makes of them; what was written down at the end of closed months
// is what the ledger adds up to, quantities by shelf and lot as well as values.
import { replayedPools } from '#books';
import { formatFen, formatQty } from '#kernel/decimal';
import { fen } from '#kernel/money';
import { micro } from '#kernel/quantity';
import type { CompanyCheck, Looked, Reader } from './check.ts';
import type { Finding } from './locate.ts';

const FIFO = `join books.record i on i.org_id = p.org_id and i.id = p.item_id and i.data->>'costMethod' = 'fifo'`;
const AVERAGE = `join books.record i on i.org_id = p.org_id and i.id = p.item_id and coalesce(i.data->>'costMethod', 'moving-average') in ('moving-average', 'individual')`;
/** Quantity and value of a pool's layers. */
const LAYERS = `cross join lateral (select coalesce(sum((l->>1)::bigint), 0) as qty, coalesce(sum((l->>2)::bigint), 0) as value from jsonb_array_elements(p.layers) l) l`;

/** Pools of one transaction. */
const BATCH = 100;
type Listed = { readonly item: string; readonly group: string | null; readonly lot: string | null; readonly layers: readonly (readonly [string, string, string])[] };
type Layer = { readonly qty: bigint; readonly value: bigint };

const told = (layers: readonly Layer[]): string => (layers.length === 0 ? '没有层次' : layers.map((l) => `${formatQty(micro(l.qty))} 件 ${formatFen(fen(l.value))}`).join('、'));

/** Pools that a job is still putting right are not judged yet; `late-costs` says how long that has taken. */
const NOT_LATE = `not exists (select from books.late_cost x where x.org_id = p.org_id and x.item_id = p.item_id and x.cost_group = p.cost_group and x.lot_id in (p.lot_id, books.nil()))`;

/** Pools of some methods, replayed since their last closed month. */
async function poolsReplayed(read: Reader, which: { readonly join: string; readonly where: string; readonly what: string; readonly layered: boolean }): Promise<Looked> {
  const pools = await read((s) =>
    s.query<Listed>(
      `select p.item_id as item, nullif(p.cost_group, books.nil()) as "group", nullif(p.lot_id, books.nil()) as lot, p.layers from books.cost_pool p ${which.join}
        where ${which.where} and ${NOT_LATE} order by p.item_id, p.cost_group, p.lot_id`,
    ),
  );
  const found: Finding[] = [];
  for (let i = 0; i < pools.length; i += BATCH) {
    const batch = pools.slice(i, i + BATCH);
    for (const r of await read((s) => replayedPools(s, batch))) {
      found.push(...r.off.map((o): Finding => ({ doc: o.doc, line: o.line, item: r.item, what: which.what, should: o.should, found: o.is, unit: 'fen' })));
      if (which.layered && r.layers) found.push({ item: r.item, warehouse: r.group, what: '先进先出层次', should: told(r.layers.should), found: told(r.layers.is) });
    }
  }
  return { rows: pools.length, total: found.length, found };
}

export const COSTS: readonly CompanyCheck[] = [
  {
    name: 'fifo-layers',
    zh: '先进先出的各层合计 = 成本池的数量与金额',
    group: 'stock',
    cure: '打开该商品的库存流水逐笔核对；层次由流水重算',
    count: `select count(*) as n from books.cost_pool p ${FIFO} where p.lot_id = books.nil()`,
    // What was issued beyond the stock is in no layer.
    wrong: `select p.item_id as item, nullif(p.cost_group, books.nil()) as warehouse, v.what, v.should::text, v.found::text, v.unit from books.cost_pool p ${FIFO} ${LAYERS}
      cross join lateral (values ('层次数量', p.qty, l.qty, 'qty'), ('层次金额', p.value, l.value, 'fen')) v(what, should, found, unit) where p.lot_id = books.nil() and p.qty >= 0 and v.should <> v.found and ${NOT_LATE}`,
  },
  {
    name: 'fifo-replay',
    zh: '先进先出的层次与发出成本 = 按流水重算',
    group: 'stock',
    cure: '核对该商品的入库顺序与成本；流水为准，层次由流水重算',
    look: (read) => poolsReplayed(read, { join: FIFO, where: 'p.lot_id = books.nil() and p.qty >= 0', what: '先进先出成本', layered: true }),
  },
  {
    name: 'average-replay',
    zh: '移动加权平均、个别计价的发出成本 = 按流水重算',
    group: 'stock',
    cure: '打开该商品的存货明细账核对；用“更正”或补一张影响成本的单据，重算会把差额记入出库成本调整单',
    look: (read) =>
      poolsReplayed(read, { join: AVERAGE, where: `(p.lot_id = books.nil()) = (coalesce(i.data->>'costMethod', '') <> 'individual')`, what: '发出成本', layered: false }),
  },
  {
    name: 'late-costs',
    zh: '补录引起的后台成本重算没有停下',
    group: 'stock',
    cure: '在“成本计算”页看重算停在哪里；服务重新启动后会接着做，结账前也会做完',
    count: 'select count(*) as n from books.cost_pool',
    wrong: `select p.doc_id as doc, p.item_id as item, nullif(p.cost_group, books.nil()) as warehouse, '后台重算' as what, '在进行' as should,
        coalesce(p.trouble, to_char(p.beat at time zone 'Asia/Shanghai', 'MM-DD HH24:MI') || ' 以来没有进展') as found
      from books.late_cost p where p.stage = 'failed' or p.beat < now() - interval '10 minutes'`,
  },
  {
    name: 'pool-closes',
    zh: '已结账月份记下的成本池 = 截至该月的库存流水',
    group: 'stock',
    cure: '反结账该月再结账，由流水重新记下',
    count: 'select count(*) as n from books.pool_close',
    wrong: `select p.period, p.item_id as item, nullif(p.cost_group, books.nil()) as warehouse, nullif(p.lot_id, books.nil()) as lot, v.what, v.should::text, v.found::text, v.unit
      from books.pool_close p
      cross join lateral (select coalesce(sum(s.qty), 0) as qty, coalesce(sum(s.cost), 0) as value from books.stock_line s
        where s.org_id = p.org_id and s.item_id = p.item_id and s.cost_group = p.cost_group and s.period <= p.period and (p.lot_id = books.nil() or s.lot_id = p.lot_id)) s
      ${LAYERS}
      cross join lateral (values ('数量', s.qty, p.qty, 'qty'), ('金额', s.value, p.value, 'fen'),
        ('层次数量', p.qty, case when p.layers = '[]' then p.qty else l.qty end, 'qty'), ('层次金额', p.value, case when p.layers = '[]' then p.value else l.value end, 'fen')) v(what, should, found, unit)
      where v.should <> v.found`,
  },
  {
    name: 'stock-closes',
    zh: '已结账月份记下的结存数量 = 截至该月的库存流水（按仓库、批次）',
    group: 'stock',
    cure: '反结账该月再结账，由流水重新记下',
    count: 'select count(*) as n from books.stock_close',
    wrong: `with closed as (select distinct period from books.stock_close), s as (
        select c.period, s.item_id, s.warehouse_id, coalesce(s.lot_id, books.nil()) as lot_id, coalesce(sum(s.qty) filter (where s.place = 'storage'), 0) as on_hand,
          coalesce(sum(s.qty) filter (where s.place in ('frozen', 'production')), 0) as on_hold, coalesce(sum(s.qty) filter (where s.place = 'transit'), 0) as in_transit
        from closed c join books.stock_line s on s.period <= c.period group by 1, 2, 3, 4)
      select period, item_id as item, warehouse_id as warehouse, nullif(lot_id, books.nil()) as lot, v.what, v.should::text, v.found::text, 'qty' as unit
      from s full join books.stock_close p using (period, item_id, warehouse_id, lot_id)
      cross join lateral (values ('现存', coalesce(s.on_hand, 0), coalesce(p.on_hand, 0)), ('冻结', coalesce(s.on_hold, 0), coalesce(p.on_hold, 0)), ('在途', coalesce(s.in_transit, 0), coalesce(p.in_transit, 0))) v(what, should, found)
      where v.should <> v.found`,
  },
];
