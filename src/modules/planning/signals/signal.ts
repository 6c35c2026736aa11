// 外部信号: a figure from outside the house, and what is promised about it: how far ahead it is known, what a missing day means, what rules read it.
import type { RefusalTable } from '#kernel/refusal';

export const LEVELS = { company: '全公司', warehouse: '按仓库', category: '按分类', item: '按商品' } as const;
export const FEEDS = { file: '上传 CSV', pull: '定时拉取', push: '接口推送' } as const;
export const MISSING = { leave: '留空（按未知处理）', last: '沿用上一个值（最多 30 天）', zero: '按 0 处理' } as const;
export type Level = keyof typeof LEVELS;
export type Feed = keyof typeof FEEDS;
export type Missing = keyof typeof MISSING;

/** Where a pulled signal is fetched and how its answer is read (reading-rows.ts). `minutes` between two fetches. */
export type Pull = {
  readonly url: string;
  readonly format: 'csv' | 'json';
  /** JSON: dotted path to the list of rows, or to an object of equally long lists; empty = the answer itself. */
  readonly rows: string;
  /** Names of the columns (CSV) or keys (JSON). */
  readonly day: string;
  readonly value: string;
  readonly target: string;
  readonly minutes: number;
};

export const SIGNAL_REFUSALS = {
  'signal-unknown': { http: 404, retry: 'never', zh: '没有这个外部信号，可能已被删除；请刷新列表' },
  'signal-code-taken': { http: 409, retry: 'never', zh: '编码“{code}”已被另一个外部信号使用，请换一个' },
  'signal-target-unknown': { http: 422, retry: 'never', zh: '第 {line} 行：没有编码或名称为“{target}”的{what}；请更正对象，或先建资料' },
  'signal-target-missing': { http: 422, retry: 'never', zh: '第 {line} 行：这个信号{level}，请写明对象（{what}编码）' },
  'signal-row': { http: 422, retry: 'never', zh: '第 {line} 行“{column}”：{what}' },
  'signal-empty': { http: 422, retry: 'never', zh: '没有读到数据：{what}' },
  'signal-too-many': { http: 422, retry: 'never', zh: '一次最多 {most} 行，这里有 {count} 行；请分几次送' },
  'signal-not-fed-so': { http: 409, retry: 'never', zh: '信号“{name}”的来源是“{feed}”，不能用这个办法送数据；请在信号设置里改来源' },
  'signal-pull-incomplete': { http: 422, retry: 'never', zh: '定时拉取要填{what}' },
  'signal-trial-open': { http: 409, retry: 'later', zh: '“{name}”正在检验中，请等它完成' },
  'signal-not-ahead': { http: 409, retry: 'never', zh: '“{name}”的预知天数是 0：事后才知道的数据不能用于预测，只供规则判断，不需要检验' },
  'overlay-unknown': { http: 404, retry: 'never', zh: '没有这条会调整安全库存系数的规则；请先在“业务规则”里写一条，例如“当……时，把……的安全库存系数调整为 1.5”' },
  'overlay-untried': { http: 409, retry: 'never', zh: '规则“{rule}”第 {version} 版还没有回测，不能让它改变备货；请先点“回测”看清效果' },
  'overlay-bounds': { http: 422, retry: 'never', zh: '下限应小于等于上限，且在 0.1 与 10 之间；有效期 1～92 天' },
} as const satisfies RefusalTable;
