// 单据链: everything one document hangs together with, left to right; the same as an indented list for keyboard, phone and print.
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { get } from '../api/client';
import type { Chain, ChainNode } from '../api/types';
import { usePhone } from '../app/media';
import { documentOf, useMeta } from '../app/meta';
import { NotFound } from '../app/not-found';
import { useParam } from '../app/url';
import { t } from '../i18n';
import { stamp } from '../lib/days';
import { money } from '../lib/figures';
import { Failure, PageHead, StateTag, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { A } from '../ui/link';
import './chain.css';

const Graph = lazy(async () => ({ default: (await import('./chain-graph')).ChainGraph }));

export function ChainPage(): ReactNode {
  const meta = useMeta();
  const phone = usePhone();
  const [type, id] = [useParam('type'), useParam('id')];
  const [view, setView] = useState<'graph' | 'list'>(phone ? 'list' : 'graph');
  const def = documentOf(meta, type);
  const query = useQuery({ queryKey: ['chain', type, id], queryFn: ({ signal }) => get<Chain>(`/api/documents/${type}/${id}/chain`, {}, signal) });
  if (!def) return <NotFound />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Waiting lines={6} />;
  const long = query.data.nodes.length > 8;
  const here = query.data.nodes.find((n) => n.id === id);
  return (
    <div className="hc-page hc-page-full">
      <PageHead
        crumbs={[{ text: def.zh, href: `/documents/${type}` }, { text: here?.number ?? '', href: `/documents/${type}/${id}` }, { text: t('chain') }]}
        title={t('chain')}
        after={
          <span className="hc-note">
            {t('chainNote', { docs: query.data.nodes.length, vouchers: query.data.nodes.reduce((n, d) => n + (d.vouchers?.length ?? 0), 0) })}
            {query.data.cut ? ` · ${t('chainCut')}` : ''}
          </span>
        }
        actions={
          <>
            <div className="hc-segments">
              <button type="button" aria-pressed={view === 'graph'} onClick={() => setView('graph')}>
                {t('asGraph')}
              </button>
              <button type="button" aria-pressed={view === 'list'} onClick={() => setView('list')}>
                {t('asList')}
              </button>
            </div>
            {!phone && (
              <Button icon="print" onClick={() => window.print()}>
                {t('print')}
              </Button>
            )}
          </>
        }
      />
      {view === 'graph' && (
        <div className={`hc-chain-graph${long ? '' : ' hc-chain-short'}`}>
          <Suspense fallback={<Waiting lines={5} />}>
            <Graph chain={query.data} here={id} />
          </Suspense>
        </div>
      )}
      {view === 'graph' && !long && <h2>{t('chainList')}</h2>}
      <div className={view === 'list' || !long ? 'hc-chain-list' : 'hc-chain-list hc-print-only'}>
        <Tree chain={query.data} here={id} />
      </div>
    </div>
  );
}

/** Roots are documents nothing leads to; a document that several lead to stands under the first of them. */
function Tree({ chain, here }: { readonly chain: Chain; readonly here: string }): ReactNode {
  const next = new Map<string, string[]>();
  for (const e of chain.edges) next.set(e.from, [...(next.get(e.from) ?? []), e.to]);
  const targets = new Set(chain.edges.map((e) => e.to));
  const byId = new Map(chain.nodes.map((n) => [n.id, n]));
  const seen = new Set<string>();
  const branch = (id: string): ReactNode => {
    const node = byId.get(id);
    if (!node) return null;
    const again = seen.has(id);
    seen.add(id);
    if (again) return null;
    const below = next.get(id) ?? [];
    return (
      <li key={id}>
        <Leaf node={node} here={node.id === here} />
        {below.length > 0 && <ul>{below.map(branch)}</ul>}
      </li>
    );
  };
  const roots = chain.nodes.filter((n) => !targets.has(n.id)).map((n) => branch(n.id));
  const rest = chain.nodes.filter((n) => !seen.has(n.id)).map((n) => branch(n.id));
  return (
    <ul className="hc-tree">
      {roots}
      {rest}
    </ul>
  );
}

function Leaf({ node: n, here }: { readonly node: ChainNode; readonly here: boolean }): ReactNode {
  return (
    <div className={`hc-leaf${here ? ' hc-leaf-here' : ''}`} aria-current={here ? 'page' : undefined}>
      <A href={`/documents/${n.type}/${n.id}`}>
        <b>{n.zh}</b> {n.number}
      </A>
      <StateTag state={n.state} />
      <span>{n.day}</span>
      {n.total !== null && <strong>¥{money(n.total)}</strong>}
      <small>{signed(n)}</small>
      {n.vouchers?.map((v) => (
        <A key={v.id} className="hc-link" href={`/vouchers/${v.id}`}>
          {v.number}
        </A>
      ))}
    </div>
  );
}
export const signed = (n: ChainNode): string =>
  [
    n.maker && `${t('maker')} ${n.maker}`,
    n.approver ? `${t('approver')} ${n.approver} ${stamp(n.approvedAt)}` : n.state === 'draft' || n.state === 'submitted' ? t('notSigned') : '',
  ]
    .filter(Boolean)
    .join(' · ');
