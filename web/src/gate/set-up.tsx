// First start: the company, its standard, and the first administrator. There is no default password anywhere.
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { post } from '../api/client';
import { t } from '../i18n';
import { periodText } from '../lib/days';
import { Button } from '../ui/button';
import { FieldBox } from '../ui/field';
import { DemoEntry } from './demo-entry';
import { Frame, Rest, TextLine, useForm, type Form } from './frame';

type Plan = { company: string; standard: string; vat: string; firstPeriod: string; login: string; name: string; password: string; again: string };

function periods(): string[] {
  const year = new Date().getFullYear();
  return [year - 1, year, year + 1].flatMap((y) => Array.from({ length: 12 }, (_, i) => `${y}${String(i + 1).padStart(2, '0')}`));
}

export function SetUp(): ReactNode {
  const client = useQueryClient();
  const now = new Date();
  const form = useForm<Plan>(
    {
      company: '',
      standard: 'ASSBE',
      vat: 'general',
      firstPeriod: `${now.getFullYear()}${String(now.getMonth() + 1).padStart(2, '0')}`,
      login: 'admin',
      name: '',
      password: '',
      again: '',
    },
    async ({ login, name, password, again: _, ...plan }) => {
      await post('/api/setup', { ...plan, admin: { login, name, password } });
      await client.resetQueries();
    },
    (v) => [
      ...(['company', 'login', 'name', 'password'] as const).filter((k) => v[k].trim() === '').map((k) => ({ path: k === 'company' ? k : `admin.${k}`, message: t('fillThis') })),
      ...(v.password !== v.again ? [{ path: 'again', message: t('passwordDiffers') }] : []),
    ],
  );
  return (
    <Frame title={t('setUp')} text={t('setUpText')} wide>
      <DemoEntry />
      <form onSubmit={form.submit} noValidate>
        <fieldset>
          <legend>
            <b>1</b>
            {t('company')}
          </legend>
          <TextLine form={form} name="company" label={t('companyName')} autoComplete="organization" focus placeholder={t('companyExample')} />
          <Pick
            form={form}
            name="standard"
            label={t('standard')}
            options={[
              ['ASSBE', t('standard.ASSBE'), t('standard.ASSBE.text')],
              ['ASBE', t('standard.ASBE'), t('standard.ASBE.text')],
            ]}
          />
          <Pick
            form={form}
            name="vat"
            label={t('vat')}
            options={[
              ['general', t('vat.general'), t('vat.general.text')],
              ['small', t('vat.small'), t('vat.small.text')],
            ]}
          />
          <FieldBox label={t('firstPeriod')} required hint={t('firstPeriodHint')} error={form.problem?.at('firstPeriod')}>
            {(wiring) => (
              <select {...wiring} className="hc-input" value={form.values.firstPeriod} onChange={(event) => form.set({ firstPeriod: event.target.value })}>
                {periods().map((p) => (
                  <option key={p} value={p}>
                    {periodText(p)}
                  </option>
                ))}
              </select>
            )}
          </FieldBox>
        </fieldset>
        <fieldset>
          <legend>
            <b>2</b>
            {t('firstAdmin')}
          </legend>
          <div className="hc-gate-two">
            <TextLine form={form} name="name" path="admin.name" label={t('personName')} autoComplete="name" />
            <TextLine form={form} name="login" path="admin.login" label={t('login')} autoComplete="username" />
            <TextLine form={form} name="password" path="admin.password" label={t('password')} type="password" autoComplete="new-password" hint={t('passwordHint')} />
            <TextLine form={form} name="again" label={t('passwordAgain')} type="password" autoComplete="new-password" />
          </div>
        </fieldset>
        <Rest form={form} shown={['company', 'standard', 'vat', 'firstPeriod', 'admin.name', 'admin.login', 'admin.password', 'again']} />
        <Button kind="primary" type="submit" busy={form.busy}>
          {t('startBooks')}
        </Button>
      </form>
    </Frame>
  );
}

function Pick({
  form,
  name,
  label,
  options,
}: {
  readonly form: Form<Plan>;
  readonly name: 'standard' | 'vat';
  readonly label: string;
  readonly options: readonly (readonly [string, string, string])[];
}): ReactNode {
  return (
    <div className="hc-field" role="radiogroup" aria-label={label}>
      <span className="hc-label">
        {label}
        <i aria-hidden="true">*</i>
      </span>
      <div className="hc-choice">
        {options.map(([value, title, text]) => (
          <label key={value}>
            <input type="radio" name={name} value={value} checked={form.values[name] === value} onChange={() => form.set({ [name]: value })} />
            {title}
            <span>{text}</span>
          </label>
        ))}
      </div>
    </div>
  );
}
