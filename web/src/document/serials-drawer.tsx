// 序列号: the pieces of each line, scanned one after the other, pasted, or chosen from what stands in the warehouse.
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useRef, useState, type ReactNode } from 'react';
import { get } from '../api/client';
import type { Candidate, DocMeta, Field } from '../api/types';
import { t } from '../i18n';
import { compare, qty } from '../lib/figures';
import { Tag } from '../ui/bits';
import { Button } from '../ui/button';
import { listOf } from '../ui/combobox';
import { Dialog } from '../ui/dialog';
import type { LookupRef } from '../grid';
import { amounts, type LineRow } from './doc-values';
import { asCell, asLines, hasPieces, readSerials, serialFields } from './serials';
import type { Draft } from './use-draft';
import './serials.css';

type Texts = Readonly<Record<string, string>>;
type Props = { readonly def: DocMeta; readonly draft: Draft; readonly onClose: () => void };
const at = (row: LineRow, field: Field): string => `${row._key}/${field.name}`;
const itemOf = (row: LineRow): LookupRef | null => (row['item'] as LookupRef | null | undefined) ?? null;

/** How many pieces the line speaks of; empty while that is not known, and in a count, where the numbers decide. */
function wantOf(row: LineRow): string {
  if (!('qty' in row)) return '';
  const own = !row['unit'] || row['unit'] === itemOf(row)?.['unit'];
  return String((own ? row['qty'] : row['baseQty']) ?? '');
}

/** What is written for every line, and which list of which line is being written. */
function useNumbers(draft: Draft, fields: readonly Field[]) {
  const rows = draft.rows.filter((r) => hasPieces(r, fields));
  const [texts, setTexts] = useState<Texts>(() => Object.fromEntries(rows.flatMap((r) => fields.map((f) => [at(r, f), asLines(String(r[f.name] ?? ''))]))));
  const [place, setPlace] = useState<readonly [row: string, field: string]>(() => [
    (rows.find((r) => fields[0] && !r[fields[0].name]) ?? rows[0])?._key ?? '',
    fields[0]?.name ?? '',
  ]);
  return {
    rows,
    texts,
    setTexts,
    setPlace,
    row: rows.find((r) => r._key === place[0]) ?? rows[0],
    field: fields.find((f) => f.name === place[1]) ?? fields[0],
  };
}

export function SerialsDrawer({ def, draft, onClose }: Props): ReactNode {
  const fields = useMemo(() => serialFields(def), [def]);
  const { rows, texts, setTexts, setPlace, row, field } = useNumbers(draft, fields);
  const take = (): void => {
    draft.mapRows((all) => all.map((r) => filled(r, { def, fields, texts })));
    onClose();
  };
  return (
    <Dialog open side="right" width={720} title={t('serials')} onClose={onClose} footer={<Foot onClose={onClose} onTake={take} />}>
      {row && field ? (
        <div className="hc-serials">
          <ul className="hc-serials-lines" aria-label={t('lines')}>
            {rows.map((r) => (
              <LineButton
                key={r._key}
                row={r}
                no={draft.rows.indexOf(r) + 1}
                text={texts[at(r, fields[0] as Field)] ?? ''}
                here={r === row}
                onClick={() => setPlace([r._key, fields[0]?.name ?? ''])}
              />
            ))}
          </ul>
          <div className="hc-serials-work">
            {fields.length > 1 && <Lists fields={fields} here={field} onPick={(f) => setPlace([row._key, f.name])} />}
            <Numbers
              key={at(row, field)}
              def={def}
              draft={draft}
              row={row}
              field={field}
              text={texts[at(row, field)] ?? ''}
              onText={(text) => setTexts({ ...texts, [at(row, field)]: text })}
              onDone={take}
            />
          </div>
        </div>
      ) : (
        <p className="hc-note">{t('serialsNone')}</p>
      )}
    </Dialog>
  );
}

const Foot = ({ onClose, onTake }: { readonly onClose: () => void; readonly onTake: () => void }): ReactNode => (
  <>
    <span className="hc-note">{t('serialsHint')}</span>
    <Button onClick={onClose}>{t('cancel')}</Button>
    <Button kind="primary" onClick={onTake}>
      {t('serialsTake')}
    </Button>
  </>
);

/** First and second count, or what arrived and what of it is lost. */
const Lists = ({ fields, here, onPick }: { readonly fields: readonly Field[]; readonly here: Field; readonly onPick: (field: Field) => void }): ReactNode => (
  <div className="hc-segments">
    {fields.map((f) => (
      <button key={f.name} type="button" aria-pressed={f === here} onClick={() => onPick(f)}>
        {f.zh}
      </button>
    ))}
  </div>
);

