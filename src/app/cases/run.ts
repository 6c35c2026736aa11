// hengcang cases: plays a file of cases in a database of their own in memory, and says which the house reaches.
import { catalogOf } from '../house.ts';
import { migrate } from '../migrate.ts';
import type { Ports } from '../context.ts';
import { randomIds, systemClock } from '#platform/clock';
import { contentHash } from '#platform/digest';
import { openPglite } from '#platform/pglite';
import { searchText } from '#platform/pinyin';
import type { LedgerCase } from './format.ts';
import { type Mismatch, playCase, type Verdict } from './play.ts';

export type CasesResult = {
  readonly total: number;
  readonly passed: number;
  readonly failed: readonly { readonly id: string; readonly want: Readonly<Record<string, unknown>>; readonly got: Readonly<Record<string, unknown>> }[];
  readonly unsupported: readonly { readonly id: string; readonly op: string; readonly reason: string }[];
};

/** Plays all cases; `tell` hears of each as it is done. */
export async function runCases(cases: readonly LedgerCase[], tell: (verdict: Verdict, ledgerCase: LedgerCase) => void = () => undefined): Promise<CasesResult> {
  const db = await openPglite(null);
  try {
    await migrate(db);
    const house: Ports = { db, catalog: catalogOf(), clock: systemClock, ids: randomIds, search: searchText, hash: contentHash };
    const verdicts: Verdict[] = [];
    for (const one of cases) {
      const verdict = await playCase(house, one);
      verdicts.push(verdict);
      tell(verdict, one);
    }
    return resultOf(verdicts);
  } finally {
    await db.close();
  }
}

function resultOf(verdicts: readonly Verdict[]): CasesResult {
  const side = (wrong: readonly Mismatch[], of: 'want' | 'got') => Object.fromEntries(wrong.map((m) => [m.what, m[of]]));
  return {
    total: verdicts.length,
    passed: verdicts.filter((v) => v.kind === 'passed').length,
    failed: verdicts.flatMap((v) => (v.kind === 'failed' ? [{ id: v.id, want: side(v.wrong, 'want'), got: side(v.wrong, 'got') }] : [])),
    unsupported: verdicts.flatMap((v) => (v.kind === 'unsupported' ? [{ id: v.id, op: v.op, reason: v.reason }] : [])),
  };
}
