// The tax rate of a step.
import { asNumber, type CaseStep, Unsupported } from './format.ts';

/** The tax rate of a step, as a share; 13 and "13%" are 0.13. Null when it names none. */
export function taxRateOf(step: CaseStep): number | null {
  const raw = step['tax_rate'];
  if (raw === undefined) return null;
  const percent = typeof raw === 'string' ? /^([\d.]+)\s*%$/.exec(raw)?.[1] : undefined;
  const value = percent === undefined ? asNumber(raw) : Number(percent) / 100;
  if (value === null || value < 0 || value >= 100) throw new Unsupported(`${step.op}.tax_rate`, `看不懂的税率 ${JSON.stringify(raw)}`);
  return value >= 1 ? value / 100 : value;
}
