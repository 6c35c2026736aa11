// Goods that leave for a customer: which lots (FEFO, fresh enough), at what cost, as which movements. Shared by 销售出库单 and 零售单.
import { costLedger } from '#costing';
import type { Movement } from '#kernel/decision';
import { binsElsewhere } from '#kernel/checks';
import { daysBetween } from '#kernel/day';
import type { Facts, ItemFacts, Shelf } from '#kernel/facts';
import { type Fen, fen } from '#kernel/money';
import { lookUp } from '#kernel/look-up';
import { present } from '#kernel/must';
import { pick, type Pick, shortages, type Wanted } from '#kernel/picking';
import { outside, storage } from '#kernel/place';
import { formatQty } from '#kernel/decimal';
import { micro, type Micro, NO_QTY } from '#kernel/quantity';
import type { Complaint, RefusalTable } from '#kernel/refusal';
import { readSerials } from '#kernel/serials';
import { correctedOn } from './revenue.ts';

export const SHELF_LIFE_REFUSALS = {
  'lot-too-near-expiry': { http: 409, retry: 'never', zh: '第 {line} 行：批次 {lot} 将于 {expires} 到期，剩余 {left} 天，“{customer}”要求至少 {days} 天；可发批次：{others}' },
  'not-enough-fresh': {
    http: 409,
    retry: 'later',
    zh: '第 {line} 行：“{item}”剩余保质期满 {days} 天、可发给“{customer}”的只有 {available} {unit}，需要 {needed} {unit}，缺 {short} {unit}；可发批次：{others}',
  },
} as const satisfies RefusalTable;

/** Days of shelf life that must be left on delivery, and who asks for it. 0 = anything that has not expired. */
export type Freshness = { readonly days: number; readonly customer: string };
export const ANY_FRESHNESS: Freshness = { days: 0, customer: '' };

/** Longest text of the lots a line took. */
export const LOTS_TEXT_MAX = 400;

/** What the customer's record and the company's settings ask for; the stricter counts. */
export function freshnessFor(customer: string, facts: Facts): Freshness {
  const own = facts.records[customer]?.data['minShelfDays'];
  return { days: Math.max(typeof own === 'number' ? own : 0, facts.org.settings.minShelfDays), customer: facts.parties[customer]?.name ?? '' };
}

const isExpired = (shelf: Expiring, facts: Facts): boolean => shelf.expires !== null && shelf.expires <= facts.today;
const isFresh = (shelf: Expiring, facts: Facts, { days }: Freshness): boolean =>
  shelf.expires === null || (!isExpired(shelf, facts) && daysBetween(facts.today, shelf.expires) >= days);
type Expiring = { readonly expires: Shelf['expires'] };

/** The facts without expired goods: they stand on the shelf but can be promised to nobody. */
export const sellable = (facts: Facts): Facts => ({ ...facts, shelves: facts.shelves.filter((s) => !isExpired(s, facts)) });

/** Lots of a line's item that may go to this customer, as “批次（到期日）”. */
function alternatives(want: Wanted, facts: Facts, fresh: Freshness): string {
  const nos = facts.shelves
    .filter((s) => s.item === want.item && s.warehouse === want.warehouse && s.lot !== null && s.onHand > 0n && isFresh(s, facts, fresh))
    .toSorted((a, b) => ((a.expires ?? '9') < (b.expires ?? '9') ? -1 : 1))
    .map((s) => `${lookUp(facts).lotById(s.lot)?.no ?? ''}${s.expires ? `（${s.expires}）` : ''}`);
  return [...new Set(nos)].join('、') || '无';
}

/** Complaints about lots that were named and have expired, or will too soon for this customer. */
function namedLots(wanted: readonly Wanted[], facts: Facts, fresh: Freshness): readonly Complaint[] {
  return wanted.flatMap((want): Complaint[] => {
    const lot = want.lotNo === null || !facts.items[want.item]?.tracksLots ? undefined : lookUp(facts).lotNamed(want.item, want.lotNo);
    if (!lot || lot.expires === null || isFresh(lot, facts, fresh)) return [];
    const said = { line: String(want.no), lot: lot.no, expires: lot.expires, others: alternatives(want, facts, fresh) };
    const path = `lines[${want.no - 1}].lot`;
    return isExpired(lot, facts)
      ? [{ refused: 'lot-expired', path, with: said }]
      : [{ refused: 'lot-too-near-expiry', path, with: { ...said, left: String(daysBetween(facts.today, lot.expires)), days: String(fresh.days), customer: fresh.customer } }];
  });
}

