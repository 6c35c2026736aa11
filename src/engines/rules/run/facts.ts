// The ports of execution: facts and calendar come in as functions, time as a value. A missing fact is undefined, never false.
import type { Agg, Sel, Vs, Win } from '../ast.ts';

export type Tri = boolean | 'unknown';
/** Local wall-clock time of the organisation; `minutes` counts from any fixed origin and only ever grows. */
export interface Moment {
  date: string;
  time: string;
  weekday: number;
  minutes: number;
}
/** What a rule is judged for: a stable key, and what it is (商品「可乐」 in 仓库「A」). */
export interface Subject {
  key: string;
  of: readonly Sel[];
}
export interface MetricAsk {
  metric: string;
  of: readonly Sel[];
  subject: Subject;
  win?: Win;
  agg?: Agg;
  vs?: Vs;
}
export interface Reading {
  value: number | string | null;
  unit?: string;
  ageMinutes?: number;
}
export interface StateAsk {
  e: string;
  state: string;
  of: readonly Sel[];
  subject: Subject;
}
export interface Calendar {
  /** undefined outside the years the calendar has data for. */
  kindOf(date: string): 'workday' | 'weekend' | 'holiday' | undefined;
  /** Days from the first or to the last day of the holiday: negative before, 0 within, positive after; undefined outside coverage. */
  distance(holiday: string, date: string): number | undefined;
}
export interface Facts {
  metric(ask: MetricAsk): Reading | undefined;
  state(ask: StateAsk): boolean | undefined;
  calendar: Calendar;
  /** Converts quantities of one item (箱 → 件); undefined when no ratio is known. */
  convert?(value: number, units: { from: string; to: string }, subject: Subject): number | undefined;
  /** Readings older than this count as missing. */
  staleMinutes?: number;
}
export interface Missing {
  what: string;
  id: string;
  subject: string;
  why: 'missing' | 'stale' | 'unit' | 'calendar';
}

export const and3 = (list: readonly Tri[]): Tri => (list.includes(false) ? false : list.includes('unknown') ? 'unknown' : true);
export const or3 = (list: readonly Tri[]): Tri => (list.includes(true) ? true : list.includes('unknown') ? 'unknown' : false);
export const not3 = (t: Tri): Tri => (t === 'unknown' ? t : !t);

export interface HolidayYear {
  year: number;
  holidays: { id: string; from: string; to: string }[];
  workdays?: string[];
}
const dayNumber = (date: string): number => {
  const [y = 0, m = 1, d = 1] = date.split('-').map(Number),
    a = Math.floor((14 - m) / 12),
    yy = y + 4800 - a,
    mm = m + 12 * a - 3;
  return d + Math.floor((153 * mm + 2) / 5) + 365 * yy + Math.floor(yy / 4) - Math.floor(yy / 100) + Math.floor(yy / 400) - 32045;
};
/** A calendar over published years only: outside them every answer is undefined, because an unpublished holiday looks like a workday. */
export function calendarOf(years: readonly HolidayYear[]): Calendar {
  const covered = (date: string): HolidayYear | undefined => years.find((y) => date.startsWith(`${y.year}-`));
  return {
    kindOf: (date) => {
      const year = covered(date);
      if (!year) return undefined;
      if (year.holidays.some((h) => h.from <= date && date <= h.to)) return 'holiday';
      if (year.workdays?.includes(date) === true) return 'workday';
      return (dayNumber(date) + 1) % 7 === 0 || (dayNumber(date) + 1) % 7 === 6 ? 'weekend' : 'workday';
    },
    distance: (holiday, date) => {
      const known = years.flatMap((y) => y.holidays).filter((h) => holiday === 'any' || h.id === holiday);
      if (!covered(date) || known.length === 0) return undefined;
      const here = dayNumber(date);
      const gaps = known.map((h) => (date < h.from ? here - dayNumber(h.from) : date > h.to ? here - dayNumber(h.to) : 0));
      return gaps.reduce((best, g) => (Math.abs(g) < Math.abs(best) ? g : best));
    },
  };
}
