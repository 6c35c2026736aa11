// The red twin of a posted document (红冲): the same lines, negative; the same movements backwards; the same voucher in red. Pure.
import { accountOf } from '#kernel/checks';
import { formatFen, formatQty } from '#kernel/decimal';
import { credit, debit, journal, redJournal, type JournalLine } from '#kernel/journal';
import { NOTHING, type Posting, type Reserve } from '#kernel/decision';
import type { AnyDocument, Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import type { Fields } from '#kernel/field';
import { lookUp } from '#kernel/look-up';
import { fen } from '#kernel/money';
import { isInside, type InsideKind, type OutsideKind, type Place } from '#kernel/place';
import { micro } from '#kernel/quantity';
import { gather, type Complaint, refuse, type Refused } from '#kernel/refusal';
import { whereIs } from '#kernel/serials';
import { progressOf, type Step } from './flow.ts';
import { replays } from './history.ts';
import { recountLines } from './recount.ts';

/** What the original booked, read back from the books. */
export type Booked = {
  readonly rows: readonly {
    readonly against: string | null;
    readonly ofDoc: string | null;
    readonly ofLine: number | null;
    readonly atOrigin: boolean;
    /** It changed the difference of this count later, by a document of its own. */
    readonly followed: boolean;
    /** What later documents found the row to have cost besides. */
    readonly corrected: bigint;
    readonly line: number;
    readonly item: string;
    readonly lot: string | null;
    readonly warehouse: string;
    readonly bin: string | null;
    readonly place: InsideKind;
    readonly counter: InsideKind | OutsideKind;
    readonly counterWarehouse: string | null;
    readonly qty: bigint;
    readonly cost: bigint;
    readonly account: string;
    readonly taxAttribute: string;
    readonly ownership: string;
  }[];
  readonly voucher: { readonly id: string; readonly number: string; readonly day: string; readonly lines: readonly JournalLine[] } | null;
  readonly openItems: readonly {
    readonly id: string;
    readonly amount: bigint;
    readonly settled: bigint;
    readonly foreign?: bigint | null;
    readonly side: 'receivable' | 'payable';
    readonly party: string;
  }[];
  readonly settles: readonly { readonly openItem: string; readonly amount: bigint; readonly foreign?: bigint | null }[];
  readonly reserved: readonly (Omit<Reserve, 'qty'> & { readonly qty: bigint })[];
};

/** The shelves, pools and pieces that taking a document back touches, for the request of facts. */
export const stockOf = ({ rows }: Booked): Record<string, unknown> =>
  rows.length === 0
    ? {}
    : {
        stock: [...new Set(rows.map((r) => `${r.item}|${r.warehouse}`))].toSorted().map((p) => p.split('|')),
        pools: [...new Set(rows.map((r) => r.item))].toSorted(),
        lotIds: [...new Set(rows.flatMap((r) => r.lot ?? []))],
      };

const negated = (fields: Fields, values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'bigint' && ['qty', 'money'].includes(fields[name]?.kind ?? '') ? -value : value]));

