// Lengths of time as people mean them: workdays skip holidays, months end where the month ends.
import { expect, test } from 'vitest';
import { instantAfter } from './calendar.ts';

test.each([
  ['2026-03-10T01:00:00.000Z', { n: 30, u: 'minute' }, '2026-03-10T01:30:00.000Z'],
  ['2026-03-10T01:00:00.000Z', { n: 2, u: 'week' }, '2026-03-24T01:00:00.000Z'],
  // Friday before the weekend, and the eve of 国庆 2026 (off until 7 October).
  ['2026-03-13T01:00:00.000Z', { n: 1, u: 'workday' }, '2026-03-16T01:00:00.000Z'],
  ['2026-09-30T01:00:00.000Z', { n: 1, u: 'workday' }, '2026-10-08T01:00:00.000Z'],
  // Nobody knows the holidays of 2031 yet: Monday to Friday.
  ['2031-01-03T01:00:00.000Z', { n: 1, u: 'workday' }, '2031-01-06T01:00:00.000Z'],
  ['2026-01-31T01:00:00.000Z', { n: 1, u: 'month' }, '2026-02-28T01:00:00.000Z'],
  ['2026-11-30T01:00:00.000Z', { n: 1, u: 'quarter' }, '2027-02-28T01:00:00.000Z'],
  ['2024-02-29T01:00:00.000Z', { n: 1, u: 'year' }, '2025-02-28T01:00:00.000Z'],
] as const)('%s and %o is %s', (from, dur, to) => {
  expect(instantAfter(from, dur)).toBe(to);
});
