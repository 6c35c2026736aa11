// What a 采购退货单 books: storage → supplier, in red on the sides the receipt and the invoice used, so that turnovers show net purchases.
// Not invoiced (facts/china.md P7, 红字 P3): 借 存货 红 贷 应付暂估 红, at the receipt's cost.
// Invoiced (P8): 借 存货 红、进项税额 红 贷 应付账款 红, at the invoice's price, with a negative payable to set against the next payment.
//   Why 进项税额 in red and not 进项税额转出: the supplier answers a return with a 红字专用发票, and the deduction itself becomes smaller
//   (“做相反的会计分录”, ASSBE 2221). 转出 is for goods whose VAT may not be deducted any more, which is not the case here. Where the buyer must declare
//   a transfer first (红字信息表), it is the same figure in another column of the same return. A 专票 not certified yet comes out of 待认证进项税额;
//   a 普票 carries no deductible tax, so its gross was the cost and its gross goes back.
// Without a receipt: the stock leaves at the current average, the supplier owes the price. Any difference between what is taken back and what
// leaves the pool is 成本差异 (主营业务成本): the last piece takes the pool's last 分, and a pool is never left worth less than nothing.
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { credit, debit, journal } from '#kernel/journal';
import { accountOf } from '#kernel/checks';
import { addFen, fen, negate, splitFen, sumFen } from '#kernel/money';
import { present } from '#kernel/must';
import type { Pick } from '#kernel/picking';
import { outside, storage } from '#kernel/place';
import { runningPools } from '#warehouse';
import type { HEAD, LINE } from './document.ts';
import { sharesOf } from './shares.ts';

export function postGoodsReturn(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts, picks: readonly Pick[]): Posting {
  const { supplier, warehouse, bill } = doc.head;
  const pools = runningPools(facts);
  const shares = sharesOf(doc.lines, facts, facts.org.vat === 'general' && bill !== 'ordinary');
  const rows = doc.lines.map((line, i) => {
    const [item, qty, share] = [present(facts.items[line.item], 'item'), present(line.baseQty, 'base quantity'), present(shares[i], 'share')];
    const owed = addFen(share.estimated, share.net);
    const cost = line.source ? pools.issueAt(item.id, qty, owed) : pools.issue(item.id, qty);
    return { line, item, share, cost, difference: fen(cost - owed) };
  });
  const words = '采购退货 {number}';
  const gross = sumFen(rows, (r) => r.share.gross);
  return posting({
    movements: rows.flatMap(({ line, item, cost }) => {
      const mine = picks.filter((p) => p.line === line.no);
      const parts = splitFen(
        cost,
        mine.map((p) => p.qty),
      );
      return mine.map((p, i) => ({
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
      }));
    }),
    journal: journal([
      ...rows.map(({ item, cost }) => debit(item.inventoryAccount, negate(cost), words)),
      debit(accountOf(facts, bill === 'pending' ? 'vat.inputPendingCertify' : 'vat.input'), negate(sumFen(rows, (r) => r.share.tax)), words),
      debit(
        accountOf(facts, 'cogs.main'),
        sumFen(rows, (r) => r.difference),
        `${words} 成本差异`,
      ),
      credit(accountOf(facts, 'ap.estimated'), negate(sumFen(rows, (r) => r.share.estimated)), words, { party: supplier }),
      credit(accountOf(facts, 'ap.billed'), negate(gross), words, { party: supplier }),
    ]),
    openItems: gross === 0n ? [] : [{ side: 'payable', party: supplier, amount: negate(gross), due: null }],
    learnt: Object.fromEntries(rows.map(({ line, cost, share }) => [line.no, { cost, billedQty: share.billedQty }])),
  });
}
