// The three numbers a buyer sees — 动态安全库存, 再订货点, 补货目标 — each with its reason and its distance from the static formula.
import { chanceBelow, curveAt, expectedShort, mixCurves, normalQuantile, sumCurves, type Curve } from './interval-demand.ts';
import type { LeadTime } from './lead-time.ts';

export type SafetyInput = {
  /** Demand curve of each coming day, from tomorrow on; at least lead + review days. */
  readonly days: readonly Curve[];
  readonly lead: LeadTime;
  readonly review: number;
  /** Days from one chance to order to the next; absent = any day. What is not ordered now must last until what is ordered then is there. */
  readonly look?: number;
  /** Target fill rate and the z it takes (calibrated by simulation: calibrate.presetZ), NaN = from the curve alone. */
  readonly target: number;
  readonly z: number;
  /** Expected outdating until the next delivery (ewa.expectedOutdating), 0 for goods that keep. */
  readonly outdating: number;
  /** For the static formula beside it: average daily sales and its factor (安全系数). */
  readonly averageSales: number;
  readonly factor: number;
};

export type SafetyNumber = { readonly value: number; readonly static: number; readonly difference: number; readonly reason: string };

export type Safety = {
  readonly safetyStock: SafetyNumber;
  readonly reorderPoint: SafetyNumber;
  readonly orderUpTo: SafetyNumber;
  readonly intervalMean: number;
  readonly low: number;
  readonly high: number;
  readonly stockoutChance: number;
  readonly expectedShort: number;
};

const show = (v: number): string => (Math.abs(v) >= 20 || v % 1 === 0 ? v.toFixed(0) : v.toFixed(1));

/** Curve of demand until one day before the delivery after next, mixed over lead times. `extra` = days beyond the lead. */
export function protectionCurve(days: readonly Curve[], lead: LeadTime, extra: number): Curve {
  const levels = days[0]?.levels ?? [];
  const curves = lead.chances.map((c) => sumCurves(days.slice(0, Math.max(1, Math.min(days.length, c.days + extra)))));
  return curves.length === 1
    ? curves[0]!
    : mixCurves(
        curves,
        lead.chances.map((c) => c.chance),
        levels,
      );
}

/** z at which the curve alone expects the target: E(D − S)⁺ = (1 − target)·mean, by bisection. */
export function zForFill(curve: Curve, target: number): number {
  let low = -2,
    high = 3.5;
  for (let i = 0; i < 30; i++) {
    const mid = (low + high) / 2;
    if (expectedShort(curve, atZ(curve, mid)) > (1 - target) * curve.mean) low = mid;
    else high = mid;
  }
  return (low + high) / 2;
}

/** Straight in z between the curve's quantiles. */
function atZ(curve: Curve, z: number): number {
  const zs = curve.levels.map(normalQuantile),
    m = zs.length;
  if (m < 2) return curve.mean;
  let k = 0;
  while (k < m - 2 && z > zs[k + 1]!) k++;
  return Math.max(0, curve.at[k]! + ((z - zs[k]!) / (zs[k + 1]! - zs[k]!)) * (curve.at[k + 1]! - curve.at[k]!));
}

function compared(value: number, formula: number, reason: string): SafetyNumber {
  const difference = value - formula,
    word = Math.abs(difference) < 0.05 * Math.max(1, formula) ? '与静态公式基本一致' : difference > 0 ? `比静态公式多 ${show(difference)}` : `比静态公式少 ${show(-difference)}`;
  return { value, static: formula, difference, reason: `${reason}；${word}。` };
}

/** Numbers of one item in one place. */
export function safetyNumbers(input: SafetyInput): Safety {
  const { lead, review } = input,
    whole = protectionCurve(input.days, lead, review - 1),
    untilArrival = protectionCurve(input.days, lead, (input.look ?? 1) - 1);
  const z = Number.isNaN(input.z) ? zForFill(whole, 1 - (1 - input.target) * Math.min(1, review / Math.max(1, lead.mean + review - 1))) : input.z;
  const orderUpTo = atZ(whole, z) + input.outdating,
    reorder = Math.min(atZ(untilArrival, z) + input.outdating, orderUpTo),
    safety = Math.max(0, orderUpTo - whole.mean);
  const formulaSafety = input.averageSales * lead.mean * input.factor,
    formulaReorder = input.averageSales * lead.mean + formulaSafety,
    formulaTarget = formulaReorder + input.averageSales * (review - 1);
  const low = curveAt(whole, 0.1),
    high = curveAt(whole, 0.9),
    span = Math.round(lead.mean + review - 1),
    spoil = input.outdating > 0.05 ? `，另补预计报废 ${show(input.outdating)}` : '';
  const lately = whole.mean / Math.max(1, span) / Math.max(1e-9, input.averageSales),
    trend = !(input.averageSales > 0)
      ? '此前没有销量'
      : lately > 1.1
        ? `近期需求高于均值 ${Math.round(100 * (lately - 1))}%`
        : lately < 0.9
          ? `近期需求低于均值 ${Math.round(100 * (1 - lately))}%`
          : '需求平稳';
  const late = lead.p90 > lead.mean + 0.5 ? `，交期有时延到 ${lead.p90} 天` : '';
  return {
    safetyStock: compared(
      safety,
      formulaSafety,
      `未来 ${span} 天预计需求 ${show(whole.mean)}（80%区间 ${show(low)}–${show(high)}），为 ${Math.round(100 * input.target)}% 满足率多备 ${show(safety)}${late}`,
    ),
    reorderPoint: compared(reorder, formulaReorder, `到货前预计卖出 ${show(untilArrival.mean)}，库存降到 ${show(reorder)} 时订货，${trend}`),
    orderUpTo: compared(orderUpTo, formulaTarget, `补到 ${show(orderUpTo)}，覆盖交期与复核共 ${span} 天${spoil}，${trend}`),
    intervalMean: whole.mean,
    low,
    high,
    stockoutChance: 1 - chanceBelow(whole, orderUpTo),
    expectedShort: expectedShort(whole, orderUpTo),
  };
}
