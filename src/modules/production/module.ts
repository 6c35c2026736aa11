// 生产: what machines are to make and by when, of which materials, and what came of it; stops, slow running and new versions move the promises that stand on it.
import { defineModule } from '#kernel/module';
import { bomRecord } from './bom/record.ts';
import { engineeringChange } from './engineering-change/document.ts';
import { CHANGE_REACTIONS } from './engineering-change/reactions.ts';
import { machineRecord } from './machine/record.ts';
import { materialIssue } from './material-issue/document.ts';
import { materialPlan } from './material-plan/document.ts';
import { MATERIAL_REACTIONS } from './material-plan/reactions.ts';
import { planShift } from './plan-shift/document.ts';
import { PLAN_REACTIONS } from './plan-shift/reactions.ts';
import { productionPlan } from './production-plan/document.ts';
import { productionReceipt } from './production-receipt/document.ts';

export const production = defineModule({
  name: 'production',
  zh: '生产',
  needs: ['catalog', 'warehouse', 'accounting'],
  documents: [productionPlan, materialPlan, materialIssue, productionReceipt, engineeringChange, planShift],
  records: [bomRecord, machineRecord],
  views: [],
  reactions: [...PLAN_REACTIONS, ...MATERIAL_REACTIONS, ...CHANGE_REACTIONS],
});
