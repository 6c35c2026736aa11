// F9: the morning's twenty largest expected losses, and what a person's word was worth once the days are over. Pure.
import { type Curve, type Risk, topRisks } from '#policy';

export type RiskSpot = {
  readonly item: string;
  readonly warehouse: string;
  readonly interval: Curve;
  readonly life: Curve | null;
  readonly onHand: number;
  readonly arriving: number;
  /** 元 a unit. */
  readonly shortCost: number;
  readonly spoilCost: number;
};

/** Under one 元 nobody is asked. */
const LEAST = 1;
/** The largest expected losses, in 元; those of next to nothing are left out. */
export function risksOf(spots: readonly RiskSpot[], count = 20): (Risk & { readonly spot: RiskSpot })[] {
  const byKey = new Map(spots.map((s) => [`${s.item}/${s.warehouse}`, s]));
  const inputs = spots.map((s) => ({
    sku: `${s.item}/${s.warehouse}`,
    interval: s.interval,
    ...(s.life ? { life: s.life } : {}),
    onHand: s.onHand,
    arriving: s.arriving,
    shortCost: s.shortCost,
    spoilCost: s.spoilCost,
  }));
  return topRisks(inputs, count)
    .filter((r) => r.money >= LEAST)
    .map((r) => ({ ...r, spot: byKey.get(r.sku) as RiskSpot }));
}

/** What was known when it was decided, in base units and 元. */
export type Decided = {
  /** On hand and on the way at that moment. */
  readonly stock: number;
  /** What the house would have ordered, and what the person ordered. */
  readonly system: number;
  readonly human: number;
  readonly shortCost: number;
  readonly spoilCost: number;
  readonly perishes: boolean;
};
export type Score = { readonly demand: number; readonly system: number; readonly human: number /** 元 that the person's change saved (+) or cost (−). */; readonly added: number };

/** What is left over is lost where goods perish, and costs its keeping elsewhere. */
const KEEPING = 0.01;

/** Compares both quantities with the demand that really came: what is missing costs its margin, what is left its value or its keeping. */
export function scoreOf(decided: Decided, demand: number): Score {
  const left = decided.perishes ? decided.spoilCost : decided.spoilCost * KEEPING;
  const cost = (ordered: number): number => {
    const stock = decided.stock + ordered;
    return Math.max(0, demand - stock) * decided.shortCost + Math.max(0, stock - demand) * left;
  };
  const [system, human] = [cost(decided.system), cost(decided.human)];
  return { demand, system, human, added: system - human };
}
