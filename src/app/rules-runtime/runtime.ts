// Runs the rules of every company: hears events as they are committed, and looks at the clock.
import type { Ports } from '../context.ts';
import { looped } from '../sequencer.ts';
import { wholeCompany } from '../whole-company.ts';
import { companiesDue, tick } from './clock.ts';
import { listenOnce } from './listen.ts';
import { performDue } from './perform.ts';

const EVERY_MS = 30_000;

/** Everything the log holds, now; for tests, shutdown and benches. Rules judge in the scope of the whole company; what they do, they do in their owner's scope. */
export async function hearAll(ports: Ports): Promise<number> {
  let total = 0;
  for (;;) {
    const heard = await listenOnce(
      ports,
      (org) => wholeCompany(ports.db, org),
      async (org) => performDue(ports, await wholeCompany(ports.db, org)),
    );
    total += heard;
    if (heard === 0) return total;
  }
}
/** One turn of the clock everywhere. */
export async function tickAll(ports: Ports): Promise<void> {
  for (const org of await companiesDue(ports)) await tick(ports, await wholeCompany(ports.db, org));
}

type RulesRunning = { readonly stop: () => Promise<void> };
export function startRules(ports: Ports, onError: (error: unknown) => void): RulesRunning {
  const listening = looped(ports.db, () => hearAll(ports), { hears: 'log', rest: 8, poll: 1000, onError });
  let ticking: Promise<void> | null = null;
  const timer = setInterval(() => {
    ticking ??= tickAll(ports)
      .catch(onError)
      .finally(() => {
        ticking = null;
      });
  }, EVERY_MS);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await listening.stop();
      await ticking;
    },
  };
}
