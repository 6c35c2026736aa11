// 起订金额: some suppliers take no order under so many 元. What is bought from one of them for one place is filled up with what will be needed next;
// where even that is too little, the suggestion says so instead of an order that will be refused. Pure.
import { curveAt, LIFE_LEVEL } from '#policy';
import { positionIn, type Spot, type Wish, wishOf } from './suggest.ts';

/** 元 (tax included) an order to a supplier must reach. */
export type Least = ReadonlyMap<string, number>;

/** Nobody fills an order up with goods for more than so many times the days that one order covers. */
const FAR = 3;

type Order = { readonly supplier: string; readonly warehouse: string; readonly least: number; readonly wishes: readonly Wish[] };
type Extra = { readonly spot: Spot; readonly position: number; readonly price: number; readonly step: number; quantity: number };

const valueOf = (wishes: readonly Wish[]): number => wishes.reduce((sum, w) => sum + (w.price ?? 0) * w.quantity, 0);
const yuan = (v: number): string => v.toFixed(v % 1 === 0 ? 0 : 2);

/** Purchases that go into one document and lie under their supplier's least. */
function short(wishes: readonly Wish[], least: Least): Order[] {
  const orders = new Map<string, Wish[]>();
  for (const w of wishes)
    if (w.kind === 'purchase' && w.supplier !== null && least.has(w.supplier))
      orders.set(`${w.supplier}/${w.warehouse}`, [...(orders.get(`${w.supplier}/${w.warehouse}`) ?? []), w]);
  return [...orders.values()].flatMap((of): Order[] => {
    const [first] = of,
      most = least.get(first?.supplier ?? '') ?? 0;
    return first?.supplier && valueOf(of) < most - 1e-6 ? [{ supplier: first.supplier, warehouse: first.warehouse, least: most, wishes: of }] : [];
  });
}

/** Goods of the same supplier for the same place that may join the order today. */
function companions(order: Order, spots: readonly Spot[], weekday: number): Extra[] {
  const byPlace = (item: string): ReadonlyMap<string, Spot> => new Map(spots.filter((s) => s.item === item).map((s) => [s.warehouse, s]));
  return spots.flatMap((spot): Extra[] => {
    const { source } = spot;
    if (source.kind !== 'purchase' || source.supplier !== order.supplier || spot.warehouse !== order.warehouse) return [];
    if (!source.price || spot.target <= 0 || (source.weekdays && !source.weekdays.includes(weekday))) return [];
    const own = order.wishes.find((w) => w.item === spot.item);
    const position = own?.position ?? positionIn(spot, byPlace(spot.item));
    const step = spot.pack > 0 ? spot.pack : Math.max(Math.round((1000 * spot.interval.mean) / spot.span) / 1000, 1e-3);
    return [{ spot, position, price: source.price, step, quantity: own?.quantity ?? 0 }];
  });
}

/** Days until goods run out that stand at their position and what was added. */
const coverOf = (e: Extra): number => (e.spot.interval.mean > 0 ? ((e.position + e.quantity) / e.spot.interval.mean) * e.spot.span : Number.POSITIVE_INFINITY);
const mayGrow = (e: Extra): boolean =>
  coverOf(e) < FAR * e.spot.span &&
  (e.spot.life === null || e.position + e.quantity + e.step <= curveAt(e.spot.life, LIFE_LEVEL)) &&
  (e.quantity > 0 || e.step >= minimumOf(e.spot));
const minimumOf = (s: Spot): number => (s.source.kind === 'purchase' ? s.source.minimum : 0);

/** What runs out first joins first, a pack at a time, until the order is large enough; null when it cannot be. */
function filled(order: Order, extras: readonly Extra[]): readonly Extra[] | null {
  let value = valueOf(order.wishes);
  while (value < order.least - 1e-6) {
    let next: Extra | null = null;
    for (const e of extras) if (mayGrow(e) && (!next || coverOf(e) < coverOf(next))) next = e;
    if (!next) return null;
    next.quantity += next.step;
    value += next.step * next.price;
  }
  return extras;
}

/** The same wishes, orders under their supplier's least filled up where goods of that supplier are needed soon. `weekday`: 0 = Monday. */
export function upToLeast(wishes: readonly Wish[], spots: readonly Spot[], job: { readonly least: Least; readonly weekday: number }): Wish[] {
  let all = [...wishes];
  for (const order of short(wishes, job.least)) {
    const extras = filled(order, companions(order, spots, job.weekday));
    if (!extras) continue;
    const why = `供应商起订金额 ${yuan(order.least)} 元`;
    const grown = extras.flatMap((e): Wish[] => {
      const own = order.wishes.find((w) => w.item === e.spot.item);
      if (own && e.quantity > own.quantity + 1e-9)
        return [{ ...own, quantity: e.quantity, reason: `${own.reason.slice(0, -1)}；${why}，凑单多订 ${yuan(e.quantity - own.quantity)}。` }];
      if (own || e.quantity <= 0) return own ? [own] : [];
      return [
        {
          ...wishOf('purchase', null, { spot: e.spot, quantity: e.quantity, position: e.position, why: [] }),
          reason: `现有 ${yuan(e.spot.onHand)}，还没到再订货点；${why}，凑单提前订。`,
        },
      ];
    });
    all = [...all.filter((w) => !order.wishes.includes(w)), ...grown];
  }
  return all;
}

/** The same wishes; orders still under their supplier's least say how far they come (a share: prices are for some eyes only). */
export function toldShort(wishes: readonly Wish[], least: Least): Wish[] {
  const told = new Map(
    short(wishes, least).flatMap((order) =>
      order.wishes.map((w): [Wish, string] => [w, `本单只有供应商起订金额的 ${Math.floor((100 * valueOf(order.wishes)) / order.least)}%，请并单或与供应商商量`]),
    ),
  );
  return wishes.map((w) => (told.has(w) ? { ...w, reason: `${w.reason.slice(0, -1)}；${told.get(w) ?? ''}。` } : w));
}
