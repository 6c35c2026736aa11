// What the server is asked about the lines while one types, and how its answer comes back to them; pure, and quick for thousands of lines.
import type { Doc, DocMeta, Labels } from '../api/types';
import { overlay, type LineRow } from './doc-values';
import type { Draft } from './use-draft';

/** What was asked about. Days, heads and lines are never changed in place, so the same ones mean the same question. */
export type Question = { readonly day: string; readonly head: Draft['head']; readonly rows: readonly LineRow[] };

export const sameQuestion = (a: Question | null, b: Question): boolean =>
  a !== null && a.day === b.day && a.head === b.head && a.rows.length === b.rows.length && a.rows.every((row, i) => row === b.rows[i]);

/** Lines that say enough to be asked about; none while the head lacks something. */
export function wholeRows(def: DocMeta, { head, rows }: Pick<Draft, 'head' | 'rows'>): readonly LineRow[] {
  if (def.head.some((f) => f.required && f.kind === 'ref' && !head[f.name])) return [];
  const needed = def.line.filter((f) => f.required && !f.computed).map((f) => f.name);
  return rows.filter((row) => !row._issues && needed.every((name) => row[name] !== '' && row[name] !== null && row[name] !== undefined));
}

type Answered = { readonly question: Question; readonly answer: Doc; readonly labels: Labels };

/** The lines with the server's figures, and the question they answer: a line touched meanwhile keeps its own and will be asked about again. */
export function merged(def: DocMeta, before: readonly LineRow[], { question, answer, labels }: Answered): { readonly next: readonly LineRow[]; readonly known: Question } {
  const filled = new Map(
    question.rows.map((row, i) => {
      const line = answer.lines[i];
      return [row, line ? overlay(def, row, line, labels) : row] as const;
    }),
  );
  const next = before.map((row) => filled.get(row) ?? row);
  return { next: next.every((row, i) => row === before[i]) ? before : next, known: { ...question, rows: question.rows.map((row) => filled.get(row) ?? row) } };
}
