// What a 采购发票 books (facts/china.md P1, P4, P5): the estimate is taken back by the company's policy, the bill is booked, and a price
// difference goes to the goods of its receipt (revalue.ts).
import { costLedger } from '#costing';
import { accountOf, differenceAccount } from '#kernel/checks';
import { type Movement, posting, type Posting } from '#kernel/decision';
import type { Facts, ItemFacts } from '#kernel/facts';
import { addDays } from '#kernel/day';
import { credit, debit, journal, type JournalLine } from '#kernel/journal';
import { type Fen, fen, NO_FEN, sumFen } from '#kernel/money';
import { present } from '#kernel/must';
import { claimOf, pulledFrom, shareOf } from '../invoice.ts';
import { type Changed, revalued } from '../revalue.ts';
import type { Invoice, InvoiceLine } from './complete.ts';
import { estimatedOf } from './received.ts';

const BILL = '采购发票 {number}';
const DIFFERENCE = '采购价差 {number}';

/** 专票 and 收购发票 may be deducted, by a general taxpayer only; otherwise the tax is part of the cost. */
const deducts = (doc: Invoice, facts: Facts): boolean => facts.org.vat === 'general' && (doc.head.kind === 'special' || doc.head.kind === 'acquisition');

type Goods = {
  readonly line: InvoiceLine;
  readonly source: string;
  readonly item: ItemFacts;
  readonly cost: Fen;
  readonly estimate: Fen;
  /** The estimate was taken back at the start of the month already (月初回冲). */
  readonly takenBack: boolean;
  readonly kept: Fen;
  readonly expensed: Fen;
  readonly movements: readonly Movement[];
};

/** The figures of every goods line: what it clears of the estimate, what of the difference stays in stock. */
function goodsOf(doc: Invoice, facts: Facts, costOf: (line: InvoiceLine) => Fen): readonly Goods[] {
  const asked = new Map<string, bigint>();
  const costs = costLedger(facts);
  return doc.lines
    .filter((l) => l.item !== null)
    .map((line) => {
      const from = present(pulledFrom(line, facts), 'source line of an invoice');
      const qty = present(line.baseQty, 'base quantity');
      const key = `${from.doc.id}/${from.line.no}`;
      const before = asked.get(key) ?? 0n;
      asked.set(key, before + qty);
      const { cost: estimated, whole, used, takenBack } = estimatedOf(from, facts);
      const estimate = shareOf(estimated, whole, used + before, qty);
      const cost = costOf(line);
      const item = present(facts.items[line.item ?? ''], 'item');
      const value = fen(cost - estimate);
      // Goods that went back without a receipt are gone: what the supplier takes them at besides is 成本差异.
      const changed: Changed =
        from.doc.type === 'goods-return'
          ? { kept: NO_FEN, expensed: value, movements: [] }
          : revalued({ no: line.no, receipt: from.doc, line: from.line.no, item, qty, value }, facts, costs);
      return { line, source: from.doc.number, item, cost, estimate, takenBack, ...changed };
    });
}

/**
 * Goods of a bill. 单到回冲 and 月初回冲: the estimate in red, then the bill in full; what was taken back at the start of the month comes off
 * 在途物资. 单到补差: the estimate is simply paid for, and only the difference goes to stock.
 */
function goodsLines(g: Goods, facts: Facts, supplier: string): readonly JournalLine[] {
  const account = g.item.inventoryAccount;
  const split = [debit(differenceAccount(g.item, facts), g.expensed, DIFFERENCE), debit(account, fen(-g.expensed), DIFFERENCE)];
  const words = `冲回暂估 ${g.source}`;
  const estimate = (amount: Fen): JournalLine =>
    g.takenBack ? debit(accountOf(facts, 'inventory.inTransit'), fen(-amount), words) : credit(accountOf(facts, 'ap.estimated'), amount, words, { party: supplier });
  if (facts.org.settings.estimatePolicy === 'difference') {
    const paid = g.takenBack ? estimate(fen(-g.estimate)) : debit(accountOf(facts, 'ap.estimated'), g.estimate, words, { party: supplier });
    return [paid, debit(account, fen(g.cost - g.estimate), `补差 ${g.source}`), ...split];
  }
  return [debit(account, fen(-g.estimate), words), estimate(fen(-g.estimate)), debit(account, g.cost, BILL), ...split];
}

function expenseLine(line: InvoiceLine, cost: Fen, facts: Facts, supplier: string): JournalLine {
  const account = present(facts.records[line.account ?? ''], 'expense account');
  return debit(account.code, cost, BILL, { department: line.department, ...(account.data['byParty'] === true ? { party: supplier } : {}) });
}

/** What we owe in the currency of the bill; the ledger keeps it in 人民币. */
const inCurrency = (doc: Invoice): { readonly currency?: string; readonly foreign?: bigint } =>
  doc.head.currency === null ? {} : { currency: doc.head.currency, foreign: sumFen(doc.lines, (l) => l.foreign ?? NO_FEN) };

export function postPurchaseInvoice(doc: Invoice, facts: Facts): Posting {
  const { supplier } = doc.head;
  const deductible = deducts(doc, facts);
  const costOf = (line: InvoiceLine): Fen => (deductible ? line.net : line.gross) ?? NO_FEN;
  const goods = goodsOf(doc, facts, costOf);
  const total = sumFen(doc.lines, (l) => l.gross ?? NO_FEN);
  const vat = accountOf(facts, doc.head.certified ? 'vat.input' : 'vat.inputPendingCertify');
  return posting({
    movements: goods.flatMap((g) => g.movements),
    journal: journal([
      ...goods.flatMap((g) => goodsLines(g, facts, supplier)),
      ...doc.lines.filter((l) => l.item === null).map((l) => expenseLine(l, costOf(l), facts, supplier)),
      debit(vat, deductible ? sumFen(doc.lines, (l) => l.tax ?? NO_FEN) : NO_FEN, BILL),
      credit(accountOf(facts, 'ap.billed'), total, BILL, { party: supplier }),
    ]),
    openItems:
      total === 0n
        ? []
        : [
            {
              ...inCurrency(doc),
              side: 'payable',
              party: supplier,
              amount: total,
              due: doc.head.due ?? addDays(doc.head.invoiceDay ?? doc.day, facts.parties[supplier]?.creditDays ?? 0),
            },
          ],
    claims: doc.head.number === null ? [] : [claimOf('in', doc.head)],
    learnt: Object.fromEntries(goods.map((g) => [g.line.no, { estimated: g.estimate, kept: g.kept, takenBack: g.takenBack }])),
  });
}
