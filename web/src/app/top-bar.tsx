// The 48 px bar: name, command box, company and period, theme, keys, person.
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { post } from '../api/client';
import { t } from '../i18n';
import { periodText } from '../lib/days';
import { IconButton } from '../ui/button';
import { Icon, type IconName } from '../ui/icon';
import { Menu } from '../ui/menu';
import { say } from '../ui/say';
import { Bell } from '../quality/bell';
import { usePhone } from './media';
import { holds, useMeta } from './meta';
import { Brand } from './brand';
import { setWish, useWish, type Wish } from './theme';
import { useGo } from './url';

const THEMES: readonly (readonly [Wish, IconName])[] = [
  ['light', 'sun'],
  ['dark', 'moon'],
  ['system', 'system'],
];

export function TopBar({ onPalette, onKeys }: { readonly onPalette: () => void; readonly onKeys: () => void }): ReactNode {
  const phone = usePhone();
  return (
    <header className="hc-top">
      <Brand />
      <button type="button" className="hc-command" onClick={onPalette}>
        <Icon name="search" size={15} />
        <span>{t(phone ? 'searchShort' : 'commandBox')}</span>
        <kbd aria-hidden="true">Ctrl K</kbd>
      </button>
      <div className="hc-top-end">
        <OrgChip />
        <Bell />
        {!phone && <ThemeMenu />}
        {!phone && <IconButton icon="help" label={t('keyList')} onClick={onKeys} />}
        {!phone && <PersonMenu />}
      </div>
    </header>
  );
}

function OrgChip(): ReactNode {
  const meta = useMeta();
  const text = (
    <>
      <span className="hc-org-name">{meta.org.name}</span>
      <span className="hc-org-period">{periodText(meta.period)}</span>
    </>
  );
  if (meta.companies.length < 2)
    return (
      <span className="hc-org" title={`${meta.org.name} · ${periodText(meta.period)}`}>
        {text}
      </span>
    );
  const change = async (id: string): Promise<void> => {
    try {
      await post('/api/switch', { company: id });
      location.assign('/'); // from the ground up: nothing of the other company may stay on the screen
    } catch (error) {
      say(String((error as Error).message), 'bad');
    }
  };
  return (
    <Menu
      label={t('switchCompany')}
      className="hc-org"
      button={
        <>
          {text}
          <Icon name="down" size={12} />
        </>
      }
      items={meta.companies.map((c) => ({ key: c.id, label: c.name, checked: c.id === meta.org.id, run: () => void change(c.id) }))}
    />
  );
}

export function ThemeMenu(): ReactNode {
  const wish = useWish();
  const icon = THEMES.find(([w]) => w === wish)?.[1] ?? 'system';
  return (
    <Menu
      label={t('theme')}
      className="hc-icon-button"
      button={<Icon name={icon} />}
      items={THEMES.map(([w, i]) => ({ key: w, label: t(`theme.${w}`), icon: i, checked: w === wish, run: () => setWish(w) }))}
    />
  );
}

export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    try {
      await post('/api/sign-out');
    } finally {
      client.clear();
      location.assign('/');
    }
  };
}

function PersonMenu(): ReactNode {
  const meta = useMeta();
  const go = useGo();
  const signOut = useSignOut();
  const settings = ['people.manage', 'settings.manage', 'audit.view'].some((r) => holds(meta, r));
  return (
    <Menu
      label={t('me')}
      className="hc-person"
      button={<span aria-hidden="true">{meta.person.name.slice(-1)}</span>}
      head={
        <div className="hc-person-head">
          <strong>{meta.person.name}</strong>
          <span>{meta.person.roles.join('、')}</span>
        </div>
      }
      items={[
        { key: 'password', label: t('changePassword'), run: () => go('/settings/password') },
        { key: 'tokens', label: t('tokens'), run: () => go('/settings/tokens') },
        ...(settings ? [{ key: 'settings', label: t('settings'), icon: 'gear' as const, run: () => go('/settings') }] : []),
        null,
        { key: 'out', label: t('signOut'), icon: 'out' as const, run: () => void signOut() },
      ]}
    />
  );
}
