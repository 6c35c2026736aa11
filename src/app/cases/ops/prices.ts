// What things cost in the cases: unit prices, tax rates, currencies, and the account that freight waits on.
import { saveAll } from '../../founding.ts';
import { asNumber, type CaseStep, Unsupported } from '../format.ts';
import { decimal, formula } from '../figures.ts';
import { taxRateOf } from '../tax-rate.ts';
import type { World } from '../world.ts';

/** What a landed cost of the cases is booked from when no bill is named: the account freight waits on until it is spread. */
export const CLEARING = 'expense.selling';

/** Price of a unit: a figure, or a formula of the repetition's counter. */
export function rateOf(step: CaseStep): number | null {
  const { rate } = step;
  const value = typeof rate === 'string' ? formula(rate, { k: 0, ...(step['names'] as Record<string, number> | undefined) }) : asNumber(rate);
  if (step['currency'] !== undefined && asNumber(step['fx']) === null) throw new Unsupported(`${step.op}.fx`, `${step.op} 用外币 ${String(step['currency'])}，但没有汇率`);
  const tax = asNumber(step['non_recoverable_tax_per_unit']) ?? 0;
  return value === null ? null : value * (asNumber(step['fx']) ?? 1) + tax;
}

/** Price and rate of a purchase whose cost is known without tax: documents state prices with it. */
export const bought = (step: CaseStep, rate: number | null): Record<string, string> => {
  const tax = taxRateOf(step) ?? 0;
  return { taxRate: decimal(tax), ...(rate === null ? {} : { price: decimal(rate * (1 + tax)) }) };
};

/** The currency by its code; made when first asked for. */
export async function currencyOf(world: World, code: string, fx: number): Promise<string> {
  const [known] = await world.rows<{ id: string }>(`select id from books.record where type = 'currency' and name = $1`, [code]);
  if (known) return known.id;
  const [made] = await saveAll(world.ports, world.caller, 'currency', [{ name: code, data: { rates: [{ from: '2000-01-01', rate: decimal(fx) }] } }]);
  return made?.id ?? '';
}
