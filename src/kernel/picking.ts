// Which lots and pieces leave which shelves. Pure: shelves are facts, the answer is a list of picks.
import { lookUp } from './look-up.ts';
import type { Complaint } from './refusal.ts';
import { formatQty } from './decimal.ts';
import type { Facts, ItemFacts, LotHold, PieceAt, SerialFacts, Shelf } from './facts.ts';
import { type Micro, micro, sumMicro } from './quantity.ts';
import { must } from './must.ts';
import { PIECE, someSerials, whereIs } from './serials.ts';

export type Pick = { readonly line: number; readonly item: string; readonly lot: string | null; readonly bin: string | null; readonly qty: Micro };
export type Wanted = {
  readonly no: number;
  readonly item: string;
  readonly warehouse: string;
  readonly qty: Micro;
  readonly lotNo: string | null;
  /** Reserved for this very line, so it may be taken. */
  readonly reserved: Micro;
  /** Only from this bin; absent or null is any bin. */
  readonly bin?: string | null;
  /** The named lot may be taken though it is held (报损、盘亏). */
  readonly held?: boolean;
  /** Exactly these pieces, for an item with serial numbers. */
  readonly serials?: readonly string[] | null;
};

/** 可承诺 of an item in a warehouse: on hand and not held, less what is promised to others. Pieces with serial numbers are summed on the lot-less row. */
export function available(facts: Facts, item: string, warehouse: string): Micro {
  const { shelves, heldBy } = lookUp(facts);
  const here = shelves(item, warehouse);
  const counted = facts.items[item]?.tracksSerials ? here.filter((s) => s.lot === null) : here.filter((s) => !heldBy(s.lot));
  return micro(sumMicro(counted, (s) => micro(s.onHand + (s.pieces ?? 0n))) - sumMicro(here, (s) => s.allocated));
}

/** Who holds the lot a line names, unless the line may take it all the same. */
const holdOn = (w: Wanted, facts: Facts): LotHold | undefined =>
  w.lotNo === null || !facts.items[w.item]?.tracksLots ? undefined : lookUp(facts).heldBy(lookUp(facts).lotNamed(w.item, w.lotNo)?.id ?? null);

const frozenComplaint = (hold: LotHold, line: number, facts: Facts): Complaint => ({
  refused: 'lot-frozen',
  path: `lines[${line - 1}].lot`,
  with: { line: String(line), item: facts.items[hold.item]?.name ?? '', lot: lookUp(facts).lotById(hold.lot)?.no ?? '', doc: hold.number ?? '', reason: hold.reason },
});

/** Checks that no named lot is held. */
const heldLots = (wanted: readonly Wanted[], facts: Facts): readonly Complaint[] =>
  (facts.holds ?? []).length === 0
    ? []
    : wanted.flatMap((w) => {
        const hold = w.held ? undefined : holdOn(w, facts);
        return hold ? [frozenComplaint(hold, w.no, facts)] : [];
      });

/** What lies there but may not go out any more, so that “none left” is not a riddle to somebody who sees it on the shelf. */
function expiredNote(facts: Facts, { item, warehouse }: { readonly item: string; readonly warehouse: string }): string {
  const old = lookUp(facts)
    .shelves(item, warehouse)
    .filter((s) => s.onHand > 0n && s.expires !== null && s.expires <= facts.today);
  return old.length === 0 ? '' : `；另有 ${formatQty(sumMicro(old, (s) => s.onHand))} ${facts.items[item]?.unit ?? ''}已过期，不能发出，请报损或退货`;
}

