// What a 销售退货单 books (facts/china.md S5): red receivable, red revenue and red tax on their own sides; 借 存货 贷 主营业务成本 at the original cost.
import { costLedger } from '#costing';
import { accountOf, differenceAccount } from '#kernel/checks';
import { type OpenItem, posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { credit, debit, journal, type JournalLine } from '#kernel/journal';
import { negate, NO_FEN } from '#kernel/money';
import { present } from '#kernel/must';
import { frozen, outside, storage } from '#kernel/place';
import { grossOf } from '#kernel/trade';
import { debtIn } from '../currency.ts';
import { lotsText } from '../outgoing.ts';
import { correctedOn, costAccount, costAux, revenueLines, taxRole } from '../revenue.ts';
import type { HEAD, LINE } from './document.ts';
import type { Back } from './goods-back.ts';

type Return = Doc<typeof HEAD, typeof LINE>;
const SUMMARY = '销售退货 {number}';

export function postSalesReturn(doc: Return, facts: Facts, backs: readonly Back[]): Posting {
  const { warehouse } = doc.head;
  const isBad = (no: number) => doc.lines.find((l) => l.no === no)?.condition === 'bad';
  const costs = costLedger(facts);
  const sourceOf = (no: number) => doc.lines.find((l) => l.no === no)?.source ?? null;
  const entering = backs.map((back) => ({
    ...back,
    parts: back.parts.map((p) => ({ ...p, ...costs.receive({ item: back.item.id, warehouse, lot: p.lot, qty: p.qty, cost: p.cost }) })),
  }));
  return posting({
    movements: entering.flatMap((back) =>
      back.parts.map((part) => ({
        line: back.line,
        item: back.item.id,
        lot: part.lot,
        qty: part.qty,
        cost: part.entering,
        from: outside('customer'),
        to: isBad(back.line) ? frozen(warehouse) : storage(warehouse),
        account: back.item.inventoryAccount,
        taxAttribute: 'taxable' as const,
        ownership: 'own' as const,
        ...correctedOn(back.item, facts),
        ...(sourceOf(back.line) ? { basis: 'origin' as const, of: sourceOf(back.line) } : {}),
      })),
    ),
    journal: journal([
      moneyBack(doc, facts),
      ...redRevenue(doc, facts),
      ...entering.flatMap((b) =>
        b.parts.flatMap((p) => [debit(b.item.inventoryAccount, p.entering, SUMMARY), debit(differenceAccount(b.item, facts), p.difference, `${SUMMARY} 成本差异`)]),
      ),
      ...backs.map((b) => credit(costAccount(b.item, facts), b.cost, SUMMARY, costAux(b.item))),
    ]),
    openItems: redReceivable(doc),
    learnt: Object.fromEntries(backs.map((b) => [b.line, { cost: b.cost, lotsTaken: b.item.tracksSerials ? null : lotsText(b.parts) }])),
  });
}

/** Paid out at once, or taken off what the customer owes. */
function moneyBack(doc: Return, facts: Facts): JournalLine {
  const { wallet, customer } = doc.head;
  const gross = grossOf(doc.lines);
  return wallet === null
    ? debit(accountOf(facts, 'ar.billed'), negate(gross), SUMMARY, { party: customer })
    : credit(present(facts.wallets[wallet], 'wallet').account, gross, SUMMARY, { wallet });
}

/** Tax is taken back where the sale put it. Without a source, a customer's goods were sold on account and a walk-in's over the counter. */
function redRevenue(doc: Return, facts: Facts): readonly JournalLine[] {
  const roleOf = (line: Return['lines'][number]): string => {
    const source = line.source ? facts.sources[line.source.doc]?.type : undefined;
    return taxRole(source === 'retail-sale' || (source === undefined && doc.head.customer === null) ? 'at-once' : 'on-invoice', facts);
  };
  return [...new Set(doc.lines.map(roleOf))].flatMap((role) => {
    const lines = doc.lines.filter((l) => roleOf(l) === role).map((l) => ({ item: l.item, net: negate(l.net ?? NO_FEN), tax: negate(l.tax ?? NO_FEN) }));
    return revenueLines(lines, role, { facts, summary: SUMMARY });
  });
}

function redReceivable(doc: Return): readonly OpenItem[] {
  const amount = negate(grossOf(doc.lines));
  const { customer, wallet } = doc.head;
  return customer === null || wallet !== null || amount === 0n ? [] : [{ side: 'receivable', party: customer, amount, due: doc.day, ...debtIn(doc, -1n) }];
}
