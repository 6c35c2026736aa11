// For whom a rule is judged: the axes of its subject (商品、仓库、批次、供应商、客户、单据), and which of them a reference reads.
import type { Rule, Sel } from '../ast.ts';
import { allActions } from '../check/effects.ts';
import type { Lexicon } from '../lexicon/lexicon.ts';
import { type MetricNeed, needsOf, type Needs } from './asks.ts';
import type { Subject } from './facts.ts';

export const AXES = ['sku', 'warehouse', 'batch', 'supplier', 'customer', 'doc', 'other'] as const;
export type Axis = (typeof AXES)[number];
/** One subject's ids by axis. */
export type Place = Readonly<Partial<Record<Axis, string>>>;

export interface Plan {
  axes: readonly Axis[];
  /** What narrows each axis, from scope and references. */
  within: Readonly<Partial<Record<Axis, readonly Sel[]>>>;
  needs: Needs;
  /** Why it cannot be judged, in Chinese; empty when it can. */
  problems: readonly string[];
}

const AXIS_OF: Readonly<Record<string, Axis>> = {
  sku: 'sku',
  category: 'sku',
  warehouse: 'warehouse',
  store: 'warehouse',
  batch: 'batch',
  supplier: 'supplier',
  customer: 'customer',
  doc: 'doc',
  region: 'other',
  weather: 'other',
  device: 'other',
  mold: 'other',
  vehicle: 'other',
  employee: 'other',
  project: 'other',
  channel: 'other',
  location: 'other',
};
export const axisOf = (e: string): Axis | undefined => AXIS_OF[e];

/** The axes a metric is kept by. */
export function grainOf(lexicon: Lexicon, metric: string): readonly Axis[] {
  const grain = lexicon.metrics[metric]?.grain ?? [];
  return (Array.isArray(grain) ? grain : [grain]).flatMap((g) => AXIS_OF[g] ?? []);
}
const selsOn = (sels: readonly Sel[], axis: Axis): Sel[] => sels.filter((s) => AXIS_OF[s.e] === axis && s.q !== 'this');
/** One named thing: nothing to go through. */
const single = (sels: readonly Sel[]): boolean => {
  const [only, ...more] = sels;
  return more.length === 0 && only?.ids?.length === 1 && only.e !== 'category' && only.not === undefined;
};
const signature = (sels: readonly Sel[]): string => JSON.stringify(sels.map(({ q: _q, ...s }) => s));

type Narrow = Partial<Record<Axis, Sel[]>>;

/** The same axis may be narrowed in one way only, or to one named thing for each reference (A仓的库存 … B仓的余量). */
function axesOf(rule: Rule, lexicon: Lexicon, needs: Needs): { readonly axes: Set<Axis>; readonly within: Narrow; readonly problems: string[] } {
  const axes = new Set<Axis>(),
    within: Narrow = {},
    problems: string[] = [];
  const reads = [
    ...needs.metrics.map((m) => ({ of: m.of, grain: grainOf(lexicon, m.metric) })),
    ...needs.states.map((s) => ({ of: s.of, grain: [AXIS_OF[s.e] ?? 'other'] as Axis[] })),
  ];
  for (const axis of AXES) {
    const on = reads.filter((r) => r.grain.includes(axis) || selsOn(r.of, axis).length > 0).map((r) => selsOn(r.of, axis));
    const scope = selsOn(rule.scope ?? [], axis);
    if (on.length === 0 && scope.length === 0) continue;
    const different = new Map(on.filter((s) => s.length > 0).map((s) => [signature(s), s]));
    const several = different.size > 1;
    if (several && [...different.values()].some((s) => !single(s))) problems.push('一条规则里同一类对象写了两种范围，说不清按哪一个判断；请拆成两条规则，或每处只写一个名称');
    // Each reference names its own one: nothing is gone through on this axis.
    if (several && on.every((s) => single(s)) && scope.length === 0) continue;
    axes.add(axis);
    const narrow = [...scope, ...(several ? [] : [...different.values()].flat())];
    if (narrow.length > 0) within[axis] = narrow;
  }
  return { axes, within, problems };
}

/** 新增客户 happens to a customer, a document's events to the document. */
const happensTo = (events: readonly string[]): Axis => (['customer', 'supplier'] as const).find((axis) => events.every((e) => e.startsWith(`${axis}.`))) ?? 'doc';

/** How a rule is to be judged. Pure: only the words are needed. */
export function planOf(rule: Rule, lexicon: Lexicon): Plan {
  const needs = needsOf(rule);
  const { axes, within, problems } = axesOf(rule, lexicon, needs);
  if (rule.each !== undefined) {
    const each = AXIS_OF[rule.each];
    if (!each || rule.each === 'category') problems.push(`还不能“按每个${lexicon.entityTypes[rule.each]?.zh ?? rule.each}”判断，请按商品、仓库、批次、供应商、客户或单据`);
    else {
      for (const axis of axes) if (axis !== each && axis !== 'doc') axes.delete(axis);
      axes.add(each);
    }
  }
  // A batch is of one item; naming the item as well only narrows.
  if (axes.has('batch')) axes.delete('sku');
  if (rule.trigger.on === 'event' && axes.size === 0) axes.add(happensTo(rule.trigger.events));
  for (const a of rule.branches.flatMap((b) => allActions(b.then))) {
    for (const s of 'of' in a ? (a.of ?? []) : []) {
      const axis = AXIS_OF[s.e];
      if (axis && axis !== 'other' && rule.trigger.on !== 'event' && !s.ids && !axes.has(axis) && axes.size === 0 && s.level !== undefined)
        problems.push('按等级圈定的对象请写在条件里（如：A类客户的应收余额超过……）');
    }
  }
  if (Object.values(within).some((sels) => sels.some((s) => s.level !== undefined))) problems.push('还没有维护等级，不能按等级圈定对象；请写出名称或分类');
  return { axes: AXES.filter((a) => axes.has(a)), within, needs, problems };
}

/** Ids a reference reads for one subject: what it names itself, else the subject's own. */
export function placeFor(need: Pick<MetricNeed, 'of'> & { readonly grain: readonly Axis[] }, subject: Place): Place {
  const place: Partial<Record<Axis, string>> = {};
  for (const axis of AXES) {
    const sels = selsOn(need.of, axis);
    const named = single(sels) ? sels[0]?.ids?.[0] : undefined;
    const own = need.grain.includes(axis) || sels.length > 0 || axis === 'doc' ? subject[axis] : undefined;
    const id = named ?? own;
    if (id !== undefined) place[axis] = id;
  }
  // A figure of goods is read for the item of the batch at hand.
  if (place.sku === undefined && need.grain.includes('sku') && subject.sku !== undefined) place.sku = subject.sku;
  return place;
}

const SEL: Readonly<Record<Axis, string>> = { sku: 'sku', warehouse: 'warehouse', batch: 'batch', supplier: 'supplier', customer: 'customer', doc: 'doc', other: 'device' };
/** The subject at a place. Its key is stable, so that what is remembered of it is found again. */
export function subjectAt(plan: Pick<Plan, 'axes'>, place: Place): Subject & { readonly place: Place } {
  const on = plan.axes.filter((a) => place[a] !== undefined);
  return { key: on.map((a) => `${a}:${place[a]}`).join('|') || '-', of: AXES.filter((a) => place[a] !== undefined).map((a) => ({ e: SEL[a], ids: [place[a] as string] })), place };
}
