// Rules among each other at one moment: the same parameter of the same object wanted differently by several.
import type { Action } from '../ast.ts';

export interface Wish {
  rule: string;
  priority: number;
  /** What is wanted of what: 'param:safety_factor@sku:1'. */
  about: string;
  action: Action;
}
export interface Ruling {
  wins: boolean;
  why?: string;
}
const USUAL = 5;
/** Rules without a priority stand in the middle; 9 is the most important (优先级最高 = 9). */
export const priorityOf = (priority: number | undefined): number => priority ?? USUAL;

/** The more important rule wins and the other is told so; equal ones that differ cancel each other, and a person decides. */
export function arbitrate(wishes: readonly Wish[]): readonly Ruling[] {
  return wishes.map((w) => {
    const others = wishes.filter((o) => o !== w && o.about === w.about && o.rule !== w.rule && JSON.stringify(o.action) !== JSON.stringify(w.action));
    const stronger = others.find((o) => o.priority > w.priority);
    if (stronger) return { wins: false, why: '优先级更高的规则同时要求另一个值，按优先级执行那一条' };
    return others.some((o) => o.priority === w.priority) ? { wins: false, why: '另一条同等优先级的规则同时要求不同的值，两条都未执行；请调整优先级或合并规则' } : { wins: true };
  });
}
