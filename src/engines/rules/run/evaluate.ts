// Three-valued evaluation of a condition. Unknown never fires and never counts as false; every missing fact is listed.
import type { CmpOp, Cond, Dur, Operand, Ref, Sel, TimeSpec, Vs } from '../ast.ts';
import { key } from '../check/finding.ts';
import { and3, not3, or3, type Facts, type Missing, type Moment, type Subject, type Tri } from './facts.ts';

/** How long an inner condition has held, per condition and subject. */
export interface Held {
  since: number;
  periods: number;
  last: number;
}
export interface Trace {
  cond: Cond;
  value: Tri;
  left?: Value;
  right?: Value;
  parts?: Trace[];
  held?: Held;
}
export interface Value {
  value: number | string | null;
  unit?: string;
}
export interface Judged {
  value: Tri;
  missing: Missing[];
  trace: Trace;
  held: Record<string, Held>;
}
export interface Ask {
  facts: Facts;
  now: Moment;
  subject: Subject;
  held: Readonly<Record<string, Held>> /** True when a business occurrence just happened (连续3次). */;
  occurrence?: boolean;
}
interface Work extends Ask {
  missing: Missing[];
  next: Record<string, Held>;
}

const MINUTES: Partial<Record<Dur['u'], number>> = { minute: 1, hour: 60 };
const PERIOD: Partial<Record<Dur['u'], number>> = { day: 1440, workday: 1440, week: 10_080, month: 43_200, quarter: 129_600, year: 525_600 };
const TIME: Record<string, number> = { 分钟: 1, 小时: 60, 天: 1440, 周: 10_080, 月: 43_200, 年: 525_600 };

const lack = (w: Work, what: string, x: { id: string; why: Missing['why'] }): undefined => {
  if (!w.missing.some((m) => m.id === x.id && m.why === x.why)) w.missing.push({ what, ...x, subject: w.subject.key });
  return undefined;
};

function readRef(w: Work, ref: Ref, { of: inherited = [], vs }: { of?: readonly Sel[]; vs?: Vs } = {}): Value | undefined {
  const of = ref.of ?? inherited;
  const reading = w.facts.metric({ metric: ref.ref, of, subject: w.subject, ...(ref.win ? { win: ref.win } : {}), ...(ref.agg ? { agg: ref.agg } : {}), ...(vs ? { vs } : {}) });
  if (!reading) return lack(w, '指标', { id: ref.ref, why: 'missing' });
  if (w.facts.staleMinutes !== undefined && (reading.ageMinutes ?? 0) > w.facts.staleMinutes) return lack(w, '指标', { id: ref.ref, why: 'stale' });
  return { value: reading.value, ...(reading.unit === undefined ? {} : { unit: reading.unit }) };
}
function convert(w: Work, v: Value, to: string | undefined): number | undefined {
  if (typeof v.value !== 'number') return undefined;
  if (to === undefined || v.unit === undefined || v.unit === to) return v.value;
  const from = TIME[v.unit],
    into = TIME[to];
  if (from !== undefined && into !== undefined) return (v.value * from) / into;
  const done = w.facts.convert?.(v.value, { from: v.unit, to }, w.subject);
  return done ?? lack(w, '单位换算', { id: `${v.unit}→${to}`, why: 'unit' });
}
/** Later terms and right-hand sides inherit the left side's selectors here, not in the AST. */
function operand(w: Work, o: Operand, inherited: readonly Sel[]): Value | undefined {
  if ('num' in o) return o.unit === '%' ? { value: o.num, unit: '%' } : { value: o.num, ...(o.unit === undefined ? {} : { unit: o.unit }) };
  if ('text' in o) return { value: o.text };
  if ('ref' in o) return readRef(w, o, { of: inherited });
  const sels = firstSels(o) ?? inherited;
  const values = o.args.map((a) => operand(w, a, sels));
  if (values.some((v) => v === undefined || typeof v.value !== 'number')) return undefined;
  const scaling = o.op === 'mul' || o.op === 'div';
  // 安全库存乘以80%: a percentage factor is a share.
  const unit = values.find((v) => v?.unit !== undefined && (!scaling || v.unit !== '%'))?.unit;
  const numbers = values.map((v) => (v === undefined ? undefined : scaling ? (v.unit === '%' ? Number(v.value) / 100 : Number(v.value)) : convert(w, v, unit)));
  if (numbers.some((x) => x === undefined)) return undefined;
  const all = numbers as number[];
  const total = all.slice(1).reduce((a, b) => (o.op === 'add' ? a + b : o.op === 'sub' ? a - b : o.op === 'mul' ? a * b : b === 0 ? Number.NaN : a / b), all[0] ?? 0);
  return Number.isFinite(total) ? { value: total, ...(unit === undefined ? {} : { unit }) } : undefined;
}
function firstSels(o: Operand): readonly Sel[] | undefined {
  if ('ref' in o) return o.of;
  if ('op' in o)
    for (const a of o.args) {
      const s = firstSels(a);
      if (s) return s;
    }
  return undefined;
}

