// What a 其他出库单 books: storage → usage at the moving average, 借 原因科目（缺省管理费用） 贷 存货 (facts/china.md I9);
// given away (视同应税交易, 增值税法 §5(二)): 借方加上 贷 销项税额 at market price (I6). No revenue: nothing is received for it.
// A reason with 进项税转出 (集体福利、个人消费, §22(四), I8) sends the input VAT back instead; both at once would tax twice, so the gift goes first.
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { credit, debit, journal } from '#kernel/journal';
import { accountOf } from '#kernel/checks';
import { addFen, NO_FEN } from '#kernel/money';
import { present } from '#kernel/must';
import type { Pick } from '#kernel/picking';
import { outside } from '#kernel/place';
import { movementsOf, valued } from '../leaving.ts';
import { reasonOf, transferredTax } from '../reasons.ts';
import type { HEAD, LINE } from './document.ts';

export function postOtherIssue(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts, picked: readonly Pick[]): Posting {
  const { warehouse, department, deemedSale } = doc.head;
  const reason = reasonOf(doc.head.reason, facts);
  const account = reason?.account ?? accountOf(facts, 'expense.admin');
  const words = `其他出库 {number} ${reason?.name ?? ''}`;
  const leaving = valued(doc.lines, picked, { warehouse, facts });
  const transfers = !deemedSale && reason?.transferInput === true;
  return posting({
    movements: movementsOf(leaving, {
      warehouse,
      to: outside('usage'),
      facts,
      taxAttribute: deemedSale ? 'deemed-sale' : transfers ? 'input-transfer' : 'none',
      department,
      against: account,
    }),
    journal: journal(
      leaving.flatMap(({ line, cost }) => {
        const item = present(facts.items[line.item], 'item');
        const output = deemedSale ? (line.tax ?? NO_FEN) : NO_FEN;
        const back = deemedSale ? NO_FEN : transferredTax(cost, item, { reason, facts });
        return [
          debit(account, addFen(cost, output, back), words, { department }),
          credit(item.inventoryAccount, cost, words),
          ...(output === 0n ? [] : [credit(accountOf(facts, 'vat.output'), output, `${words} 视同销售`)]),
          ...(back === 0n ? [] : [credit(accountOf(facts, 'vat.inputTransferOut'), back, `${words} 进项税转出`)]),
        ];
      }),
    ),
    learnt: Object.fromEntries(leaving.map(({ line, cost }) => [line.no, { cost }])),
  });
}
