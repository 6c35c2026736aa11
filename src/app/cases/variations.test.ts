// Variations of the acceptance cases, of the kind a held-out set has: other orders, amounts and methods, played through real documents.
// The figures come from an oracle of their own or were found by hand (testing/variations.json says so).
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { casesFrom } from './format.ts';
import { runCases } from './run.ts';

const FILE = new URL('testing/variations.json', import.meta.url);
const MINUTES = 60_000;

test(
  'every variation is reached',
  async () => {
    const cases = casesFrom(readFileSync(FILE, 'utf8'), 'variations.json');
    const result = await runCases(cases);
    expect([result.failed, result.unsupported]).toEqual([[], []]);
    expect(result.passed).toBe(cases.length);
  },
  15 * MINUTES,
);
