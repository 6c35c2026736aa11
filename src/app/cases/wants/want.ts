// What expectations are made of: the looks taken while playing, found by the step's name, and figures compared one by one.
import { asNumber, asObject, Unsupported } from '../format.ts';
import { sameAmount, sameQty, sameRate } from '../figures.ts';
import { type LayerSeen, type LedgerLine, type Look, stockOf, type Where } from '../look.ts';
import type { Mismatch, Played } from '../play.ts';

export type Expectation = (want: unknown, played: Played) => readonly Mismatch[];
export type Expectations = Readonly<Record<string, Expectation>>;

export const lastLook = (played: Played): Look => (played.looks.at(-1) as Played['looks'][number]).look;

/** The books after the last step of that name. */
export function lookAfter(played: Played, label: unknown): Look {
  const found = played.looks.findLast((l) => l.label === label);
  if (!found) throw new Unsupported('expect.after', `没有名为 ${String(label)} 的步骤`);
  return found.look;
}
/** The books just before the first step of that name. */
export function lookBefore(played: Played, label: unknown): Look {
  const at = played.looks.findIndex((l) => l.label === label);
  if (at < 1) throw new Unsupported('expect.before', `没有名为 ${String(label)} 的步骤`);
  return (played.looks[at - 1] as Played['looks'][number]).look;
}

/** The ledger lines of a step's documents, in the order of the documents; of the case's own item unless told otherwise. */
export function linesOf(played: Played, look: Look, of: string | { readonly label: string; readonly item: string | null }): readonly LedgerLine[] {
  const { label, item } = typeof of === 'string' ? { label: of, item: played.world.items.get('item') ?? null } : of;
  const docs = (played.world.refs.get(label)?.docs ?? []).map((d) => d.id);
  return docs.flatMap((doc) => look.lines.filter((l) => l.doc === doc && (item === null || l.item === item)));
}
export const sumOf = <T>(list: readonly T[], pick: (entry: T) => number): number => Math.round(list.reduce((sum, entry) => sum + pick(entry), 0) * 1e6) / 1e6;
export const costOf = (lines: readonly LedgerLine[]): number => sumOf(lines, (l) => l.posted + l.corrected);

export const own = (played: Played): Where => ({ item: played.world.items.get('item') ?? '' });

/** Compares the figures a case names of some stock: qty, value, rate, rate_2dp, layers. */
export function stockDiffers(want: unknown, look: Look, where: Where): readonly Mismatch[] {
  const got = stockOf(look, where);
  return Object.entries(asObject(want)).flatMap(([what, wanted]): readonly Mismatch[] => {
    const n = asNumber(wanted);
    const wrong = (value: unknown): readonly Mismatch[] => [{ what, want: wanted, got: value }];
    if (what === 'after') return [];
    if (what === 'layers') return sameLayers(wanted, got.layers) ? [] : wrong(got.layers.map((l) => [l.qty, l.value / l.qty]));
    if (n === null) return wrong(null);
    if (what === 'qty') return sameQty(n, got.qty) ? [] : wrong(got.qty);
    if (what === 'value') return sameAmount(n, got.value) ? [] : wrong(got.value);
    if (what === 'rate') return sameRate(n, got.rate, got.qty) ? [] : wrong(got.rate);
    const places = /^(qty_at|rate|value)_?(\d)dp$/.exec(what);
    if (places) {
      const figure = places[1] === 'qty_at' ? got.qty : places[1] === 'rate' ? got.rate : got.value;
      return n === Math.round(figure * 10 ** Number(places[2])) / 10 ** Number(places[2]) ? [] : wrong(figure);
    }
    throw new Unsupported(`expect.${what}`, `不会核对库存的 ${what}`);
  });
}

/** Layers as [quantity, unit cost]; neighbours at one cost are one layer, whoever keeps them apart. */
export function sameLayers(want: unknown, got: readonly LayerSeen[]): boolean {
  const wanted = merged((want as readonly (readonly [number, number])[]).map(([qty, rate]) => ({ qty, rate })));
  const seen = merged(got.map((l) => ({ qty: l.qty, rate: l.value / l.qty })));
  return wanted.length === seen.length && wanted.every((w, i) => sameQty(w.qty, seen[i]?.qty ?? 0) && sameRate(w.rate, seen[i]?.rate ?? Number.NaN, seen[i]?.qty ?? 0));
}
type Layer = { readonly qty: number; readonly rate: number };
const merged = (layers: readonly Layer[]): readonly Layer[] =>
  layers.reduce<Layer[]>((done, l) => {
    const last = done.at(-1);
    return last && Math.abs(last.rate - l.rate) < 1e-6 ? [...done.slice(0, -1), { qty: last.qty + l.qty, rate: l.rate }] : [...done, l];
  }, []);
