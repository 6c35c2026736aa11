// What kind of company and item a case needs, read off its steps before the first of them is played.
import type { Day } from '#kernel/day';
import { asObject, asText, type CaseStep, type LedgerCase } from './format.ts';
import { decimal } from './figures.ts';
import { dayOf } from './days.ts';
import { taxRateOf } from './tax-rate.ts';

export type Traits = {
  readonly unit: string;
  /** Fields of the case's item. */
  readonly item: Readonly<Record<string, unknown>>;
  /** Settings of the company. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** May stock fall below zero? Not where the case waits for a refusal. */
  readonly negative: boolean;
  readonly tracksLots: boolean;
  /** The case waits for goods without their lot to be refused: none is made up for them. */
  readonly lotsMustBeNamed: boolean;
  readonly tracksSerials: boolean;
  readonly tracksExpiry: boolean;
  readonly firstDay: Day | null;
  /** 跌价准备 is only for those who keep their books by the big standard. */
  readonly standard: 'ASBE' | 'ASSBE';
  /** Where the case's own item stands in the books. */
  readonly stockAccount: string;
  /** 受托代销: whose goods they are decides where they stand; null = our own. */
  readonly consigned: 'fee' | 'buyout' | null;
};

/** Steps with those inside them (repeat, concurrent). */
const deep = (steps: readonly CaseStep[]): readonly CaseStep[] => steps.flatMap((s) => [s, ...(s['step'] ? deep([asObject(s['step']) as CaseStep]) : [])]);
/** Promises are made of what is there. */
const PROMISES = new Set(['reserve', 'reserve_batch', 'move_reservation']);
const SHELF_LIFE_DAYS = 3650;
/** 库存商品, and 周转材料 in store. */
const [GOODS, IN_STORE] = ['1405', '141101'];

export function traitsOf({ steps: top, method, policy, title, expect }: LedgerCase): Traits {
  const steps = deep(top);
  const has = (field: string): boolean => steps.some((s) => s[field] !== undefined);
  const tracksSerials = has('serial') || has('serials');
  const tracksExpiry = has('expiry') || steps.some((s) => s.op === 'ship');
  const tracksLots =
    !tracksSerials &&
    (tracksExpiry || has('lots') || has('lot') || method.endsWith('per_lot') || typeof asObject(steps.find((s) => s.op === 'produce')?.['consume'])['LOT1'] === 'number');
  const days = steps.flatMap((s) => dayOf(s['date']) ?? []).toSorted();
  const standard = steps.find((s) => s.op === 'set_standard_cost');
  const { unit, units } = unitsOf(title, steps);
  const turnover = steps.some((s) => s.op === 'turnover_issue');
  const consigned = steps.find((s) => s.op === 'consign_in');
  const tax = steps.map(taxRateOf).find((rate) => rate !== null) ?? 0;
  return {
    unit,
    item: {
      taxRate: decimal(tax),
      ...(tracksSerials ? { tracksSerials } : {}),
      ...(tracksLots ? { tracksLots } : {}),
      ...(tracksExpiry ? { tracksExpiry, shelfLifeDays: SHELF_LIFE_DAYS } : {}),
      ...(units.length > 0 ? { units } : {}),
      ...(steps.some((s) => s['by'] === 'weight' || s['by'] === 'volume') ? { weight: '1', volume: '1' } : {}),
      ...(standard ? { standardCost: decimal(Number(standard['rate'])) } : {}),
    },
    settings: {
      ...(steps.some((s) => s['as_role'] !== undefined) ? { backdating: 'right' } : {}),
      ...(steps.some((s) => s['wh'] !== undefined || s.op.startsWith('transfer')) ? { costPool: 'warehouse-group' } : {}),
    },
    negative:
      !steps.some((s) => PROMISES.has(s.op)) && !/negative (stock )?(is )?not allowed/i.test(policy) && !/insufficient|negative/i.test(JSON.stringify(expect['errors'] ?? '')),
    tracksLots,
    lotsMustBeNamed: /(lot|batch)[^"]*(required|missing|needed)|(without|no) (a )?(lot|batch)/i.test(JSON.stringify(expect['errors'] ?? '')),
    tracksSerials,
    tracksExpiry,
    firstDay: days[0] ?? null,
    standard: steps.some((s) => s.op.startsWith('write_down')) ? 'ASBE' : 'ASSBE',
    stockAccount: turnover ? IN_STORE : GOODS,
    consigned: consigned === undefined ? null : consigned['mode'] === 'fee' ? 'fee' : 'buyout',
  };
}

/** "1 box = 9 pcs" in a title says what the steps' units are. */
function unitsOf(title: string, steps: readonly CaseStep[]): { readonly unit: string; readonly units: readonly Record<string, string>[] } {
  const named = [...new Set(steps.flatMap((s) => asText(s['uom']) ?? []))];
  if (named.length === 0) return { unit: '件', units: [] };
  const ratio = /1 (\w+) = (\d+) (\w+)/.exec(title);
  return ratio ? { unit: String(ratio[3]), units: [{ unit: String(ratio[1]), num: String(ratio[2]), den: '1' }] } : { unit: named[0] as string, units: [] };
}
