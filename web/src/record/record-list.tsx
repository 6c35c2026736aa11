// The list of one kind of record: search, filters of its definition, export; empty it teaches what the record is for.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, type ReactNode } from 'react';
import { get, pathOf } from '../api/client';
import type { Labels, RecordMeta, RecordPage as Page, RecordRow } from '../api/types';
import { usePhone } from '../app/media';
import { fieldOf, recordOf, useMeta } from '../app/meta';
import { visited } from '../app/memory';
import { NotFound } from '../app/not-found';
import { useGo, useParam, useSearchText, useSetSearch } from '../app/url';
import { isFigure, Value, valueText, widthFor } from '../app/values';
import { t } from '../i18n';
import { Cards } from '../list/cards';
import { ChoiceFilter, RefFilter, SearchBox } from '../list/filters';
import '../list/list.css';
import { ExportLink, PrintAll } from '../list/take-away';
import { Empty, Failure, PageHead, Tag, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { A } from '../ui/link';
import { Table, type TableColumn } from '../ui/table';

export function RecordList(): ReactNode {
  const meta = useMeta();
  const type = useParam('type');
  const def = recordOf(meta, type);
  return def ? <List key={type} def={def} /> : <NotFound />;
}

function List({ def }: { readonly def: RecordMeta }): ReactNode {
  const phone = usePhone();
  const go = useGo();
  const search = useSearchText();
  const setSearch = useSetSearch();
  const query = useInfiniteQuery({
    queryKey: ['records', def.type, search],
    initialPageParam: '',
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }) => get<Page>(`/api/records/${def.type}`, { ...search, limit: 60, after: pageParam }, signal),
    getNextPageParam: (page) => (page.more && page.next ? page.next : undefined),
  });
  const rows = useMemo(() => query.data?.pages.flatMap((p) => p.rows) ?? [], [query.data]);
  const labels = useMemo((): Labels => Object.assign({}, ...(query.data?.pages.map((p) => p.labels ?? {}) ?? [])) as Labels, [query.data]);
  const columns = useMemo(() => columnsOf(def, labels), [def, labels]);
  const onEnd = useCallback(() => {
    if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
  }, [query]);
  const fresh = `/records/${def.type}/new`;
  useEffect(() => visited({ href: `/records/${def.type}`, text: def.zh, kind: 'list' }), [def]);
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
  const filtered = Object.keys(search).some((k) => k !== 'sort');
  return (
    <div className="hc-page hc-page-full">
      <PageHead
        crumbs={[{ text: t('records') }, { text: def.zh }]}
        title={def.zh}
        actions={
          <>
            {rows.length > 0 && <PrintAll query={query} />}
            {def.may.export !== false && <ExportLink href={pathOf(`/api/records/${def.type}/export`, { ...search, format: 'xlsx' })} />}
            {def.may.edit && (
              <A className="hc-button hc-button-primary" href={fresh}>
                {t('new')}
                <kbd>Alt N</kbd>
              </A>
            )}
          </>
        }
      />
      <div className="hc-bar">
        <SearchBox search={search} hint={t('searchRecords')} />
        {(def.filters ?? []).map((name) => {
          const f = fieldOf(def.fields, name);
          return !f ? null : f.kind === 'ref' ? (
            <RefFilter key={name} name={name} field={f} search={search} labels={labels} />
          ) : f.choices ? (
            <ChoiceFilter key={name} name={name} field={f} search={search} />
          ) : null;
        })}
        <ChoiceFilter
          name="active"
          field={{
            zh: t('active'),
            choices: [
              { value: 'true', zh: t('activeOnly') },
              { value: 'false', zh: t('disabledOnly') },
            ],
          }}
          search={search}
        />
      </div>
      {query.isError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Waiting lines={10} />
      ) : rows.length === 0 ? (
        filtered ? (
          <Empty
            title={t('nothingFound')}
            text={t('nothingFoundText')}
            action={<Button onClick={() => setSearch(Object.fromEntries(Object.keys(search).map((k) => [k, ''])))}>{t('clearFilters')}</Button>}
          />
        ) : (
          <Empty
            title={t('noneYet', { what: def.zh })}
            text={def.empty}
            action={
              def.may.edit ? (
                <>
                  <A className="hc-button hc-button-primary" href={fresh}>
                    {t('newOne', { what: def.zh })}
                    <kbd>Alt N</kbd>
                  </A>
                  <small>{t('importHint')}</small>
                </>
              ) : undefined
            }
          />
        )
      ) : phone ? (
        <RecordCards def={def} rows={rows} labels={labels} onMore={query.hasNextPage ? onEnd : undefined} />
      ) : (
        <Table
          label={def.zh}
          columns={columns}
          rows={rows}
          keyOf={(r) => r.id}
          onOpen={(r) => go(`/records/${def.type}/${r.id}`)}
          onEnd={onEnd}
          sort={search['sort'] ?? 'code'}
          onSort={(sort) => setSearch({ sort })}
          dim={(r) => !r.active}
          footNote={t('shownRows', { n: rows.length, more: query.hasNextPage ? '+' : '' })}
        />
      )}
    </div>
  );
}

function columnsOf(def: RecordMeta, labels: Labels): readonly TableColumn<RecordRow>[] {
  return [
    ...(def.made
      ? []
      : [
          {
            key: 'code',
            title: t('code'),
            width: 130,
            sort: 'code',
            cell: (r: RecordRow) => (
              <A className="hc-number" href={`/records/${def.type}/${r.id}`}>
                {r.code}
              </A>
            ),
          },
        ]),
    {
      key: 'name',
      title: t('name'),
      width: 220,
      sort: 'name',
      grow: true,
      cell: (r) => (
        <>
          {def.made ? (
            <A className="hc-link" href={`/records/${def.type}/${r.id}`}>
              {r.name}
            </A>
          ) : (
            r.name
          )}
          {!r.active && (
            <>
              {' '}
              <Tag>{t('disabled')}</Tag>
            </>
          )}
        </>
      ),
    },
    ...def.list.flatMap((name): TableColumn<RecordRow>[] => {
      const f = fieldOf(def.fields, name);
      return f
        ? [
            {
              key: name,
              title: f.zh,
              width: Math.max(widthFor(f.kind), 30 + f.zh.length * 13),
              sort: name,
              ...(isFigure(f.kind) ? { align: 'right' as const } : {}),
              cell: (r) => <Value field={f} value={r.data[name]} labels={labels} />,
            },
          ]
        : [];
    }),
  ];
}

function RecordCards({
  def,
  rows,
  labels,
  onMore,
}: {
  readonly def: RecordMeta;
  readonly rows: readonly RecordRow[];
  readonly labels: Labels;
  readonly onMore: (() => void) | undefined;
}): ReactNode {
  const fields = def.list.flatMap((name) => fieldOf(def.fields, name) ?? []).slice(0, 4);
  return (
    <Cards rows={rows} hrefOf={(r) => `/records/${def.type}/${r.id}`} onMore={onMore}>
      {(r) => (
        <>
          <strong>{r.name}</strong>
          {r.active ? <span>{def.made ? '' : r.code}</span> : <Tag>{t('disabled')}</Tag>}
          <dl>
            {fields.map((f) => {
              const text = valueText(f, r.data[f.name], labels);
              return text ? (
                <div key={f.name}>
                  <dt>{f.zh}</dt>
                  <dd>{text}</dd>
                </div>
              ) : null;
            })}
          </dl>
        </>
      )}
    </Cards>
  );
}
