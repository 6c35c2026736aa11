// Decimal text for the eye and small exact arithmetic on it; no binary float touches money or quantity.
type Decimal = { readonly n: bigint; readonly s: number };

const SHAPE = /^([+-]?)(\d+)(?:\.(\d*))?$/;

export function readDecimal(text: unknown): Decimal | null {
  const found = SHAPE.exec(
    String(text ?? '')
      .replaceAll(',', '')
      .trim(),
  );
  if (!found) return null;
  const part = found[3] ?? '';
  const n = BigInt((found[2] ?? '') + part);
  return { n: found[1] === '-' ? -n : n, s: part.length };
}

const pow = (e: number): bigint => 10n ** BigInt(e);

function divide(num: bigint, den: bigint): bigint {
  const minus = num < 0n !== den < 0n;
  const [a, b] = [num < 0n ? -num : num, den < 0n ? -den : den];
  const q = (a * 2n + b) / (b * 2n);
  return minus ? -q : q;
}

const scaleTo = (d: Decimal, s: number): bigint => (d.s <= s ? d.n * pow(s - d.s) : divide(d.n, pow(d.s - s)));

/** Plain text with at least `min` and at most `max` decimals. */
export function plain(d: Decimal, min: number, max: number): string {
  const n = scaleTo(d, max);
  const digits = (n < 0n ? -n : n).toString().padStart(max + 1, '0');
  const cut = digits.length - max;
  let part = digits.slice(cut);
  while (part.length > min && part.endsWith('0')) part = part.slice(0, -1);
  return `${n < 0n ? '-' : ''}${digits.slice(0, cut)}${part === '' ? '' : `.${part}`}`;
}

/** A quantity as people type it ("1,200", "5."), as the server reads it; null when it is negative or none: twelve digits and six decimals at the most. */
export function readQuantity(typed: string): string | null {
  const d = readDecimal(typed);
  return d !== null && d.n >= 0n && d.s <= 6 && d.n < pow(12 + d.s) ? plain(d, 0, 6) : null;
}

/** "1234567.5" → "1,234,567.50"; text that is no figure stays as it is. */
export function grouped(text: unknown, min = 2, max = min): string {
  const d = readDecimal(text);
  if (!d) return text === null || text === undefined ? '' : String(text);
  const [whole = '', part] = plain(d, min, max).split('.');
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (part === undefined ? '' : `.${part}`);
}

export const money = (text: unknown): string => grouped(text, 2);
export const qty = (text: unknown): string => grouped(text, 0, 6);
export const price = (text: unknown): string => grouped(text, 2, 6);
/** "0.13" → "13" */
export const toPercent = (share: unknown): string => {
  const d = readDecimal(share);
  return d ? plain({ n: d.n * 100n, s: d.s }, 0, 4) : '';
};
/** "13" → "0.13" */
export const fromPercent = (percent: unknown): string => {
  const d = readDecimal(percent);
  return d ? plain({ n: d.n, s: d.s + 2 }, 0, 6) : '';
};

export function sum(texts: Iterable<unknown>): string {
  let total: Decimal = { n: 0n, s: 0 };
  for (const text of texts) {
    const d = readDecimal(text);
    if (!d) continue;
    const s = Math.max(total.s, d.s);
    total = { n: scaleTo(total, s) + scaleTo(d, s), s };
  }
  return plain(total, 0, total.s);
}

/** a × b to 分, half away from zero; '' when one of them is missing. */
export function amountOf(a: unknown, b: unknown): string {
  const [x, y] = [readDecimal(a), readDecimal(b)];
  return x && y ? plain({ n: x.n * y.n, s: x.s + y.s }, 2, 2) : '';
}

/** Tax-included amount → net and tax, as the house splits it: net = round(gross ÷ (1 + rate)). */
export function splitTax(gross: unknown, share: unknown): { readonly net: string; readonly tax: string } | null {
  const [g, r] = [readDecimal(gross), readDecimal(share)];
  if (!g || !r) return null;
  const fen = scaleTo(g, 2);
  const net = divide(fen * pow(6), pow(6) + scaleTo(r, 6));
  return { net: plain({ n: net, s: 2 }, 2, 2), tax: plain({ n: fen - net, s: 2 }, 2, 2) };
}

export const isNegative = (text: unknown): boolean => (readDecimal(text)?.n ?? 0n) < 0n;
export const isZero = (text: unknown): boolean => (readDecimal(text)?.n ?? 0n) === 0n;
export function compare(a: unknown, b: unknown): number {
  const [x, y] = [readDecimal(a) ?? { n: 0n, s: 0 }, readDecimal(b) ?? { n: 0n, s: 0 }];
  const s = Math.max(x.s, y.s);
  const d = scaleTo(x, s) - scaleTo(y, s);
  return d < 0n ? -1 : d > 0n ? 1 : 0;
}

const DIGITS = '零壹贰叁肆伍陆柒捌玖';
const SMALL = ['', '拾', '佰', '仟'];
const BIG = ['', '万', '亿', '万亿'];

function wholeWords(n: bigint): string {
  let out = '';
  const groups: number[] = [];
  for (let rest = n; rest > 0n; rest /= 10_000n) groups.push(Number(rest % 10_000n));
  for (let g = groups.length - 1; g >= 0; g--) {
    const value = groups[g] ?? 0;
    if (value === 0) {
      if (out !== '' && !out.endsWith('零')) out += '零';
      continue;
    }
    let part = '';
    for (let p = 3; p >= 0; p--) {
      const digit = Math.floor(value / 10 ** p) % 10;
      if (digit > 0) part += (DIGITS[digit] ?? '') + SMALL[p];
      else if ((part !== '' || out !== '') && !part.endsWith('零') && !(part === '' && out.endsWith('零'))) part += '零';
    }
    out += part.replace(/零$/, '') + (BIG[g] ?? '') + (part.endsWith('零') && g > 0 ? '零' : '');
  }
  return out.replace(/零+$/, '');
}

/** 1234.5 → 壹仟贰佰叁拾肆元伍角整 */
export function capital(text: unknown): string {
  const d = readDecimal(text);
  if (!d) return '';
  const fen = scaleTo(d, 2);
  const abs = fen < 0n ? -fen : fen;
  const [yuan, jiao, cent] = [abs / 100n, Number((abs / 10n) % 10n), Number(abs % 10n)];
  if (abs === 0n) return '零元整';
  const head = yuan > 0n ? `${wholeWords(yuan)}元` : '';
  const tail = jiao === 0 && cent === 0 ? '整' : (jiao > 0 ? `${DIGITS[jiao]}角` : yuan > 0n ? '零' : '') + (cent > 0 ? `${DIGITS[cent]}分` : '整');
  return `${fen < 0n ? '（负）' : ''}${head}${tail}`;
}
