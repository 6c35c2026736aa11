// A clerk with one pool and no database: books happenings in any order of days the way the pen does — as of their day, then putting right what came after.
import { type CostMethod, EMPTY_POOL, layerKey, type PoolState, priceAt, replay, type Step } from '#costing';
import { must } from '#kernel/must';
import type { Happening } from './oracle.ts';

export type Kept = { readonly step: Step; readonly day: number };
export type Ledger = { readonly kept: readonly Kept[]; readonly state: PoolState; readonly opening: PoolState };
/** A pool that holds nothing; a unit is thought to cost so many 分 until something says so. */
export const emptyPool = (reference: bigint): PoolState => ({ ...EMPTY_POOL, price: priceAt(reference, 1n) });
export const emptyLedger = (reference = 0n): Ledger => ({ kept: [], state: emptyPool(reference), opening: emptyPool(reference) });

const LINE = 1;
const ref = (id: string) => ({ doc: id, line: LINE });
const base = (h: Happening): Omit<Step, 'qty' | 'cost' | 'basis' | 'of' | 'atOrigin'> => ({ id: h.id, doc: h.id, line: LINE, lot: null, period: 202601 });

const share = (value: bigint, qty: bigint, whole: bigint): bigint => {
  const n = value * qty;
  const half = n < 0n ? -whole : whole;
  return qty === whole ? value : (2n * n + half) / (2n * whole);
};

/** What a line is booked at, given the ledger as of its day. */
function booked(method: CostMethod, ledger: Ledger, h: Happening): Step {
  const at = replay(
    { method, opening: ledger.opening },
    ledger.kept.filter((k) => k.day <= h.day).map((k) => k.step),
  ).state;
  const original = (id: string): Step => {
    const found = ledger.kept.find((k) => k.step.id === id)?.step;
    must(found, `${id} is booked`);
    return found;
  };
  const worth = (id: string): bigint => ledger.kept.filter((k) => k.step.qty === 0n && k.step.of?.doc === id).reduce((sum, k) => sum + k.step.cost, original(id).cost);
  switch (h.kind) {
    case 'receipt':
      return { ...base(h), qty: h.qty, cost: h.cost, basis: 'given', of: null, atOrigin: false };
    case 'issue':
      return { ...base(h), qty: -h.qty, cost: -method.issue(at, { of: h.id, qty: h.qty }).cost, basis: 'pool', of: null, atOrigin: false };
    case 'customer-return': {
      const sold = original(h.of);
      return { ...base(h), qty: h.qty, cost: share(-sold.cost, h.qty, -sold.qty), basis: 'origin', of: ref(h.of), atOrigin: false };
    }
    case 'supplier-return': {
      const wished = share(worth(h.of), h.qty, original(h.of).qty);
      const { cost } = method.issue(at, { of: h.id, qty: h.qty, from: layerKey(ref(h.of)), wished });
      return { ...base(h), qty: -h.qty, cost: -cost, basis: 'origin', of: ref(h.of), atOrigin: false };
    }
    case 'value':
      return { ...base(h), qty: 0n, cost: h.cost, basis: 'given', of: ref(h.of), atOrigin: true };
    case 'red': {
      const { qty, cost } = original(h.of);
      return { ...base(h), qty: -qty, cost: -cost, basis: 'origin', of: ref(h.of), atOrigin: true };
    }
  }
}

/** Books one happening; what earlier lines turn out to have cost is added to them, as 出库成本调整单 would. */
export function enter(method: CostMethod, ledger: Ledger, h: Happening): Ledger {
  const step = booked(method, ledger, h);
  const kept = [...ledger.kept.filter((k) => k.day <= h.day), { step, day: h.day }, ...ledger.kept.filter((k) => k.day > h.day)];
  const { state, changes } = replay(
    { method, opening: ledger.opening },
    kept.map((k) => (k.step.id === h.id ? { ...k.step, fresh: true } : k.step)),
  );
  return { kept: kept.map((k) => ({ ...k, step: { ...k.step, cost: k.step.cost + (changes.get(k.step.id) ?? 0n) } })), state, opening: ledger.opening };
}
