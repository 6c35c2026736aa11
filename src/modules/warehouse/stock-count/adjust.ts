// From differences to movements: gains at the average cost, losses from the shelves that are there. Pure, one pass over the sheet.
import { type CostLedger, costLedger } from '#costing';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import type { IncomingLots } from '#kernel/checks';
import { formatQty } from '#kernel/decimal';
import { type Fen, fen, splitFen, sumFen } from '#kernel/money';
import { present } from '#kernel/must';
import { type Micro, micro } from '#kernel/quantity';
import type { Complaint } from '#kernel/refusal';
import type { HEAD, LINE } from './document.ts';
import { type FoundPart, piecesGained, piecesLost } from './pieces.ts';
import { type CountLine, shelvesBy, type Shelves } from './sheet.ts';

type CountDoc = Doc<typeof HEAD, typeof LINE>;
export type Part = { readonly lot: string | null; readonly bin: string | null; readonly qty: Micro; readonly cost: Fen };
/** One line's difference. `cost` is positive for gains and losses alike. */
export type Adjustment = { readonly line: CountLine; readonly warehouse: string; readonly gain: boolean; readonly cost: Fen; readonly parts: readonly Part[] };

/** Gains first: a lot that is short and another that is over by as much then cost the same, and nothing is left over. */
export function adjustments(doc: CountDoc, facts: Facts, lots: IncomingLots): { readonly rows: readonly Adjustment[]; readonly complaints: readonly Complaint[] } {
  const costs = costLedger(facts);
  const { warehouse } = doc.head;
  const shelves = shelvesBy(doc, facts);
  const complaints: Complaint[] = [];
  const gains = doc.lines.flatMap((line): Adjustment[] => {
    const parts = gained(line, { lots, shelves, facts });
    if (parts.length === 0) return [];
    const entering = enter(line, parts, { warehouse, costs });
    if (entering) return [{ line, warehouse, gain: true, cost: sumFen(entering, (p) => p.cost), parts: entering }];
    complaints.push({ refused: 'cost-unknown', path: `lines[${line.no - 1}].item`, with: { line: String(line.no), item: facts.items[line.item]?.name ?? '' } });
    return [];
  });
  const losses = doc.lines.flatMap((line): Adjustment[] => {
    if (facts.items[line.item]?.tracksSerials) {
      const pieces = piecesLost(line, warehouse, facts);
      return pieces.length === 0 ? [] : [{ line, warehouse, gain: false, ...costed(line.item, { warehouse, costs, parts: pieces }) }];
    }
    if ((line.diff ?? 0n) >= 0n) return [];
    const qty = micro(-present(line.diff, 'difference'));
    const parts = fromShelves(line, qty, shelves);
    const found = parts.reduce((sum, p) => sum + p.qty, 0n);
    const negative = facts.warehouses[warehouse]?.allowNegative === true && facts.items[line.item]?.tracksLots !== true;
    if (found < qty && !negative) {
      complaints.push(gone(line, { found, qty, warehouse }, facts));
      return [];
    }
    const all = found < qty ? [...parts, { lot: null, bin: line.bin, qty: qty - found }] : parts;
    return [{ line, warehouse, gain: false, ...costed(line.item, { warehouse, costs, parts: all }) }];
  });
  return { rows: [...gains, ...losses], complaints };
}

type Gained = { readonly lots: IncomingLots; readonly shelves: Shelves; readonly facts: Facts };

/** What a line has too many of: its pieces, or its difference in one lot. */
function gained(line: CountLine, { lots, shelves, facts }: Gained): readonly FoundPart[] {
  if (facts.items[line.item]?.tracksSerials) return piecesGained(line, lots);
  return (line.diff ?? 0n) > 0n ? [{ lot: lots.byLine[line.no] ?? null, bin: line.bin ?? soleBin(line, shelves), qty: present(line.diff, 'difference') }] : [];
}

/** Values what comes in as a whole and enters it part by part; null when nobody knows its cost. */
function enter({ item }: CountLine, parts: readonly FoundPart[], { warehouse, costs }: { readonly warehouse: string; readonly costs: CostLedger }): readonly Part[] | null {
  const qty = micro(parts.reduce((sum, p) => sum + p.qty, 0n));
  const cost = costs.worth({ item, warehouse, lot: parts.length === 1 ? (parts[0]?.lot ?? null) : null, qty });
  if (cost === null) return null;
  const shares = splitFen(
    cost,
    parts.map((p) => p.qty),
  );
  return parts.map((p, i) => {
    const part = { lot: p.lot, qty: micro(p.qty), cost: shares[i] ?? fen(0n) };
    return { ...part, bin: p.bin, cost: costs.receive({ item, warehouse, ...part }).entering };
  });
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
  { warehouse, costs, parts }: { readonly warehouse: string; readonly costs: CostLedger; readonly parts: readonly { lot: string | null; bin: string | null; qty: bigint }[] },
): { readonly cost: Fen; readonly parts: readonly Part[] } {
  const { cost, parts: shares } = costs.issue({ item, warehouse, parts: parts.map((p) => ({ lot: p.lot, qty: micro(p.qty) })) });
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
    unit: facts.items[line.item]?.unit ?? '',
  },
});
