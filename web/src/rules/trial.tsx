// The trial on the past: firings by day, by subject, and what would have been done.
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { messageOf, post } from '../api/client';
import { Button } from '../ui/button';
import { say } from '../ui/say';
import type { Simulated, Tree } from './rules';
import { words } from './words';

type Trials = { readonly mine: Simulated; readonly before: Simulated | null; readonly days: number };

/** `active` is the text that runs now, for comparison; null when nothing does. */
export function Trial({ ast, active }: { readonly ast: Tree; readonly active: string | null }): ReactNode {
  const [days, setDays] = useState(90);
  const run = useMutation({
    mutationFn: async (): Promise<Trials> => ({
      days,
      mine: await post<Simulated>('/api/rules/simulate', { ast, days }),
      before: active === null ? null : await post<Simulated>('/api/rules/simulate', { text: active, days }),
    }),
    onError: (error) => say(messageOf(error), 'bad'),
  });
  return (
    <section className="hc-trial">
      <p className="hc-trial-ask">
        <label>
          {words.days}
          <select className="hc-input" value={days} onChange={(event) => setDays(Number(event.target.value))}>
            {[30, 90, 180, 365].map((n) => (
              <option key={n} value={n}>
                {n}
              </option>
            ))}
          </select>
        </label>
        <Button icon="history" busy={run.isPending} onClick={() => run.mutate()}>
          {words.simulate}
        </Button>
      </p>
      {run.isPending && (
        <p className="hc-note" role="status">
          {words.simulating}
        </p>
      )}
      {run.data && <Shown {...run.data} />}
    </section>
  );
}

/** Lines of what would have been done that are listed. */
const SHOWN = 12;
function Shown({ mine, before, days }: Trials): ReactNode {
  return (
    <div className="hc-trial-shown" role="status">
      <p>
        <strong>{words.fired(mine.fired, days)}</strong>　{words.lookedAt(mine.looked, mine.unknown)}
        {before && `　${words.compare(before.fired)}`}
      </p>
      {mine.fired > 0 ? <Bars trial={mine} /> : <p className="hc-note">{mine.looked === 0 ? words.nobody : mine.unknown === mine.looked ? words.allUnknown : words.neverFires}</p>}
      {mine.would.length > 0 && (
        <table className="hc-table">
          <caption>{mine.would.length > SHOWN ? words.wouldFirst(SHOWN) : words.would}</caption>
          <tbody>
            {mine.would.slice(0, SHOWN).map((w, i) => (
              <tr key={i}>
                <td>{w.day}</td>
                <td>{w.subject}</td>
                <td>{w.what}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <ul className="hc-note">
        {mine.caveats.map((c) => (
          <li key={c}>{c}</li>
        ))}
      </ul>
    </div>
  );
}

const DAY_MS = 86_400_000;
/** A bar for each day of the span, also those without. */
function Bars({ trial }: { readonly trial: Simulated }): ReactNode {
  const fired = new Map(trial.days.map((d) => [d.day, d.fired]));
  const days = Array.from({ length: Math.round((Date.parse(trial.to) - Date.parse(trial.from)) / DAY_MS) + 1 }, (_, i) =>
    new Date(Date.parse(trial.from) + i * DAY_MS).toISOString().slice(0, 10),
  );
  const most = Math.max(1, ...fired.values());
  return (
    <svg className="hc-trial-bars" viewBox={`0 0 ${days.length} 40`} preserveAspectRatio="none" role="img" aria-label={words.fired(trial.fired, days.length - 1)}>
      {days.map((day, i) => {
        const n = fired.get(day) ?? 0;
        const high = n === 0 ? 0.6 : 4 + (36 * n) / most;
        return (
          <rect key={day} x={i + 0.12} y={40 - high} width={0.76} height={high}>
            <title>{`${day} ${n}`}</title>
          </rect>
        );
      })}
    </svg>
  );
}
