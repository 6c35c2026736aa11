// From a decided step to the one JSON that books.book() writes. Pure: the same step always gives the same booking.
import { encode } from '#forms';
import type { Movement, Posting } from '#kernel/decision';
import { type AnyDocument, type Command, COMMAND_ZH, type Doc, type State, STATE_ZH } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import type { Journal } from '#kernel/journal';
import { must } from '#kernel/must';
import { isInside, type Place } from '#kernel/place';
import { priceOf } from '#kernel/quantity';
import { fen } from '#kernel/money';
import { micro } from '#kernel/quantity';
import type { Step } from './flow.ts';

export type Booking = Record<string, unknown>;
type Delta = { item: string; warehouse: string; lot: string | null; bin: string | null; onHand: bigint; onHold: bigint; inTransit: bigint; allocated: bigint };

const COLUMN = { storage: 'onHand', frozen: 'onHold', transit: 'inTransit', production: 'onHold' } as const;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const TRAIL = (doc: { approvals: readonly { role: string; user: string }[] }, actor: string): string => [...doc.approvals.map((a) => `${a.role}:${a.user}`), actor].join('>');

/** The signed ledger rows of a movement: one for each inside place it touches. */
function ledgerRows(m: Movement, sourceOrder: string | null): Record<string, unknown>[] {
  const side = (place: Place, other: Place, sign: bigint) =>
    isInside(place)
      ? [
          {
            line: m.line,
            item: m.item,
            lot: m.lot,
            warehouse: place.warehouse,
            bin: place.bin,
            place: place.kind,
            counter: other.kind,
            counterWarehouse: isInside(other) ? other.warehouse : null,
            qty: String(sign * m.qty),
            cost: String(sign * m.cost),
            costCenter: m.costCenter ?? null,
            department: m.department ?? null,
            project: m.project ?? null,
            sourceOrder,
            account: m.account,
            taxAttribute: m.taxAttribute,
            ownership: m.ownership,
          },
        ]
      : [];
  const rows = [...side(m.from, m.to, -1n), ...side(m.to, m.from, 1n)];
  must(rows.length > 0, 'a movement must touch a place inside the house');
  return rows;
}

/** Net changes of balances, sorted the way rows are locked. */
function balanceDeltas(posting: Posting): Delta[] {
  const deltas = new Map<string, Delta>();
  const at = (item: string, warehouse: string, lot: string | null, bin: string | null): Delta => {
    const key = `${item}|${warehouse}|${lot ?? ''}|${bin ?? ''}`;
    const delta = deltas.get(key) ?? { item, warehouse, lot, bin, onHand: 0n, onHold: 0n, inTransit: 0n, allocated: 0n };
    deltas.set(key, delta);
    return delta;
  };
  for (const m of posting.movements) {
    if (isInside(m.from)) at(m.item, m.from.warehouse, m.lot, m.from.bin)[COLUMN[m.from.kind]] -= m.qty;
    if (isInside(m.to)) at(m.item, m.to.warehouse, m.lot, m.to.bin)[COLUMN[m.to.kind]] += m.qty;
  }
  for (const r of posting.reserves) at(r.item, r.warehouse, null, null).allocated += r.qty;
  return [...deltas.entries()]
    .filter(([, d]) => d.onHand !== 0n || d.onHold !== 0n || d.inTransit !== 0n || d.allocated !== 0n)
    .toSorted(([a], [b]) => compare(a, b))
    .map(([, d]) => d);
}

/** Net changes of cost pools; moves between inside places change nothing. */
function poolDeltas(movements: readonly Movement[]): { item: string; qty: bigint; value: bigint; price: bigint }[] {
  const pools = new Map<string, { item: string; qty: bigint; value: bigint; price: bigint }>();
  for (const m of movements) {
    const sign = (isInside(m.to) ? 1n : 0n) - (isInside(m.from) ? 1n : 0n);
    if (sign === 0n) continue;
    const pool = pools.get(m.item) ?? { item: m.item, qty: 0n, value: 0n, price: 0n };
    pools.set(m.item, {
      item: m.item,
      qty: pool.qty + sign * m.qty,
      value: pool.value + sign * m.cost,
      price: sign > 0n && m.qty > 0n && m.cost > 0n ? priceOf(fen(m.cost), micro(m.qty)) : pool.price,
    });
  }
  return [...pools.values()].filter((p) => p.qty !== 0n || p.value !== 0n).toSorted((a, b) => compare(a.item, b.item));
}

export type Context = {
  readonly key: string | null;
  readonly bodyHash: string;
  readonly now: string;
  readonly trace: Readonly<Record<string, unknown>>;
  readonly search: string;
  readonly reason: string | null;
};

/** The voucher of a journal. Lines keep the order of the recipe: debits are read first. */
function voucherOf(
  journal: Journal | null,
  facts: Facts,
  extra: { readonly summary: string; readonly reverses: string | null; readonly maker: string; readonly attachments: number; readonly id: string },
): Record<string, unknown> | null {
  if (journal === null || journal.length === 0) return null;
  const lines = journal.map((l, i) => ({
    no: i + 1,
    account: l.account,
    debit: String(l.debit),
    credit: String(l.credit),
    summary: l.summary,
    party: l.party ?? null,
    item: l.item ?? null,
    department: l.department ?? null,
    project: l.project ?? null,
    employee: l.employee ?? null,
    wallet: l.wallet ?? null,
  }));
  return { id: extra.id, word: '记', summary: extra.summary, attachments: extra.attachments, maker: extra.maker, approver: facts.actor.id, reverses: extra.reverses, lines };
}

