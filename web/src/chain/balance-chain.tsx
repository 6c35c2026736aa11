// From a balance of the general ledger to the documents behind it: what each booked on the account, and the whole chains they belong to.
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { get } from '../api/client';
import type { BalanceChain } from '../api/types';
import { useMeta, viewOf } from '../app/meta';
import { useParam, useSearchText } from '../app/url';
import { t } from '../i18n';
import { periodText } from '../lib/days';
import { isNegative, isZero, money } from '../lib/figures';
import { Empty, Failure, PageHead, Waiting } from '../ui/bits';
import { A } from '../ui/link';
import { ChainActions, ChainBody, ChainNote, useChainView } from './chain-body';
import './chain.css';

export function BalanceChainPage(): ReactNode {
  const meta = useMeta();
  const account = useParam('account');
  const search = useSearchText();
  const now = String(meta.period).replace('-', '');
  const [from, to] = [search['from'] || now, search['to'] || search['from'] || now];
  const query = useQuery({
    queryKey: ['chain', 'ledger', account, from, to],
    queryFn: ({ signal }) => get<BalanceChain>(`/api/ledger/${account}/chain`, { from, to }, signal),
  });
  const [view, setView] = useChainView(query.data);
  if (query.isError) return <Failure whole error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Waiting lines={6} />;
  const chain = query.data;
  const span = from === to ? periodText(from) : `${periodText(from)} – ${periodText(to)}`;
  const balances = viewOf(meta, 'account-balance');
  return (
    <div className="hc-page hc-page-full">
      <PageHead
        crumbs={[
          { text: t('ledger') },
          ...(balances ? [{ text: balances.zh, href: `/views/${balances.name}?from=${from}&to=${to}` }] : []),
          { text: `${account} ${chain.name ?? ''}` },
          { text: t('chain') },
        ]}
        title={`${account} ${chain.name ?? ''}`}
        after={
          <>
            <span className="hc-doc-number">{span}</span>
            <ChainNote chain={chain} older={chain.older} />
          </>
        }
        actions={<ChainActions view={view} onView={setView} />}
      />
      <Figures chain={chain} ledger={viewOf(meta, 'account-ledger') ? `/views/account-ledger?account=${account}&from=${from}&to=${to}` : null} />
      {chain.nodes.length === 0 ? (
        <Empty title={t('nothingHere')} text={t('noDocumentsBehind', { span })} />
      ) : (
        <ChainBody chain={chain} here={null} view={view} booked={chain.booked} />
      )}
    </div>
  );
}

/** A balance with its side, as ledgers write it: 借 900.00, 贷 62.70, 平. */
const sided = (net: string): string => (isZero(net) ? t('flat') : `${t(isNegative(net) ? 'creditShort' : 'debitShort')} ${money(net.replace(/^-/, ''))}`);

function Figures({ chain, ledger }: { readonly chain: BalanceChain; readonly ledger: string | null }): ReactNode {
  return (
    <section className="hc-balance">
      <dl>
        {(
          [
            ['opening', sided(chain.opening)],
            ['turnDebit', money(chain.debit)],
            ['turnCredit', money(chain.credit)],
            ['closing', sided(chain.closing)],
          ] as const
        ).map(([word, text]) => (
          <div key={word}>
            <dt>{t(word)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {ledger && (
        <A className="hc-link" href={ledger}>
          {t('toLedger')}
        </A>
      )}
    </section>
  );
}
