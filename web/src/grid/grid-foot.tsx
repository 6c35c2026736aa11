// Promise: the sums stand under their columns; problems and the keys stand under the grid, and everything worth hearing is said once.
import { memo, useEffect, useState, type ReactNode } from 'react';
import { cellClass, frozenStyle } from './grid-row';
import type { Column, Problem } from './types';
import { words } from './words';

interface SumProps {
  readonly columns: readonly Column[];
  readonly frozen: number;
  readonly totals: ReadonlyMap<string, string>;
  readonly count: number;
}

function SumRowView({ columns, frozen, totals, count }: SumProps): ReactNode {
  return (
    <div role="rowgroup" className="hcg-foot">
      <div role="row" aria-rowindex={count + 2} className="hcg-line">
        <div role="rowheader" aria-colindex={1} className="hcg-cell hcg-no hcg-frozen">
          {words.total}
        </div>
        {columns.map((column, c) => (
          <div key={column.key} role="gridcell" aria-colindex={c + 2} className={cellClass(column, c, frozen)} style={frozenStyle(c, frozen)}>
            {c === 0 && !totals.has(column.key) ? <span className="hcg-count">{words.lines(count)}</span> : totals.get(column.key)}
          </div>
        ))}
      </div>
    </div>
  );
}

export const SumRow = memo(SumRowView);

interface ProblemProps {
  readonly problems: readonly Problem[];
  readonly columns: readonly Column[];
  readonly onJump: (problem: Problem) => void;
}

const SHOWN = 4;

/** Lists the first problems; each is a button that leads to its cell. */
function ProblemBarView({ problems, columns, onJump }: ProblemProps): ReactNode {
  if (problems.length === 0) return null;
  return (
    <section className="hcg-problems" aria-label={words.problems(problems.length)}>
      <strong>{words.problems(problems.length)}</strong>
      <ul>
        {problems.slice(0, SHOWN).map((problem) => (
          <li key={`${problem.rowKey}/${problem.column}`}>
            <button type="button" onClick={() => onJump(problem)}>
              {words.problemAt(problem.r + 1, columns[problem.c]?.title ?? '', problem.message)}
            </button>
          </li>
        ))}
        {problems.length > SHOWN && <li className="hcg-rest">…</li>}
      </ul>
    </section>
  );
}

export const ProblemBar = memo(ProblemBarView);

function KeyHintsView({ submits }: { readonly submits: boolean }): ReactNode {
  const hints = submits ? [...words.hints, words.submitHint] : words.hints;
  return (
    <p className="hcg-hints" aria-hidden="true">
      {hints.map(([key, what]) => (
        <span key={key}>
          <kbd>{key}</kbd>
          {what}
        </span>
      ))}
    </p>
  );
}

export const KeyHints = memo(KeyHintsView);

interface SpeakerProps {
  readonly notice: { readonly id: number; readonly text: string };
  readonly totals: ReadonlyMap<string, string>;
  readonly columns: readonly Column[];
}

const TOTALS_PAUSE = 1200;

/** The polite voice: notices at once, totals after the typing has come to rest. */
function SpeakerView({ notice, totals, columns }: SpeakerProps): ReactNode {
  const [sums, setSums] = useState('');
  const text = columns.flatMap((column) => (totals.has(column.key) ? [`${column.title}${words.total} ${totals.get(column.key)}`] : [])).join('，');
  useEffect(() => {
    const timer = setTimeout(() => setSums(text), TOTALS_PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <>
      <div aria-live="polite" className="hcg-hidden" data-voice="notice">
        <span key={notice.id}>{notice.text}</span>
      </div>
      <div aria-live="polite" className="hcg-hidden" data-voice="totals">
        {sums}
      </div>
    </>
  );
}

export const Speaker = memo(SpeakerView);
