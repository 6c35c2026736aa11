// From a wish to an order: shelf-life cap, pack, minimum, order calendar, and a budget shared by marginal value; transfer first.
import { chanceBelow, curveAt, type Curve } from './interval-demand.ts';
import { roundOrder } from './shelf.ts';

export type OrderLimits = {
  readonly pack: number;
  readonly minimum: number;
  /** Demand over the whole usable life; an order never lifts stock above its 70 % quantile. Undefined = does not perish. */
  readonly life?: Curve;
  /** Weekdays (0 = Monday) on which the supplier takes orders; undefined = any. */
  readonly weekdays?: readonly number[];
};

export type OrderWish = { readonly target: number; readonly onHand: number; readonly onOrder: number };
export type OrderLine = { readonly quantity: number; readonly reasons: readonly string[] };

export const LIFE_LEVEL = 0.7;

/** Quantity to order today under all limits, each limit that bit with its reason. */
export function limitOrder(wish: OrderWish, limits: OrderLimits, weekday: number): OrderLine {
  const reasons: string[] = [],
    position = wish.onHand + wish.onOrder;
  if (limits.weekdays && !limits.weekdays.includes(weekday)) return { quantity: 0, reasons: ['今天不是该供应商的订货日'] };
  let wanted = wish.target - position;
  if (!(wanted > 1e-9)) return { quantity: 0, reasons: [] };
  const cap = limits.life ? Math.max(0, curveAt(limits.life, LIFE_LEVEL) - position) : Number.POSITIVE_INFINITY;
  if (wanted > cap) {
    wanted = cap;
    reasons.push(`保质期内只能卖出约 ${curveAt(limits.life!, LIFE_LEVEL).toFixed(0)}，按此封顶`);
  }
  let quantity = roundOrder(wanted, limits);
  if (quantity > wanted + 1e-9 && limits.pack > 0) reasons.push(`按整箱 ${limits.pack} 取整`);
  if (limits.minimum > wanted && wanted > 0) reasons.push(`起订量 ${limits.minimum}`);
  if (limits.life && quantity > cap && chanceBelow(limits.life, position + quantity) > 0.9) {
    quantity = 0;
    reasons.push('凑足起订量或整箱会过期，本次不订');
  }
  return { quantity, reasons };
}

/** A line that competes for the budget: value of the k-th pack falls with k. */
export type BudgetLine = {
  readonly packs: number;
  readonly packCost: number;
  readonly packUnits: number;
  readonly margin: number;
  readonly position: number;
  readonly demand: Curve;
};

/**
 * Shares a budget out: every pack has a marginal value margin·units·P(demand > stock it adds to); packs are bought while
 * value ÷ cost exceeds one multiplier λ, found by bisection (Lagrange relaxation). Returns packs a line and λ.
 */
export function shareBudget(lines: readonly BudgetLine[], budget: number): { packs: number[]; lambda: number; spent: number } {
  const worth = (l: BudgetLine, k: number): number => (l.margin * l.packUnits * (1 - chanceBelow(l.demand, l.position + (k + 0.5) * l.packUnits))) / l.packCost;
  const buy = (lambda: number): number[] =>
    lines.map((l) => {
      let k = 0;
      while (k < l.packs && worth(l, k) > lambda) k++;
      return k;
    });
  const cost = (packs: readonly number[]): number => packs.reduce((s, k, i) => s + k * lines[i]!.packCost, 0);
  const all = lines.map((l) => l.packs);
  if (cost(all) <= budget) return { packs: all, lambda: 0, spent: cost(all) };
  let low = 0,
    high = Math.max(1e-9, ...lines.map((l) => worth(l, 0)));
  for (let i = 0; i < 50; i++) {
    const mid = (low + high) / 2;
    if (cost(buy(mid)) > budget) low = mid;
    else high = mid;
  }
  const packs = buy(high);
  return { packs, lambda: high, spent: cost(packs) };
}

export type Shop = { readonly name: string; readonly onHand: number; readonly onOrder: number; readonly target: number; readonly keep: number };
export type Transfer = { readonly from: string; readonly to: string; readonly quantity: number };

/** Transfer before purchase: what a shop holds above `keep` goes to shops below target, largest need first. */
export function transfersFirst(shops: readonly Shop[], least: number): { transfers: Transfer[]; purchases: { name: string; quantity: number }[] } {
  const spare = shops
    .map((s) => ({ name: s.name, left: Math.max(0, s.onHand - Math.max(s.keep, s.target - s.onOrder)) }))
    .sort((a, b) => b.left - a.left || (a.name < b.name ? -1 : 1));
  const needs = shops.map((s) => ({ name: s.name, left: Math.max(0, s.target - s.onHand - s.onOrder) })).sort((a, b) => b.left - a.left || (a.name < b.name ? -1 : 1));
  const transfers: Transfer[] = [];
  for (const need of needs)
    for (const from of spare) {
      const quantity = Math.min(need.left, from.left);
      if (quantity < least || from.name === need.name || quantity <= 0) continue;
      transfers.push({ from: from.name, to: need.name, quantity });
      from.left -= quantity;
      need.left -= quantity;
    }
  return { transfers, purchases: needs.filter((x) => x.left > 1e-9).map((x) => ({ name: x.name, quantity: x.left })) };
}
