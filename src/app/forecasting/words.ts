// Options of the forecasting commands: read, checked, refused as wrong usage with what would be right.
import { parseDay, type Frequency } from '#forecast';

/** Wrong usage: exit status 2. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}

export type Values = Readonly<Record<string, string | boolean | undefined>>;

export const word = (values: Values, name: string): string | undefined => {
  const v = values[name];
  return typeof v === 'string' && v !== '' ? v : undefined;
};

export function needed(values: Values, name: string): string {
  const text = word(values, name);
  if (text === undefined) throw new WrongUsage(`请给出 --${name}`);
  return text;
}

/** A number between bounds; `whole` unless said otherwise. */
export function numberOf(values: Values, name: string, rule: { readonly least: number; readonly most: number; readonly usual?: number; readonly fraction?: boolean }): number {
  const text = rule.usual === undefined ? needed(values, name) : word(values, name);
  if (text === undefined) return rule.usual!;
  const n = Number(text);
  if (!(n >= rule.least && n <= rule.most) || (rule.fraction !== true && !Number.isInteger(n)))
    throw new WrongUsage(`--${name} 应为 ${rule.least} 到 ${rule.most} 之间的${rule.fraction ? '数' : '整数'}，这里是“${text}”`);
  return n;
}

export function frequencyOf(values: Values): Frequency | undefined {
  const text = word(values, 'freq')?.toUpperCase();
  if (text === undefined || text === 'D' || text === 'W' || text === 'M') return text;
  throw new WrongUsage(`--freq 只能是 D（日）、W（周）、M（月），这里是“${text}”`);
}

export function dayOf(values: Values, name: string): number | undefined {
  const text = word(values, name);
  if (text === undefined) return undefined;
  const day = /^\d{4}-\d{1,2}(?:-\d{1,2})?$/.test(text) ? parseDay(text) : Number.NaN;
  if (Number.isNaN(day)) throw new WrongUsage(`--${name} 不是有效日期：“${text}”，应为 2026-03-01 或 2026-03`);
  return day;
}

/** Shares strictly between 0 and 1, ascending, each once. */
export function sharesOf(values: Values, name: string, usual: readonly number[]): readonly number[] {
  const text = word(values, name);
  if (text === undefined) return usual;
  const shares = text.split(',').map((t) => (t.trim() === '' ? Number.NaN : Number(t)));
  if (!shares.every((q) => q > 0 && q < 1)) throw new WrongUsage(`--${name} 应为 0 与 1 之间的数，用逗号隔开，例如 ${usual.join(',')}`);
  return [...new Set(shares)].sort((a, b) => a - b);
}

export const columnsOf = (values: Values): readonly string[] => [
  ...new Set(
    (word(values, 'known') ?? '')
      .split(',')
      .map((c) => c.trim())
      .filter((c) => c !== ''),
  ),
];

/** `3` or `3:0.7,4:0.2,5:0.1`: days from an order to its arrival, with their chances (which must sum to 1). */
export function leadOf(values: Values): { readonly days: number; readonly chance: number }[] {
  const lead = needed(values, 'lead')
    .split(',')
    .map((part) => {
      const [days, chance, more] = part.split(':');
      return { days: Number(days), chance: chance === undefined ? 1 : Number(chance), more };
    });
  const sum = lead.reduce((s, l) => s + l.chance, 0);
  if (!lead.every((l) => Number.isInteger(l.days) && l.days >= 1 && l.days <= 60 && l.chance > 0 && l.more === undefined) || Math.abs(sum - 1) > 1e-6)
    throw new WrongUsage('--lead 应为 1 到 60 的天数，或各天数的机会（合计 1），例如 --lead 2 或 --lead 3:0.7,4:0.2,5:0.1');
  return lead.map(({ days, chance }) => ({ days, chance }));
}

/** Days a received unit can be sold, the day of receipt included. */
export function lifeOf(values: Values): number {
  return word(values, 'life') === 'none' ? Number.POSITIVE_INFINITY : numberOf(values, 'life', { least: 1, most: 3650 });
}
