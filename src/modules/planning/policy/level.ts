// The three numbers of an item in a warehouse: 动态安全库存, 再订货点, 补货目标, each with its reason and the difference to the static formula. Pure.
import {
  type Batch,
  type Curve,
  curveAt,
  chanceBelow,
  expectedOutdating,
  expectedShort,
  LIFE_LEVEL,
  type LeadTime,
  protectionCurve,
  type Safety,
  safetyNumbers,
  sellThroughLevel,
  sumCurves,
} from '#policy';

/** A rule's word on the safety part (a factor, F3) or on one of the numbers, with who said it. */
/** `said`: what a rule made of the policy behind the numbers (service, source), told with them. */
export type LevelChange = {
  readonly said?: string;
  readonly factor?: number;
  readonly fixed?: { readonly what: 'safety' | 'reorder' | 'target'; readonly value: number };
  readonly why: string;
};

export type LevelInput = {
  /** Demand curve of each coming day, long enough for lead + review and for the shelf life. Base units. */
  readonly days: readonly Curve[];
  readonly lead: LeadTime;
  /** Days from one order to the next. */
  readonly review: number;
  /** Days from one chance to order to the next: 1, unless the supplier takes orders on some weekdays only. */
  readonly look: number;
  readonly fill: number;
  readonly class: string;
  /** Average daily sales and factor of the static formula. */
  readonly average: number;
  readonly factor: number;
  /** Days the goods can be sold after arrival; null = they keep. What lies there now, by remaining days. */
  readonly life: number | null;
  readonly batches: readonly Batch[];
  readonly pack: number;
  /** 元 a unit: what a missing one and a spoiled one cost. */
  readonly shortCost: number;
  readonly spoilCost: number;
  /** The most that may be kept (最高库存); null = no limit. */
  readonly most: number | null;
  readonly changes: readonly LevelChange[];
};

export type StockLevel = {
  readonly mean: number;
  readonly safety: number;
  readonly reorder: number;
  readonly target: number;
  readonly static: { readonly safety: number; readonly reorder: number; readonly target: number };
  /** One sentence each for 安全库存, 再订货点, 补货目标. */
  readonly reasons: readonly [string, string, string];
  /** Demand of the protection interval and, for goods that perish, of their life. */
  readonly interval: Curve;
  readonly lifeCurve: Curve | null;
  readonly outdating: number;
  readonly low: number;
  readonly high: number;
  readonly stockoutChance: number;
  readonly expectedShort: number;
};

/** Share of customers who take the freshest (research.md §4). */
const FRESH_FIRST = 0.3;
const SLOW = new Set(['intermittent', 'lumpy']);
const show = (v: number): string => (Math.abs(v) >= 20 || v % 1 === 0 ? v.toFixed(0) : v.toFixed(1));

/** The distance from the static formula in words, as safetyNumbers says it. */
function compared(value: number, formula: number): string {
  const difference = value - formula;
  if (Math.abs(difference) < 0.05 * Math.max(1, formula)) return '与静态公式基本一致';
  return difference > 0 ? `比静态公式多 ${show(difference)}` : `比静态公式少 ${show(-difference)}`;
}

type Numbers = { safety: number; reorder: number; target: number; readonly why: { safety: string[]; reorder: string[]; target: string[] } };

/** Rules multiply the safety part or set a number; the target keeps its distance from the safety stock. */
function changed(n: Numbers, changes: readonly LevelChange[]): void {
  for (const o of changes) {
    if (o.said !== undefined) n.why.safety.push(`${o.why}：${o.said}`);
    if (o.factor !== undefined && o.factor !== 1) {
      const more = n.safety * o.factor - n.safety;
      n.safety += more;
      n.reorder += more;
      n.target += more;
      n.why.safety.push(`${o.why}：安全部分 ×${o.factor}`);
    }
    if (!o.fixed) continue;
    const { what, value } = o.fixed;
    if (what === 'safety') {
      const more = value - n.safety;
      n.safety = value;
      n.reorder += more;
      n.target += more;
    } else n[what] = value;
    n.why[what].push(`${o.why}：定为 ${show(value)}`);
  }
}

