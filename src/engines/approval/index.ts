// Multi-level approval: from which amount who must agree, in which order. Knows no documents.
import type { ApprovalLevel } from '#kernel/facts';

export type Rule = { readonly from: bigint; readonly roles: readonly ApprovalLevel[] };
export type Given = { readonly level: number; readonly role: string; readonly user: string };
/** `as`: the role in which the actor agreed, null where nobody had to. */
export type Verdict =
  | { readonly kind: 'approved'; readonly as: string | null }
  | { readonly kind: 'next'; readonly as: string }
  | { readonly kind: 'refused'; readonly why: 'role' | 'same-person'; readonly role: string };

/** The levels an amount needs: those of the highest threshold it reaches; none when no rule applies. */
export function levelsFor(rules: readonly Rule[], amount: bigint): readonly ApprovalLevel[] {
  const size = amount < 0n ? -amount : amount;
  let best: Rule | null = null;
  for (const rule of rules) if (size >= rule.from && (best === null || rule.from > best.from)) best = rule;
  return best?.roles ?? [];
}

/** Who may give the agreement that is due: the roles left of the first level that is not complete; none when all are. */
function dueOf(levels: readonly ApprovalLevel[], given: readonly Given[]): readonly string[] {
  let before = 0;
  for (const level of levels) {
    const { of, need } = typeof level === 'string' ? { of: [level], need: 1 } : level;
    const said = given.slice(before, before + need).map((g) => g.role);
    if (said.length < need) return of.filter((role) => !said.includes(role));
    before += need;
  }
  return [];
}

/**
 * What one more agreement by `actor` leads to. `approved` = nothing further is needed; `next` = recorded, and somebody must agree after it;
 * `refused` = this person may not give the level that is due (`role`: who may).
 */
export function agree(levels: readonly ApprovalLevel[], given: readonly Given[], actor: { readonly id: string; readonly roles: readonly string[] }): Verdict {
  const due = dueOf(levels, given);
  if (due.length === 0) return { kind: 'approved', as: null };
  const role = due.join('或');
  const as = due.find((r) => actor.roles.includes(r));
  if (as === undefined) return { kind: 'refused', why: 'role', role };
  if (given.some((g) => g.user === actor.id)) return { kind: 'refused', why: 'same-person', role };
  const level = given.length + 1;
  return dueOf(levels, [...given, { level, role: as, user: actor.id }]).length === 0 ? { kind: 'approved', as } : { kind: 'next', as };
}
