// 客户销售汇总: what each customer bought in a span of days, returns deducted, what was earned, and what they owe today.
import { defineView } from '#kernel/view';
import { MARGIN_COLUMNS, SOLD_LINES } from '../sold-lines.ts';

export const salesByCustomer = defineView({
  name: 'sales-by-customer',
  zh: '客户销售汇总',
  right: 'sales-delivery.view',
  parameters: [
    { key: 'from', zh: '从', kind: 'day' },
    { key: 'to', zh: '到', kind: 'day' },
    { key: 'warehouse', zh: '仓库', kind: 'ref', to: 'warehouse' },
    { key: 'customer', zh: '客户', kind: 'ref', to: 'customer' },
  ],
  columns: [
    { key: 'code', zh: '编码', kind: 'text', width: 100 },
    { key: 'customer', zh: '客户', kind: 'link', width: 200, href: '/records/customer/{id}' },
    { key: 'documents', zh: '单数', kind: 'int', sum: true },
    { key: 'net', zh: '不含税金额', kind: 'money', secret: 'price', sum: true },
    { key: 'gross', zh: '价税合计', kind: 'money', secret: 'price', sum: true },
    { key: 'cost', zh: '成本', kind: 'money', secret: 'cost', sum: true },
    { key: 'margin', zh: '毛利', kind: 'money', secret: 'cost', sum: true },
    { key: 'rate', zh: '毛利率', kind: 'rate', secret: 'cost' },
    { key: 'owes', zh: '现欠款', kind: 'money', secret: 'price', sum: true },
  ],
  sql: `
    select c.id, coalesce(c.code, '') as code, coalesce(c.name, '散客') as customer, count(distinct x.doc_id)::int as documents, ${MARGIN_COLUMNS},
      (coalesce((select sum(o.amount - o.settled) from books.open_item o where o.org_id = books.org() and o.side = 'receivable' and o.party_id = c.id and o.amount <> o.settled), 0) / 100.0)::numeric(20, 2)::text as owes
    from (${SOLD_LINES}) x left join books.record c on c.org_id = books.org() and c.id = x.party_id
    where $4::uuid is null or c.id = $4::uuid
    group by c.id, c.code, c.name order by sum(x.net) desc, c.code limit $5 offset $6`,
  empty: '这段时间没有销售。',
});
