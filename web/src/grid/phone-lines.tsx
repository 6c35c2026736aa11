// Promise: the same lines on a phone: one card each, a stepper for the quantity, everything else in a sheet from below.
import { useState, type ReactNode } from 'react';
import { editableAt, isBlankRow, isNumeric, isRef, shownText, type Spec } from './cells';
import { ProblemBar, Speaker } from './grid-foot';
import { PhoneSheet } from './phone-sheet';
import { stepped } from './phone-step';
import { rowProblems } from './problems';
import type { Column, EntryGridProps, Row } from './types';
import type { UseEntry } from './use-entry';
import { useTotals } from './use-totals';
import { words } from './words';

/** What stands where on a card, read off the kinds of the columns. */
function partsOf(spec: Spec) {
  const { columns } = spec;
  const main = columns.find((column) => column.kind === 'lookup');
  const qty = columns.find((column) => column.kind === 'qty');
  const total = columns.findLast((column) => column.kind === 'money' || (column.kind === 'readonly' && column.sum === true));
  return { main, qty, total, rest: columns.filter((column) => column !== main && column !== qty && column !== total) };
}

export function PhoneLines({ props, ui }: { readonly props: EntryGridProps; readonly ui: UseEntry }): ReactNode {
  const { state, spec, entry, claims, strict, problems } = ui;
  const [sheet, setSheet] = useState(false);
  const totals = useTotals(spec, state.rows);
  const open = (r: number, c: number): void => {
    entry.act({ type: 'goto', r, c });
    setSheet(true);
  };
  const { main } = partsOf(spec);
  const mainC = Math.max(0, main ? spec.columns.indexOf(main) : 0);
  const last = state.rows.at(-1);
  const add = (): void => {
    if (last && isBlankRow(spec.columns, last)) {
      open(state.rows.length - 1, mainC);
      return;
    }
    entry.act({ type: 'insert', where: 'end' });
    setSheet(true);
  };
  return (
    <div className="hcg hcg-phone">
      <ProblemBar problems={problems} columns={props.columns} onJump={(problem) => open(problem.r, problem.c)} />
      <ol className="hcg-cards" aria-label={props.label}>
        {state.rows.map((row, r) => (
          <Card
            key={row._key}
            row={row}
            r={r}
            spec={spec}
            problems={rowProblems(spec, row, claims.get(row._key), strict)}
            onOpen={(c) => open(r, c ?? mainC)}
            onStep={(column, by) => entry.act({ type: 'put', rowKey: row._key, column: column.key, value: stepped(row[column.key], by) })}
          />
        ))}
      </ol>
      <div className="hcg-sums">
        <p>
          <span>{words.lines(state.rows.length)}</span>
          {props.columns.map(
            (column) =>
              totals.has(column.key) && (
                <span key={column.key}>
                  {column.title}
                  <b>{totals.get(column.key)}</b>
                </span>
              ),
          )}
        </p>
        {state.undo.length > 0 && (
          <button type="button" className="hcg-undo" onClick={() => entry.act({ type: 'undo' })}>
            {words.undo}
          </button>
        )}
        {!spec.readOnly && (
          <button type="button" className="hcg-add" onClick={add}>
            ＋ {words.add}
          </button>
        )}
      </div>
      {sheet && <PhoneSheet ui={ui} creates={props.lookup?.create !== undefined} onClose={() => setSheet(false)} />}
      <Speaker notice={state.notice} totals={totals} columns={props.columns} />
    </div>
  );
}

interface CardProps {
  readonly row: Row;
  readonly r: number;
  readonly spec: Spec;
  readonly problems: ReadonlyMap<string, string> | null;
  readonly onOpen: (c: number | null) => void;
  readonly onStep: (column: Column, by: '1' | '-1') => void;
}

function Card({ row, r, spec, problems, onOpen, onStep }: CardProps): ReactNode {
  const { main, qty, total, rest } = partsOf(spec);
  const ref = main ? row[main.key] : null;
  const title = isRef(ref) ? ref.label : main ? shownText(main, row) : '';
  const steps = qty && editableAt(spec, row, qty);
  const said = rest.filter((column) => shownText(column, row) !== '' && shownText(column, row) !== title);
  const given = [isRef(ref) ? ref.code : '', ...said.filter((column) => column.kind === 'readonly').map((column) => shownText(column, row))];
  const facts = said.filter((column) => column.kind !== 'readonly');
  const named = (column: Column): boolean => isNumeric(column) || column.kind === 'date';
  return (
    <li className={problems ? 'hcg-card hcg-card-bad' : 'hcg-card'}>
      <button type="button" className="hcg-card-main" onClick={() => onOpen(null)}>
        <span className="hcg-card-no">{r + 1}</span>
        <span className={title === '' ? 'hcg-card-title hcg-empty' : 'hcg-card-title'}>{title || words.noProduct}</span>
        <span className="hcg-card-code">{given.filter((text) => text !== '').join(' · ')}</span>
        <span className="hcg-card-facts">
          {facts.map((column) => (
            <span key={column.key}>
              {named(column) && <i>{column.title}</i>}
              {shownText(column, row)}
            </span>
          ))}
        </span>
      </button>
      <div className="hcg-card-side">
        {total && <b className="hcg-card-total">{shownText(total, row)}</b>}
        {qty && (
          <div className="hcg-stepper">
            {steps && (
              <button type="button" aria-label={`${qty.title}${words.minus} ${words.card(r + 1)}`} onClick={() => onStep(qty, '-1')}>
                −
              </button>
            )}
            <button
              type="button"
              className="hcg-qty"
              disabled={!steps}
              aria-label={`${words.cell(qty.title, r)} ${shownText(qty, row)}`}
              onClick={() => onOpen(spec.columns.indexOf(qty))}
            >
              {shownText(qty, row) || '—'}
            </button>
            {steps && (
              <button type="button" aria-label={`${qty.title}${words.plus} ${words.card(r + 1)}`} onClick={() => onStep(qty, '1')}>
                ＋
              </button>
            )}
          </div>
        )}
      </div>
      {problems && (
        <ul className="hcg-card-errors">
          {[...problems].map(([key, message]) => (
            <li key={key}>
              {spec.columns.find((c) => c.key === key && isNumeric(c))?.title} {message}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
