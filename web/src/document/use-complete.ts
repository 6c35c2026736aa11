// The server fills in what it knows (prices, units, amounts) while one types; it never overwrites what a person entered.
import { useEffect, useRef, useState } from 'react';
import { isProblem, post, type FieldError } from '../api/client';
import type { Doc, DocMeta } from '../api/types';
import { headOf, lineOf, type LineRow } from './doc-values';
import { afterPause, whenIdle } from './idle';
import { merged, type Question, sameQuestion, wholeRows } from './question';
import type { Draft } from './use-draft';

const PAUSE = 450;
const NONE: readonly never[] = [];

type Claim = { readonly rowKey: string; readonly column: string; readonly message: string };

export function useComplete(def: DocMeta, draft: Draft, enabled: boolean): readonly Claim[] {
  const [claims, setClaims] = useState<readonly Claim[]>(NONE);
  const asked = useRef<Question | null>(null);
  const { day, head, rows, labels, mapRows, dirty } = draft;
  useEffect(() => {
    if (!enabled || !dirty) return;
    const ask = (): void => {
      const question: Question = { day, head, rows: wholeRows(def, { head, rows }) };
      if (question.rows.length === 0 || sameQuestion(asked.current, question)) return;
      asked.current = question;
      post<Doc>(`/api/documents/${def.type}/complete`, { day, head: headOf(def, head), lines: question.rows.map((row) => lineOf(def, row)) }).then(
        (answer) => {
          const take = (): void => {
            if (asked.current !== question) return;
            setClaims(NONE);
            mapRows((before) => {
              const { next, known } = merged(def, before, { question, answer, labels });
              asked.current = known;
              return next;
            });
          };
          whenIdle(take, PAUSE); // reading thousands of lines was work enough for one piece: a key may come between
        },
        (error: unknown) => {
          if (asked.current === question && isProblem(error)) setClaims(claimsOf(error.errors, question.rows));
        },
      );
    };
    // everything waits for the pause and then for a quiet moment: nothing of it stands between a key and its picture
    return afterPause(ask, PAUSE);
  }, [def, day, head, rows, labels, mapRows, dirty, enabled]);
  return claims;
}

const claimsOf = (errors: readonly FieldError[], sent: readonly LineRow[]) =>
  errors.flatMap((e) => {
    const found = /^lines\[(\d+)\]\.?(\w*)/.exec(e.path);
    const row = found ? sent[Number(found[1])] : undefined;
    return row ? [{ rowKey: row._key, column: found?.[2] ?? '', message: e.message.replace(/^第 ?\d+ ?行[：:，, ]*/, '') }] : [];
  });
