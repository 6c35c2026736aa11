// 生产: what machines are to make and by when; stops and slow running move it, and the promises that stand on it.
import { defineModule } from '#kernel/module';
import { machineRecord } from './machine/record.ts';
import { planShift } from './plan-shift/document.ts';
import { PLAN_REACTIONS } from './plan-shift/reactions.ts';
import { productionPlan } from './production-plan/document.ts';

export const production = defineModule({
  name: 'production',
  zh: '生产',
  needs: ['catalog', 'warehouse'],
  documents: [productionPlan, planShift],
  records: [machineRecord],
  views: [],
  reactions: PLAN_REACTIONS,
});
