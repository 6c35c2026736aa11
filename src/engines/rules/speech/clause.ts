// Where a condition ends: the words that close it, and the noun of a relative clause that narrows it.
import type { Cond, Sel } from '../ast.ts';
import { CLOSE } from '../text/grammar-words.ts';
import type { DraftBranch } from './draft.ts';
import { readPhrase } from './nouns.ts';
import { attempt, axisOf, eat, punct, sense, sortSels, type Reader } from './reader.ts';

/** The words that close a condition, and the noun of a relative clause: 的批次, 的订单, 时, 的话. */
export function closeCond(r: Reader, cond: Cond, b: DraftBranch): void {
  const relative = attempt(r, () => {
    if (eat(r, ['的']) === undefined) return undefined;
    eat(r, ['这些', '那些', '所有']);
    const p = readPhrase(r, []);
    if (p?.each !== undefined || (p?.sel && !attach(cond, p.sel))) return undefined;
    return p;
  });
  const note = leafNote(r, cond);
  if (relative && note) {
    if (relative.e) note.noun = { e: relative.e };
    if (relative.doc) note.docs.push(`的${relative.doc}`);
    if (relative.e && !relative.sel && PARTIES.has(relative.e) && cond.op !== 'is' && !sense(r, 'report')) note.each ??= relative.e;
  }
  const by = eat(r, ['的']) ?? eat(r, CLOSE) ?? eat(r, ['之后', '后', '以后']) ?? (relative ? '的' : undefined);
  // 黑名单的供应商，: the noun behind a state closes as 的 does.
  const closed = by ?? (cond.op === 'is' && note?.noun && punct(r, ',') ? '的' : undefined);
  if (closed !== undefined) {
    b.closed = true;
    b.closedBy = closed;
  }
  eat(r, CLOSE);
}
/** 30天没动销的机油: the noun behind a relative clause narrows the condition it closes. */
function attach(cond: Cond, sel: Sel): boolean {
  if (sel.q === 'this') return false;
  const leaf = cond.op === 'and' || cond.op === 'or' ? cond.args[0] : cond;
  const inner = leaf.op === 'sustain' || leaf.op === 'not' ? leaf.arg : leaf;
  const holder = inner.op === 'is' ? inner : 'left' in inner && 'ref' in inner.left ? inner.left : undefined;
  if (!holder || holder.of?.some((s) => axisOf(s.e) === axisOf(sel.e)) === true) return false;
  const of = sortSels([...(holder.of ?? []), sel]);
  if (of) holder.of = of;
  return true;
}
const PARTIES = new Set(['category', 'warehouse', 'employee', 'customer', 'supplier', 'store', 'region', 'device', 'mold', 'project', 'channel']);
function leafNote(r: Reader, cond: Cond): { noun?: { e?: string }; docs: string[]; each?: string } | undefined {
  const own = r.notes.get(cond);
  if (own) return own;
  return cond.op === 'and' || cond.op === 'or' ? leafNote(r, cond.args.at(-1) as Cond) : undefined;
}
