// What the portfolio leans on before any evidence, by what the table is.
import { expect, test } from 'vitest';
import { CLASSES } from './classes.ts';
import { defaultWeights, type MemberName } from './members.ts';

const TREES: readonly MemberName[] = ['gbdt-scale', 'gbdt-level', 'structural'];
const share = (members: readonly MemberName[], table: { readonly frequency: 'D' | 'W' | 'M'; readonly cells: number }): number[] => {
  const { byClass } = defaultWeights(members, table);
  return CLASSES.map((_, c) => {
    const own = byClass.slice(c * members.length, (c + 1) * members.length);
    return own[members.indexOf('structural')]! / own.reduce((a, b) => a + b, 0);
  });
};

test('where little has been seen the structural model has about a sixth of every class', () => {
  for (const frequency of ['D', 'W'] as const) for (const part of share(TREES, { frequency, cells: 8000 })) expect(Math.abs(part - 1 / 6)).toBeLessThan(0.02);
});

test('it has none in a large table, in months, or beside trees that know the plan', () => {
  const none = CLASSES.map(() => 0);
  expect(share(TREES, { frequency: 'D', cells: 80_000 })).toEqual(none);
  expect(share(TREES, { frequency: 'M', cells: 800 })).toEqual(none);
  expect(share(['gbdt-mean', 'structural'], { frequency: 'W', cells: 800 })).toEqual(none);
});
