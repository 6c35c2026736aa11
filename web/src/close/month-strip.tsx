// The year's months with their state: closed, the one to close, open; arrows move, each leads to its own address.
import { useEffect, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useSetSearch } from '../app/url';
import { IconButton } from '../ui/button';
import { Icon } from '../ui/icon';
import type { Periods } from './close';
import { words } from './words';

export function MonthStrip({
  periods,
  at,
  today,
}: {
  readonly periods: Periods;
  readonly at: number /** The period of today; later ones have not come. */;
  readonly today: number;
}): ReactNode {
  const setSearch = useSetSearch();
  const [year, setYear] = useState(Math.floor(at / 100));
  useEffect(() => setYear(Math.floor(at / 100)), [at]);
  const years = [...new Set(periods.periods.map((p) => Math.floor(p.period / 100)))];
  const months = periods.periods.filter((p) => Math.floor(p.period / 100) === year);
  const choose = (period: number): void => setSearch({ period: String(period) });
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const index = periods.periods.findIndex((p) => p.period === at) + step;
    const next = periods.periods[index];
    if (step === 0 || !next) return;
    event.preventDefault();
    choose(next.period);
    requestAnimationFrame(() => document.querySelector<HTMLElement>('.hc-months [aria-checked=true]')?.focus());
  };
  return (
    <div className="hc-months">
      <div className="hc-months-year">
        <IconButton icon="left" label={words.yearBefore} disabled={!years.includes(year - 1)} onClick={() => setYear(year - 1)} />
        <strong>{words.year(year)}</strong>
        <IconButton icon="right" label={words.yearAfter} disabled={!years.includes(year + 1)} onClick={() => setYear(year + 1)} />
      </div>
      <div className="hc-months-list" role="radiogroup" aria-label={words.months} onKeyDown={onKeyDown}>
        {months.map(({ period, state }) => {
          const kind = state === 'closed' ? 'closed' : period === periods.next ? 'next' : period > today ? 'future' : 'open';
          return (
            <button
              key={period}
              type="button"
              role="radio"
              aria-checked={period === at}
              tabIndex={period === at || (Math.floor(at / 100) !== year && period === months[0]?.period) ? 0 : -1}
              className={`hc-month hc-month-${kind}`}
              onClick={() => choose(period)}
            >
              <span>{words.month(period % 100)}</span>
              <small>
                {state === 'closed' && <Icon name="check" size={12} />}
                {words.state[kind]}
              </small>
            </button>
          );
        })}
      </div>
    </div>
  );
}
