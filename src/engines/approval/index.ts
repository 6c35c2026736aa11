// Multi-level approval: from which amount which roles must agree, in which order. Knows no documents.

export type Rule = { readonly from: bigint; readonly roles: readonly string[] };
export type Given = { readonly level: number; readonly role: string; readonly user: string };
export type Verdict =
  | { readonly kind: 'approved' }
  | { readonly kind: 'next'; readonly level: number; readonly role: string }
  | { readonly kind: 'refused'; readonly why: 'role' | 'same-person'; readonly role: string };

/** The roles an amount needs: those of the highest threshold it reaches; none when no rule applies. */
export function levelsFor(rules: readonly Rule[], amount: bigint): readonly string[] {
  const size = amount < 0n ? -amount : amount;
  let best: Rule | null = null;
  for (const rule of rules) if (size >= rule.from && (best === null || rule.from > best.from)) best = rule;
  return best?.roles ?? [];
}

/**
 * What one more agreement by `actor` leads to. `approved` = nothing further is needed;
 * `next` = recorded, and `role` must agree after it; `refused` = this person may not give the level that is due.
 */
export function agree(levels: readonly string[], given: readonly Given[], actor: { readonly id: string; readonly roles: readonly string[] }): Verdict {
  const due = levels[given.length];
  if (due === undefined) return { kind: 'approved' };
  if (!actor.roles.includes(due)) return { kind: 'refused', why: 'role', role: due };
  if (given.some((g) => g.user === actor.id)) return { kind: 'refused', why: 'same-person', role: due };
  const after = levels[given.length + 1];
  return after === undefined ? { kind: 'approved' } : { kind: 'next', level: given.length + 2, role: after };
}
