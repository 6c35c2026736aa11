// The benches by name. Adding one is one file and one line here.
import type { BenchResult } from './measure.ts';
import { type BenchRun, benchPosting } from './posting.ts';

export type Bench = { readonly zh: string; readonly run: (run: BenchRun) => Promise<BenchResult> };

export const BENCHES: Readonly<Record<string, Bench>> = {
  posting: { zh: '过账：5 行采购入库单，与裸 SQL 写同样的行相比；账里有百万行流水时不变慢', run: benchPosting },
};
