// The command palette: any screen, a new document, a document by number, a record by code, name or pinyin; recent places first.
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { get } from '../api/client';
import type { Candidate, DocPage, Meta } from '../api/types';
import { t } from '../i18n';
import { initials } from '../lib/initials';
import { listOf } from '../ui/combobox';
import { Icon, type IconName } from '../ui/icon';
import { useMeta } from './meta';
import { recall, type Recent } from './memory';
import { navGroups } from './nav';
import { setWish } from './theme';
import { useGo } from './url';

type Entry = { readonly key: string; readonly text: string; readonly side: string; readonly icon: IconName; readonly run: () => void };
const LIMIT = 8;

export function Palette({ onClose, onKeys }: { readonly onClose: () => void; readonly onKeys: () => void }): ReactNode {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const entries = useEntries(useDeferredValue(text.trim()), onClose, onKeys);
  useEffect(() => setAt(0), [text]);
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setAt((x) => (x + (event.key === 'ArrowDown' ? 1 : -1) + entries.length) % Math.max(1, entries.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      entries[at]?.run();
    }
  };
  return (
    <dialog
      ref={dialog}
      className="hc-palette"
      aria-label={t('commandBox')}
      onClose={onClose}
      onCancel={onClose}
      onPointerDown={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className="hc-palette-inside">
        <div className="hc-palette-box">
          <Icon name="search" size={18} />
          <input
            autoFocus
            value={text}
            role="combobox"
            aria-expanded="true"
            aria-controls="hc-palette-list"
            aria-activedescendant={entries[at] ? `hc-palette-${at}` : undefined}
            aria-label={t('commandBox')}
            placeholder={t('paletteHint')}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKeyDown}
          />
          <kbd>Esc</kbd>
        </div>
        <ul ref={list} id="hc-palette-list" role="listbox" aria-label={t('candidates')}>
          {entries.map((entry, i) => (
            <li key={entry.key} id={`hc-palette-${i}`} role="option" aria-selected={i === at} onMouseMove={() => setAt(i)} onClick={entry.run}>
              <Icon name={entry.icon} />
              <span>{entry.text}</span>
              <small>{entry.side}</small>
            </li>
          ))}
        </ul>
        {entries.length === 0 && <p className="hc-none">{t('noMatch', { q: text })}</p>}
        <footer>
          <span>
            <kbd>↑</kbd>
            <kbd>↓</kbd>
            {t('choose')}
          </span>
          <span>
            <kbd>Enter</kbd>
            {t('open')}
          </span>
          <span>{t('paletteFoot')}</span>
        </footer>
      </div>
    </dialog>
  );
}

function useEntries(q: string, onClose: () => void, onKeys: () => void): readonly Entry[] {
  const meta = useMeta();
  const go = useGo();
  const numbers = useNumbers(meta, q);
  const records = useRecords(meta, q);
  return useMemo(() => {
    const to = (href: string) => (): void => {
      onClose();
      go(href);
    };
    const screens: Entry[] = navGroups(meta).flatMap((g) =>
      g.items.flatMap((i): Entry[] => [
        ...(i.kind === 'document' && meta.documents.find((d) => d.type === i.type)?.may.edit
          ? [{ key: `new${i.href}`, text: `${t('new')}${i.zh}`, side: g.zh, icon: 'plus' as const, run: to(`${i.href}/new`) }]
          : []),
        { key: i.href, text: i.zh, side: g.zh, icon: i.kind === 'document' ? 'doc' : i.kind === 'view' ? 'chart' : 'menu', run: to(i.href) },
      ]),
    );
    const orders: Entry[] = [
      { key: 'home', text: t('home'), side: '', icon: 'home', run: to('/') },
      {
        key: 'keys',
        text: t('keyList'),
        side: '?',
        icon: 'help',
        run: () => {
          onClose();
          onKeys();
        },
      },
      {
        key: 'dark',
        text: t('themeTo', { to: t('theme.dark') }),
        side: t('theme'),
        icon: 'moon',
        run: () => {
          setWish('dark');
          onClose();
        },
      },
      {
        key: 'light',
        text: t('themeTo', { to: t('theme.light') }),
        side: t('theme'),
        icon: 'sun',
        run: () => {
          setWish('light');
          onClose();
        },
      },
      { key: 'password', text: t('changePassword'), side: t('settings'), icon: 'gear', run: to('/settings/password') },
    ];
    if (q === '') {
      const recent = recall<readonly Recent[]>('recent', [])
        .slice(0, 6)
        .map((r): Entry => ({ key: `recent${r.href}`, text: r.text, side: t('recent'), icon: 'clock', run: to(r.href) }));
      return [...recent, ...screens.filter((s) => s.icon === 'plus').slice(0, 6), ...screens.filter((s) => s.icon === 'chart').slice(0, 4)];
    }
    const wanted = q.toLowerCase();
    const fits = (text: string): boolean => text.toLowerCase().includes(wanted) || initials(text).includes(wanted);
    const found = [...screens, ...orders]
      .filter((s) => fits(s.text))
      .toSorted((a, b) => a.text.length - b.text.length)
      .slice(0, LIMIT);
    return [
      ...numbers.map((n): Entry => ({ key: n.href, text: n.text, side: n.side, icon: 'doc', run: to(n.href) })),
      ...found,
      ...records.map((n): Entry => ({ key: n.href, text: n.text, side: n.side, icon: 'user', run: to(n.href) })),
    ];
  }, [meta, go, q, numbers, records, onClose, onKeys]);
}

type Found = { readonly href: string; readonly text: string; readonly side: string };
const NONE: readonly Found[] = [];

/** Documents by number: letters choose the type by its prefix; bare figures ask every type the person sees. */
function useNumbers(meta: Meta, q: string): readonly Found[] {
  const letters = /^[A-Za-z]+/.exec(q)?.[0]?.toUpperCase() ?? '';
  const ready = /\d{2,}/.test(q) && /^[A-Za-z0-9-]+$/.test(q);
  const types = ready ? meta.documents.filter((d) => d.may.view !== false && (letters === '' || d.prefix.startsWith(letters) || letters.startsWith(d.prefix))).slice(0, 6) : [];
  const query = useQuery({
    queryKey: ['find-number', q],
    enabled: types.length > 0,
    staleTime: 10_000,
    queryFn: async ({ signal }) =>
      (
        await Promise.all(
          types.map(async (d) => {
            const page = await get<DocPage>(`/api/documents/${d.type}`, { q, limit: 3 }, signal).catch(() => ({ rows: [] as DocPage['rows'] }));
            return page.rows.map((r): Found => ({ href: `/documents/${d.type}/${r.id}`, text: `${d.zh} ${r.number ?? ''}`, side: r.day }));
          }),
        )
      ).flat(),
  });
  return query.data ?? NONE;
}

function useRecords(meta: Meta, q: string): readonly Found[] {
  const types = q.length >= 2 ? meta.records.filter((r) => r.may.view !== false && r.filters !== undefined).slice(0, 6) : [];
  const query = useQuery({
    queryKey: ['find-record', q],
    enabled: types.length > 0,
    staleTime: 10_000,
    queryFn: async ({ signal }) =>
      (
        await Promise.all(
          types.map(async (r) => {
            const some = await get<readonly Candidate[]>(`/api/lookup/${r.type}`, { q, limit: 3 }, signal)
              .then(listOf)
              .catch((): readonly Candidate[] => []);
            return some.map((c): Found => ({ href: `/records/${r.type}/${c.id}`, text: `${c.name} ${c.code}`, side: r.zh }));
          }),
        )
      ).flat(),
  });
  return query.data ?? NONE;
}
