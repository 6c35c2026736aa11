// Which goods stand in best for frozen ones: the list's order first, then who covers all, who expires first, who costs least. Pure.
import type { Day } from '#kernel/day';

/** Goods that could stand in, in one warehouse. Quantities in 10⁻⁶ base units of the candidate, cost in 10⁻⁶ 元 a base unit. */
export type Candidate = {
  readonly item: string;
  readonly warehouse: string;
  /** The frozen item's own stock elsewhere comes before everything on the list. */
  readonly same: boolean;
  readonly priority: number;
  /** How much of the candidate one base unit of the frozen item takes, in 10⁻⁶. */
  readonly ratio: bigint;
  readonly available: bigint;
  readonly expires: Day | null;
  readonly cost: bigint | null;
};
export type Ranked = Candidate & { readonly rank: number; readonly take: bigint };

const MICRO = 1_000_000n;
/** What the candidate must give for `short` of the frozen item, rounded up to a whole 10⁻⁶. */
export const neededOf = (short: bigint, ratio: bigint): bigint => (short * ratio + MICRO - 1n) / MICRO;

const compare = (a: Candidate, b: Candidate, short: bigint): number => {
  const sides = [a, b].map((c) => [
    c.same ? 0n : 1n,
    c.same ? 0n : BigInt(c.priority),
    c.available >= neededOf(short, c.ratio) ? 0n : 1n,
    BigInt((c.expires ?? '9999-12-31').replaceAll('-', '')),
    c.cost === null ? 10n ** 18n : (c.cost * c.ratio) / MICRO,
    -c.available,
  ]) as [bigint[], bigint[]];
  for (const [i, x] of sides[0].entries()) {
    const y = sides[1][i] ?? 0n;
    if (x !== y) return x < y ? -1 : 1;
  }
  return a.item + a.warehouse < b.item + b.warehouse ? -1 : 1;
};

/** Candidates in order, each with what is proposed to take of it; `short` is what is missing of the frozen item. What is left must be bought. */
export function rankCandidates(candidates: readonly Candidate[], short: bigint): { readonly ranked: readonly Ranked[]; readonly left: bigint } {
  let left = short;
  const ranked = candidates
    .filter((c) => c.available > 0n)
    .toSorted((a, b) => compare(a, b, short))
    .map((c, i): Ranked => {
      const need = neededOf(left, c.ratio);
      const take = need < c.available ? need : c.available;
      const covers = take === need ? left : (take * MICRO) / c.ratio;
      left -= covers;
      return { ...c, rank: i + 1, take };
    });
  return { ranked, left };
}
