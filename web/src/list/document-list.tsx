// The list of one document type: drawn from its definition, paged by cursor, filtered in the address, worked by keyboard.
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { get, pathOf } from '../api/client';
import type { DocMeta, DocPage, DocRow, DocState, Labels } from '../api/types';
import { usePhone } from '../app/media';
import { documentOf, fieldOf, holds, moduleOf, useMeta } from '../app/meta';
import { visited } from '../app/memory';
import { NotFound } from '../app/not-found';
import { useGo, useParam, useSearchText, useSetSearch, type Search } from '../app/url';
import { isFigure, Value, widthFor } from '../app/values';
import { t } from '../i18n';
import { money, sum } from '../lib/figures';
import { Empty, Failure, PageHead, StateTag, stateText, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { A } from '../ui/link';
import { Table, type TableColumn } from '../ui/table';
import { DocumentCards } from './document-cards';
import { DayRange, RefFilter, SearchBox } from './filters';
import { PickedBar } from './picked-bar';
import { ExportLink, PrintAll } from './take-away';
import './list.css';

const STATES: readonly DocState[] = ['draft', 'submitted', 'counting', 'posted', 'closed', 'reversed', 'void'];
const PAGE = 50;
const statesOf = (def: DocMeta): readonly DocState[] => {
  const reached = new Set<string>(Object.entries(def.flow).flatMap(([from, to]) => [from, ...Object.values(to ?? {})]));
  return STATES.filter((s) => reached.has(s));
};

export function DocumentList(): ReactNode {
  const meta = useMeta();
  const type = useParam('type');
  const def = documentOf(meta, type);
  return def ? <List key={type} def={def} /> : <NotFound />;
}

function useRows(type: string, search: Search) {
  const query = useInfiniteQuery({
    queryKey: ['documents', type, search],
    initialPageParam: '',
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }) => get<DocPage>(`/api/documents/${type}`, { ...search, limit: PAGE, after: pageParam }, signal),
    getNextPageParam: (page) => (page.more && page.next ? page.next : undefined),
  });
  const rows = useMemo(() => query.data?.pages.flatMap((p) => p.rows) ?? [], [query.data]);
  const labels = useMemo((): Labels => Object.assign({}, ...(query.data?.pages.map((p) => p.labels ?? {}) ?? [])) as Labels, [query.data]);
  const counts = useQuery({
    queryKey: ['documents', type, 'counts'],
    queryFn: ({ signal }) => get<readonly { state: DocState; n: number }[]>(`/api/documents/${type}/counts`, {}, signal),
  });
  // What is on the screen is added up here; what is not, by the server.
  const whole = useQuery({
    queryKey: ['documents', type, 'sum', search],
    enabled: query.hasNextPage,
    queryFn: ({ signal }) => get<{ n: number | null; total: string | null }>(`/api/documents/${type}/sum`, search, signal),
  });
  const total = query.hasNextPage ? (whole.data?.total ?? null) : sum(rows.filter((r) => r.state !== 'void').map((r) => r.total));
  return { query, rows, labels, counts: counts.data, total, found: query.hasNextPage ? (whole.data?.n ?? null) : rows.length };
}

function List({ def }: { readonly def: DocMeta }): ReactNode {
  const meta = useMeta();
  const phone = usePhone();
  const go = useGo();
  const search = useSearchText();
  const setSearch = useSetSearch();
  const { query, rows, labels, counts, total, found } = useRows(def.type, search);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const fresh = `/documents/${def.type}/new`;
  useEffect(() => visited({ href: `/documents/${def.type}`, text: def.zh, kind: 'list' }), [def]);
  useEffect(() => setPicked(new Set()), [search]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.altKey && event.code === 'KeyN' && def.may.edit) {
        event.preventDefault();
        go(fresh);
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [go, fresh, def]);
  const seesPrice = holds(meta, 'field.price') || rows.some((r) => r.total !== undefined && r.total !== null);
  const columns = useMemo(() => columnsOf(def, labels, { total, seesPrice }), [def, labels, total, seesPrice]);
  const onEnd = useCallback(() => {
    if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
  }, [query]);
  const filtered = Object.entries(search).some(([k]) => k !== 'sort');
  const open = (row: DocRow): void => go(`/documents/${def.type}/${row.id}`);
  return (
    <div className="hc-page hc-page-full">
      <PageHead
        crumbs={[{ text: moduleOf(meta, def.type)?.zh ?? '' }, { text: def.zh }]}
        title={def.zh}
        actions={
          <>
            {rows.length > 0 && <PrintAll query={query} />}
            {def.may.export !== false && <ExportLink href={pathOf(`/api/documents/${def.type}/export`, { ...search, format: 'xlsx' })} />}
            {def.may.edit && (
              <A className="hc-button hc-button-primary" href={fresh}>
                {t('new')}
                <kbd>Alt N</kbd>
              </A>
            )}
          </>
        }
      />
      <StateTabs def={def} search={search} counts={counts} />
      <div className="hc-bar">
        <SearchBox search={search} hint={t('searchDocuments')} />
        <DayRange search={search} today={meta.today} />
        <Refs def={def} search={search} labels={labels} />
      </div>
      {picked.size > 0 && <PickedBar def={def} rows={rows.filter((r) => picked.has(r.id))} onDone={() => setPicked(new Set())} />}
      {query.isError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Waiting lines={10} />
      ) : rows.length === 0 ? (
        <Nothing def={def} filtered={filtered} fresh={fresh} onClear={() => setSearch(Object.fromEntries(Object.keys(search).map((k) => [k, ''])))} />
      ) : phone ? (
        <DocumentCards def={def} rows={rows} labels={labels} seesPrice={seesPrice} onMore={query.hasNextPage ? onEnd : undefined} />
      ) : (
        <Table
          label={def.zh}
          columns={columns}
          rows={rows}
          keyOf={(r) => r.id}
          onOpen={open}
          onEnd={onEnd}
          sort={search['sort'] ?? '-day'}
          onSort={(sort) => setSearch({ sort })}
          dim={(r) => r.state === 'void'}
          footNote={t('shownRows', { n: found ?? rows.length, more: found === null ? '+' : '' })}
          {...(def.may.approve ? { picked, onPick: setPicked, pickable: (r: DocRow) => r.state === 'draft' || r.state === 'submitted' } : {})}
        />
      )}
      {!phone && (
        <p className="hc-list-foot">
          <span className="hc-hints">
            <span>
              <kbd>/</kbd>
              {t('key.search')}
            </span>
            <span>
              <kbd>↑</kbd>
              <kbd>↓</kbd>
              {t('key.rows')}
            </span>
            <span>
              <kbd>Enter</kbd>
              {t('key.open')}
            </span>
            {def.may.edit && (
              <span>
                <kbd>Alt N</kbd>
                {t('key.new')}
              </span>
            )}
          </span>
        </p>
      )}
    </div>
  );
}

