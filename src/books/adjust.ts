// From changed costs to 出库成本调整单: one for each month concerned, with a voucher of its own. Pure. Posted lines stay as they are (policies.md).
import type { Correction, Posting } from '#kernel/decision';
import { NOTHING } from '#kernel/decision';
import { type Day, periodOf } from '#kernel/day';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { accountOf } from '#kernel/checks';
import { credit, debit, journal, type JournalLine } from '#kernel/journal';
import { type Fen, fen } from '#kernel/money';
import { isInside } from '#kernel/place';
import { micro, type Micro } from '#kernel/quantity';
import type { Step } from './flow.ts';
import type { Change } from './recost.ts';
import { changeOf, type Recounted, recountLines, recountMovements } from './recount.ts';

/** Why costs changed: the document that brought the news. */
export type Cause = { readonly id: string | null; readonly day: Day; readonly reason: 'late' | 'reversal' | 'value' | 'month' };
const REASON_ZH: Readonly<Record<Cause['reason'], string>> = { late: '补录', reversal: '红冲', value: '价差', month: '月末计价' };

/** The steps that book the changes, oldest month first, made one by one so that the caller may take breath. A correction belongs to the month of its line, but never to one before its cause was known. */
export function* adjustmentsFor(changes: readonly Change[], cause: Cause, at: { readonly facts: Facts; readonly ids: () => string }): Generator<Step, void> {
  const months = new Map<number, Change[]>();
  for (const c of changes) {
    const month = periodOf(dayOf(c, cause));
    const list = months.get(month);
    if (list) list.push(c);
    else months.set(month, [c]);
  }
  for (const [, list] of [...months].toSorted(([a], [b]) => a - b)) yield adjustment(list, cause, at);
}

const dayOf = (c: Change, cause: Cause): Day => (c.row.day > cause.day ? c.row.day : cause.day);

function adjustment(changes: readonly Change[], cause: Cause, { facts, ids }: { readonly facts: Facts; readonly ids: () => string }): Step {
  const day = changes.reduce((latest: Day, c) => (dayOf(c, cause) > latest ? dayOf(c, cause) : latest), cause.day);
  const posting: Posting = {
    ...NOTHING,
    corrections: changes.map(({ stockLine, item, group, lot, amount, portions }): Correction => ({ stockLine, item, group, lot, amount, ...(portions ? { portions } : {}) })),
    journal: voucher(changes, facts, REASON_ZH[cause.reason]),
  };
  return stepFor({ day, head: { cause: cause.id, reason: cause.reason, lines: changes.length }, lines: perItem(changes) }, posting, { facts, ids });
}

type Made = { readonly day: Day; readonly head: Record<string, unknown>; readonly lines: Doc['lines'] };

function stepFor({ day, head, lines }: Made, posting: Posting, { facts, ids }: { readonly facts: Facts; readonly ids: () => string }): Step {
  const envelope = { number: null, state: 'draft', version: 0, makerId: facts.actor.id, approvals: [], reverses: null, reversedBy: null };
  const doc = { ...envelope, id: ids(), type: 'cost-adjustment', day, period: periodOf(day), head, lines } as unknown as Doc;
  return { doc, state: 'posted', approvals: [], posting, progress: [], posted: true };
}

/** The steps that book how counts' differences follow, in quantity and value: one for each day that was counted, which is its day too. */
export function recountsFor(recounts: readonly Recounted[], cause: Cause, at: { readonly facts: Facts; readonly ids: () => string }): readonly Step[] {
  const days = [...new Set(recounts.map((r) => r.day))].toSorted();
  return days.map((day) => {
    const mine = recounts.filter((r) => r.day === day);
    const items = [...new Set(mine.map((r) => r.item))];
    const movements = mine.flatMap((r) => recountMovements(r, items.indexOf(r.item) + 1, at.facts));
    const words = `盘点差异调整 {number} ${REASON_ZH[cause.reason]}`;
    const made = journal(movements.flatMap((m) => recountLines({ ...m, value: isInside(m.to) ? m.cost : -m.cost, against: m.against ?? '' }, words, at.facts)));
    const lines = items.map((item, i) => {
      const own = mine.filter((r) => r.item === item);
      const amount = own.reduce((sum, r) => sum - (r.after.value - r.before.value), 0n);
      return {
        no: i + 1,
        source: null,
        item,
        documents: new Set(own.map((r) => r.doc)).size,
        count: own.length,
        qty: micro(own.reduce((sum, r) => sum + changeOf(r), 0n)),
        amount: fen(amount),
      };
    }) as unknown as Doc['lines'];
    const head = { cause: cause.id, reason: 'count', lines: mine.length };
    return stepFor({ day, head, lines }, { ...NOTHING, movements, journal: made.length === 0 ? null : made }, at);
  });
}

/** 借 对方科目 贷 存货 by what was issued too cheaply; in red by what was issued too dearly. Products and goods brought back stand on the same sides. */
function voucher(changes: readonly Change[], facts: Facts, why: string): Posting['journal'] {
  const cogs = accountOf(facts, 'cogs.main');
  const sums = new Map<string, { account: string; against: string; department: string | null; more: bigint }>();
  for (const { row, amount, passed } of changes) {
    const against = row.against ?? cogs;
    const key = `${row.account} ${against} ${row.department ?? ''}`;
    const sum = sums.get(key) ?? { account: row.account, against, department: row.department, more: 0n };
    sums.set(key, { ...sum, more: sum.more - amount });
    for (const p of passed ?? []) {
      const on = `${against} ${p.account} ${row.department ?? ''}`;
      const before = sums.get(on) ?? { account: against, against: p.account, department: row.department, more: 0n };
      sums.set(on, { ...before, more: before.more + p.amount });
    }
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
  /** Counts whose differences follow: by how much more (+) or less (−) they found, and what that is worth. */
  readonly counts?: readonly { readonly doc: string; readonly day: Day; readonly item: string; readonly qty: Micro; readonly amount: Fen }[];
  /** Items with so many later lines that their costs are put right afterwards, by a job. */
  readonly waiting?: readonly { readonly item: string; readonly name: string; readonly lines: number }[];
};

export function effectOf(changes: readonly Change[], recounts: readonly Recounted[] = [], waiting: NonNullable<Effect['waiting']> = []): Effect {
  const byDoc = new Map<string, { doc: string; day: Day; item: string; amount: bigint }>();
  const names = new Map<string, string>();
  for (const c of changes) {
    const key = `${c.row.doc} ${c.item}`;
    const known = byDoc.get(key);
    if (known) known.amount -= c.amount;
    else byDoc.set(key, { doc: c.row.doc, day: c.row.day, item: c.item, amount: -c.amount });
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
    ...(recounts.length === 0
      ? {}
      : { counts: recounts.map((r) => ({ doc: r.doc, day: r.day, item: r.item, qty: micro(changeOf(r)), amount: fen(r.after.value - r.before.value) })) }),
    ...(waiting.length === 0 ? {} : { waiting }),
  };
}
