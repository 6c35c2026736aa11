// A hand bench, never part of the tests: `bench(sentences, dictionary, now)` parses warm and reports milliseconds per sentence.
import { parse } from './parse.ts';
import type { Dictionary } from './text/dictionary.ts';

export interface BenchResult {
  sentences: number;
  rounds: number;
  p50: number;
  p99: number;
  max: number;
  slowest: string;
}

/** `now` returns milliseconds (for example performance.now); the engine itself has no clock. */
export function bench(sentences: readonly string[], dict: Dictionary, now: () => number): BenchResult {
  const rounds = 20,
    times: { ms: number; text: string }[] = [];
  for (let warm = 0; warm < 5; warm++) for (const text of sentences) parse(text, dict);
  for (let round = 0; round < rounds; round++) {
    for (const text of sentences) {
      const start = now();
      parse(text, dict);
      times.push({ ms: now() - start, text });
    }
  }
  times.sort((a, b) => a.ms - b.ms);
  const at = (q: number): number => times[Math.min(times.length - 1, Math.floor(times.length * q))]?.ms ?? 0;
  return { sentences: sentences.length, rounds, p50: at(0.5), p99: at(0.99), max: at(1), slowest: times.at(-1)?.text ?? '' };
}
