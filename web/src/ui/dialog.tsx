// Dialogs and drawers on the native <dialog>: focus is held inside, Esc closes, the page behind does not move.
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { t } from '../i18n';
import { IconButton } from './button';

type Props = {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
  readonly side?: 'middle' | 'right' | 'bottom';
  readonly width?: number;
  readonly className?: string;
};

export function Dialog(props: Props): ReactNode {
  return props.open ? <OpenDialog {...props} /> : null;
}

function OpenDialog({ onClose, title, children, footer, side = 'middle', width = 480, className = '' }: Props): ReactNode {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    const opener = document.activeElement;
    if (dialog && !dialog.open) dialog.showModal();
    (dialog?.querySelector<HTMLElement>('[data-autofocus]') ?? dialog)?.focus();
    // Whoever opened it by keyboard goes on from there, unless the answer has led elsewhere.
    return () => {
      requestAnimationFrame(() => {
        if (document.activeElement === document.body && opener instanceof HTMLElement && opener.isConnected) opener.focus();
      });
    };
  }, []);
  return (
    <dialog
      ref={ref}
      tabIndex={-1}
      aria-labelledby={id}
      className={`hc-dialog hc-dialog-${side} ${className}`}
      style={{ width }}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClose={(event) => {
        if (event.target === ref.current) onClose();
      }}
      onPointerDown={(event) => {
        if (event.target === ref.current) onClose();
      }}
    >
      <div className="hc-dialog-inside">
        <header>
          <h2 id={id}>{title}</h2>
          <IconButton icon="close" label={t('closeBox')} onClick={onClose} />
        </header>
        <div className="hc-dialog-body">{children}</div>
        {footer && <footer>{footer}</footer>}
      </div>
    </dialog>
  );
}
