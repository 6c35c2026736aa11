// What of a document has to be sent when it is saved: all of it, or, where each line stands for itself, only the lines that changed.
import type { Command, DocAnswer, DocMeta, Values } from '../api/types';
import { headOf, lineOf } from './doc-values';
import { contentOf } from './use-draft';

export type Whole = { readonly day: string; readonly head: Values; readonly lines: readonly Values[] };
export type Alone = { readonly changed: readonly Values[] };

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** The changed lines with their numbers; the whole where they would not say everything, where they are most of it, or where the document moves on. */
export function toSend(def: DocMeta, whole: Whole, { answer, command }: { readonly answer: DocAnswer | null; readonly command: Command }): Whole | Alone {
  if (!def.apart || !answer || def.flow[answer.doc.state]?.[command] !== answer.doc.state) return whole;
  const before = contentOf(def, answer, answer.doc.day);
  if (whole.day !== before.day || whole.lines.length !== before.rows.length || !same(whole.head, headOf(def, before.head))) return whole;
  const changed = whole.lines.flatMap((line, i) => {
    const row = before.rows[i];
    return row && same(line, lineOf(def, row)) ? [] : [{ ...line, no: i + 1 }];
  });
  return changed.length > 0 && changed.length * 2 < whole.lines.length ? { changed } : whole;
}