const EPSILON = 1e-9;
function holds(op: CmpOp, a: number, b: number): boolean {
  const same = Math.abs(a - b) <= EPSILON * Math.max(1, Math.abs(a), Math.abs(b));
  switch (op) {
    case 'lt':
      return a < b && !same;
    case 'lte':
      return a < b || same;
    case 'gt':
      return a > b && !same;
    case 'gte':
      return a > b || same;
    case 'eq':
      return same;
    case 'ne':
      return !same;
  }
}
function compare(w: Work, op: CmpOp, [left, right]: readonly [Value | undefined, Value | undefined]): Tri {
  if (left === undefined || right === undefined || left.value === null || right.value === null) return 'unknown';
  if (typeof left.value === 'string' || typeof right.value === 'string') return op === 'eq' ? left.value === right.value : op === 'ne' ? left.value !== right.value : 'unknown';
  const other = convert(w, right, left.unit);
  return other === undefined ? 'unknown' : holds(op, left.value, other);
}

function timeHolds(w: Work, t: TimeSpec): Tri {
  const { date, time, weekday } = w.now,
    inside = (x: string, [a, b]: readonly [string, string]): boolean => (a <= b ? a <= x && x <= b : x >= a || x <= b);
  if ('weekday' in t) return t.weekday.includes(weekday);
  if ('tod' in t) return t.tod[0] <= t.tod[1] ? t.tod[0] <= time && time < t.tod[1] : time >= t.tod[0] || time < t.tod[1];
  if ('month' in t) return inside(date.slice(5, 7), [String(t.month[0]).padStart(2, '0'), String(t.month[1]).padStart(2, '0')]);
  if ('date' in t) return inside(date.slice(5), t.date);
  if ('season' in t) return Math.floor(((Number(date.slice(5, 7)) + 9) % 12) / 3) === ['spring', 'summer', 'autumn', 'winter'].indexOf(t.season);
  if ('day' in t) {
    const kind = w.facts.calendar.kindOf(date);
    return kind === undefined ? (lack(w, '日历', { id: date.slice(0, 4), why: 'calendar' }) ?? 'unknown') : kind === t.day;
  }
  const gap = w.facts.calendar.distance(t.holiday, date);
  if (gap === undefined) return lack(w, '日历', { id: `${t.holiday} ${date.slice(0, 4)}`, why: 'calendar' }) ?? 'unknown';
  return gap < 0 ? -gap <= (t.before ?? 0) : gap <= (t.after ?? 0);
}

