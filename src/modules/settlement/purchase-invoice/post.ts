// What a 采购发票 books (facts/china.md P1, P4, P5; 单到回冲): the estimate in red, then the bill in blue. A price difference stays in stock
// for the share still on hand and is expensed for the share already issued.
import { movingAverage, type PoolState } from '#costing';
import { accountOf } from '#kernel/checks';
import { type Movement, posting, type Posting } from '#kernel/decision';
import type { Facts } from '#kernel/facts';
import { addDays } from '#kernel/day';
import { credit, debit, journal, type JournalLine } from '#kernel/journal';
import { type Fen, fen, NO_FEN, sumFen } from '#kernel/money';
import { present } from '#kernel/must';
import { outside, storage } from '#kernel/place';
import { NO_QTY } from '#kernel/quantity';
import { claimOf, pulledFrom, shareOf } from '../invoice.ts';
import type { Invoice, InvoiceLine } from './complete.ts';
import { estimatedOf } from './received.ts';

const BILL = '采购发票 {number}';
const DIFFERENCE = '采购价差 {number}';

/** 专票 and 收购发票 may be deducted, by a general taxpayer only; otherwise the tax is part of the cost. */
const deducts = (doc: Invoice, facts: Facts): boolean => facts.org.vat === 'general' && (doc.head.kind === 'special' || doc.head.kind === 'acquisition');

type Goods = {
  readonly line: InvoiceLine;
  readonly source: string;
  readonly account: string;
  readonly warehouse: string;
  readonly lot: string | null;
  readonly cost: Fen;
  readonly estimate: Fen;
  readonly kept: Fen;
  readonly expensed: Fen;
};

/** The figures of every goods line: what it clears of the estimate, what of the difference stays in stock. */
function goodsOf(doc: Invoice, facts: Facts, costOf: (line: InvoiceLine) => Fen): readonly Goods[] {
  const asked = new Map<string, bigint>();
  const pools = new Map<string, PoolState>();
  return doc.lines
    .filter((l) => l.item !== null)
    .map((line) => {
      const from = present(pulledFrom(line, facts), 'source line of an invoice');
      const qty = present(line.baseQty, 'base quantity');
      const key = `${from.doc.id}/${from.line.no}`;
      const before = asked.get(key) ?? 0n;
      asked.set(key, before + qty);
      const { cost: estimated, whole, used } = estimatedOf(from, facts);
      const estimate = shareOf(estimated, whole, used + before, qty);
      const cost = costOf(line);
      const item = present(facts.items[line.item ?? ''], 'item');
      const { state, kept, expensed } = revalue(pools.get(item.id) ?? facts.pools[item.id] ?? { qty: 0n, value: 0n }, cost - estimate, qty);
      pools.set(item.id, state);
      return {
        line,
        source: from.doc.number,
        account: item.inventoryAccount,
        warehouse: present(from.doc.head['warehouse'] as string | null, 'warehouse of the receipt'),
        lot: from.doc.moved[from.line.no]?.lot ?? null,
        cost,
        estimate,
        kept,
        expensed,
      };
    });
}

/** The costing machine's answer, except that a pool is never written down below zero: the rest is expensed. */
function revalue(pool: PoolState, value: bigint, qty: bigint): { readonly state: PoolState; readonly kept: Fen; readonly expensed: Fen } {
  const { kept: wished } = movingAverage.revalue(pool, value, qty);
  const kept = pool.value + wished < 0n ? -(pool.value > 0n ? pool.value : 0n) : wished;
  return { state: { qty: pool.qty, value: pool.value + kept }, kept: fen(kept), expensed: fen(value - kept) };
}

const goodsLines = (g: Goods, facts: Facts, supplier: string): readonly JournalLine[] => [
  debit(g.account, fen(-g.estimate), `冲回暂估 ${g.source}`),
  credit(accountOf(facts, 'ap.estimated'), fen(-g.estimate), `冲回暂估 ${g.source}`, { party: supplier }),
  debit(g.account, g.cost, BILL),
  debit(accountOf(facts, 'cogs.main'), g.expensed, DIFFERENCE),
  debit(g.account, fen(-g.expensed), DIFFERENCE),
];

function expenseLine(line: InvoiceLine, cost: Fen, facts: Facts, supplier: string): JournalLine {
  const account = present(facts.records[line.account ?? ''], 'expense account');
  return debit(account.code, cost, BILL, { department: line.department, ...(account.data['byParty'] === true ? { party: supplier } : {}) });
}

const revaluation = (g: Goods): Movement => ({
  line: g.line.no,
  item: g.line.item ?? '',
  lot: g.lot,
  qty: NO_QTY,
  cost: g.kept,
  from: outside('supplier'),
  to: storage(g.warehouse),
  account: g.account,
  taxAttribute: 'taxable',
  ownership: 'own',
});

export function postPurchaseInvoice(doc: Invoice, facts: Facts): Posting {
  const { supplier } = doc.head;
  const deductible = deducts(doc, facts);
  const costOf = (line: InvoiceLine): Fen => (deductible ? line.net : line.gross) ?? NO_FEN;
  const goods = goodsOf(doc, facts, costOf);
  const total = sumFen(doc.lines, (l) => l.gross ?? NO_FEN);
  const vat = accountOf(facts, doc.head.certified ? 'vat.input' : 'vat.inputPendingCertify');
  return posting({
    movements: goods.filter((g) => g.kept !== 0n).map(revaluation),
    journal: journal([
      ...goods.flatMap((g) => goodsLines(g, facts, supplier)),
      ...doc.lines.filter((l) => l.item === null).map((l) => expenseLine(l, costOf(l), facts, supplier)),
      debit(vat, deductible ? sumFen(doc.lines, (l) => l.tax ?? NO_FEN) : NO_FEN, BILL),
      credit(accountOf(facts, 'ap.billed'), total, BILL, { party: supplier }),
    ]),
    openItems:
      total === 0n
        ? []
        : [{ side: 'payable', party: supplier, amount: total, due: doc.head.due ?? addDays(doc.head.invoiceDay ?? doc.day, facts.parties[supplier]?.creditDays ?? 0) }],
    claims: doc.head.number === null ? [] : [claimOf('in', doc.head)],
    learnt: Object.fromEntries(goods.map((g) => [g.line.no, { estimated: g.estimate, kept: g.kept }])),
  });
}
