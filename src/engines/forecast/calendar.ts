// What a day is: festivals (lunar, Chinese, western), 放假 and 调休, school holidays, paydays. Known for any day ahead.
import { FIRST_YEAR, FREE_WEEKDAYS, LUNAR_DAY_OF_YEAR, QINGMING_APRIL, WORKED_WEEKENDS } from './calendar-data.ts';
import { civil, dayNumber, weekday } from './days.ts';

export type Festival = '春节' | '元宵' | '清明' | '劳动节' | '端午' | '七夕' | '中元' | '中秋' | '国庆' | '重阳' | '元旦' | '复活节' | '圣诞节' | '感恩节';

export const CHINESE_FESTIVALS: readonly Festival[] = ['春节', '元宵', '清明', '劳动节', '端午', '七夕', '中元', '中秋', '国庆', '重阳', '元旦'];
export const WESTERN_FESTIVALS: readonly Festival[] = ['元旦', '复活节', '圣诞节', '感恩节'];

/** Easter Sunday, anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, ch. 8). */
export function easter(year: number): number {
  const a = year % 19,
    b = Math.floor(year / 100),
    c = year % 100;
  const g = Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return dayNumber(year, Math.floor(n / 31), (n % 31) + 1);
}

const fromTable = (table: readonly number[], year: number): number => {
  const doy = table[year - FIRST_YEAR];
  return doy === undefined ? Number.NaN : dayNumber(year, 1, 1) + doy;
};

function fixed(festival: Festival, year: number): number {
  switch (festival) {
    case '元旦':
      return dayNumber(year, 1, 1);
    case '劳动节':
      return dayNumber(year, 5, 1);
    case '国庆':
      return dayNumber(year, 10, 1);
    case '圣诞节':
      return dayNumber(year, 12, 25);
    case '复活节':
      return easter(year);
    case '感恩节': {
      const first = dayNumber(year, 11, 1);
      return first + ((3 - weekday(first) + 7) % 7) + 21;
    }
    case '清明': {
      const day = QINGMING_APRIL[year - FIRST_YEAR];
      return dayNumber(year, 4, day === undefined ? 4 : Number(day));
    }
    default:
      return Number.NaN;
  }
}

/** Day number of the festival in a Gregorian year; NaN for a lunar festival outside 2010–2036. */
export function festivalDay(festival: Festival, year: number): number {
  return festival in LUNAR_DAY_OF_YEAR ? fromTable(LUNAR_DAY_OF_YEAR[festival as keyof typeof LUNAR_DAY_OF_YEAR], year) : fixed(festival, year);
}

/** Signed days from the nearest festival of that name (−3 = three days before); NaN when more than 200 away or unknown. */
export function festivalOffset(festival: Festival, day: number): number {
  const { year } = civil(day);
  let best = Number.NaN;
  for (let y = year - 1; y <= year + 1; y++) {
    const offset = day - festivalDay(festival, y);
    if (!Number.isNaN(offset) && !(Math.abs(offset) >= Math.abs(best))) best = offset;
  }
  return Math.abs(best) <= 200 ? best : Number.NaN;
}

export type DayKind = '工作日' | '周末' | '节假日' | '调休上班';

const listed = (lists: Readonly<Record<number, string>>, day: number): boolean => {
  const { year, month, day: d } = civil(day);
  return (lists[year] ?? '').includes(`${month < 10 ? '0' : ''}${month}${d < 10 ? '0' : ''}${d}`);
};

/** Festivals that are free without a published list (the fallback from 2027 on). */
function computedFree(day: number): boolean {
  const { month, day: d } = civil(day);
  if ((month === 1 && d === 1) || (month === 5 && d === 1) || (month === 10 && d <= 3)) return true;
  const spring = festivalOffset('春节', day);
  return (spring >= -1 && spring <= 2) || festivalOffset('清明', day) === 0 || festivalOffset('端午', day) === 0 || festivalOffset('中秋', day) === 0;
}

/** The Chinese kind of a day: from the State Council list where one exists, else computed. */
export function dayKind(day: number): DayKind {
  const { year } = civil(day),
    weekend = weekday(day) >= 5;
  if (WORKED_WEEKENDS[year] === undefined) return computedFree(day) ? '节假日' : weekend ? '周末' : '工作日';
  if (weekend) return listed(WORKED_WEEKENDS, day) ? '调休上班' : computedFree(day) ? '节假日' : '周末';
  return listed(FREE_WEEKDAYS, day) ? '节假日' : '工作日';
}

/** Chinese school holidays as commonly set: winter 15 days before to 18 days after 春节, summer 5 July – 31 August. */
export function isSchoolHoliday(day: number): boolean {
  const { month, day: d } = civil(day);
  if (month === 8 || (month === 7 && d >= 5)) return true;
  const spring = festivalOffset('春节', day);
  return spring >= -15 && spring <= 18;
}

/** Days since the last common payday (the 10th and the 25th). */
export function daysSincePayday(day: number): number {
  const { day: d } = civil(day);
  if (d >= 25) return d - 25;
  if (d >= 10) return d - 10;
  const previous = civil(day - d);
  return d + previous.day - 25;
}
