// What the app says aside: short toasts, and questions that wait for an answer (with a reason where one is needed).
import { useState, useSyncExternalStore, type ReactNode } from 'react';
import { t } from '../i18n';
import { Button } from './button';
import { Dialog } from './dialog';
import { Icon } from './icon';

type Toast = { readonly id: number; readonly tone: 'ok' | 'bad' | 'info'; readonly text: ReactNode };
type Question = { readonly title: string; readonly text?: ReactNode; readonly ok: string; readonly danger?: boolean; readonly reason?: string; readonly width?: number };
type Asked = Question & { readonly answer: (reason: string | null) => void };

let toasts: readonly Toast[] = [];
let asked: Asked | null = null;
let last = 0;
const listeners = new Set<() => void>();
const tell = (): void => {
  for (const listener of listeners) listener();
};
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function say(text: ReactNode, tone: Toast['tone'] = 'ok'): void {
  const id = ++last;
  toasts = [...toasts.slice(-3), { id, tone, text }];
  tell();
  setTimeout(
    () => {
      toasts = toasts.filter((x) => x.id !== id);
      tell();
    },
    // Bad news, and what one can press, stay long enough to be read and reached.
    tone === 'bad' || typeof text !== 'string' ? 8000 : 3500,
  );
}

/** Resolves to null when the person says no, else to the reason ('' when none was asked). */
export function ask(question: Question): Promise<string | null> {
  return new Promise((resolve) => {
    asked = {
      ...question,
      answer: (reason) => {
        asked = null;
        tell();
        resolve(reason);
      },
    };
    tell();
  });
}

export function Voices(): ReactNode {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  const question = useSyncExternalStore(subscribe, () => asked);
  return (
    <>
      <div className="hc-toasts" role="status" aria-live="polite">
        {shown.map((toast) => (
          <div key={toast.id} className={`hc-toast hc-toast-${toast.tone}`}>
            <Icon name={toast.tone === 'ok' ? 'check' : toast.tone === 'bad' ? 'warn' : 'clock'} />
            <span>{toast.text}</span>
          </div>
        ))}
      </div>
      {question && <QuestionBox key={question.title} question={question} />}
    </>
  );
}

function QuestionBox({ question }: { readonly question: Asked }): ReactNode {
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const missing = question.reason !== undefined && reason.trim() === '';
  const yes = (): void => {
    if (missing) setTried(true);
    else question.answer(reason.trim());
  };
  return (
    <Dialog
      open
      title={question.title}
      onClose={() => question.answer(null)}
      width={question.width ?? 440}
      footer={
        <>
          <Button onClick={() => question.answer(null)}>{t('cancel')}</Button>
          <Button kind={question.danger ? 'danger' : 'primary'} data-autofocus={question.reason === undefined ? true : undefined} onClick={yes}>
            {question.ok}
          </Button>
        </>
      }
    >
      {question.text && <p className="hc-question">{question.text}</p>}
      {question.reason !== undefined && (
        <label className="hc-field">
          <span className="hc-label">
            {question.reason}
            <i aria-hidden="true">*</i>
          </span>
          <textarea
            data-autofocus
            className="hc-input"
            rows={3}
            maxLength={200}
            value={reason}
            aria-invalid={tried && missing}
            onChange={(event) => setReason(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && event.ctrlKey) yes();
            }}
          />
          {tried && missing && <span className="hc-error">{t('fillThis')}</span>}
        </label>
      )}
    </Dialog>
  );
}
