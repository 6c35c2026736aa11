// 成本计算: every cost pool with method, quantity, unit cost, value and what wants doing; beside it where the cost of the chosen one comes from.
import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { pathOf } from '../api/client';
import { usePhone } from '../app/media';
import { visited } from '../app/memory';
import { useMeta, viewOf } from '../app/meta';
import { NotFound } from '../app/not-found';
import { useSearchText, useSetSearch } from '../app/url';
import { t } from '../i18n';
import { grouped, isNegative, money, qty } from '../lib/figures';
import { ChoiceFilter, SearchBox } from '../list/filters';
import '../list/list.css';
import { ExportLink, PrintAll } from '../list/take-away';
import { Empty, Failure, PageHead, Tag, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { Table, type TableColumn } from '../ui/table';
import { type Asked, keyOf, markOf, placeOf, type Pool, text, usePools } from './costing';
import { LateCosts } from './late-costs';
import { PoolCard } from './pool-card';
import { words } from './words';
import './costing.css';

export function CostingPage(): ReactNode {
  return viewOf(useMeta(), 'costing-status') ? <Page /> : <NotFound />;
}

function Page(): ReactNode {
  const view = viewOf(useMeta(), 'costing-status');
  const phone = usePhone();
  const search = useSearchText();
  const asked = { method: search['method'] ?? '', only: search['only'] ?? '', q: search['q'] ?? '' };
  const query = usePools(asked);
  const rows = useMemo(() => (query.data?.pages.flatMap((p) => p.rows) ?? []) as unknown as readonly Pool[], [query.data]);
  const [chosen, setChosen] = useState<string | null>(null);
  const pool = rows.find((r) => keyOf(r) === chosen) ?? null;
  const seesCost = view?.columns.some((c) => c.key === 'value') ?? false;
  const total = query.data?.pages[0]?.sums?.['value'];
  const scoped = rows.some((r) => r['groupName'] || r['lotNo']);
  const columns = useMemo(() => columnsOf({ seesCost, phone, scoped, total }), [seesCost, phone, scoped, total]);
  const onEnd = useCallback(() => {
    if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
  }, [query]);
  useEffect(() => visited({ href: '/costing', text: words.title, kind: 'view' }), []);
  return (
    <div className="hc-page hc-page-full hc-costing">
      <Head asked={asked} query={query} />
      <LateCosts />
      <Bar asked={asked} />
      {!seesCost && <p className="hc-note">{words.noCost}</p>}
      {query.isError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Waiting lines={10} />
      ) : rows.length === 0 ? (
        <Nothing asked={asked} />
      ) : (
        <div className="hc-costing-panes">
          <Table
            label={words.title}
            columns={columns}
            rows={rows}
            keyOf={keyOf}
            onOpen={(r) => setChosen(keyOf(r))}
            onEnd={onEnd}
            strong={(r) => keyOf(r) === chosen}
            footNote={t('shownRows', { n: rows.length, more: query.hasNextPage ? '+' : '' })}
          />
          {phone ? (
            pool && (
              <Dialog open side="bottom" title={text(pool['name'])} onClose={() => setChosen(null)}>
                <PoolCard key={keyOf(pool)} pool={pool} seesCost={seesCost} />
              </Dialog>
            )
          ) : (
            <aside className="hc-costing-side" aria-label={words.detail}>
              {pool ? <PoolCard key={keyOf(pool)} pool={pool} seesCost={seesCost} /> : <Empty title={words.choose} text={words.chooseText} />}
            </aside>
          )}
        </div>
      )}
    </div>
  );
}

function Head({ asked, query }: { readonly asked: Asked; readonly query: ReturnType<typeof usePools> }): ReactNode {
  return (
    <PageHead
      crumbs={[{ text: words.module }, { text: words.title }]}
      title={words.title}
      actions={
        <>
          <PrintAll query={query} />
          <ExportLink href={pathOf('/api/views/costing-status/export', { ...asked, format: 'xlsx' })} />
        </>
      }
    />
  );
}

