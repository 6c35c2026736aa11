// Who comes in: set-up when nobody founded a company yet, sign-in when nobody is known, else the shell.
import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { get, isProblem } from '../api/client';
import { Failure } from '../ui/bits';
import { Voices } from '../ui/say';
import { MetaProvider, useMetaQuery } from './meta';
import { Shell } from './shell';
import { useSystemTheme } from './theme';

const SignIn = lazy(async () => ({ default: (await import('../gate/sign-in')).SignIn }));
const SetUp = lazy(async () => ({ default: (await import('../gate/set-up')).SetUp }));
const ChangePassword = lazy(async () => ({ default: (await import('../gate/change-password')).FirstPassword }));

export function Gate(): ReactNode {
  const { i18n } = useTranslation();
  useSystemTheme();
  return (
    <div key={i18n.language} className="hc-root">
      <Door />
      <Voices />
    </div>
  );
}

function Door(): ReactNode {
  const meta = useMetaQuery();
  const stranger = isProblem(meta.error) && (meta.error.status === 401 || meta.error.status === 409);
  const setup = useQuery({ queryKey: ['setup'], queryFn: () => get<{ needed: boolean; version: string }>('/api/setup'), enabled: stranger, retry: false });
  if (meta.data && !stranger) {
    if (meta.data.person.mustChange)
      return (
        <Suspense fallback={<Skeleton />}>
          <ChangePassword />
        </Suspense>
      );
    return (
      <MetaProvider value={meta.data}>
        <Shell>
          <Outlet />
        </Shell>
      </MetaProvider>
    );
  }
  if (meta.isError && !stranger)
    return (
      <main className="hc-alone">
        <Failure error={meta.error} retry={() => void meta.refetch()} />
      </main>
    );
  if (setup.isError)
    return (
      <main className="hc-alone">
        <Failure error={setup.error} retry={() => void setup.refetch()} />
      </main>
    );
  if (setup.data) return <Suspense fallback={<Skeleton />}>{setup.data.needed ? <SetUp /> : <SignIn version={setup.data.version} />}</Suspense>;
  return <Skeleton />;
}

function Skeleton(): ReactNode {
  return (
    <div className="hc-skeleton" aria-hidden="true">
      <div className="hc-skeleton-top">
        <i />
        <b />
      </div>
      <div className="hc-skeleton-nav">
        <i />
        <i />
        <i />
        <i />
        <i />
        <i />
      </div>
      <div className="hc-skeleton-panel">
        <i />
        <i />
        <i />
      </div>
    </div>
  );
}
