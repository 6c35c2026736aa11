// The sheets behind the phone bar: every document, every query, and one's own corner with records and settings.
import { useMemo, type ReactNode } from 'react';
import { t } from '../i18n';
import { Button } from '../ui/button';
import { PageHead } from '../ui/bits';
import { Icon } from '../ui/icon';
import { A } from '../ui/link';
import { documentOf, useMeta } from './meta';
import { navGroups, type NavItem } from './nav';
import { useSignOut } from './top-bar';
import { setWish, useWish, type Wish } from './theme';

function Tiles({ of, fresh = false }: { readonly of: (item: NavItem) => boolean; readonly fresh?: boolean }): ReactNode {
  const meta = useMeta();
  const groups = useMemo(() => navGroups(meta), [meta]);
  return groups.map((g) => {
    const items = g.items.filter(of);
    if (items.length === 0) return null;
    return (
      <section key={g.key} className="hc-tiles">
        <h2>{g.zh}</h2>
        <ul>
          {items.map((item) => (
            <li key={item.href}>
              <A href={item.href}>
                <span>{item.zh}</span>
              </A>
              {fresh && documentOf(meta, item.type)?.may.edit && (
                <A className="hc-tile-new" href={`${item.href}/new`} aria-label={`${t('new')}${item.zh}`}>
                  <Icon name="plus" />
                </A>
              )}
            </li>
          ))}
        </ul>
      </section>
    );
  });
}

export const DocumentIndex = (): ReactNode => (
  <div className="hc-page">
    <PageHead title={t('documents')} />
    <Tiles of={(i) => i.kind === 'document'} fresh />
  </div>
);
export const ViewIndex = (): ReactNode => (
  <div className="hc-page">
    <PageHead title={t('queries')} />
    <Tiles of={(i) => i.kind === 'view'} />
  </div>
);

export function Me(): ReactNode {
  const meta = useMeta();
  const wish = useWish();
  const signOut = useSignOut();
  return (
    <div className="hc-page">
      <PageHead
        title={meta.person.name}
        after={
          <span className="hc-note">
            {meta.person.roles.join('、')} · {meta.org.name}
          </span>
        }
      />
      <div className="hc-segments" role="radiogroup" aria-label={t('theme')}>
        {(['light', 'dark', 'system'] as const satisfies readonly Wish[]).map((w) => (
          <button key={w} type="button" role="radio" aria-checked={w === wish} onClick={() => setWish(w)}>
            {t(`theme.${w}`)}
          </button>
        ))}
      </div>
      <Tiles of={(i) => i.kind === 'record' || i.kind === 'page'} />
      <section className="hc-tiles">
        <h2>{t('account')}</h2>
        <ul>
          <li>
            <A href="/settings/password">{t('changePassword')}</A>
          </li>
          <li>
            <A href="/settings/tokens">{t('tokens')}</A>
          </li>
        </ul>
      </section>
      <Button onClick={() => void signOut()} icon="out" className="hc-wide-button">
        {t('signOut')}
      </Button>
    </div>
  );
}
