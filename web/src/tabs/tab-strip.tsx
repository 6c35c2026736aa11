// The strip of open pages over the panel: press to go there, ✕ or Alt W to close, Alt PgUp and PgDn to walk; a dot marks what is unsaved.
import { useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, type MouseEvent, type ReactNode, type RefObject } from 'react';
import { recall, remember, useMemory, type Recent } from '../app/memory';
import { useMeta } from '../app/meta';
import { useGo } from '../app/url';
import { t } from '../i18n';
import { Icon } from '../ui/icon';
import { ask } from '../ui/say';
import { comeBackTo, draftOf, keepTabs, nameOf, type Tab, tabsKey, withPage } from './tabs';
import './tabs.css';

const NONE: readonly Tab[] = [];
const NO_RECENT: readonly Recent[] = [];

export function TabStrip(): ReactNode {
  const meta = useMeta();
  const go = useGo();
  const path = useRouterState({ select: (s) => s.resolvedLocation?.pathname ?? s.location.pathname });
  const [tabs] = useMemory(tabsKey(meta), NONE);
  const [recent] = useMemory('recent', NO_RECENT);
  const was = useRef<string | null>(null);
  const closed = useRef<string | null>(null);
  useEffect(() => {
    if (closed.current === path) return; // on its way out
    closed.current = null;
    const name = nameOf(meta, path);
    if (name !== null) {
      const text = recent.find((r) => r.href === path)?.text ?? tabs.find((x) => x.href === path)?.text ?? name;
      const next = withPage(meta, tabs, { page: { href: path, text }, was: was.current });
      if (next !== tabs) keepTabs(meta, next);
    }
    was.current = path;
  }, [meta, path, tabs, recent]);
  const close = useClose(path, closed);
  useTabKeys(tabs, path, close);
  if (tabs.length === 0) return null;
  return (
    <nav className="hc-tabs-strip" aria-label={t('openPages')}>
      <ul>
        {tabs.map((tab) => (
          <OneTab key={tab.href} tab={tab} here={tab.href === path} onGo={() => (comeBackTo(tab.href), go(tab.href))} onClose={() => void close(tab)} />
        ))}
      </ul>
    </nav>
  );
}

function OneTab({ tab, here, onGo, onClose }: { readonly tab: Tab; readonly here: boolean; readonly onGo: () => void; readonly onClose: () => void }): ReactNode {
  const meta = useMeta();
  const [draft] = useMemory<unknown>(draftOf(meta, tab.href) ?? 'draft.none', null);
  const ref = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (here) ref.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [here]);
  const press = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onGo();
  };
  return (
    <li ref={ref} className={here ? 'hc-tab-here' : ''}>
      <a
        href={tab.href}
        aria-current={here ? 'page' : undefined}
        title={tab.text}
        onClick={press}
        onAuxClick={(event) => event.button === 1 && (event.preventDefault(), onClose())}
      >
        {draft !== null && (
          <i>
            <span className="hc-hidden">{t('unsaved')}</span>
          </i>
        )}
        <span>{tab.text}</span>
      </a>
      <button type="button" aria-label={t('closeTab', { what: tab.text })} title={here ? `${t('close')}（Alt W）` : t('close')} onClick={onClose}>
        <Icon name="close" size={12} />
      </button>
    </li>
  );
}

/** Closing what is unsaved asks first; the page beside it comes forward. */
function useClose(path: string, closed: RefObject<string | null>): (tab: Tab) => Promise<void> {
  const meta = useMeta();
  const go = useGo();
  return async (tab) => {
    const place = draftOf(meta, tab.href);
    // the page in sight keeps its words when it is left: give it the moment to do so before they are thrown away
    dispatchEvent(new Event('hc-keep-draft'));
    if (place !== null && recall(place, null) !== null) {
      if ((await ask({ title: t('closeDirty', { what: tab.text }), text: t('closeDirtyText'), ok: t('discard'), danger: true })) === null) return;
      dispatchEvent(new CustomEvent('hc-drop-draft', { detail: place }));
      remember(place, null);
    }
    const tabs = recall<readonly Tab[]>(tabsKey(meta), NONE);
    const at = tabs.findIndex((x) => x.href === tab.href);
    if (tab.href === path) closed.current = path;
    keepTabs(
      meta,
      tabs.filter((x) => x.href !== tab.href),
    );
    if (tab.href !== path) return;
    const next = tabs[at + 1] ?? tabs[at - 1];
    if (next) comeBackTo(next.href);
    go(next?.href ?? '/');
  };
}

function useTabKeys(tabs: readonly Tab[], path: string, close: (tab: Tab) => Promise<void>): void {
  const go = useGo();
  const now = useRef({ tabs, path, close });
  now.current = { tabs, path, close };
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!event.altKey || event.ctrlKey || event.isComposing || document.querySelector('dialog[open]')) return;
      const at = now.current.tabs.findIndex((x) => x.href === now.current.path);
      const here = now.current.tabs[at];
      const step = event.key === 'PageDown' ? 1 : event.key === 'PageUp' ? -1 : 0;
      const to = step === 0 ? undefined : now.current.tabs[(at + step + now.current.tabs.length) % now.current.tabs.length];
      if (event.code === 'KeyW' && here) {
        event.preventDefault();
        void now.current.close(here);
      } else if (to && to !== here) {
        event.preventDefault();
        comeBackTo(to.href);
        go(to.href);
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [go]);
}
