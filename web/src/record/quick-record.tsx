// F9: a new record without leaving the document; only what it needs, the rest can be filled in later.
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Candidate, RecordMeta } from '../api/types';
import { recordOf, useMeta } from '../app/meta';
import { t } from '../i18n';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { RecordFields, useRecordForm } from './record-form';
import './record.css';

export function QuickRecord({ to, text, onClose }: { readonly to: string; readonly text: string; readonly onClose: (made: Candidate | null) => void }): ReactNode {
  const def = recordOf(useMeta(), to);
  return def ? <Box def={def} text={text} onClose={onClose} /> : null;
}

function Box({ def, text, onClose }: { readonly def: RecordMeta; readonly text: string; readonly onClose: (made: Candidate | null) => void }): ReactNode {
  const client = useQueryClient();
  const form = useRecordForm(def, null, { name: text });
  const save = async (): Promise<void> => {
    const made = await form.save();
    if (!made) return;
    void client.invalidateQueries({ queryKey: ['lookup'] });
    const { data } = form.draft;
    onClose({
      id: made.id,
      code: made.code,
      name: made.name,
      ...(typeof data['unit'] === 'string' ? { unit: data['unit'] } : {}),
      ...(typeof data['spec'] === 'string' ? { spec: data['spec'] } : {}),
      ...(typeof data['salePrice'] === 'string' ? { price: data['salePrice'] } : {}),
      ...(typeof data['taxRate'] === 'string' ? { taxRate: data['taxRate'] } : {}),
    });
  };
  return (
    <Dialog
      open
      title={t('newOne', { what: def.zh })}
      width={760}
      onClose={() => onClose(null)}
      footer={
        <>
          <span className="hc-note">{t('quickNote')}</span>
          <Button onClick={() => onClose(null)}>{t('cancel')}</Button>
          <Button kind="primary" busy={form.busy} onClick={() => void save()}>
            {t('save')}
          </Button>
        </>
      }
    >
      {form.problem && form.problem.errors.length === 0 && (
        <p className="hc-doc-error" role="alert">
          {form.problem.message}
        </p>
      )}
      <RecordFields def={def} form={form} focus only={(f) => f.required || def.list.includes(f.name)} />
    </Dialog>
  );
}
