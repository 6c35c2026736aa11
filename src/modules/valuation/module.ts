// 存货核算: how goods are valued, and what puts their value right afterwards.
import { defineModule } from '#kernel/module';
import { assembly } from './assembly/document.ts';
import { costAdjustment } from './cost-adjustment/document.ts';
import { costDifference } from './cost-difference/document.ts';
import { costMethodChange } from './cost-method-change/document.ts';
import { costingStatus } from './costing-status/view.ts';
import { disassembly } from './disassembly/document.ts';
import { impairment } from './impairment/document.ts';
import { impairmentTest } from './impairment-test/view.ts';
import { inventoryAtDay } from './inventory-at-day/view.ts';
import { lateCosts } from './late-costs/view.ts';
import { inventoryDetail } from './inventory-detail/view.ts';
import { standardCostChange } from './standard-cost-change/document.ts';
import { stockAgeing } from './stock-ageing/view.ts';
import { turnoverInUse } from './turnover-in-use/view.ts';
import { turnoverIssue } from './turnover-issue/document.ts';
import { turnoverScrap } from './turnover-scrap/document.ts';

export const valuation = defineModule({
  name: 'valuation',
  zh: '存货核算',
  needs: ['catalog', 'accounting', 'warehouse'],
  documents: [assembly, disassembly, costMethodChange, standardCostChange, impairment, costDifference, turnoverIssue, turnoverScrap, costAdjustment],
  records: [],
  views: [inventoryDetail, inventoryAtDay, stockAgeing, costingStatus, lateCosts, impairmentTest, turnoverInUse],
  reactions: [],
});
