// 通用: what any maker may tell.
import type { Json } from '#forms';
import { formatQty } from '#kernel/decimal';
import { micro } from '#kernel/quantity';
import { entries, figure, freeze, requestMissing, said, type Wanted } from './drafts.ts';
import { amount, type Arrived, count, type Effect, id, instant, type Known, many, sku, template, todo, words } from './template.ts';

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
    fields: {
      planId: id('计划'),
      version: count('版本'),
      horizonDays: count('展望天数'),
      deltas: many(
        '需求变化',
        { sku: sku(), qty: amount('数量', { sign: 'any' }), due: instant('完工日', { required: false }), plan: id('生产计划单号', { required: false }) },
        500,
      ),
    },
    readers: ['采购', '库存', '销售'],
    does: '加量扣除可用库存后的缺口：外购的生成一张请购单草稿；自己做过的商品自动审核生产计划（备料、占用、承诺随之重排）。数量为 0、带完工日的，自动审核计划调整单，等货的订单改承诺并通知。减量、没排过产的自制品、外购品改期，记一条待办。',
    example: { planId: 'MPS-2603', version: 4, horizonDays: 30, deltas: [{ sku: 'SP00001', qty: '500' }] },
    react: (e, known) => rolled(e, known),
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

/** What a rolled plan asks of people and buyers; what machines make is seen to by 生产 (plan-shift/rolled.ts). */
function rolled(e: Arrived, known: Known): readonly Effect[] {
  const name = `滚动计划 ${said(e.data['planId'])} 第 ${said(e.data['version'])} 版`;
  const deltas = entries(e.data['deltas']).flatMap((row) => {
    const item = known.item(row['sku']);
    return item ? [{ item, qty: figure(row['qty']), due: said(row['due']).slice(0, 10) }] : [];
  });
  const less = deltas.filter((d) => d.qty < 0n).map((d) => `${d.item.name} 减 ${formatQty(micro(-d.qty))} ${d.item.unit}`);
  const unplanned = deltas
    .filter((d) => d.qty > 0n && d.item.origin === 'unplanned')
    .map((d) => `${d.item.name} 加 ${formatQty(micro(d.qty))} ${d.item.unit}${d.due ? `，${d.due} 完工` : ''}`);
  const later = deltas.filter((d) => d.qty === 0n && d.due !== '' && d.item.origin !== 'made').map((d) => `${d.item.name} 改到 ${d.due}`);
  return [
    ...requestMissing(
      e,
      deltas.filter((d) => d.qty > 0n && d.item.origin === 'bought'),
      { reason: name },
    ),
    ...(less.length > 0 ? [todo(`${name}：${less.join('、')}，请改小或关闭生产计划、采购订单`)] : []),
    ...(unplanned.length > 0 ? [todo(`${name}：${unplanned.join('、')}，还没有在设备上排过产，请排生产计划`)] : []),
    ...(later.length > 0 ? [todo(`${name}：${later.join('、')}，请与供应商商定新交期并改采购订单`)] : []),
  ];
}

/** Positive demands with a known item. */
const wantedIn = (rows: readonly Readonly<Record<string, Json>>[], known: Known): readonly Wanted[] =>
  rows.flatMap((row) => {
    const [item, qty] = [known.item(row['sku']), figure(row['qty'])];
    return item && qty > 0n ? [{ item, qty }] : [];
  });
