// What a person may do with the rows that are picked: approve them, one after the other, and hear which were refused and why.
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { messageOf, post } from '../api/client';
import type { DocMeta, DocRow } from '../api/types';
import { t } from '../i18n';
import { money, sum } from '../lib/figures';
import { Button } from '../ui/button';
import { ask, say } from '../ui/say';

export function PickedBar({ def, rows, onDone }: { readonly def: DocMeta; readonly rows: readonly DocRow[]; readonly onDone: () => void }): ReactNode {
  const client = useQueryClient();
  const [at, setAt] = useState<number | null>(null);
  const approve = async (): Promise<void> => {
    if ((await ask({ title: t('approveMany', { n: rows.length }), text: t('approveManyText', { total: money(sum(rows.map((r) => r.total))) }), ok: t('approve') })) === null)
      return;
    const failed: string[] = [];
    for (const [i, row] of rows.entries()) {
      setAt(i + 1);
      try {
        await post(`/api/documents/${def.type}/${row.id}/approve`, { version: row.version });
      } catch (error) {
        failed.push(`${row.number ?? row.day}：${messageOf(error)}`);
      }
    }
    setAt(null);
    void client.invalidateQueries({ queryKey: ['documents', def.type] });
    if (failed.length === 0) say(t('approvedMany', { n: rows.length }));
    else void ask({ title: t('someFailed', { n: failed.length }), text: failed.join('\n'), ok: t('close') });
    onDone();
  };
  return (
    <div className="hc-picked-bar" role="status">
      <span>
        {t('pickedRows', { n: rows.length })} · {money(sum(rows.map((r) => r.total)))}
      </span>
      <Button onClick={onDone}>{t('cancel')}</Button>
      <Button kind="primary" busy={at !== null} onClick={() => void approve()}>
        {at === null ? t('approveBulk') : `${at}/${rows.length}`}
      </Button>
    </div>
  );
}
