// One step of one rule for one subject: facts and memory in, decision and next memory out. Nothing is done here, only decided.
import type { Action, Cooldown, Rule } from '../ast.ts';
import { evaluate, type Held, type Judged } from './evaluate.ts';
import type { Facts, Missing, Moment, Subject } from './facts.ts';

/** What a (rule, version, subject) remembers between evaluations. */
export interface Memory {
  high: number | undefined;
  edges: number;
  lastFired?: number;
  held: Record<string, Held>;
}
export const freshMemory = (): Memory => ({ high: undefined, edges: 0, held: {} });
export type Cue =
  | { on: 'tick'; stack?: readonly string[] }
  | { on: 'schedule' }
  | { on: 'every' }
  | { on: 'event'; event: string; first?: boolean; stack?: readonly string[]; waited?: boolean };
export interface Situation {
  rule: Rule;
  ruleId: string;
  version: number;
  subject: Subject;
  cue: Cue;
  facts: Facts;
  now: Moment;
  memory: Memory /** Last firing of the whole rule, for 本规则 cooldowns. */;
  ruleLastFired?: number;
  inScope?: boolean;
  active?: boolean;
}
export type Why = 'fired' | 'not-active' | 'other-cue' | 'not-first' | 'out-of-scope' | 'loop-cut' | 'too-deep' | 'waiting' | 'no-branch' | 'unknown' | 'already-high' | 'cooldown';
export interface Decision {
  why: Why;
  memory: Memory;
  judged: Judged[];
  missing: Missing[];
  fire?: { branch: number; actions: readonly Action[]; keys: string[] };
  /** Held actions (block, lock, freeze, revert) of this branch must be lifted now. */
  release?: { branch: number; actions: readonly Action[] };
  wakeAt?: number;
}
export const DEEPEST = 8;
const COOL: Record<Cooldown['u'], number> = { minute: 1, hour: 60, day: 1440, week: 10_080, month: 43_200 };
const WAIT: Record<string, number> = { minute: 1, hour: 60, day: 1440, workday: 1440, week: 10_080, month: 43_200, quarter: 129_600, year: 525_600, shift: 480, time: 0 };

/** A rule that led to this very event, for the same subject, or too long a chain of rules. */
function cutOff(s: Situation): 'loop-cut' | 'too-deep' | undefined {
  const stack = 'stack' in s.cue ? (s.cue.stack ?? []) : [];
  if (stack.includes(`${s.ruleId}@${s.subject.key}`)) return 'loop-cut';
  return stack.length > DEEPEST ? 'too-deep' : undefined;
}
/** Reasons not to look at the conditions at all. */
function gate(s: Situation): Why | undefined {
  const t = s.rule.trigger;
  if (s.active === false) return 'not-active';
  if (t.on === 'state' ? s.cue.on !== 'tick' : t.on !== s.cue.on) return 'other-cue';
  if (t.on === 'event' && s.cue.on === 'event') {
    if (!t.events.includes(s.cue.event)) return 'other-cue';
    if (t.first !== undefined && s.cue.first !== true) return 'not-first';
    const cut = cutOff(s);
    if (cut) return cut;
  }
  return s.inScope === false ? 'out-of-scope' : undefined;
}

/** First hit wins. An unknown branch stops the search: taking a later branch would be a guess. */
function choose(s: Situation): { branch: number | undefined; unknown: boolean; judged: Judged[]; held: Record<string, Held> } {
  const judged: Judged[] = [];
  let held: Record<string, Held> = {},
    branch: number | undefined,
    unknown = false;
  s.rule.branches.forEach((b, i) => {
    if (!b.if) {
      if (branch === undefined && !unknown) branch = i;
      return;
    }
    // Every branch is judged, so that 连续N天 keeps counting even while an earlier branch wins.
    const j = evaluate(b.if, { facts: s.facts, now: s.now, subject: s.subject, held: s.memory.held, occurrence: s.cue.on === 'event' || s.cue.on === 'tick' });
    judged.push(j);
    held = { ...held, ...j.held };
    if (branch !== undefined || unknown) return;
    if (j.value === true) branch = i;
    else if (j.value === 'unknown') unknown = true;
  });
  return { branch: unknown ? undefined : branch, unknown, judged, held };
}
function cooling(s: Situation): boolean {
  const c = s.rule.cooldown;
  if (!c) return false;
  const last = c.per === 'rule' ? s.ruleLastFired : s.memory.lastFired;
  return last !== undefined && s.now.minutes - last < c.n * COOL[c.u];
}
function fire(s: Situation, branch: number, memory: Memory): Decision['fire'] & object {
  const actions = s.rule.branches[branch]?.then ?? [];
  // The same edge tried twice must be the same work: rule, version, subject, edge, action.
  return { branch, actions, keys: actions.map((_, i) => `${s.ruleId}/${s.version}/${s.subject.key}/${memory.edges}/${branch}/${i}`) };
}

/** Decides one step. Pure: the same situation always gives the same decision. */
export function decide(s: Situation): Decision {
  const nothing = { memory: s.memory, judged: [], missing: [] };
  const shut = gate(s);
  if (shut) return { why: shut, ...nothing };
  const t = s.rule.trigger;
  if (t.on === 'event' && t.wait && s.cue.on === 'event' && s.cue.waited !== true) return { why: 'waiting', ...nothing, wakeAt: s.now.minutes + t.wait.n * (WAIT[t.wait.u] ?? 0) };
  const { branch, unknown, judged, held } = choose(s);
  const missing = judged.flatMap((j) => j.missing);
  const memory: Memory = { ...s.memory, held };
  const done = (why: Why, more: Partial<Decision> = {}): Decision => ({ why, memory, judged, missing, ...more });
  // Unknown neither fires nor re-arms: the edge stays where it was.
  if (unknown) return done('unknown');
  const edged = t.on === 'state',
    before = s.memory.high;
  const release = edged && before !== undefined && before !== branch ? { release: { branch: before, actions: s.rule.branches[before]?.then ?? [] } } : {};
  if (branch === undefined) {
    memory.high = undefined;
    return done('no-branch', release);
  }
  if (edged && before === branch) return done('already-high');
  if (edged) memory.high = branch;
  // What a rule did itself may end its condition, and so re-arm it, but never set it off again.
  const cut = edged ? cutOff(s) : undefined;
  if (cut) return done(cut, release);
  if (cooling(s)) return done('cooldown', release);
  memory.edges = s.memory.edges + 1;
  memory.lastFired = s.now.minutes;
  return done('fired', { fire: fire(s, branch, memory), ...release });
}

/** On activation, subjects that are already true wait for the next edge unless the user chose to fire now. */
export function armAs(rule: Rule, judged: readonly Judged[], fireNow: boolean): Memory {
  const at = rule.branches.findIndex((_, i) => judged[i]?.value === true);
  return { ...freshMemory(), high: fireNow || at < 0 ? undefined : at };
}
