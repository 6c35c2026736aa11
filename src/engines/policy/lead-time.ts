// How long a supplier really takes: an empirical distribution per lane, leaning on the supplier and on all while data are few.
import type { LeadChance } from './shelf.ts';

export type Delivery = { readonly supplier: string; readonly lane: string; readonly days: number };

export type LeadTime = { readonly chances: readonly LeadChance[]; readonly mean: number; readonly p90: number; readonly seen: number };

/** Deliveries of the supplier, then of all, count as so many of the lane's own. */
const PRIOR_SUPPLIER = 4,
  PRIOR_ALL = 2;

function shares(deliveries: readonly Delivery[]): Map<number, number> {
  const out = new Map<number, number>();
  for (const d of deliveries) {
    const k = Math.max(1, Math.round(d.days));
    out.set(k, (out.get(k) ?? 0) + 1 / deliveries.length);
  }
  return out;
}

export function leadTime(deliveries: readonly Delivery[], job: { supplier: string; lane: string; promised: number }): LeadTime {
  const supplier = deliveries.filter((d) => d.supplier === job.supplier),
    own = supplier.filter((d) => d.lane === job.lane);
  const mass = new Map<number, number>();
  const add = (list: readonly Delivery[], weight: number): void => {
    if (list.length > 0) for (const [k, p] of shares(list)) mass.set(k, (mass.get(k) ?? 0) + weight * p);
  };
  add(own, own.length);
  add(supplier, PRIOR_SUPPLIER);
  add(deliveries, deliveries.length > 0 ? PRIOR_ALL : 0);
  if (mass.size === 0) mass.set(Math.max(1, Math.round(job.promised)), 1);
  return fromMass(mass, own.length);
}

function fromMass(mass: ReadonlyMap<number, number>, seen: number): LeadTime {
  const days = [...mass.keys()].sort((a, b) => a - b),
    total = days.reduce((s, d) => s + mass.get(d)!, 0);
  const chances = days.map((d) => ({ days: d, chance: mass.get(d)! / total }));
  let run = 0,
    p90 = days[days.length - 1]!;
  for (const c of chances) {
    run += c.chance;
    if (run >= 0.9 - 1e-12) {
      p90 = c.days;
      break;
    }
  }
  return { chances, mean: chances.reduce((s, c) => s + c.days * c.chance, 0), p90, seen };
}

/** A supplier at risk (0 … 1) delivers later: that share of the mass moves `delay` days up (research.md §5). */
export function underRisk(lead: LeadTime, risk: number, delay: number): LeadTime {
  const mass = new Map<number, number>(),
    share = Math.min(1, Math.max(0, risk));
  for (const c of lead.chances) {
    mass.set(c.days, (mass.get(c.days) ?? 0) + c.chance * (1 - share));
    if (share > 0) mass.set(c.days + delay, (mass.get(c.days + delay) ?? 0) + c.chance * share);
  }
  return fromMass(mass, lead.seen);
}
