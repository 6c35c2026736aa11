// Rules judged: cases and what is remembered of them in, decisions out. Pure; the facts have been read.
import {
  type Action,
  type Cue,
  decide,
  type Decision,
  type Dictionary,
  explain,
  type Facts,
  freshMemory,
  type Memory,
  type Moment,
  priorityOf,
  arbitrate,
  type Rule,
} from '#rules';
import type { FactSource, Placed } from './facts.ts';
import type { Active } from './registry.ts';
import { resolve } from './resolve.ts';
import type { Work } from './work.ts';

/** One rule, one subject, one reason to look. */
export type Look = {
  readonly rule: Active;
  readonly subject: Placed;
  readonly cue: Cue;
  /** Event rules fire once for a cause; state rules once for an edge. */
  readonly cause: string | null;
  readonly stack: readonly string[];
  readonly warehouse: string | null;
};
type Deed = { readonly place: string; readonly action: Action; readonly work: Work };
type Fired = {
  readonly look: Look;
  readonly name: string;
  readonly cause: string;
  readonly branch: number;
  readonly said: readonly string[];
  readonly deeds: readonly Deed[];
  readonly cut: string | null;
};
export type Judgement = {
  readonly look: Look;
  readonly name: string;
  readonly memory: Memory;
  readonly changed: boolean;
  readonly why: Decision['why'];
  readonly said: readonly string[];
  readonly fired: Fired | null;
  /** Branches whose held actions end now. */
  readonly released: number | null;
  readonly wakeAt: number | null;
};
type Bench = {
  readonly now: Moment;
  readonly facts: FactSource;
  readonly memory: (look: Look) => Memory | undefined;
  readonly lastFired: (rule: Active) => number | undefined;
  readonly name: (subject: Placed) => string;
  readonly dictionary: Dictionary;
};

/** What only the gate can do: it acts before the document is submitted. */
export const BEFORE_COMMIT: ReadonlySet<Action['do']> = new Set(['approve', 'pass']);
const beforeCommit = (a: Action, rule: Rule): boolean =>
  rule.trigger.on === 'event' &&
  rule.trigger.events.some((e) => e.endsWith('.submitted')) &&
  (BEFORE_COMMIT.has(a.do) || (a.do === 'block' && (!a.of || !a.of.some((s) => s.ids))));

/** States a selector asks for (临期批次的库存…) are conditions of being meant at all. */
export function inScope(rule: Active, subject: Placed, facts: Facts): boolean {
  return Object.values(rule.plan.within)
    .flat()
    .every((sel) => sel.state === undefined || facts.state({ e: sel.e, state: sel.state, of: [], subject }) === true);
}

export function judge(look: Look, bench: Bench): Judgement {
  const { rule, subject } = look;
  const before = bench.memory(look) ?? freshMemory();
  const lastFired = bench.lastFired(rule);
  const facts = bench.facts(subject);
  const decision = decide({
    rule: rule.rule,
    ruleId: rule.id,
    version: rule.version,
    subject,
    cue: look.cue,
    facts,
    now: bench.now,
    memory: before,
    inScope: inScope(rule, subject, facts),
    ...(lastFired === undefined ? {} : { ruleLastFired: lastFired }),
  });
  const name = bench.name(subject);
  const cut = decision.why === 'loop-cut' || decision.why === 'too-deep';
  // Plain words cost time; they are made where somebody will read them.
  const said = decision.why === 'fired' || decision.why === 'unknown' || cut ? explain({ rule: rule.rule }, decision, bench.dictionary) : [];
  const fire = decision.fire;
  const cause = look.cause ?? `edge:${decision.memory.edges}`;
  const scene = { facts, now: bench.now, subject, subjectName: name, ruleName: rule.name, ruleId: rule.id, warehouse: look.warehouse, held: rule.rule.trigger.on === 'state' };
  // What was decided before the commit is not done again; who is called when an approval waits too long is.
  const deeds = fire
    ? fire.actions.flatMap((action, i): Deed[] => {
        const early = beforeCommit(action, rule.rule);
        if (early && !(action.do === 'approve' && action.escalate)) return [];
        return [{ place: `${fire.branch}/${i}`, action, work: early ? { do: 'note' } : resolve(action, scene) }];
      })
    : [];
  const fired: Fired | null = fire
    ? { look, name, cause, branch: fire.branch, said, deeds, cut: null }
    : cut
      ? { look, name, cause: `cut:${cause}`, branch: -1, said, deeds: [], cut: said[0] ?? '已切断' }
      : null;
  return {
    look,
    name,
    memory: decision.memory,
    changed: JSON.stringify(decision.memory) !== JSON.stringify(before) || decision.why === 'unknown',
    why: decision.why,
    said,
    fired,
    released: decision.release?.branch ?? null,
    wakeAt: decision.wakeAt ?? null,
  };
}

/** Rules that want the same parameter of the same object differently: the more important one wins, equal ones cancel each other. */
export function settleConflicts(judged: readonly Judgement[]): readonly Judgement[] {
  const wishes = judged.flatMap((j) =>
    (j.fired?.deeds ?? []).flatMap((d) => {
      const about =
        d.work.do === 'hold' && d.work.kind === 'param'
          ? `${d.work.what}@${d.work.targets.map((t) => t.id).join(',')}`
          : d.work.do === 'field'
            ? `${d.work.param}@${d.work.targets.map((t) => t.id).join(',')}`
            : null;
      return about === null ? [] : [{ rule: j.look.rule.id, priority: priorityOf(j.look.rule.rule.priority), about, action: d.action, deed: d }];
    }),
  );
  if (wishes.length < 2) return judged;
  const rulings = arbitrate(wishes);
  const lost = new Map(wishes.flatMap((w, i) => (rulings[i]?.wins ? [] : [[w.deed, rulings[i]?.why ?? ''] as const])));
  if (lost.size === 0) return judged;
  const settled = (d: Deed): Deed => (lost.has(d) ? { ...d, work: { do: 'skip', why: lost.get(d) ?? '' } } : d);
  return judged.map((j) => (j.fired ? { ...j, fired: { ...j.fired, deeds: j.fired.deeds.map(settled) } } : j));
}
