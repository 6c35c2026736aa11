// Durations, times of day, windows and dates. Bare 1–6点 is never guessed.
import type { Dur, DurUnit, NonEmpty, Span, Win } from '../ast.ts';
import { CUR, LAST, NEXT, PERIOD, PREV, WEEKDAY } from '../text/grammar-words.ts';
import { attempt, eat, eatSense, fault, nonEmpty, sense, step, tok, word, wordsSpan, type Reader } from './reader.ts';

const DUR_UNIT: Record<string, DurUnit> = {
  分钟: 'minute',
  小时: 'hour',
  天: 'day',
  个工作日: 'workday',
  工作日: 'workday',
  周: 'week',
  月: 'month',
  个季度: 'quarter',
  季度: 'quarter',
  年: 'year',
  班: 'shift',
  个班: 'shift',
  个班次: 'shift',
  次: 'time',
  分: 'minute',
};

/** 3天, 两周, 半小时, 半个月, 5个工作日, 2班, 3次. */
export function readDur(r: Reader): Dur | undefined {
  return attempt(r, () => {
    const from = r.i;
    if (word(r, ['半天']) !== undefined) {
      fault(r, 'E_AMBIGUOUS_TIME', { span: wordsSpan(r, from, from + 1), message: '“半天”可能是12小时，也可能是半个工作日', suggest: ['12小时', '4小时'] });
      step(r);
      return { n: 12, u: 'hour' as const };
    }
    const num = sense(r, 'num');
    if (num?.num === undefined || num.pct || num.num <= 0) return undefined;
    const unit = sense(r, 'unit', 1)?.id ?? '';
    const named = word(r, Object.keys(DUR_UNIT), 1) ?? (DUR_UNIT[unit] ? unit : undefined);
    const u = named === undefined ? undefined : DUR_UNIT[named];
    // 5月 is a month of the year, 5个月 a length of time; 3号 is a date.
    if (!u || (u === 'month' && tok(r, 1)?.text === '月' && num.num !== 0.5) || (u === 'minute' && tok(r, 1)?.text === '分')) return undefined;
    step(r, 2);
    if (num.num === 0.5 && u === 'hour') return { n: 30, u: 'minute' };
    if (num.num === 0.5 && u === 'month') return { n: 15, u: 'day' };
    if (num.num === 0.5 && u === 'year') return { n: 6, u: 'month' };
    if (num.num === 0.5 && u === 'day') {
      fault(r, 'E_AMBIGUOUS_TIME', { span: wordsSpan(r, from, r.i), message: '“半天”可能是12小时，也可能是半个工作日', suggest: ['12小时', '4小时'] });
      return { n: 12, u: 'hour' };
    }
    return { n: num.num, u };
  });
}

const two = (n: number): string => String(n).padStart(2, '0');
export type Period = 'dawn' | 'am' | 'noon' | 'pm' | 'night';
const hourIn: Record<Period, (h: number) => number> = {
  dawn: (h) => (h === 12 ? 0 : h),
  am: (h) => h,
  noon: (h) => (h < 5 ? h + 12 : h),
  pm: (h) => (h < 12 ? h + 12 : h),
  night: (h) => (h >= 5 && h < 12 ? h + 12 : h === 12 ? 24 : h),
};

