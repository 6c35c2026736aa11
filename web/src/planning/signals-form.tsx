// A signal's promises, entered: what it is, how it comes, how far ahead it is known.
import { useState, type FormEvent, type ReactNode } from 'react';
import { isProblem, post, put } from '../api/client';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { FieldBox } from '../ui/field';
import { type Draft, type Pull, type Signal, type Signals, useDo } from './signals';
import { words } from './signals-words';

type Props = { readonly signal: Signal | null; readonly metrics: Signals['metrics']; readonly onClose: () => void };

const NEW: Draft = { code: '', name: '', unit: '', level: 'company', feed: 'file', source: '', ahead: 7, missing: 'leave', stale: 48, metric: null, state: 'on', pull: null };
const PULL: Pull = { url: '', format: 'json', rows: '', day: '', value: '', target: '', minutes: 360 };
type Errors = (path: string) => string | undefined;

export function SignalForm({ signal, metrics, onClose }: Props): ReactNode {
  const [draft, setDraft] = useState<Draft>(signal ?? NEW);
  const [secret, setSecret] = useState('');
  const change = (part: Partial<Draft>): void => setDraft((d) => ({ ...d, ...part }));
  const save = useDo((body: object) => (signal ? put(`/api/planning/signals/${signal.id}`, body) : post('/api/planning/signals', body)), {
    said: signal ? words.saved : words.made,
    done: onClose,
  });
  const at: Errors = (path) => (isProblem(save.error) ? save.error.at(path) : undefined);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const { code, name, unit, level, feed, source, ahead, missing, stale, metric, state, pull } = draft;
    save.mutate({
      code,
      name,
      unit,
      level,
      feed,
      source,
      ahead,
      missing,
      stale,
      metric,
      state,
      pull: feed === 'pull' ? (pull ?? PULL) : null,
      secret: secret === '' ? null : secret,
    });
  };
  return (
    <Dialog
      open
      title={signal ? words.edit : words.make}
      width={640}
      onClose={onClose}
      footer={
        <Button kind="primary" busy={save.isPending} type="submit" form="signal-form">
          {words.save}
        </Button>
      }
    >
      <form id="signal-form" className="hc-signals-form" onSubmit={submit}>
        <Promises draft={draft} change={change} at={at} metrics={metrics} />
        {draft.feed === 'pull' && <PullFields pull={draft.pull ?? PULL} at={at} onChange={(pull) => change({ pull })} secret={secret} onSecret={setSecret} />}
      </form>
    </Dialog>
  );
}

type Entry = { readonly draft: Draft; readonly change: (part: Partial<Draft>) => void; readonly at: Errors };
type TextRule = { readonly field: 'name' | 'code' | 'unit' | 'source'; readonly label: string; readonly hint?: string; readonly required?: boolean };
const TEXTS: readonly TextRule[] = [
  { field: 'name', label: words.name, required: true },
  { field: 'code', label: words.code, required: true, hint: words.codeHint },
  { field: 'unit', label: words.unit },
  { field: 'source', label: words.source, required: true, hint: words.sourceHint },
];

/** What the signal is and what is promised of it. */
function Promises({ draft, change, at, metrics }: Entry & { readonly metrics: Signals['metrics'] }): ReactNode {
  return (
    <>
      {TEXTS.map(({ field, label, hint, required = false }) => (
        <FieldBox key={field} label={label} hint={hint} required={required} error={at(field)}>
          {(wiring) => (
            <input
              {...wiring}
              data-autofocus={field === 'name' ? true : undefined}
              className="hc-input"
              maxLength={field === 'source' ? 120 : 60}
              value={draft[field]}
              onChange={(e) => change({ [field]: e.target.value })}
            />
          )}
        </FieldBox>
      ))}
      <Pick label={words.level} of={words.levels} value={draft.level} error={at('level')} onPick={(level) => change({ level })} />
      <Days label={words.ahead} hint={words.aheadHint} span={[0, 400]} value={draft.ahead} error={at('ahead')} onPick={(ahead) => change({ ahead })} />
      <Pick label={words.missing} of={words.missings} value={draft.missing} error={at('missing')} onPick={(missing) => change({ missing })} />
      <Days label={words.stale} hint={words.staleHint} span={[1, 8784]} value={draft.stale} error={at('stale')} onPick={(stale) => change({ stale })} />
      <Pick
        label={words.metric}
        hint={words.metricHint}
        of={{ '': words.metricNone, ...Object.fromEntries(metrics.map((m) => [m.id, m.zh])) }}
        value={draft.metric ?? ''}
        error={at('metric')}
        onPick={(metric) => change({ metric: metric === '' ? null : metric })}
      />
      <Pick label={words.state} of={{ on: words.on, paused: words.paused }} value={draft.state} onPick={(state) => change({ state: state as Draft['state'] })} />
      <Pick label={words.feed} of={words.feeds} value={draft.feed} error={at('feed')} onPick={(feed) => change({ feed })} />
    </>
  );
}

