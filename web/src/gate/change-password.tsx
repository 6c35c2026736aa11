// A new password: asked for by the person, or demanded on the first sign-in.
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { post } from '../api/client';
import { t } from '../i18n';
import { Button } from '../ui/button';
import { say } from '../ui/say';
import { Frame, Rest, TextLine, useForm } from './frame';

export function PasswordForm({ onDone }: { readonly onDone: () => void }): ReactNode {
  const form = useForm(
    { old: '', new: '', again: '' },
    async (v) => {
      await post('/api/password', { old: v.old, new: v.new });
      say(t('passwordChanged'));
      onDone();
    },
    (v) => [
      ...(v.old === '' ? [{ path: 'old', message: t('fillThis') }] : []),
      ...(v.new === '' ? [{ path: 'new', message: t('fillThis') }] : []),
      ...(v.new !== v.again ? [{ path: 'again', message: t('passwordDiffers') }] : []),
    ],
  );
  return (
    <form onSubmit={form.submit} noValidate className="hc-form-alone">
      <TextLine form={form} name="old" label={t('passwordOld')} type="password" autoComplete="current-password" />
      <TextLine form={form} name="new" label={t('passwordNew')} type="password" autoComplete="new-password" hint={t('passwordHint')} />
      <TextLine form={form} name="again" label={t('passwordAgain')} type="password" autoComplete="new-password" />
      <Rest form={form} shown={['old', 'new', 'again']} />
      <Button kind="primary" type="submit" busy={form.busy}>
        {t('changePassword')}
      </Button>
    </form>
  );
}

export function FirstPassword(): ReactNode {
  const client = useQueryClient();
  return (
    <Frame title={t('firstPassword')} text={t('firstPasswordText')}>
      <PasswordForm onDone={() => void client.resetQueries()} />
    </Frame>
  );
}
