// Switching rules of GB/T 2828.1—2012 §9.3: from normal to tightened and back, to reduced and back, and when to stop accepting at all. Pure.
import type { Severity } from './tables.ts';

/** One inspected lot of a supplier's item, oldest first. `ac` is its acceptance number; `wouldTightened`: it would have been accepted under an AQL one step tighter. */
export type Lot = { readonly accepted: boolean; readonly severity: Severity; readonly ac: number; readonly wouldTightened: boolean };
export type Standing = { readonly severity: Severity /** Five refused under tightened inspection: stop until the supplier has improved (§9.4). */; readonly stopped: boolean };

const WINDOW = 5;
const REDUCED_FROM = 30;

/** How the next lot is to be inspected. Reduced inspection also wants steady production and the responsible person's consent: `mayReduce`. */
export function standingAfter(lots: readonly Lot[], mayReduce: boolean): Standing {
  let severity: Severity = 'normal';
  let run: Lot[] = [];
  let score = 0;
  let refusedTight = 0;
  for (const lot of lots) {
    run.push(lot);
    if (severity === 'normal') {
      score = scoreAfter(score, lot);
      if (run.slice(-WINDOW).filter((l) => !l.accepted).length >= 2) [severity, run, score, refusedTight] = ['tightened', [], 0, 0];
      else if (score >= REDUCED_FROM && mayReduce) [severity, run, score] = ['reduced', [], 0];
    } else if (severity === 'tightened') {
      if (!lot.accepted) refusedTight += 1;
      if (refusedTight >= WINDOW) return { severity, stopped: true };
      if (run.length >= WINDOW && run.slice(-WINDOW).every((l) => l.accepted)) [severity, run, score] = ['normal', [], 0];
    } else if (!lot.accepted || !mayReduce) [severity, run, score] = ['normal', [], 0];
  }
  return { severity, stopped: false };
}

/** §9.3.3.2: with Ac ≥ 2 three points for a lot that a tighter AQL would have accepted too, with Ac 0 or 1 two for an accepted lot; else back to nothing. */
function scoreAfter(score: number, lot: Lot): number {
  if (lot.ac >= 2) return lot.wouldTightened ? score + 3 : 0;
  return lot.accepted ? score + 2 : 0;
}
