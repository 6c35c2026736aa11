// Freezes one after the other, each timed and thawed again, with a bare commit beside each.
import { legsOf, type Mark } from './freeze-legs.ts';
import { ask, atRest, background, promisedAgain, type Scene } from './freeze-scene.ts';
import { type BenchCase, figuresOf } from './measure.ts';

const ROUNDS = 60;

/** Freezes for a reason; resolves when everything that counts has happened. */
export type Way = (reason: string) => Promise<void>;

type Timed = { readonly times: number[]; readonly bare: number[]; readonly marks: Mark[] };

export async function rounds(scene: Scene, way: Way, of: { readonly size: number; readonly reasons: string }): Promise<Timed> {
  const [times, commits, marks]: [number[], number[], Mark[]] = [[], [], []];
  for (let i = 0; i < of.size; i += 1) {
    const reason = `${of.reasons}${i}`;
    const at = performance.now();
    await way(reason);
    times.push(performance.now() - at);
    marks.push({ began: performance.timeOrigin + at, heard: performance.timeOrigin + performance.now() });
    const before = performance.now();
    await scene.bare.transaction((q) => q('insert into bench.tick (n) values ($1)', [i]));
    commits.push(performance.now() - before);
    await ask(scene, 'lot-thaw', { head: { decision: 'accept', reason }, lines: [{ item: scene.item, lot: 'A' }] });
    // Until everything is promised again, or the next round would find less to plan.
    await promisedAgain(scene);
    await atRest(scene);
  }
  return { times, bare: commits, marks };
}

/** `most`: p99 in ms; `mark` says from where to where. */
export async function measured(
  scene: Scene,
  way: Way,
  { load, mark, most, name = '' }: { readonly load: 'idle' | 'busy'; readonly mark: string; readonly most: number; readonly name?: string },
): Promise<BenchCase> {
  const noise = load === 'busy' ? background(scene) : null;
  const started = performance.now();
  const { times, bare, marks } = await rounds(scene, way, { size: ROUNDS, reasons: `${load}${name}` });
  const elapsed = performance.now() - started;
  const events = (await noise?.stop()) ?? 0;
  const [ours, yardstick] = [figuresOf(times, elapsed), figuresOf(bare, elapsed)];
  const p99 = ours.p99_ms ?? Infinity;
  return {
    case: `${ROUNDS} freezes${name}, ${load === 'busy' ? `among ${Math.round((events * 1000) / elapsed)} other events a second` : 'nothing else'}`,
    ours,
    yardstick,
    ratio: Number((p99 / (yardstick.p99_ms ?? 1)).toFixed(1)),
    better: 'lower',
    mark: `${mark}, p99 < ${most} ms; yardstick: one bare commit`,
    met: p99 < most,
    legs: await legsOf(scene, marks),
  };
}