/** Checks the summed demand of the whole request per item and warehouse against 可承诺, so that two lines cannot both take the last one. `all` also has the shelves nobody may take from. */
export function shortages(wanted: readonly Wanted[], facts: Facts, all: Facts = facts): readonly Complaint[] {
  const total = new Map<string, { item: string; warehouse: string; qty: bigint; reserved: bigint; line: number }>();
  for (const w of wanted) {
    // A held lot is nobody's to promise: it is taken by its name or not at all.
    if (holdOn(w, facts)) continue;
    const key = `${w.item}|${w.warehouse}`;
    const sum = total.get(key) ?? { item: w.item, warehouse: w.warehouse, qty: 0n, reserved: 0n, line: w.no };
    total.set(key, { ...sum, qty: sum.qty + w.qty, reserved: sum.reserved + w.reserved });
  }
  const frozen = heldLots(wanted, facts);
  const short = [...total.values()].flatMap((t): Complaint[] => {
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
          unit: facts.items[t.item]?.unit ?? '',
          expired: expiredNote(all, t),
        },
      },
      // Whoever finds the shelf empty is told what was taken off it.
      ...(facts.holds ?? [])
        .filter(
          (h) =>
            h.item === t.item &&
            lookUp(facts)
              .shelvesOfLot(t.item, t.warehouse, h.lot)
              .some((s) => s.onHand + s.onHold > 0n),
        )
        .map((h) => frozenComplaint(h, t.line, facts)),
    ];
  });
  return [...frozen, ...short];
}

type Desk = { readonly facts: Facts; readonly expired: 'refuse' | 'allow'; readonly left: Map<Shelf, bigint>; readonly start: Map<string, number>; readonly taken: Set<string> };
type Taken = { readonly picks: readonly Pick[]; readonly complaint: Complaint | null };

/** Chooses lots and bins for every wanted line: the named pieces, the named lot, else FEFO among what is not expired; from the named bin, else from any. */
export function pick(
  wanted: readonly Wanted[],
  facts: Facts,
  expired: 'refuse' | 'allow' = 'refuse',
): { readonly picks: readonly Pick[]; readonly complaints: readonly Complaint[] } {
  const desk: Desk = { facts, expired, left: new Map(), start: new Map(), taken: new Set() };
  const picks: Pick[] = [];
  const complaints: Complaint[] = [...shortages(wanted, facts)];
  for (const w of wanted) {
    const item = facts.items[w.item];
    must(item, 'picking an unknown item');
    const gone = w.lotNo !== null && item.tracksLots && expired === 'refuse' ? expiredLot(w, item, facts) : null;
    if (gone) {
      complaints.push(gone);
      continue;
    }
    const found = item.tracksSerials ? takePieces(w, item, desk) : takeShelves(w, item, desk);
    picks.push(...found.picks);
    // A summed shortage has been named already; what follows from it is not said again.
    if (found.complaint && (complaints.length === 0 || item.tracksSerials)) complaints.push(found.complaint);
  }
  return { picks, complaints };
}

const said = (w: Wanted, item: ItemFacts, facts: Facts): Record<string, string> => ({
  line: String(w.no),
  item: item.name,
  lot: w.lotNo ?? '',
  warehouse: facts.warehouses[w.warehouse]?.name ?? '',
});

/** A named lot that has expired, with what could be taken instead. */
function expiredLot(w: Wanted, item: ItemFacts, facts: Facts): Complaint | null {
  const { lotNamed, lotById, shelves } = lookUp(facts);
  const lot = lotNamed(w.item, w.lotNo ?? '');
  if (!lot || lot.expires === null || lot.expires > facts.today) return null;
  const others = shelves(w.item, w.warehouse)
    .filter((s) => s.onHand > 0n && (s.expires ?? '9999') > facts.today)
    .map((s) => lotById(s.lot)?.no ?? '')
    .join('、');
  return { refused: 'lot-expired', path: `lines[${w.no - 1}].lot`, with: { ...said(w, item, facts), expires: lot.expires, others: others || '无' } };
}

