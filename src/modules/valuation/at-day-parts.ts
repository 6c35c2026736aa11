// What the reports of the stock of a day ask for, and how they name an item. Shared by 存货余额 and 库龄分析.
import type { ViewColumn, ViewParameter } from '#kernel/view';

export const DAY_PARAMETERS: readonly ViewParameter[] = [
  { key: 'day', zh: '截至', kind: 'day', required: true },
  { key: 'category', zh: '分类', kind: 'ref', to: 'item-category' },
  { key: 'q', zh: '商品', kind: 'text' },
];
/** `more` goes on the link to the item's own account of what happened to it. */
export const itemColumns = (more = ''): readonly ViewColumn[] => [
  { key: 'code', zh: '编码', kind: 'text', width: 100 },
  { key: 'name', zh: '商品', kind: 'link', width: 220, href: `/views/inventory-detail?item={item}${more}` },
  { key: 'unit', zh: '单位', kind: 'text', width: 60 },
];
