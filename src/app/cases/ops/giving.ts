// Goods that leave without a sale: 其他出库单 (赠送、样品视同销售, 部门领用), 报损单, 周转材料领用单 and 报废单; and 跌价准备单 for goods that stay.
import type { Day } from '#kernel/day';
import { asNumber, asText, type CaseStep, Unsupported } from '../format.ts';
import { decimal } from '../figures.ts';
import { lookAt, stockOf } from '../look.ts';
import type { DocOf, Operations, World } from '../world.ts';
import { lineOf, pieces, qtyOf } from './lines.ts';
import { taxRateOf } from '../tax-rate.ts';

/** Leaves without a sale, for a reason; given to others, its market price bears output VAT. */
async function give(world: World, step: CaseStep, at: { readonly day: Day; readonly reason: string; readonly deemed: boolean }): Promise<readonly DocOf[]> {
  const [item, warehouse] = [await world.item(), await world.warehouse(step['wh'])];
  const taxRate = taxRateOf(step) ?? 0;
  const market = asNumber(step['price']) ?? asNumber(step['rate']);
  if (at.deemed && market === null && taxRate > 0) throw new Unsupported(`${step.op}.price`, '视同销售需要市场价');
  // The case's price is without tax, the document's with it.
  const sold = at.deemed ? { price: decimal((market ?? 0) * (1 + taxRate)), taxRate: decimal(taxRate) } : {};
  const lines = pieces(world, step, qtyOf(step)).map((p) => ({ item, ...p, ...sold }));
  return [await world.approve('other-issue', { day: at.day, head: { warehouse, reason: world.reason(at.reason), deemedSale: at.deemed }, lines })];
}

/** 报损: input VAT goes back where the step says so. */
async function writeOff(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const [item, warehouse] = [await world.item(), await world.warehouse(step['wh'])];
  const reason = world.reason(step['input_tax_transfer'] === true ? 'BS03' : 'BS02');
  return [await world.approve('write-off', { day, head: { warehouse, reason }, lines: pieces(world, step, qtyOf(step)).map((p) => ({ item, ...p })) })];
}

const HALF = /half|50|五五/i;
const ONCE = /once|full|immediate|一次/i;
/** How a step wants it amortised: at once unless it says otherwise. */
function amortised(step: CaseStep): 'once' | 'half' {
  const words = asText(step['method']) ?? 'once';
  if (HALF.test(words)) return 'half';
  if (ONCE.test(words)) return 'once';
  throw new Unsupported(`${step.op}.method`, `周转材料只按一次转销或五五摊销，没有“${words}”`);
}

async function turnoverIssue(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const [item, warehouse] = [await world.item(), await world.warehouse(step['wh'])];
  const lines = pieces(world, step, qtyOf(step)).map((p) => ({ item, ...p }));
  return [await world.approve('turnover-issue', { day, head: { warehouse, method: amortised(step) }, lines })];
}

async function turnoverScrap(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const issue = world.ref(step['of']).docs.find((d) => d.type === 'turnover-issue');
  if (!issue) throw new Unsupported(step.op, '引用的步骤不是周转材料领用');
  const residual = asNumber(step['residual']) ?? 0;
  const line = { item: await world.item(), qty: decimal(qtyOf(step)), source: await lineOf(world, issue, {}), ...(residual === 0 ? {} : { residual: decimal(residual) }) };
  const head = residual === 0 ? {} : { residualAccount: world.accountId('1001') };
  return [await world.approve('turnover-scrap', { day, head, lines: [line] })];
}

/** 可变现净值 of a unit: as said, or of all there is. */
async function nrvOf(world: World, step: CaseStep, item: string): Promise<number> {
  const [unit, whole] = [asNumber(step['unit_nrv']) ?? asNumber(step['nrv_per_unit']), asNumber(step['nrv'])];
  const { qty, value } = stockOf(await lookAt(world), { item });
  if (unit !== null) return unit;
  if (whole !== null) return whole / qty;
  const off = asNumber(step['amount']);
  if (off === null) throw new Unsupported(`${step.op}.nrv`, '减值测试需要可变现净值');
  return (value - off) / qty;
}

async function writeDown(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const item = await world.item();
  return [await world.approve('impairment', { day, head: { kind: 'test' }, lines: [{ item, nrv: decimal(await nrvOf(world, step, item)) }] })];
}

export const GIVING: Operations = {
  gift: (world, step, day) => give(world, step, { day, reason: 'QC01', deemed: true }),
  internal_use: (world, step, day) => give(world, step, { day, reason: 'QC02', deemed: false }),
  write_off: writeOff,
  turnover_issue: turnoverIssue,
  turnover_scrap: turnoverScrap,
  write_down: writeDown,
  write_down_release: async (world, step, day) => [
    await world.approve('impairment', { day, head: { kind: 'sold' }, lines: [{ item: await world.item(), release: decimal(qtyOf(step, 'amount')) }] }),
  ],
};
