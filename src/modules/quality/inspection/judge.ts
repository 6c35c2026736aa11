// What an inspection finds: sample and acceptance numbers of a lot, nonconforming pieces from measured values and from what was seen, and the verdict. Pure.
import { decode } from '#forms';
import { formatQty } from '#kernel/decimal';
import type { Facts } from '#kernel/facts';
import type { Values } from '#kernel/field';
import type { Micro } from '#kernel/quantity';
import { type Read, type Reading, readReadings } from './readings.ts';
import { INSPECTION_KINDS, PLAN_FIELDS, GRADES } from '../inspection-plan/record.ts';
import { type Aql, type Level, type SamplingPlan, samplingPlan, type Severity } from '../sampling/tables.ts';

export type Plan = Values<typeof PLAN_FIELDS>;
export type Grade = (typeof GRADES)[number]['value'];
export type Seen = Readonly<Record<Grade, number>>;
const MICRO = 1_000_000n;

/** The plan of an id, null when none is named. The pen has checked that it is one. */
export function planOf(id: string | null, facts: Facts): Plan | null {
  const record = id ? facts.records[id] : undefined;
  return record ? decode(PLAN_FIELDS, record.data) : null;
}
export const kindZh = (kind: string): string => INSPECTION_KINDS.find((k) => k.value === kind)?.zh ?? kind;

/** How many pieces to look at, and how many of each grade may be bad. One sample serves all grades, so it is the largest of theirs. */
export type Sampling = { readonly n: number; readonly grades: Readonly<Record<Grade, SamplingPlan>> };
export function samplingOf(plan: Plan, lotQty: Micro, severity: Severity): Sampling {
  // Lots are counted in whole pieces; a part of a piece is one more to look at.
  const size = Number((lotQty + MICRO - 1n) / MICRO);
  const grades = Object.fromEntries(
    GRADES.map(({ value }) => [value, samplingPlan(Math.max(1, size), { level: plan.level as Level, aql: plan[value] as Aql, severity })]),
  ) as Sampling['grades'];
  return { n: Math.max(...Object.values(grades).map((g) => g.n)), grades };
}
/** “n=80：关键 0/1，主要 2/3，次要 5/6” (Ac/Re). */
export const samplingText = ({ n, grades }: Sampling): string => `n=${n}：${GRADES.map(({ value, zh }) => `${zh} ${grades[value].ac}/${grades[value].ac + 1}`).join('，')}`;

/** The characteristics that have limits: their values are measured, the others are seen. */
const measuredOf = (plan: Plan): readonly Plan['characteristics'][number][] => plan.characteristics.filter((c) => c.lower !== null || c.upper !== null);
/** The values of a line, by the plan. */
export const readingsOf = (plan: Plan, text: string | null): Read =>
  readReadings(
    text,
    measuredOf(plan).map((c) => c.name),
  );
/** The first characteristic with limits and without a value. */
export const unmeasured = (plan: Plan, readings: readonly Reading[]): string | undefined => measuredOf(plan).find((c) => !readings.some((r) => r.characteristic === c.name))?.name;

const outOf = (c: Plan['characteristics'][number], value: Micro): boolean => (c.lower !== null && value < c.lower) || (c.upper !== null && value > c.upper);

/** Pieces with a measured value outside its limits, by grade; a piece counts once in its worst grade. */
export function measuredBad(plan: Plan, readings: readonly Reading[]): Seen {
  const worst = new Map<number, number>();
  for (const reading of readings) {
    const c = plan.characteristics.find((x) => x.name === reading.characteristic);
    if (!c || !outOf(c, reading.value)) continue;
    const rank = GRADES.findIndex((g) => g.value === c.grade);
    worst.set(reading.sample, Math.min(worst.get(reading.sample) ?? GRADES.length, rank));
  }
  return Object.fromEntries(GRADES.map(({ value }, rank) => [value, [...worst.values()].filter((r) => r === rank).length])) as Seen;
}

/** Accepted when no grade has more bad pieces than its acceptance number. */
export function verdictOf(sampling: Sampling, bad: Seen): 'accepted' | 'refused' {
  return GRADES.every(({ value }) => bad[value] <= sampling.grades[value].ac) ? 'accepted' : 'refused';
}

/** “重量：第 3 件 498.5（495~498 g）；…”, the first few values outside their limits. */
export const outsideText = (plan: Plan, readings: readonly Reading[]): string =>
  readings
    .flatMap((r) => {
      const c = plan.characteristics.find((x) => x.name === r.characteristic);
      return c && outOf(c, r.value)
        ? [
            `${c.name}：第 ${r.sample} 件 ${formatQty(r.value)}（${c.lower === null ? '' : formatQty(c.lower)}~${c.upper === null ? '' : formatQty(c.upper)}${c.unit ? ` ${c.unit}` : ''}）`,
          ]
        : [];
    })
    .slice(0, 5)
    .join('；')
    .slice(0, 200);
