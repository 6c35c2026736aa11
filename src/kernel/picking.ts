// Which lots leave the shelf, and at what cost. Pure: shelves and pools are facts, the answer is a list of picks.
import type { Complaint } from './refusal.ts';
import { formatQty } from './decimal.ts';
import type { Facts, ItemFacts, Pool, Shelf } from './facts.ts';
import { type Fen, fen } from './money.ts';
import { type Micro, micro, NO_QTY, sumMicro } from './quantity.ts';
import { must } from './must.ts';

export type Pick = { readonly line: number; readonly item: string; readonly lot: string | null; readonly bin: string | null; readonly qty: Micro };
export type Wanted = {
  readonly no: number;
  readonly item: string;
  readonly warehouse: string;
  readonly qty: Micro;
  readonly lotNo: string | null /** Reserved for this very line, so it may be taken. */;
  readonly reserved: Micro;
};

/** First expired, first out; without an expiry, the older lot id (ids grow with time). */
const fefo = (a: Shelf, b: Shelf): number => {
  const [x, y] = [a.expires ?? '9999-12-31', b.expires ?? '9999-12-31'];
  return x === y ? ((a.lot ?? '') < (b.lot ?? '') ? -1 : 1) : x < y ? -1 : 1;
};

const shelvesOf = (facts: Facts, item: string, warehouse: string): readonly Shelf[] => facts.shelves.filter((s) => s.item === item && s.warehouse === warehouse);

/** 可承诺 of an item in a warehouse: on hand, less what is promised to others. */
export function available(facts: Facts, item: string, warehouse: string): Micro {
  const shelves = shelvesOf(facts, item, warehouse);
  return micro(sumMicro(shelves, (s) => s.onHand) - sumMicro(shelves, (s) => s.allocated));
}

/** Checks the summed demand of the whole request per item and warehouse against 可承诺, so that two lines cannot both take the last one. */
export function shortages(wanted: readonly Wanted[], facts: Facts): readonly Complaint[] {
  const total = new Map<string, { item: string; warehouse: string; qty: bigint; reserved: bigint; line: number }>();
  for (const w of wanted) {
    const key = `${w.item}|${w.warehouse}`;
    const sum = total.get(key) ?? { item: w.item, warehouse: w.warehouse, qty: 0n, reserved: 0n, line: w.no };
    total.set(key, { ...sum, qty: sum.qty + w.qty, reserved: sum.reserved + w.reserved });
  }
  return [...total.values()].flatMap((t) => {
    if (facts.warehouses[t.warehouse]?.allowNegative) return [];
    const free = available(facts, t.item, t.warehouse) + t.reserved;
    if (t.qty <= free) return [];
    return [
      {
        refused: 'not-enough-stock',
        path: `lines[${t.line - 1}].qty`,
        with: {
          item: facts.items[t.item]?.name ?? '',
          warehouse: facts.warehouses[t.warehouse]?.name ?? '',
          available: formatQty(free),
          needed: formatQty(t.qty),
          short: formatQty(t.qty - free),
        },
      },
    ];
  });
}

function lotOf(facts: Facts, item: ItemFacts, no: string) {
  return facts.lots.find((l) => l.item === item.id && l.no === no);
}

/** Chooses lots and bins for every wanted line: the named lot, else FEFO among what is not expired. */
export function pick(
  wanted: readonly Wanted[],
  facts: Facts,
  expired: 'refuse' | 'allow' = 'refuse',
): { readonly picks: readonly Pick[]; readonly complaints: readonly Complaint[] } {
  const left = new Map<Shelf, bigint>(facts.shelves.map((s) => [s, s.onHand]));
  const picks: Pick[] = [];
  const complaints: Complaint[] = [...shortages(wanted, facts)];
  for (const w of wanted) {
    const item = facts.items[w.item];
    must(item, 'picking an unknown item');
    const lot = w.lotNo !== null && item.tracksLots ? lotOf(facts, item, w.lotNo) : undefined;
    const here = shelvesOf(facts, w.item, w.warehouse);
    const named = w.lotNo === null || !item.tracksLots ? here : here.filter((s) => lot && s.lot === lot.id);
    const fit = named.filter((s) => expired === 'allow' || s.expires === null || s.expires > facts.today);
    const said = { line: String(w.no), item: item.name, lot: w.lotNo ?? '', warehouse: facts.warehouses[w.warehouse]?.name ?? '' };
    if (w.lotNo !== null && lot && expired === 'refuse' && lot.expires !== null && lot.expires <= facts.today) {
      const others = here
        .filter((s) => s.onHand > 0n && (s.expires ?? '9999') > facts.today)
        .map((s) => facts.lots.find((l) => l.id === s.lot)?.no ?? '')
        .join('、');
      complaints.push({ refused: 'lot-expired', path: `lines[${w.no - 1}].lot`, with: { ...said, expires: lot.expires, others: others || '无' } });
      continue;
    }
    let need: bigint = w.qty;
    for (const shelf of fit.toSorted(fefo)) {
      const have = left.get(shelf) ?? 0n;
      if (need === 0n || have <= 0n) continue;
      const take = have < need ? have : need;
      left.set(shelf, have - take);
      need -= take;
      picks.push({ line: w.no, item: w.item, lot: shelf.lot, bin: shelf.bin, qty: micro(take) });
    }
    if (need === 0n) continue;
    if (facts.warehouses[w.warehouse]?.allowNegative && !item.tracksLots) picks.push({ line: w.no, item: w.item, lot: null, bin: null, qty: micro(need) });
    else if (complaints.length === 0)
      complaints.push({
        refused: w.lotNo === null ? 'not-enough-stock' : 'lot-not-there',
        path: `lines[${w.no - 1}].${w.lotNo === null ? 'qty' : 'lot'}`,
        with: { ...said, available: formatQty(w.qty - need), needed: formatQty(w.qty), short: formatQty(need) },
      });
  }
  return { picks, complaints };
}

/** How a cost method is used while deciding: `issue` in order, each item's pool remembered between lines. */
export type IssueCost = (state: Pool, qty: bigint) => { readonly state: { readonly qty: bigint; readonly value: bigint }; readonly cost: bigint };

/** A running view of the cost pools during one decision. */
export function valuer(facts: Facts, issue: IssueCost): { readonly issue: (item: string, qty: Micro) => Fen } {
  const pools = new Map<string, Pool>();
  return {
    issue(item, qty) {
      const pool = pools.get(item) ?? facts.pools[item] ?? { item, qty: NO_QTY, value: fen(0n) };
      const { state, cost } = issue(pool, qty);
      pools.set(item, { item, qty: micro(state.qty), value: fen(state.value) });
      return fen(cost);
    },
  };
}