export const PAST: Readonly<Record<Command, string>> = {
  save: 'saved',
  submit: 'submitted',
  withdraw: 'withdrawn',
  reject: 'rejected',
  approve: 'posted',
  reverse: 'reversed',
  void: 'voided',
  close: 'closed',
  reopen: 'reopened',
  count: 'counted',
};

export type LineChanges = { readonly lines: readonly Doc['lines'][number][]; readonly dropped: readonly number[] };
type Amounts = { readonly baseQty?: bigint | null; readonly gross?: bigint | null; readonly amount?: bigint | null; readonly item?: string };

const lineRow = (def: AnyDocument, line: Doc['lines'][number], learnt: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const figures = { ...line, ...learnt } as Amounts;
  return {
    no: line.no,
    item: figures.item ?? null,
    baseQty: figures.baseQty == null ? null : String(figures.baseQty),
    amount: figures.gross == null ? (figures.amount == null ? null : String(figures.amount)) : String(figures.gross),
    sourceDoc: line.source?.doc ?? null,
    sourceLine: line.source?.line ?? null,
    data: encode(def.line, { ...line, ...learnt }),
  };
};

/** Everything one command writes. `changes` are the lines that differ from what is stored. */
export function bookingOf(
  def: AnyDocument,
  step: Step,
  command: Command,
  extra: { readonly facts: Facts; readonly context: Context; readonly changes: LineChanges; readonly ids: () => string; readonly voucherReverses?: string | null },
): Booking {
  const { facts, context, changes } = extra;
  const { doc, posting } = step;
  const summary = def.summary(doc);
  const learnt = posting.learnt;
  const relearnt = doc.lines.filter((l) => learnt[l.no] && !changes.lines.some((c) => c.no === l.no));
  const state: State = step.state;
  const done = command === 'approve' && !step.posted ? 'approved-level' : PAST[command];
  const warehouse = summary.warehouse ? facts.warehouses[summary.warehouse] : undefined;
  const sourceOrder = doc.lines.find((l) => l.source)?.source?.doc ?? null;
  const sourceByLine = new Map(doc.lines.map((l) => [l.no, l.source?.doc ?? sourceOrder]));
  const voucher = voucherOf(posting.journal, facts, {
    id: extra.ids(),
    summary: `${def.zh} {number}`,
    reverses: extra.voucherReverses ?? null,
    maker: doc.makerId,
    attachments: (doc.head as { attachments?: number | null }).attachments ?? 1,
  });
  const event = (name: string, payload: Record<string, unknown>, aggSeq = 0) => ({ id: extra.ids(), agg: `${def.type}:${doc.id}`, aggSeq: String(aggSeq), name, payload });
  const booking: Booking = {
    now: context.now,
    user: facts.actor.id,
    userName: facts.actor.name,
    trail: TRAIL(doc, facts.actor.id),
    doc: {
      id: doc.id,
      type: def.type,
      prefix: def.prefix,
      period: doc.period,
      day: doc.day,
      state,
      version: doc.version,
      party: summary.party,
      warehouse: summary.warehouse,
      site: def.companyWide ? null : (warehouse?.site ?? null),
      total: String(summary.total),
      title: summary.title ?? null,
      approver: step.posted ? facts.actor.id : null,
      approvedAt: step.posted ? context.now : null,
      approvals: step.approvals,
      reverses: doc.reverses,
      reason: context.reason,
      head: encode(def.head, doc.head),
      search: context.search,
    },
    lines: [...changes.lines, ...relearnt].map((l) => lineRow(def, l, learnt[l.no] ?? {})),
    ...(changes.dropped.length > 0 ? { dropLines: changes.dropped } : {}),
    progress: step.progress.map((p) => ({ ...p, qty: String(p.qty), amount: String(p.amount) })),
    lots: posting.lots,
    stock: posting.movements.flatMap((m) => ledgerRows(m, sourceByLine.get(m.line) ?? null)),
    pools: poolDeltas(posting.movements).map((p) => ({ item: p.item, qty: String(p.qty), value: String(p.value), price: String(p.price) })),
    balances: balanceDeltas(posting).map((d) => ({ ...d, onHand: String(d.onHand), onHold: String(d.onHold), inTransit: String(d.inTransit), allocated: String(d.allocated) })),
    negativeAllowed: Object.values(facts.warehouses)
      .filter((w) => w.allowNegative)
      .map((w) => w.id),
    reserves: posting.reserves.map((r) => ({ ...r, qty: String(r.qty) })),
    openItems: posting.openItems.map((o) => ({
      ...o,
      id: extra.ids(),
      amount: String(o.amount),
      account: o.account ?? facts.accounts[o.side === 'receivable' ? 'ar.billed' : 'ap.billed'],
    })),
    claims: posting.claims,
    settles: posting.settles.map((s) => ({ ...s, amount: String(s.amount) })),
    ...(voucher ? { voucher } : {}),
    events: [
      event(`${def.type}-${done}/1`, { id: doc.id, type: def.type, state, day: doc.day, party: summary.party, warehouse: summary.warehouse, total: String(summary.total) }),
      ...posting.events.map((e) => event(e.name, { id: doc.id, ...e.payload })),
    ],
    action: `${def.type}.${command}`,
    subject: def.type,
    subjectId: doc.id,
    summary: `${def.zh} {number} ${COMMAND_ZH[command]}，${STATE_ZH[state]}`,
    context: context.trace,
    reply: { id: doc.id, state },
    ...(context.key === null ? {} : { key: context.key, bodyHash: context.bodyHash }),
  };
  return booking;
}
