// Where the server's sentences about a document belong: on their cells, at their field of the head, or above everything.
import { useCallback, useMemo, type RefObject } from 'react';
import type { FieldError, Problem } from '../api/client';
import type { DocMeta } from '../api/types';
import { linesToSend, type Column, type GridError } from '../grid';
import type { LineRow } from './doc-values';
import { onHead } from './head-form';
import type { Draft } from './use-draft';

type Said = {
  readonly columns: readonly Column<LineRow>[];
  /** the answer to the last command */
  readonly problem: Problem | null;
  /** what the server said about the lines while one typed; silent as long as a problem stands */
  readonly hints: readonly GridError[];
  readonly draftRef: RefObject<Draft>;
};
type Errors = { readonly errors: readonly GridError[]; readonly errorAt: (path: string) => string | undefined; readonly loose: readonly FieldError[] };

/** The grid says which line it is; the server's own "第 3 行" in front would say it twice. */
const bare = (message: string): string => message.replace(/^第 ?\d+ ?行[：:，, ]*/, '');

export function useErrors(def: DocMeta, { columns, problem, hints, draftRef }: Said): Errors {
  // placed once, when they arrive: afterwards a mended cell is no longer the server's business
  const placed = useMemo(() => {
    const { place } = linesToSend(columns, draftRef.current.rows);
    return (problem?.errors ?? []).filter((e) => e.path.startsWith('lines[')).map((e) => place({ path: e.path, message: bare(e.message) }));
  }, [problem, columns, draftRef]);
  const errorAt = useCallback((path: string) => problem?.at(path), [problem]);
  const loose = problem?.errors.filter((e) => !/^(lines\[|day$)/.test(e.path) && !onHead(def, e.path)) ?? [];
  return { errors: problem ? placed : hints, errorAt, loose };
}
