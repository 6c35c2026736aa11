// From changed costs to 出库成本调整单: one for each month concerned, with a voucher of its own. Pure. Posted lines stay as they are (policies.md).
import type { Correction, Posting } from '#kernel/decision';
import { NOTHING } from '#kernel/decision';
import { type Day, periodOf } from '#kernel/day';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { accountOf } from '#kernel/checks';
import { credit, debit, journal, type JournalLine } from '#kernel/journal';
import { type Fen, fen } from '#kernel/money';
import type { Step } from './flow.ts';
import type { Change } from './recost.ts';

/** Why costs changed: the document that brought the news. */
export type Cause = { readonly id: string | null; readonly day: Day; readonly reason: 'late' | 'reversal' | 'value' | 'month' };
const REASON_ZH: Readonly<Record<Cause['reason'], string>> = { late: '补录', reversal: '红冲', value: '价差', month: '月末计价' };

/** The steps that book the changes, oldest month first. A correction belongs to the month of its line, but never to one before its cause was known. */
export function adjustmentsFor(changes: readonly Change[], cause: Cause, at: { readonly facts: Facts; readonly ids: () => string }): readonly Step[] {
  const months = new Map<number, Change[]>();
  for (const c of changes) {
    const month = periodOf(dayOf(c, cause));
    const list = months.get(month);
    if (list) list.push(c);
    else months.set(month, [c]);
  }
  return [...months].toSorted(([a], [b]) => a - b).map(([, list]) => adjustment(list, cause, at));
}

const dayOf = (c: Change, cause: Cause): Day => (c.row.day > cause.day ? c.row.day : cause.day);

function adjustment(changes: readonly Change[], cause: Cause, { facts, ids }: { readonly facts: Facts; readonly ids: () => string }): Step {
  const day = changes.reduce((latest: Day, c) => (dayOf(c, cause) > latest ? dayOf(c, cause) : latest), cause.day);
  const posting: Posting = {
    ...NOTHING,
    corrections: changes.map(({ stockLine, item, group, lot, amount }): Correction => ({ stockLine, item, group, lot, amount })),
    journal: voucher(changes, facts, REASON_ZH[cause.reason]),
  };
  const doc = {
    id: ids(),
    type: 'cost-adjustment',
    number: null,
    state: 'draft',
    version: 0,
    day,
    period: periodOf(day),
    makerId: facts.actor.id,
    approvals: [],
    reverses: null,
    reversedBy: null,
    head: { cause: cause.id, reason: cause.reason, lines: changes.length },
    lines: perItem(changes),
  } as unknown as Doc;
  return { doc, state: 'posted', approvals: [], posting, progress: [], posted: true };
}

/** 借 对方科目 贷 存货 by what was issued too cheaply; in red by what was issued too dearly. Products and goods brought back stand on the same sides. */
function voucher(changes: readonly Change[], facts: Facts, why: string): Posting['journal'] {
  const cogs = accountOf(facts, 'cogs.main');
  const sums = new Map<string, { account: string; against: string; department: string | null; more: bigint }>();
  for (const { row, amount } of changes) {
    const against = row.against ?? cogs;
    const key = `${row.account} ${against} ${row.department ?? ''}`;
    const sum = sums.get(key) ?? { account: row.account, against, department: row.department, more: 0n };
    sums.set(key, { ...sum, more: sum.more - amount });
  }
  const words = `出库成本调整 {number} ${why}`;
  const lines = [...sums.values()].flatMap(({ account, against, department, more }): JournalLine[] => [
    debit(against, fen(more), words, { department }),
    credit(account, fen(more), words),
  ]);
  const made = journal(lines);
  return made.length === 0 ? null : made;
}

/** One line per item: how many ledger lines of it, how many documents, how much in all. Positive = issues cost more. */
function perItem(changes: readonly Change[]): Doc['lines'] {
  const items = new Map<string, { docs: Set<string>; count: number; amount: bigint }>();
  for (const c of changes) {
    const sum = items.get(c.item) ?? { docs: new Set<string>(), count: 0, amount: 0n };
    sum.docs.add(c.row.doc);
    items.set(c.item, { docs: sum.docs, count: sum.count + 1, amount: sum.amount - c.amount });
  }
  return [...items].map(([item, { docs, count, amount }], i) => ({ no: i + 1, source: null, item, documents: docs.size, count, amount: fen(amount) })) as unknown as Doc['lines'];
}

/** What a person wants to know before posting: which items and documents change, and by how much. */
export type Effect = {
  readonly documents: number;
  readonly lines: number;
  readonly amount: Fen;
  readonly items: readonly { readonly item: string; readonly name: string; readonly documents: number; readonly amount: Fen }[];
  readonly largest: readonly { readonly doc: string; readonly day: Day; readonly item: string; readonly amount: Fen }[];
};

export function effectOf(changes: readonly Change[]): Effect {
  const byDoc = new Map<string, { doc: string; day: Day; item: string; amount: bigint }>();
  const names = new Map<string, string>();
  for (const c of changes) {
    const key = `${c.row.doc} ${c.item}`;
    const before = byDoc.get(key) ?? { doc: c.row.doc, day: c.row.day, item: c.item, amount: 0n };
    byDoc.set(key, { ...before, amount: before.amount - c.amount });
    names.set(c.item, c.itemName);
  }
  const size = (x: bigint): bigint => (x < 0n ? -x : x);
  const largest = [...byDoc.values()].toSorted((a, b) => (size(b.amount) > size(a.amount) ? 1 : -1)).slice(0, 50);
  const items = (perItem(changes) as unknown as readonly { item: string; documents: number; amount: Fen }[]).map((i) => ({
    item: i.item,
    name: names.get(i.item) ?? '',
    documents: i.documents,
    amount: i.amount,
  }));
  return {
    documents: new Set(changes.map((c) => c.row.doc)).size,
    lines: changes.length,
    amount: fen(changes.reduce((sum, c) => sum - c.amount, 0n)),
    items,
    largest: largest.map((l) => ({ ...l, amount: fen(l.amount) })),
  };
}
