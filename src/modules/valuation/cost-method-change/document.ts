// 计价方法变更单: another way of costing for an item, from the first day of a month on. Neutral in value; says why (12号 §20: every change of method is kept).
import { COMMON } from '#kernel/common-refusals';
import { defineDocument } from '#kernel/document';
import { choice, note, ref, unitPrice } from '#kernel/field';
import { COST_METHOD_ZH, COST_METHODS } from '#costing';
import { RESTATED_LINE, RESTATING } from '../restating-document.ts';
import { decideMethodChange, mayReverseMethodChange, REFUSALS, undoMethodChange } from './decide.ts';
import { screen } from './screen.ts';

const METHODS = COST_METHODS.map((value) => ({ value, zh: COST_METHOD_ZH[value] }));

export const HEAD = {
  why: note('变更原因', { required: true, max: 500, hint: '如 改按批次管理、同类商品统一方法；计价方法一经选用不得随意变更' }),
} as const;
export const LINE = {
  item: ref('item', '商品', { required: true }),
  method: choice('新计价方法', METHODS, { required: true }),
  standardCost: unitPrice('标准成本（每基本单位）', { sign: 'positive', secret: 'cost', hint: '新方法为标准成本时填写' }),
  was: choice('原计价方法', METHODS, { computed: true }),
  ...RESTATED_LINE,
} as const;

export const costMethodChange = defineDocument({
  type: 'cost-method-change',
  zh: '计价方法变更单',
  prefix: 'CBFF',
  head: HEAD,
  line: LINE,
  refusals: { ...COMMON, ...REFUSALS },
  screen,
  ...RESTATING,
  complete: (doc, facts) => ({
    ...doc,
    lines: doc.lines.map((l) => ({ ...l, was: doc.state === 'draft' || doc.state === 'submitted' ? (facts.items[l.item]?.costMethod ?? null) : l.was })),
  }),
  decide: decideMethodChange,
  undo: undoMethodChange,
  mayReverse: mayReverseMethodChange,
});
