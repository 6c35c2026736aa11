// Promise: the bottom sheet of one line: tiles for its fields, below them the right tool for the chosen one.
import { useEffect, useRef, useSyncExternalStore, type ReactNode } from 'react';
import { editableAt, isNumeric, isRef, rawText, shownText } from './cells';
import { QuantityPad } from './phone-pad';
import { rowProblems } from './problems';
import type { Column, Row } from './types';
import type { UseEntry } from './use-entry';
import { words } from './words';

interface Props {
  readonly ui: UseEntry;
  readonly creates: boolean;
  readonly onClose: () => void;
}

export function PhoneSheet({ ui, creates, onClose }: Props): ReactNode {
  const { state, spec, entry, claims, strict } = ui;
  const { r, c } = state.active;
  const dialog = useRef<HTMLDialogElement>(null);
  const [row, column] = [state.rows[r], spec.columns[c]];
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  if (!row || !column) return null;
  const problems = rowProblems(spec, row, claims.get(row._key), strict);
  const main = spec.columns.find((x) => x.kind === 'lookup');
  const ref = main ? row[main.key] : null;
  const fields = spec.columns.map((x, i) => ({ x, i })).filter(({ x }) => editableAt(spec, row, x));
  const go = (to: number): void => entry.act({ type: 'goto', r: to, c });
  const problem = problems?.get(column.key);
  return (
    <dialog
      ref={dialog}
      className="hcg-sheet"
      aria-label={words.card(r + 1)}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) dialog.current?.close();
      }}
    >
      <header>
        <strong>{isRef(ref) ? ref.label : words.card(r + 1)}</strong>
        {isRef(ref) && <span>{words.card(r + 1)}</span>}
        <button type="button" className="hcg-done" onClick={() => dialog.current?.close()}>
          {words.done}
        </button>
      </header>
      <div className="hcg-tiles">
        {fields.map(({ x, i }) => (
          <button
            key={x.key}
            type="button"
            aria-pressed={i === c}
            className={problems?.has(x.key) ? 'hcg-tile hcg-wrong' : 'hcg-tile'}
            onClick={() => entry.act({ type: 'goto', r, c: i })}
          >
            <span>
              {x.title}
              {x.required && <i aria-hidden="true">*</i>}
            </span>
            <b>{shownText(x, row) || '—'}</b>
          </button>
        ))}
      </div>
      {problem && (
        <p className="hcg-sheet-error" role="alert">
          {problem}
        </p>
      )}
      {!spec.readOnly && <Tool key={`${row._key}/${column.key}`} ui={ui} row={row} column={column} creates={creates} />}
      {!spec.readOnly && (
        <footer>
          <button type="button" disabled={r === 0} onClick={() => go(r - 1)}>
            {words.prev}
          </button>
          <button type="button" disabled={r >= state.rows.length - 1} onClick={() => go(r + 1)}>
            {words.next}
          </button>
          <button
            type="button"
            className="hcg-danger"
            onClick={() => {
              entry.act({ type: 'remove' });
              dialog.current?.close();
            }}
          >
            {words.removeLine}
          </button>
        </footer>
      )}
    </dialog>
  );
}

interface ToolProps {
  readonly ui: UseEntry;
  readonly row: Row;
  readonly column: Column;
  readonly creates: boolean;
}

function Tool({ ui, row, column, creates }: ToolProps): ReactNode {
  const { state, entry } = ui;
  const { r, c } = state.active;
  const put = (value: unknown): void => entry.act({ type: 'put', rowKey: row._key, column: column.key, value });
  if (isNumeric(column)) return <QuantityPad label={words.cell(column.title, r)} value={rawText(column, row)} onText={(text) => entry.enter(r, c, text)} />;
  if (column.kind === 'lookup') return <SearchTool ui={ui} row={row} column={column} creates={creates} onPick={put} />;
  if (column.kind === 'select') {
    return (
      <div className="hcg-choices" role="group" aria-label={column.title}>
        {column.options?.map((option) => (
          <button key={option.value} type="button" aria-pressed={row[column.key] === option.value} onClick={() => put(option.value)}>
            {option.label}
          </button>
        ))}
      </div>
    );
  }
  return (
    <input
      className="hcg-field"
      type={column.kind === 'date' ? 'date' : 'text'}
      aria-label={words.cell(column.title, r)}
      defaultValue={rawText(column, row)}
      onBlur={(event) => entry.enter(r, c, event.target.value)}
    />
  );
}

function SearchTool({ ui, row, column, creates, onPick }: ToolProps & { readonly onPick: (value: unknown) => void }): ReactNode {
  const { list, entry, state, spec } = ui;
  const { status, items, text } = useSyncExternalStore(list.subscribe, list.get);
  useEffect(() => {
    list.ask({ column, row, text: '', delay: 0 });
    return () => list.close();
  }, [list, column, row]);
  const pick = (i: number): void => {
    onPick(items[i]);
    const qty = spec.columns.findIndex((x) => x.kind === 'qty');
    if (qty >= 0) entry.act({ type: 'goto', r: state.active.r, c: qty });
  };
  return (
    <div className="hcg-search">
      <input
        className="hcg-field"
        type="search"
        placeholder={words.search}
        aria-label={words.cell(column.title, state.active.r)}
        onChange={(event) => list.ask({ column, row, text: event.target.value.trim(), delay: 120 })}
      />
      <ul aria-label={words.listLabel(column.title)} aria-busy={status === 'busy'}>
        {items.map((item, i) => (
          <li key={item.id}>
            <button type="button" onClick={() => pick(i)}>
              <b>{item.label}</b>
              <span>
                {item.code} {item.spec}
              </span>
              <span>{item.stock && `${words.panel.stock} ${item.stock}`}</span>
              <span>{item.price && `${words.panel.price} ${item.price}`}</span>
            </button>
          </li>
        ))}
      </ul>
      {status === 'done' && items.length === 0 && <p className="hcg-none">{words.emptyList(text)}</p>}
      {creates && status === 'done' && items.length === 0 && (
        <button type="button" className="hcg-add" onClick={() => entry.run({ do: 'create' })}>
          ＋ {words.createHint}
        </button>
      )}
    </div>
  );
}
