// A query: its parameters, its table, its sums; every figure leads on to what it is made of.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, type ReactNode } from 'react';
import { get, isProblem, pathOf } from '../api/client';
import type { DocState, Values, ViewAnswer, ViewColumn, ViewMeta, ViewParameter } from '../api/types';
import { usePhone } from '../app/media';
import { holds, moduleOf, useMeta, viewOf } from '../app/meta';
import { visited } from '../app/memory';
import { NotFound } from '../app/not-found';
import { useGo, useParam, useSearchText, useSetSearch, type Search } from '../app/url';
import { figureText, hrefOf, isFigure, placesOf, viewText } from '../app/values';
import { t } from '../i18n';
import { firstOfMonth, periodsBack, periodText } from '../lib/days';
import { isNegative } from '../lib/figures';
import { ChoiceFilter, RefFilter } from '../list/filters';
import '../list/list.css';
import { ExportLink, PrintAll } from '../list/take-away';
import { Empty, Failure, PageHead, stateText, Waiting } from '../ui/bits';
import { DateField } from '../ui/date-field';
import { Icon } from '../ui/icon';
import { More } from '../list/cards';
import { A } from '../ui/link';
import { Table } from '../ui/table';
import { balanceChainHref, filledColumns, isSumRow, tableColumns } from './view-columns';
import './view.css';

const PAGE = 200;

export function ViewPage(): ReactNode {
  const meta = useMeta();
  const name = useParam('name');
  const view = viewOf(meta, name);
  return view ? <Page key={name} view={view} /> : <NotFound />;
}

/** Required parameters nobody gave get a sensible value: this period, this month. */
function withDefaults(view: ViewMeta, search: Search, meta: { readonly today: string; readonly period: number | string }): Record<string, string> {
  const filled: Record<string, string> = { ...search };
  for (const p of view.parameters) {
    if (filled[p.key] || !p.required) continue;
    if (p.kind === 'period') filled[p.key] = String(meta.period).replace('-', '');
    else if (p.kind === 'day') filled[p.key] = /from|start/i.test(p.key) ? firstOfMonth(meta.today) : meta.today;
    else if (p.choices?.[0]) filled[p.key] = p.choices[0].value;
  }
  return filled;
}

function Page({ view }: { readonly view: ViewMeta }): ReactNode {
  const meta = useMeta();
  const phone = usePhone();
  const go = useGo();
  const search = useSearchText();
  const asked = useMemo(() => withDefaults(view, search, meta), [view, search, meta]);
  const missing = view.parameters.filter((p) => p.required && !asked[p.key]);
  const query = useInfiniteQuery({
    queryKey: ['view', view.name, asked],
    enabled: missing.length === 0,
    initialPageParam: 0,
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }) => get<ViewAnswer>(`/api/views/${view.name}`, { ...asked, limit: PAGE, offset: pageParam }, signal),
    getNextPageParam: (page, pages) => (page.more ? pages.length * PAGE : undefined),
  });
  const rows = useMemo(() => query.data?.pages.flatMap((p) => p.rows) ?? [], [query.data]);
  const told = query.data?.pages[0]?.columns ?? view.columns;
  const given = query.data?.pages[0]?.sums;
  const shown = useMemo(() => filledColumns(told, rows), [told, rows]);
  const columns = useMemo(() => tableColumns(view, { columns: shown, rows, given, asked }), [view, shown, rows, given, asked]);
  const onEnd = useCallback(() => {
    if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
  }, [query]);
  useEffect(() => visited({ href: `/views/${view.name}${location.search}`, text: view.zh, kind: 'view' }), [view]);
  const open = (row: Values): void => {
    const href = shown.map((c) => hrefOf(c.href, row)).find((h) => h !== null);
    if (href) go(href);
  };
  const opens = shown.some((c) => c.href);
  return (
    <div className="hc-page hc-page-full">
      <PageHead
        crumbs={[{ text: moduleOf(meta, view.name)?.zh ?? '' }, { text: view.zh }]}
        title={view.zh}
        actions={<Actions view={view} asked={asked} query={missing.length === 0 ? query : null} />}
      />
      <div className="hc-bar hc-parameters">
        {view.parameters.map((p) => (
          <Parameter key={p.key} parameter={p} search={asked} />
        ))}
      </div>
      {missing.length > 0 ? (
        <Empty title={t(missing.some((p) => p.kind === 'text' || p.kind === 'int') ? 'fillFirst' : 'chooseFirst', { what: missing.map((p) => p.zh).join('、') })} />
      ) : query.isError ? (
        <Failure error={isProblem(query.error) && query.error.errors[0] ? query.error.errors[0].message : query.error} retry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Waiting lines={10} />
      ) : rows.length === 0 ? (
        <Empty title={t('nothingHere')} text={view.empty} />
      ) : phone ? (
        <Cards columns={shown} rows={rows} sums={given} onMore={query.hasNextPage ? onEnd : undefined} />
      ) : (
        <Table
          label={view.zh}
          columns={columns}
          rows={rows}
          keyOf={(_, i) => String(i)}
          onEnd={onEnd}
          strong={(row) => isSumRow(shown, row)}
          {...(opens ? { onOpen: open } : {})}
          footNote={t('shownRows', { n: rows.length, more: query.hasNextPage ? '+' : '' })}
        />
      )}
    </div>
  );
}

