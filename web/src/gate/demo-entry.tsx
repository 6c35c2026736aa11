// The way into the demo company: choose whose day to look at. While it is being made, how far it is.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { get, messageOf, post } from '../api/client';
import { t } from '../i18n';

type Demo = {
  readonly state: 'none' | 'building' | 'ready' | 'failed';
  readonly done: number;
  readonly total: number;
  readonly day: string | null;
  readonly people: readonly { readonly login: string; readonly name: string; readonly role: string }[];
};

export function DemoEntry(): ReactNode {
  const client = useQueryClient();
  const setup = useQuery({
    queryKey: ['setup'],
    queryFn: () => get<{ demo: Demo }>('/api/setup'),
    refetchInterval: (query) => (query.state.data?.demo?.state === 'building' ? 1500 : false),
  });
  const enter = useMutation({ mutationFn: (login: string) => post('/api/demo', { login }), onSuccess: () => client.resetQueries() });
  const demo = setup.data?.demo;
  if (!demo || demo.state === 'none' || demo.state === 'failed') return null;
  const share = demo.total > 0 ? Math.floor((demo.done / demo.total) * 100) : 0;
  return (
    <section className="hc-gate-demo" aria-label={t('demoTitle')}>
      <h2>{t('demoTitle')}</h2>
      <p>{demo.state === 'building' ? t('demoBuilding', { day: demo.day ?? '' }) : t('demoText')}</p>
      {demo.state === 'building' && (
        <div className="hc-gate-bar" role="progressbar" aria-valuenow={share} aria-valuemin={0} aria-valuemax={100} aria-label={t('demoTitle')}>
          <i style={{ width: `${share}%` }} />
          <span>{share}%</span>
        </div>
      )}
      {demo.state === 'ready' && (
        <div className="hc-gate-people">
          {demo.people.map((p) => (
            <button key={p.login} type="button" disabled={enter.isPending} onClick={() => enter.mutate(p.login)}>
              <b>{p.role}</b>
              <span>{p.name}</span>
            </button>
          ))}
        </div>
      )}
      {enter.isError && (
        <p className="hc-gate-error" role="alert">
          {messageOf(enter.error)}
        </p>
      )}
    </section>
  );
}