function Bar({ asked }: { readonly asked: Asked }): ReactNode {
  const view = viewOf(useMeta(), 'costing-status');
  const setSearch = useSetSearch();
  const search = useSearchText();
  return (
    <div className="hc-bar">
      <div className="hc-segments" role="radiogroup" aria-label={words.shown}>
        {(['', 'yes'] as const).map((only) => (
          <button key={only} type="button" role="radio" aria-checked={asked.only === only} onClick={() => setSearch({ only })}>
            {only === '' ? words.all : words.wanting}
          </button>
        ))}
      </div>
      <ChoiceFilter name="method" field={{ zh: words.method, choices: view?.parameters.find((p) => p.key === 'method')?.choices ?? [] }} search={search} />
      <SearchBox search={search} hint={words.search} />
    </div>
  );
}

function Nothing({ asked }: { readonly asked: Asked }): ReactNode {
  const setSearch = useSetSearch();
  if (asked.method === '' && asked.only === '' && asked.q === '') return <Empty title={words.none} text={words.noneText} />;
  return <Empty title={words.nothing} text={words.nothingText} action={<Button onClick={() => setSearch({ method: '', only: '', q: '' })}>{words.clear}</Button>} />;
}

/** Unit costs with four decimals below each other; the card tells all of them. */
const COST_PLACES = 4;

type Shape = { readonly seesCost: boolean; readonly phone: boolean; readonly scoped: boolean; readonly total: string | undefined };

function columnsOf({ seesCost, phone, scoped, total }: Shape): readonly TableColumn<Pool>[] {
  const figure = (value: string, of: unknown): ReactNode => (isNegative(of) ? <span className="hc-negative">{value}</span> : value);
  return [
    ...(phone ? [] : [{ key: 'code', title: t('code'), width: 88, cell: (r: Pool) => text(r['code']) }]),
    { key: 'item', title: words.item, width: 150, grow: true, cell: (r: Pool) => (phone ? <Marked pool={r} /> : text(r['name'])) },
    ...(phone ? [] : [{ key: 'state', title: words.state, width: 120, cell: (r: Pool) => <State pool={r} /> }]),
    ...(phone ? [] : [{ key: 'method', title: words.method, width: 112, cell: (r: Pool) => text(r['methodZh']) }]),
    ...(phone || !scoped ? [] : [{ key: 'pool', title: words.pool, width: 110, cell: placeOf }]),
    { key: 'qty', title: words.qty, width: 74, align: 'right' as const, cell: (r: Pool) => figure(qty(r['qty']), r['qty']) },
    ...(phone || !seesCost ? [] : [{ key: 'unitCost', title: words.unitCost, width: 92, align: 'right' as const, cell: (r: Pool) => grouped(r['unitCost'], COST_PLACES) }]),
    ...(seesCost
      ? [
          {
            key: 'value',
            title: words.value,
            width: 108,
            align: 'right' as const,
            cell: (r: Pool) => figure(money(r['value']), r['value']),
            ...(total === undefined ? {} : { sum: money(total) }),
          },
        ]
      : []),
    ...(phone ? [] : [{ key: 'lastDay', title: words.lastDay, width: 100, cell: (r: Pool) => text(r['lastDay']) }]),
  ];
}

/** On a phone the mark stands below the name. */
const Marked = ({ pool }: { readonly pool: Pool }): ReactNode => (
  <span className="hc-costing-marked">
    {text(pool['name'])}
    {markOf(pool).tone !== 'ok' && <small>{markOf(pool).zh}</small>}
  </span>
);

/** Only what differs from the ordinary is marked. */
function State({ pool }: { readonly pool: Pool }): ReactNode {
  const mark = markOf(pool);
  return mark.tone === 'ok' ? (
    <span className="hc-zero">{mark.zh}</span>
  ) : (
    <Tag tone={mark.tone}>
      <i aria-hidden="true" />
      {mark.zh}
    </Tag>
  );
}
