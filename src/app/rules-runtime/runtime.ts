// Runs the rules of every company: hears events as they are committed, and looks at the clock.
import type { Scope } from '#kernel/ports';
import type { Ports } from '../context.ts';
import { looped } from '../sequencer.ts';
import { companiesDue, tick } from './clock.ts';
import { listenOnce } from './listen.ts';
import { performDue } from './perform.ts';

const EVERY_MS = 30_000;

const scopes = new Map<string, Scope>();
/** The scope in which rules judge: the whole company. What they do, they do in their owner's scope. */
export async function companyScope(ports: Ports, org: string): Promise<Scope> {
  const known = scopes.get(org);
  if (known) return known;
  const [row] = await ports.db.door((tx) => tx.query<{ tenant: string }>('select tenant_id::text as tenant from books.org_node where id = $1', [org]));
  const scope = { org, tenant: row?.tenant ?? org, sites: null };
  scopes.set(org, scope);
  return scope;
}

/** Everything the log holds, now; for tests, shutdown and benches. */
export async function hearAll(ports: Ports): Promise<number> {
  let total = 0;
  for (;;) {
    const heard = await listenOnce(
      ports,
      (org) => companyScope(ports, org),
      async (org) => performDue(ports, await companyScope(ports, org)),
    );
    total += heard;
    if (heard === 0) return total;
  }
}
/** One turn of the clock everywhere. */
export async function tickAll(ports: Ports): Promise<void> {
  for (const org of await companiesDue(ports)) await tick(ports, await companyScope(ports, org));
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
