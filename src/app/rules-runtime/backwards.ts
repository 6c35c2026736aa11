// Stock as it stood at the end of a past day: what is there now, less what came after.
import type { Snapshot } from '#kernel/ports';
import { grainOf, type MetricAsk, type Place, placeFor } from '#rules';
import type { Placed } from './facts.ts';
import { LEXICON } from './words.ts';

/** What came after the end of a day, by item and place of stock; the whole company where no warehouse is meant. */
export type After = (place: Place, day: string) => number;
type Moved = { readonly item: string; readonly wh: string; readonly day: string; readonly qty: string };
/** Every movement of the items since `from`, added up from today backwards, so that a day costs one look. */
export async function stockBackwards(s: Snapshot, items: readonly string[], from: string): Promise<After> {
  if (items.length === 0) return () => 0;
  const rows = await s.query<Moved>(
    `select item_id::text as item, warehouse_id::text as wh, day::text, (sum(qty) / 1000000.0)::text as qty from books.stock_line where org_id = books.org() and item_id = any ($1::uuid[]) and day > $2::date and place = 'storage' group by 1, 2, 3 order by 3 desc`,
    [items, from],
  );
  const sums = new Map<string, { readonly day: string; readonly sum: number }[]>();
  for (const { item, wh, day, qty } of rows)
    for (const key of [item, `${item}/${wh}`]) {
      const list = sums.get(key) ?? [];
      list.push({ day, sum: (list.at(-1)?.sum ?? 0) + Number(qty) });
      sums.set(key, list);
    }
  return (place, day) => {
    const list = sums.get(place.warehouse ? `${place.sku}/${place.warehouse}` : (place.sku ?? '')) ?? [];
    // Days fall along the list: the last one that is still later holds everything after `day`.
    let [low, high] = [0, list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((list[middle]?.day ?? '') > day) low = middle + 1;
      else high = middle;
    }
    return list[low - 1]?.sum ?? 0;
  };
}
/** Figures that follow the ledger backwards; the others stand as they are today. */
export const LEDGER: ReadonlySet<string> = new Set(['stock', 'available', 'atp', 'surplus']);
/** Where a figure is read for a subject. */
export const placeRead = (need: Pick<MetricAsk, 'metric' | 'of'>, subject: Placed): Place => placeFor({ of: need.of, grain: grainOf(LEXICON, need.metric) }, subject.place);
