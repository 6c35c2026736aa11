// What closing does, step by step: before, what each would book; while it runs, how far it is; after, the documents it made.
import type { ReactNode } from 'react';
import { Icon } from '../ui/icon';
import { A } from '../ui/link';
import { type Finding, type Month, spoken, type Step, type StepProgress } from './close';
import { words } from './words';

type Props = {
  readonly month: Month;
  readonly progress: Readonly<Record<string, StepProgress>>;
  readonly skip: readonly string[];
  readonly onSkip: (skip: readonly string[]) => void;
  readonly busy: boolean;
};

export function Steps({ month, progress, skip, onSkip, busy }: Props): ReactNode {
  const closed = month.state === 'closed';
  const preview = (name: string): Finding | undefined => month.checks.find((c) => c.name === `step.${name}`);
  const row = (step: Step): ReactNode => (
    <StepRow
      key={step.name}
      name={step.zh}
      text={progress[step.name]?.said ?? (closed ? undefined : preview(step.name)?.said)}
      progress={progress[step.name] ?? (closed ? { state: 'done' } : undefined)}
      skipped={skip.includes(step.name)}
      idle={!closed && (preview(step.name)?.tone ?? 'ok') === 'ok'}
      {...(step.optional && !closed && !busy && preview(step.name)?.tone === 'info' && progress[step.name]?.state !== 'done'
        ? { toggle: () => onSkip(skip.includes(step.name) ? skip.filter((s) => s !== step.name) : [...skip, step.name]) }
        : {})}
    />
  );
  const end: StepProgress | undefined = closed && !progress['close'] ? { state: 'done' } : progress['close'];
  const later = month.steps.filter((s) => s.phase === 'after');
  return (
    <section className="hc-steps" aria-label={words.steps}>
      <h2>{words.steps}</h2>
      <p className="hc-note">{words.stepsText}</p>
      <ol aria-live="polite">
        {month.steps.filter((s) => s.phase === 'before').map(row)}
        <StepRow name={words.closeStep} text={end?.said ?? (closed ? undefined : words.closeStepText)} progress={end} skipped={false} />
        {later.map(row)}
      </ol>
    </section>
  );
}

type RowProps = {
  readonly name: string;
  readonly text: string | undefined;
  readonly progress: StepProgress | undefined;
  readonly skipped: boolean;
  /** Nothing to book this month. */
  readonly idle?: boolean;
  readonly toggle?: () => void;
};

function StepRow({ name, text, progress, skipped, idle = false, toggle }: RowProps): ReactNode {
  const state = progress?.state ?? (skipped ? 'skipped' : 'waiting');
  const total = progress?.total ?? 0;
  return (
    <li className={`hc-step hc-step-${state}${idle && state === 'waiting' ? ' hc-step-idle' : ''}`}>
      <i aria-hidden="true">
        {state === 'running' ? <span className="hc-spin" /> : state === 'done' ? <Icon name="check" size={13} /> : state === 'refused' ? <Icon name="close" size={13} /> : null}
      </i>
      <div>
        <p>
          <strong>{name}</strong>
          <span className="hc-hidden">{words.stepState[state]}</span>
          {toggle && (
            <label className="hc-step-toggle">
              <input type="checkbox" checked={!skipped} onChange={toggle} />
              {words.include}
            </label>
          )}
        </p>
        {progress?.problem ? <p className="hc-error">{progress.problem}</p> : text && <p className="hc-step-text">{spoken(text)}</p>}
        {state === 'running' && total > 0 && (
          <p className="hc-step-bar">
            <progress max={total} value={progress?.done ?? 0} aria-label={name} />
            <small>{words.progress(progress?.done ?? 0, total)}</small>
          </p>
        )}
        {(progress?.documents ?? []).map((d) => (
          <A key={d.id} className="hc-link hc-step-doc" href={`/documents/${d.type}/${d.id}`}>
            {d.number}
          </A>
        ))}
      </div>
    </li>
  );
}
