// What approving would book, before it is booked: the voucher and the stock movements. Nothing stays.
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { isProblem, messageOf, post } from '../api/client';
import type { Candidate, DocMeta, Labels, Preview, Values } from '../api/types';
import { t } from '../i18n';
import { isNegative, money, qty } from '../lib/figures';
import type { LookupRef } from '../grid';
import { Failure, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { VoucherTable } from '../voucher/voucher-table';
import { commandText } from './use-command';
import type { LineRow } from './doc-values';

type Props = {
  readonly def: DocMeta;
  readonly id: string | null;
  readonly body: unknown;
  readonly labels: Labels;
  readonly rows: readonly LineRow[];
  readonly approve: (() => void) | null;
  readonly onClose: () => void;
};

export function PreviewDrawer({ def, id, body, labels, rows, approve, onClose }: Props): ReactNode {
  const query = useQuery({
    queryKey: ['preview', def.type, JSON.stringify(body)],
    gcTime: 0,
    retry: false,
    queryFn: async () => {
      const seen = await post<Preview>(`/api/documents/${def.type}/preview`, { ...(body as object), ...(id ? { id } : {}) });
      return { ...seen, names: await accountNames([...new Set(seen.voucher?.lines.map((l) => l.account) ?? [])]) };
    },
  });
  const names = namesOf(labels, rows);
  return (
    <Dialog
      open
      side="right"
      width={720}
      title={t('previewTitle')}
      onClose={onClose}
      footer={
        <>
          <span className="hc-note">{t('previewNote')}</span>
          <Button onClick={onClose}>{t('close')}</Button>
          {approve && query.data && (
            <Button
              kind="primary"
              onClick={() => {
                onClose();
                approve();
              }}
            >
              {commandText(def, 'approve')}
            </Button>
          )}
        </>
      }
    >
      {query.isPending ? (
        <Waiting lines={5} />
      ) : query.isError ? (
        isProblem(query.error) && query.error.errors.length > 0 ? (
          <div className="hc-doc-error" role="alert">
            <ul>
              {query.error.errors.map((e) => (
                <li key={e.path + e.message}>{e.message}</li>
              ))}
            </ul>
          </div>
        ) : (
          <Failure error={messageOf(query.error)} />
        )
      ) : (
        <>
          {query.data.voucher && query.data.voucher.lines.length > 0 ? (
            <VoucherTable lines={query.data.voucher.lines.map((l) => ({ ...l, accountName: query.data.names[l.account] ?? '' }))} />
          ) : (
            <p className="hc-note">{t('noVoucher')}</p>
          )}
          {query.data.movements.length > 0 && <Movements rows={query.data.movements} names={names} />}
        </>
      )}
    </Dialog>
  );
}

async function accountNames(codes: readonly string[]): Promise<Readonly<Record<string, string>>> {
  if (codes.length === 0) return {};
  const found = await post<readonly { text: string; match: Candidate | null }[]>('/api/lookup/account/resolve', { texts: codes }).catch(() => []);
  return Object.fromEntries(found.flatMap((f) => (f.match ? [[f.text, f.match.name]] : [])));
}

const namesOf = (labels: Labels, rows: readonly LineRow[]): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(Object.entries(labels).map(([id, l]) => [id, l.name])),
  ...Object.fromEntries(
    rows.flatMap((row) =>
      Object.values(row).flatMap((v) => (typeof v === 'object' && v !== null && 'id' in v && 'label' in v ? [[(v as LookupRef).id, (v as LookupRef).label]] : [])),
    ),
  ),
});

function Movements({ rows, names }: { readonly rows: readonly Values[]; readonly names: Readonly<Record<string, string>> }): ReactNode {
  const cost = rows.some((r) => r['cost'] !== undefined);
  const item = (r: Values): string => names[String(r['item'] ?? r['item_id'] ?? '')] ?? '';
  const place = (r: Values): string => names[String(r['warehouse'] ?? r['warehouse_id'] ?? '')] ?? '';
  return (
    <section className="hc-paper-lines">
      <h2>{t('movements')}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('item')}</th>
            <th scope="col">{t('warehouse')}</th>
            <th scope="col" className="hc-right">
              {t('qty')}
            </th>
            {cost && (
              <th scope="col" className="hc-right">
                {t('cost')}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((r, i) => (
            <tr key={`${item(r)}${i}`}>
              <td>{item(r)}</td>
              <td>{place(r)}</td>
              <td className={`hc-right${isNegative(r['qty']) ? ' hc-negative' : ''}`}>
                {isNegative(r['qty']) ? '' : '+'}
                {qty(r['qty'])}
              </td>
              {cost && <td className="hc-right">{money(r['cost'])}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
