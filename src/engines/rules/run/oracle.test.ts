// The run parts against slow and simple ones: conditions against a plain two-valued walk, schedules against every minute, 每满N against counting.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, arbitrate, calendarOf, evaluate, everyPassed, nextDue, priorityOf, type Cond, type Facts, type Operand, type Schedule } from '../index.ts';
import { cond as anyCond } from '../testing/random-rule.ts';
import { own } from '../testing/shelf.ts';

const ids = Object.keys(own.lexicon.metrics);
const value = (numbers: readonly number[], metric: string): number => numbers[ids.indexOf(metric) % numbers.length] ?? 0;
class Beyond extends Error {}

/** What anybody would write first: numbers in, true or false out. Whatever needs time, history or text is beyond it. */
function naive(c: Cond, numbers: readonly number[]): boolean {
  const figure = (o: Operand): number => {
    if ('num' in o) return o.num;
    if ('ref' in o) return value(numbers, o.ref);
    if ('text' in o) throw new Beyond();
    const args = o.args.map((a) => ('num' in a && a.unit === '%' && (o.op === 'mul' || o.op === 'div') ? a.num / 100 : figure(a)));
    const total = args.slice(1).reduce((a, b) => (o.op === 'add' ? a + b : o.op === 'sub' ? a - b : o.op === 'mul' ? a * b : a / b), args[0] ?? 0);
    if (!Number.isFinite(total)) throw new Beyond();
    return total;
  };
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
  switch (c.op) {
    case 'and':
      return c.args.map((a) => naive(a, numbers)).every(Boolean);
    case 'or':
      return c.args.map((a) => naive(a, numbers)).some(Boolean);
    case 'not':
      return !naive(c.arg, numbers);
    case 'is':
      return c.state.length % 2 === 0;
    case 'between': {
      const [x, lo, hi] = [figure(c.left), figure(c.lo), figure(c.hi)];
      return (x > lo || near(x, lo)) && (x < hi || near(x, hi));
    }
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
    case 'eq':
    case 'ne': {
      const [a, b] = [figure(c.left), figure(c.right)];
      if (near(a, b)) return c.op === 'lte' || c.op === 'gte' || c.op === 'eq';
      return c.op === 'ne' || (a < b ? c.op === 'lt' || c.op === 'lte' : c.op === 'gt' || c.op === 'gte');
    }
    default:
      throw new Beyond();
  }
}

test('with every figure known, the evaluator says what the plain walk says', () => {
  let judged = 0;
  fc.assert(
    fc.property(anyCond, fc.array(fc.integer({ min: -5, max: 200 }), { minLength: 5, maxLength: 5 }), (c, numbers) => {
      let want: boolean;
      try {
        want = naive(c, numbers);
      } catch (error) {
        if (error instanceof Beyond) return;
        throw error;
      }
      const facts: Facts = { calendar: calendarOf([]), metric: (ask) => ({ value: value(numbers, ask.metric) }), state: (ask) => ask.state.length % 2 === 0, convert: (v) => v };
      const now = { date: '2026-05-04', time: '10:00', weekday: 1, minutes: 0 };
      expect(evaluate(c, { facts, now, subject: { key: 'k', of: [] }, held: {} }).value).toBe(want);
      judged += 1;
    }),
    { numRuns: 12_000, seed: 11 },
  );
  console.log(`conditions judged twice: ${judged}`);
  expect(judged).toBeGreaterThan(500);
});

