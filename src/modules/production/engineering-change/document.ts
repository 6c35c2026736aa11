// 工程变更单: from a day on a product is made by another version of its 物料清单. What is planned and not yet made is prepared anew (material-plan/reactions.ts).
import { COMMON } from '#kernel/common-refusals';
import { defineDocument } from '#kernel/document';
import { day, note, ref, text } from '#kernel/field';
import { NO_FEN } from '#kernel/money';
import { decideEngineeringChange, REFUSALS } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = { cause: text('变更原因', { required: true, max: 100 }), remark: note('备注', { max: 500 }) } as const;
export const LINE = {
  item: ref('item', '产品', { required: true }),
  bom: ref('bom', '新版物料清单', { required: true }),
  valid: day('生效日', { required: true }),
  version: text('版本', { computed: true, max: 40 }),
  remark: text('备注', { max: 200 }),
} as const;

export const engineeringChange = defineDocument({
  type: 'engineering-change',
  zh: '工程变更单',
  prefix: 'GCBG',
  head: HEAD,
  line: LINE,
  // What was made by a version was made by it: another change follows, none is taken back.
  flow: { draft: { save: 'draft', submit: 'submitted', approve: 'posted', void: 'void' }, submitted: { withdraw: 'draft', reject: 'draft', approve: 'posted' } },
  sources: [],
  needs: {},
  refusals: { ...COMMON, ...REFUSALS },
  screen,
  companyWide: true,
  complete: (doc, facts) => ({
    ...doc,
    lines: doc.lines.map((l) => {
      const bom = facts.records[l.bom]?.data;
      return { ...l, version: bom ? [`第 ${String(bom['version'])} 版`, bom['drawing']].filter(Boolean).join(' ').slice(0, 40) : null };
    }),
  }),
  decide: decideEngineeringChange,
  summary: (doc) => ({ party: null, warehouse: null, total: NO_FEN, title: doc.head.cause }),
});
