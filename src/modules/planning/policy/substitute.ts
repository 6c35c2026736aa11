// 替代原料采购预案: when a supplier fails, what could stand in — what lies there first, then what can be bought in time, cheapest first. Pure.

export type Candidate = {
  readonly item: string;
  readonly name: string;
  /** How much of it one base unit of the missing item takes. */
  readonly ratio: number;
  readonly priority: number;
  /** Free stock by warehouse. */
  readonly stock: readonly { readonly warehouse: string; readonly name: string; readonly free: number }[];
  /** How it can be bought: 元 a base unit, days. */
  readonly offer: { readonly supplier: string; readonly supplierName: string; readonly price: number; readonly lead: number } | null;
};
export type Option = {
  readonly item: string;
  readonly name: string;
  readonly how: 'stock' | 'buy';
  readonly warehouse: string | null;
  readonly supplier: string | null;
  readonly place: string;
  /** In base units of the candidate, and how much of the missing item that stands for. */
  readonly quantity: number;
  readonly covers: number;
  readonly price: number | null;
  readonly lead: number;
  /** It arrives before the shelf is empty. */
  readonly intime: boolean;
};
export type Plan = { readonly options: readonly Option[]; readonly left: number };

/** Ways to cover `short`, in the order they are to be used. What nothing covers is `left`. */
export function planFor(short: number, candidates: readonly Candidate[], job: { readonly cover: number; readonly at: string; readonly whole: boolean }): Plan {
  const options: Option[] = [];
  let left = short;
  const units = (x: number): number => (job.whole ? Math.ceil(x - 1e-9) : Math.round(x * 1000) / 1000);
  const byRank = candidates.toSorted(
    (a, b) => a.priority - b.priority || (a.offer?.price ?? Infinity) * a.ratio - (b.offer?.price ?? Infinity) * b.ratio || (a.item < b.item ? -1 : 1),
  );
  for (const c of byRank)
    for (const s of c.stock.toSorted((a, b) => Number(b.warehouse === job.at) - Number(a.warehouse === job.at) || b.free - a.free)) {
      const quantity = Math.min(job.whole ? Math.floor(s.free) : s.free, units(left * c.ratio));
      if (left <= 1e-9 || quantity <= 0) continue;
      const covers = Math.min(left, quantity / c.ratio);
      left -= covers;
      options.push({
        item: c.item,
        name: c.name,
        how: 'stock',
        warehouse: s.warehouse,
        supplier: null,
        place: s.name,
        quantity,
        covers,
        price: null,
        lead: s.warehouse === job.at ? 0 : 1,
        intime: true,
      });
    }
  const offers = byRank.filter((c) => c.offer).toSorted((a, b) => late(a, job.cover) - late(b, job.cover) || a.priority - b.priority || costOf(a) - costOf(b));
  for (const c of offers) {
    if (left <= 1e-9 || !c.offer) continue;
    const quantity = units(left * c.ratio);
    options.push({
      item: c.item,
      name: c.name,
      how: 'buy',
      warehouse: null,
      supplier: c.offer.supplier,
      place: c.offer.supplierName,
      quantity,
      covers: left,
      price: c.offer.price,
      lead: c.offer.lead,
      intime: c.offer.lead <= job.cover,
    });
    left = 0;
  }
  return { options, left };
}
const late = (c: Candidate, cover: number): number => (c.offer && c.offer.lead > cover ? 1 : 0);
const costOf = (c: Candidate): number => (c.offer?.price ?? Number.POSITIVE_INFINITY) * c.ratio;
