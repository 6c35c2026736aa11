// 三单匹配: the company's tolerances, and the verdict on one line of order, receipt and bill. Pure.
import { formatDecimal, formatFen, formatQty, parseDecimal } from '#kernel/decimal';
import type { Settings } from '#kernel/facts';
import { rate, type Rate } from '#kernel/field';
import { divideHalfUp, type Fen, fen } from '#kernel/money';

export type Tolerance = {
  readonly control: 'warn' | 'block';
  /** Share of the agreed price by which a bill may be off. */
  readonly price: Rate;
  /** Amount per line by which a bill may always be off. */
  readonly amount: Fen;
  /** Share of the ordered quantity that may have been received beyond it. */
  readonly qty: Rate;
};
/** Until a company says otherwise: 2 % or 5 元 a line, not one piece beyond the order; and bills beyond are only marked. */
export const DEFAULT_TOLERANCE: Tolerance = { control: 'warn', price: rate(20_000n), amount: fen(500n), qty: rate(0n) };

export function toleranceOf(settings: Pick<Settings, 'matching'>): Tolerance {
  const { control, price, amount, qty } = settings.matching ?? {};
  const figure = (text: string | undefined, places: number, otherwise: bigint): bigint => (text === undefined ? otherwise : (parseDecimal(text, places) ?? otherwise));
  return {
    control: control ?? DEFAULT_TOLERANCE.control,
    price: rate(figure(price, 6, DEFAULT_TOLERANCE.price)),
    amount: fen(figure(amount, 2, DEFAULT_TOLERANCE.amount)),
    qty: rate(figure(qty, 6, DEFAULT_TOLERANCE.qty)),
  };
}

export type Verdict = 'ok' | 'within' | 'over';
export const VERDICT_ZH: Readonly<Record<Verdict, string>> = { ok: '一致', within: '容差内', over: '超差' };
export type Compared = {
  /** What the bill asks for the line, tax included, and what order and receipt agreed on for the same quantity. */
  readonly billed: Fen;
  readonly agreed: Fen;
  /** Received beyond what was ordered, and what was ordered, in base units; nothing ordered is nothing exceeded. */
  readonly beyond: bigint;
  readonly ordered: bigint | null;
};
export type Finding = { readonly verdict: Verdict /** What is off and by how much; empty when nothing is. */; readonly said: string };

const size = (x: bigint): bigint => (x < 0n ? -x : x);
const worse = (a: Verdict, b: Verdict): Verdict => (a === 'over' || b === 'over' ? 'over' : a === 'within' || b === 'within' ? 'within' : 'ok');
/** 0.0213 → 2.13 %. */
const percent = (part: bigint, whole: bigint): string => (whole === 0n ? '—' : `${formatDecimal(divideHalfUp(size(part) * 10_000n, size(whole)), 2)}%`);

/** A difference is within tolerance when it is small as a share or small as an amount. */
export function verdictOf(line: Compared, tolerance: Tolerance): Finding {
  const off = line.billed - line.agreed;
  const small = size(off) <= tolerance.amount || size(off) * 1_000_000n <= size(line.agreed) * tolerance.price;
  const price: Verdict = off === 0n ? 'ok' : small ? 'within' : 'over';
  const { beyond, ordered } = line;
  const qty: Verdict = ordered === null || beyond <= 0n ? 'ok' : beyond * 1_000_000n <= ordered * tolerance.qty ? 'within' : 'over';
  const said = [
    ...(off === 0n ? [] : [`价格${off > 0n ? '高' : '低'} ${formatFen(size(off))}（${percent(off, line.agreed)}，应为 ${formatFen(line.agreed)}）`]),
    ...(qty === 'ok' || ordered === null ? [] : [`超订单收货 ${formatQty(beyond)}（${percent(beyond, ordered)}，订购 ${formatQty(ordered)}）`]),
  ];
  return { verdict: worse(price, qty), said: said.join('；') };
}

export const worst = (verdicts: readonly Verdict[]): Verdict => verdicts.reduce(worse, 'ok');
