// The server fills in what it knows (prices, units, amounts) while one types; it never overwrites what a person entered.
import { useEffect, useRef, useState } from 'react';
import { isProblem, post, type FieldError } from '../api/client';
import type { Doc, DocMeta, Labels } from '../api/types';
import { headOf, lineOf, overlay, type LineRow } from './doc-values';
import type { Draft } from './use-draft';

const PAUSE = 450;
const NONE: readonly never[] = [];

export function useComplete(def: DocMeta, draft: Draft, enabled: boolean): readonly { readonly rowKey: string; readonly column: string; readonly message: string }[] {
  const [claims, setClaims] = useState<readonly { rowKey: string; column: string; message: string }[]>(NONE);
  const asked = useRef('');
  const { day, head, rows, labels, mapRows, dirty } = draft;
  useEffect(() => {
    if (!enabled || !dirty) return;
    // everything below waits for the pause: nothing of it stands between a key and its picture
    const timer = setTimeout(() => {
      const needed = def.line.filter((f) => f.required && !f.computed).map((f) => f.name);
      const whole = rows.filter((row) => !row._issues && needed.every((name) => row[name] !== '' && row[name] !== null && row[name] !== undefined));
      if (whole.length === 0 || def.head.some((f) => f.required && f.kind === 'ref' && !head[f.name])) return;
      const body = { day, head: headOf(def, head), lines: whole.map((row) => lineOf(def, row)) };
      const mark = JSON.stringify(body);
      if (mark === asked.current) return;
      asked.current = mark;
      post<Doc>(`/api/documents/${def.type}/complete`, body).then(
        (answer) => {
          if (asked.current === mark) {
            setClaims(NONE);
            merge(answer, whole, body);
          }
        },
        (error: unknown) => {
          if (asked.current === mark && isProblem(error)) setClaims(claimsOf(error.errors, whole));
        },
      );
    }, PAUSE);
    const merge = (answer: Doc, sent: readonly LineRow[], body: object): void => {
      const byKey = new Map(sent.map((row, i) => [row._key, { row, line: answer.lines[i] }]));
      mapRows((before) => {
        let changed = false;
        const next = before.map((row) => {
          const found = byKey.get(row._key);
          if (!found?.line || found.row !== row) return row; // touched meanwhile: the next round will ask again
          const filled = overlay(def, row, found.line, labels as Labels);
          if (filled !== row) changed = true;
          return filled;
        });
        if (!changed) return before;
        asked.current = JSON.stringify({ ...body, lines: next.filter((row) => byKey.has(row._key)).map((row) => lineOf(def, row)) });
        return next;
      });
    };
    return () => clearTimeout(timer);
  }, [def, day, head, rows, labels, mapRows, dirty, enabled]);
  return claims;
}

const claimsOf = (errors: readonly FieldError[], sent: readonly LineRow[]) =>
  errors.flatMap((e) => {
    const found = /^lines\[(\d+)\]\.?(\w*)/.exec(e.path);
    const row = found ? sent[Number(found[1])] : undefined;
    return row ? [{ rowKey: row._key, column: found?.[2] ?? '', message: e.message.replace(/^第 ?\d+ ?行[：:，, ]*/, '') }] : [];
  });
