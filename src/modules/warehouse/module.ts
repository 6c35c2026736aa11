// 仓库: warehouses, bins and the documents that move stock inside the house.
import { defineModule } from '#kernel/module';
import { bin } from './bin/record.ts';
import { warehouseRecord } from './warehouse/record.ts';

export const warehouse = defineModule({ name: 'warehouse', zh: '仓库', needs: ['catalog'], documents: [], records: [warehouseRecord, bin], views: [], reactions: [] });
