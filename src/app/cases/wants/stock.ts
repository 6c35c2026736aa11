// Stock: quantities, values, unit costs, layers and lots, at the end or after a step.
import { asList, asNumber, asObject, Unsupported } from '../format.ts';
import { sameAmount, sameQty } from '../figures.ts';
import { stockOf } from '../look.ts';
import type { Mismatch } from '../play.ts';
import { ROLES } from './ledger.ts';
import { type Expectation, type Expectations, lastLook, lookAfter, own, sameLayers, stockDiffers } from './want.ts';

const DAY_MS = 86_400_000;

export const STOCK: Expectations = {
  final: (want, played) => {
    const { grir_balance: grir, ...stock } = asObject(want);
    const look = lastLook(played);
    const accounts = (ROLES['grir'] ?? []).map((role) => played.world.account(role));
    const balance = [...look.vouchers.values()].reduce((sum, v) => sum + accounts.reduce((net, account) => net + (v.get(account) ?? 0), 0), 0);
    const off = grir !== undefined && !sameAmount(Number(grir), balance) ? [{ what: 'grir_balance', want: grir, got: balance }] : [];
    return [...stockDiffers(stock, look, own(played)), ...off];
  },
  running: (want, played) =>
    asList(want).flatMap((w) => stockDiffers(w, lookAfter(played, asObject(w)['after']), own(played)).map((m) => ({ ...m, what: `${String(asObject(w)['after'])}.${m.what}` }))),
  final_wh: (want, played) =>
    Object.entries(asObject(want)).flatMap(([name, w]) =>
      stockDiffers(w, lastLook(played), { ...own(played), warehouse: played.world.warehouses.get(name) }).map((m) => ({ ...m, what: `${name}.${m.what}` })),
    ),
  lots: (want, played) =>
    Object.entries(asObject(want)).flatMap(([lot, w]) => stockDiffers(w, lastLook(played), { ...own(played), lot }).map((m) => ({ ...m, what: `${lot}.${m.what}` }))),
  layers: (want, played) => {
    const look = lastLook(played);
    const sides = Array.isArray(want)
      ? [{ name: '', layers: want as unknown, where: own(played) }]
      : Object.entries(asObject(want)).map(([name, layers]) => ({ name, layers, where: { ...own(played), warehouse: played.world.warehouses.get(name) } }));
    return sides.flatMap(({ name, layers, where }): readonly Mismatch[] => {
      const got = stockOf(look, where).layers;
      return sameLayers(Array.isArray(layers) ? layers : series(String(layers)), got) ? [] : [{ what: name, want: layers, got: got.map((l) => [l.qty, l.value / l.qty]) }];
    });
  },
  layers_after: (want, played) =>
    Object.entries(asObject(want)).flatMap(([label, layers]): readonly Mismatch[] => {
      const got = stockOf(lookAfter(played, label), own(played)).layers;
      return sameLayers(layers, got) ? [] : [{ what: label, want: layers, got: got.map((l) => [l.qty, l.value / l.qty]) }];
    }),
  // Ageing: what is still there of which day's receipts.
  slots: (want, played) => {
    const got = stockOf(lastLook(played), own(played)).layers.map((l) => [l.qty, l.day] as const);
    const wanted = asList(want) as readonly (readonly [number, string])[];
    return wanted.length === got.length && wanted.every(([qty, day], i) => sameQty(qty, got[i]?.[0] ?? 0) && day === got[i]?.[1]) ? [] : [{ what: '', want, got }];
  },
  slots_qty: (want, played) => {
    const got = stockOf(lastLook(played), own(played)).layers.map((l) => l.qty);
    return asList(want).length === got.length && got.every((qty, i) => sameQty(Number(asList(want)[i]), qty)) ? [] : [{ what: '', want, got }];
  },
};

/** "[[10,10],[10,20],...,[10,190]] in order": an arithmetic series of layers, written short. */
function series(text: string): readonly (readonly [number, number])[] {
  const pairs = [...text.matchAll(/\[(-?[\d.]+),\s*(-?[\d.]+)\]/g)].map((m) => [Number(m[1]), Number(m[2])] as const);
  if (!text.includes('...')) return pairs;
  const [first, second, last] = [pairs[0], pairs[1], pairs.at(-1)];
  if (!first || !second || !last || second[1] === first[1]) throw new Unsupported('expect.layers', `看不懂的层次 ${text}`);
  const step = second[1] - first[1];
  return Array.from({ length: Math.round((last[1] - first[1]) / step) + 1 }, (_, i) => [first[0], first[1] + i * step] as const);
}

/** "bucket_31_60", "bucket_over_90": what is still there of goods that came in so many days before the last movement; null for other words. */
export function bucketOf(kind: string): Expectation | null {
  const days = /^bucket_(?:(\d+)_(\d+)|over_(\d+))$/.exec(kind);
  if (!days) return null;
  const [from, to] = days[3] === undefined ? [Number(days[1]), Number(days[2])] : [Number(days[3]) + 1, Number.POSITIVE_INFINITY];
  return (want, played) => {
    const last = Math.max(...lastLook(played).lines.map((l) => Date.parse(l.day)));
    const age = (day: string): number => (last - Date.parse(day)) / DAY_MS;
    const got = stockOf(lastLook(played), own(played))
      .layers.filter((l) => l.day !== null && age(l.day) >= from && age(l.day) <= to)
      .reduce((sum, l) => sum + l.qty, 0);
    return sameQty(asNumber(want) ?? Number.NaN, got) ? [] : [{ what: '', want, got }];
  };
}
