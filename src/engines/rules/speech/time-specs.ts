// Conditions on time itself: 周末, 夏季, 6月到8月, 11点到13点半, 春节前7天到节后3天.
import type { TimeSpec } from '../ast.ts';
import { SEASON } from '../text/grammar-words.ts';
import { attempt, eat, eatSense, sense, step, tok, word, type Reader } from './reader.ts';
import { RANGE, readDur, readMonth, readMonthDay, readOpenTod, readTodRange, readWeekdays } from './times.ts';

/** Conditions on time itself: 周末, 夏季, 6月到8月, 11点到13点半, 春节期间. */
export function readTimeSpec(r: Reader): TimeSpec | undefined {
  return attempt(r, () => {
    eat(r, ['每天', '每日', '每年', '时间在', '逢']);
    const tod = readTodRange(r);
    if (tod) return tail(r, { tod });
    const open = readOpenTod(r);
    if (open) return { tod: open };
    const season = SEASON[eat(r, Object.keys(SEASON)) ?? ''];
    if (season) return tail(r, { season });
    if (eat(r, ['周末', '双休日', '休息日']) !== undefined) return tail(r, { day: 'weekend' });
    if (eat(r, ['工作日']) !== undefined) return tail(r, { day: 'workday' });
    const dates = attempt(r, () => {
      const a = readMonthDay(r);
      if (!a || eat(r, RANGE) === undefined) return undefined;
      eat(r, ['次年', '第二年']);
      const b = readMonthDay(r);
      return b ? ([a, b] as [string, string]) : undefined;
    });
    if (dates) return tail(r, { date: dates });
    const months = readMonths(r);
    if (months) return tail(r, { month: months });
    const days = word(r, ['周', '星期', '礼拜']) !== undefined || sense(r, 'unit')?.id === '周' ? readWeekdays(r, false) : undefined;
    if (days) return tail(r, { weekday: days });
    return readHolidaySpan(r);
  });
}
function readMonths(r: Reader): [number, number] | undefined {
  return attempt(r, () => {
    const num = sense(r, 'num');
    // 6到8月, 6月到8月, and 7月份 alone.
    if (num?.num !== undefined && word(r, RANGE, 1) !== undefined && tok(r, 3)?.text === '月' && word(r, ['份'], 4) === undefined && sense(r, 'num', 2)) {
      step(r, 2);
      const to = readMonth(r);
      return to === undefined ? undefined : [num.num, to];
    }
    const from = readMonth(r);
    if (from === undefined) return undefined;
    eat(r, ['份']);
    if (eat(r, RANGE) === undefined) return [from, from];
    eat(r, ['次年', '第二年']);
    const to = readMonth(r);
    eat(r, ['份']);
    return to === undefined ? undefined : [from, to];
  });
}
/** 春节放假, 国庆长假: the days off of a holiday that was named already. */
export function eatBreak(r: Reader): void {
  if (eat(r, ['假期', '长假', '黄金周', '小长假']) === undefined && tok(r)?.text === '放假') step(r);
}
function readHolidaySpan(r: Reader): TimeSpec | undefined {
  const holiday = eatSense(r, 'holiday');
  if (!holiday) return undefined;
  eatBreak(r);
  const side = (w: string[]): number | undefined =>
    attempt(r, () => {
      if (eat(r, w) === undefined) return undefined;
      const d = readDur(r);
      return d && (d.u === 'day' ? d.n : d.u === 'week' ? d.n * 7 : undefined);
    });
  const both = side(['前后']);
  if (both !== undefined) return tail(r, { holiday: holiday.id, before: both, after: both });
  const before = side(['前', '之前', '以前']);
  if (before !== undefined) {
    eat(r, RANGE);
    eat(r, ['节']);
  }
  const after = side(['后', '之后', '以后']);
  // 春节前7天 alone is a day on the calendar; only 内/期间/到… makes it a stretch of time.
  if (before !== undefined || after !== undefined) {
    if (!(before !== undefined && after !== undefined) && eat(r, ['内', '以内', '之内', '期间', '起', '里', '开始']) === undefined) return undefined;
    return tail(r, { holiday: holiday.id, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) });
  }
  return tail(r, holiday.id === 'any' ? { day: 'holiday' } : { holiday: holiday.id });
}
function tail<T extends TimeSpec>(r: Reader, spec: T): T {
  eat(r, ['期间', '的时候', '那天', '里', '内', '之间']);
  return spec;
}
