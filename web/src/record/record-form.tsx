// The form of a record, drawn from its groups; shared by its page and by the small dialog of F9.
import { useState, type ReactNode } from 'react';
import { isProblem, messageOf, post, Problem, put } from '../api/client';
import type { Field, Labels, RecordMeta, RecordRow, Values } from '../api/types';
import { FieldInput } from '../app/field-input';
import { fieldOf, useMeta } from '../app/meta';
import { t } from '../i18n';
import { FieldBox } from '../ui/field';
import { labelOf } from '../app/values';
import { SubTable } from './sub-table';

export type RecordDraft = { readonly code: string; readonly name: string; readonly active: boolean; readonly data: Values };
export type RecordForm = {
  readonly draft: RecordDraft;
  readonly labels: Labels;
  readonly dirty: boolean;
  readonly busy: boolean;
  readonly problem: Problem | null;
  readonly set: (patch: Partial<RecordDraft>) => void;
  readonly setField: (name: string, value: unknown) => void;
  readonly learn: (labels: Labels) => void;
  readonly save: (patch?: Partial<RecordDraft>) => Promise<{ id: string; code: string; name: string } | null>;
};

export const initialData = (def: RecordMeta): Values =>
  Object.fromEntries(def.fields.flatMap((f): [string, unknown][] => (f.initial === undefined ? [] : [[f.name, f.kind === 'flag' ? f.initial === 'true' : f.initial]])));

export function useRecordForm(def: RecordMeta, record: (RecordRow & { readonly labels?: Labels }) | null, first: Partial<RecordDraft> = {}): RecordForm {
  const [draft, setDraft] = useState<RecordDraft>(() =>
    record ? { code: record.code, name: record.name, active: record.active, data: record.data } : { code: '', name: '', active: true, data: initialData(def), ...first },
  );
  const [labels, setLabels] = useState<Labels>(record?.labels ?? {});
  const [dirty, setDirty] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const set = (patch: Partial<RecordDraft>): void => {
    setDraft((before) => ({ ...before, ...patch }));
    setDirty(true);
  };
  const save: RecordForm['save'] = async (patch = {}) => {
    const next = { ...draft, ...patch };
    setBusy(true);
    setProblem(null);
    const data = Object.fromEntries(Object.entries(next.data).map(([k, v]) => [k, v === '' ? null : v]));
    const body = { ...(next.code.trim() ? { code: next.code.trim() } : {}), name: next.name.trim(), active: next.active, data, ...(record ? { version: record.version } : {}) };
    try {
      const saved = record
        ? await put<{ id: string; code: string; name: string }>(`/api/records/${def.type}/${record.id}`, body)
        : await post<{ id: string; code: string; name: string }>(`/api/records/${def.type}`, body);
      setDirty(false);
      return saved;
    } catch (error) {
      setProblem(isProblem(error) ? error : new Problem(500, 'unknown', messageOf(error)));
      return null;
    } finally {
      setBusy(false);
    }
  };
  return {
    draft,
    labels,
    dirty,
    busy,
    problem,
    set,
    setField: (name, value) => {
      setDraft((before) => ({ ...before, data: { ...before.data, [name]: value } }));
      setDirty(true);
    },
    learn: (more) => setLabels((before) => ({ ...before, ...more })),
    save,
  };
}

export function RecordFields({
  def,
  form,
  only,
  focus = false,
}: {
  readonly def: RecordMeta;
  readonly form: RecordForm;
  readonly only?: (f: Field) => boolean;
  readonly focus?: boolean;
}): ReactNode {
  const { draft, problem } = form;
  const readOnly = !def.may.edit;
  const grouped = new Set(def.groups.flatMap((g) => g.fields));
  const groups = only
    ? [{ zh: '', fields: def.fields.filter(only).map((f) => f.name) }]
    : [...def.groups, ...(def.fields.some((f) => !grouped.has(f.name)) ? [{ zh: t('others'), fields: def.fields.filter((f) => !grouped.has(f.name)).map((f) => f.name) }] : [])];
  return (
    <>
      <div className="hc-form-grid">
        <FieldBox label={t('name')} required error={problem?.at('name')}>
          {(w) => (
            <input
              {...w}
              className="hc-input"
              autoFocus={focus}
              data-autofocus={focus || undefined}
              autoComplete="off"
              maxLength={80}
              value={draft.name}
              readOnly={readOnly}
              onChange={(event) => form.set({ name: event.target.value })}
            />
          )}
        </FieldBox>
        {!def.made && (
          <FieldBox label={t('code')} error={problem?.at('code')}>
            {(w) => (
              <input
                {...w}
                className="hc-input"
                autoComplete="off"
                maxLength={40}
                value={draft.code}
                readOnly={readOnly}
                placeholder={t('codeProposed')}
                onChange={(event) => form.set({ code: event.target.value })}
              />
            )}
          </FieldBox>
        )}
      </div>
      {groups.map((g) => (
        <fieldset key={g.zh} className="hc-group">
          {g.zh && <legend>{g.zh}</legend>}
          <div className="hc-form-grid">
            {g.fields.map((name) => {
              const f = fieldOf(def.fields, name);
              return f && !f.computed ? <One key={name} field={f} form={form} readOnly={readOnly} /> : null;
            })}
          </div>
        </fieldset>
      ))}
    </>
  );
}

function One({ field: f, form, readOnly }: { readonly field: Field; readonly form: RecordForm; readonly readOnly: boolean }): ReactNode {
  const meta = useMeta();
  const value = form.draft.data[f.name];
  if (f.kind === 'list')
    return (
      <SubTable
        field={f}
        rows={Array.isArray(value) ? (value as readonly Values[]) : []}
        labels={form.labels}
        problem={form.problem}
        readOnly={readOnly}
        onChange={(rows) => form.setField(f.name, rows)}
        onLearn={form.learn}
      />
    );
  return (
    <FieldInput
      field={f}
      value={value}
      labels={form.labels}
      today={meta.today}
      readOnly={readOnly}
      error={form.problem?.at(`data.${f.name}`)}
      onChange={(v, c) => {
        if (c) form.learn({ [c.id]: labelOf(c) });
        form.setField(f.name, v);
      }}
    />
  );
}
