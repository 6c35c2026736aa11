// What a rule has to know before it can be judged: every metric and state it reads, with the selectors each is read for.
import type { Action, Cond, Operand, Qty, Ref, Rule, Sel, Vs, Win } from '../ast.ts';
import { allActions } from '../check/effects.ts';

export interface MetricNeed {
  metric: string;
  of: readonly Sel[];
  win?: Win;
  vs?: Vs;
}
export interface StateNeed {
  e: string;
  state: string;
  of: readonly Sel[];
}
export interface Needs {
  metrics: MetricNeed[];
  states: StateNeed[];
}

const firstSels = (o: Operand): readonly Sel[] | undefined => {
  if ('ref' in o) return o.of;
  if (!('op' in o)) return undefined;
  for (const arg of o.args) {
    const found = firstSels(arg);
    if (found) return found;
  }
  return undefined;
};

/** Collects in the order and with the inheritance of `evaluate`, so that what is asked later has been read before. */
class Collector {
  readonly metrics = new Map<string, MetricNeed>();
  readonly states = new Map<string, StateNeed>();

  ref(ref: Ref, inherited: readonly Sel[], vs?: Vs): void {
    const need: MetricNeed = { metric: ref.ref, of: ref.of ?? inherited, ...(ref.win ? { win: ref.win } : {}), ...(vs ? { vs } : {}) };
    this.metrics.set(JSON.stringify(need), need);
  }
  operand(o: Operand, inherited: readonly Sel[]): void {
    if ('ref' in o) this.ref(o, inherited);
    else if ('op' in o) {
      const sels = firstSels(o) ?? inherited;
      for (const arg of o.args) this.operand(arg, sels);
    }
  }
  cond(c: Cond): void {
    switch (c.op) {
      case 'and':
      case 'or':
        c.args.forEach((a) => this.cond(a));
        return;
      case 'not':
      case 'sustain':
        this.cond(c.arg);
        return;
      case 'time':
        return;
      case 'is': {
        const need: StateNeed = { e: c.e, state: c.state, of: c.of ?? [] };
        this.states.set(JSON.stringify(need), need);
        return;
      }
      case 'trend':
        this.ref(c.left, []);
        this.ref(c.left, [], c.vs);
        return;
      case 'in':
      case 'has':
      case 'empty':
        this.ref(c.left, []);
        return;
      case 'between':
        this.operand(c.left, []);
        this.operand(c.lo, firstSels(c.left) ?? []);
        this.operand(c.hi, firstSels(c.left) ?? []);
        return;
      default:
        this.operand(c.left, []);
        this.operand(c.right, firstSels(c.left) ?? []);
    }
  }
  qty(q: Qty | undefined): void {
    if (q) this.operand('upto' in q ? q.upto : q, []);
  }
  action(a: Action): void {
    if (a.do === 'create' || a.do === 'move') this.qty(a.qty);
    if (a.do === 'set') this.operand(a.value, a.of ?? []);
    if (a.do === 'consume') a.items.forEach((i) => this.qty(i.qty));
  }
}

/** Everything the conditions read; with `actions`, also what their quantities and values are made of. */
export function needsOf(rule: Rule, options: { readonly actions: boolean } = { actions: true }): Needs {
  const into = new Collector();
  if (rule.trigger.on === 'every') into.ref(rule.trigger.ref, []);
  for (const branch of rule.branches) {
    if (branch.if) into.cond(branch.if);
    if (options.actions) for (const a of allActions(branch.then)) into.action(a);
  }
  return { metrics: [...into.metrics.values()], states: [...into.states.values()] };
}
