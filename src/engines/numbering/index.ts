// Numbers of documents and vouchers: prefix, period, running figure. Gap-free because the pen draws the figure in its own transaction.

/** "CGRK", 202611, 7 → "CGRK-202611-0007". Figures beyond 9999 simply grow longer. */
export const formatNumber = (prefix: string, period: number, serial: number): string => `${prefix}-${period}-${String(serial).padStart(4, '0')}`;

/** 记-0001: numbers of vouchers restart each period, so the period is not part of what people read. */
export const formatVoucherNumber = (word: string, serial: number): string => `${word}-${String(serial).padStart(4, '0')}`;

/** Gaps in a run of serial figures that should be 1..n; used by `verify`. */
export function gapsIn(serials: readonly number[]): number[] {
  const seen = new Set(serials);
  const last = serials.reduce((max, n) => (n > max ? n : max), 0);
  return Array.from({ length: last }, (_, i) => i + 1).filter((n) => !seen.has(n));
}
