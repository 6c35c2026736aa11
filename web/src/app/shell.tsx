// The quiet frame of every page: bar above, nav at the side, one white panel; on a phone a bar below.
import { useQueryClient } from '@tanstack/react-query';
import { useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState, type ReactNode } from 'react';
import { t } from '../i18n';
import { Icon } from '../ui/icon';
import { useLive } from './live';
import { usePhone } from './media';
import { useMeta } from './meta';
import { useMemory } from './memory';
import { Nav } from './nav';
import { PhoneBar } from './phone-bar';
import { TopBar } from './top-bar';
import { TabStrip } from '../tabs/tab-strip';
import { useGo } from './url';

const Palette = lazy(async () => ({ default: (await import('./palette')).Palette }));
const PeekHost = lazy(async () => ({ default: (await import('../peek/peek-host')).PeekHost }));
const KeyList = lazy(async () => ({ default: (await import('./key-list')).KeyList }));

const typing = (target: EventTarget | null): boolean => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

export function Shell({ children }: { readonly children: ReactNode }): ReactNode {
  const meta = useMeta();
  const phone = usePhone();
  const [folded, setFolded] = useMemory('nav.folded', false);
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null);
  const go = useGo();
  useLive(useQueryClient());
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.isComposing) return;
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        setOpen('palette');
      } else if (event.key === '?' && !typing(event.target)) {
        event.preventDefault();
        setOpen('keys');
      } else if (event.key === 'h' && event.altKey) {
        event.preventDefault();
        go('/');
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [go]);
  return (
    <div className={`hc-shell${folded ? ' hc-folded' : ''}`}>
      <a className="hc-skip" href="#panel">
        {t('skipToContent')}
      </a>
      <TopBar onPalette={() => setOpen('palette')} onKeys={() => setOpen('keys')} />
      {!phone && <Nav meta={meta} folded={folded} onFold={() => setFolded(!folded)} />}
      <div className="hc-stage">
        {!phone && <TabStrip />}
        <Panel>{children}</Panel>
      </div>
      {phone && <PhoneBar />}
      <Offline />
      <Suspense fallback={null}>
        {open === 'palette' && <Palette onClose={() => setOpen(null)} onKeys={() => setOpen('keys')} />}
        {!phone && <PeekHost />}
        {open === 'keys' && <KeyList onClose={() => setOpen(null)} />}
      </Suspense>
    </div>
  );
}

/** The one raised surface. A new page starts at its top, and screen readers are told its name. */
function Panel({ children }: { readonly children: ReactNode }): ReactNode {
  const path = useRouterState({ select: (s) => s.location.pathname });
  const moving = useRouterState({ select: (s) => s.status === 'pending' });
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    ref.current?.scrollTo(0, 0);
  }, [path]);
  return (
    <main id="panel" ref={ref} className="hc-panel" tabIndex={-1} aria-busy={moving}>
      {children}
    </main>
  );
}

function Offline(): ReactNode {
  const [gone, setGone] = useState(!navigator.onLine);
  useEffect(() => {
    const look = (): void => setGone(!navigator.onLine);
    addEventListener('online', look);
    addEventListener('offline', look);
    return () => {
      removeEventListener('online', look);
      removeEventListener('offline', look);
    };
  }, []);
  return gone ? (
    <div className="hc-offline" role="status">
      <Icon name="warn" />
      {t('offlineNote')}
    </div>
  ) : null;
}
