// What customers and suppliers have in common.
import { note, text } from '#kernel/field';

export const PARTY = {
  taxNo: text('统一社会信用代码/税号', { max: 20 }),
  contact: text('联系人', { max: 30 }),
  phone: text('电话', { max: 30 }),
  address: text('地址', { max: 120 }),
  bank: text('开户银行', { max: 60 }),
  bankAccount: text('银行账号', { max: 40 }),
  remark: note('备注'),
} as const;
export const TAX_NO_REFUSAL = { 'tax-no-length': { http: 422, retry: 'never', zh: '税号应为 15、17、18 或 20 位字母或数字' } } as const;
/** Legal persons have 18 characters; older numbers had 15, 17 or 20. */
export const badTaxNo = (taxNo: string | null): boolean => taxNo !== null && !/^([0-9A-Z]{15}|[0-9A-Z]{17}|[0-9A-Z]{18}|[0-9A-Z]{20})$/.test(taxNo);