/** Rows of one inside place are turned around: what went out comes back, what came in goes out. */
function backwards(rows: Booked['rows'], of: { readonly doc: string; readonly open: boolean }): Posting['movements'] {
  // A move between two inside places has two rows, the outgoing one first; it speaks for both, and the row after it knows the other's bin.
  const incoming = (r: Booked['rows'][number]): boolean => r.counterWarehouse !== null && (r.qty > 0n || (r.qty === 0n && r.cost > 0n));
  return rows.flatMap((r, i) => {
    if (incoming(r)) return [];
    const here: Place = { kind: r.place, warehouse: r.warehouse, bin: r.bin };
    const there: Place =
      r.counterWarehouse === null ? { kind: r.counter as OutsideKind } : { kind: r.counter as InsideKind, warehouse: r.counterWarehouse, bin: rows[i + 1]?.bin ?? null };
    const out = r.qty < 0n || (r.qty === 0n && r.cost < 0n);
    const size = r.qty < 0n ? -r.qty : r.qty;
    const whole = r.cost + r.corrected;
    const value = out ? -whole : whole;
    return [
      {
        line: r.line,
        item: r.item,
        lot: r.lot,
        qty: micro(size),
        cost: fen(value),
        from: out ? there : here,
        to: out ? here : there,
        account: r.account,
        taxAttribute: r.taxAttribute as 'none',
        ownership: r.ownership as 'own',
        against: r.against,
        ...(r.qty === 0n
          ? { basis: 'given' as const, of: r.ofDoc === null ? null : { doc: r.ofDoc, line: r.ofLine ?? 0 }, atOrigin: r.atOrigin }
          : { basis: 'origin' as const, of: { doc: of.doc, line: r.line }, atOrigin: of.open }),
      },
    ];
  });
}

const SHELF_COLUMN = { storage: 'onHand', frozen: 'onHold', transit: 'inTransit', production: 'onHold' } as const;

/** Taking stock back out of the shelf must not take what is no longer there, nor leave a value without a quantity. */
function missing(movements: Posting['movements'], facts: Facts): readonly Complaint[] {
  // Where the history can be recomputed, what was issued meanwhile is simply put right; elsewhere no value may be left behind.
  const fixed = movements.filter((m) => !m.atOrigin || !replays(facts.items[m.item]?.costMethod ?? 'moving-average'));
  return [...missingOnShelves(movements, facts), ...piecesBack(movements, facts), ...valuesLeft(fixed, facts)];
}

/** A piece that left with the document and has come into the house by another way since cannot come back a second time. */
function piecesBack(movements: Posting['movements'], facts: Facts): readonly Complaint[] {
  const back = movements.flatMap((m): Complaint[] => {
    if (isInside(m.from) || !isInside(m.to) || m.qty === 0n) return [];
    const serial = lookUp(facts).serialById(m.lot);
    const where = whereIs(serial);
    return where === null ? [] : [{ refused: 'serial-in-stock', with: { line: String(m.line), item: facts.items[m.item]?.name ?? '', serial: serial?.no ?? '', where } }];
  });
  return back.slice(0, 20);
}

function missingOnShelves(movements: Posting['movements'], facts: Facts): readonly Complaint[] {
  return movements.flatMap((m) => {
    if (!isInside(m.from) || m.qty === 0n) return [];
    const { warehouse, bin } = m.from;
    const column = SHELF_COLUMN[m.from.kind];
    const have = lookUp(facts)
      .shelvesOfLot(m.item, warehouse, m.lot)
      .reduce((sum: bigint, s) => (s.bin === bin ? sum + s[column] : sum), 0n);
    if ((facts.warehouses[warehouse]?.allowNegative ?? false) || have >= m.qty) return [];
    return [
      {
        refused: 'not-enough-stock',
        with: {
          item: facts.items[m.item]?.name ?? '',
          warehouse: facts.warehouses[warehouse]?.name ?? '',
          available: formatQty(have),
          needed: formatQty(m.qty),
          short: formatQty(m.qty - have),
          unit: facts.items[m.item]?.unit ?? '',
        },
      },
    ];
  });
}

/** Part of a receipt may have been issued at an average since: then its red twin would leave a value that belongs to nothing. */
function valuesLeft(movements: Posting['movements'], facts: Facts): readonly Complaint[] {
  const after = new Map<string, { qty: bigint; value: bigint }>();
  for (const m of movements) {
    const sign = (isInside(m.to) ? 1n : 0n) - (isInside(m.from) ? 1n : 0n);
    if (sign === 0n) continue;
    const pool = after.get(m.item) ?? { qty: facts.pools[m.item]?.qty ?? 0n, value: facts.pools[m.item]?.value ?? 0n };
    after.set(m.item, { qty: pool.qty + sign * m.qty, value: pool.value + sign * m.cost });
  }
  return [...after].flatMap(([item, pool]): Complaint[] => {
    const name = facts.items[item]?.name ?? '';
    if (pool.qty === 0n && pool.value !== 0n) return [{ refused: 'value-left', with: { item: name, value: formatFen(pool.value) } }];
    return pool.qty > 0n && pool.value < 0n ? [{ refused: 'value-below-zero', with: { item: name } }] : [];
  });
}

