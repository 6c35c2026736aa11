// 商品分类: a tree; the category says on which inventory account its goods are kept.
import { ref, text } from '#kernel/field';
import { defineRecord } from '#kernel/record';

export const itemCategory = defineRecord({
  type: 'item-category',
  zh: '商品分类',
  codePrefix: 'FL',
  fields: {
    parent: ref('item-category', '上级分类'),
    inventoryAccount: text('存货科目', { max: 20, hint: '如 1405 库存商品、1403 原材料、1411 周转材料' }),
  },
  list: ['parent', 'inventoryAccount'],
  search: [],
  groups: [{ zh: '基本', fields: ['parent', 'inventoryAccount'] }],
  empty: '先建几个分类，例如“粮油”“饮料”，商品就能按类查找、按类记账。',
});
