// The things an action names: 鲜奶油的, 该供应商, 东莞仓的色母粒批次.
import type { Sel } from '../ast.ts';
import { checkThis } from './conditions.ts';
import { readPhrase, type Phrase } from './nouns.ts';
import { attempt, eat, sense, wordsSpan, type Reader } from './reader.ts';

/** The things an action names, in any number: 鲜奶油的, 该供应商, 东莞仓的色母粒批次. */
export function readObjects(r: Reader): { sels: Sel[]; kind?: string; doc?: string; from: number } {
  const out: { sels: Sel[]; kind?: string; doc?: string; from: number } = { sels: [], from: r.i };
  for (;;) {
    const p = attempt(r, (): Phrase | undefined => {
      eat(r, ['的', '里的', '在', '里', '上', '中', '该类']);
      return sense(r, 'param') && !sense(r, 'ent') ? undefined : readPhrase(r);
    });
    if (!p) break;
    if (p.sel) {
      checkThis(r, [p.sel], wordsSpan(r, p.from, p.to));
      out.sels.push(p.sel);
    }
    if (p.each) out.sels.push({ e: p.each, q: 'all' });
    const other = out.kind !== undefined && out.kind !== p.e;
    // 冻结促销单批次, 给设备啤酒打折: a kind that none of the named things has would be lost, so the phrase is not read at all.
    if ((other && (out.doc !== undefined || p.doc !== undefined)) || (other && out.sels.length === 0 && p.sel && FOREIGN.has(out.kind ?? ''))) {
      r.i = out.from;
      return { sels: [], from: out.from };
    }
    if (p.e) out.kind = p.e;
    if (p.doc) out.doc = p.doc;
  }
  return out;
}
const FOREIGN = new Set(['device', 'mold', 'vehicle', 'weather', 'employee', 'customer', 'supplier', 'project', 'channel', 'region', 'org']);

/** Tags and pushes act on the subject and have no selector of their own: another object than the subject would be lost, so it is refused. */
export const subjectOnly = (r: Reader, sels: readonly Sel[]): boolean => sels.every((s) => s.q === 'this' || r.named.some((n) => JSON.stringify(n) === JSON.stringify(s)));
