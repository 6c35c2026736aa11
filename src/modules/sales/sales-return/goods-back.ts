// Which lots come back and what they cost: those of the source line at its own cost, to the last 分; without a source, at the pool's cost now.
import { costLedger } from '#costing';
import type { Facts, ItemFacts } from '#kernel/facts';
import { formatQty } from '#kernel/decimal';
import { lookUp } from '#kernel/look-up';
import { divideHalfUp, type Fen, fen, splitFen, sumFen } from '#kernel/money';
import { must, present } from '#kernel/must';
import { micro, type Micro } from '#kernel/quantity';
import type { Complaint } from '#kernel/refusal';
import { PIECE, type SerialsByLine, serialsText, someSerials } from '#kernel/serials';
import type { StockLine } from '#kernel/trade';
import { lotsText } from '../outgoing.ts';

export type BackLine = StockLine & { readonly lot: string | null };
export type BackPart = { readonly lot: string | null; readonly no: string | null; readonly qty: Micro; readonly cost: Fen };
export type Back = { readonly line: number; readonly item: ItemFacts; readonly cost: Fen; readonly parts: readonly BackPart[] };
/** What a source line still holds of one lot: quantity and cost left to return. */
type Rest = { readonly lot: string | null; readonly no: string | null; qty: bigint; cost: bigint };
type Found = readonly BackPart[] | Complaint;
type Into = { readonly warehouse: string; readonly serials: SerialsByLine };

/** Values every line, or says why it cannot. Lines on one source line take from the same rest, one after the other. */
export function goodsBack(lines: readonly BackLine[], facts: Facts, into: Into): { readonly backs: readonly Back[]; readonly complaints: readonly Complaint[] } {
  const rests = new Map<string, Rest[]>();
  const backs: Back[] = [];
  const complaints: Complaint[] = [];
  lines.forEach((line, index) => {
    const item = present(facts.items[line.item], 'item');
    const at = { item, index, facts, ...into, pieces: into.serials[line.no] ?? null };
    const found = line.source ? fromSource(line, { ...at, rest: restOf(line, facts, rests) }) : fromPool(line, at);
    if ('refused' in found) complaints.push(found);
    else backs.push({ line: line.no, item, cost: sumFen(found, (p) => p.cost), parts: found });
  });
  return { backs, complaints };
}

function restOf(line: BackLine, facts: Facts, rests: Map<string, Rest[]>): Rest[] {
  const { doc, line: no } = present(line.source, 'source');
  const key = `${doc}/${no}`;
  // The ledger is signed: what was delivered is negative, what came back since is positive.
  const rest =
    rests.get(key) ??
    (facts.sources[doc]?.movedLots[no] ?? []).map((m) => ({ lot: m.lot, no: m.no, qty: -(m.qty + m.backQty), cost: -(m.cost + m.backCost) })).filter((r) => r.qty > 0n);
  rests.set(key, rest);
  return rest;
}

type At = Into & { readonly item: ItemFacts; readonly index: number; readonly facts: Facts; readonly pieces: readonly string[] | null };

function fromSource(line: BackLine, at: At & { readonly rest: Rest[] }): Found {
  const { item, rest } = at;
  const want: bigint = present(line.baseQty, 'base quantity');
  const said = { line: String(line.no), item: item.name, lots: lotsText(rest) ?? '无' };
  const path = `lines[${at.index}].lot`;
  if (at.pieces) return piecesOf(line, at.pieces, at);
  if (line.lot !== null && item.tracksLots) {
    const own = rest.find((r) => r.no === line.lot);
    if (!own || own.qty < want) return { refused: 'beyond-lot', path, with: { ...said, lot: line.lot, left: formatQty(own?.qty ?? 0n), asked: formatQty(want) } };
    return [take(own, want)];
  }
  const open = rest.filter((r) => r.qty > 0n);
  const whole = open.reduce((sum, r) => sum + r.qty, 0n);
  if (open.length > 1 && want < whole) return { refused: 'which-lot', path, with: said };
  // The flow has checked the source's quantity before; stock and progress of a delivery move together.
  must(want <= whole, `line ${line.no} returns ${want} of ${whole}`);
  return open.map((r) => take(r, r.qty < want ? r.qty : want));
}

/** The named pieces, each as it was sold; a piece that was not, or is back already, cannot come back. */
function piecesOf(line: BackLine, pieces: readonly string[], { item, index, facts, rest }: At & { readonly rest: Rest[] }): Found {
  const byNo = new Map(rest.map((r) => [r.no, r]));
  const others = pieces.filter((no) => (byNo.get(no)?.qty ?? 0n) < PIECE);
  if (others.length === 0) return pieces.map((no) => take(present(byNo.get(no), 'piece'), PIECE));
  const left = serialsText(rest.filter((r) => r.qty >= PIECE && r.no !== null).map((r) => r.no ?? ''));
  const said = {
    line: String(line.no),
    item: item.name,
    serial: someSerials(others),
    source: facts.sources[line.source?.doc ?? '']?.number ?? '',
    left: left.slice(0, 200) || '无',
  };
  return { refused: 'serial-not-sold', path: `lines[${index}].serials`, with: said };
}

/** Takes a quantity and its share of the cost; the last of a lot takes the last 分. */
function take(rest: Rest, qty: bigint): BackPart {
  const cost = qty === rest.qty ? rest.cost : divideHalfUp(rest.cost * qty, rest.qty);
  rest.qty -= qty;
  rest.cost -= cost;
  return { lot: rest.lot, no: rest.no, qty: micro(qty), cost: fen(cost) };
}

function fromPool(line: BackLine, at: At): Found {
  const { item, facts } = at;
  const said = { line: String(line.no), item: item.name, lot: line.lot ?? '' };
  const lot = item.tracksLots ? lookUp(facts).lotNamed(item.id, line.lot ?? '') : undefined;
  const gone = (at.pieces ?? []).filter((no) => !lookUp(facts).serialNamed(item.id, no));
  if (gone.length > 0) return { refused: 'serial-unknown', path: `lines[${at.index}].serials`, with: { ...said, serial: someSerials(gone) } };
  if (item.tracksLots && line.lot === null) return { refused: 'lot-needed', path: `lines[${at.index}].lot`, with: said };
  if (item.tracksLots && !lot) return { refused: 'lot-unknown', path: `lines[${at.index}].lot`, with: said };
  const cost = costLedger(facts).worth({ item: item.id, warehouse: at.warehouse, lot: lot?.id ?? null, qty: present(line.baseQty, 'base quantity') });
  if (cost === null) return { refused: 'cost-unknown', path: `lines[${at.index}].source`, with: said };
  if (!at.pieces) return [{ lot: lot?.id ?? null, no: lot?.no ?? null, qty: present(line.baseQty, 'base quantity'), cost }];
  const shares = splitFen(
    cost,
    at.pieces.map(() => PIECE),
  );
  return at.pieces.map((no, i) => ({ lot: lookUp(facts).serialNamed(item.id, no)?.lot ?? null, no, qty: PIECE, cost: present(shares[i], 'cost of a piece') }));
}
