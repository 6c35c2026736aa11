// The head of a document being written: four columns that fold, drawn from its fields; Enter walks on and ends in the lines.
import { memo, useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { Problem } from '../api/client';
import type { Candidate, DocMeta, Field, Values } from '../api/types';
import { FieldInput } from '../app/field-input';
import { usePhone } from '../app/media';
import { useMeta } from '../app/meta';
import { useMemory } from '../app/memory';
import { labelOf, valueText } from '../app/values';
import { t } from '../i18n';
import { focusNext } from '../ui/combobox';
import { Icon } from '../ui/icon';
import { SubTable } from '../record/sub-table';
import type { Draft } from './use-draft';

type Props = {
  readonly def: DocMeta;
  /** the head's share of the draft; the lines are none of its business */
  readonly draft: Pick<Draft, 'day' | 'head' | 'labels' | 'setDay' | 'setHead' | 'learn'>;
  readonly errors: (path: string) => string | undefined;
  readonly problem: Problem | null;
  readonly fresh: boolean;
  readonly onEnd: () => void;
};

export const headFields = (def: DocMeta): readonly Field[] => def.screen.head.flatMap((name) => def.head.find((f) => f.name === name && !f.computed) ?? []);

/** Whether a sentence about this path has a place in the head; what has none must be said above. */
export const onHead = (def: DocMeta, path: string): boolean => {
  const name = /^head\.(\w+)/.exec(path)?.[1];
  return name !== undefined && headFields(def).some((f) => f.name === name);
};

const DAY: Field = { name: 'day', kind: 'day', zh: '', required: true };
/** Required fields first, then the day, then the rest; notes and lists close the head. */
function cellsOf(fields: readonly Field[]): readonly Field[] {
  const long = (f: Field): boolean => f.kind === 'note' || f.kind === 'list';
  const first = fields.filter((f, i) => !long(f) && (f.required || i < 2));
  return [...first, DAY, ...fields.filter((f) => !long(f) && !first.includes(f)), ...fields.filter((f) => f.kind === 'note'), ...fields.filter((f) => f.kind === 'list')];
}

const NONE: readonly Field[] = [];
/** Something a person would miss if it were not shown; what a field starts with is not. */
const filled = (value: unknown, f: Field): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== null && value !== undefined && value !== '' && String(value) !== (f.initial ?? (f.kind === 'flag' ? 'false' : ''));

/** The whole head on one line; a click opens it. */
function FoldedHead({ fields, draft, onOpen }: { readonly fields: readonly Field[]; readonly draft: Props['draft']; readonly onOpen: () => void }): ReactNode {
  return (
    <button type="button" className="hc-head-folded" onClick={onOpen} aria-expanded="false">
      <span>
        <b>{t('day')}</b>
        {draft.day}
      </span>
      {fields.map((f) => {
        const text = valueText(f, draft.head[f.name], draft.labels);
        return text ? (
          <span key={f.name}>
            <b>{f.zh}</b>
            {text}
          </span>
        ) : null;
      })}
      <Icon name="down" size={14} />
    </button>
  );
}

export const HeadForm = memo(function HeadForm({ def, draft, errors, problem, fresh, onEnd }: Props): ReactNode {
  const meta = useMeta();
  const [folded, setFolded] = useMemory(`fold.${def.type}`, false);
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (fresh && matchMedia('(pointer: fine)').matches) box.current?.querySelector('input')?.focus();
  }, [fresh]);
  const fields = headFields(def);
  const phone = usePhone();
  const [whole, setWhole] = useState(false);
  const all = cellsOf(fields);
  // a thumb wants to reach the lines: what is neither needed nor filled in waits behind one button
  const spare = phone && !whole ? all.filter((f, i) => i > 1 && f !== DAY && !f.required && !filled(draft.head[f.name], f) && !errors(`head.${f.name}`)) : NONE;
  const cells = spare.length > 1 ? all.filter((f) => !spare.includes(f)) : all;
  const wrong = fields.some((f) => errors(`head.${f.name}`)) || errors('day') !== undefined;
  const context = { party: partyOf(def, draft.head), warehouse: typeof draft.head['warehouse'] === 'string' ? draft.head['warehouse'] : null };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const target = event.target as HTMLElement;
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.defaultPrevented || event.ctrlKey || target.tagName === 'TEXTAREA' || target.tagName === 'BUTTON') return;
    event.preventDefault();
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>('input:not([readonly]), select, textarea')];
    if (all.at(-1) === target) onEnd();
    else focusNext(target);
  };
  if (folded && !wrong) return <FoldedHead fields={fields} draft={draft} onOpen={() => setFolded(false)} />;
  const set = (f: Field, value: unknown, c?: Candidate | null): void => {
    if (c) draft.learn({ [c.id]: labelOf(c) });
    draft.setHead(f.name, value);
  };
  return (
    <section ref={box} className="hc-head" data-flow aria-label={t('headFields')} onKeyDown={onKeyDown}>
      <div className="hc-form-grid">
        {cells.map((f, i) =>
          f === DAY ? (
            <FieldInput
              key="day"
              field={{ ...f, zh: t('docDay') }}
              value={draft.day}
              labels={draft.labels}
              today={meta.today}
              error={errors('day')}
              onChange={(v) => draft.setDay(String(v))}
            />
          ) : (
            <div key={f.name} className={f.kind === 'note' ? `hc-span-${4 - (i % 4)}` : f.kind === 'list' ? 'hc-wide' : ''}>
              {f.kind === 'list' ? (
                <SubTable
                  field={f}
                  rows={Array.isArray(draft.head[f.name]) ? (draft.head[f.name] as readonly Values[]) : []}
                  labels={draft.labels}
                  problem={problem}
                  path="head"
                  readOnly={false}
                  onChange={(rows) => set(f, rows)}
                  onLearn={draft.learn}
                />
              ) : (
                <FieldInput
                  field={f.kind === 'note' ? { ...f, kind: 'text' } : f}
                  value={draft.head[f.name]}
                  labels={draft.labels}
                  today={meta.today}
                  context={context}
                  error={errors(`head.${f.name}`)}
                  onChange={(v, c) => set(f, v, c)}
                />
              )}
            </div>
          ),
        )}
      </div>
      {spare.length > 1 && (
        <button type="button" className="hc-head-more" onClick={() => setWhole(true)}>
          {t('moreFields', { what: spare.map((f) => f.zh).join('、') })}
          <Icon name="down" size={14} />
        </button>
      )}
      <button type="button" className="hc-head-fold" tabIndex={-1} onClick={() => setFolded(true)} aria-label={t('foldHead')} title={t('foldHead')}>
        <Icon name="up" size={14} />
      </button>
    </section>
  );
});

/** The party of a document is the first reference of its head to a customer or supplier. */
export function partyOf(def: DocMeta, head: Readonly<Record<string, unknown>>): string | null {
  const field = def.head.find((f) => f.kind === 'ref' && /customer|supplier/.test(f.to ?? ''));
  const value = field ? head[field.name] : null;
  return typeof value === 'string' && value !== '' ? value : null;
}
