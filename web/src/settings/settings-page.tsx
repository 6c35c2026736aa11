// The office of the house: the company's rules, people, roles, tokens, approval rules, the audit list, one's own password.
import { lazy, Suspense, type ReactNode } from 'react';
import { holds, useMeta } from '../app/meta';
import { useParam } from '../app/url';
import { t, type Word } from '../i18n';
import { PasswordForm } from '../gate/change-password';
import { PageHead, Waiting } from '../ui/bits';
import { A } from '../ui/link';
import { NotFound } from '../app/not-found';
import '../list/list.css';
import './settings.css';

const lazyPart = (load: () => Promise<Record<string, unknown>>, name: string) => lazy(async () => ({ default: (await load())[name] as () => ReactNode }));
const Frame = lazy(async () => ({ default: (await import('../theme/antd-frame')).AntdFrame }));
const SECTIONS: readonly { readonly key: string; readonly word: Word; readonly right?: readonly string[]; readonly plain?: boolean; readonly part: () => ReactNode }[] = [
  { key: 'company', word: 'companyRules', right: ['settings.manage', 'ledger.view'], plain: true, part: lazyPart(() => import('./company-page'), 'CompanyRules') as never },
  { key: 'people', word: 'people', right: ['people.manage'], part: lazyPart(() => import('./people'), 'People') as never },
  { key: 'roles', word: 'roles', right: ['people.manage'], part: lazyPart(() => import('./roles'), 'Roles') as never },
  { key: 'approvals', word: 'approvals', right: ['settings.manage'], part: lazyPart(() => import('./approvals'), 'Approvals') as never },
  { key: 'audit', word: 'audit', right: ['audit.view'], part: lazyPart(() => import('./audit'), 'Audit') as never },
  { key: 'backup', word: 'backups', right: ['settings.manage'], plain: true, part: lazyPart(() => import('./backup'), 'Backups') as never },
  { key: 'tokens', word: 'tokens', part: lazyPart(() => import('./tokens'), 'Tokens') as never },
  { key: 'password', word: 'changePassword', plain: true, part: Password },
];

export function SettingsPage(): ReactNode {
  const meta = useMeta();
  const mine = SECTIONS.filter((s) => !s.right || s.right.some((r) => holds(meta, r)));
  const wanted = useParam('section');
  const section = wanted === '' ? mine[0] : mine.find((s) => s.key === wanted);
  if (!section) return <NotFound />;
  const Part = section.part;
  return (
    <div className="hc-page hc-page-full">
      <PageHead crumbs={[{ text: t('settings') }, { text: t(section.word) }]} title={t(section.word)} />
      <nav className="hc-tabs" aria-label={t('settings')}>
        {mine.map((s) => (
          <A key={s.key} className="hc-tab-link" href={`/settings/${s.key}`} aria-current={s === section ? 'page' : undefined}>
            {t(s.word)}
          </A>
        ))}
      </nav>
      <Suspense fallback={<Waiting lines={8} />}>
        {section.plain ? (
          <div className="hc-office">
            <Part />
          </div>
        ) : (
          <Frame>
            <div className="hc-office">
              <Part />
            </div>
          </Frame>
        )}
      </Suspense>
    </div>
  );
}

function Password(): ReactNode {
  return (
    <div className="hc-password">
      <PasswordForm key="own" onDone={() => undefined} />
    </div>
  );
}
