// A day: typed in any usual way (11-22, 1122, 20261122) or picked from a small calendar; ↑↓ move by a day, PgUp/PgDn by a month.
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { t } from '../i18n';
import { addDays, addMonths, daysIn, readDay, weekday } from '../lib/days';
import { words } from '../lib/words';
import { Floating } from './floating';
import { Icon, type IconName } from './icon';
import { say } from './say';

type Props = {
  readonly value: string;
  readonly onChange: (day: string) => void;
  readonly today: string;
  readonly id?: string;
  readonly label?: string;
  readonly placeholder?: string;
  readonly readOnly?: boolean;
};

/** What was there stays, and nobody takes it for what they typed. */
const sayBad = (text: string, value: string): void => say(t(value === '' ? 'badDay' : 'badDayKept', { text, value }), 'bad');

export function DateField({ value, onChange, today, id, label, placeholder, readOnly, ...aria }: Props & Readonly<Record<`aria-${string}`, unknown>>): ReactNode {
  const [text, setText] = useState(value);
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => setText(value), [value]);
  const commit = (): void => {
    const typed = text.trim();
    const day = typed === '' ? '' : readDay(typed, today);
    if (day === null) sayBad(typed, value);
    else if (day !== value) onChange(day);
    setText(day ?? value);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing || readOnly) return;
    const base = readDay(text, today) ?? today;
    const moved = event.altKey
      ? null
      : event.key === 'ArrowUp'
        ? addDays(base, 1)
        : event.key === 'ArrowDown'
          ? addDays(base, -1)
          : event.key === 'PageUp'
            ? addMonths(base, 1)
            : event.key === 'PageDown'
              ? addMonths(base, -1)
              : null;
    if (moved) {
      event.preventDefault();
      onChange(moved);
    } else if ((event.key === 'ArrowDown' && event.altKey) || event.key === 'F7') {
      event.preventDefault();
      setOpen(true);
    } else if (event.key === 'Enter') {
      commit();
      setOpen(false);
    }
  };
  return (
    <div className="hc-date" ref={box}>
      <input
        {...aria}
        id={id}
        className="hc-input"
        inputMode="numeric"
        autoComplete="off"
        aria-label={label}
        placeholder={placeholder ?? t('day')}
        value={text}
        readOnly={readOnly}
        onChange={(event) => setText(event.target.value)}
        onBlur={commit}
        onKeyDown={onKeyDown}
        onFocus={(event) => event.target.select()}
      />
      {!readOnly && (
        <button type="button" tabIndex={-1} className="hc-inside" aria-label={t('pickDay')} onClick={() => setOpen(!open)}>
          <Icon name="calendar" size={15} />
        </button>
      )}
      <Floating anchor={box.current} open={open} onClose={() => setOpen(false)} className="hc-calendar-box">
        <Calendar
          value={readDay(text, today) ?? today}
          today={today}
          onPick={(day) => {
            setOpen(false);
            onChange(day);
            setText(day);
          }}
        />
      </Floating>
    </div>
  );
}

function Calendar({ value, today, onPick }: { readonly value: string; readonly today: string; readonly onPick: (day: string) => void }): ReactNode {
  const [month, setMonth] = useState(`${value.slice(0, 8)}01`);
  const first = weekday(month);
  const count = daysIn(Number(month.slice(0, 4)), Number(month.slice(5, 7)));
  const turn = (icon: IconName, by: number, label: string): ReactNode => (
    <button type="button" aria-label={label} onClick={() => setMonth(addMonths(month, by))}>
      <Icon name={icon} size={15} />
    </button>
  );
  return (
    <div className="hc-calendar">
      <header>
        {turn('left', -1, t('monthBefore'))}
        <strong>{words.month(month.slice(0, 4), Number(month.slice(5, 7)))}</strong>
        {turn('right', 1, t('monthAfter'))}
      </header>
      <div className="hc-calendar-days">
        {words.week.map((name) => (
          <span key={name}>{name}</span>
        ))}
        {Array.from({ length: first }, (_, i) => (
          <i key={`gap${i}`} />
        ))}
        {Array.from({ length: count }, (_, i) => {
          const day = addDays(month, i);
          return (
            <button key={day} type="button" aria-label={day} aria-pressed={day === value} className={day === today ? 'hc-today' : ''} onClick={() => onPick(day)}>
              {i + 1}
            </button>
          );
        })}
      </div>
      <footer>
        <button type="button" onClick={() => onPick(today)}>
          {t('today')}
        </button>
      </footer>
    </div>
  );
}
