// The benches by name. Adding one is one file and one line here.
import { benchDrill } from './drill.ts';
import { benchKeys } from './keys.ts';
import { benchList } from './list.ts';
import type { BenchResult } from './measure.ts';
import type { Engine } from './place.ts';
import { type BenchRun, benchPosting } from './posting.ts';
import { benchReserve } from './reserve.ts';

/** `engine`: where it runs unless somebody says otherwise; PostgreSQL if not said. */
export type Bench = { readonly zh: string; readonly engine?: Engine; readonly run: (run: BenchRun) => Promise<BenchResult> };

export const BENCHES: Readonly<Record<string, Bench>> = {
  posting: { zh: '过账：5 行采购入库单，与裸 SQL 写同样的行相比；账里有百万行流水时不变慢', run: benchPosting },
  reserve: { zh: '占用：库存 10 件，20 张销售订单同时各要 1 件，每轮恰好 10 张成功；与裸行锁相比', run: benchReserve },
  drill: { zh: '追溯：科目余额到整条单据链（至少 12 张），账里有百万行流水', run: benchDrill },
  keys: { zh: '按键：在 Chromium 里往 200 行的采购订单录入（--lines 多于 200 时为盘点单），与同一页面的裸输入框相比', engine: 'pglite', run: benchKeys },
  list: { zh: '列表：一百万张单据，各种筛选与排序的一页', run: benchList },
};
