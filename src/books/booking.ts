// From a decided step to the one JSON that books.book() writes. Pure: the same step always gives the same booking.
import type { PoolState } from '#costing';
import { encode } from '#forms';
import type { Movement, PoolRestated, Posting } from '#kernel/decision';
import { type AnyDocument, type Command, COMMAND_ZH, type Doc, type State, STATE_ZH } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import type { Journal } from '#kernel/journal';
import { isInside, type Place } from '#kernel/place';
import { ledgerRows, stored } from './ledger-rows.ts';
import { poolChanges } from './pools.ts';
import { noticedEvents, toldPart } from './told.ts';
import type { Step } from './flow.ts';

export type Booking = Record<string, unknown>;
type Delta = { item: string; warehouse: string; lot: string | null; bin: string | null; onHand: bigint; onHold: bigint; inTransit: bigint; allocated: bigint; pieces: bigint };

const COLUMN = { storage: 'onHand', frozen: 'onHold', transit: 'inTransit', production: 'onHold' } as const;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const TRAIL = (doc: { approvals: readonly { role: string; user: string }[] }, actor: string): string => [...doc.approvals.map((a) => `${a.role}:${a.user}`), actor].join('>');

/** Net changes of balances, sorted the way rows are locked. */
function balanceDeltas(posting: Posting, facts: Facts): Delta[] {
  const deltas = new Map<string, Delta>();
  const at = (item: string, warehouse: string, lot: string | null, bin: string | null): Delta => {
    const key = `${item}|${warehouse}|${lot ?? ''}|${bin ?? ''}`;
    const delta = deltas.get(key) ?? { item, warehouse, lot, bin, onHand: 0n, onHold: 0n, inTransit: 0n, allocated: 0n, pieces: 0n };
    deltas.set(key, delta);
    return delta;
  };
  // The lot-less row of an item with serial numbers knows how many of its pieces are in storage.
  const piece = (m: Movement, place: Place): bigint => (m.lot !== null && place.kind === 'storage' && facts.items[m.item]?.tracksSerials ? m.qty : 0n);
  for (const m of posting.movements) {
    if (isInside(m.from)) at(m.item, m.from.warehouse, m.lot, m.from.bin)[COLUMN[m.from.kind]] -= m.qty;
    if (isInside(m.to)) at(m.item, m.to.warehouse, m.lot, m.to.bin)[COLUMN[m.to.kind]] += m.qty;
    if (isInside(m.from) && piece(m, m.from) > 0n) at(m.item, m.from.warehouse, null, null).pieces -= m.qty;
    if (isInside(m.to) && piece(m, m.to) > 0n) at(m.item, m.to.warehouse, null, null).pieces += m.qty;
  }
  for (const r of posting.reserves) at(r.item, r.warehouse, null, null).allocated += r.qty;
  return [...deltas.entries()]
    .filter(([, d]) => d.onHand !== 0n || d.onHold !== 0n || d.inTransit !== 0n || d.allocated !== 0n || d.pieces !== 0n)
    .toSorted(([a], [b]) => compare(a, b))
    .map(([, d]) => d);
}

/** A delta as it travels: figures as decimal text. */
const asText = (d: Delta): Record<string, unknown> => Object.fromEntries(Object.entries(d).map(([name, value]) => [name, typeof value === 'bigint' ? String(value) : value]));

