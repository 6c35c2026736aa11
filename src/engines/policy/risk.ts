// F9: which SKUs deserve a person's look this morning — by expected money, not by percent of error.
import { chanceBelow, expectedShort, type Curve } from './interval-demand.ts';

export type RiskInput = {
  readonly sku: string;
  /** Demand until the next delivery, and over what is left of the stock's life (undefined = does not perish). */
  readonly interval: Curve;
  readonly life?: Curve;
  readonly onHand: number;
  readonly arriving: number;
  /** Money a missing unit and a spoiled unit cost (any currency unit, the same for all). */
  readonly shortCost: number;
  readonly spoilCost: number;
};

export type Risk = {
  readonly sku: string;
  readonly money: number;
  readonly shortUnits: number;
  readonly spoiledUnits: number;
  readonly stockoutChance: number;
  readonly reason: string;
};

function riskOf(i: RiskInput): Risk {
  const stock = i.onHand + i.arriving,
    shortUnits = expectedShort(i.interval, stock);
  const spoiledUnits = i.life ? Math.max(0, stock - i.life.mean + expectedShort(i.life, stock)) : 0;
  const stockoutChance = 1 - chanceBelow(i.interval, stock),
    lost = shortUnits * i.shortCost,
    spoiled = spoiledUnits * i.spoilCost;
  const reason =
    lost >= spoiled
      ? `缺货概率 ${Math.round(100 * stockoutChance)}%，预计缺 ${shortUnits.toFixed(1)}，损失约 ${lost.toFixed(0)}`
      : `现有与在途 ${stock.toFixed(0)}，保质期内预计剩 ${spoiledUnits.toFixed(1)}，报废约 ${spoiled.toFixed(0)}`;
  return { sku: i.sku, money: lost + spoiled, shortUnits, spoiledUnits, stockoutChance, reason };
}

/** The `count` largest expected losses, largest first; ties by name. */
export function topRisks(inputs: readonly RiskInput[], count = 20): Risk[] {
  return inputs
    .map(riskOf)
    .sort((a, b) => b.money - a.money || (a.sku < b.sku ? -1 : 1))
    .slice(0, count);
}