interface Tod {
  text: string;
  hour: number;
  minute: number;
  period?: Period;
  bare: boolean;
  span: Span;
}
/** One time of day; `inherit` is the 上午/下午 said before (下午2点到4点). */
export function readTod(r: Reader, inherit?: Period): Tod | undefined {
  return attempt(r, () => {
    const from = r.i;
    const said = PERIOD[eat(r, Object.keys(PERIOD)) ?? ''];
    const period = said ?? inherit;
    let hour: number,
      minute = 0;
    const clock = eatSense(r, 'clock');
    if (clock) {
      hour = Number(clock.id.split(':')[0]);
      minute = Number(clock.id.split(':')[1]);
    } else {
      const num = sense(r, 'num');
      if (num?.num === undefined || !Number.isInteger(num.num) || word(r, ['点', '点半', '点钟', '点整'], 1) === undefined) return undefined;
      hour = num.num;
      minute = word(r, ['点半'], 1) !== undefined ? 30 : 0;
      step(r, 2);
      const min = sense(r, 'num');
      if (
        minute === 0 &&
        min?.num !== undefined &&
        Number.isInteger(min.num) &&
        (word(r, ['分', '刻'], 1) !== undefined || (min.num >= 10 && min.num < 60 && sense(r, 'unit', 1) === undefined))
      ) {
        const quarter = word(r, ['刻'], 1) !== undefined;
        minute = quarter ? min.num * 15 : min.num;
        step(r, word(r, ['分', '刻'], 1) !== undefined ? 2 : 1);
      }
    }
    const span = wordsSpan(r, from, r.i);
    if (hour > 24 || minute > 59 || hour < 0 || (hour === 24 && minute > 0) || (period && hour > 12 && (period === 'dawn' || period === 'am'))) {
      fault(r, 'E_RANGE', { span: span, message: `没有“${r.plain.text.slice(span[0], span[1])}”这个时间`, suggest: ['9点', '18:00'] });
      hour = 0;
      minute = 0;
    }
    const bare = !period && !clock && hour >= 1 && hour <= 6;
    if (period) hour = hourIn[period](hour);
    return { text: `${two(hour)}:${two(minute)}`, hour, minute, ...(period ? { period } : {}), bare, span };
  });
}
export function refuseBare(r: Reader, tod: Tod): void {
  if (!tod.bare) return;
  const said = r.plain.text.slice(tod.span[0], tod.span[1]);
  fault(r, 'E_AMBIGUOUS_TIME', { span: tod.span, message: `“${said}”可能是凌晨${said}或下午${said}`, suggest: [`凌晨${said}`, `下午${said}`] });
}

export const RANGE = ['到', '至', '~', '-'];
/** 11点到13点半, 晚上10点至次日6点. */
export function readTodRange(r: Reader): [string, string] | undefined {
  return attempt(r, () => {
    eat(r, ['从']);
    const first = readTod(r);
    if (!first || eat(r, RANGE) === undefined) return undefined;
    const nextDay = eat(r, ['次日', '第二天', '明天']) !== undefined;
    const own = word(r, Object.keys(PERIOD)) !== undefined;
    const second = readTod(r, own ? undefined : nextDay ? 'am' : first.period === 'am' || first.period === 'noon' ? undefined : first.period);
    if (!second) return undefined;
    refuseBare(r, first);
    // 上午9点到5点: only the evening reading makes sense to people, but it is not written, so ask. A bare end after 中午 likewise.
    if (!own && !nextDay) refuseBare(r, second);
    eat(r, ['之间', '期间', '时段']);
    const span: Span = [first.span[0], second.span[1]];
    if (first.text === second.text) fault(r, 'E_RANGE', { span, message: '开始和结束是同一时刻', suggest: ['9点到18点'] });
    // 9点到8点: the evening of the day or the next morning is not written.
    else if (second.text < first.text && !own && !nextDay) {
      const said = r.plain.text.slice(second.span[0], second.span[1]);
      fault(r, 'E_AMBIGUOUS_TIME', { span: second.span, message: `“${said}”可能是当天晚上${said}或次日${said}`, suggest: [`晚上${said}`, `次日${said}`] });
    }
    return [first.text, second.text];
  });
}

/** 晚上8点以后, 早上6点前: the rest of the day. */
export function readOpenTod(r: Reader): [string, string] | undefined {
  return attempt(r, () => {
    const at = readTod(r);
    if (!at) return undefined;
    const side = eat(r, ['后', '以后', '之后', '前', '以前', '之前']);
    if (side === undefined) return undefined;
    refuseBare(r, at);
    return side.includes('前') ? ['00:00', at.text] : [at.text, '24:00'];
  });
}

/** 9点和15点, 早上8点、下午3点; `said` is the part of the day named before (每晚10点). */
export function readTods(r: Reader, said?: Period): NonEmpty<string> | undefined {
  const list: string[] = [];
  eat(r, ['的']);
  let before: Period | undefined = said;
  for (;;) {
    const tod = attempt(r, () => {
      if (list.length > 0 && eat(r, ['和', '、', '与', '及']) === undefined) return undefined;
      return readTod(r, list.length > 0 ? before : said);
    });
    if (!tod) break;
    refuseBare(r, tod);
    before = tod.period;
    list.push(tod.text);
  }
  return nonEmpty(list);
}

