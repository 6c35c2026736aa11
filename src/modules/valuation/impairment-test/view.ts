// 跌价测试: cost against net realisable value of every item, what is provided and what should be. The proposal behind 跌价准备单.
import { defineView } from '#kernel/view';

/** $1 day, $2 share of selling costs in percent, $3 only differing. One row per item with stock or a provision; `nrv` without VAT, per base unit. */
export const TESTED = `
  select i.id as item, i.code, i.name, i.data->>'unit' as unit, coalesce(v.qty, 0) as qty, coalesce(v.value, 0) as cost, coalesce(r.reserve, 0) as reserve, p.source,
    round(p.price / (1 + case when o.vat = 'general' then coalesce(nullif(i.data->>'taxRate', ''), '0.13')::numeric else 0 end) * (1 - coalesce($2::text, '0')::numeric / 100), 6) as nrv
  from books.org_node o join books.record i on i.org_id = o.id and i.type = 'item'
  left join books.item_value v on v.org_id = i.org_id and v.item_id = i.id
  left join (select l.item_id, sum(l.credit - l.debit) as reserve from books.voucher_line l
    where l.org_id = books.org() and l.day <= $1::date and l.account = (select a.account from books.account_role a where a.org_id = books.org() and a.role = 'inventory.impairment') and l.item_id is not null group by 1) r on r.item_id = i.id
  left join lateral (
    select x.price, x.source from (
      select (k.data->>'price')::numeric as price, '价格本' as source, 1 as rank, coalesce(k.data->>'from', '') as since from books.record k
        where k.org_id = i.org_id and k.type = 'price' and k.active and k.code = 'sale/' || i.id || '/*' and coalesce(k.data->>'from', '0') <= $1::text and coalesce(k.data->>'to', '9') >= $1::text
      union all select nullif(i.data->>'salePrice', '')::numeric, '零售价', 2, ''
      union all (select l.amount * 10000.0 / nullif(l.base_qty, 0), '最近售价', 3, '' from books.document_line l join books.document d on d.org_id = l.org_id and d.id = l.doc_id
        where l.org_id = i.org_id and l.item_id = i.id and d.type in ('sales-delivery', 'retail-sale') and d.state = 'posted' and d.reverses is null and d.day <= $1::date order by d.day desc, d.number desc limit 1)) x
    where x.price > 0 order by x.rank, x.since desc limit 1) p on true
  where o.id = books.org() and (v.value <> 0 or r.reserve <> 0)`;
export const REQUIRED = 'case when t.nrv is null then null when t.qty <= 0 then 0 else greatest(0, t.cost - round(t.qty * t.nrv / 10000)) end';

export const impairmentTest = defineView({
  name: 'impairment-test',
  zh: '跌价测试',
  right: 'ledger.view',
  parameters: [
    { key: 'day', zh: '截至', kind: 'day', required: true },
    { key: 'selling', zh: '销售费用及税费率 %', kind: 'int' },
    { key: 'only', zh: '只看要处理的', kind: 'choice', choices: [{ value: 'yes', zh: '是' }] },
  ],
  columns: [
    { key: 'code', zh: '编码', kind: 'text', width: 100 },
    { key: 'name', zh: '商品', kind: 'link', width: 220, href: '/views/inventory-detail?item={item}' },
    { key: 'unit', zh: '单位', kind: 'text', width: 60 },
    { key: 'qty', zh: '库存数量', kind: 'qty', width: 100, sum: true },
    { key: 'cost', zh: '库存成本', kind: 'money', width: 120, sum: true, secret: 'cost' },
    { key: 'unitCost', zh: '单位成本', kind: 'price', width: 100, secret: 'cost' },
    { key: 'nrv', zh: '单位可变现净值', kind: 'price', width: 120, secret: 'cost' },
    { key: 'source', zh: '售价依据', kind: 'text', width: 90 },
    { key: 'required', zh: '应有准备', kind: 'money', width: 120, sum: true, secret: 'cost' },
    { key: 'reserve', zh: '已提准备', kind: 'money', width: 120, sum: true, secret: 'cost' },
    { key: 'amount', zh: '应计提（负为转回）', kind: 'money', width: 140, sum: true, secret: 'cost' },
  ],
  sql: `
with t as (${TESTED}), x as (select t.*, ${REQUIRED} as required from t)
select x.item, x.code, x.name, x.unit, trim_scale(x.qty / 1000000.0)::text as qty, round(x.cost / 100.0, 2)::text as cost, case when x.qty > 0 then trim_scale(round(x.cost * 10000.0 / x.qty, 6))::text end as "unitCost",
  trim_scale(x.nrv)::text as nrv, coalesce(x.source, '没有售价') as source, round(x.required / 100.0, 2)::text as required, round(x.reserve / 100.0, 2)::text as reserve, round((x.required - x.reserve) / 100.0, 2)::text as amount
from x where $3::text is distinct from 'yes' or x.required is distinct from x.reserve order by x.code limit $4::int offset $5::int`,
  empty: '没有存货，也没有已提的跌价准备。',
});
