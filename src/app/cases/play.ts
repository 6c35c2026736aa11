// Plays one case: step by step through the documents, looking at the books after each, and then comparing with what the case expects.
import type { Ports } from '../context.ts';
import { type CaseStep, type LedgerCase, Unsupported } from './format.ts';
import { type Look, lookAt } from './look.ts';
import { operationOf } from './ops/list.ts';
import { expectationOf } from './wants/list.ts';
import { StepRefused, World } from './world.ts';

export type Mismatch = { readonly what: string; readonly want: unknown; readonly got: unknown };
export type Verdict = { readonly id: string } & ({ readonly kind: 'passed' } | { readonly kind: 'failed'; readonly wrong: readonly Mismatch[] } | { readonly kind: 'unsupported'; readonly op: string; readonly reason: string });

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

export async function playCase(house: Ports, ledgerCase: LedgerCase): Promise<Verdict> {
  const { id } = ledgerCase;
  try {
    for (const step of ledgerCase.steps) operationOf(step);
    const checks = Object.entries(ledgerCase.expect).map(([kind, want]) => ({ kind, want, check: expectationOf(kind) }));
    const played = await play(house, ledgerCase);
    const wrong = checks.flatMap(({ kind, want, check }) => check(want, played).map((m) => ({ ...m, what: m.what ? `${kind}.${m.what}` : kind })));
    const unforeseen = 'errors' in ledgerCase.expect || 'ok' in ledgerCase.expect || 'needs_confirmation' in ledgerCase.expect || 'successes' in ledgerCase.expect ? [] : [...played.refused].map(([label, code]) => ({ what: label, want: '入账', got: code }));
    const all = [...unforeseen, ...wrong];
    return all.length === 0 ? { id, kind: 'passed' } : { id, kind: 'failed', wrong: all };
  } catch (error) {
    if (error instanceof Unsupported) return { id, kind: 'unsupported', op: error.op, reason: error.message };
    // A crash is a finding of its own: the other cases are still worth playing.
    return { id, kind: 'failed', wrong: [{ what: '运行', want: '不出错', got: (error as Error).message.slice(0, 300) }] };
  }
}

async function play(house: Ports, ledgerCase: LedgerCase): Promise<Played> {
  const world = await World.open(house, ledgerCase);
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
  return { world, ledgerCase, looks, refused };
}

/** One step, and its documents under its name. */
export async function perform(world: World, step: CaseStep): Promise<void> {
  const day = world.dayFor(step);
  const docs = await operationOf(step)(world, step, day);
  const label = labelOf(step);
  const before = world.refs.get(label);
  world.refs.set(label, { docs: [...(before?.docs ?? []), ...docs], step, day: before?.day ?? day });
}
