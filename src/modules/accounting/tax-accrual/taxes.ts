// The taxes a company accrues at the end of a month: what each is called, where it is expensed and where it is owed (roles of the chart). Pure data.
import type { Choice } from '#kernel/field';

export const TAXES = {
  urban: { zh: '城市维护建设税', expense: 'expense.urban', payable: 'tax.urban' },
  education: { zh: '教育费附加', expense: 'expense.education', payable: 'tax.education' },
  localEducation: { zh: '地方教育附加', expense: 'expense.localEducation', payable: 'tax.localEducation' },
  stamp: { zh: '印花税', expense: 'expense.stamp', payable: 'tax.stamp' },
  property: { zh: '房产税', expense: 'expense.property', payable: 'tax.property' },
  landUse: { zh: '城镇土地使用税', expense: 'expense.landUse', payable: 'tax.landUse' },
  vehicle: { zh: '车船税', expense: 'expense.vehicle', payable: 'tax.vehicle' },
  consumption: { zh: '消费税', expense: 'expense.consumption', payable: 'tax.consumption' },
  income: { zh: '企业所得税', expense: 'expense.incomeTax', payable: 'tax.income' },
} as const;
export type Tax = keyof typeof TAXES;

export const TAX_CHOICES: readonly Choice[] = Object.entries(TAXES).map(([value, { zh }]) => ({ value, zh }));
export const isTax = (text: string): text is Tax => Object.hasOwn(TAXES, text);
/** Accrued on the VAT and consumption tax of the period. */
export const SURCHARGES: readonly Tax[] = ['urban', 'education', 'localEducation'];
