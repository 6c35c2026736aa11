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
  const day = changes.reduce((latest: Day, { row }) => (row.day > latest ? row.day : latest), cause.day);
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
  const sums = new Map<string, { readonly account: string; readonly against: string; readonly department: string | null; more: bigint }>();
  const sumOf = (account: string, against: string, department: string | null): { more: bigint } => {
    const key = `${account} ${against} ${department ?? ''}`;
    const known = sums.get(key);
    if (known) return known;
    const fresh = { account, against, department, more: 0n };
    sums.set(key, fresh);
    return fresh;
  };
  for (const { row, amount, passed } of changes) {
    const against = row.against ?? cogs;
    sumOf(row.account, against, row.department).more -= amount;
    for (const p of passed ?? []) sumOf(against, p.account, row.department).more += p.amount;
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
  const items = new Map<string, { readonly docs: Set<string>; count: number; amount: bigint }>();
  for (const { item, row, amount } of changes) {
    const sum = items.get(item) ?? { docs: new Set<string>(), count: 0, amount: 0n };
    if (sum.count === 0) items.set(item, sum);
    sum.docs.add(row.doc);
    sum.count += 1;
    sum.amount -= amount;
  }
  return [...items].map(([item, { docs, count, amount }], i) => ({ no: i + 1, source: null, item, documents: docs.size, count, amount: fen(amount) })) as unknown as Doc['lines'];
}

/** What a person wants to know before posting: which items and documents change, and by how much. */
export type Effect = {
  readonly documents: number;
  readonly lines: number;
  readonly amount: Fen;
  readonly items: readonly { readonly item: string; readonly name: string; readonly documents: number; readonly amount: Fen }[];
  /** Documents by item, those that change most first: all of them when a person looks beforehand, else the first few. */
  readonly largest: readonly { readonly doc: string; readonly day: Day; readonly item: string; readonly amount: Fen }[];
  /** Counts whose differences follow: by how much more (+) or less (−) they found, and what that is worth. */
  readonly counts?: readonly { readonly doc: string; readonly day: Day; readonly item: string; readonly qty: Micro; readonly amount: Fen }[];
  /** Items with so many later lines that their costs are put right afterwards, by a job. */
  readonly waiting?: readonly { readonly item: string; readonly name: string; readonly lines: number }[];
};

/** Documents that are told one by one once all is booked. */
const SHOWN = 50;
/** Changes after which adding up takes breath: about a millisecond of work. */
const BREATH = 1000;
const size = (x: bigint): bigint => (x < 0n ? -x : x);
type DocSum = { readonly doc: string; readonly day: Day; readonly item: string; amount: bigint };

type Besides = {
  readonly recounts?: readonly Recounted[];
  readonly waiting?: NonNullable<Effect['waiting']> /** Tells every document, not the largest alone. */;
  readonly all?: boolean;
};

/** Adds the changes up for people. Pauses now and then, for they may be many. */
export function* effectOf(changes: readonly Change[], { recounts = [], waiting = [], all = false }: Besides = {}): Generator<void, Effect> {
  const byDoc = new Map<string, DocSum>();
  const items = new Map<string, { readonly name: string; documents: number; amount: bigint }>();
  const documents = new Set<string>();
  let done = 0;
  for (const { row, item, itemName, amount } of changes) {
    if (++done % BREATH === 0) yield;
    const key = `${row.doc} ${item}`;
    const known = byDoc.get(key);
    if (known) known.amount -= amount;
    else byDoc.set(key, { doc: row.doc, day: row.day, item, amount: -amount });
    const sum = items.get(item) ?? { name: itemName, documents: 0, amount: 0n };
    if (sum.documents === 0) items.set(item, sum);
    if (!known) sum.documents += 1;
    sum.amount -= amount;
    documents.add(row.doc);
  }
  return {
    documents: documents.size,
    lines: changes.length,
    amount: fen([...items.values()].reduce((total, i) => total + i.amount, 0n)),
    items: [...items].map(([item, { name, documents: n, amount }]) => ({ item, name, documents: n, amount: fen(amount) })),
    largest: (all ? [...byDoc.values()].toSorted((a, b) => Number(size(b.amount) - size(a.amount))) : yield* largestOf(byDoc.values())).map((l) => ({
      ...l,
      amount: fen(l.amount),
    })),
    ...(recounts.length === 0
      ? {}
      : { counts: recounts.map((r) => ({ doc: r.doc, day: r.day, item: r.item, qty: micro(changeOf(r)), amount: fen(r.after.value - r.before.value) })) }),
    ...(waiting.length === 0 ? {} : { waiting }),
  };
}

/** The sums that change most, the largest first. */
function* largestOf(sums: Iterable<DocSum>): Generator<void, readonly DocSum[]> {
  const largest: DocSum[] = [];
  let done = 0;
  for (const sum of sums) {
    if (++done % BREATH === 0) yield;
    if (largest.length === SHOWN && size(sum.amount) <= size(largest.at(-1)?.amount ?? 0n)) continue;
    largest.splice(largest.findLastIndex((l) => size(l.amount) >= size(sum.amount)) + 1, 0, sum);
    if (largest.length > SHOWN) largest.pop();
  }
  return largest;
}
