// 叠加: a rule may multiply the safety part of a stock level, inside bounds, for so many days, and only after its effect was tried on the past.
import { addDays, type Day } from '#kernel/day';

/** What a rule holds (rules.hold of kind 'param'), as the runtime wrote it. */
export type Hold = {
  readonly ruleId: string;
  readonly rule: string;
  /** The rule runs (not suspended). */
  readonly active: boolean;
  /** The rule in its own words. */
  readonly said: string;
  readonly version: number;
  readonly targetType: string;
  readonly targetId: string;
  readonly value: number;
  /** Day it began, in the house's time. */
  readonly since: Day;
};
/** What the house allows that rule. `version` is the one that was tried. */
export type Limit = { readonly ruleId: string; readonly low: number; readonly high: number; readonly days: number; readonly state: 'off' | 'on'; readonly version: number | null };

/** A multiplier on the safety part (stock level − mean demand) that counts on a day; null axes mean everything. */
export type Overlay = {
  readonly item: string | null;
  readonly category: string | null;
  readonly warehouse: string | null;
  readonly factor: number;
  readonly bounds: readonly [number, number];
  /** Last day it counts. */
  readonly until: Day;
  /** Chinese, the reason chain: rule, its words, what it said, what the bounds made of it. */
  readonly why: string;
  readonly source: { readonly rule: string; readonly version: number };
};
/** A hold that does not count, and why. */
export type Idle = { readonly hold: Hold; readonly why: string };

export const DEFAULT_LIMIT = { low: 0.5, high: 2, days: 14 } as const;

const AXES: Readonly<Record<string, 'item' | 'category' | 'warehouse'>> = { sku: 'item', item: 'item', category: 'category', warehouse: 'warehouse', store: 'warehouse' };
const figure = (n: number): string => String(Math.round(n * 1000) / 1000);

/** Last day a hold may count. */
export const lastDay = (hold: Pick<Hold, 'since'>, limit: Pick<Limit, 'days'>): Day => addDays(hold.since, limit.days - 1);

/** One hold on one day: the overlay it is, or why it is none. */
export function overlayOf(hold: Hold, limit: Limit | undefined, day: Day): Overlay | Idle {
  const idle = (why: string): Idle => ({ hold, why });
  if (!hold.active) return idle('规则已暂停');
  if (!limit || limit.version === null) return idle('还没有回测，不影响备货');
  if (limit.state === 'off') return idle('叠加未启用');
  if (limit.version !== hold.version) return idle(`规则已改为第 ${hold.version} 版，回测的是第 ${limit.version} 版；请重新回测`);
  const until = lastDay(hold, limit);
  if (day > until) return idle(`已于 ${until} 到期`);
  const axis = hold.targetId === '*' ? null : AXES[hold.targetType];
  if (axis === undefined) return idle('只能叠加到商品、分类、仓库或全部');
  const factor = Math.min(limit.high, Math.max(limit.low, hold.value));
  const bounded = factor === hold.value ? '' : `，限制在 ${figure(limit.low)}～${figure(limit.high)} 之内，按 ${figure(factor)} 计`;
  return {
    item: axis === 'item' ? hold.targetId : null,
    category: axis === 'category' ? hold.targetId : null,
    warehouse: axis === 'warehouse' ? hold.targetId : null,
    factor,
    bounds: [limit.low, limit.high],
    until,
    why: `规则“${hold.rule}”（第 ${hold.version} 版：${hold.said}）自 ${hold.since} 起把安全部分乘以 ${figure(hold.value)}${bounded}；到 ${until} 为止`,
    source: { rule: hold.ruleId, version: hold.version },
  };
}

export const isIdle = (o: Overlay | Idle): o is Idle => 'hold' in o;

/** The overlay that counts for a series: the narrowest, then the one that ends last; null where none does. */
export function overlayFor(overlays: readonly Overlay[], of: { readonly item: string; readonly categories: readonly string[]; readonly warehouse: string }): Overlay | null {
  const fits = overlays.filter(
    (o) => (o.item === null || o.item === of.item) && (o.category === null || of.categories.includes(o.category)) && (o.warehouse === null || o.warehouse === of.warehouse),
  );
  const width = (o: Overlay): number => (o.item !== null ? 0 : o.category !== null ? 1 : o.warehouse !== null ? 2 : 3);
  return fits.toSorted((a, b) => width(a) - width(b) || (a.until < b.until ? 1 : a.until > b.until ? -1 : 0) || b.factor - a.factor)[0] ?? null;
}
