// What a 采购退货单 books: storage → supplier, in red on the sides the receipt and the invoice used, so that turnovers show net purchases.
// Not invoiced (facts/china.md P7, 红字 P3): 借 存货 红 贷 应付暂估 红, at the receipt's cost.
// Invoiced (P8): 借 存货 红、进项税额 红 贷 应付账款 红, at the invoice's price, with a negative payable to set against the next payment.
//   Why 进项税额 in red and not 进项税额转出: the supplier answers a return with a 红字专用发票, and the deduction itself becomes smaller
//   (“做相反的会计分录”, ASSBE 2221). 转出 is for goods whose VAT may not be deducted any more, which is not the case here. Where the buyer must declare
//   a transfer first (红字信息表), it is the same figure in another column of the same return. A 专票 not certified yet comes out of 待认证进项税额;
//   a 普票 carries no deductible tax, so its gross was the cost and its gross goes back.
// Without a receipt: the stock leaves at the current average, the supplier owes the price. Any difference between what is taken back and what
// leaves the pool is 成本差异 (主营业务成本): the last piece takes the pool's last 分, and a pool is never left worth less than nothing.
import { costLedger } from '#costing';
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { credit, debit, journal } from '#kernel/journal';
import { accountOf, differenceAccount } from '#kernel/checks';
import { addFen, divideHalfUp, type Fen, fen, negate, NO_FEN, sumFen } from '#kernel/money';
import { present } from '#kernel/must';
import type { Pick } from '#kernel/picking';
import { outside, storage } from '#kernel/place';
import type { HEAD, LINE } from './document.ts';
import { sharesOf } from './shares.ts';

/** What the goods have come to cost in all, freight included; what the supplier owes of it is another matter. */
function worthOf({ source, baseQty }: Doc<typeof HEAD, typeof LINE>['lines'][number], owed: Fen, facts: Facts): Fen {
  const moved = source ? facts.sources[source.doc]?.moved[source.line] : undefined;
  if (!moved || moved.qty <= 0n || (moved.later ?? 0n) === 0n) return owed;
  return fen(divideHalfUp((moved.cost + (moved.later ?? 0n)) * present(baseQty, 'base quantity'), moved.qty));
}

export function postGoodsReturn(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts, picks: readonly Pick[]): Posting {
  const { supplier, warehouse, bill } = doc.head;
  const costs = costLedger(facts);
  const shares = sharesOf(doc.lines, facts, facts.org.vat === 'general' && bill !== 'ordinary');
  const rows = doc.lines.map((line, i) => {
    const [item, share] = [present(facts.items[line.item], 'item'), present(shares[i], 'share')];
    const mine = picks.filter((p) => p.line === line.no);
    const leaving = { item: item.id, warehouse, parts: mine };
    const owed = addFen(share.estimated, share.net);
    const { cost, parts } = line.source ? costs.issueAt(leaving, { wished: worthOf(line, owed, facts), from: line.source }) : costs.issue(leaving);
    return { line, item, share, mine, cost, parts, difference: fen(cost - owed) };
  });
  const words = '采购退货 {number}';
  const gross = sumFen(rows, (r) => r.share.gross);
  return posting({
    movements: rows.flatMap(({ line, item, mine, parts }) =>
      mine.map((p, i) => ({
        line: line.no,
        item: item.id,
        lot: p.lot,
        qty: p.qty,
        cost: present(parts[i], 'part of the cost'),
        from: storage(warehouse, p.bin),
        to: outside('supplier'),
        account: item.inventoryAccount,
        taxAttribute: 'taxable' as const,
        ownership: 'own' as const,
        // The supplier owes what it owes: what the goods turn out to have cost besides is 成本差异.
        against: differenceAccount(item, facts),
        ...(line.source ? { basis: 'origin' as const, of: line.source } : {}),
      })),
    ),
    journal: journal([
      ...rows.map(({ item, cost }) => debit(item.inventoryAccount, negate(cost), words)),
      debit(accountOf(facts, bill === 'pending' ? 'vat.inputPendingCertify' : 'vat.input'), negate(sumFen(rows, (r) => r.share.tax)), words),
      ...rows.map(({ item, difference }) => debit(differenceAccount(item, facts), difference, `${words} 成本差异`)),
      credit(accountOf(facts, 'ap.estimated'), negate(sumFen(rows, (r) => (r.share.takenBack ? NO_FEN : r.share.estimated))), words, { party: supplier }),
      // Taken back at the start of the month already: the goods come off 在途物资, where that stands in red.
      debit(
        accountOf(facts, 'inventory.inTransit'),
        sumFen(rows, (r) => (r.share.takenBack ? r.share.estimated : NO_FEN)),
        words,
      ),
      credit(accountOf(facts, 'ap.billed'), negate(gross), words, { party: supplier }),
    ]),
    openItems: gross === 0n ? [] : [{ side: 'payable', party: supplier, amount: negate(gross), due: null }],
    learnt: Object.fromEntries(rows.map(({ line, cost, share }) => [line.no, { cost, billedQty: share.billedQty, takenBack: share.takenBack && share.estimated !== 0n }])),
  });
}
