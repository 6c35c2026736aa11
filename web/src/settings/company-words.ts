// Promise: every sentence the page of the company's rules says itself is here; what the rules mean comes from the server.
import { wordsOf } from '../i18n/words-of';

export const words = wordsOf('company', {
  title: '业务设置',
  intro: '这些选择决定单据怎样过账、谁会被拦住。每次修改都记入操作日志。',
  readOnly: '您可以查看；修改须有“管理设置”权限。',
  concerns: (who: string) => `影响：${who}`,
  fixed: '已有出入库单据，不能再改',
  on: '开',
  off: '关',
  askTitle: (zh: string) => `修改“${zh}”`,
  change: '确认修改',
  reason: '修改原因',
  saved: (zh: string, now: string) => `${zh}已改为“${now}”`,
  undo: '撤销',
  undone: (zh: string) => `${zh}已恢复`,
  undoReason: '撤销刚才的修改',
  history: '最近修改',
  noHistory: '还没有修改记录',
  all: '操作日志',
  percent: '%',
  yuan: '元',
  badFigure: '请填写数字',
  most: (most: number, unit: string) => `请填 0 到 ${most} ${unit}之间的数`,
});