/** The line with its numbers; where no quantity was said, there are as many as numbers. */
function filled(row: LineRow, { def, fields, texts }: { readonly def: DocMeta; readonly fields: readonly Field[]; readonly texts: Texts }): LineRow {
  if (!hasPieces(row, fields)) return row;
  const next: Record<string, unknown> = { ...row };
  for (const f of fields) next[f.name] = asCell(texts[at(row, f)] ?? '');
  const count = readSerials(String(next[fields[0]?.name ?? ''] ?? '')).list.length;
  if ('qty' in row && !row['qty'] && count > 0 && (!row['unit'] || row['unit'] === itemOf(row)?.['unit'])) next['qty'] = String(count);
  return (def.line.some((f) => f.name === 'gross') ? { ...next, ...amounts(next) } : next) as LineRow;
}

type LineProps = { readonly row: LineRow; readonly no: number; readonly text: string; readonly here: boolean; readonly onClick: () => void };

function LineButton({ row, no, text, here, onClick }: LineProps): ReactNode {
  const { list, twice, bad } = readSerials(text);
  const want = wantOf(row);
  const fits = want !== '' && compare(String(list.length), want) === 0 && twice.length === 0 && bad === null;
  return (
    <li>
      <button type="button" aria-pressed={here} onClick={onClick}>
        <span>{no}</span>
        <b>{itemOf(row)?.label ?? ''}</b>
        <Tag tone={list.length === 0 ? 'mute' : want === '' || fits ? 'ok' : 'warn'}>{want === '' ? list.length : `${list.length} / ${qty(want)}`}</Tag>
      </button>
    </li>
  );
}

type NumbersProps = {
  readonly def: DocMeta;
  readonly draft: Draft;
  readonly row: LineRow;
  readonly field: Field;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onDone: () => void;
};

/** The numbers of one line. A scanner ends every number with Enter, so the box takes one number a line. */
function Numbers({ draft, row, field, text, onText, onDone }: NumbersProps): ReactNode {
  const box = useRef<HTMLTextAreaElement>(null);
  const { list, twice, bad } = readSerials(text);
  const want = wantOf(row);
  const off = want !== '' && list.length > 0 && compare(String(list.length), want) !== 0;
  const add = (no: string): void => {
    onText(`${text.trimEnd()}${text.trim() === '' ? '' : '\n'}${no}\n`);
    box.current?.focus();
  };
  const warehouse = draft.head['warehouse'] ?? draft.head['from'];
  return (
    <>
      <textarea
        ref={box}
        data-autofocus
        className="hc-input hc-serials-box"
        aria-label={`${field.zh} ${itemOf(row)?.label ?? ''}`}
        placeholder={t('serialsPlaceholder')}
        spellCheck={false}
        autoCapitalize="off"
        value={text}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !event.ctrlKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          onDone();
        }}
      />
      <p className="hc-serials-sum" role="status">
        <b>{t('serialsCount', { n: list.length })}</b>
        {off && <Tag tone="warn">{t('serialsWant', { n: qty(want) })}</Tag>}
        {twice.length > 0 && <Tag tone="bad">{t('serialsTwice', { what: twice.slice(0, 3).join('、') })}</Tag>}
        {bad !== null && <Tag tone="bad">{t('serialsBad', { what: bad })}</Tag>}
      </p>
      {field.to === 'serial' && typeof warehouse === 'string' && warehouse !== '' && (
        <InStock item={itemOf(row)?.id ?? ''} warehouse={warehouse} taken={list} last={text.split('\n').at(-1) ?? ''} onPick={add} />
      )}
    </>
  );
}

type StockProps = { readonly item: string; readonly warehouse: string; readonly taken: readonly string[]; readonly last: string; readonly onPick: (no: string) => void };

/** Pieces in the warehouse that begin with what is being typed. */
function InStock({ item, warehouse, taken, last, onPick }: StockProps): ReactNode {
  const q = useDeferredValue(/[~\s,、;]/.test(last.trim()) || taken.includes(last.trim()) ? '' : last.trim());
  const query = useQuery({
    queryKey: ['lookup', 'serial', { item, warehouse, q }],
    queryFn: ({ signal }) => get<readonly Candidate[]>('/api/lookup/serial', { item, warehouse, q, limit: 60 }, signal),
    enabled: item !== '',
    placeholderData: (before) => before,
  });
  const free = listOf(query.data ?? []).filter((c) => !taken.includes(c.code));
  return (
    <section className="hc-serials-stock" aria-label={t('serialsInStock')}>
      <h3>{t('serialsInStock')}</h3>
      {free.length === 0 && !query.isPending && <p className="hc-note">{t('serialsNoStock')}</p>}
      <ul>
        {free.map((c) => (
          <li key={c.id}>
            <button type="button" onClick={() => onPick(c.code)}>
              {c.code} {c.detail && <small>{c.detail}</small>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
