// 标准成本调整单: a new standard cost for items that are costed by it. What is on hand is worth quantity × the new cost; the change is 材料成本差异.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument } from '#kernel/document';
import { note, ref, unitPrice } from '#kernel/field';
import { RESTATED_LINE, RESTATING } from '../restating-document.ts';
import { decideStandardCost, mayReverseStandardCost, REFUSALS, undoStandardCost } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = { why: note('调整原因', { required: true, max: 500 }) } as const;
export const LINE = {
  item: ref('item', '商品', { required: true }),
  standardCost: unitPrice('新标准成本（每基本单位）', { required: true, sign: 'positive', secret: 'cost' }),
  was: unitPrice('原标准成本', { computed: true, secret: 'cost' }),
  ...RESTATED_LINE,
} as const;

export const standardCostChange = defineDocument({
  type: 'standard-cost-change',
  zh: '标准成本调整单',
  prefix: 'BZCB',
  head: HEAD,
  line: LINE,
  refusals: { ...COMMON, ...REFUSALS },
  screen,
  ...RESTATING,
  complete: (doc, facts) => ({
    ...doc,
    lines: doc.lines.map((l) => ({ ...l, was: doc.state === 'draft' || doc.state === 'submitted' ? (facts.items[l.item]?.standardCost ?? null) : l.was })),
  }),
  decide: decideStandardCost,
  undo: undoStandardCost,
  mayReverse: mayReverseStandardCost,
});
