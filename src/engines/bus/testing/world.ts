// Many processes on one virtual clock. Which of them goes on next, which dies and which is frozen is drawn from a seed, so every run can be had again.

/** The end of a process; nothing of what it had in mind survives. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** mulberry32: `draw(n)` is 0 … n-1. */
export function dice(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

type Stop = { readonly life: Life; readonly at: number; readonly go: () => void; readonly die: () => void };
export type Life = { readonly name: string; alive: boolean; frozenUntil: number };

export type World = {
  readonly draw: (below: number) => number;
  readonly now: () => number;
  readonly pause: (life: Life) => (where: string) => Promise<void>;
  readonly sleep: (life: Life, ms: number) => Promise<void>;
  readonly start: (work: () => Promise<void>) => void;
  /** Lets processes run, each step of a drawn one, until none is left or `steps` are used up; `watch` looks after every step. */
  readonly run: (plan: { readonly steps: number; readonly trouble: () => boolean; readonly watch: () => void }) => Promise<number>;
};

export function world(seed: number): World {
  const draw = dice(seed);
  let clock = 0;
  const stops: Stop[] = [];
  let running = 0;
  const failures: unknown[] = [];
  const wait = (life: Life, at: number): Promise<void> =>
    new Promise((resolve, reject) => {
      stops.push({ life, at, go: resolve, die: () => reject(new Crash(life.name)) });
    });
  /** Lets happen what follows from one step without another stop: a few turns of the microtask queue do, unless nobody has come to a stop. */
  const calm = async (): Promise<void> => {
    for (let turn = 0; turn < 16; turn += 1) await Promise.resolve();
    if (stops.length === 0 && running > 0) await new Promise((done) => setImmediate(done));
  };
  const readyAt = (stop: Stop): number => Math.max(stop.at, stop.life.frozenUntil);
  return {
    draw,
    now: () => clock,
    pause: (life) => () => wait(life, clock),
    sleep: (life, ms) => wait(life, clock + ms),
    start: (work) => {
      running += 1;
      work()
        .catch((error: unknown) => {
          if (!(error instanceof Crash)) failures.push(error);
        })
        .finally(() => {
          running -= 1;
        });
    },
    run: async ({ steps, trouble, watch }) => {
      let taken = 0;
      await calm();
      for (; taken < steps && stops.length > 0; taken += 1) {
        let ready = stops.filter((s) => readyAt(s) <= clock);
        if (ready.length === 0) {
          clock = Math.min(...stops.map(readyAt));
          ready = stops.filter((s) => readyAt(s) <= clock);
        }
        const chosen = ready[draw(ready.length)] as Stop;
        stops.splice(stops.indexOf(chosen), 1);
        clock += draw(4);
        const fate = trouble() ? draw(40) : 99;
        if (fate === 0 || !chosen.life.alive) {
          chosen.life.alive = false;
          chosen.die();
        } else if (fate === 1) {
          // Frozen: goes on where it was, long after its leases and locks are gone.
          chosen.life.frozenUntil = clock + 200 + draw(4000);
          stops.push(chosen);
        } else chosen.go();
        await calm();
        if (failures.length > 0) throw failures[0];
        watch();
      }
      if (stops.length === 0 && running > 0) throw new Error(`seed ${seed}: a process waits for nothing`);
      return taken;
    },
  };
}
