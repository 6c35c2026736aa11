// When a rule runs: an event, the calendar, or every N. No trigger words means: when the condition becomes true.
import type { Dur, NonEmpty, Schedule, Sel, Span, TimeSpec, Trigger } from '../ast.ts';
import { CALENDAR } from '../text/grammar-words.ts';
import { readPhrase } from './nouns.ts';
import { fit, readAmount } from './operands.ts';
import { attempt, eat, eatPunct, eatSense, fault, firstOf, nonEmpty, punct, sense, sortSels, step, tok, word, wordsSpan, type Reader } from './reader.ts';
import { readDayOfMonth, readDur, readMonthDay, readTods, readWeekdays, refuseBare, readTod } from './times.ts';

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

function withTimes(r: Reader, at: Schedule): Schedule | undefined {
  const time = readTods(r);
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
  if (eat(r, ['季末']) !== undefined) return withTimes(r, { freq: 'quarter', day: [-1] });
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
  if (each && tok(r)?.text === '季度') {
    step(r);
    return readQuarterly(r);
  }
  if (each) return undefined;
  const cal = CALENDAR[eat(r, Object.keys(CALENDAR)) ?? ''];
  switch (cal) {
    case 'day': {
      eat(r, ['的']);
      return eat(r, ['工作日']) === undefined ? withTimes(r, { freq: 'day' }) : undefined;
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
  if (eat(r, ['第一天', '初', '季初']) !== undefined) return withTimes(r, { freq: 'quarter', day: [1] });
  const day = readDayOfMonth(r);
  return day === undefined ? undefined : withTimes(r, { freq: 'quarter', day: [day] });
}
function readHoliday(r: Reader): Schedule | undefined {
  return attempt(r, () => {
    const holiday = eatSense(r, 'holiday');
    if (!holiday) return undefined;
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
      const md = readMonthDay(r);
      return md !== undefined && word(r, RANGE) === undefined ? withTimes(r, { freq: 'once', date: md }) : undefined;
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

const COUNTED: Record<string, string> = {
  每服务: 'service_count',
  每销售: 'sales_qty',
  每卖: 'sales_qty',
  每卖满: 'sales_qty',
  每卖出: 'sales_qty',
  每生产: 'output_qty',
  每消耗: 'usage_qty',
  每完成: 'output_qty',
};
const BY_UNIT: Record<string, string> = { 模次: 'shots', 单: 'order_count', 笔: 'order_count', 位: 'service_count', 人次: 'customer_flow' };
/** 每满五万模次, 每服务1位客户, 可乐每卖满100箱. */
export function readEvery(r: Reader): ReadTrigger | undefined {
  return attempt(r, () => {
    const from = r.i,
      sels: Sel[] = [];
    for (let p = readPhrase(r); p; p = readPhrase(r)) {
      if (p.sel) sels.push(p.sel);
      eat(r, ['的']);
    }
    let metric = eatSense(r, 'metric')?.id;
    const verb = eat(r, [...Object.keys(COUNTED), '每满', '每累计']) ?? (word(r, ['每']) !== undefined && sense(r, 'metric', 1) ? eat(r, ['每']) : undefined);
    if (verb === undefined) return undefined;
    eat(r, ['满', '累计', '达', '达到', '够', '了']);
    if (sense(r, 'cmp') && ['满', '达到', '达'].includes(tok(r)?.text ?? '')) step(r);
    metric ??= eatSense(r, 'metric')?.id;
    if (metric) {
      eat(r, ['满', '达到']);
      if (sense(r, 'cmp')) step(r);
    }
    const amount = readAmount(r);
    if (!amount) return undefined;
    metric ??= amount.unit === '模次' ? 'shots' : (COUNTED[verb] ?? BY_UNIT[amount.unit ?? '']);
    if (!metric) return undefined;
    const goods = readPhrase(r);
    if (goods?.sel) sels.push(goods.sel);
    eat(r, ['时', '的时候', '后', '之后', '就']);
    const n = metric === 'output_qty' || metric === 'service_count' ? { num: amount.num, ...(amount.unit ? { unit: amount.unit } : {}) } : fit(r, amount, metric);
    if (n.num <= 0) fault(r, 'E_RANGE', { span: amount.span, message: '每满的数量必须大于0', suggest: ['1', '100'] });
    const of = sortSels(sels);
    return { trigger: { on: 'every', n: n.num, ...(n.unit ? { unit: n.unit } : {}), ref: { ref: metric, ...(of ? { of } : {}) } }, scope: [], span: wordsSpan(r, from, r.i) };
  });
}

/** One event name: a named event, or document + verb in either order. */
function readEventName(r: Reader): { id: string; doc?: string } | undefined {
  return firstOf(r, [
    () => {
      const doc = sense(r, 'doc'),
        verb = sense(r, 'docverb', 1),
        passive = word(r, ['被', '已'], 1) !== undefined ? sense(r, 'docverb', 2) : undefined;
      const v = verb ?? passive;
      if (!doc || !v) return undefined;
      step(r, verb ? 2 : 3);
      return { id: `${doc.id}.${v.id}`, doc: doc.id };
    },
    () => {
      const verb = sense(r, 'docverb'),
        doc = sense(r, 'doc', 1);
      if (!doc || (!verb && word(r, ['收到', '接到']) === undefined)) return undefined;
      step(r, 2);
      return { id: `${doc.id}.${verb?.id ?? 'created'}`, doc: doc.id };
    },
    () => {
      const ev = eatSense(r, 'event');
      return ev && { id: ev.id, doc: ev.id.split('.')[0] ?? ev.id };
    },
  ]);
}
const ARRIVED = ['来了', '来', '到了'];
const WHEN = ['时', '的时候', '时候', '之时', '的话', '当天'],
  AFTER = ['后', '之后', '以后', '完', '了'];
/** 收货时, 客户首次下单且…, 扫码领用后48小时仍…, 采购订单审核通过后. */
export function readEvent(r: Reader): ReadTrigger | undefined {
  return attempt(r, () => {
    const from = r.i,
      scope: Sel[] = [];
    let first: string | undefined, kind: string | undefined;
    eat(r, ['当', '在', '每次', '每']);
    eat(r, ['向', '从', '给', '对']);
    for (;;) {
      const state = sense(r, 'state') && !sense(r, 'event') ? sense(r, 'state') : undefined;
      if (state && (sense(r, 'etype', 1) || sense(r, 'etype', 2))) {
        step(r);
        eat(r, ['的']);
        const k = eatSense(r, 'etype');
        if (!k) return undefined;
        scope.push({ e: ['customer', 'supplier'].includes(k.id) ? k.id : (state.e ?? k.id), state: state.id });
        kind = k.id;
        continue;
      }
      if (sense(r, 'doc') && (sense(r, 'docverb', 1) || word(r, ['被', '已'], 1) !== undefined)) break;
      // 首营客户下单: the lexicon's event word 客户下单 carries the noun.
      if (state && sense(r, 'event', 1) && /^(客户|供应商)/.test(tok(r, 1)?.text ?? '')) {
        const e = tok(r, 1)?.text.startsWith('客户') ? 'customer' : 'supplier';
        step(r);
        scope.push({ e, state: state.id });
        kind = e;
        break;
      }
      const p = sense(r, 'event') && !sense(r, 'ent') ? undefined : readPhrase(r, ['、', '和', '或']);
      if (!p || p.each || p.doc) {
        if (p) return undefined;
        break;
      }
      if (p.sel) scope.push(p.sel);
      kind = p.e;
      eat(r, ['的', '在']);
    }
    if (eat(r, ['首次', '第一次', '头一回']) !== undefined) first = kind ?? 'customer';
    const one = readEventName(r);
    if (!one) return undefined;
    if (!first && eat(r, ['首次', '第一次']) !== undefined) first = kind ?? 'customer';
    const events = [one.id];
    for (let more = moreEvents(r); more; more = moreEvents(r)) events.push(more);
    // 质检合格的批次，…: the event described as a property of what it happened to.
    const described = /^(quality|first_article)\./.test(one.id) && attempt(r, () => (eat(r, ['的']) !== undefined ? eatSense(r, 'etype') : undefined)) !== undefined;
    // 新订单来了就通知…
    const came = eat(r, ARRIVED) !== undefined && (eat(r, ['了']) !== undefined || word(r, ['就', '时', '后']) !== undefined || punct(r, ',') !== undefined);
    const ends =
      (described || (came && word(r, [...WHEN, ...AFTER]) === undefined) ? '时' : undefined) ??
      eat(r, WHEN) ??
      eat(r, AFTER) ??
      (punct(r, ',') !== undefined || (first && word(r, ['且', '并且', '而且', '的'])) ? '' : undefined);
    if (ends === undefined) return undefined;
    const wait = AFTER.includes(ends) ? readWait(r) : undefined;
    const list = nonEmpty(events);
    if (!list) return undefined;
    const docs = [...new Set(events.map((e) => e.split('.')[0] ?? e))];
    return { trigger: { on: 'event', events: list, ...(first ? { first } : {}), ...(wait ? { wait } : {}) }, scope, span: wordsSpan(r, from, r.i), docs };
  });
}
function moreEvents(r: Reader): string | undefined {
  return attempt(r, () => {
    const ended = eat(r, WHEN) !== undefined;
    if (eat(r, ['或', '或者', '、', '和', '以及', '及']) === undefined) return undefined;
    const next = readEventName(r);
    return next && (!ended || word(r, WHEN) !== undefined) ? next.id : undefined;
  });
}
/** The 48小时 of 后48小时仍未归还. */
function readWait(r: Reader): Dur | undefined {
  return attempt(r, () => {
    eat(r, ['超过', '满', '过了', '的']);
    if (sense(r, 'cmp')) step(r);
    const dur = readDur(r);
    if (!dur) return undefined;
    eat(r, ['内', '以内', '之内', '后', '还', '仍', '仍然']);
    eatPunct(r, '');
    return dur;
  });
}