/** 近7天, 24小时内, 未来7天, 本月, 上周, 明天. */
export function readWin(r: Reader): Win | undefined {
  return attempt(r, () => {
    const cur = CUR[word(r, Object.keys(CUR)) ?? ''],
      prev = PREV[word(r, Object.keys(PREV)) ?? ''];
    if (cur) {
      step(r);
      eat(r, ['内', '累计']);
      return { cur };
    }
    if (prev) {
      step(r);
      return { prev };
    }
    if (eat(r, ['明天', '明日']) !== undefined) return { next: { n: 1, u: 'day' as const } };
    if (word(r, LAST) !== undefined || word(r, NEXT) !== undefined) {
      const next = word(r, NEXT) !== undefined;
      step(r);
      const dur = readDur(r) ?? bareUnit(r);
      if (!dur) return undefined;
      eat(r, ['内', '以内', '之内', '里']);
      eat(r, ['累计']);
      return next ? { next: dur } : { last: dur };
    }
    const dur = readDur(r);
    if (!dur || eat(r, ['内', '以内', '之内', '里']) === undefined) return undefined;
    eat(r, ['累计']);
    return { last: dur };
  });
}
/** 近一周 is covered by readDur; 近周 is not Chinese, but 最近一个月 without 一 (最近个月) is never said. */
function bareUnit(r: Reader): Dur | undefined {
  const cal: Record<string, DurUnit> = { 季度: 'quarter' };
  const u = cal[word(r, Object.keys(cal)) ?? ''];
  if (u) step(r);
  return u && { n: 1, u };
}

/** 周三, 星期五, and the bare 五 of 周三、五. */
export function readWeekdays(r: Reader, first: boolean): NonEmpty<number> | undefined {
  const days: number[] = [];
  for (;;) {
    const day = attempt(r, () => {
      // 周六周日 needs no 、 between them.
      if (days.length > 0 && eat(r, ['、', '和', '与', '及', '到', '至', '~', '-']) === undefined && word(r, ['周', '星期', '礼拜']) === undefined && sense(r, 'unit')?.id !== '周')
        return undefined;
      const range = days.length > 0 && ['到', '至', '~', '-'].includes(tok(r, -1)?.text ?? '');
      const named = eat(r, ['周', '星期', '礼拜', '每周', '每星期', '每礼拜']) !== undefined || sense(r, 'unit')?.id === '周';
      if (sense(r, 'unit')?.id === '周') step(r);
      if (!named && !first && days.length === 0) return undefined;
      const t = tok(r);
      const d = t ? WEEKDAY[t.text] : undefined;
      if (d === undefined || word(r, ['点', '点半', '号'], 1) !== undefined) return undefined;
      step(r);
      return { d, range };
    });
    if (!day) break;
    const before = days.at(-1);
    if (day.range && before !== undefined) for (let x = before + 1; x < day.d; x++) days.push(x);
    days.push(day.d);
  }
  return nonEmpty([...new Set(days)]);
}

/** A month number with 月; out of range is refused. */
export function readMonth(r: Reader): number | undefined {
  const num = sense(r, 'num');
  if (num?.num === undefined || !(tok(r, 1)?.text === '月')) return undefined;
  const span = wordsSpan(r, r.i, r.i + 2);
  step(r, 2);
  if (num.num >= 1 && num.num <= 12 && Number.isInteger(num.num)) return num.num;
  fault(r, 'E_RANGE', { span: span, message: `没有${num.num}月`, suggest: ['1月', '12月'] });
  return 1;
}
/** 25号 / 25日. */
export function readDayOfMonth(r: Reader): number | undefined {
  const num = sense(r, 'num');
  if (num?.num === undefined || (word(r, ['号'], 1) === undefined && !['日', '号'].includes(tok(r, 1)?.text ?? ''))) return undefined;
  const span = wordsSpan(r, r.i, r.i + 2);
  step(r, 2);
  if (eat(r, ['前后']) !== undefined) fault(r, 'E_AMBIGUOUS_TIME', { span: [span[0], wordsSpan(r, r.i - 1, r.i)[1]], message: '“前后”没有说是哪一天', suggest: [`${num.num}号`] });
  if (num.num >= 1 && num.num <= 31 && Number.isInteger(num.num)) return num.num;
  fault(r, 'E_RANGE', { span: span, message: `没有${num.num}号`, suggest: ['1号', '25号', '月底'] });
  return 1;
}
const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** 6月18日 as MM-DD. */
export function readMonthDay(r: Reader): string | undefined {
  return attempt(r, () => {
    const from = r.i;
    const month = readMonth(r);
    if (month === undefined) return undefined;
    const day = readDayOfMonth(r);
    if (day === undefined) return undefined;
    if (day > (DAYS_IN_MONTH[month - 1] ?? 31))
      fault(r, 'E_RANGE', { span: wordsSpan(r, from, r.i), message: `${month}月没有${day}号`, suggest: [`${month}月${DAYS_IN_MONTH[month - 1] ?? 30}日`] });
    return `${two(month)}-${two(day)}`;
  });
}
