// 往来单位: customers and suppliers. No postings.
import { defineModule } from '#kernel/module';
import { customer } from './customer/record.ts';
import { supplier } from './supplier/record.ts';

export const parties = defineModule({ name: 'parties', zh: '往来单位', needs: [], documents: [], records: [customer, supplier], views: [], reactions: [] });
