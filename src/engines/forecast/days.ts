// Day arithmetic without a clock: proleptic Gregorian dates as whole days since 1970-01-01. No Date, no time zone.
import type { Frequency } from './table.ts';

/** Days since 1970-01-01 of a civil date (H. Hinnant, "chrono-compatible low-level date algorithms"). */
export function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yoe = y - era * 400;
  const doy = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146097 + yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy - 719468;
}

export type Civil = { readonly year: number; readonly month: number; readonly day: number };

/** Inverse of dayNumber. */
export function civil(day: number): Civil {
  const z = day + 719468;
  const era = Math.floor(z / 146097);
  const doe = z - era * 146097;
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36524) - Math.floor(doe / 146096)) / 365);
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  return { year: yoe + era * 400 + (month <= 2 ? 1 : 0), month, day: doy - Math.floor((153 * mp + 2) / 5) + 1 };
}

/** 0 = Monday … 6 = Sunday. */
export const weekday = (day: number): number => (((day + 3) % 7) + 7) % 7;

/** 0-based day of the year. */
export function dayOfYear(day: number): number {
  return day - dayNumber(civil(day).year, 1, 1);
}

/** `2023-01-22`, `2023/1/22` or `2023-01` as a day number (a month is its first day); NaN when it is no date. */
export function parseDay(text: string): number {
  const found = /^(\d{4})[-/](\d{1,2})(?:[-/](\d{1,2}))?/.exec(text);
  if (!found) return Number.NaN;
  const year = Number(found[1]),
    month = Number(found[2]),
    day = found[3] === undefined ? 1 : Number(found[3]);
  if (month < 1 || month > 12 || day < 1 || day > 31) return Number.NaN;
  const number = dayNumber(year, month, day);
  return civil(number).month === month ? number : Number.NaN;
}

const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`);

export function formatDay(day: number): string {
  const { year, month, day: d } = civil(day);
  return `${year}-${two(month)}-${two(d)}`;
}

/** Period index on an axis that counts days, weeks (from `anchor`) or months. */
export function periodOfDay(day: number, frequency: Frequency, anchor: number): number {
  if (frequency === 'D') return day - anchor;
  if (frequency === 'W') return Math.floor((day - anchor) / 7);
  const a = civil(anchor),
    b = civil(day);
  return (b.year - a.year) * 12 + b.month - a.month;
}

/** First day of a period. */
export function dayOfPeriod(period: number, frequency: Frequency, anchor: number): number {
  if (frequency === 'D') return anchor + period;
  if (frequency === 'W') return anchor + period * 7;
  const a = civil(anchor),
    months = a.year * 12 + a.month - 1 + period;
  return dayNumber(Math.floor(months / 12), (months % 12) + 1, 1);
}

export function formatPeriod(period: number, frequency: Frequency, anchor: number): string {
  const text = formatDay(dayOfPeriod(period, frequency, anchor));
  return frequency === 'M' ? text.slice(0, 7) : text;
}
