// Sign-in. The address one wanted stays; nothing is told about which half was wrong.
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { post } from '../api/client';
import { t } from '../i18n';
import { Button } from '../ui/button';
import { DemoEntry } from './demo-entry';
import { Frame, Rest, TextLine, useForm } from './frame';

export function SignIn({ version }: { readonly version?: string }): ReactNode {
  const client = useQueryClient();
  const form = useForm(
    { login: localStorage.getItem('hc.login') ?? '', password: '' },
    async (values) => {
      await post('/api/sign-in', values);
      localStorage.setItem('hc.login', values.login);
      await client.resetQueries();
    },
    (v) => [...(v.login.trim() === '' ? [{ path: 'login', message: t('fillThis') }] : []), ...(v.password === '' ? [{ path: 'password', message: t('fillThis') }] : [])],
  );
  const known = form.values.login !== '';
  return (
    <Frame title={t('signIn')} text={t('signInText')}>
      <form onSubmit={form.submit} noValidate>
        <TextLine form={form} name="login" label={t('login')} autoComplete="username" focus={!known} />
        <TextLine form={form} name="password" label={t('password')} type="password" autoComplete="current-password" focus={known} />
        <Rest form={form} shown={['login', 'password']} />
        <Button kind="primary" type="submit" busy={form.busy}>
          {t('signIn')}
        </Button>
      </form>
      <DemoEntry />
      {version && (
        <p className="hc-gate-foot">
          {t('brand')} {version}
        </p>
      )}
    </Frame>
  );
}