type PickProps<V> = { readonly label: string; readonly value: V; readonly onPick: (value: V) => void; readonly hint?: string; readonly error?: string | undefined };
function Days({ label, hint, span: [min, max], value, error, onPick }: PickProps<number> & { readonly span: readonly [number, number] }): ReactNode {
  return (
    <FieldBox label={label} hint={hint} error={error}>
      {(wiring) => <input {...wiring} className="hc-input" type="number" min={min} max={max} value={value} onChange={(e) => onPick(Number(e.target.value))} />}
    </FieldBox>
  );
}
function Pick({ label, hint, of, value, error, onPick }: PickProps<string> & { readonly of: Readonly<Record<string, string>> }): ReactNode {
  return (
    <FieldBox label={label} hint={hint} error={error}>
      {(wiring) => (
        <select {...wiring} className="hc-input" value={value} onChange={(e) => onPick(e.target.value)}>
          {Object.entries(of).map(([key, zh]) => (
            <option key={key} value={key}>
              {zh}
            </option>
          ))}
        </select>
      )}
    </FieldBox>
  );
}

type PullProps = { readonly pull: Pull; readonly at: Errors; readonly onChange: (pull: Pull) => void; readonly secret: string; readonly onSecret: (secret: string) => void };
const PULL_TEXTS: readonly { readonly field: 'day' | 'value' | 'target'; readonly label: string; readonly hint?: string }[] = [
  { field: 'day', label: words.dayKey },
  { field: 'value', label: words.valueKey },
  { field: 'target', label: words.targetKey, hint: words.targetKeyHint },
];
function PullFields({ pull, at, onChange, secret, onSecret }: PullProps): ReactNode {
  return (
    <>
      <FieldBox label={words.url} hint={words.urlHint} wide required error={at('pull.url')}>
        {(wiring) => (
          <input
            {...wiring}
            className="hc-input"
            maxLength={500}
            inputMode="url"
            placeholder="https://"
            value={pull.url}
            onChange={(e) => onChange({ ...pull, url: e.target.value })}
          />
        )}
      </FieldBox>
      <Pick label={words.format} of={{ json: 'JSON', csv: 'CSV' }} value={pull.format} onPick={(format) => onChange({ ...pull, format: format as Pull['format'] })} />
      {pull.format === 'json' && (
        <FieldBox label={words.rows} hint={words.rowsHint} error={at('pull.rows')}>
          {(wiring) => <input {...wiring} className="hc-input" maxLength={100} value={pull.rows} onChange={(e) => onChange({ ...pull, rows: e.target.value })} />}
        </FieldBox>
      )}
      {PULL_TEXTS.map(({ field, label, hint }) => (
        <FieldBox key={field} label={label} hint={hint} required={field !== 'target'} error={at(`pull.${field}`)}>
          {(wiring) => <input {...wiring} className="hc-input" maxLength={60} value={pull[field]} onChange={(e) => onChange({ ...pull, [field]: e.target.value })} />}
        </FieldBox>
      ))}
      <Days label={words.minutes} span={[15, 10_080]} value={pull.minutes} error={at('pull.minutes')} onPick={(minutes) => onChange({ ...pull, minutes })} />
      <FieldBox label={words.secret} hint={words.secretHint} wide>
        {(wiring) => <input {...wiring} className="hc-input" type="password" autoComplete="off" maxLength={500} value={secret} onChange={(e) => onSecret(e.target.value)} />}
      </FieldBox>
    </>
  );
}
