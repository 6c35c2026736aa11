// A step of the month close (结账步骤): its name, what it has to say beforehand, and what it books. Other modules add theirs to the table
// (全月一次加权成本计算、月初回冲暂估 …); the runner knows nothing of what a step does.
import type { Day, Period } from '#kernel/day';
import type { Actor } from '#kernel/facts';
import type { Snapshot } from '#kernel/ports';
import type { Refused } from '#kernel/refusal';
import type { PeriodPorts } from '../period/close.ts';

export type Tone = 'ok' | 'info' | 'warn' | 'block';
export type FindingItem = { readonly text: string; readonly href: string | null; readonly note?: string };
/** What a check found. `block` keeps the month from being closed. */
export type Finding = {
  readonly name: string;
  readonly zh: string;
  readonly tone: Tone;
  /** One sentence: what is so, and what to do about it. */
  readonly said: string;
  readonly count: number;
  readonly items: readonly FindingItem[];
  /** The screen that shows or cures it. */
  readonly href: string | null;
};

/** What a check may look at: one read-only transaction. */
export type Ask = { readonly snapshot: Snapshot; readonly period: Period; readonly day: Day; readonly names: Names };
/** Chinese names of document types and states, which only the app knows. */
export type Names = { readonly document: (type: string) => string };

export type CloseCommand = { readonly type: string; readonly command: 'save' | 'approve' | 'void' | 'reverse'; readonly id?: string; readonly body?: unknown };
export type Booked = { readonly id: string; readonly type: string; readonly number: string; readonly state: string; readonly voucher?: string };
export type ClosePorts = PeriodPorts & {
  /** Gives a command: as the person who closes, or as the house itself (who makes, so that the person may approve). */
  readonly command: (who: 'person' | 'house', command: CloseCommand) => Promise<{ readonly ok: true; readonly booked: Booked } | { readonly ok: false; readonly refusal: Refused }>;
};

/** What a running step has at hand. */
export type Work = {
  readonly ports: ClosePorts;
  readonly actor: Actor;
  readonly period: Period;
  readonly day: Day;
  /** Reads in a transaction of its own, so that a long step holds none open. */
  readonly read: <T>(look: (snapshot: Snapshot) => Promise<T>) => Promise<T>;
  /** Tells how far a long step is. */
  readonly tell: (done: number, total: number) => void;
};
export type StepResult = { readonly said: string; readonly documents: readonly Booked[] };

export type CloseStep = {
  readonly name: string;
  readonly zh: string;
  /** Steps run in this order. Cost calculation belongs between 10 and 19, 增值税 30, 附加税 40, 所得税 50, 损益 60, 年末 70; after the close 90 and on. */
  readonly order: number;
  /** 'after': books in the next month, once this one is closed. */
  readonly phase: 'before' | 'after';
  /** May be left out by the person who closes. */
  readonly optional?: true;
  /** What the step would do, and what is in its way. */
  readonly check?: (ask: Ask) => Promise<readonly Finding[]>;
  /** Does it. Asked again with nothing changed, it books nothing. */
  readonly run?: (work: Work) => Promise<StepResult | Refused>;
};

export const found = (name: string, zh: string, rest: Partial<Finding> & Pick<Finding, 'tone' | 'said'>): Finding => ({ name, zh, count: 0, items: [], href: null, ...rest });
