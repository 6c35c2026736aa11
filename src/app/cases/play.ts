// Plays one case: step by step through the documents, looking at the books after each, and then comparing with what the case expects.
import type { Ports } from '../context.ts';
import { fieldsOf } from './fields.ts';
import { type CaseStep, type LedgerCase, Unsupported } from './format.ts';
import { type Look, lookAt } from './look.ts';
import { operationOf } from './ops/list.ts';
import { expectationOf } from './wants/list.ts';
import { inOurWords } from './words.ts';
import { StepRefused, World } from './world.ts';

export type Mismatch = { readonly what: string; readonly want: unknown; readonly got: unknown };
export type Verdict = { readonly id: string } & (
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly wrong: readonly Mismatch[] }
  | { readonly kind: 'unsupported'; readonly op: string; readonly reason: string }
);

/** A case as it was played: the books after every step, and which steps were refused. */
export type Played = {
  readonly world: World;
  readonly ledgerCase: LedgerCase;
  readonly looks: readonly { readonly label: string; readonly look: Look }[];
  /** Label of the step → code of its refusal. */
  readonly refused: ReadonlyMap<string, string>;
};

/** What a case calls a step: its ref, or "cancel r1". */
export const labelOf = (step: CaseStep): string => (typeof step['ref'] === 'string' ? step['ref'] : `${step.op} ${String(step['of'] ?? '')}`.trim());

export async function playCase(house: Ports, told: LedgerCase): Promise<Verdict> {
  const { id } = told;
  const ledgerCase = { ...told, steps: told.steps.map((s) => inOurWords(s, fieldsOf)) };
  try {
    for (const step of ledgerCase.steps) operationOf(step);
    const checks = Object.entries(ledgerCase.expect).map(([kind, want]) => ({ kind, want, check: expectationOf(kind) }));
    const played = await play(house, ledgerCase);
    const wrong = checks.flatMap(({ kind, want, check }) => check(want, played).map((m) => ({ ...m, what: m.what ? `${kind}.${m.what}` : kind })));
    const unforeseen =
      'errors' in ledgerCase.expect || 'ok' in ledgerCase.expect || 'needs_confirmation' in ledgerCase.expect || 'successes' in ledgerCase.expect
        ? []
        : [...played.refused].map(([label, code]) => ({ what: label, want: '入账', got: code }));
    const all = [...unforeseen, ...wrong];
    if (all.length === 0) return { id, kind: 'passed' };
    // The case says itself that its figures are another policy's; they are told, but nobody is asked to reach them.
    if (!ledgerCase.fits)
      return {
        id,
        kind: 'unsupported',
        op: 'policy',
        reason: `案例的口径与本系统不同（${ledgerCase.policy || '见案例说明'}）：${all.map((m) => `${m.what} 应为 ${JSON.stringify(m.want)}，实为 ${JSON.stringify(m.got)}`).join('；')}`,
      };
    return { id, kind: 'failed', wrong: all };
  } catch (error) {
    if (error instanceof Unsupported) return { id, kind: 'unsupported', op: error.op, reason: error.message };
    // A crash is a finding of its own: the other cases are still worth playing.
    return { id, kind: 'failed', wrong: [{ what: '运行', want: '不出错', got: (error as Error).message.slice(0, 300) }] };
  }
}

async function play(house: Ports, ledgerCase: LedgerCase): Promise<Played> {
  const world = await World.open(house, ledgerCase, operationOf);
  const looks: { label: string; look: Look }[] = [{ label: '', look: await lookAt(world) }];
  const refused = new Map<string, string>();
  for (const step of ledgerCase.steps) {
    try {
      await perform(world, step);
    } catch (error) {
      if (!(error instanceof StepRefused)) throw error;
      refused.set(labelOf(step), error.refusal.refused);
    }
    looks.push({ label: labelOf(step), look: await lookAt(world) });
  }
  if (world.method === 'monthly-average') {
    await world.monthEnd();
    looks.push({ label: 'month end', look: await lookAt(world) });
  }
  return { world, ledgerCase, looks, refused };
}

/** One step, and its documents under its name. */
export async function perform(world: World, step: CaseStep): Promise<void> {
  const day = world.dayFor(step);
  const docs = await world.operate(step, day);
  const label = labelOf(step);
  const before = world.refs.get(label);
  world.refs.set(label, { docs: [...(before?.docs ?? []), ...docs], step, day: before?.day ?? day });
}
