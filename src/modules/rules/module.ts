// 规则: sentences that run. Its tables hold what was said and what came of it; the engine is #rules, what runs it is src/app/rules-runtime.
import { defineModule } from '#kernel/module';
import { ruleFirings } from './rule-firings/view.ts';
import { ruleHolds } from './rule-holds/view.ts';
import { ruleUnknowns } from './rule-unknowns/view.ts';

export const rulebook = defineModule({ name: 'rules', zh: '规则', needs: [], documents: [], records: [], views: [ruleFirings, ruleHolds, ruleUnknowns], reactions: [] });
