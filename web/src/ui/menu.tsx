// A menu at a button: arrows move, Enter runs, Esc closes; separators by a null entry.
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Floating } from './floating';
import { Icon, type IconName } from './icon';

export type MenuItem = {
  readonly key: string;
  readonly label: ReactNode;
  readonly icon?: IconName;
  readonly hint?: string;
  readonly danger?: boolean;
  readonly checked?: boolean;
  readonly disabled?: boolean;
  readonly run: () => void;
};
type Props = {
  readonly label: string;
  readonly button: ReactNode;
  readonly items: readonly (MenuItem | null)[];
  readonly className?: string;
  readonly align?: 'start' | 'end';
  readonly head?: ReactNode;
};

export function Menu({ label, button, items, className = 'hc-button hc-button-plain', align = 'end', head }: Props): ReactNode {
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const close = (): void => setOpen(false);
  useEffect(() => {
    if (open) list.current?.querySelector<HTMLElement>('[role^=menuitem]:not(:disabled)')?.focus();
  }, [open]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (event.key === 'Tab') close();
    if (step === 0) return;
    event.preventDefault();
    const all = [...(list.current?.querySelectorAll<HTMLElement>('[role^=menuitem]:not(:disabled)') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    all[(at + step + all.length) % all.length]?.focus();
  };
  return (
    <>
      <button
        ref={anchor}
        type="button"
        className={className}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-label={label}
        title={label}
        onClick={() => setOpen(!open)}
      >
        {button}
      </button>
      <Floating anchor={anchor.current} open={open} onClose={close} align={align} className="hc-menu-box">
        {head}
        <div ref={list} id={id} role="menu" aria-label={label} onKeyDown={onKeyDown}>
          {items.map((item, i) =>
            item === null ? (
              <hr key={`line${i}`} />
            ) : (
              <button
                key={item.key}
                type="button"
                role={item.checked === undefined ? 'menuitem' : 'menuitemradio'}
                aria-checked={item.checked}
                tabIndex={-1}
                disabled={item.disabled}
                className={`hc-menu-item${item.danger ? ' hc-danger' : ''}`}
                onClick={() => {
                  close();
                  anchor.current?.focus();
                  item.run();
                }}
              >
                {item.icon ? <Icon name={item.icon} /> : item.checked !== undefined && <span className="hc-tick">{item.checked && <Icon name="check" size={14} />}</span>}
                <span>{item.label}</span>
                {item.hint && <kbd>{item.hint}</kbd>}
              </button>
            ),
          )}
        </div>
      </Floating>
    </>
  );
}
