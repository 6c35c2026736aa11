// Calendar days as text (YYYY-MM-DD) and accounting periods as numbers (yyyymm). Pure: nobody here knows what day it is.

/** A calendar day, "2026-11-22", in the organisation's own time zone. */
export type Day = string & { readonly unit: 'day' };
/** An accounting period, 202611. */
export type Period = number & { readonly unit: 'period' };

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Days in a month (1–12) of the Gregorian calendar. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Reads a day; null when the text is no existing calendar day (2023-02-30). */
export function parseDay(text: string): Day | null {
  const match = DAY.exec(text.trim());
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const exists = year >= 1990 && year <= 2199 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  return exists ? (text.trim() as Day) : null;
}

export const periodOf = (day: Day): Period => Number(day.slice(0, 4) + day.slice(5, 7)) as Period;
export const period = (value: number): Period => value as Period;
/** 202612 → 202701. */
export const nextPeriod = (p: Period): Period => (p % 100 === 12 ? p + 89 : p + 1) as Period;

export const firstDayOf = (p: Period): Day => `${Math.floor(p / 100)}-${String(p % 100).padStart(2, '0')}-01` as Day;

export const periodText = (p: Period): string => `${Math.floor(p / 100)}年${p % 100}月`;

/** Days since 1970-01-01 (Howard Hinnant's days_from_civil). */
export function dayNumber(day: Day): number {
  const [y0, m, d] = [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10))];
  const y = m <= 2 ? y0 - 1 : y0;
  const era = Math.floor(y / 400);
  const yoe = y - era * 400;
  const doy = Math.floor((153 * (m + (m > 2 ? -3 : 9)) + 2) / 5) + d - 1;
  return era * 146097 + yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy - 719468;
}

/** The inverse of `dayNumber` (civil_from_days). */
export function dayFromNumber(days: number): Day {
  const z = days + 719468;
  const era = Math.floor(z / 146097);
  const doe = z - era * 146097;
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36524) - Math.floor(doe / 146096)) / 365);
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  const year = yoe + era * 400 + (month <= 2 ? 1 : 0);
  const pad = (n: number) => String(n).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${pad(month)}-${pad(doy - Math.floor((153 * mp + 2) / 5) + 1)}` as Day;
}

export const addDays = (day: Day, days: number): Day => dayFromNumber(dayNumber(day) + days);
/** Whole days from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from: Day, to: Day): number => dayNumber(to) - dayNumber(from);
