// Reads canonical calendars: when a rule runs (每周一08:00) and in which stretch of time it holds (时间在夏季).
import type { Schedule, TimeSpec } from '../ast.ts';
import { back, either, lit, many, name, number, pattern, spelled, type Scan } from './scan.ts';
import * as w from './words.ts';

const TIME = /^\d{2}:\d{2}/;
export const readClock = (s: Scan): string | undefined => pattern(s, TIME);
/** What stands behind 时间在. */
export function readTimeSpec(s: Scan): TimeSpec | undefined {
  const pair = (lead: string, one: () => string | undefined): [string, string] | undefined => {
    if (!lit(s, lead)) return undefined;
    const a = one();
    if (a === undefined || !lit(s, '至')) return undefined;
    const b = one();
    return b === undefined ? undefined : [a, b];
  };
  return either<TimeSpec>(
    s,
    () => {
      const list = lit(s, '每周') ? many(s, '、', () => weekday(s)) : undefined;
      return list && { weekday: list };
    },
    () => {
      const tod = pair('每天', () => readClock(s));
      return tod && { tod };
    },
    () => {
      const date = pair('每年', () => pattern(s, /^\d{2}-\d{2}/));
      return date && { date };
    },
    () => {
      const months = pair('每年', () => {
        const m = pattern(s, /^\d{1,2}/);
        return m !== undefined && lit(s, '月') ? m : undefined;
      });
      return months && { month: [Number(months[0]), Number(months[1])] };
    },
    () => {
      const season = spelled(s, w.SEASON);
      return season && { season };
    },
    () => {
      const holiday = name(s, s.d.lexicon.holidays);
      if (holiday === undefined || !lit(s, '期间')) return undefined;
      const side = (lead: string): number | undefined =>
        back(s, () => {
          const n = lit(s, lead) ? number(s) : undefined;
          return n !== undefined && lit(s, '天') ? n : undefined;
        });
      const before = side('前'),
        after = side('后');
      return { holiday, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
    },
    () => {
      const day = spelled(s, w.DAY);
      return day && { day };
    },
  );
}
function weekday(s: Scan): number | undefined {
  const at = w.WEEK.indexOf((s.t.charAt(s.p) || '?') as '一');
  if (at < 1) return undefined;
  s.p++;
  return at;
}

const DATE = /^(?:\d{4}-)?\d{2}-\d{2}/;
/** 每天, 每周一, 每月最后一个工作日, 在2026-11-11, 春节前3天, each with its times of day. */
export function readSchedule(s: Scan): Schedule | undefined {
  const base =
    back(s, () => readRepeat(s)) ??
    back(s, (): Schedule | undefined => {
      const date = lit(s, '在') ? pattern(s, DATE) : undefined;
      return date === undefined ? undefined : { freq: 'once', date };
    }) ??
    back(s, () => readFeast(s));
  if (!base) return undefined;
  const time = many(s, '、', () => readClock(s));
  return { ...base, ...(time ? { time } : {}) };
}
function readFeast(s: Scan): Schedule | undefined {
  const holiday = name(s, s.d.lexicon.holidays);
  if (holiday === undefined) return undefined;
  if (lit(s, '期间')) return { freq: 'holiday', holiday };
  if (lit(s, '当天')) return { freq: 'holiday', holiday, offset: 0 };
  const before = lit(s, '前');
  if (!before && !lit(s, '后')) return undefined;
  const n = number(s);
  return n !== undefined && lit(s, '天') ? { freq: 'holiday', holiday, offset: before ? -n : n } : undefined;
}
function readRepeat(s: Scan): Schedule | undefined {
  if (!lit(s, '每')) return undefined;
  const n = number(s),
    every = n === undefined ? {} : { every: n };
  const unit = spelled(s, {
    workday: '个工作日',
    minute: '分钟',
    hour: '小时',
    day: '天',
    week: '周',
    month: n === undefined ? '月' : '个月',
    quarter: n === undefined ? '季度' : '个季度',
    year: '年',
  });
  switch (unit) {
    case 'minute':
    case 'hour':
    case 'day':
    case 'workday':
      return { freq: unit, ...every };
    case 'week': {
      const list = many(s, '、', () => weekday(s));
      return list && { freq: 'week', ...every, weekday: list };
    }
    case 'year': {
      const date = pattern(s, DATE);
      return date === undefined ? undefined : { freq: 'year', ...every, date };
    }
    case 'quarter': {
      const day = many(s, '、', () => dayIn(s, ['第', '天']));
      return day && { freq: 'quarter', ...every, day };
    }
    case 'month':
      return either<Schedule>(
        s,
        () => {
          const nth = dayIn(s, ['第', '个周'], '最后一个周');
          const wd = nth === undefined ? undefined : weekday(s);
          return nth === undefined || wd === undefined ? undefined : { freq: 'month', ...every, nthWeekday: { n: nth, weekday: wd } };
        },
        () => {
          const list = many(s, '、', () => dayIn(s, ['第', '个工作日'], '最后一个工作日'));
          return list && { freq: 'month', ...every, workday: list };
        },
        () => {
          const list = many(s, '、', () => dayIn(s, ['', '日']));
          return list && { freq: 'month', ...every, day: list };
        },
      );
    default:
      return undefined;
  }
}
function dayIn(s: Scan, [before, after]: readonly [string, string], last = '最后一天'): number | undefined {
  return back(s, () => {
    if (lit(s, last)) return -1;
    if (!lit(s, before)) return undefined;
    const n = number(s);
    return n !== undefined && lit(s, after) ? n : undefined;
  });
}
