// 单据链: everything one document hangs together with, left to right; the same as an indented list for keyboard, phone and print.
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { get } from '../api/client';
import type { Chain } from '../api/types';
import { documentOf, useMeta } from '../app/meta';
import { NotFound } from '../app/not-found';
import { useParam } from '../app/url';
import { t } from '../i18n';
import { Failure, PageHead, Waiting } from '../ui/bits';
import { ChainActions, ChainBody, ChainNote, useChainView } from './chain-body';
import './chain.css';

export function ChainPage(): ReactNode {
  const meta = useMeta();
  const [type, id] = [useParam('type'), useParam('id')];
  const def = documentOf(meta, type);
  const query = useQuery({ queryKey: ['chain', type, id], queryFn: ({ signal }) => get<Chain>(`/api/documents/${type}/${id}/chain`, {}, signal) });
  const [view, setView] = useChainView(query.data);
  if (!def) return <NotFound />;
  if (query.isError) return <Failure whole error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Waiting lines={6} />;
  const here = query.data.nodes.find((n) => n.id === id);
  if (!here) return <NotFound />;
  return (
    <div className="hc-page hc-page-full">
      <PageHead
        crumbs={[{ text: def.zh, href: `/documents/${type}` }, { text: here.number ?? '', href: `/documents/${type}/${id}` }, { text: t('chain') }]}
        title={t('chain')}
        after={<ChainNote chain={query.data} />}
        actions={<ChainActions view={view} onView={setView} />}
      />
      <ChainBody chain={query.data} here={id} view={view} />
    </div>
  );
}
