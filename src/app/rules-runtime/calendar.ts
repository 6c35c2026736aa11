// The working calendar of China, from the published 放假 lists the forecast engine keeps, and wall-clock time of the house's rules.
import { civil, dayKind, formatDay, festivalDay, parseDay } from '#forecast';
import { calendarOf, type Calendar, type Dur, type HolidayYear, type LocalMinute, type Moment, weekdayOf } from '#rules';

const FESTIVALS = [
  ['new_year', '元旦'],
  ['spring_festival', '春节'],
  ['qingming', '清明'],
  ['labor_day', '劳动节'],
  ['dragon_boat', '端午'],
  ['mid_autumn', '中秋'],
  ['national_day', '国庆'],
] as const;
/** Years whose 放假 list the State Council has published; outside them workday rules say 数据缺失. */
const [FIRST, LAST] = [2010, 2026] as const;

const SHOPPING: Readonly<Record<string, string>> = { '618': '06-18', double11: '11-11' };

const free = (day: number): boolean => dayKind(day) === '节假日' || dayKind(day) === '周末';
function yearOf(year: number): HolidayYear {
  const holidays = FESTIVALS.map(([id, zh]) => {
    const day = festivalDay(zh, year);
    let [from, to] = [day, day];
    while (free(from - 1) && day - from < 9) from -= 1;
    while (free(to + 1) && to - day < 9) to += 1;
    return { id, from: formatDay(from), to: formatDay(to) };
  });
  const workdays: string[] = [];
  for (let d = parseDay(`${year}-01-01`); civil(d).year === year; d++) if (dayKind(d) === '调休上班') workdays.push(formatDay(d));
  return { year, holidays, workdays };
}

let known: Calendar | null = null;
export function chinaCalendar(): Calendar {
  if (known) return known;
  const base = calendarOf(Array.from({ length: LAST - FIRST + 1 }, (_, i) => yearOf(FIRST + i)));
  known = {
    kindOf: base.kindOf,
    // Shopping days are no public holidays, and known for every year.
    distance: (holiday, date) => (SHOPPING[holiday] ? parseDay(date) - parseDay(`${date.slice(0, 5)}${SHOPPING[holiday]}`) : base.distance(holiday, date)),
  };
  return known;
}

const CHINA_OFFSET = 8 * 3_600_000;
/** The local minute of an instant (ISO 8601), in China. */
export function localMinute(instant: string): LocalMinute {
  const text = new Date(Date.parse(instant) + CHINA_OFFSET).toISOString();
  return { date: text.slice(0, 10), time: text.slice(11, 16) };
}
/** The instant of a local minute. */
export const instantOf = ({ date, time }: LocalMinute): string => new Date(Date.parse(`${date}T${time}:00.000Z`) - CHINA_OFFSET).toISOString();
const MINUTE_MS = 60_000;
const FIXED: Partial<Record<Dur['u'], number>> = { minute: 1, hour: 60, day: 1440, week: 10_080, shift: 480, time: 0 };
const MONTHS: Partial<Record<Dur['u'], number>> = { month: 1, quarter: 3, year: 12 };
/** The instant a length of time after another: workdays by the published calendar (Monday to Friday outside it), months by the calendar, the last day where there is none. */
export function instantAfter(instant: string, { n, u }: Dur): string {
  const fixed = FIXED[u];
  if (fixed !== undefined) return new Date(Date.parse(instant) + n * fixed * MINUTE_MS).toISOString();
  const { date, time } = localMinute(instant);
  const months = MONTHS[u];
  if (months !== undefined) {
    const { year, month, day } = civil(parseDay(date));
    const first = new Date(Date.UTC(year, month - 1 + Math.round(n * months), 1));
    const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
    return instantOf({ date: new Date(first.getTime() + (Math.min(day, last) - 1) * 1440 * MINUTE_MS).toISOString().slice(0, 10), time });
  }
  let day = parseDay(date);
  for (let left = Math.ceil(n); left > 0; ) {
    day += 1;
    const text = formatDay(day);
    const kind = chinaCalendar().kindOf(text);
    if (kind === 'workday' || (kind === undefined && weekdayOf(text) <= 5)) left -= 1;
  }
  return instantOf({ date: formatDay(day), time });
}
/** Minutes since 1970, local. */
const minutesOf = (instant: string): number => Math.floor((Date.parse(instant) + CHINA_OFFSET) / 60_000);
export const momentOf = (instant: string): Moment => {
  const { date, time } = localMinute(instant);
  return { date, time, weekday: weekdayOf(date), minutes: minutesOf(instant) };
};