/** sustain: any false or unknown resets; day-like spans count consecutive periods, hours and minutes count elapsed time, 次 counts occurrences. */
function sustain(w: Work, cond: Extract<Cond, { op: 'sustain' }>): Trace {
  const inner = judge(w, cond.arg),
    id = `${key(cond)}@${w.subject.key}`,
    before = w.held[id];
  if (inner.value !== true) return { cond, value: inner.value, parts: [inner] };
  const { n, u } = cond.for,
    size = PERIOD[u],
    counted = u === 'time' || u === 'shift';
  const period = counted ? (before?.last ?? 0) + (w.occurrence === false ? 0 : 1) : size === undefined ? 0 : Math.floor(w.now.minutes / size);
  const gap = before && size !== undefined && period - before.last > 1;
  const held: Held =
    !before || gap ? { since: w.now.minutes, periods: 1, last: period } : { since: before.since, periods: before.periods + (period > before.last ? 1 : 0), last: period };
  w.next[id] = held;
  const minutes = MINUTES[u];
  return { cond, value: minutes === undefined ? held.periods >= n : w.now.minutes - held.since >= n * minutes, parts: [inner], held };
}
function trend(w: Work, c: Extract<Cond, { op: 'trend' }>): Trace {
  const now = readRef(w, c.left),
    then = readRef(w, c.left, { vs: c.vs });
  if (typeof now?.value !== 'number' || typeof then?.value !== 'number' || (then.value === 0 && c.by.unit !== 'pp'))
    return { cond: c, value: 'unknown', ...(now ? { left: now } : {}), ...(then ? { right: then } : {}) };
  const change = c.by.unit === '%' ? ((now.value - then.value) / Math.abs(then.value)) * 100 : now.value - then.value;
  const grown = c.dir === 'up' ? change : -change;
  // 下降不超过5% still needs a fall: a rise is not a small fall.
  return { cond: c, value: (grown > 0 || c.cmp === 'lt' || c.cmp === 'lte' ? grown >= 0 : false) && holds(c.cmp, grown, c.by.num), left: now, right: then };
}

function judge(w: Work, c: Cond): Trace {
  switch (c.op) {
    case 'and':
    case 'or': {
      const parts = c.args.map((a) => judge(w, a));
      return { cond: c, value: (c.op === 'and' ? and3 : or3)(parts.map((p) => p.value)), parts };
    }
    case 'not': {
      const part = judge(w, c.arg);
      return { cond: c, value: not3(part.value), parts: [part] };
    }
    case 'sustain':
      return sustain(w, c);
    case 'time':
      return { cond: c, value: timeHolds(w, c.is) };
    case 'trend':
      return trend(w, c);
    case 'is': {
      const s = w.facts.state({ e: c.e, state: c.state, of: c.of ?? [], subject: w.subject });
      if (s === undefined) lack(w, '状态', { id: c.state, why: 'missing' });
      return { cond: c, value: s ?? 'unknown' };
    }
    case 'has': {
      const v = readRef(w, c.left);
      return { cond: c, value: v === undefined ? 'unknown' : v.value !== null && String(v.value).includes(c.text), ...(v ? { left: v } : {}) };
    }
    case 'in': {
      const v = readRef(w, c.left);
      return { cond: c, value: v === undefined || v.value === null ? 'unknown' : c.set.includes(String(v.value)), ...(v ? { left: v } : {}) };
    }
    case 'empty': {
      const v = readRef(w, c.left);
      return { cond: c, value: v === undefined ? 'unknown' : v.value === null || v.value === '', ...(v ? { left: v } : {}) };
    }
    case 'between': {
      const left = operand(w, c.left, []),
        sels = firstSels(c.left) ?? [];
      return { cond: c, value: and3([compare(w, 'gte', [left, operand(w, c.lo, sels)]), compare(w, 'lte', [left, operand(w, c.hi, sels)])]), ...(left ? { left } : {}) };
    }
    default: {
      const left = operand(w, c.left, []),
        right = operand(w, c.right, firstSels(c.left) ?? []);
      return { cond: c, value: compare(w, c.op, [left, right]), ...(left ? { left } : {}), ...(right ? { right } : {}) };
    }
  }
}

/** Judges one condition for one subject at one moment. `held` must be handed back at the next evaluation. */
export function evaluate(cond: Cond, ask: Ask): Judged {
  const w: Work = { ...ask, missing: [], next: {} };
  const trace = judge(w, cond);
  return { value: trace.value, missing: w.missing, trace, held: w.next };
}
