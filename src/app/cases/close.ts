// Closes the months of a case the way people do: all steps, every earlier month first.
import { closeMonth, closeSteps } from '#accounting';
import { commandsFor } from '#books/pen';
import { appSteps } from '../close-steps.ts';
import { StepRefused, type World } from './world.ts';

export async function closeThrough(world: World, last: number): Promise<void> {
  const { ports, caller } = world;
  const open = await world.rows<{ period: number }>(`select period from books.period where org_id = books.org() and state = 'open' and period <= $1::int order by 1`, [last]);
  const command = commandsFor(ports, caller);
  const steps = [...closeSteps(), ...appSteps(ports, caller)].toSorted((a, b) => a.order - b.order);
  const names = { document: (type: string) => ports.catalog.document(type).zh };
  for (const { period } of open) {
    const outcome = await closeMonth({ ...ports, command }, caller, { period, steps, skip: [], names, tell: () => undefined });
    if (!outcome.ok) throw new StepRefused(outcome.refusal);
  }
}
