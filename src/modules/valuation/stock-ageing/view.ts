// 库龄分析: how long the stock of a day has been there. The newest receipts are taken to be what is left (先进先出), whatever the cost method; value follows quantity.
import { defineView } from '#kernel/view';
import { DAY_PARAMETERS, itemColumns } from '../at-day-parts.ts';

const BUCKETS = [
  { key: 'd30', zh: '30 天内', from: 0, to: 30 },
  { key: 'd60', zh: '31–60 天', from: 31, to: 60 },
  { key: 'd90', zh: '61–90 天', from: 61, to: 90 },
  { key: 'd180', zh: '91–180 天', from: 91, to: 180 },
  { key: 'd365', zh: '181–365 天', from: 181, to: 365 },
] as const;
/** Quantity of one age; the remainder, of which no receipt is known any more, is the oldest. */
const QTY = BUCKETS.map((b) => `coalesce(sum(r.take) filter (where $1::date - r.day between ${b.from} and ${b.to}), 0) as ${b.key}`).join(', ');
/** Value of what is at most as old as a bucket. Rounded as it adds up, not bucket by bucket: no fen is left over for an age nothing has. */
const upTo = (n: number): string =>
  n === 0
    ? '0'
    : `round(h.value * (${BUCKETS.slice(0, n)
        .map((b) => b.key)
        .join(' + ')}) / h.qty / 100, 2)`;
const VALUE = BUCKETS.map((b, i) => `(${upTo(i + 1)} - ${upTo(i)})::text as "${b.key}"`).join(', ');

export const stockAgeing = defineView({
  name: 'stock-ageing',
  zh: '库龄分析',
  right: 'stock.view',
  parameters: DAY_PARAMETERS,
  columns: [
    ...itemColumns(),
    { key: 'qty', zh: '库存数量', kind: 'qty', width: 110, sum: true },
    { key: 'value', zh: '库存金额', kind: 'money', width: 120, sum: true, secret: 'cost' },
    ...BUCKETS.map((b) => ({ key: b.key, zh: b.zh, kind: 'money' as const, width: 110, sum: true as const, secret: 'cost' as const })),
    { key: 'older', zh: '365 天以上', kind: 'money', width: 110, sum: true, secret: 'cost' },
    { key: 'oldest', zh: '最早入库', kind: 'day', width: 110 },
    { key: 'days', zh: '平均库龄（天）', kind: 'int', width: 110 },
  ],
  // Only items that have a pool are asked, each through its own index.
  sql: `
with items as (
  select distinct i.id, i.code, i.name, i.data->>'unit' as unit from books.cost_pool p join books.record i on i.org_id = p.org_id and i.id = p.item_id
  where p.org_id = books.org() and p.lot_id = books.nil() and ($2::uuid is null or i.data->>'category' = $2::text) and ($3::text is null or position(lower($3::text) in i.search) > 0)),
held as (
  select i.*, h.qty, h.value from items i cross join lateral (select coalesce(sum(s.qty), 0) as qty, coalesce(sum(s.cost), 0) as value from books.stock_line s where s.org_id = books.org() and s.item_id = i.id and s.day <= $1::date) h
  where h.qty > 0 order by i.code limit $4::int offset $5::int)
select h.id as item, h.code, h.name, h.unit, trim_scale(h.qty / 1000000.0)::text as qty, round(h.value / 100.0, 2)::text as value, ${VALUE},
  round(h.value / 100.0, 2) - ${upTo(BUCKETS.length)} as older, a.oldest::text as oldest, a.days
from held h cross join lateral (
  select ${QTY}, min(r.day) filter (where r.take > 0) as oldest, round(sum(($1::date - r.day) * r.take) / nullif(sum(r.take), 0))::int as days
  from (select s.day, greatest(0, least(s.qty, h.qty - (sum(s.qty) over (order by s.day desc, s.id desc rows unbounded preceding) - s.qty))) as take
    from books.stock_line s where s.org_id = books.org() and s.item_id = h.id and s.day <= $1::date and s.qty > 0 and not s.internal and s.basis in ('given', 'output')
      and not exists (select from books.document d where d.org_id = books.org() and d.id = s.doc_id and d.reversed_by is not null)) r) a
order by h.code`,
  empty: '那一天没有库存。',
});
