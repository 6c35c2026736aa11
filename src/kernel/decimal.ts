// Decimal text ↔ scaled bigint. The only way figures enter or leave the house; floats are never involved.

const DECIMAL = /^([+-]?)(\d{1,15})(?:\.(\d+))?$/;

/**
 * Reads decimal text ("1,234.50", "-3") as an integer scaled by 10^places.
 * Returns null when the text is no decimal number, has more than 15 integer digits, or more decimals than fit exactly.
 */
export function parseDecimal(text: string, places: number): bigint | null {
  const match = DECIMAL.exec(text.trim().replaceAll(',', ''));
  if (!match) return null;
  const [, sign, whole = '', fraction = ''] = match;
  const kept = fraction.slice(0, places).padEnd(places, '0');
  if (/[1-9]/.test(fraction.slice(places))) return null;
  const value = BigInt(whole + kept);
  return sign === '-' ? -value : value;
}

/** Writes a scaled integer as decimal text with at least `min` and at most `places` decimals (no trailing zeros beyond min). */
export function formatDecimal(value: bigint, places: number, min = places): string {
  const digits = (value < 0n ? -value : value).toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  let fraction = places === 0 ? '' : digits.slice(-places);
  while (fraction.length > min && fraction.endsWith('0')) fraction = fraction.slice(0, -1);
  return `${value < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** 12345n 分 → "123.45". */
export const formatFen = (value: bigint): string => formatDecimal(value, 2);
/** 1500000n micro → "1.5". */
export const formatQty = (value: bigint): string => formatDecimal(value, 6, 0);
/** Price → at least two decimals. */
export const formatPrice = (value: bigint): string => formatDecimal(value, 6, 2);