/** Chooses what leaves: named lots must be fresh enough, the summed demand must be free to promise, the rest is FEFO. */
export function chooseLots(
  wanted: readonly Wanted[],
  facts: Facts,
  fresh: Freshness = ANY_FRESHNESS,
): { readonly picks: readonly Pick[]; readonly complaints: readonly Complaint[] } {
  const early = [...namedLots(wanted, facts, fresh), ...shortages(wanted, sellable(facts), facts)];
  if (early.length > 0) return { picks: [], complaints: early };
  // What is promised was settled above; from here on only the goods themselves count.
  const shelves = facts.shelves.filter((s) => isFresh(s, facts, fresh)).map((s) => ({ ...s, allocated: NO_QTY }));
  const { picks, complaints } = pick(wanted, { ...facts, shelves });
  return { picks, complaints: fresh.days === 0 ? complaints : complaints.map((c) => tooLittleFresh(c, { wanted, facts, fresh })) };
}

function tooLittleFresh(complaint: Complaint, at: { readonly wanted: readonly Wanted[]; readonly facts: Facts; readonly fresh: Freshness }): Complaint {
  const want = at.wanted.find((w) => complaint.path === `lines[${w.no - 1}].qty`);
  if (complaint.refused !== 'not-enough-stock' || !want) return complaint;
  return {
    ...complaint,
    refused: 'not-enough-fresh',
    with: { ...complaint.with, line: String(want.no), days: String(at.fresh.days), customer: at.fresh.customer, others: alternatives(want, at.facts, at.fresh) },
  };
}

export type OutLine = { readonly no: number; readonly item: string; readonly baseQty: Micro | null };
type SoldLine = OutLine & { readonly lot: string | null; readonly bin: string | null; readonly serials: string | null };

/** What the lines ask for: how much, from which lot, bin and pieces; or what is wrong with the bins and serial numbers they name. */
export function wantedOf(
  lines: readonly SoldLine[],
  from: { readonly warehouse: string; readonly reserved: Readonly<Record<number, Micro>> },
  facts: Facts,
): { readonly wanted: readonly Wanted[]; readonly complaints: readonly Complaint[] } {
  const { warehouse, reserved } = from;
  const serials = readSerials(lines, facts);
  return {
    wanted: lines.map((l) => ({
      no: l.no,
      item: l.item,
      warehouse,
      qty: present(l.baseQty, 'base quantity'),
      lotNo: l.lot,
      reserved: reserved[l.no] ?? NO_QTY,
      bin: l.bin,
      serials: serials.byLine[l.no] ?? null,
    })),
    complaints: [...serials.complaints, ...binsElsewhere(lines, warehouse, facts)],
  };
}
export type Part = { readonly lot: string | null; readonly bin: string | null; readonly qty: Micro; readonly cost: Fen };
/** One line on its way out: its cost, and the shelves it is taken from. Σ parts = the line, in quantity and in 分. */
export type Issue = { readonly line: number; readonly item: ItemFacts; readonly cost: Fen; readonly parts: readonly Part[] };

/** Values every line by its item's cost method, rounded once per line; the lots of a line share its cost by quantity unless each has its own. */
export function issuesOf(lines: readonly OutLine[], picks: readonly Pick[], from: { readonly warehouse: string; readonly facts: Facts }): readonly Issue[] {
  const costs = costLedger(from.facts);
  return lines.map((line) => {
    const own = picks.filter((p) => p.line === line.no);
    const { cost, parts } = costs.issue({ item: line.item, warehouse: from.warehouse, parts: own });
    return {
      line: line.no,
      item: present(from.facts.items[line.item], 'item'),
      cost,
      parts: own.map((p, i) => ({ lot: p.lot, bin: p.bin, qty: micro(p.qty), cost: parts[i] ?? fen(0n) })),
    };
  });
}

/** 仓库 → 客户. */
export const movementsOf = (issues: readonly Issue[], warehouse: string, facts: Facts): readonly Movement[] =>
  issues.flatMap((issue) =>
    issue.parts.map(
      (part): Movement => ({
        line: issue.line,
        item: issue.item.id,
        lot: part.lot,
        qty: part.qty,
        cost: part.cost,
        from: storage(warehouse, part.bin),
        to: outside('customer'),
        account: issue.item.inventoryAccount,
        taxAttribute: 'taxable',
        ownership: 'own',
        ...correctedOn(issue.item, facts),
      }),
    ),
  );

/** “A0301×3、A0312×2”, or null when the item has no lots; cut where it would be longer than anyone reads. */
export function lotsText(parts: readonly { readonly no: string | null; readonly qty: bigint }[]): string | null {
  const sums = new Map<string, bigint>();
  for (const part of parts) if (part.no !== null) sums.set(part.no, (sums.get(part.no) ?? 0n) + part.qty);
  return (
    [...sums]
      .map(([no, qty]) => `${no}×${formatQty(qty)}`)
      .join('、')
      .slice(0, LOTS_TEXT_MAX) || null
  );
}

/** What the house learns about each line while it is posted. */
export const learntFrom = (issues: readonly Issue[], facts: Facts): Readonly<Record<number, Readonly<Record<string, unknown>>>> =>
  Object.fromEntries(
    issues.map((issue) => [issue.line, { cost: issue.cost, lotsTaken: lotsText(issue.parts.map((p) => ({ no: lookUp(facts).lotById(p.lot)?.no ?? null, qty: p.qty }))) }]),
  );
