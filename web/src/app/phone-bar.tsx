// The bar at a thumb's reach: 首页 · 单据 · 查询 · 我的.
import { useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { t, type Word } from '../i18n';
import { Icon, type IconName } from '../ui/icon';
import { A } from '../ui/link';

const PLACES: readonly (readonly [string, Word, IconName])[] = [
  ['/', 'home', 'home'],
  ['/documents', 'documents', 'doc'],
  ['/views', 'queries', 'chart'],
  ['/me', 'mine', 'user'],
];

export function PhoneBar(): ReactNode {
  const path = useRouterState({ select: (s) => s.location.pathname });
  const editing = /^\/(documents|records)\/[^/]+\/[^/]+$/.test(path);
  if (editing) return null; // the page's own actions take the place
  const here = (href: string): boolean =>
    href === '/'
      ? path === '/'
      : path.startsWith(href) || (href === '/me' && (path.startsWith('/settings') || path.startsWith('/records'))) || (href === '/views' && path.startsWith('/vouchers'));
  return (
    <nav className="hc-phone-bar" aria-label={t('mainNav')}>
      {PLACES.map(([href, word, icon]) => (
        <A key={href} href={href} aria-current={here(href) ? 'page' : undefined}>
          <Icon name={icon} size={22} />
          <span>{t(word)}</span>
        </A>
      ))}
    </nav>
  );
}
