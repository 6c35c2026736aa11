// 通用: what any maker may tell.
import { entries, figure, freeze, requestMissing, said, type Wanted } from './drafts.ts';
import { amount, count, id, instant, type Known, many, sku, template, todo, words } from './template.ts';
import type { Json } from '#forms';

export const ANY_SHOP = [
  template({
    name: 'common.quality.batch_frozen',
    scene: '通用',
    zh: '批次冻结',
    fields: { batchId: id('批次'), skuId: sku(), qty: amount('数量'), reason: words('原因'), by: id('判定人') },
    readers: ['库存', '销售', '生产'],
    does: '立即审核一张批次冻结单：全部仓库的该批次不能再出库；冻结不了（例如没有这个批次）时记一条待办。',
    example: { batchId: 'L260301', skuId: 'SP00001', qty: '120', reason: '异物', by: '张质检' },
    react: (e, known) => freeze(e, known, { sku: e.data['skuId'], no: said(e.data['batchId']), reason: `${said(e.data['by'])}：${said(e.data['reason'])}` }),
  }),
  template({
    name: 'common.plan.rolled',
    scene: '通用',
    zh: '滚动计划发布',
    fields: { planId: id('计划'), version: count('版本'), horizonDays: count('展望天数'), deltas: many('需求变化', { sku: sku(), qty: amount('数量', { sign: 'any' }) }, 500) },
    readers: ['采购', '库存', '销售'],
    does: '新增需求扣除可用库存后的缺口，生成一张请购单草稿。',
    example: { planId: 'MPS-2603', version: 4, horizonDays: 30, deltas: [{ sku: 'SP00001', qty: '500' }] },
    react: (e, known) => requestMissing(e, wantedIn(entries(e.data['deltas']), known), { reason: `滚动计划 ${said(e.data['planId'])} 第 ${said(e.data['version'])} 版` }),
  }),
  template({
    name: 'common.kit.short',
    scene: '通用',
    zh: '工单缺料',
    fields: { workOrderId: id('工单'), shortages: many('缺料', { sku: sku(), qty: amount('缺少数量', { sign: 'positive' }) }, 500), needAt: instant('需用时间') },
    readers: ['采购', '库存', '计划'],
    does: '仓库没有的缺口生成一张请购单草稿；仓库有的记一条待办：调拨到工单。',
    example: { workOrderId: 'WO-2603-018', shortages: [{ sku: 'SP00001', qty: '80' }], needAt: '2026-03-12T08:00:00+08:00' },
    react: (e, known) => {
      const wanted = wantedIn(entries(e.data['shortages']), known);
      const there = wanted.filter((w) => w.item.free > 0n);
      return [
        ...requestMissing(e, wanted, { reason: `工单 ${said(e.data['workOrderId'])} 缺料`, by: said(e.data['needAt']).slice(0, 10) }),
        ...(there.length > 0
          ? [todo(`工单 ${said(e.data['workOrderId'])} 缺料，仓库有：${there.map((w) => `${w.item.name} ${w.item.free / 1_000_000n} ${w.item.unit}`).join('、')}，请调拨`)]
          : []),
      ];
    },
  }),
] as const;

/** Positive demands with a known item. */
const wantedIn = (rows: readonly Readonly<Record<string, Json>>[], known: Known): readonly Wanted[] =>
  rows.flatMap((row) => {
    const [item, qty] = [known.item(row['sku']), figure(row['qty'])];
    return item && qty > 0n ? [{ item, qty }] : [];
  });
