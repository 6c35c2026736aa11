// A labelled box around one input: label, hint, and the server's sentence when it refused.
import { useId, type ReactNode } from 'react';

type Wiring = { readonly id: string; readonly 'aria-invalid': boolean; readonly 'aria-describedby': string | undefined; readonly 'aria-required': boolean | undefined };
type Props = {
  readonly label: string;
  readonly required?: boolean;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly wide?: boolean;
  readonly children: (wiring: Wiring) => ReactNode;
};

export function FieldBox({ label, required = false, hint, error, wide = false, children }: Props): ReactNode {
  const id = useId();
  const said = error ?? hint;
  return (
    <div className={`hc-field${wide ? ' hc-wide' : ''}${error ? ' hc-wrong' : ''}`}>
      <label className="hc-label" htmlFor={id}>
        {label}
        {required && <i aria-hidden="true">*</i>}
      </label>
      {children({ id, 'aria-invalid': error !== undefined, 'aria-describedby': said ? `${id}-said` : undefined, 'aria-required': required || undefined })}
      {error ? (
        <span id={`${id}-said`} className="hc-error" role="alert">
          {error}
        </span>
      ) : (
        hint && (
          <span id={`${id}-said`} className="hc-hint">
            {hint}
          </span>
        )
      )}
    </div>
  );
}
