// 计价: the layers of 先进先出 hold what their pools hold and are what a replay of the ledger makes of them; what was written down at the end of closed months
// is what the ledger adds up to.
import { replayedPools } from '#books';
import { formatFen, formatQty } from '#kernel/decimal';
import { fen } from '#kernel/money';
import { micro } from '#kernel/quantity';
import type { CompanyCheck, Looked, Reader } from './check.ts';
import type { Finding } from './locate.ts';

const FIFO = `join books.record i on i.org_id = p.org_id and i.id = p.item_id and i.data->>'costMethod' = 'fifo'`;
/** Quantity and value of a pool's layers. */
const LAYERS = `cross join lateral (select coalesce(sum((l->>1)::bigint), 0) as qty, coalesce(sum((l->>2)::bigint), 0) as value from jsonb_array_elements(p.layers) l) l`;

/** Pools of one transaction. */
const BATCH = 100;
type Listed = { readonly item: string; readonly group: string | null; readonly layers: readonly (readonly [string, string, string])[] };
type Layer = { readonly qty: bigint; readonly value: bigint };

const told = (layers: readonly Layer[]): string => (layers.length === 0 ? '没有层次' : layers.map((l) => `${formatQty(micro(l.qty))} 件 ${formatFen(fen(l.value))}`).join('、'));

/** Every FIFO pool, replayed since its last closed month. */
async function layersReplayed(read: Reader): Promise<Looked> {
  const pools = await read((s) =>
    s.query<Listed>(
      `select p.item_id as item, nullif(p.cost_group, books.nil()) as "group", p.layers from books.cost_pool p ${FIFO} where p.lot_id = books.nil() and p.qty >= 0 order by p.item_id, p.cost_group`,
    ),
  );
  const found: Finding[] = [];
  for (let i = 0; i < pools.length; i += BATCH) {
    const batch = pools.slice(i, i + BATCH).map((p) => ({ ...p, lot: null }));
    for (const r of await read((s) => replayedPools(s, batch))) {
      found.push(...r.off.map((o): Finding => ({ doc: o.doc, line: o.line, item: r.item, what: '先进先出成本', should: o.should, found: o.is, unit: 'fen' })));
      if (r.layers) found.push({ item: r.item, warehouse: r.group, what: '先进先出层次', should: told(r.layers.should), found: told(r.layers.is) });
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
      cross join lateral (values ('层次数量', p.qty, l.qty, 'qty'), ('层次金额', p.value, l.value, 'fen')) v(what, should, found, unit) where p.lot_id = books.nil() and p.qty >= 0 and v.should <> v.found`,
  },
  {
    name: 'fifo-replay',
    zh: '先进先出的层次与发出成本 = 按流水重算',
    group: 'stock',
    cure: '核对该商品的入库顺序与成本；流水为准，层次由流水重算',
    look: layersReplayed,
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
];
