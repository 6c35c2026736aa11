// How a bench measures: ours and its yardstick in alternating slices, so that whatever else the machine does falls on both.
import { cpus, loadavg, totalmem } from 'node:os';

/** Figures of one side. Rates are per second, times in milliseconds. */
export type Figures = { readonly rate_per_s?: number; readonly p50_ms?: number; readonly p99_ms?: number; readonly max_ms?: number; readonly seconds?: number };
export type BenchCase = {
  readonly case: string;
  readonly ours: Figures;
  readonly yardstick: Figures;
  readonly ratio: number;
  readonly better: 'higher' | 'lower' /** The mark of the case, in words. */;
  readonly mark: string;
  readonly met: boolean;
  readonly [more: string]: unknown;
};
export type BenchResult = {
  readonly name: string;
  readonly engine: string;
  readonly ours: Figures;
  readonly yardstick: Figures;
  readonly ratio: number;
  readonly better: 'higher' | 'lower';
  readonly machine: string;
  readonly cases: readonly BenchCase[];
};

const round = (value: number, places = 2): number => Number(value.toFixed(places));

/** Value below which `share` of the sorted figures lie (nearest rank). */
export const percentile = (sorted: readonly number[], share: number): number => sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))] ?? 0;

/** Times in milliseconds → figures. `elapsed` is the wall time they took together. */
export function figuresOf(times: readonly number[], elapsed: number): Figures {
  const sorted = times.toSorted((a, b) => a - b);
  return {
    rate_per_s: round((times.length * 1000) / elapsed),
    p50_ms: round(percentile(sorted, 0.5)),
    p99_ms: round(percentile(sorted, 0.99)),
    max_ms: round(sorted.at(-1) ?? 0),
    seconds: round(elapsed / 1000),
  };
}

/** Processor, memory, Node and how busy the machine is at this moment. */
export const machine = (): string =>
  `${cpus().length} × ${cpus()[0]?.model.trim() ?? '?'}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}, load ${loadavg()
    .map((l) => l.toFixed(1))
    .join(' ')}`;

type Work = (client: number) => Promise<unknown>;
type Tally = { readonly times: number[]; elapsed: number };

/** `clients` loops until the slice is over; the time each piece took is kept. */
async function slice(work: Work, clients: number, milliseconds: number, into: Tally): Promise<void> {
  const started = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      do {
        const at = performance.now();
        await work(client);
        into.times.push(performance.now() - at);
      } while (performance.now() - started < milliseconds);
    }),
  );
  into.elapsed += performance.now() - started;
}

/** Ours and the yardstick in turns for `seconds` altogether, after a warm-up of both that is not counted. */
export async function alternate(plan: {
  readonly seconds: number;
  readonly clients: number;
  readonly ours: Work;
  readonly yardstick: Work;
}): Promise<{ readonly ours: Figures; readonly yardstick: Figures; readonly ratio: number }> {
  const idle = (): Tally => ({ times: [], elapsed: 0 });
  const [ours, yardstick] = [idle(), idle()];
  for (const work of [plan.ours, plan.yardstick]) await slice(work, plan.clients, Math.min(3000, plan.seconds * 250), idle());
  const length = Math.min(500, (plan.seconds * 1000) / 8);
  // Turns change places each round: whoever goes first meets a fresh checkpoint or a warm cache as often as the other.
  for (let spent = 0, turn = 0; spent < plan.seconds * 1000; spent += 2 * length, turn += 1) {
    const turns: readonly (readonly [Work, Tally])[] = [
      [plan.ours, ours],
      [plan.yardstick, yardstick],
    ];
    for (const [work, tally] of turn % 2 === 0 ? turns : turns.toReversed()) await slice(work, plan.clients, length, tally);
  }
  const [a, b] = [figuresOf(ours.times, ours.elapsed), figuresOf(yardstick.times, yardstick.elapsed)];
  return { ours: a, yardstick: b, ratio: round((a.rate_per_s ?? 0) / (b.rate_per_s ?? 1), 3) };
}

/** The result of a bench: its headline is the case that comes nearest to missing its mark (the first one listed wins ties). */
export function resultOf(name: string, engine: string, cases: readonly BenchCase[]): BenchResult {
  const [head] = [...cases.filter((c) => !c.met), ...cases];
  if (!head) throw new Error('a bench without cases');
  return { name, engine, ours: head.ours, yardstick: head.yardstick, ratio: head.ratio, better: head.better, machine: machine(), cases };
}

/** A small generator of repeatable choices (mulberry32); benches must do the same work every time. */
export function choices(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}
