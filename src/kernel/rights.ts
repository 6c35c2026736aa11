// Who may do what: a right is "subject.action"; people hold patterns such as "purchase-order.*" or "*.view".
import type { Command } from './document.ts';
import type { Actor } from './facts.ts';

export type Action = 'view' | 'edit' | 'approve' | 'reverse' | 'close' | 'export';

export const ACTION_OF: Readonly<Record<Command, Action>> = {
  save: 'edit',
  submit: 'edit',
  withdraw: 'edit',
  void: 'edit',
  count: 'edit',
  approve: 'approve',
  reject: 'approve',
  reverse: 'reverse',
  correct: 'reverse',
  close: 'close',
  reopen: 'close',
};
export const ACTION_ZH: Readonly<Record<Action, string>> = { view: '查看', edit: '编辑', approve: '审核', reverse: '红冲', close: '关闭', export: '导出' };

/** Rights that are no document's: seeing prices and costs, and the offices of the house. */
export const SPECIAL_RIGHTS = {
  'field.price': '查看价格',
  'field.cost': '查看成本',
  'stock.view': '查看库存',
  'ledger.view': '查看账簿',
  'books.backdate': '补录（早于后续出入库）',
  'period.close': '结账',
  'period.reopen': '反结账',
  'people.manage': '管理用户',
  'settings.manage': '管理设置',
  'audit.view': '查看操作日志',
  'verify.run': '账簿体检',
  'bus.manage': '管理协同（死信、健康、开关）',
  'outside.manage': '管理外部连接',
  'outside.send': '送入外部事件',
} as const;

const covers = (pattern: string, right: string): boolean => {
  if (pattern === '*' || pattern === right) return true;
  const [subject, action] = right.split('.');
  const [s, a] = pattern.split('.');
  return (s === '*' || s === subject) && (a === '*' || a === action);
};

/** Special rights must be named (or covered by "*" alone): "*.view" does not open prices, people or the audit list. */
export const may = (actor: Pick<Actor, 'rights'>, right: string): boolean => actor.rights.some((p) => (right in SPECIAL_RIGHTS ? p === '*' || p === right : covers(p, right)));
