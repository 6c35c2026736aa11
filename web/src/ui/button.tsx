// Buttons: one primary per screen, plain ones beside it, quiet ones in rows; a key hint may stand inside.
import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Icon, type IconName } from './icon';

type Props = ButtonHTMLAttributes<HTMLButtonElement> & {
  readonly kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly icon?: IconName;
  readonly keys?: string;
  readonly busy?: boolean;
};

export function Button({ kind = 'plain', icon, keys, busy = false, children, className, disabled, ...rest }: Props): ReactNode {
  return (
    <button
      type="button"
      className={`hc-button hc-button-${kind}${busy ? ' hc-busy' : ''}${className ? ` ${className}` : ''}`}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy ? <span className="hc-spin" aria-hidden="true" /> : icon && <Icon name={icon} />}
      {children !== undefined && <span>{children}</span>}
      {keys && <kbd aria-hidden="true">{keys}</kbd>}
    </button>
  );
}

/** A button that is only an icon; its label is read and shown as a tip. */
export function IconButton({ icon, label, className, ...rest }: ButtonHTMLAttributes<HTMLButtonElement> & { readonly icon: IconName; readonly label: string }): ReactNode {
  return (
    <button type="button" className={`hc-icon-button${className ? ` ${className}` : ''}`} aria-label={label} title={label} {...rest}>
      <Icon name={icon} />
    </button>
  );
}
