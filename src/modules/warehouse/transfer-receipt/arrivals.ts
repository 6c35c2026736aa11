// Which lots of a transfer a receipt takes out of transit, and at what cost. Pure.
import type { Facts, SourceDoc } from '#kernel/facts';
import { formatQty } from '#kernel/decimal';
import { divideHalfUp, type Fen, fen, splitFen } from '#kernel/money';
import { lookUp } from '#kernel/look-up';
import { present } from '#kernel/must';
import { type Micro, micro } from '#kernel/quantity';
import type { Complaint } from '#kernel/refusal';
import { parseSerials, PIECE, type SerialsByLine, serialsText, someSerials } from '#kernel/serials';
import type { SourceRef } from '#kernel/document';

export type ArrivalLine = {
  readonly no: number;
  readonly source: SourceRef | null;
  readonly item: string;
  readonly lot: string | null;
  readonly baseQty: Micro | null;
  readonly baseLost: Micro | null;
  readonly lostSerials?: string | null;
};
type Into = { readonly warehouse: string; readonly serials: SerialsByLine };
/** One lot of one line, whole or damaged. */
export type Piece = { readonly lot: string | null; readonly qty: Micro; readonly cost: Fen; readonly lost: boolean };
export type Arrival<L extends ArrivalLine> = { readonly line: L; readonly pieces: readonly Piece[] };
type SentLine = {
  readonly baseQty: bigint;
  readonly cost: bigint | null;
  readonly picks: readonly { readonly lot: string | null; readonly lotNo: string | null; readonly qty: bigint }[];
  readonly done: Readonly<Record<string, { readonly qty: bigint }>>;
};

/** Takes the lots of every line in the order they were picked, only as far as they still are in transit. */
export function arrivals<L extends ArrivalLine>(
  lines: readonly L[],
  { warehouse, serials }: Into,
  facts: Facts,
): { readonly rows: readonly Arrival<L>[]; readonly complaints: readonly Complaint[] } {
  const inTransit = new Map<string, bigint>();
  for (const s of facts.shelves) if (s.warehouse === warehouse) inTransit.set(`${s.item}|${s.lot ?? ''}`, (inTransit.get(`${s.item}|${s.lot ?? ''}`) ?? 0n) + s.inTransit);
  const before = new Map<string, bigint>();
  const complaints: Complaint[] = [];
  const rows = lines.map((line, i): Arrival<L> => {
    const ref = present(line.source, 'source of a transfer receipt');
    const sent = present((facts.sources[ref.doc] as SourceDoc).lines[ref.line], 'line of the transfer') as unknown as SentLine;
    const key = `${ref.doc}/${ref.line}`;
    const done = before.get(key) ?? sent.done['received']?.qty ?? 0n;
    const want = present(line.baseQty, 'base quantity');
    before.set(key, done + want);
    const numbers = serials[line.no];
    if (numbers) {
      const pieces = piecesArriving(line, { numbers, index: i, warehouse, cost: costOfShare(sent, done, want), facts });
      if ('refused' in pieces) complaints.push(pieces);
      return { line, pieces: 'refused' in pieces ? [] : pieces };
    }
    const lots = takeLots(line, { sent, done, want, inTransit });
    const got = lots.reduce((sum, l) => sum + l.qty, 0n);
    if (got < want)
      complaints.push({
        refused: 'not-in-transit',
        path: `lines[${i}].${line.lot === null ? 'qty' : 'lot'}`,
        with: { line: String(line.no), item: facts.items[line.item]?.name ?? '', lot: line.lot === null ? '' : `批次 ${line.lot} `, left: formatQty(got), qty: formatQty(want) },
      });
    return { line, pieces: priced(line, lots, costOfShare(sent, done, want)) };
  });
  return { rows, complaints };
}

type Taking = { readonly sent: SentLine; readonly done: bigint; readonly want: bigint; readonly inTransit: Map<string, bigint> };

