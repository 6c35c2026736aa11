// One record: its form, switched on and off, saved with Alt S.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, type ReactNode } from 'react';
import { get } from '../api/client';
import type { Labels, RecordMeta, RecordRow } from '../api/types';
import { recordOf, useMeta } from '../app/meta';
import { visited } from '../app/memory';
import { NotFound } from '../app/not-found';
import { useGo, useParam } from '../app/url';
import { t } from '../i18n';
import { ItemLevels } from '../planning/levels-card';
import { RuleEffects } from '../rules/effects';
import { Failure, PageHead, Tag, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { say } from '../ui/say';
import { RecordFields, useRecordForm } from './record-form';
import './record.css';

type Loaded = RecordRow & { readonly labels?: Labels };

export function NewRecord(): ReactNode {
  const type = useParam('type');
  const def = recordOf(useMeta(), type);
  return def?.may.edit ? <Form key={type} def={def} record={null} /> : <NotFound />;
}

export function RecordPage(): ReactNode {
  const [type, id] = [useParam('type'), useParam('id')];
  const def = recordOf(useMeta(), type);
  const query = useQuery({ queryKey: ['record', type, id], queryFn: ({ signal }) => get<Loaded>(`/api/records/${type}/${id}`, {}, signal) });
  if (!def) return <NotFound />;
  if (query.isError) return <Failure whole error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Waiting lines={8} />;
  return <Form key={`${id}${query.data.version}`} def={def} record={query.data} />;
}

function Form({ def, record }: { readonly def: RecordMeta; readonly record: Loaded | null }): ReactNode {
  const go = useGo();
  const client = useQueryClient();
  const form = useRecordForm(def, record);
  useEffect(() => {
    if (record) visited({ href: `/records/${def.type}/${record.id}`, text: `${def.zh} ${record.name}`, kind: 'record' });
  }, [def, record]);
  const save = async (patch: { active?: boolean } = {}, again = false): Promise<void> => {
    const saved = await form.save(patch);
    if (!saved) return;
    say(t('saved', { what: saved.name }));
    await client.invalidateQueries({ predicate: ({ queryKey: [kind, type] }) => kind === 'lookup' || ((kind === 'records' || kind === 'record') && type === def.type) });
    if (again) go(`/records/${def.type}/new?again=${Date.now()}`, { replace: true });
    else if (!record) go(`/records/${def.type}/${saved.id}`, { replace: true });
  };
  const now = useRef(save);
  now.current = save;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if ((event.altKey && event.code === 'KeyS') || (event.ctrlKey && event.key === 's')) {
        event.preventDefault();
        void now.current();
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  const shown = new Set(['name', 'code', ...def.fields.map((f) => `data.${f.name}`)]);
  const loose = form.problem
    ? form.problem.errors.length === 0
      ? [form.problem.message]
      : form.problem.errors.filter((e) => !shown.has(e.path) && !e.path.includes('[')).map((e) => e.message)
    : [];
  const edit = def.may.edit === true;
  return (
    <div className="hc-page hc-page-narrow hc-record">
      <PageHead
        crumbs={[{ text: t('records') }, { text: def.zh, href: `/records/${def.type}` }, { text: record ? (def.made ? record.name : record.code) : t('newShort') }]}
        title={record ? record.name : t('newOne', { what: def.zh })}
        after={record && !record.active ? <Tag tone="warn">{t('disabled')}</Tag> : undefined}
        actions={
          record && edit ? (
            <Button disabled={form.busy} onClick={() => void save({ active: !record.active })}>
              {t(record.active ? 'disable' : 'enable')}
            </Button>
          ) : undefined
        }
      />
      {loose.length > 0 && (
        <p className="hc-doc-error" role="alert">
          <Icon name="warn" />
          {loose.join('；')}
        </p>
      )}
      <RecordFields def={def} form={form} focus={!record} />
      {record && <About def={def} id={record.id} />}
      {edit && (
        <footer className="hc-record-foot">
          {!record && (
            <Button disabled={form.busy} onClick={() => void save({}, true)}>
              {t('saveAndNew')}
            </Button>
          )}
          <Button kind="primary" keys="Alt S" busy={form.busy} disabled={record !== null && !form.dirty} onClick={() => void save()}>
            {t('save')}
          </Button>
        </footer>
      )}
    </div>
  );
}

/** What others say of a record that is there: its stock levels, and the rules that act on it. */
function About({ def, id }: { readonly def: RecordMeta; readonly id: string }): ReactNode {
  return (
    <>
      {def.type === 'item' && <ItemLevels item={id} />}
      <RuleEffects record={id} />
    </>
  );
}
