// The line above every list: one search box, and the filters its data asks for; everything lives in the address.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { get } from '../api/client';
import type { Field, Labels } from '../api/types';
import { useSetSearch, type Search } from '../app/url';
import { recall, remember } from '../app/memory';
import { t } from '../i18n';
import { addDays, addMonths, firstOfMonth, lastOfMonth, weekday } from '../lib/days';
import { Combobox } from '../ui/combobox';
import { DateField } from '../ui/date-field';
import { Icon } from '../ui/icon';
import { Menu } from '../ui/menu';

export function SearchBox({ search, hint }: { readonly search: Search; readonly hint: string }): ReactNode {
  const setSearch = useSetSearch();
  const [text, setText] = useState(search['q'] ?? '');
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => setText(search['q'] ?? ''), [search]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const busy = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
      if (event.key === '/' && !busy && !event.isComposing) {
        event.preventDefault();
        box.current?.focus();
        box.current?.select();
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  useEffect(() => {
    if (text === (search['q'] ?? '')) return;
    const timer = setTimeout(() => setSearch({ q: text.trim() }), 250);
    return () => clearTimeout(timer);
  }, [text, search, setSearch]);
  return (
    <div className="hc-search" role="search">
      <Icon name="search" />
      <input
        ref={box}
        className="hc-input"
        type="text"
        value={text}
        placeholder={hint}
        aria-label={hint}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            setText('');
            setSearch({ q: '' });
            event.currentTarget.blur();
          } else if ((event.key === 'ArrowDown' || event.key === 'Enter') && !event.nativeEvent.isComposing) {
            event.preventDefault();
            document.querySelector<HTMLElement>('.hc-table')?.focus();
          }
        }}
      />
      {text === '' && <kbd aria-hidden="true">/</kbd>}
    </div>
  );
}

export function DayRange({ search, today }: { readonly search: Search; readonly today: string }): ReactNode {
  const setSearch = useSetSearch();
  const monday = addDays(today, -weekday(today));
  const lastMonth = addMonths(firstOfMonth(today), -1);
  const ranges: readonly (readonly [string, string, string])[] = [
    [t('today'), today, today],
    [t('thisWeek'), monday, today],
    [t('thisMonth'), firstOfMonth(today), lastOfMonth(today)],
    [t('lastMonth'), lastMonth, lastOfMonth(lastMonth)],
    [t('last90'), addDays(today, -89), today],
    [t('thisYear'), `${today.slice(0, 4)}-01-01`, `${today.slice(0, 4)}-12-31`],
    [t('allDays'), '', ''],
  ];
  return (
    <>
      <DateField label={t('from')} placeholder={t('from')} value={search['from'] ?? ''} today={today} onChange={(from) => setSearch({ from })} />
      <span className="hc-dash" aria-hidden="true">
        –
      </span>
      <DateField label={t('to')} placeholder={t('to')} value={search['to'] ?? ''} today={today} onChange={(to) => setSearch({ to })} />
      <Menu
        label={t('ranges')}
        className="hc-icon-button"
        align="start"
        button={<Icon name="calendar" />}
        items={ranges.map(([label, from, to]) => ({ key: label, label, run: () => setSearch({ from, to }) }))}
      />
    </>
  );
}

/** A reference filter; the name shown is remembered beside the id in this browser. */
export function RefFilter({
  name,
  field,
  search,
  labels,
}: {
  readonly name: string;
  readonly field: Pick<Field, 'zh' | 'to'>;
  readonly search: Search;
  readonly labels?: Labels | undefined;
}): ReactNode {
  const setSearch = useSetSearch();
  const id = search[name] ?? '';
  const remembered = labels?.[id]?.name ?? recall<Record<string, string>>('names', {})[id];
  // an address somebody else wrote: its name is asked for
  const to = field.to ?? '';
  const asked = useQuery({
    queryKey: ['peek', 'records', to, id, 'name'],
    enabled: id !== '' && remembered === undefined && /^[a-z-]+$/.test(to),
    retry: false,
    queryFn: ({ signal }) => get<{ name: string }>(`/api/peek/records/${to}/${id}`, {}, signal),
  });
  const known = remembered ?? asked.data?.name ?? '';
  return (
    <Combobox
      to={field.to ?? ''}
      label={field.zh}
      placeholder={field.zh}
      value={id || null}
      text={id === '' ? '' : known || t('chosen')}
      onPick={(c) => {
        if (c) remember('names', { ...recall('names', {}), [c.id]: c.name });
        setSearch({ [name]: c?.id ?? '' });
      }}
    />
  );
}

export function ChoiceFilter({ name, field, search }: { readonly name: string; readonly field: Pick<Field, 'zh' | 'choices'>; readonly search: Search }): ReactNode {
  const setSearch = useSetSearch();
  return (
    <select
      className="hc-input hc-choice-filter"
      aria-label={field.zh}
      value={search[name] ?? ''}
      style={{ width: 'auto' }}
      onChange={(event) => setSearch({ [name]: event.target.value })}
    >
      <option value="">
        {field.zh}：{t('all')}
      </option>
      {field.choices?.map((c) => (
        <option key={c.value} value={c.value}>
          {field.zh}：{c.zh}
        </option>
      ))}
    </select>
  );
}
