// From differences to movements: gains at the average cost, losses from the shelves that are there. Pure, one pass over the sheet.
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import type { IncomingLots } from '#kernel/checks';
import { formatQty } from '#kernel/decimal';
import { type Fen, fen, splitFen } from '#kernel/money';
import { present } from '#kernel/must';
import { type Micro, micro } from '#kernel/quantity';
import type { Complaint } from '#kernel/refusal';
import { knownCost } from '../known-cost.ts';
import { type RunningPools, runningPools } from '../running-pools.ts';
import type { HEAD, LINE } from './document.ts';
import { type CountLine, shelvesBy, type Shelves } from './sheet.ts';

type CountDoc = Doc<typeof HEAD, typeof LINE>;
export type Part = { readonly lot: string | null; readonly bin: string | null; readonly qty: Micro; readonly cost: Fen };
/** One line's difference. `cost` is positive for gains and losses alike. */
export type Adjustment = { readonly line: CountLine; readonly warehouse: string; readonly gain: boolean; readonly cost: Fen; readonly parts: readonly Part[] };

/** Gains first: a lot that is short and another that is over by as much then cost the same, and nothing is left over. */
export function adjustments(doc: CountDoc, facts: Facts, lots: IncomingLots): { readonly rows: readonly Adjustment[]; readonly complaints: readonly Complaint[] } {
  const pools = runningPools(facts);
  const shelves = shelvesBy(doc, facts);
  const complaints: Complaint[] = [];
  const differing = doc.lines.filter((l) => l.diff !== null && l.diff !== 0n);
  const gains = differing
    .filter((l) => (l.diff ?? 0n) > 0n)
    .flatMap((line): Adjustment[] => {
      const qty = micro(present(line.diff, 'difference'));
      const cost = knownCost(line.item, qty, { facts, pools });
      if (cost === null) {
        complaints.push({ refused: 'cost-unknown', path: `lines[${line.no - 1}].item`, with: { line: String(line.no), item: facts.items[line.item]?.name ?? '' } });
        return [];
      }
      const entering = pools.receiveAt(line.item, qty, cost);
      const bin = line.bin ?? soleBin(line, shelves);
      return [{ line, warehouse: doc.head.warehouse, gain: true, cost: entering, parts: [{ lot: lots.byLine[line.no] ?? null, bin, qty, cost: entering }] }];
    });
  const losses = differing
    .filter((l) => (l.diff ?? 0n) < 0n)
    .flatMap((line): Adjustment[] => {
      const qty = micro(-present(line.diff, 'difference'));
      const parts = fromShelves(line, qty, shelves);
      const found = parts.reduce((sum, p) => sum + p.qty, 0n);
      const negative = facts.warehouses[doc.head.warehouse]?.allowNegative === true && facts.items[line.item]?.tracksLots !== true;
      if (found < qty && !negative) {
        complaints.push(gone(line, { found, qty, warehouse: doc.head.warehouse }, facts));
        return [];
      }
      const all = found < qty ? [...parts, { lot: null, bin: line.bin, qty: qty - found }] : parts;
      return [{ line, warehouse: doc.head.warehouse, gain: false, ...costed(line.item, qty, { pools, parts: all }) }];
    });
  return { rows: [...gains, ...losses], complaints };
}

/** Found goods join the lot where it lies, when it lies in one bin only. */
function soleBin(line: CountLine, shelves: Shelves): string | null {
  const bins = [
    ...new Set(
      shelves
        .of(line)
        .filter((s) => s.onHand !== 0n)
        .map((s) => s.bin),
    ),
  ];
  return bins.length === 1 ? (bins[0] ?? null) : null;
}

function costed(
  item: string,
  qty: Micro,
  { pools, parts }: { readonly pools: RunningPools; readonly parts: readonly { lot: string | null; bin: string | null; qty: bigint }[] },
): { readonly cost: Fen; readonly parts: readonly Part[] } {
  const cost = pools.issue(item, qty);
  const shares = splitFen(
    cost,
    parts.map((p) => p.qty),
  );
  return { cost, parts: parts.map((p, i) => ({ ...p, qty: micro(p.qty), cost: shares[i] ?? fen(0n) })) };
}

function fromShelves(line: CountLine, qty: Micro, shelves: Shelves): { lot: string | null; bin: string | null; qty: bigint }[] {
  let need: bigint = qty;
  return shelves.of(line).flatMap((s) => {
    const take = s.onHand <= 0n ? 0n : s.onHand < need ? s.onHand : need;
    need -= take;
    return take > 0n ? [{ lot: s.lot, bin: s.bin, qty: take }] : [];
  });
}

/** Goods that were missing at the count but have left by a document since: the difference has settled itself, or somebody sold air. */
const gone = (line: CountLine, { found, qty, warehouse }: { readonly found: bigint; readonly qty: bigint; readonly warehouse: string }, facts: Facts): Complaint => ({
  refused: 'not-enough-stock',
  path: `lines[${line.no - 1}].counted`,
  with: {
    item: facts.items[line.item]?.name ?? '',
    warehouse: facts.warehouses[warehouse]?.name ?? '',
    available: formatQty(found),
    needed: formatQty(qty),
    short: formatQty(qty - found),
  },
});
