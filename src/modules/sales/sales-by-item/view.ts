// 商品销售汇总: what each item sold in a span of days, returns deducted, and what was earned on it.
import { defineView } from '#kernel/view';
import { MARGIN_COLUMNS, SOLD_LINES } from '../sold-lines.ts';

export const salesByItem = defineView({
  name: 'sales-by-item',
  zh: '商品销售汇总',
  right: 'sales-delivery.view',
  parameters: [
    { key: 'from', zh: '从', kind: 'day' },
    { key: 'to', zh: '到', kind: 'day' },
    { key: 'warehouse', zh: '仓库', kind: 'ref', to: 'warehouse' },
    { key: 'item', zh: '商品', kind: 'ref', to: 'item' },
  ],
  columns: [
    { key: 'code', zh: '编码', kind: 'text', width: 100 },
    { key: 'item', zh: '商品', kind: 'link', width: 220, href: '/records/item/{id}' },
    { key: 'unit', zh: '单位', kind: 'text', width: 56 },
    { key: 'qty', zh: '净销量', kind: 'qty', sum: true },
    { key: 'net', zh: '不含税金额', kind: 'money', secret: 'price', sum: true },
    { key: 'gross', zh: '价税合计', kind: 'money', secret: 'price', sum: true },
    { key: 'cost', zh: '成本', kind: 'money', secret: 'cost', sum: true },
    { key: 'margin', zh: '毛利', kind: 'money', secret: 'cost', sum: true },
    { key: 'rate', zh: '毛利率', kind: 'rate', secret: 'cost' },
  ],
  sql: `
    select i.id, i.code, i.name as item, i.data->>'unit' as unit, trim_scale(sum(x.qty) / 1000000.0)::text as qty, ${MARGIN_COLUMNS}
    from (${SOLD_LINES}) x join books.record i on i.org_id = books.org() and i.id = x.item_id
    where $4::uuid is null or i.id = $4::uuid
    group by i.id, i.code, i.name, i.data->>'unit' order by sum(x.net) desc, i.code limit $5 offset $6`,
  empty: '这段时间没有销售。审核销售出库单或零售单后，这里会显示各商品的销量和毛利。',
});
