// 质检: lots that may not leave, inspections, and what stands in for goods that cannot be used.
import { defineModule } from '#kernel/module';
import { inspection } from './inspection/document.ts';
import { INSPECTION_REACTIONS } from './inspection/reaction.ts';
import { inspectionPlan } from './inspection-plan/record.ts';
import { lotFreeze } from './lot-freeze/document.ts';
import { lotThaw } from './lot-thaw/document.ts';
import { retestDue } from './retest-due/view.ts';
import { substituteRecord } from './substitute/record.ts';
import { substituteRequest } from './substitute-request/document.ts';
import { SUBSTITUTE_REACTIONS } from './substitute-request/reactions.ts';

export const quality = defineModule({
  name: 'quality',
  zh: '质检',
  needs: ['catalog', 'parties', 'warehouse', 'purchasing', 'production'],
  documents: [inspection, lotFreeze, lotThaw, substituteRequest],
  records: [inspectionPlan, substituteRecord],
  views: [retestDue],
  reactions: [...INSPECTION_REACTIONS, ...SUBSTITUTE_REACTIONS],
});