/** What sells within the life limits the level; slow goods in packs stand where one more unit would sooner spoil than sell. */
function perished(n: Numbers, input: LevelInput, curves: { readonly interval: Curve; readonly life: Curve }): void {
  const slow = SLOW.has(input.class) || input.pack > curves.interval.mean;
  if (slow && input.spoilCost > 0) {
    const lambda = Math.max(0.02, input.spoilCost / Math.max(0.01, input.shortCost));
    const step = input.pack > 0 ? input.pack : 1;
    const level = sellThroughLevel(curves.interval, curves.life, { lambda, step, most: Math.max(step, curveAt(curves.life, 0.999)) });
    if (level < n.target) {
      n.target = level;
      n.why.target.push(`慢销且有保质期，再多一${input.pack > 0 ? '包' : '件'}更可能过期而不是卖掉，按边际动销定为 ${show(level)}`);
    }
  }
  const cap = curveAt(curves.life, LIFE_LEVEL);
  if (n.target > cap) {
    n.target = cap;
    n.why.target.push(`保质期 ${input.life ?? 0} 天内大约只卖得出 ${show(cap)}，按此封顶`);
  }
}

const joined = (reason: string, more: readonly string[], end: string): string => `${[reason, ...more, end].join('；')}。`;
/** The first half of a sentence of safetyNumbers; its comparison is said anew after all limits. */
const firstHalf = (reason: string): string => reason.split('；')[0] ?? reason;

/** The three numbers; every limit that bit and every rule that spoke stands in the sentence. */
export function levelOf(input: LevelInput): StockLevel {
  const span = Math.max(1, Math.round(input.lead.mean + input.review - 1));
  const perDay = input.days.slice(0, span).reduce((sum, c) => sum + c.mean, 0) / span;
  const outdating = input.life === null ? 0 : expectedOutdating(input.batches, perDay, { days: span, freshFirst: FRESH_FIRST });
  const said: Safety = safetyNumbers({
    days: input.days,
    lead: input.lead,
    review: input.review,
    look: input.look,
    target: input.fill,
    z: Number.NaN,
    outdating,
    averageSales: input.average,
    factor: input.factor,
  });
  const interval = protectionCurve(input.days, input.lead, input.review - 1);
  const lifeCurve = input.life === null ? null : sumCurves(input.days.slice(0, Math.max(1, Math.min(input.days.length, Math.floor(input.life)))));
  const n: Numbers = {
    safety: said.safetyStock.value,
    reorder: said.reorderPoint.value,
    target: said.orderUpTo.value,
    why: { safety: [], reorder: [], target: [] },
  };
  changed(n, input.changes);
  if (lifeCurve) perished(n, input, { interval, life: lifeCurve });
  if (input.most !== null && n.target > input.most) {
    n.target = input.most;
    n.why.target.push(`最高库存 ${show(input.most)}`);
  }
  n.target = Math.max(0, n.target);
  n.safety = Math.max(0, n.safety);
  if (n.reorder > n.target) n.reorder = n.target;
  n.reorder = Math.max(0, n.reorder);
  const moved = (why: string[], value: number, before: number): void => {
    if (why.length > 0 || Math.abs(value - before) > Math.max(0.5, 0.02 * before)) why.push(`调整后为 ${show(value)}`);
  };
  moved(n.why.safety, n.safety, said.safetyStock.value);
  moved(n.why.reorder, n.reorder, said.reorderPoint.value);
  moved(n.why.target, n.target, said.orderUpTo.value);
  const formula = { safety: said.safetyStock.static, reorder: said.reorderPoint.static, target: said.orderUpTo.static };
  return {
    mean: said.intervalMean,
    safety: n.safety,
    reorder: n.reorder,
    target: n.target,
    static: formula,
    reasons: [
      joined(firstHalf(said.safetyStock.reason), n.why.safety, compared(n.safety, formula.safety)),
      joined(firstHalf(said.reorderPoint.reason), n.why.reorder, compared(n.reorder, formula.reorder)),
      joined(firstHalf(said.orderUpTo.reason), n.why.target, compared(n.target, formula.target)),
    ],
    interval,
    lifeCurve,
    outdating,
    low: said.low,
    high: said.high,
    stockoutChance: 1 - chanceBelow(interval, n.target),
    expectedShort: expectedShort(interval, n.target),
  };
}
