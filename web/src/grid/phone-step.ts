// Promise: one more or one less of a decimal text, never below nothing.
import { addDecimals, parseDecimal } from './decimal';

export function stepped(value: unknown, by: '1' | '-1'): string {
  const next = addDecimals([typeof value === 'string' ? value : '', by]);
  return (parseDecimal(next)?.n ?? 0n) < 0n ? '0' : next;
}
