// What a 销售出库单 books (facts/china.md S1, S3): 借 应收 贷 收入 贷 待转销项税额；借 主营业务成本 贷 存货. The order's reservation is used up.
import { accountOf } from '#kernel/checks';
import { type DomainEvent, type OpenItem, posting, type Posting, type Reserve } from '#kernel/decision';
import { addDays } from '#kernel/day';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { debit, journal } from '#kernel/journal';
import { present } from '#kernel/must';
import { type Micro, micro } from '#kernel/quantity';
import { grossOf } from '#kernel/trade';
import { debtIn } from '../currency.ts';
import { type Issue, learntFrom, movementsOf } from '../outgoing.ts';
import { costLines, revenueLines, taxRole } from '../revenue.ts';
import type { HEAD, LINE } from './document.ts';

type Delivery = Doc<typeof HEAD, typeof LINE>;
const SUMMARY = '销售出库 {number}';

export type Outgoing = { readonly issues: readonly Issue[]; readonly reserved: Readonly<Record<number, Micro>>; readonly events: readonly DomainEvent[] };

export function postSalesDelivery(doc: Delivery, facts: Facts, out: Outgoing): Posting {
  const learnt = learntFrom(out.issues, facts);
  return posting({
    movements: movementsOf(out.issues, doc.head.warehouse, facts),
    journal: journal([
      debit(accountOf(facts, 'ar.billed'), grossOf(doc.lines), SUMMARY, { party: doc.head.customer }),
      ...revenueLines(doc.lines, taxRole('on-invoice', facts), { facts, summary: SUMMARY }),
      ...costLines(out.issues, facts, SUMMARY),
    ]),
    openItems: receivable(doc, facts),
    reserves: released(doc, out.reserved),
    learnt: Object.fromEntries(doc.lines.map((l) => [l.no, { ...learnt[l.no], fromReserve: out.reserved[l.no] }])),
    events: out.events,
  });
}

/** Due after the customer's credit days; a gift owes nothing. */
function receivable(doc: Delivery, facts: Facts): readonly OpenItem[] {
  const amount = grossOf(doc.lines);
  const party = present(facts.parties[doc.head.customer], 'customer');
  return amount === 0n ? [] : [{ side: 'receivable', party: party.id, amount, due: addDays(doc.day, party.creditDays), ...debtIn(doc) }];
}

const released = (doc: Delivery, reserved: Readonly<Record<number, Micro>>): readonly Reserve[] =>
  doc.lines.flatMap((line) => {
    const qty = reserved[line.no] ?? 0n;
    return line.source && qty > 0n ? [{ line: line.source.line, doc: line.source.doc, item: line.item, warehouse: doc.head.warehouse, qty: micro(-qty) }] : [];
  });
