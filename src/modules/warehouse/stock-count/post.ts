// What a 盘点单 books: gain → storage and storage → loss, through 190101 待处理流动资产损溢 and at once its approved treatment, so 190101 is empty again
// (facts/china.md I1, I2; 小企业会计准则 §15: 处理后应无余额). 盘盈: 小企业 贷营业外收入, 企业准则 冲管理费用; 盘亏: 小企业 借营业外支出, 企业准则 借管理费用,
// with 进项税转出 where the line's reason says the loss is 非正常. All lines of an account go into one voucher line.
import { posting, type Movement, type Posting } from '#kernel/decision';
import type { Facts } from '#kernel/facts';
import { credit, debit, journal, type JournalLine } from '#kernel/journal';
import { accountOf, type IncomingLots } from '#kernel/checks';
import { addFen, fen, NO_FEN } from '#kernel/money';
import { present } from '#kernel/must';
import { outside, storage } from '#kernel/place';
import { reasonOf, transferredTax } from '../reasons.ts';
import type { Adjustment } from './adjust.ts';

export function postStockCount(rows: readonly Adjustment[], facts: Facts, lots: IncomingLots): Posting {
  return posting({
    lots: lots.fresh,
    movements: rows.flatMap((row) => movements(row, facts)),
    journal: journal(rows.flatMap((row) => (row.gain ? gainLines(row, facts) : lossLines(row, facts)))),
    learnt: Object.fromEntries([...net(rows)].map(([no, cost]) => [no, { cost: fen(cost) }])),
  });
}

/** What each line gains or loses in all: one with serial numbers may have both. */
function net(rows: readonly Adjustment[]): ReadonlyMap<number, bigint> {
  const sums = new Map<number, bigint>();
  for (const { line, gain, cost } of rows) sums.set(line.no, (sums.get(line.no) ?? 0n) + (gain ? cost : -cost));
  return sums;
}

const movements = ({ line, warehouse, gain, parts }: Adjustment, facts: Facts): readonly Movement[] =>
  parts.map((p) => {
    const shelf = storage(warehouse, p.bin);
    const abnormal = !gain && reasonOf(line.reason, facts)?.transferInput === true;
    return {
      line: line.no,
      item: line.item,
      lot: p.lot,
      qty: p.qty,
      cost: p.cost,
      from: gain ? outside('gain') : shelf,
      to: gain ? shelf : outside('loss'),
      account: present(facts.items[line.item], 'item').inventoryAccount,
      taxAttribute: abnormal ? 'input-transfer' : 'none',
      ownership: 'own',
      against: reasonOf(line.reason, facts)?.account ?? accountOf(facts, gain ? 'gain.count' : 'loss.count'),
    };
  });

function gainLines({ line, cost }: Adjustment, facts: Facts): readonly JournalLine[] {
  const pending = accountOf(facts, 'inventory.pendingLossGain');
  const account = reasonOf(line.reason, facts)?.account ?? accountOf(facts, 'gain.count');
  return [
    debit(present(facts.items[line.item], 'item').inventoryAccount, cost, '盘盈 {number}'),
    credit(pending, cost, '盘盈 {number}'),
    debit(pending, cost, '盘盈处理 {number}'),
    credit(account, cost, '盘盈处理 {number}'),
  ];
}

function lossLines({ line, cost }: Adjustment, facts: Facts): readonly JournalLine[] {
  const item = present(facts.items[line.item], 'item');
  const reason = reasonOf(line.reason, facts);
  const tax = transferredTax(cost, item, { reason, facts });
  const pending = accountOf(facts, 'inventory.pendingLossGain');
  const whole = addFen(cost, tax);
  return [
    debit(pending, whole, '盘亏 {number}'),
    credit(item.inventoryAccount, cost, '盘亏 {number}'),
    ...(tax === NO_FEN ? [] : [credit(accountOf(facts, 'vat.inputTransferOut'), tax, '盘亏 {number} 进项税转出')]),
    debit(reason?.account ?? accountOf(facts, 'loss.count'), whole, '盘亏处理 {number}'),
    credit(pending, whole, '盘亏处理 {number}'),
  ];
}