const calendar = calendarOf([{ year: 2026, holidays: [{ id: 'national_day', from: '2026-10-01', to: '2026-10-07' }], workdays: ['2026-10-10'] }]);
const time = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 })).map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
const times = fc.uniqueArray(time, { minLength: 1, maxLength: 3 }) as fc.Arbitrary<[string, ...string[]]>;
const schedule: fc.Arbitrary<Schedule> = fc.oneof(
  times.map((t): Schedule => ({ freq: 'day', time: t })),
  fc.record({ t: times, w: fc.integer({ min: 1, max: 7 }) }).map(({ t, w }): Schedule => ({ freq: 'week', weekday: [w], time: t })),
  fc.record({ t: times, d: fc.constantFrom(1, 15, 28, 31, -1) }).map(({ t, d }): Schedule => ({ freq: 'month', day: [d], time: t })),
  times.map((t): Schedule => ({ freq: 'workday', time: t })),
  fc.integer({ min: 5, max: 240 }).map((n): Schedule => ({ freq: 'minute', every: n })),
);
const weekday = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
const last = (date: string): number => new Date(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)), 0)).getUTCDate();
/** Is this very minute one of the schedule's? */
function due(at: Schedule, date: string, clock: string): boolean {
  if (at.freq === 'minute') return (Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))) % (at.every ?? 1) === 0;
  if (!at.time?.includes(clock)) return false;
  if (at.freq === 'week') return weekday(date) === at.weekday?.[0];
  if (at.freq === 'workday') return calendar.kindOf(date) === 'workday';
  if (at.freq === 'month') return Number(date.slice(8)) === ((at.day?.[0] ?? 1) < 0 ? last(date) : Math.min(at.day?.[0] ?? 1, last(date)));
  return true;
}
test('the next minute of a schedule is the first one that walking minute by minute finds', () => {
  fc.assert(
    fc.property(schedule, fc.integer({ min: 0, max: 300 }), time, (at, offset, clock) => {
      const from = { date: addDays('2026-01-01', offset), time: clock };
      const next = nextDue(at, from, calendar);
      let [date, minute] = [from.date, Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))];
      for (let steps = 0; steps < 70 * 1440; steps++) {
        minute += 1;
        if (minute === 1440) [date, minute] = [addDays(date, 1), 0];
        const here = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
        if (!due(at, date, here)) continue;
        expect(next).toEqual({ date, time: here });
        return;
      }
      expect(date.startsWith('2027') || next === undefined).toBe(true);
    }),
    { numRuns: 120, seed: 5 },
  );
});
test.each<[string, Schedule, string, string]>([
  ['每月最后一个周五', { freq: 'month', nthWeekday: { n: -1, weekday: 5 }, time: ['16:00'] }, '2026-05-04 10:00', '2026-05-29 16:00'],
  ['每月最后一个周五, the month after', { freq: 'month', nthWeekday: { n: -1, weekday: 5 }, time: ['16:00'] }, '2026-05-29 16:00', '2026-06-26 16:00'],
  ['每月第二个周一', { freq: 'month', nthWeekday: { n: 2, weekday: 1 }, time: ['09:00'] }, '2026-05-04 10:00', '2026-05-11 09:00'],
  ['每2个月1号', { freq: 'month', every: 2, day: [1] }, '2026-01-01 00:00', '2026-03-01 00:00'],
  ['每2个季度最后一天', { freq: 'quarter', every: 2, day: [-1] }, '2026-03-31 00:00', '2026-09-30 00:00'],
  ['每2年6月18日', { freq: 'year', every: 2, date: '06-18' }, '2026-06-18 00:00', '2028-06-18 00:00'],
  ['每年2月29日', { freq: 'year', date: '02-29' }, '2026-06-18 00:00', '2028-02-29 00:00'],
  ['每2个工作日', { freq: 'workday', every: 2, time: ['09:00'] }, '2026-01-01 09:00', '2026-01-05 09:00'],
  ['晚上12点 is the end of the day', { freq: 'day', time: ['24:00'] }, '2026-05-04 23:00', '2026-05-04 24:00'],
  ['and the next one a day later', { freq: 'day', time: ['24:00'] }, '2026-05-05 00:00', '2026-05-05 24:00'],
])('%s', (_, at, from, next) => {
  const [date = '', time = ''] = from.split(' ');
  const due = nextDue(at, { date, time }, calendar);
  expect(`${due?.date} ${due?.time}`).toBe(next);
});
test('outside the published years there is no workday, rather than a wrong one', () => {
  expect(nextDue({ freq: 'workday', time: ['09:00'] }, { date: '2026-12-31', time: '09:00' }, calendar)).toBeUndefined();
});

test('每满N: as often as counting one by one would find, and nothing is lost', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 12 }), (n, steps) => {
      let [kept, total, fired] = [0, 0, 0];
      for (const step of steps) {
        total += step;
        const passed = everyPassed(kept, total, n);
        fired += passed.times;
        kept = passed.kept;
      }
      expect(fired).toBe(Math.floor(total / n));
    }),
    { seed: 7 },
  );
});

test('two rules that want one parameter differently: the more important one, else neither', () => {
  const wish = (rule: string, priority: number, num: number) => ({
    rule,
    priority,
    about: 'safety_factor@x',
    action: { do: 'set', param: 'safety_factor', how: 'to', value: { num } } as const,
  });
  // 优先级最高 is 9: it wins over a rule that says nothing of its priority (5), which wins over 优先级最低 (1).
  expect(arbitrate([wish('a', 9, 2), wish('b', 5, 3)]).map((r) => r.wins)).toEqual([true, false]);
  expect(arbitrate([wish('a', 1, 2), wish('b', priorityOf(undefined), 3)]).map((r) => r.wins)).toEqual([false, true]);
  expect(arbitrate([wish('a', 5, 2), wish('b', 5, 3)]).map((r) => r.wins)).toEqual([false, false]);
  expect(arbitrate([wish('a', 5, 2), wish('b', 5, 2)]).map((r) => r.wins)).toEqual([true, true]);
});
