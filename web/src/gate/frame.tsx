// The card of the pages before the shell, and one form's state: values, waiting, the server's sentences.
import { useState, type FormEvent, type ReactNode } from 'react';
import { isProblem, messageOf, type FieldError, Problem } from '../api/client';
import { t } from '../i18n';
import { FieldBox } from '../ui/field';
import { Mark } from '../ui/icon';
import './gate.css';

export function Frame({
  title,
  text,
  wide = false,
  children,
}: {
  readonly title: string;
  readonly text: string;
  readonly wide?: boolean;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <main className="hc-gate">
      <section className={`hc-gate-card${wide ? ' hc-gate-wide' : ''}`}>
        <header>
          <div>
            <Mark size={28} />
            {t('brand')}
          </div>
          <h1>{title}</h1>
          <p>{text}</p>
        </header>
        {children}
      </section>
    </main>
  );
}

export type Form<V> = {
  readonly values: V;
  readonly set: (patch: Partial<V>) => void;
  readonly busy: boolean;
  readonly problem: Problem | null;
  readonly fail: (errors: readonly FieldError[]) => void;
  readonly submit: (event: FormEvent) => void;
};

export function useForm<V>(initial: V, send: (values: V) => Promise<void>, check: (values: V) => readonly FieldError[] = () => []): Form<V> {
  const [values, setValues] = useState(initial);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const fail = (errors: readonly FieldError[]): void => setProblem(new Problem(422, 'form', '', errors));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const wrong = check(values);
    if (wrong.length > 0) {
      fail(wrong);
      return;
    }
    setBusy(true);
    setProblem(null);
    send(values)
      .catch((error: unknown) => setProblem(isProblem(error) ? error : new Problem(500, 'unknown', messageOf(error))))
      .finally(() => setBusy(false));
  };
  return { values, set: (patch) => setValues((before) => ({ ...before, ...patch })), busy, problem, fail, submit };
}

type TextProps<V> = {
  readonly form: Form<V>;
  readonly name: keyof V & string;
  readonly path?: string;
  readonly label: string;
  readonly type?: string;
  readonly autoComplete?: string;
  readonly hint?: string;
  readonly focus?: boolean;
  readonly placeholder?: string;
};

export function TextLine<V>({ form, name, path, label, type = 'text', autoComplete = 'off', hint, focus = false, placeholder }: TextProps<V>): ReactNode {
  return (
    <FieldBox label={label} required hint={hint} error={form.problem?.at(path ?? name)}>
      {(wiring) => (
        <input
          {...wiring}
          className="hc-input"
          type={type}
          autoComplete={autoComplete}
          autoFocus={focus}
          placeholder={placeholder}
          value={String(form.values[name] ?? '')}
          onChange={(event) => form.set({ [name]: event.target.value } as never)}
        />
      )}
    </FieldBox>
  );
}

/** What the server said that belongs to no field shown here. */
export function Rest<V>({ form, shown }: { readonly form: Form<V>; readonly shown: readonly string[] }): ReactNode {
  const { problem } = form;
  if (!problem) return null;
  const others = problem.errors.filter((e) => !shown.includes(e.path));
  const text = others.length > 0 ? others.map((e) => e.message).join('；') : problem.errors.length > 0 ? '' : problem.message;
  return text === '' ? null : (
    <p className="hc-gate-error" role="alert">
      {text}
    </p>
  );
}
