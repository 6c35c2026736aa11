// 替代原料采购预案: where a supplier fails — orders overdue, goods frozen by quality, or an outside signal says so — what could stand in. Pure but for the two questions.
import { addDays, type Day } from '#kernel/day';
import type { Snapshot } from '#kernel/ports';
import { type Candidate, planFor, positionOf } from '#planning';
import { leadTime } from '#policy';
import { type PolicyFacts, seriesKey } from './gather.ts';
import type { Place } from './places.ts';
import type { Wanted } from './store.ts';

type Substitute = { readonly item: string; readonly substitute: string; readonly ratio: number; readonly priority: number };
const LIST = `select r.data->>'item' as item, r.data->>'substitute' as substitute, (r.data->>'ratio')::float8 as ratio, coalesce((r.data->>'priority')::int, 1) as priority from books.record r
    where r.org_id = books.org() and r.type = 'substitute' and r.active and coalesce((r.data->>'until')::date, $1::date) >= $1::date
  union all select r.data->>'substitute', r.data->>'item', 1 / (r.data->>'ratio')::float8, coalesce((r.data->>'priority')::int, 1) from books.record r
    where r.org_id = books.org() and r.type = 'substitute' and r.active and (r.data->>'both')::boolean and coalesce((r.data->>'until')::date, $1::date) >= $1::date`;
/** Signals about supply (their name speaks of 断供 or 供应/供货 and 风险) whose last reading is above one half: by item, category or everything. */
const SIGNALS = `select distinct on (s.id, r.target) s.name, s.level, r.target, r.value::float8 as value from planning.signal s join planning.reading r on r.org_id = s.org_id and r.signal_id = s.id
  where s.org_id = books.org() and s.state = 'on' and s.name ~ '断供|供应.*风险|供货.*风险' and r.day <= $1::date and r.day > $1::date - 14 order by s.id, r.target, r.day desc, r.vintage desc`;
type Signal = { readonly name: string; readonly level: string; readonly target: string; readonly value: number };

export type PlanFacts = { readonly list: readonly Substitute[]; readonly signals: readonly Signal[] };
/** What stands in for what, and what outside signals say of supply. */
export const planFactsIn = async (s: Snapshot, today: Day): Promise<PlanFacts> => ({
  list: await s.query<Substitute>(LIST, [today]),
  signals: await s.query<Signal>(SIGNALS, [today]),
});

/** What is overdue and less than this share of the target is the rest of a delivery that came, and no failure. */
const REST = 0.1;
/** Why a place's supply is in doubt, and how much of what is on the way cannot be counted on. */
type Doubt = { readonly cause: string; readonly failing: number };

function doubtOf(facts: PolicyFacts, place: Place, signals: readonly Signal[]): Doubt | null {
  const { source } = place.spot;
  if (source.kind !== 'purchase') return null;
  const late = (facts.coming.get(place.good.id) ?? []).filter((c) => c.who !== null && c.due !== null && c.due < facts.today);
  const overdue = late.reduce((sum, c) => sum + c.quantity, 0);
  const first = late.reduce((day, c) => (c.due !== null && (day === '' || c.due < day) ? c.due : day), '');
  const causes: string[] = [];
  if (overdue > REST * place.spot.target)
    causes.push(`${facts.suppliers.get(late[0]?.who ?? '')?.name ?? '供应商'}有 ${figure(overdue)} ${place.good.unit}已过约定到货日（最早 ${first}）`);
  if (place.shelf.held > 0) causes.push(`${place.spot.name}有 ${figure(place.shelf.held)} ${place.good.unit}被质检冻结`);
  const said = signals.filter((s) => s.value > 0.5 && (s.level === 'company' || s.target === place.good.id || s.target === place.good.category));
  for (const s of said) causes.push(`外部信号“${s.name}”为 ${figure(s.value)}`);
  return causes.length > 0 ? { cause: causes.join('；'), failing: said.length > 0 ? place.spot.coming : overdue } : null;
}
const figure = (n: number): string => String(Math.round(n * 100) / 100);

