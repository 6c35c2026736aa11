// What a check found, tied to the nodes it found it on; callers turn nodes into spans, blocks or paths.
import type { Cond, Operand, Ref, RefuseCode } from '../ast.ts';
export interface Finding {
  code: RefuseCode;
  level: 'error' | 'warning';
  nodes: object[];
  message: string;
  suggest: string[];
}

/** Every simple condition, in text order. */
export function leaves(cond: Cond | undefined): Cond[] {
  if (!cond) return [];
  if (cond.op === 'and' || cond.op === 'or') return cond.args.flatMap(leaves);
  return cond.op === 'not' || cond.op === 'sustain' ? leaves(cond.arg) : [cond];
}
export function refsIn(o: Operand): Ref[] {
  return 'ref' in o ? [o] : 'op' in o ? o.args.flatMap(refsIn) : [];
}
export function condRefs(c: Cond): Ref[] {
  const right = 'right' in c ? refsIn(c.right) : c.op === 'between' ? [...refsIn(c.lo), ...refsIn(c.hi)] : [];
  return 'left' in c ? [...refsIn(c.left), ...right] : right;
}
/** Text that is equal for equal trees, whatever the order of keys. */
export function key(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) =>
    v !== null && typeof v === 'object' && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v,
  );
}
