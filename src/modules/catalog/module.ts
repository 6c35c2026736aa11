// 商品资料: items, their categories and prices. No postings.
import { defineModule } from '#kernel/module';
import { item } from './item/record.ts';
import { itemCategory } from './item-category/record.ts';
import { priceRecord } from './price/record.ts';

export const catalog = defineModule({ name: 'catalog', zh: '商品', needs: [], documents: [], records: [item, itemCategory, priceRecord], views: [], reactions: [] });
