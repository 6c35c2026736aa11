// Calendar days as text: what people type, what screens say, and the ranges filters offer.
import { words } from './words';
const half = (text: string): string => text.replace(/[\uFF10-\uFF19]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
const pad = (n: number): string => String(n).padStart(2, '0');

/** 2026-11-22, 20261122, 2026/11/22, 2026年11月22日 and, with today's year, 11-22 or 1122. */
export function readDay(given: string, today: string): string | null {
  const text = half(given.trim())
    .replace(/[年月./]/g, '-')
    .replace('日', '');
  const short = /^(\d{1,2})-(\d{1,2})$/.exec(text) ?? /^(\d{2})(\d{2})$/.exec(text);
  const full = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  const [y, m, d] = full ? [full[1], full[2], full[3]] : short ? [today.slice(0, 4), short[1], short[2]] : [];
  if (!y || !m || !d) return null;
  const real = Number(m) >= 1 && Number(m) <= 12 && Number(d) >= 1 && Number(d) <= daysIn(Number(y), Number(m));
  return real ? `${y}-${pad(Number(m))}-${pad(Number(d))}` : null;
}

export const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
const utc = (day: string): Date => new Date(`${day}T00:00:00Z`);
const text = (date: Date): string => date.toISOString().slice(0, 10);

export function addDays(day: string, n: number): string {
  const date = utc(day);
  date.setUTCDate(date.getUTCDate() + n);
  return text(date);
}
export function addMonths(day: string, n: number): string {
  const [y, m, d] = day.split('-').map(Number) as [number, number, number];
  const months = y * 12 + (m - 1) + n;
  const [year, month] = [Math.floor(months / 12), (months % 12) + 1];
  return `${year}-${pad(month)}-${pad(Math.min(d, daysIn(year, month)))}`;
}
/** 0 = Monday */
export const weekday = (day: string): number => (utc(day).getUTCDay() + 6) % 7;
export const firstOfMonth = (day: string): string => `${day.slice(0, 8)}01`;
export const lastOfMonth = (day: string): string => `${day.slice(0, 8)}${pad(daysIn(Number(day.slice(0, 4)), Number(day.slice(5, 7))))}`;

/** "2026-11-22T09:36:00Z" → 刚刚 · 8 分钟前 · 今天 09:36 · 11-20 14:22, in the reader's own time zone. */
export function ago(at: string, now = Date.now()): string {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return at;
  if (/^\d{4}-\d{2}-\d{2}$/.test(at)) return at.slice(5);
  const minutes = Math.floor((now - time.getTime()) / 60_000);
  if (minutes >= 0 && minutes < 1) return words.justNow;
  if (minutes >= 0 && minutes < 60) return words.minutesAgo(minutes);
  const today = new Date(now);
  const clock = `${pad(time.getHours())}:${pad(time.getMinutes())}`;
  if (time.toDateString() === today.toDateString()) return words.today(clock);
  const day = `${pad(time.getMonth() + 1)}-${pad(time.getDate())}`;
  return time.getFullYear() === today.getFullYear() ? `${day} ${clock}` : `${time.getFullYear()}-${day}`;
}
/** A day as short as it is clear: 07-01 in this year, 2023-07-01 in another. */
export const dayText = (day: string, now = new Date()): string => (day.startsWith(`${now.getFullYear()}-`) ? day.slice(5) : day);
/** Full date and time for records: 2026-11-22 09:36. */
export function stamp(at: string | null | undefined): string {
  if (!at) return '';
  const t = new Date(at);
  return Number.isNaN(t.getTime()) || at.length <= 10 ? at : `${t.getFullYear()}-${pad(t.getMonth() + 1)}-${pad(t.getDate())} ${pad(t.getHours())}:${pad(t.getMinutes())}`;
}
/** 202611 → 2026年11月 */
export function periodText(period: number | string): string {
  const p = String(period).replace('-', '');
  return words.month(p.slice(0, 4), Number(p.slice(4, 6)));
}
/** The last `count` periods up to `period`, newest first. */
export function periodsBack(period: number | string, count: number): string[] {
  const p = Number(String(period).replace('-', ''));
  return Array.from({ length: count }, (_, i) => {
    const months = Math.floor(p / 100) * 12 + (p % 100) - 1 - i;
    return `${Math.floor(months / 12)}${pad((months % 12) + 1)}`;
  });
}
