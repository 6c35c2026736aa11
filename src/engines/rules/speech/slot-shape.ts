// The shape of one half-read condition, shared by the slot readers.
import type { CmpOp, Cond, Dur, Operand, Sel, Span, Vs, Win } from '../ast.ts';
import type { Amount } from './operands.ts';
import { startOf, type Noun, type Reader } from './reader.ts';

export interface Slots {
  from: number;
  sels: Sel[];
  noun?: Noun;
  each?: string;
  /** Bare kind words (设备, 客户): they must suit what is asked of them. */
  kinds?: string[];
  docs: string[];
  win?: Win;
  left?: Operand;
  metricAt?: number;
  metricText?: string;
  selsAtMetric?: number;
  cmp?: CmpOp;
  soft?: boolean;
  right?: Operand;
  amount?: Amount;
  range?: [Amount, Amount];
  negated?: boolean;
  whole?: Cond;
  sustain?: Dur;
  /** The length of time was compared (超过45天), not claimed without a break (连续45天). */
  sustainCmp?: CmpOp;
  vs?: Vs;
  vsAt?: Span;
  dir?: 'up' | 'down';
  by?: { num: number; unit?: string };
  states: { id: string; e: string; not: boolean }[];
  predicateFrom?: number;
  event?: string;
  doubled?: boolean;
}
export type SlotReader = (r: Reader, s: Slots) => true | undefined;

export const POST = ['以上', '以下', '以内', '之内', '及以上', '及以下', '或以上', '或以下', '起', '内'];
export const done = (s: Slots): boolean => s.right !== undefined || s.range !== undefined || s.whole !== undefined || s.by !== undefined;
export const hasPredicate = (s: Slots): boolean => done(s) || s.states.length > 0;
export const mark = (r: Reader, s: Slots, at: number): void => {
  s.predicateFrom ??= startOf(r, at);
};
