// Cash-flow items (现金流量项目): what money came in or went out for, finer than either standard's form, so that one voucher serves both.
import type { Choice } from '#kernel/field';
import type { Form } from '../statements/form.ts';
import type { Rule } from '../statements/place.ts';

/** In the order of 会企03表. */
export const CASH_ITEMS = {
  sale: '销售商品、提供劳务收到的现金',
  refund: '收到的税费返还',
  'other-in': '收到其他与经营活动有关的现金',
  purchase: '购买商品、接受劳务支付的现金',
  payroll: '支付给职工以及为职工支付的现金',
  taxes: '支付的各项税费',
  'other-out': '支付其他与经营活动有关的现金',
  'invest-back': '收回投资收到的现金',
  'invest-income': '取得投资收益收到的现金',
  dispose: '处置固定资产、无形资产和其他长期资产收回的现金净额',
  'sell-unit': '处置子公司及其他营业单位收到的现金净额',
  'invest-in': '收到其他与投资活动有关的现金',
  acquire: '购建固定资产、无形资产和其他长期资产支付的现金',
  invest: '投资支付的现金',
  'buy-unit': '取得子公司及其他营业单位支付的现金净额',
  'invest-out': '支付其他与投资活动有关的现金',
  equity: '吸收投资收到的现金',
  borrow: '取得借款收到的现金',
  'finance-in': '收到其他与筹资活动有关的现金',
  repay: '偿还债务支付的现金',
  dividend: '分配股利、利润支付的现金',
  interest: '偿付利息支付的现金',
  'finance-out': '支付其他与筹资活动有关的现金',
  exchange: '汇率变动对现金及现金等价物的影响',
} as const;
export type CashItem = keyof typeof CASH_ITEMS;

export const isCashItem = (text: string): text is CashItem => Object.hasOwn(CASH_ITEMS, text);
/** For the field of a hand-written voucher. */
export const CASH_ITEM_CHOICES: readonly Choice[] = Object.entries(CASH_ITEMS).map(([value, zh]) => ({ value, zh }));

/** A standard's cash-flow statement: the form, the line of each item, and the item each counter account speaks of (in / out). */
export type CashFlowStatement = {
  readonly form: Form;
  readonly shown: Readonly<Record<CashItem, string>>;
  readonly rules: readonly Rule[];
  /** Lines of the money at the beginning, at the end, and of what it grew by. */
  readonly opening: string;
  readonly closing: string;
  readonly increase: string;
  /** Where 汇率变动 stands, when the form has a line for it. */
  readonly exchangeLine: string | null;
};

/** Cash and what is as good as cash (货币资金): these accounts and all below them. */
export const CASH_ACCOUNTS = ['1001', '1002', '1012'] as const;
/** Revenue accounts by standard: tax in the same voucher was received with them. */
export const REVENUE_ACCOUNTS = { ASSBE: ['5001', '5051'], ASBE: ['6001', '6051'] } as const;
