// Acceptance sampling by attributes: GB/T 2828.1—2012 (identical to ISO 2859-1:1999), single sampling, tables 1, 2-A, 2-B and 2-C, for AQL up to 10.
// The master tables are diagonals: the acceptance number depends on code letter + AQL step only, so they are kept as one row each. Pure.

/** General levels I–III and special levels S-1–S-4. */
export const LEVELS = ['S-1', 'S-2', 'S-3', 'S-4', 'I', 'II', 'III'] as const;
export type Level = (typeof LEVELS)[number];
export type Severity = 'normal' | 'tightened' | 'reduced';
/** Preferred AQLs, in per cent nonconforming. */
export const AQLS = ['0.010', '0.015', '0.025', '0.040', '0.065', '0.10', '0.15', '0.25', '0.40', '0.65', '1.0', '1.5', '2.5', '4.0', '6.5', '10'] as const;
export type Aql = (typeof AQLS)[number];

const LETTERS = 'ABCDEFGHJKLMNPQRS';
/** Table 1: the largest lot of each row, and the letters under S-1, S-2, S-3, S-4, I, II, III. */
const TABLE_1: readonly (readonly [number, string])[] = [
  [8, 'AAAAAAB'],
  [15, 'AAAAABC'],
  [25, 'AABBBCD'],
  [50, 'ABBCCDE'],
  [90, 'BBCCCEF'],
  [150, 'BBCDDFG'],
  [280, 'BCDEEGH'],
  [500, 'BCDEFHJ'],
  [1200, 'CCEFGJK'],
  [3200, 'CDEGHKL'],
  [10_000, 'CDFGJLM'],
  [35_000, 'CDFHKMN'],
  [150_000, 'DEGJLNP'],
  [500_000, 'DEGJMPQ'],
  [Infinity, 'DEHKNQR'],
];
const SIZES = [2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150];
const SIZES_REDUCED = [2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800];

/**
 * Where Ac 0 stands (letter + AQL step); the arrows of the diagonals after it, up to smaller samples (u) or down to larger ones (d); the acceptance numbers of the
 * diagonals after those. `fromB`: Ac 0 stands only from letter B on.
 */
type Master = { readonly zero: number; readonly arrows: string; readonly acs: readonly number[]; readonly sizes: readonly number[]; readonly last: number; readonly fromB?: true };
const MASTER: Readonly<Record<Severity, Master>> = {
  normal: { zero: 14, arrows: 'ud', acs: [1, 2, 3, 5, 7, 10, 14, 21], sizes: SIZES, last: 15 },
  tightened: { zero: 15, arrows: 'dd', acs: [1, 2, 3, 5, 8, 12, 18], sizes: SIZES, last: 16, fromB: true },
  reduced: { zero: 14, arrows: 'udd', acs: [1, 2, 3, 5, 6, 8, 10], sizes: SIZES_REDUCED, last: 15 },
};

/** Sample size n; the lot is accepted with up to `ac` nonconforming, refused from `ac + 1`. */
export type SamplingPlan = { readonly letter: string; readonly n: number; readonly ac: number };

/** The code letter of a lot (table 1). Lots of one are treated as the smallest row. */
export const letterOf = (lotSize: number, level: Level): string => (TABLE_1.find(([most]) => lotSize <= most) ?? TABLE_1[0])?.[1].charAt(LEVELS.indexOf(level)) ?? 'A';

/** The single sampling plan of a lot. A sample as large as the lot means that every piece is looked at. */
export function samplingPlan(lotSize: number, by: { readonly level: Level; readonly aql: Aql; readonly severity: Severity }): SamplingPlan {
  const master = MASTER[by.severity];
  const step = AQLS.indexOf(by.aql);
  const to = follow(LETTERS.indexOf(letterOf(lotSize, by.level)), step, master);
  const beyond = to + step - master.zero - master.arrows.length;
  return { letter: LETTERS.charAt(to), n: Math.min(master.sizes[to] ?? 0, lotSize), ac: beyond > 0 ? (master.acs[beyond - 1] ?? 0) : 0 };
}

/** Follows the arrows of the master table to the letter whose plan counts; at the edges of the table the other way is the only one. */
function follow(letter: number, step: number, { zero, arrows, acs, last, fromB }: Master): number {
  const sum = letter + step;
  const [after, firstAc] = [sum - zero, zero + arrows.length + 1];
  if (after < 0) return Math.min(zero - step, last);
  const top = firstAc + acs.length - 1;
  if (sum > top) return Math.max(top - step, 0);
  if (after === 0 && letter === 0 && fromB) return firstAc - step;
  if (after === 0 || sum >= firstAc) return letter;
  const [up, down] = [letter - after, firstAc - step];
  return arrows.charAt(after - 1) === 'u' ? (up >= 0 ? up : down) : down <= last ? down : up;
}
