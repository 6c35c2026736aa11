// Steps about steps: again and again, at the same moment, at random.
import type { Day } from '#kernel/day';
import { asNumber, asObject, asText, type CaseStep, Unsupported } from '../format.ts';
import { type DocOf, type Operations, StepRefused, type World } from '../world.ts';
import { deliver } from './leaving.ts';
import { receive } from './receiving.ts';

const inner = (step: CaseStep): CaseStep => {
  const own = asObject(step['step']);
  if (asText(own['op']) === null) throw new Unsupported(step.op, '没有要重复的步骤');
  return own as CaseStep;
};

async function repeat(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const own = inner(step);
  const docs: DocOf[] = [];
  for (let k = 1; k <= (asNumber(step['times']) ?? 1); k += 1) docs.push(...(await world.operate({ ...own, names: { [asText(step['var']) ?? 'k']: k } }, day)));
  const name = asText(own['ref']);
  if (name) world.refs.set(name, { docs, step: own, day });
  return docs;
}

/** All at once; how many were let through is a finding. */
async function concurrent(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const own = inner(step);
  await Promise.all([world.item(), world.warehouse(own['loc'] ?? own['wh'])]);
  const done = await Promise.all(
    Array.from({ length: asNumber(step['times']) ?? 1 }, () =>
      world.operate(own, day).catch((error: unknown) => {
        if (error instanceof StepRefused) return null;
        throw error;
      }),
    ),
  );
  world.findings.set('successes', done.filter((d) => d !== null).length);
  return done.flatMap((d) => d ?? []);
}

/** A pseudo-random sequence, the same in every run. */
function* dice(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

const DRAWS = 24;

/** Receipts and issues of random size at random prices; the issues ask for more than there is now and then. */
async function property(world: World, _: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const roll = dice(20_210_607);
  const next = (): number => roll.next().value as number;
  const docs: DocOf[] = [];
  for (let i = 0; i < DRAWS; i += 1) {
    const qty = Math.round(10 ** (next() * 7 - 1) * 100) / 100;
    const inward = i < 2 || next() < 0.6;
    docs.push(
      inward ? await receive(world, { op: 'receipt', qty }, { day, rate: Math.round(10 ** (next() * 6) * 100) / 100 }) : await deliver(world, { op: 'issue', qty }, { day, qty }),
    );
  }
  return docs;
}

export const REPEATING: Operations = { repeat, concurrent, property };
