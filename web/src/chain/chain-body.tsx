// A chain on the page: as a graph while it can be taken in at a glance, as an indented list for long ones, for phones, for the keyboard and on paper.
import { lazy, Suspense, useState, type ReactNode } from 'react';
import type { BalanceChain, Chain, ChainNode } from '../api/types';
import { usePhone } from '../app/media';
import { t } from '../i18n';
import { stamp } from '../lib/days';
import { isNegative, isZero, money } from '../lib/figures';
import { StateTag, Tag, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { A } from '../ui/link';

const Graph = lazy(async () => ({ default: (await import('./chain-graph')).ChainGraph }));
export type ChainView = 'graph' | 'list';
export type Booked = BalanceChain['booked'];

/** With the graph, a short chain also shows its list; a chain too long for a glance opens as a list. */
const [SHORT, LONG] = [8, 30];

export function useChainView(chain: Chain | undefined): readonly [ChainView, (view: ChainView) => void] {
  const phone = usePhone();
  const [chosen, setChosen] = useState<ChainView | null>(null);
  return [chosen ?? (phone || (chain?.nodes.length ?? 0) > LONG ? 'list' : 'graph'), setChosen];
}

export function ChainNote({ chain, older = false }: { readonly chain: Chain; readonly older?: boolean }): ReactNode {
  return (
    <span className="hc-note">
      {t('chainNote', { docs: chain.nodes.length, vouchers: chain.nodes.reduce((n, d) => n + (d.vouchers?.length ?? 0), 0) })}
      {chain.cut ? ` · ${t('chainCut')}` : older ? ` · ${t('chainOlder')}` : ''}
    </span>
  );
}

export function ChainActions({ view, onView }: { readonly view: ChainView; readonly onView: (view: ChainView) => void }): ReactNode {
  const phone = usePhone();
  return (
    <>
      <div className="hc-segments">
        <button type="button" aria-pressed={view === 'graph'} onClick={() => onView('graph')}>
          {t('asGraph')}
        </button>
        <button type="button" aria-pressed={view === 'list'} onClick={() => onView('list')}>
          {t('asList')}
        </button>
      </div>
      {!phone && (
        <Button icon="print" onClick={() => window.print()}>
          {t('print')}
        </Button>
      )}
    </>
  );
}

type Props = { readonly chain: Chain; readonly here: string | null; readonly view: ChainView; readonly booked?: Booked };

export function ChainBody({ chain, here, view, booked }: Props): ReactNode {
  const long = chain.nodes.length > SHORT;
  return (
    <>
      {view === 'graph' && (
        <div className={`hc-chain-graph${long ? '' : ' hc-chain-short'}`}>
          <Suspense fallback={<Waiting lines={5} />}>
            <Graph chain={chain} here={here} {...(booked ? { booked } : {})} />
          </Suspense>
        </div>
      )}
      {view === 'graph' && !long && <h2>{t('chainList')}</h2>}
      <div className={view === 'list' || !long ? 'hc-chain-list' : 'hc-chain-list hc-print-only'}>
        <Tree chain={chain} here={here} {...(booked ? { booked } : {})} />
      </div>
    </>
  );
}

/** Roots are documents nothing leads to; a document that several lead to stands under the first of them. */
function Tree({ chain, here, booked }: Omit<Props, 'view'>): ReactNode {
  const next = new Map<string, string[]>();
  for (const e of chain.edges) next.set(e.from, [...(next.get(e.from) ?? []), e.to]);
  const targets = new Set(chain.edges.map((e) => e.to));
  const reds = redsOf(chain);
  const byId = new Map(chain.nodes.map((n) => [n.id, n]));
  const seen = new Set<string>();
  const branch = (id: string): ReactNode => {
    const node = byId.get(id);
    if (!node) return null;
    const again = seen.has(id);
    seen.add(id);
    if (again) return null;
    const below = (next.get(id) ?? []).filter((other) => !seen.has(other));
    return (
      <li key={id}>
        <Leaf node={node} here={node.id === here} red={reds.has(node.id)} booked={booked?.[node.id]} />
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

/** Documents that take another one back. */
export const redsOf = (chain: Chain): ReadonlySet<string> => new Set(chain.edges.filter((e) => e.kind === 'reversed').map((e) => e.to));

type LeafProps = { readonly node: ChainNode; readonly here: boolean; readonly red: boolean; readonly booked: Booked[string] | undefined };
function Leaf({ node: n, here, red, booked }: LeafProps): ReactNode {
  return (
    <div className={`hc-leaf${here || booked ? ' hc-leaf-here' : ''}`} aria-current={here ? 'page' : undefined}>
      <A href={`/documents/${n.type}/${n.id}`}>
        <b>{n.zh}</b> {n.number}
      </A>
      <StateTag state={n.state} />
      {red && <Tag tone="bad">{t('redDocument')}</Tag>}
      <span>{n.day}</span>
      {worth(n) && <strong className={isNegative(n.total) ? 'hc-negative' : ''}>¥{money(n.total)}</strong>}
      {booked && <span className="hc-booked">{bookedText(booked)}</span>}
      <small>{signed(n)}</small>
      {n.vouchers?.map((v) => (
        <A key={v.id} className="hc-link" href={`/vouchers/${v.id}`}>
          {v.number}
        </A>
      ))}
    </div>
  );
}

/** Requests, transfers and counts have no amount of their own: nothing is better than 0.00. */
export const worth = (n: ChainNode): boolean => n.total !== null && !isZero(n.total);
export const bookedText = (b: Booked[string]): string =>
  [!isZero(b.debit) && `${t('debitShort')} ${money(b.debit)}`, !isZero(b.credit) && `${t('creditShort')} ${money(b.credit)}`].filter(Boolean).join(' · ');

/** Still waiting for somebody's word. */
export const unsigned = (n: Pick<ChainNode, 'state'>): boolean => n.state === 'draft' || n.state === 'submitted' || n.state === 'counting';
const signed = (n: ChainNode): string =>
  [n.maker && `${t('maker')} ${n.maker}`, unsigned(n) ? t('notSigned') : n.approvedAt ? `${t('approver')} ${n.approver ?? '—'} ${stamp(n.approvedAt)}` : '']
    .filter(Boolean)
    .join(' · ');
