// Small readings of what stands in the address bar and of two amounts that should be one.
import { money as grouped, sum } from '../lib/figures';

export const periodOr = (text: string | undefined, fallback: number): number => (text && /^(19|20|21)\d\d(0[1-9]|1[0-2])$/.test(text) ? Number(text) : fallback);

/** One amount, or by how much the first is above the second. */
export const money = (a: string | undefined, b?: string): string => (b === undefined ? grouped(a ?? '0') : grouped(sum([a ?? '0', b.startsWith('-') ? b.slice(1) : `-${b}`])));
