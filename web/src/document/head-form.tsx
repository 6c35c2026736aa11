// The head of a document being written: four columns that fold, drawn from its fields; Enter walks on and ends in the lines.
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import type { Candidate, DocMeta, Field, Label } from '../api/types';
import { FieldInput } from '../app/field-input';
import { useMeta } from '../app/meta';
import { useMemory } from '../app/memory';
import { valueText } from '../app/values';
import { t } from '../i18n';
import { focusNext } from '../ui/combobox';
import { Icon } from '../ui/icon';
import type { Draft } from './use-draft';

type Props = { readonly def: DocMeta; readonly draft: Draft; readonly errors: (path: string) => string | undefined; readonly onEnd: () => void };

export const headFields = (def: DocMeta): readonly Field[] => def.screen.head.flatMap((name) => def.head.find((f) => f.name === name && !f.computed) ?? []);

export function HeadForm({ def, draft, errors, onEnd }: Props): ReactNode {
  const meta = useMeta();
  const [folded, setFolded] = useMemory(`fold.${def.type}`, false);
  const [touched, setTouched] = useState(false);
  const fields = headFields(def);
  const wrong = fields.some((f) => errors(`head.${f.name}`)) || errors('day') !== undefined;
  const context = { party: partyOf(def, draft.head), warehouse: typeof draft.head['warehouse'] === 'string' ? draft.head['warehouse'] : null };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const target = event.target as HTMLElement;
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.defaultPrevented || event.ctrlKey || target.tagName === 'TEXTAREA' || target.tagName === 'BUTTON') return;
    event.preventDefault();
    const all = [...(event.currentTarget.querySelectorAll<HTMLElement>('input:not([readonly]), select, textarea'))];
    if (all.at(-1) === target) onEnd(); else focusNext(target);
  };
  if (folded && !wrong) {
    return (
      <button type="button" className="hc-head-folded" onClick={() => setFolded(false)} aria-expanded="false">
        <span><b>{t('day')}</b>{draft.day}</span>
        {fields.map((f) => { const text = valueText(f, draft.head[f.name], draft.labels); return text ? <span key={f.name}><b>{f.zh}</b>{text}</span> : null; })}
        <Icon name="down" size={14} />
      </button>
    );
  }
  const day: Field = { name: 'day', kind: 'day', zh: t('docDay'), required: true };
  const set = (f: Field, value: unknown, c?: Candidate | null): void => {
    setTouched(true);
    if (c) draft.learn({ [c.id]: labelOf(c) });
    draft.setHead(f.name, value);
  };
  return (
    <section className="hc-head" data-flow aria-label={t('headFields')} onKeyDown={onKeyDown}>
      <div className="hc-form-grid">
        {fields.map((f, i) => (
          <div key={f.name} className={f.kind === 'note' ? 'hc-head-note' : ''} data-first={i === 0 && !touched ? '' : undefined}>
            <FieldInput field={f.kind === 'note' ? { ...f, kind: 'text' } : f} value={draft.head[f.name]} labels={draft.labels} today={meta.today} context={context} error={errors(`head.${f.name}`)} onChange={(v, c) => set(f, v, c)} />
          </div>
        ))}
        <FieldInput field={day} value={draft.day} labels={draft.labels} today={meta.today} error={errors('day')} onChange={(v) => draft.setDay(String(v))} />
      </div>
      <button type="button" className="hc-head-fold" tabIndex={-1} onClick={() => setFolded(true)} aria-label={t('foldHead')} title={t('foldHead')}><Icon name="up" size={14} /></button>
    </section>
  );
}

export const labelOf = (c: Candidate): Label => ({ code: c.code, name: c.name, detail: { spec: c.spec, unit: c.unit, taxRate: c.taxRate } });

/** The party of a document is the first reference of its head to a customer or supplier. */
export function partyOf(def: DocMeta, head: Readonly<Record<string, unknown>>): string | null {
  const field = def.head.find((f) => f.kind === 'ref' && /customer|supplier/.test(f.to ?? ''));
  const value = field ? head[field.name] : null;
  return typeof value === 'string' && value !== '' ? value : null;
}