/** The voucher in red, and with it what corrections of its lines booked since. */
function redWhole(booked: Booked, summary: string, { facts, also }: { readonly facts: Facts; readonly also: readonly JournalLine[] }): Posting['journal'] {
  const red = booked.voucher ? redJournal(booked.voucher.lines, summary) : [];
  const corrections = booked.rows.flatMap((r) =>
    r.corrected === 0n ? [] : [debit(r.against ?? accountOf(facts, 'cogs.main'), fen(r.corrected), summary), credit(r.account, fen(r.corrected), summary)],
  );
  const followed = booked.rows.flatMap((r) =>
    r.followed ? recountLines({ item: r.item, account: r.account, taxAttribute: r.taxAttribute as 'none', value: -r.cost, against: r.against ?? '' }, summary, facts) : [],
  );
  const whole = [...red, ...corrections, ...followed, ...also];
  return whole.length === 0 ? null : journal(whole);
}

/** The step that books the red document, or why it may not be. */
export function reversal(
  def: AnyDocument,
  original: Doc,
  booked: Booked,
  facts: Facts,
  red: {
    readonly id: string;
    readonly day: Doc['day'];
    readonly period: Doc['period'] /** What is missing is checked later, together with the document in its place. */;
    readonly mayGoShort?: boolean;
  },
): Step | Refused {
  if (facts.dependents.length > 0) return refuse('has-dependents', { with: { list: facts.dependents.map((d) => d.number).join('、') } });
  const own = def.mayReverse?.(original, facts);
  if (own) return own;
  const matched = booked.openItems.filter((o) => o.settled !== 0n);
  if (matched.length > 0) return refuse('has-dependents', { with: { list: '已核销的收付款' } });
  const movements = backwards(booked.rows, { doc: original.id, open: original.period > (facts.closedThrough ?? 0) });
  const short = red.mayGoShort ? null : gather(missing(movements, facts));
  if (short) return short;
  const summary = booked.voucher ? `注销${booked.voucher.day.slice(5).replace('-', '月')}日 ${booked.voucher.number} 号凭证` : '';
  const doc: Doc = {
    ...original,
    id: red.id,
    number: null,
    state: 'draft',
    version: 0,
    day: red.day,
    period: red.period,
    makerId: facts.actor.id,
    approvals: [],
    reverses: original.id,
    reversedBy: null,
    head: negated(def.head, original.head as Record<string, unknown>) as Doc['head'],
    lines: original.lines.map((l) => ({ ...l, ...negated(def.line, l as Record<string, unknown>), no: l.no, source: l.source }) as Doc['lines'][number]),
  };
  return {
    doc,
    state: 'posted',
    approvals: [],
    posted: true,
    progress: progressOf(def, doc, facts),
    posting: {
      ...NOTHING,
      ...def.undo?.(original, facts),
      movements,
      journal: redWhole(booked, summary, { facts, also: def.redLines?.(original, facts) ?? [] }),
      openItems: [],
      settles: [
        ...booked.settles.map((s) => ({ openItem: s.openItem, amount: fen(-s.amount), foreign: s.foreign == null ? null : -s.foreign })),
        ...booked.openItems.map((o) => ({ openItem: o.id, amount: fen(o.amount), foreign: o.foreign ?? null })),
      ],
      reserves: booked.reserved.map((r) => ({ ...r, qty: micro(r.qty) })),
    },
  };
}
