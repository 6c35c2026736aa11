// How a charge is spread: each share rounded once, what is over or short borne by the last that can, no share of the wrong sign.
import { fen } from '#kernel/money';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { borne } from './complete.ts';

test.each([
  ['three equal lines', 12_322n, [1n, 1n, 1n], [4107n, 4107n, 4108n]],
  ['a last line that bears nothing', 20n, [100n, 100n, 100n, 1n], [7n, 7n, 6n, 0n]],
  ['a 分 for three', 1n, [3n, 3n, 3n], [0n, 0n, 1n]],
  ['four 分 for seven', 4n, [1n, 1n, 1n, 1n, 1n, 1n, 1n], [1n, 1n, 1n, 1n, 0n, 0n, 0n]],
  ['a credit', -5n, [1n, 1n, 1n], [-2n, -2n, -1n]],
  ['a line without a base', 10n, [1n, 0n, 1n], [5n, 0n, 5n]],
  [
    'a hundred lines of a third of a 分 each',
    33n,
    Array.from({ length: 100 }, () => 1n),
    Array.from({ length: 100 }, (_, i) => BigInt(Math.round(((i + 1) * 33) / 100) - Math.round((i * 33) / 100))),
  ],
] as const)('%s', (_, total, bases, shares) => {
  expect(borne(fen(total), bases)).toEqual(shares);
});

test('whatever is spread: nothing is lost, nothing turns its sign, lines without a base bear nothing', () => {
  fc.assert(
    fc.property(fc.bigInt(-1_000_000n, 1_000_000n), fc.array(fc.bigInt(0n, 1_000_000n), { minLength: 1, maxLength: 40 }), (total, bases) => {
      const shares = borne(fen(total), bases);
      expect(shares.reduce((sum: bigint, s) => sum + s, 0n)).toBe(total);
      expect(shares.every((s) => (total >= 0n ? s >= 0n : s <= 0n))).toBe(true);
      if (bases.some((b) => b > 0n)) expect(bases.every((b, i) => b > 0n || shares[i] === 0n)).toBe(true);
    }),
  );
});