/** What can be bought of a good, other than from who fails. */
function offerFor(facts: PolicyFacts, item: string, without: string | null): Candidate['offer'] {
  const good = facts.goods.get(item);
  const priced = (facts.prices.get(item) ?? []).filter((p) => p.party !== null && p.party !== without && facts.suppliers.has(p.party)).toSorted((a, b) => a.price - b.price)[0];
  const last = (facts.origins.get(item) ?? []).filter((o) => o.kind === 'purchase' && o.who !== null && o.who !== without).toSorted((a, b) => (a.last < b.last ? 1 : -1))[0];
  const supplier = facts.suppliers.get(priced?.party ?? last?.who ?? '');
  const price = priced?.price ?? facts.prices.get(item)?.find((p) => p.party === null)?.price ?? good?.purchasePrice;
  if (!supplier || price === undefined || price === null) return null;
  const lane = last?.place ?? '';
  return {
    supplier: supplier.id,
    supplierName: supplier.name,
    price,
    lead: Math.ceil(leadTime(facts.deliveries, { supplier: supplier.id, lane, promised: supplier.lead ?? 3 }).p90),
  };
}

function candidatesFor(facts: PolicyFacts, place: Place, list: readonly Substitute[]): Candidate[] {
  const failing = place.spot.source.kind === 'purchase' ? place.spot.source.supplier : null;
  const free = (item: string): Candidate['stock'] =>
    [...facts.places].flatMap(([warehouse, name]) => {
      const shelf = facts.shelves.get(seriesKey(item, warehouse));
      const left = shelf ? shelf.onHand - shelf.allocated : 0;
      return left > 0 ? [{ warehouse, name, free: left }] : [];
    });
  const same: Candidate = { item: place.good.id, name: place.good.name, ratio: 1, priority: 0, stock: [], offer: offerFor(facts, place.good.id, failing) };
  // What a rule lets stand in, one for one, where both are counted alike; it comes first.
  const ruled = facts.parameters.flatMap((p): Substitute[] =>
    p.what === 'substitute' && (p.target === place.good.id || p.target === place.good.category) && facts.goods.get(p.name)?.unit === place.good.unit && p.name !== place.good.id
      ? [{ item: place.good.id, substitute: p.name, ratio: 1, priority: 0 }]
      : [],
  );
  const others = [...ruled, ...list.filter((s) => !ruled.some((r) => r.substitute === s.substitute))]
    .filter((s) => s.item === place.good.id && facts.goods.has(s.substitute))
    .map((s): Candidate => {
      const good = facts.goods.get(s.substitute);
      return { item: s.substitute, name: good?.name ?? '', ratio: s.ratio, priority: s.priority, stock: free(s.substitute), offer: offerFor(facts, s.substitute, failing) };
    });
  return [...(same.offer ? [same] : []), ...others];
}

/** The plans of a whole rebuild; goods that nothing can stand in for are told too, with no option. */
export function plansOf(facts: PolicyFacts, places: readonly Place[], { list, signals }: PlanFacts): Wanted[] {
  return places.flatMap((place): Wanted[] => {
    const doubt = doubtOf(facts, place, signals);
    if (!doubt) return [];
    const sure = positionOf(place.spot) - Math.min(doubt.failing, place.spot.coming);
    const lacking = place.spot.target - Math.max(0, sure);
    const short = place.spot.pack >= 1 ? Math.ceil(lacking - 1e-6) : Math.round(lacking * 1000) / 1000;
    if (sure > place.spot.reorder || short <= 0) return [];
    const plan = planFor(short, candidatesFor(facts, place, list), { cover: place.spot.cover, at: place.spot.warehouse, whole: place.spot.pack >= 1 });
    const inTime = plan.options.filter((o) => o.intime).reduce((sum, o) => sum + o.covers, 0);
    return [
      {
        kind: 'substitute',
        item: place.good.id,
        warehouse: place.spot.warehouse,
        from: null,
        supplier: place.spot.source.kind === 'purchase' ? place.spot.source.supplier : null,
        quantity: short,
        price: null,
        gain: Math.min(short, inTime) * place.spot.shortCost,
        reason: `${doubt.cause}。不算这些，${place.spot.name}只够约 ${place.spot.cover} 天，离补货目标还缺 ${figure(short)} ${place.good.unit}。`,
        needBy: addDays(facts.today, place.spot.cover),
        facts: { cause: doubt.cause, cover: place.spot.cover, options: plan.options, left: plan.left },
      },
    ];
  });
}
