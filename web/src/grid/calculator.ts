// Promise: works out what people type into a number cell (=12*24, 100+8, 1/3) exactly, by its own small parser, never by eval.
import { canonical, divideRounded, halfWidth, parseDecimal, pow10, type Decimal } from './decimal';

interface Fraction {
  readonly num: bigint;
  readonly den: bigint;
}
interface Reader {
  readonly text: string;
  at: number;
}

const MAX_LENGTH = 80;

/** The value rounded to `decimals`, or null when the text is no number and no sum. */
export function calculate(text: string, decimals: number): string | null {
  const typed = halfWidth(text)
    .trim()
    .replace(/^=/, '')
    .replace(/[\s,¥￥]/g, '')
    .replace(/[+\-*/]+$/, '');
  if (typed === '' || typed.length > MAX_LENGTH) return null;
  const reader: Reader = { text: typed, at: 0 };
  const value = sum(reader);
  if (!value || reader.at !== typed.length) return null;
  const rounded: Decimal = { n: divideRounded(value.num * pow10(decimals), value.den), s: decimals };
  return canonical(rounded, decimals);
}

/** True when there is something to work out, so that the answer is worth showing beside the cell. */
export function isSum(text: string): boolean {
  const typed = halfWidth(text).trim();
  return typed.startsWith('=') || /[\d)]\s*[+\-*/(]/.test(typed);
}

function sum(reader: Reader): Fraction | null {
  let left = product(reader);
  while (left && (reader.text[reader.at] === '+' || reader.text[reader.at] === '-')) {
    const minus = reader.text[reader.at++] === '-';
    const right = product(reader);
    if (!right) return null;
    const other = right.num * left.den;
    left = { num: left.num * right.den + (minus ? -other : other), den: left.den * right.den };
  }
  return left;
}

function product(reader: Reader): Fraction | null {
  let left = factor(reader);
  while (left && (reader.text[reader.at] === '*' || reader.text[reader.at] === '/')) {
    const over = reader.text[reader.at++] === '/';
    const right = factor(reader);
    if (!right || (over && right.num === 0n)) return null;
    left = over ? { num: left.num * right.den, den: left.den * right.num } : { num: left.num * right.num, den: left.den * right.den };
  }
  return left;
}

function factor(reader: Reader): Fraction | null {
  const head = reader.text[reader.at];
  if (head === '-' || head === '+') {
    reader.at++;
    const value = factor(reader);
    return value && head === '-' ? { num: -value.num, den: value.den } : value;
  }
  if (head === '(') {
    reader.at++;
    const value = sum(reader);
    return reader.text[reader.at++] === ')' ? value : null;
  }
  const digits = /^(\d+\.?\d*|\.\d+)/.exec(reader.text.slice(reader.at))?.[0] ?? '';
  const d = parseDecimal(digits);
  reader.at += digits.length;
  if (!d) return null;
  const percent = reader.text[reader.at] === '%';
  if (percent) reader.at++;
  return { num: d.n, den: pow10(d.s + (percent ? 2 : 0)) };
}
