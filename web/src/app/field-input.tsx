// One input for each kind of field; documents, records and parameters share it.
import type { ReactNode } from 'react';
import type { Candidate, Field, Labels } from '../api/types';
import { t } from '../i18n';
import { fromPercent, toPercent } from '../lib/figures';
import { Combobox } from '../ui/combobox';
import { DateField } from '../ui/date-field';
import { FieldBox } from '../ui/field';
import { isFigure, labelText } from './values';

export type InputProps = {
  readonly field: Field;
  readonly value: unknown;
  readonly onChange: (value: unknown, candidate?: Candidate | null) => void;
  readonly labels: Labels;
  readonly today: string;
  readonly error?: string | undefined;
  readonly context?: Readonly<Record<string, string | null | undefined>>;
  readonly readOnly?: boolean;
};

export function FieldInput(props: InputProps): ReactNode {
  const { field, error } = props;
  const label = field.kind === 'rate' ? `${field.zh}（%）` : field.zh;
  return (
    <FieldBox label={label} required={field.required} hint={field.hint} error={error} wide={field.kind === 'note' || field.kind === 'list'}>
      {(wiring) => <Control {...props} wiring={wiring} />}
    </FieldBox>
  );
}

type Wiring = Readonly<Record<string, unknown>>;
const textOf = (value: unknown): string => (value === null || value === undefined ? '' : String(value));

export function Control({ field, value, onChange, labels, today, context, readOnly = false, wiring }: InputProps & { readonly wiring: Wiring }): ReactNode {
  switch (field.kind) {
    case 'ref':
      return (
        <Combobox
          {...wiring}
          to={field.to ?? ''}
          value={textOf(value) || null}
          text={labelText(labels, value)}
          onPick={(c) => onChange(c?.id ?? null, c)}
          clearable={!field.required}
          readOnly={readOnly}
          {...(context ? { context } : {})}
        />
      );
    case 'day':
      return <DateField {...wiring} value={textOf(value)} onChange={onChange} today={today} readOnly={readOnly} />;
    case 'choice':
      return (
        <select {...wiring} className="hc-input" value={textOf(value)} disabled={readOnly} onChange={(event) => onChange(event.target.value || null)}>
          {(!field.required || !value) && <option value="">{field.required ? t('pleaseChoose') : '—'}</option>}
          {field.choices?.map((c) => (
            <option key={c.value} value={c.value}>
              {c.zh}
            </option>
          ))}
        </select>
      );
    case 'flag':
      return (
        <span className="hc-switch">
          <input {...wiring} type="checkbox" role="switch" checked={value === true || value === 'true'} disabled={readOnly} onChange={(event) => onChange(event.target.checked)} />
        </span>
      );
    case 'note':
      return (
        <textarea
          {...wiring}
          className="hc-input"
          rows={2}
          value={textOf(value)}
          readOnly={readOnly}
          maxLength={field.max ?? 2000}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case 'rate':
      return <RateInput wiring={wiring} value={value} onChange={onChange} readOnly={readOnly} />;
    default:
      return (
        <input
          {...wiring}
          className={`hc-input${isFigure(field.kind) ? ' hc-input-right' : ''}`}
          inputMode={isFigure(field.kind) ? 'decimal' : undefined}
          autoComplete="off"
          maxLength={isFigure(field.kind) ? 24 : (field.max ?? 200)}
          value={textOf(value)}
          readOnly={readOnly}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}

function RateInput({
  wiring,
  value,
  onChange,
  readOnly,
}: {
  readonly wiring: Wiring;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly readOnly: boolean;
}): ReactNode {
  return (
    <input
      key={textOf(value)}
      {...wiring}
      className="hc-input hc-input-right"
      inputMode="decimal"
      autoComplete="off"
      defaultValue={toPercent(value)}
      readOnly={readOnly}
      onBlur={(event) => {
        const next = event.target.value.trim() === '' ? null : fromPercent(event.target.value) || event.target.value;
        if (next !== value) onChange(next);
      }}
    />
  );
}
