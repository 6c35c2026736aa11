// A voucher as bookkeepers know it, with its document one click away.
import { useQuery } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { get } from '../api/client';
import type { Voucher } from '../api/types';
import { useMeta, viewOf } from '../app/meta';
import { visited } from '../app/memory';
import { useParam } from '../app/url';
import { t } from '../i18n';
import { periodText, stamp } from '../lib/days';
import { ExportLink, PrintAll } from '../list/take-away';
import { Failure, PageHead, Tag, Waiting } from '../ui/bits';
import { Icon } from '../ui/icon';
import { A } from '../ui/link';
import { VoucherTable } from './voucher-table';

export function VoucherPage(): ReactNode {
  const meta = useMeta();
  const id = useParam('id');
  const query = useQuery({ queryKey: ['voucher', id], queryFn: ({ signal }) => get<Voucher>(`/api/vouchers/${id}`, {}, signal) });
  const v = query.data;
  useEffect(() => {
    if (v) visited({ href: `/vouchers/${v.id}`, text: `${t('voucher')} ${v.number}`, kind: 'voucher' });
  }, [v]);
  if (query.isError) return <Failure whole error={query.error} retry={() => void query.refetch()} />;
  if (!v) return <Waiting lines={7} />;
  const ledger = meta.views.find((x) => x.parameters.some((p) => p.key === 'account')) ?? viewOf(meta, 'account-ledger');
  return (
    <div className="hc-page">
      <PageHead
        crumbs={[{ text: t('ledger') }, { text: t('voucher') }, { text: v.number }]}
        title={t('voucherTitle')}
        after={<>{v.reverses && <Tag tone="bad">{t('redVoucher')}</Tag>}</>}
        actions={
          <>
            {v.document && (
              <A className="hc-button hc-button-plain" href={`/documents/${v.document.type}/${v.document.id}/chain`}>
                <Icon name="chain" />
                {t('chain')}
              </A>
            )}
            <PrintAll />
            <ExportLink href={`/api/vouchers/${v.id}/export`} />
            {v.document && (
              <A className="hc-button hc-button-primary" href={`/documents/${v.document.type}/${v.document.id}`}>
                {v.document.zh} {v.document.number}
              </A>
            )}
          </>
        }
      />
      <article className={`hc-voucher${v.reverses ? ' hc-voucher-red' : ''}`}>
        <header>
          <span>{meta.org.name}</span>
          <h2>{t('voucherTitle')}</h2>
          <span>{v.number}</span>
        </header>
        <p>
          <span>{v.day}</span>
          <span>{v.period ? periodText(v.period) : ''}</span>
          <span>{t('attachments', { n: v.attachments })}</span>
        </p>
        <VoucherTable
          lines={v.lines}
          {...(ledger
            ? {
                accountHref: (account: string) =>
                  `/views/${ledger.name}?account=${account}${v.period && ledger.parameters.some((p) => p.key === 'period') ? `&period=${v.period}` : ''}`,
              }
            : {})}
        />
        <Signed of={v} />
      </article>
    </div>
  );
}

/** Who made it, who approved it, when it was booked, and what it is based on. */
function Signed({ of: v }: { readonly of: Voucher }): ReactNode {
  return (
    <footer>
      <span>
        {t('maker')}：{v.maker ?? '—'}
      </span>
      <span>
        {t('approver')}：{v.approver ?? '—'}
      </span>
      {v.bookedAt && (
        <span>
          {t('bookedBy')}：{t('bookedItself', { at: stamp(v.bookedAt) })}
        </span>
      )}
      {v.document && (
        <span>
          {t('basis')}：
          <A className="hc-link" href={`/documents/${v.document.type}/${v.document.id}`}>
            {v.document.zh} {v.document.number}
          </A>
        </span>
      )}
    </footer>
  );
}
