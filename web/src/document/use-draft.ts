// The document being written: head, lines, what is unsaved; kept in this browser until the server has it.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { DocAnswer, DocMeta, Labels, Values } from '../api/types';
import { useMeta } from '../app/meta';
import { recall, remember } from '../app/memory';
import { isReturn } from '../tabs/tabs';
import { initialHead, rowOf, type LineRow } from './doc-values';
import { afterPause } from './idle';

export type Content = { readonly day: string; readonly head: Values; readonly rows: readonly LineRow[] };
type Kept = Content & { readonly labels: Labels; readonly at: string; readonly version: number };
export type Draft = Content & {
  readonly labels: Labels;
  readonly dirty: boolean;
  readonly kept: Kept | null;
  readonly setDay: (day: string) => void;
  readonly setHead: (name: string, value: unknown) => void;
  readonly setRows: (rows: readonly LineRow[]) => void;
  readonly mapRows: (change: (rows: readonly LineRow[]) => readonly LineRow[]) => void;
  readonly learn: (labels: Labels) => void;
  readonly replace: (content: Content, dirty: boolean) => void;
  readonly restore: () => void;
  readonly forget: () => void;
  readonly settled: () => void;
};
/** ms between two keepings; a long document takes the browser a while to write down */
const PAUSE = 800;
const LONG_PAUSE = 8000;
const LONG = 500;

export function contentOf(def: DocMeta, answer: DocAnswer | null, today: string): Content {
  if (!answer) return { day: today, head: initialHead(def), rows: [] };
  return { day: answer.doc.day, head: answer.doc.head, rows: answer.doc.lines.map((line) => rowOf(def, line, answer.labels)) };
}

export function useDraft(def: DocMeta, answer: DocAnswer | null): Draft {
  const meta = useMeta();
  const place = `draft.${meta.org.id}.${def.type}.${answer?.doc.id ?? 'new'}`;
  const version = answer?.doc.version ?? 0;
  // what was left in an open tab is simply there again; what somebody left elsewhere is offered
  const [first] = useState(() => {
    const found = recall<Kept | null>(place, null);
    const last = found && found.version === version ? found : null;
    return { last, back: isReturn(meta, location.pathname) && last !== null };
  });
  const [content, setContent] = useState<Content>(() =>
    first.back && first.last ? { day: first.last.day, head: first.last.head, rows: first.last.rows } : contentOf(def, answer, meta.today),
  );
  const [labels, setLabels] = useState<Labels>(() => ({ ...answer?.labels, ...(first.back ? first.last?.labels : {}) }));
  const [dirty, setDirty] = useState(first.back);
  const [kept, setKept] = useState<Kept | null>(first.back ? null : first.last);
  const now = useRef({ content, labels, dirty });
  now.current = { content, labels, dirty };

  const change = useCallback((patch: Partial<Content>) => {
    setContent((before) => ({ ...before, ...patch }));
    setDirty(true);
  }, []);
  const setHead = useCallback((name: string, value: unknown) => {
    setContent((before) => ({ ...before, head: { ...before.head, [name]: value } }));
    setDirty(true);
  }, []);
  const setDay = useCallback((day: string) => change({ day }), [change]);
  const setRows = useCallback((rows: readonly LineRow[]) => change({ rows }), [change]);
  const mapRows = useCallback(
    (changeRows: (rows: readonly LineRow[]) => readonly LineRow[]) =>
      setContent((before) => {
        const rows = changeRows(before.rows);
        return rows === before.rows ? before : { ...before, rows };
      }),
    [],
  );
  const learn = useCallback((more: Labels) => setLabels((before) => ({ ...before, ...more })), []);
  const replace = useCallback((next: Content, isDirty: boolean) => {
    setContent(next);
    setDirty(isDirty);
  }, []);
  const forget = useCallback(() => {
    remember(place, null);
    setKept(null);
  }, [place]);
  const settled = useCallback(() => {
    now.current.dirty = false; // leaving at once must not keep it again
    setDirty(false);
    remember(place, null);
    setKept(null);
  }, [place]);
  const restore = useCallback(() => {
    if (!kept) return;
    setContent({ day: kept.day, head: kept.head, rows: kept.rows });
    setLabels((before) => ({ ...before, ...kept.labels }));
    setDirty(true);
    setKept(null);
  }, [kept]);

  const save = useCallback(() => {
    if (now.current.dirty) remember(place, { ...now.current.content, labels: now.current.labels, at: new Date().toISOString(), version });
  }, [place, version]);
  useKeeping(save, dirty ? content : null);
  useTabWords(place, save, settled);

  return useMemo(
    () => ({ ...content, labels, dirty, kept, setDay, setHead, setRows, mapRows, learn, replace, restore, forget, settled }),
    [content, labels, dirty, kept, setDay, setHead, setRows, mapRows, learn, replace, restore, forget, settled],
  );
}

/** A tab that is closed asks for what is unsaved, and may say that it is not wanted any more. */
function useTabWords(place: string, keep: () => void, drop: () => void): void {
  useEffect(() => {
    const dropped = (event: Event): void => {
      if ((event as CustomEvent<string>).detail === place) drop();
    };
    addEventListener('hc-keep-draft', keep);
    addEventListener('hc-drop-draft', dropped);
    return () => {
      removeEventListener('hc-keep-draft', keep);
      removeEventListener('hc-drop-draft', dropped);
    };
  }, [place, keep, drop]);
}

/** Keeps what is unsaved every now and then, in a quiet moment, and when the page is left. A person who never pauses is kept, too. */
function useKeeping(save: () => void, content: Content | null): void {
  const latest = useRef(save);
  latest.current = save;
  const waiting = useRef<(() => void) | null>(null);
  useEffect(() => {
    if (!content || waiting.current) return;
    const keep = (): void => {
      waiting.current = null;
      latest.current();
    };
    waiting.current = afterPause(keep, content.rows.length > LONG ? LONG_PAUSE : PAUSE);
  }, [content, save]);
  useEffect(() => {
    addEventListener('pagehide', save);
    return () => {
      removeEventListener('pagehide', save);
      waiting.current?.();
      waiting.current = null;
      save();
    };
  }, [save]);
}