/** Shelves in FEFO order until the line has enough. */
function takeShelves(w: Wanted, item: ItemFacts, { facts, expired, left, start }: Desk): Taken {
  const { shelves, shelvesOfLot, lotNamed, heldBy } = lookUp(facts);
  const key = `${w.item}|${w.warehouse}`;
  const lot = w.lotNo !== null && item.tracksLots ? (lotNamed(w.item, w.lotNo)?.id ?? 'no such lot') : null;
  const bin = w.bin ?? null;
  const picks: Pick[] = [];
  let need: bigint = w.qty;
  const here = lot === null ? shelves(w.item, w.warehouse) : shelvesOfLot(w.item, w.warehouse, lot);
  const first = lot === null ? (start.get(key) ?? 0) : 0;
  for (let i = first; i < here.length && need > 0n; i += 1) {
    const shelf = here[i] as Shelf;
    const have = left.get(shelf) ?? shelf.onHand;
    const old = (expired === 'refuse' && shelf.expires !== null && shelf.expires <= facts.today) || (w.held !== true && heldBy(shelf.lot) !== undefined);
    // What lies in front and is used up is not looked at again by the next line.
    if (lot === null && (have <= 0n || old) && i === (start.get(key) ?? 0)) start.set(key, i + 1);
    if (have <= 0n || old || (bin !== null && shelf.bin !== bin)) continue;
    const take = have < need ? have : need;
    left.set(shelf, have - take);
    need -= take;
    picks.push({ line: w.no, item: w.item, lot: shelf.lot, bin: shelf.bin, qty: micro(take) });
  }
  if (need === 0n) return { picks, complaint: null };
  if (facts.warehouses[w.warehouse]?.allowNegative && !item.tracksLots)
    return { picks: [...picks, { line: w.no, item: w.item, lot: null, bin, qty: micro(need) }], complaint: null };
  const [refused, field] = bin !== null ? ['bin-short', 'bin'] : w.lotNo === null ? ['not-enough-stock', 'qty'] : ['lot-not-there', 'lot'];
  const old = expiredNote(facts, w);
  const figures = {
    bin: facts.records[bin ?? '']?.name ?? '',
    available: formatQty(w.qty - need),
    needed: formatQty(w.qty),
    short: formatQty(need),
    unit: item.unit,
    expired: old,
  };
  return { picks, complaint: { refused, path: `lines[${w.no - 1}].${field}`, with: { ...said(w, item, facts), ...figures } } };
}

/** The named pieces, each from where it lies. Whoever asks has read the numbers before (readSerials), so that they are as many as the quantity. */
function takePieces(w: Wanted, item: ItemFacts, { facts, taken }: Desk): Taken {
  const { serialNamed } = lookUp(facts);
  const picks: Pick[] = [];
  const unknown: string[] = [];
  const elsewhere: { readonly no: string; readonly where: string }[] = [];
  for (const no of w.serials ?? []) {
    const serial = serialNamed(w.item, no);
    const at = serial?.at.find((a) => a.warehouse === w.warehouse && a.onHand >= PIECE);
    if (serial && at && !taken.has(serial.lot) && ((w.bin ?? null) === null || at.bin === w.bin)) {
      taken.add(serial.lot);
      picks.push({ line: w.no, item: w.item, lot: serial.lot, bin: at.bin, qty: PIECE });
    } else if (serial) elsewhere.push({ no, where: whereItIs(serial, at) });
    else unknown.push(no);
  }
  const at = { path: `lines[${w.no - 1}].serials` };
  if (unknown.length > 0) return { picks, complaint: { refused: 'serial-unknown', ...at, with: { ...said(w, item, facts), serial: someSerials(unknown) } } };
  const [first] = elsewhere;
  if (!first) return { picks, complaint: null };
  return { picks, complaint: { refused: 'serial-not-here', ...at, with: { ...said(w, item, facts), serial: someSerials(elsewhere.map((e) => e.no)), where: first.where } } };
}

const whereItIs = (serial: SerialFacts, here: PieceAt | undefined): string => (here ? `在“${here.warehouseName}”的另一库位` : (whereIs(serial) ?? '已不在库'));
