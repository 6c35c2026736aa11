// The calendar as a trigger: 每天8点, 每月最后一个工作日, 每两周的周一, 节假日前3天, 2026年11月11日零点.
import type { NonEmpty, Schedule, Sel, Span, TimeSpec, Trigger } from '../ast.ts';
import { CALENDAR } from '../text/grammar-words.ts';
import { attempt, eat, eatSense, fault, firstOf, nonEmpty, sense, step, tok, word, wordsSpan, type Reader } from './reader.ts';
import { eatBreak } from './time-specs.ts';
import { type Period, readDayOfMonth, readDur, readMonthDay, readTods, readWeekdays, refuseBare, readTod } from './times.ts';

/** `soft` is the time condition this calendar phrase becomes when the rule restores things afterwards. */
export interface ReadTrigger {
  trigger: Trigger;
  scope: Sel[];
  span: Span;
  soft?: TimeSpec;
  docs?: string[];
  first?: boolean;
}
const RANGE = ['到', '至', '~'];

function withTimes(r: Reader, at: Schedule, said?: Period): Schedule | undefined {
  const time = readTods(r, said);
  // 每晚盘点 names no moment.
  if (said && !time) return undefined;
  // 每天11点到13点 is a stretch of time, not a moment.
  if (time && (word(r, RANGE) !== undefined || word(r, ['后', '以后', '之后', '前', '以前', '之前']) !== undefined)) return undefined;
  eat(r, ['时', '的时候', '开始', '准时']);
  return time ? { ...at, time } : at;
}
/** 第二个, 第2个, 首个, 最后一个 as 1…5 or -1. */
function readNth(r: Reader): number | undefined {
  return attempt(r, () => {
    if (eat(r, ['首个']) !== undefined) return 1;
    if (eat(r, ['最后一个']) !== undefined) return -1;
    if (eat(r, ['第']) === undefined) return undefined;
    const num = sense(r, 'num');
    if (num?.num === undefined) return undefined;
    step(r);
    // 个工作日 is one word; leave it for the caller.
    return word(r, ['个工作日']) !== undefined || eat(r, ['个']) !== undefined ? num.num : undefined;
  });
}
function readMonthly(r: Reader): Schedule | undefined {
  eat(r, ['的']);
  const nth = readNth(r);
  if (nth !== undefined) {
    if (eat(r, ['工作日', '个工作日']) !== undefined) return withTimes(r, { freq: 'month', workday: [nth] });
    const wd = readWeekdays(r, false);
    return wd?.[0] === undefined ? undefined : withTimes(r, { freq: 'month', nthWeekday: { n: nth, weekday: wd[0] } });
  }
  const days: number[] = [];
  for (;;) {
    const day = attempt(r, () => {
      if (days.length > 0 && eat(r, ['和', '、', '与', '及']) === undefined) return undefined;
      if (eat(r, ['月底', '月末', '最后一天']) !== undefined) return -1;
      if (eat(r, ['月初', '第一天']) !== undefined) return 1;
      if (eat(r, ['底', '末']) !== undefined) return -1;
      // 1、15号: the unit stands once, at the end.
      const num = sense(r, 'num');
      if (num?.num !== undefined && word(r, ['、', '和'], 1) !== undefined && sense(r, 'num', 2)) {
        step(r);
        return num.num;
      }
      return readDayOfMonth(r);
    });
    if (day === undefined) break;
    days.push(day);
  }
  const list = nonEmpty(days);
  return list && withTimes(r, { freq: 'month', day: list });
}
function readEveryN(r: Reader): Schedule | undefined {
  return attempt(r, () => {
    const gap = eat(r, ['每隔', '每']);
    if (gap === undefined) return undefined;
    const dur = readDur(r);
    if (!dur || !['minute', 'hour', 'day', 'week', 'month'].includes(dur.u) || !Number.isInteger(dur.n)) return undefined;
    if (dur.u === 'week') {
      eat(r, ['的']);
      const wd = readWeekdays(r, false) ?? [1];
      return withTimes(r, { freq: 'week', every: dur.n, weekday: wd as NonEmpty<number> });
    }
    if (dur.u === 'month')
      return (
        attempt(r, () => {
          const m = readMonthly(r);
          return m && { ...m, every: dur.n };
        }) ?? withTimes(r, { freq: 'month', every: dur.n, day: [1] })
      );
    const freq = dur.u as 'minute' | 'hour' | 'day';
    return withTimes(r, dur.n === 1 && freq !== 'minute' ? { freq } : { freq, every: dur.n });
  });
}
function readCalendar(r: Reader): Schedule | undefined {
  const each = eat(r, ['每', '每逢', '逢', '每到']);
  if (eat(r, ['每周末']) !== undefined || (each && eat(r, ['周末']) !== undefined)) return withTimes(r, { freq: 'week', weekday: [6, 7] });
  if (eat(r, ['每个工作日']) !== undefined || (each && eat(r, ['工作日', '个工作日']) !== undefined)) return withTimes(r, { freq: 'workday' });
  if (each && ['每到', '每逢', '逢'].includes(each)) {
    const h = readHoliday(r);
    if (h) return h;
  }
  if (word(r, ['月底', '月末', '月初'])) return readMonthly(r);
  if (eat(r, ['季末', '季度末', '季度底']) !== undefined) return withTimes(r, { freq: 'quarter', day: [-1] });
  if (eat(r, ['季初']) !== undefined) return withTimes(r, { freq: 'quarter', day: [1] });
  if (eat(r, ['年底', '年末']) !== undefined) return withTimes(r, { freq: 'year', date: '12-31' });
  if (eat(r, ['年初']) !== undefined) return withTimes(r, { freq: 'year', date: '01-01' });
  if (each && (word(r, ['周', '星期', '礼拜']) !== undefined || sense(r, 'unit')?.id === '周')) {
    const weekday = readWeekdays(r, false);
    return weekday && withTimes(r, { freq: 'week', weekday });
  }
  if (each && tok(r)?.text === '月') {
    step(r);
    return readMonthly(r);
  }
  if (each && tok(r)?.text === '年') {
    step(r);
    const date = readMonthDay(r);
    return date === undefined ? undefined : withTimes(r, { freq: 'year', date });
  }
  if (each && ['季度', '季'].includes(tok(r)?.text ?? '')) {
    step(r);
    return readQuarterly(r);
  }
  if (each) return undefined;
  const cal = CALENDAR[eat(r, Object.keys(CALENDAR)) ?? ''];
  switch (cal) {
    case 'day': {
      const said = tok(r, -1)?.text === '每晚' ? 'night' : undefined;
      eat(r, said ? ['上', '的'] : ['的']);
      return eat(r, ['工作日']) === undefined ? withTimes(r, { freq: 'day' }, said) : undefined;
    }
    case 'hour':
      return { freq: 'hour' };
    case 'minute':
      return { freq: 'minute' };
    case 'week': {
      eat(r, ['的']);
      const weekday = readWeekdays(r, true);
      return weekday && withTimes(r, { freq: 'week', weekday });
    }
    case 'month':
      return readMonthly(r);
    case 'quarter':
      return readQuarterly(r);
    case 'year': {
      const date = readMonthDay(r) ?? (eat(r, ['年底', '年末', '最后一天']) !== undefined ? '12-31' : eat(r, ['年初', '第一天']) !== undefined ? '01-01' : undefined);
      return date && word(r, RANGE) === undefined ? withTimes(r, { freq: 'year', date }) : undefined;
    }
    default:
      return undefined;
  }
}
function readQuarterly(r: Reader): Schedule | undefined {
  eat(r, ['的']);
  if (eat(r, ['最后一天', '末', '底', '季末']) !== undefined) return withTimes(r, { freq: 'quarter', day: [-1] });
  if (eat(r, ['第一天', '首日', '初', '季初']) !== undefined) return withTimes(r, { freq: 'quarter', day: [1] });
  const day = readDayOfMonth(r);
  return day === undefined ? undefined : withTimes(r, { freq: 'quarter', day: [day] });
}
function readHoliday(r: Reader): Schedule | undefined {
  return attempt(r, () => {
    const holiday = eatSense(r, 'holiday');
    if (!holiday) return undefined;
    eatBreak(r);
    eat(r, ['当天', '当日', '节']);
    const side = eat(r, ['前', '之前', '以前', '后', '之后', '以后']) ?? (['前一天'].includes(tok(r)?.text ?? '') ? (step(r), '前一天') : undefined);
    if (side === undefined) return ['当天', '当日'].includes(tok(r, -1)?.text ?? '') ? withTimes(r, { freq: 'holiday', holiday: holiday.id, offset: 0 }) : undefined;
    if (side === '前一天') return withTimes(r, { freq: 'holiday', holiday: holiday.id, offset: -1 });
    const dur = readDur(r);
    const days = dur?.u === 'day' ? dur.n : dur?.u === 'week' ? dur.n * 7 : undefined;
    if (days === undefined || !Number.isInteger(days) || word(r, ['内', '以内', '之内', '期间', '到', '起', '里']) !== undefined) return undefined;
    return withTimes(r, { freq: 'holiday', holiday: holiday.id, offset: side.includes('前') ? -days : days });
  });
}
function readOnce(r: Reader): Schedule | undefined {
  return attempt(r, () => {
    const date = eatSense(r, 'date');
    if (date) return withTimes(r, { freq: 'once', date: date.id });
    const year = sense(r, 'num');
    if (year?.num === undefined || year.num < 2000 || tok(r, 1)?.text !== '年') {
      const from = r.i,
        md = readMonthDay(r);
      if (md === undefined || word(r, RANGE) !== undefined) return undefined;
      const said = r.plain.text.slice(...wordsSpan(r, from, r.i));
      fault(r, 'E_AMBIGUOUS_TIME', { span: wordsSpan(r, from, r.i), message: `“${said}”没有说是每年还是只有一次`, suggest: [`每年${said}`, `2026年${said}`] });
      return withTimes(r, { freq: 'once', date: md });
    }
    step(r, 2);
    const md = readMonthDay(r);
    return md === undefined ? undefined : withTimes(r, { freq: 'once', date: `${year.num}-${md}` });
  });
}
/** 工作日上午9点, 周一早上8点, 下午五点: calendar words without 每. */
function readBareCalendar(r: Reader): { at: Schedule; soft?: TimeSpec } | undefined {
  if (eat(r, ['工作日']) !== undefined) {
    const at = withTimes(r, { freq: 'workday' });
    return at?.time ? { at } : undefined;
  }
  const weekday = word(r, ['周', '星期', '礼拜']) !== undefined || sense(r, 'unit')?.id === '周' ? readWeekdays(r, false) : undefined;
  if (weekday) {
    const at = withTimes(r, { freq: 'week', weekday });
    return at && { at, ...(at.time ? {} : { soft: { weekday } }) };
  }
  const first = attempt(r, () => {
    const t = readTod(r);
    return t && word(r, [...RANGE, '后', '以后', '之后', '前', '以前', '之前']) === undefined ? t : undefined;
  });
  if (!first) return undefined;
  refuseBare(r, first);
  eat(r, ['时', '的时候']);
  return { at: { freq: 'day', time: [first.text] } };
}

/** A calendar trigger. */
export function readSchedule(r: Reader): ReadTrigger | undefined {
  return attempt(r, () => {
    const from = r.i;
    const hard = firstOf(r, [readEveryN, readCalendar, readOnce]);
    const holiday = hard ? undefined : readHoliday(r);
    const bare = (hard ?? holiday) ? undefined : attempt(r, readBareCalendar);
    const at = hard ?? holiday ?? bare?.at;
    if (!at) return undefined;
    let soft = bare?.soft;
    if (at.freq === 'week' && !at.time && at.weekday && !at.every)
      soft = at.weekday.join() === '6,7' && /周末|休息日/.test(r.plain.text.slice(r.toks[from]?.s ?? 0, r.toks[r.i - 1]?.e ?? 0)) ? { day: 'weekend' } : { weekday: at.weekday };
    if (holiday && !at.time && at.offset !== undefined && at.holiday !== undefined)
      soft = at.offset <= 0 ? { holiday: at.holiday, before: -at.offset } : { holiday: at.holiday, after: at.offset };
    return { trigger: { on: 'schedule', at }, scope: [], span: wordsSpan(r, from, r.i), ...(soft ? { soft } : {}) };
  });
}
