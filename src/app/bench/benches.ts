// The benches by name. Adding one is one file and one line here.
import { benchBackdate } from './backdate.ts';
import { benchBus } from './bus.ts';
import { benchBalance } from './balance.ts';
import { benchClose } from './close.ts';
import { benchDrill } from './drill.ts';
import { benchForecast } from './forecast.ts';
import { benchFreeze } from './freeze.ts';
import { benchImport } from './import.ts';
import { benchKeys } from './keys.ts';
import { benchList } from './list.ts';
import type { BenchResult } from './measure.ts';
import type { Engine } from './place.ts';
import { type BenchRun, benchPosting } from './posting.ts';
import { benchReserve } from './reserve.ts';
import { benchRules } from './rules.ts';
import { benchSerials } from './serials.ts';

/** `engine`: where it runs unless somebody says otherwise; PostgreSQL if not said. */
export type Bench = { readonly zh: string; readonly engine?: Engine; readonly run: (run: BenchRun) => Promise<BenchResult> };

export const BENCHES: Readonly<Record<string, Bench>> = {
  posting: { zh: '过账：5 行采购入库单，与裸 SQL 写同样的行相比；账里有百万行流水时不变慢', run: benchPosting },
  reserve: { zh: '占用：库存 10 件，20 张销售订单同时各要 1 件，每轮恰好 10 张成功；与裸行锁相比', run: benchReserve },
  backdate: { zh: '补录：一张早于 22,364 笔后续流水的入库单，改正、入账、可见；与裸算裸写相比，其他人照常过账', run: benchBackdate },
  balance: { zh: '余额：一万种商品 × 十个批次，此刻与任意过去一天的数量和金额，账里有百万行流水（--lines 10000000 另看增长）', run: benchBalance },
  close: { zh: '月末计价：一个月一百万行、一万种全月一次加权商品，连同全部调整单与凭证；内存不增长', run: benchClose },
  bus: { zh: '总线：四万个等待的事件入链并处理，与一条裸 INSERT … SELECT 相比', run: benchBus },
  drill: { zh: '追溯：科目余额到整条单据链（至少 12 张），账里有百万行流水', run: benchDrill },
  freeze: { zh: '冻结：质检一点，到替代料、占用重排、通知三件事都已提交；同时每秒另有 500 个事件；再经 Kafka 送出、送入各一遍；标尺是一次裸提交', run: benchFreeze },
  forecast: { zh: '预测：一万个序列 × 800 天的重训、次日刷新、单个商品即时重算，其间照常过账；与逐个序列的 MSTL+ETS 相比（--lines 为序列数）', run: benchForecast },
  rules: { zh: '规则：读一句话；1,000 条启用的规则、每秒 1,000 个事件，从提交到动作，与手写的判断循环相比（--lines 为规则条数）', run: benchRules },
  serials: { zh: '序列号：第 67,001 件的收与发不比第一件慢；3,500 行盘点单改一行的保存', run: benchSerials },
  keys: { zh: '按键：在 Chromium 里往 200 行的采购订单录入（--lines 多于 200 时为盘点单），与同一页面的裸输入框相比', engine: 'pglite', run: benchKeys },
  import: { zh: '导入：真实超市的日销售逐日经 run() 入账（每秒行数），与裸 SQL 写同样的行逐日轮流（--lines 为天数）', run: benchImport },
  list: { zh: '列表：一百万张单据，各种筛选与排序的一页', run: benchList },
};
