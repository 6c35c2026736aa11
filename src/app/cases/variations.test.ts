// Variations of the acceptance cases, of the kind a held-out set has: other orders, amounts and methods, played through real documents.
// The figures come from oracles of their own or were found by hand (the files say so).
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { casesFrom } from './format.ts';
import { runCases } from './run.ts';

const MINUTES = 60_000;

test.each([['variations.json'], ['variations-more.json'], ['variations-corrections.json'], ['variations-documents.json']])(
  'every variation of %s is reached',
  async (file) => {
    const cases = casesFrom(readFileSync(new URL(`testing/${file}`, import.meta.url), 'utf8'), file);
    const result = await runCases(cases);
    expect([result.failed, result.unsupported]).toEqual([[], []]);
    expect(result.passed).toBe(cases.length);
  },
  15 * MINUTES,
);
