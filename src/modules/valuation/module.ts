// 存货核算: how goods are valued, and what puts their value right afterwards.
import { defineModule } from '#kernel/module';
import { assembly } from './assembly/document.ts';
import { costAdjustment } from './cost-adjustment/document.ts';
import { costMethodChange } from './cost-method-change/document.ts';
import { disassembly } from './disassembly/document.ts';
import { standardCostChange } from './standard-cost-change/document.ts';

export const valuation = defineModule({
  name: 'valuation',
  zh: '存货核算',
  needs: ['catalog', 'accounting', 'warehouse'],
  documents: [assembly, disassembly, costMethodChange, standardCostChange, costAdjustment],
  records: [],
  views: [],
  reactions: [],
});
