// Promise: every sentence the self-assessment page says to a person is here, in Chinese.
import { wordsOf } from '../i18n/words-of';

export const words = wordsOf('assessment', {
  title: '12 号自评',
  long: '对照《会计软件基本功能和服务规范》（财会〔2024〕12 号）自评',
  note: '这是自评，不是认证：法规没有“认证”一说，监管以检查、同行评议、第三方认证、征求用户意见等方式进行（11 号规范第四十六条）。条文为我们的转述，以财政部原文为准。',
  day: (day: string) => `数字截至 ${day}`,
  met: '满足',
  partly: '部分满足',
  unmet: '不满足',
  optional: '鼓励性条款',
  count: (n: number) => `${n} 项`,
  all: '全部',
  filter: '按结论筛选',
  contents: '条款',
  demand: '要求什么',
  how: '怎样做到',
  evidence: '本公司账上的证据',
  screens: '在哪里看',
  tests: '哪些测试证明',
  missing: '还缺什么',
});