function columnsOf(def: DocMeta, labels: Labels, { total, seesPrice }: { readonly total: string | null; readonly seesPrice: boolean }): readonly TableColumn<DocRow>[] {
  const head = def.screen.list.flatMap((name): TableColumn<DocRow>[] => {
    const field = fieldOf(def.head, name);
    if (!field) return [];
    return [
      {
        key: name,
        title: field.zh,
        width: widthFor(field.kind),
        ...(isFigure(field.kind) ? { align: 'right' as const } : {}),
        cell: (r) => <Value field={field} value={r.head?.[name] ?? r[name]} labels={labels} />,
      },
    ];
  });
  const grow = head.findIndex((c) => c.width >= 140);
  return [
    {
      key: 'number',
      title: t('number'),
      width: 168,
      cell: (r) => (
        <A className="hc-number" href={`/documents/${def.type}/${r.id}`}>
          {r.number ?? t('noNumber')}
        </A>
      ),
      sort: 'number',
    },
    { key: 'day', title: t('day'), width: 104, cell: (r) => r.day, sort: 'day' },
    ...head.map((c, i) => (i === grow ? { ...c, grow: true } : c)),
    ...(seesPrice
      ? [
          {
            key: 'total',
            title: t('amount'),
            width: 124,
            align: 'right' as const,
            sort: 'total',
            cell: (r: DocRow) => money(r.total),
            ...(total === null ? {} : { sum: money(total) }),
          },
        ]
      : []),
    { key: 'state', title: t('state'), width: 100, cell: (r) => <StateTag state={r.state} /> },
    { key: 'maker', title: t('maker'), width: 92, cell: (r) => makerOf(r, labels) },
  ];
}
const makerOf = (r: DocRow, labels: Labels): string => labels[r.maker_id ?? '']?.name ?? '';

function StateTabs({ def, search, counts }: { readonly def: DocMeta; readonly search: Search; readonly counts: readonly { state: DocState; n: number }[] | undefined }): ReactNode {
  const setSearch = useSetSearch();
  const now = search['state'] ?? '';
  const tab = (state: DocState | ''): ReactNode => {
    const n = counts?.find((c) => c.state === state)?.n;
    return (
      <button key={state} type="button" role="tab" aria-selected={now === state} onClick={() => setSearch({ state })}>
        {state === '' ? t('all') : stateText(state)}
        {n !== undefined && n > 0 && <small>{n}</small>}
      </button>
    );
  };
  return (
    <div className="hc-tabs" role="tablist" aria-label={t('state')}>
      {tab('')}
      {statesOf(def).map(tab)}
    </div>
  );
}

/** Party and warehouse of a type are the first references of its head that lead to such records. */
function Refs({ def, search, labels }: { readonly def: DocMeta; readonly search: Search; readonly labels: Labels }): ReactNode {
  const party = def.head.find((f) => f.kind === 'ref' && /customer|supplier/.test(f.to ?? ''));
  const warehouse = def.head.find((f) => f.kind === 'ref' && f.to === 'warehouse');
  const item = def.line.find((f) => f.kind === 'ref' && f.to === 'item');
  return (
    <>
      {party && <RefFilter name="party" field={party} search={search} labels={labels} />}
      {warehouse && <RefFilter name="warehouse" field={warehouse} search={search} labels={labels} />}
      {item && <RefFilter name="item" field={item} search={search} labels={labels} />}
    </>
  );
}

function Nothing({ def, filtered, fresh, onClear }: { readonly def: DocMeta; readonly filtered: boolean; readonly fresh: string; readonly onClear: () => void }): ReactNode {
  if (filtered) return <Empty title={t('nothingFound')} text={t('nothingFoundText')} action={<Button onClick={onClear}>{t('clearFilters')}</Button>} />;
  return (
    <Empty
      title={t('noneYet', { what: def.zh })}
      text={def.screen.empty}
      action={
        def.may.edit ? (
          <A className="hc-button hc-button-primary" href={fresh}>
            {t('newOne', { what: def.zh })}
            <kbd>Alt N</kbd>
          </A>
        ) : undefined
      }
    />
  );
}