type ActionsProps = {
  readonly view: ViewMeta;
  readonly asked: Readonly<Record<string, string>>;
  /** Null while something required is not chosen: there is nothing to take away. */
  readonly query: Parameters<typeof PrintAll>[0]['query'] | null;
};
function Actions({ view, asked, query }: ActionsProps): ReactNode {
  const meta = useMeta();
  return (
    <>
      {asked['account'] && asked['from'] && view.name !== 'account-balance' && holds(meta, 'ledger.view') && (
        <A className="hc-button hc-button-plain" href={balanceChainHref(asked['account'], asked)}>
          <Icon name="chain" />
          {t('chain')}
        </A>
      )}
      {query && (
        <>
          <PrintAll query={query} />
          <ExportLink href={pathOf(`/api/views/${view.name}/export`, { ...asked, format: 'xlsx' })} />
        </>
      )}
    </>
  );
}

function Parameter({ parameter: p, search }: { readonly parameter: ViewParameter; readonly search: Search }): ReactNode {
  const meta = useMeta();
  const setSearch = useSetSearch();
  const value = search[p.key] ?? '';
  if (p.kind === 'ref') return <RefFilter name={p.key} field={{ zh: p.zh, to: p.to ?? '' }} search={search} />;
  if (p.choices) return <ChoiceFilter name={p.key} field={{ zh: p.zh, choices: p.choices }} search={search} />;
  if (p.kind === 'day')
    return (
      <label className="hc-param">
        <span>{p.zh}</span>
        <DateField label={p.zh} placeholder={t('day')} value={value} today={meta.today} onChange={(day) => setSearch({ [p.key]: day })} />
      </label>
    );
  if (p.kind === 'period') {
    const options = periodsBack(meta.period, 36);
    return (
      <label className="hc-param">
        <span>{p.zh}</span>
        <select className="hc-input" value={value} onChange={(event) => setSearch({ [p.key]: event.target.value })}>
          {!p.required && <option value="">{t('all')}</option>}
          {[...new Set([...(value && !options.includes(value) ? [value] : []), ...options])].map((x) => (
            <option key={x} value={x}>
              {periodText(x)}
            </option>
          ))}
        </select>
      </label>
    );
  }
  return (
    <label className="hc-param">
      <span>{p.zh}</span>
      <input
        key={value}
        className="hc-input"
        placeholder=" "
        inputMode={p.kind === 'int' ? 'numeric' : undefined}
        defaultValue={value}
        onBlur={(event) => {
          if (event.target.value !== value) setSearch({ [p.key]: event.target.value.trim() });
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) event.currentTarget.blur();
        }}
      />
    </label>
  );
}

type CardsProps = {
  readonly columns: readonly ViewColumn[];
  readonly rows: readonly Values[];
  readonly sums: Readonly<Record<string, string>> | undefined;
  readonly onMore: (() => void) | undefined;
};

/** Columns this wide hold sentences: on a card they have a line of their own and are read to the end. */
const SENTENCE = 320;

function Cards({ columns, rows, sums, onMore }: CardsProps): ReactNode {
  const title = columns.find((c) => c.kind === 'link' && !/number|voucher|code/i.test(c.key)) ?? columns.find((c) => c.kind === 'text' && !/code|day/i.test(c.key)) ?? columns[0];
  const rest = columns.filter((c) => c !== title);
  const summed = columns.filter((c) => c.sum && sums?.[c.key] !== undefined);
  return (
    <>
      <ul className="hc-cards">
        {summed.length > 0 && (
          <li className="hc-card hc-card-sum">
            <strong>{t('sum')}</strong>
            <span />
            <dl>
              {summed.map((c) => (
                <div key={c.key}>
                  <dt>{c.zh}</dt>
                  <dd>{figureText(c.kind, sums?.[c.key])}</dd>
                </div>
              ))}
            </dl>
          </li>
        )}
        {rows.map((row, i) => {
          const href = columns.map((c) => hrefOf(c.href, row)).find((h) => h !== null);
          const inside = (
            <>
              <strong>{title && String(row[title.key] ?? '')}</strong>
              <span />
              <dl>
                {rest
                  .map((c) => ({ c, text: viewText(c, row, placesOf(c, rows)) }))
                  .filter(({ text }) => text !== '')
                  .map(({ c, text }) => (
                    <div key={c.key} className={(c.width ?? 0) >= SENTENCE ? 'hc-card-sentence' : undefined}>
                      <dt>{c.zh}</dt>
                      <dd className={isFigure(c.kind) && isNegative(row[c.key]) ? 'hc-negative' : undefined}>{c.kind === 'state' ? stateText(row[c.key] as DocState) : text}</dd>
                    </div>
                  ))}
              </dl>
            </>
          );
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of a query have no id
          return <li key={i}>{href ? <A href={href}>{inside}</A> : <div className="hc-card">{inside}</div>}</li>;
        })}
      </ul>
      <More onMore={onMore} />
    </>
  );
}
