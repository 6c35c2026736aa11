// The audit list: who did what, newest first; append-only on the server, hashes shown for those who check.
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, DatePicker, Input, Table, type TableProps, Tooltip } from 'antd';
import { useState, type ReactNode } from 'react';
import { get, pathOf } from '../api/client';
import type { Meta } from '../api/types';
import { usePhone } from '../app/media';
import { documentOf, useMeta } from '../app/meta';
import { t } from '../i18n';
import { stamp } from '../lib/days';
import { ExportLink } from '../list/take-away';
import { Failure } from '../ui/bits';
import { A } from '../ui/link';

type Entry = {
  readonly id: string;
  readonly at: string;
  readonly user_name: string;
  readonly action: string;
  readonly subject: string;
  readonly subject_id: string | null;
  readonly summary: string;
  readonly hash: string | null;
};
type Filter = { readonly q?: string; readonly who?: string; readonly from?: string; readonly to?: string };
const PAGE = 100;

/** A phone has room for what was done; who and when stand below it. */
const columnsOf = (meta: Meta, phone: boolean): NonNullable<TableProps<Entry>['columns']> => [
  ...(phone
    ? []
    : [
        { title: t('at'), dataIndex: 'at', width: 150, render: stamp },
        { title: t('who'), dataIndex: 'user_name', width: 120 },
      ]),
  {
    title: t('what'),
    dataIndex: 'summary',
    render: (text: string, e) => (
      <span className="hc-audit-what">
        {e.subject_id && documentOf(meta, e.subject) ? (
          <A className="hc-link" href={`/documents/${e.subject}/${e.subject_id}`}>
            {text}
          </A>
        ) : (
          text
        )}
        {phone && (
          <small>
            {stamp(e.at)}　{e.user_name}
          </small>
        )}
      </span>
    ),
  },
  {
    title: t('hash'),
    dataIndex: 'hash',
    width: phone ? 96 : 120,
    render: (h: string | null) =>
      h && (
        <Tooltip title={h}>
          <code>{h.slice(0, phone ? 8 : 10)}</code>
        </Tooltip>
      ),
  },
];

export function Audit(): ReactNode {
  const meta = useMeta();
  const phone = usePhone();
  const [filter, setFilter] = useState<Filter>({});
  const query = useInfiniteQuery({
    queryKey: ['office', 'audit', filter],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => get<readonly Entry[]>('/api/audit', { ...filter, before: pageParam, limit: PAGE }, signal),
    getNextPageParam: (page) => (page.length === PAGE ? page.at(-1)?.id : undefined),
  });
  const put = (patch: Partial<Record<keyof Filter, string>>): void =>
    setFilter((before) => Object.fromEntries(Object.entries({ ...before, ...patch }).filter(([, v]) => v)) as Filter);
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return (
    <>
      <div className="hc-office-bar">
        <Input.Search style={{ width: 240 }} placeholder={t('searchAudit')} aria-label={t('searchAudit')} allowClear onSearch={(q) => put({ q })} />
        <Input
          style={{ width: 140 }}
          placeholder={t('who')}
          aria-label={t('who')}
          allowClear
          onBlur={(event) => put({ who: event.target.value.trim() })}
          onPressEnter={(event) => put({ who: event.currentTarget.value.trim() })}
        />
        <DatePicker.RangePicker aria-label={t('ranges')} onChange={(_, days) => put({ from: days?.[0] ?? '', to: days?.[1] ?? '' })} />
        <ExportLink href={pathOf('/api/audit/export', { ...filter, format: 'xlsx' })} />
      </div>
      <Table<Entry>
        size="middle"
        rowKey="id"
        loading={query.isPending}
        dataSource={query.data?.pages.flat() ?? []}
        pagination={false}
        {...(phone ? {} : { scroll: { x: 760 } })}
        columns={columnsOf(meta, phone)}
        footer={() =>
          query.hasNextPage ? (
            <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {t('more')}
            </Button>
          ) : null
        }
      />
    </>
  );
}