/** The open orders whose rest a step may change: the document itself, the one it takes back, and those its progress counts on. */
function openOrders(def: AnyDocument, step: Step, command: Command): { readonly orders?: Record<string, unknown> } {
  const { credit } = def.needs;
  if (!credit || !(step.posted || command === 'close' || command === 'reopen')) return {};
  const docs = [step.doc.id, step.doc.reverses, ...step.progress.filter((p) => p.kind === credit.until).map((p) => p.doc)].filter((id) => id !== null);
  return { orders: { ...credit, docs: [...new Set(docs)] } };
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
  correct: 'corrected',
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

/** Where replays of a restated pool start: at the end of the last closed period, nothing having happened since. */
const openingOf = (p: PoolRestated, facts: Facts): Record<string, unknown> => ({
  item: p.item,
  group: p.group,
  lot: p.lot,
  period: facts.closedThrough ?? 0,
  qty: String(p.qty),
  value: String(p.opening),
  price: String(p.price),
  layers: p.layers.map((l) => [l.of, String(l.qty), String(l.value)]),
});

/** What a booking needs besides the step. */
type Extra = {
  readonly facts: Facts;
  readonly context: Context;
  readonly changes: LineChanges;
  readonly ids: () => string;
  readonly voucherReverses?: string | null;
  readonly after?: ReadonlyMap<string, PoolState>;
  readonly mayGoShort?: boolean;
  readonly red?: string | null;
  readonly effect?: { readonly lines: number; readonly amount: bigint } | null;
};

/** Ledger rows, pools and balances: what happens to stock and its value. */
function stockPart({ doc, posting }: Step, extra: Extra): Booking {
  const { facts } = extra;
  const { changes, handed } = poolChanges(posting, facts, { after: extra.after, doc: doc.id });
  return {
    stock: ledgerRows(doc, posting, { facts, handed }),
    pools: changes.map((p) => ({
      item: p.item,
      group: p.group,
      lot: p.lot,
      qty: String(p.qty),
      value: String(p.value),
      price: String(p.price),
      reference: String(p.reference),
      day: p.moved ? doc.day : null,
      layers: p.layers.map((l) => [l.of, String(l.qty), String(l.value)]),
    })),
    ...(posting.records ? { patches: posting.records } : {}),
    ...(posting.pools ? { openings: posting.pools.filter((p) => p.opening !== null).map((p) => openingOf(p, facts)) } : {}),
    ...(posting.corrections
      ? {
          since: doc.day,
          corrections: {
            // Each list as one text, as the database reads it: they may be long.
            lines: `{${posting.corrections.map((c) => c.stockLine).join(',')}}`,
            amounts: `{${posting.corrections.map((c) => c.amount).join(',')}}`,
            layers: Object.fromEntries(posting.corrections.filter((c) => c.portions).map((c) => [c.stockLine, stored(c.portions ?? [])])),
          },
        }
      : {}),
    balances: balanceDeltas(posting, facts).map(asText),
    negativeAllowed: Object.values(facts.warehouses)
      .filter((w) => w.allowNegative || extra.mayGoShort)
      .map((w) => w.id),
  };
}

/** The document itself, without its lines. */
function docRow(def: AnyDocument, step: Step, { facts, context }: Extra): Record<string, unknown> {
  const { doc } = step;
  const summary = def.summary(doc);
  const warehouse = summary.warehouse ? facts.warehouses[summary.warehouse] : undefined;
  return {
    id: doc.id,
    type: def.type,
    prefix: def.prefix,
    period: doc.period,
    day: doc.day,
    state: step.state,
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
  };
}

/** Everything one command writes. `changes` are the lines that differ from what is stored. */
export function bookingOf(def: AnyDocument, step: Step, command: Command, extra: Extra): Booking {
  const { facts, context, changes } = extra;
  const { doc, posting } = step;
  const summary = def.summary(doc);
  const learnt = posting.learnt;
  const relearnt = doc.lines.filter((l) => learnt[l.no] && !changes.lines.some((c) => c.no === l.no));
  const state: State = step.state;
  const done = command === 'approve' && !step.posted ? 'approved-level' : PAST[command];
  const voucher = voucherOf(posting.journal, facts, {
    id: extra.ids(),
    summary: `${def.zh} {number}`,
    reverses: extra.voucherReverses ?? null,
    maker: doc.makerId,
    attachments: (doc.head as { attachments?: number | null }).attachments ?? 1,
  });
  const event = (name: string, payload: Record<string, unknown>, aggSeq = 0) => ({ id: extra.ids(), agg: `${def.type}:${doc.id}`, aggSeq: String(aggSeq), name, payload });
  return {
    now: context.now,
    user: facts.actor.id,
    userName: facts.actor.name,
    trail: TRAIL(doc, facts.actor.id),
    doc: docRow(def, step, extra),
    lines: [...changes.lines, ...relearnt].map((l) => lineRow(def, l, learnt[l.no] ?? {})),
    ...(changes.dropped.length > 0 ? { dropLines: changes.dropped } : {}),
    progress: step.progress.map((p) => ({ ...p, qty: String(p.qty), amount: String(p.amount) })),
    lots: posting.lots,
    ...toldPart(posting),
    ...stockPart(step, extra),
    reserves: posting.reserves.map((r) => ({ ...r, qty: String(r.qty) })),
    openItems: posting.openItems.map((o) => ({
      ...o,
      id: extra.ids(),
      amount: String(o.amount),
      foreign: o.foreign == null ? null : String(o.foreign),
      account: o.account ?? facts.accounts[o.side === 'receivable' ? 'ar.billed' : 'ap.billed'],
    })),
    claims: posting.claims,
    ...openOrders(def, step, command),
    settles: posting.settles.map((s) => ({ ...s, amount: String(s.amount), foreign: s.foreign == null ? null : String(s.foreign) })),
    ...(voucher ? { voucher } : {}),
    events: [
      event(`${def.type}-${done}/1`, { id: doc.id, type: def.type, state, day: doc.day, party: summary.party, warehouse: summary.warehouse, total: String(summary.total) }),
      ...[...posting.events, ...noticedEvents(posting, doc.id)].map((e) => event(e.name, { id: doc.id, ...e.payload })),
    ],
    action: `${def.type}.${command}`,
    subject: def.type,
    subjectId: doc.id,
    summary: `${def.zh} {number} ${COMMAND_ZH[command]}，${STATE_ZH[state]}${context.reason ? `：${context.reason}` : ''}`,
    context: context.trace,
    reply: {
      id: doc.id,
      state,
      ...(extra.red ? { red: extra.red } : {}),
      ...(extra.effect ? { recosted: { lines: extra.effect.lines, amount: String(extra.effect.amount) } } : {}),
    },
    ...(context.key === null ? {} : { key: context.key, bodyHash: context.bodyHash }),
  };
}
