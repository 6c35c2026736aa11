import { describeDocument } from '#testing';
import { making } from '../testing/making.ts';
import { materialPlan } from './document.ts';

describeDocument(materialPlan, {
  folder: import.meta.dirname,
  prepare: async (co) => ({ gift: (await making(co)).gift }),
  body: (co, { gift }) => ({
    day: '2026-03-05',
    head: { warehouse: co.ids.main, order: 'SCJH0001', cause: '生产计划' },
    lines: [
      { product: gift, item: co.ids.oil, qty: '16', per: '2' },
      // More than there is: ten stand on the shelf.
      { product: gift, item: co.ids.box, qty: '12', per: '1' },
    ],
  }),
});