/** Starts after what was received before; wraps around, because a reversed receipt leaves its hole anywhere. */
function takeLots(line: ArrivalLine, { sent, done, want, inTransit }: Taking): { lot: string | null; qty: bigint }[] {
  const fit = sent.picks.filter((p) => line.lot === null || p.lotNo === null || p.lotNo === line.lot);
  let skip = line.lot === null ? done : 0n;
  const ahead: { lot: string | null; qty: bigint }[] = [];
  const behind: { lot: string | null; qty: bigint }[] = [];
  for (const p of fit) {
    const passed = skip < p.qty ? skip : p.qty;
    skip -= passed;
    ahead.push({ lot: p.lot, qty: p.qty - passed });
    behind.push({ lot: p.lot, qty: passed });
  }
  let need = want;
  const taken = new Map<string | null, bigint>();
  for (const p of [...ahead, ...behind]) {
    const key = `${line.item}|${p.lot ?? ''}`;
    const there = inTransit.get(key) ?? 0n;
    const most = p.qty < there ? p.qty : there;
    const take = most < need ? most : need;
    if (take <= 0n) continue;
    inTransit.set(key, there - take);
    need -= take;
    taken.set(p.lot, (taken.get(p.lot) ?? 0n) + take);
  }
  return [...taken].map(([lot, qty]) => ({ lot, qty }));
}

/** The receipt's share of the transfer's cost; the shares of all receipts add up to the whole. */
const costOfShare = (sent: SentLine, done: bigint, want: bigint): Fen =>
  fen(divideHalfUp((sent.cost ?? 0n) * (done + want), sent.baseQty) - divideHalfUp((sent.cost ?? 0n) * done, sent.baseQty));

/** Whole pieces first, the damaged ones from the last lots; the cost is shared by quantity. */
function priced(line: ArrivalLine, lots: readonly { lot: string | null; qty: bigint }[], cost: Fen): readonly Piece[] {
  let good = present(line.baseQty, 'base quantity') - (line.baseLost ?? 0n);
  const parts = lots.flatMap((l) => {
    const whole = good < l.qty ? good : l.qty;
    good -= whole;
    return [
      { lot: l.lot, qty: whole, lost: false },
      { lot: l.lot, qty: l.qty - whole, lost: true },
    ].filter((p) => p.qty > 0n);
  });
  const costs = splitFen(
    cost,
    parts.map((p) => p.qty),
  );
  return parts.map((p, i) => ({ ...p, qty: micro(p.qty), cost: present(costs[i], 'part of the cost') }));
}

type PiecesAt = { readonly numbers: readonly string[]; readonly index: number; readonly warehouse: string; readonly cost: Fen; readonly facts: Facts };

/** Named pieces: each must be one the transfer sent and still be on its way here; the lost ones are named too. */
function piecesArriving(line: ArrivalLine, { numbers, index, warehouse, cost, facts }: PiecesAt): readonly Piece[] | Complaint {
  const ref = present(line.source, 'source of a transfer receipt');
  const left = onTheWay(ref, { item: line.item, warehouse }, facts);
  const open = new Set(left);
  const others = numbers.filter((no) => !open.has(no));
  const item = facts.items[line.item]?.name ?? '';
  const said = { line: String(line.no), item, serial: someSerials(others), source: facts.sources[ref.doc]?.number ?? '', left: serialsText(left).slice(0, 200) || '无' };
  if (others.length > 0) return { refused: 'serial-not-sent', path: `lines[${index}].serials`, with: said };
  const lost = new Set(parseSerials(line.lostSerials ?? '').list ?? []);
  const mine = new Set(numbers);
  if (BigInt(lost.size) * PIECE !== (line.baseLost ?? 0n) || [...lost].some((no) => !mine.has(no)))
    return { refused: 'lost-serials', path: `lines[${index}].lostSerials`, with: { ...said, lost: formatQty(line.baseLost ?? 0n) } };
  const costs = splitFen(
    cost,
    numbers.map(() => PIECE),
  );
  return numbers.map((no, i) => ({ lot: lookUp(facts).serialNamed(line.item, no)?.lot ?? null, qty: PIECE, cost: present(costs[i], 'cost of a piece'), lost: lost.has(no) }));
}

/** The pieces a line of a transfer sent that have not arrived: on their way to this warehouse, as the books say now. */
export function onTheWay(source: SourceRef, to: { readonly item: string; readonly warehouse: string }, facts: Facts): readonly string[] {
  const sent = (facts.sources[source.doc] as SourceDoc | undefined)?.lines[source.line] as unknown as { readonly serials: string | null } | undefined;
  const { serialNamed } = lookUp(facts);
  return (parseSerials(sent?.serials ?? '').list ?? []).filter((no) => serialNamed(to.item, no)?.at.some((a) => a.warehouse === to.warehouse && a.inTransit >= PIECE));
}
