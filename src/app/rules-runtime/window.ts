// Windows of time (近7天、本月、上周、环比…) as days, both ends included.
import { addDays, weekdayOf, type MetricNeed, type Lexicon } from '#rules';

type Span = { readonly from: string; readonly to: string };

const DAYS: Readonly<Record<string, number>> = { day: 1, workday: 1, week: 7, month: 30, quarter: 91, year: 365, shift: 1, hour: 1, minute: 1, time: 1 };
const monthStart = (day: string): string => `${day.slice(0, 7)}-01`;
/** The first day of a month `n` months later. */
function shiftMonth(day: string, n: number): string {
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + n;
  return `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}-01`;
}

/** The same day of the month before, or its last day. */
function sameDay(day: string): string {
  const last = addDays(monthStart(day), -1);
  const wish = `${shiftMonth(day, -1).slice(0, 7)}-${day.slice(8)}`;
  return wish > last ? last : wish;
}
function current(cal: string, today: string): Span {
  if (cal === 'week') return { from: addDays(today, 1 - weekdayOf(today)), to: today };
  if (cal === 'month') return { from: monthStart(today), to: today };
  if (cal === 'quarter') return { from: shiftMonth(today, -((Number(today.slice(5, 7)) - 1) % 3)), to: today };
  return cal === 'year' ? { from: `${today.slice(0, 4)}-01-01`, to: today } : { from: today, to: today };
}
function previous(cal: string, today: string): Span {
  const { from } = current(cal, today);
  const to = addDays(from, -1);
  return { from: current(cal, to).from, to };
}
function plain(win: Record<string, unknown>, today: string): Span {
  const dur = (win['last'] ?? win['next']) as { n: number; u: string } | undefined;
  if (dur) {
    const n = Math.max(1, Math.round(dur.n * (DAYS[dur.u] ?? 1)));
    return win['last'] ? { from: addDays(today, 1 - n), to: today } : { from: today, to: addDays(today, n - 1) };
  }
  if (typeof win['cur'] === 'string') return current(win['cur'], today);
  return typeof win['prev'] === 'string' ? previous(win['prev'], today) : { from: today, to: today };
}

/** The days a figure is read over; `vs` is what it is compared with (环比 the stretch before, 同比 a year earlier …). */
export function spanOf(need: Pick<MetricNeed, 'metric' | 'win' | 'vs'>, lexicon: Lexicon, today: string): Span {
  const win = (need.win ?? lexicon.windowPolicy.def[need.metric] ?? { last: { n: 30, u: 'day' } }) as Record<string, unknown>;
  const span = plain(win, today);
  if (!need.vs) return span;
  const back = (n: number): Span => ({ from: addDays(span.from, -n), to: addDays(span.to, -n) });
  if (need.vs === 'yoy')
    return {
      from: `${Number(span.from.slice(0, 4)) - 1}${span.from.slice(4)}`.replace('-02-29', '-02-28'),
      to: `${Number(span.to.slice(0, 4)) - 1}${span.to.slice(4)}`.replace('-02-29', '-02-28'),
    };
  if (need.vs === 'last_week') return back(7);
  if (need.vs === 'yesterday') return back(1);
  if (need.vs === 'last_month') return { from: sameDay(span.from), to: sameDay(span.to) };
  return back(Math.max(1, Math.round((Date.parse(span.to) - Date.parse(span.from)) / 86_400_000) + 1));
}
