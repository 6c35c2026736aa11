// When a calendar rule is due next. Local wall-clock time of the organisation; workdays and holidays only within the years the calendar covers.
import type { Schedule } from '../ast.ts';
import type { Calendar } from './facts.ts';

/** A local minute: '2026-11-22' and '08:00'. */
export interface LocalMinute {
  date: string;
  time: string;
}

/** Days since 1970-01-01 of a date, and back (proleptic Gregorian; H. Hinnant, chrono-compatible low-level date algorithms). */
function dayNumber(date: string): number {
  const [y = 0, m = 1, d = 1] = date.split('-').map(Number);
  const year = m <= 2 ? y - 1 : y,
    era = Math.floor(year / 400),
    yoe = year - era * 400;
  const doy = Math.floor((153 * (m + (m > 2 ? -3 : 9)) + 2) / 5) + d - 1;
  return era * 146_097 + yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy - 719_468;
}
function dateOf(day: number): string {
  const z = day + 719_468,
    era = Math.floor(z / 146_097),
    doe = z - era * 146_097;
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365),
    doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100)),
    mp = Math.floor((5 * doy + 2) / 153);
  const m = mp < 10 ? mp + 3 : mp - 9,
    y = yoe + era * 400 + (m <= 2 ? 1 : 0);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${String(y).padStart(4, '0')}-${two(m)}-${two(doy - Math.floor((153 * mp + 2) / 5) + 1)}`;
}
/** The day `n` days later. */
export const addDays = (date: string, n: number): string => dateOf(dayNumber(date) + n);
export const daysBetween = (from: string, to: string): number => dayNumber(to) - dayNumber(from);
/** 1 = Monday … 7 = Sunday. */
export const weekdayOf = (date: string): number => ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1;
function lastOfMonth(date: string): number {
  const [y = 0, m = 1] = date.split('-').map(Number);
  return m === 2 ? (y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0) ? 29 : 28) : [4, 6, 9, 11].includes(m) ? 30 : 31;
}
const dayOf = (date: string): number => Number(date.slice(8, 10));

/** Days of month: −1 is the last one. */
const onDay = (days: readonly number[], date: string): boolean => days.some((d) => dayOf(date) === (d < 0 ? lastOfMonth(date) + 1 + d : Math.min(d, lastOfMonth(date))));

/** Which workday of the month a date is, from the front and from the back; undefined outside coverage or on a free day. */
function workdayRank(date: string, calendar: Calendar): { readonly front: number; readonly back: number } | undefined {
  const month = date.slice(0, 8);
  let front = 0,
    back = 0;
  for (let d = 1; d <= lastOfMonth(date); d++) {
    const kind = calendar.kindOf(`${month}${String(d).padStart(2, '0')}`);
    if (kind === undefined) return undefined;
    if (kind !== 'workday') continue;
    if (d <= dayOf(date)) front++;
    if (d >= dayOf(date)) back++;
  }
  return calendar.kindOf(date) === 'workday' ? { front, back } : undefined;
}

const FIRST_YEAR = 2020;
const monthsOf = (date: string): number => (Number(date.slice(0, 4)) - FIRST_YEAR) * 12 + Number(date.slice(5, 7)) - 1;
/** 每2个月, 每3年: counted from January 2020 on, so that everybody counts alike. */
const turn = (at: Schedule, n: number): boolean => n % (at.every ?? 1) === 0;
/** How many workdays of the year are over, this one not counted. */
function workdaysOfYear(date: string, calendar: Calendar): number {
  let n = 0;
  for (let day = `${date.slice(0, 4)}-01-01`; day < date; day = addDays(day, 1)) if (calendar.kindOf(day) === 'workday') n++;
  return n;
}

/** Is a date one of the schedule's? Without coverage: no. */
function onDate(at: Schedule, date: string, calendar: Calendar): boolean {
  switch (at.freq) {
    case 'minute':
    case 'hour':
      return true;
    case 'day':
      return (at.every ?? 1) === 1 || daysBetween('2020-01-01', date) % (at.every ?? 1) === 0;
    case 'workday':
      return calendar.kindOf(date) === 'workday' && ((at.every ?? 1) === 1 || workdaysOfYear(date, calendar) % (at.every ?? 1) === 0);
    case 'week':
      return (at.weekday ?? [1]).includes(weekdayOf(date)) && ((at.every ?? 1) === 1 || Math.floor(daysBetween('2020-01-06', date) / 7) % (at.every ?? 1) === 0);
    case 'month':
      return turn(at, monthsOf(date)) && onMonthDay(at, date, calendar);
    case 'quarter':
      return turn(at, Math.floor(monthsOf(date) / 3)) && onQuarterDay(at.day ?? [1], date);
    case 'year':
      return turn(at, Number(date.slice(0, 4)) - FIRST_YEAR) && date.slice(5) === (at.date ?? '01-01');
    case 'once':
      return date === at.date;
    case 'holiday':
      return calendar.distance(at.holiday ?? 'any', date) === (at.offset ?? 0);
  }
}
function onMonthDay(at: Schedule, date: string, calendar: Calendar): boolean {
  if (at.nthWeekday) {
    const { n, weekday } = at.nthWeekday;
    return weekdayOf(date) === weekday && Math.ceil((n < 0 ? lastOfMonth(date) + 1 - dayOf(date) : dayOf(date)) / 7) === Math.abs(n);
  }
  if (!at.workday) return onDay(at.day ?? [1], date);
  const rank = workdayRank(date, calendar);
  return rank !== undefined && at.workday.some((n) => (n < 0 ? rank.back === -n : rank.front === n));
}
/** Days of a quarter: 1 is its first day, −1 its last. */
function onQuarterDay(days: readonly number[], date: string): boolean {
  const month = Number(date.slice(5, 7));
  return days.some((d) => (d < 0 ? month % 3 === 0 : month % 3 === 1) && onDay([d], date));
}

function timesOn(at: Schedule): readonly string[] {
  if (at.freq === 'minute' || at.freq === 'hour') {
    const step = (at.every ?? 1) * (at.freq === 'hour' ? 60 : 1);
    return Array.from({ length: Math.ceil(1440 / step) }, (_, i) => `${String(Math.floor((i * step) / 60)).padStart(2, '0')}:${String((i * step) % 60).padStart(2, '0')}`);
  }
  return (at.time ?? ['00:00']).toSorted();
}

/** Nothing further ahead than this is looked for: two years, and of years as many as are asked for and a leap year besides. */
const horizon = (at: Schedule): number => (at.freq === 'year' ? 366 * ((at.every ?? 1) + 4) : 800);
/** The first minute after `from` at which the schedule is due; undefined when there is none in sight. */
export function nextDue(at: Schedule, from: LocalMinute, calendar: Calendar): LocalMinute | undefined {
  const times = timesOn(at);
  for (let n = 0, most = horizon(at); n <= most; n++) {
    const date = addDays(from.date, n);
    if (!onDate(at, date, calendar)) continue;
    const time = times.find((t) => n > 0 || t > from.time);
    if (time !== undefined) return { date, time };
  }
  return undefined;
}

/** Does the schedule need a calendar of workdays or holidays? */
export const needsCalendar = (at: Schedule): boolean => at.freq === 'workday' || at.freq === 'holiday' || at.workday !== undefined;
