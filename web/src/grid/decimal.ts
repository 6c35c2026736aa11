// Promise: decimal strings in, decimal strings out, exact by bigint; no binary float touches money or quantity.

/** n / 10^s */
export interface Decimal {
  readonly n: bigint;
  readonly s: number;
}

const SHAPE = /^([+-]?)(\d*)(?:\.(\d*))?$/;
const MAX_DIGITS = 40;

/** １２，３００．５ → 12,300.5 : full-width keys of a Chinese IME count as their plain twins. */
export function halfWidth(text: string): string {
  return text
    .replace(/[\uFF01-\uFF5E]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replaceAll('。', '.')
    .replaceAll('×', '*')
    .replaceAll('÷', '/')
    .replaceAll('\u3000', ' ');
}

export function parseDecimal(text: string): Decimal | null {
  const plain = halfWidth(text).replace(/[,\s¥￥]/g, '');
  const found = SHAPE.exec(plain);
  const whole = found?.[2] ?? '';
  const part = found?.[3] ?? '';
  if (!found || whole + part === '' || whole.length + part.length > MAX_DIGITS) return null;
  const n = BigInt(whole + part);
  return { n: found[1] === '-' ? -n : n, s: part.length };
}

export function pow10(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}

/** num / den, half away from zero. */
export function divideRounded(num: bigint, den: bigint): bigint {
  const negative = num < 0n !== den < 0n;
  const [a, b] = [num < 0n ? -num : num, den < 0n ? -den : den];
  const rounded = (a * 2n + b) / (b * 2n);
  return negative ? -rounded : rounded;
}

export function rescale(d: Decimal, scale: number): Decimal {
  if (d.s === scale) return d;
  return d.s < scale ? { n: d.n * pow10(scale - d.s), s: scale } : { n: divideRounded(d.n, pow10(d.s - scale)), s: scale };
}

export function plain(d: Decimal): string {
  const digits = (d.n < 0n ? -d.n : d.n).toString().padStart(d.s + 1, '0');
  const cut = digits.length - d.s;
  return (d.n < 0n ? '-' : '') + digits.slice(0, cut) + (d.s > 0 ? `.${digits.slice(cut)}` : '');
}

/** 12.500 → 12.5, the one way a value is stored. */
export function canonical(d: Decimal, decimals: number): string {
  const text = plain(d.s > decimals ? rescale(d, decimals) : d);
  const short = text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text;
  return short === '-0' ? '0' : short;
}

/** 1234567.5 → 1,234,567.50 */
export function grouped(text: string, decimals: number, trim = false): string {
  const d = parseDecimal(text);
  if (!d) return text;
  const shown = trim ? canonical(d, decimals) : plain(rescale(d, decimals));
  const [whole = '', part] = shown.split('.');
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (part === undefined ? '' : `.${part}`);
}

export function addDecimals(texts: Iterable<string>): string {
  let sum: Decimal = { n: 0n, s: 0 };
  for (const text of texts) {
    const d = parseDecimal(text);
    if (!d) continue;
    const s = Math.max(sum.s, d.s);
    sum = { n: rescale(sum, s).n + rescale(d, s).n, s };
  }
  return canonical(sum, sum.s);
}

/** a × b × …, rounded half away from zero; '' when a factor is missing. */
export function multiply(texts: readonly string[], decimals: number): string {
  let product: Decimal = { n: 1n, s: 0 };
  for (const text of texts) {
    const d = parseDecimal(text);
    if (!d) return '';
    product = { n: product.n * d.n, s: product.s + d.s };
  }
  return canonical(rescale(product, decimals), decimals);
}
