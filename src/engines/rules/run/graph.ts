// Rules among each other: who must be asked when a fact changes, and which rules can set each other off in a circle.
import type { Cond, Rule } from '../ast.ts';
import { allActions, emits } from '../check/effects.ts';
import { condRefs, leaves } from '../check/finding.ts';

export interface NamedRule {
  id: string;
  rule: Rule;
}
/** Keys: `metric:stock`, `state:expired`, `event:receipt.created`, `calendar`, `time`. */
export function listensTo(rule: Rule): string[] {
  const keys = new Set<string>(),
    t = rule.trigger;
  if (t.on === 'event') for (const e of t.events) keys.add(`event:${e}`);
  if (t.on === 'schedule') keys.add('calendar');
  if (t.on === 'every') keys.add(`metric:${t.ref.ref}`);
  if (t.on !== 'state') return [...keys];
  const time = (c: Cond): boolean => c.op === 'time' || c.op === 'sustain' || ((c.op === 'and' || c.op === 'or') && c.args.some(time)) || (c.op === 'not' && time(c.arg));
  for (const b of rule.branches) {
    for (const c of leaves(b.if)) {
      for (const ref of condRefs(c)) keys.add(`metric:${ref.ref}`);
      if (c.op === 'is') keys.add(`state:${c.state}`);
    }
    if (b.if && time(b.if)) keys.add('time');
  }
  return [...keys];
}
/** The fan-out index: a changed fact looks up the few rules it may concern, not all of them. */
export function fanOut(rules: readonly NamedRule[]): Map<string, string[]> {
  const index = new Map<string, string[]>();
  for (const { id, rule } of rules) for (const key of listensTo(rule)) index.set(key, [...(index.get(key) ?? []), id]);
  return index;
}

const DOC_METRICS: Record<string, readonly string[]> = {
  transfer: ['stock', 'available', 'in_transit'],
  purchase_order: ['in_transit', 'atp'],
  receipt: ['stock', 'available', 'in_transit'],
  delivery: ['stock', 'available'],
  scrap: ['stock', 'available'],
  sales_order: ['reserved', 'available', 'atp'],
  replenish: ['in_transit'],
  return_in: ['stock'],
  stocktake: [],
};
/** What a rule changes, in the same keys. Drafts change nothing but their own creation. */
export function effectsOf(rule: Rule): string[] {
  const keys = new Set<string>();
  for (const a of rule.branches.flatMap((b) => allActions(b.then))) {
    for (const e of emits(a)) keys.add(`event:${e}`);
    if (a.do === 'set') keys.add(`metric:${a.param}`);
    if (a.do === 'create' && a.submit) for (const m of DOC_METRICS[a.doc] ?? []) keys.add(`metric:${m}`);
    if (a.do === 'freeze' || a.do === 'unfreeze') {
      keys.add('state:frozen');
      keys.add('metric:frozen_qty');
      keys.add('metric:available');
    }
    if (a.do === 'move' || a.do === 'consume') {
      keys.add('metric:stock');
      keys.add('metric:available');
    }
    if (a.do === 'tag' || a.do === 'untag') {
      if (a.tag === '黑名单') keys.add('state:blacklisted');
      if (a.tag === '呆滞') keys.add('state:slow_moving');
    }
  }
  return [...keys];
}

export interface Circle {
  rules: string[];
  through: string[];
}
/** Strongly connected groups of rules (Tarjan). A rule that touches itself counts only through an event: state rules re-arm, they do not spin. */
export function ruleCircles(rules: readonly NamedRule[]): Circle[] {
  const index = fanOut(rules),
    byId = new Map(rules.map((r) => [r.id, r.rule]));
  const next = new Map(
    rules.map(({ id, rule }) => [id, effectsOf(rule).flatMap((k) => (index.get(k) ?? []).filter((to) => to !== id || k.startsWith('event:')).map((to) => ({ to, k })))]),
  );
  const order = new Map<string, number>(),
    low = new Map<string, number>(),
    stack: string[] = [],
    on = new Set<string>(),
    circles: Circle[] = [];
  const visit = (id: string): void => {
    order.set(id, order.size);
    low.set(id, order.get(id) ?? 0);
    stack.push(id);
    on.add(id);
    for (const { to } of next.get(id) ?? []) {
      if (!order.has(to)) {
        visit(to);
        low.set(id, Math.min(low.get(id) ?? 0, low.get(to) ?? 0));
      } else if (on.has(to)) low.set(id, Math.min(low.get(id) ?? 0, order.get(to) ?? 0));
    }
    if (low.get(id) !== order.get(id)) return;
    const group = stack.splice(stack.indexOf(id));
    for (const g of group) on.delete(g);
    const inside = group.flatMap((g) => (next.get(g) ?? []).filter((e) => group.includes(e.to)));
    if (group.length > 1 || inside.length > 0) circles.push({ rules: group.toSorted(), through: [...new Set(inside.map((e) => e.k))].sort() });
  };
  for (const id of byId.keys()) if (!order.has(id)) visit(id);
  return circles;
}
