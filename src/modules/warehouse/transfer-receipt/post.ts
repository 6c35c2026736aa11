// What a 调拨入库单 books: transit → storage at the transfer's cost, without voucher (facts/china.md I4); transit → loss for what is short or damaged:
// 借 190101 贷 存货（及进项税转出）, and at once its treatment 借 原因科目 贷 190101 (I2, I3), so 190101 is empty again.
import { costLedger } from '#costing';
import { posting, type Movement, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { credit, debit, journal, type JournalLine } from '#kernel/journal';
import { accountOf } from '#kernel/checks';
import { addFen, type Fen, fen, sumFen } from '#kernel/money';
import { present } from '#kernel/must';
import { outside, storage, transit } from '#kernel/place';
import { reasonOf, transferredTax } from '../reasons.ts';
import type { Arrival, Piece } from './arrivals.ts';
import type { HEAD, LINE } from './document.ts';

type Row = Arrival<Doc<typeof HEAD, typeof LINE>['lines'][number]>;

export function postTransferReceipt(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts, rows: readonly Row[]): Posting {
  const costs = costLedger(facts);
  const { warehouse } = doc.head;
  // Lost pieces leave the pool. Those from another cost group cost what they cost there, under 先进先出 the very layers that came with them; never more than
  // there is, and all of it when they are the last ones. Within one group they cost what the pool says.
  const valuedRows = rows.map((row) => ({
    ...row,
    pieces: row.pieces.map((p) => {
      if (!p.lost) return p;
      const leaving = { item: row.line.item, warehouse, parts: [p] };
      return { ...p, cost: (crossed(row, warehouse, facts) ? costs.issueAt(leaving, { wished: p.cost, from: row.line.source }) : costs.issue(leaving)).cost };
    }),
  }));
  const lost = (row: Row): Fen =>
    sumFen(
      row.pieces.filter((p) => p.lost),
      (p) => p.cost,
    );
  return posting({
    movements: valuedRows.flatMap((row) => row.pieces.map((piece) => movement(doc, row, { piece, facts }))),
    journal: journal(valuedRows.flatMap((row) => lossLines(row, lost(row), facts))),
    learnt: Object.fromEntries(valuedRows.map((row) => [row.line.no, { cost: sumFen(row.pieces, (p) => p.cost), lostCost: lost(row) }])),
  });
}

/** Did the goods come from another cost group? */
function crossed({ line }: Row, warehouse: string, facts: Facts): boolean {
  const from = line.source ? facts.sources[line.source.doc]?.head['from'] : undefined;
  return typeof from === 'string' && (facts.warehouses[from]?.pool ?? null) !== (facts.warehouses[warehouse]?.pool ?? null);
}

function movement(doc: Doc<typeof HEAD, typeof LINE>, row: Row, { piece, facts }: { readonly piece: Piece; readonly facts: Facts }): Movement {
  const { line } = row;
  const { warehouse } = doc.head;
  const reason = reasonOf(line.reason, facts);
  return {
    line: line.no,
    item: line.item,
    lot: piece.lot,
    qty: piece.qty,
    cost: piece.cost,
    from: transit(warehouse),
    to: piece.lost ? outside('loss') : storage(warehouse, line.bin),
    account: present(facts.items[line.item], 'item').inventoryAccount,
    taxAttribute: piece.lost && reason?.transferInput ? 'input-transfer' : 'none',
    ownership: 'own',
    against: piece.lost ? (reason?.account ?? accountOf(facts, 'loss.count')) : null,
    ...(piece.lost && crossed(row, warehouse, facts) ? { basis: 'origin' as const, of: line.source } : {}),
  };
}

function lossLines({ line }: Row, cost: Fen, facts: Facts): readonly JournalLine[] {
  const item = present(facts.items[line.item], 'item');
  const reason = reasonOf(line.reason, facts);
  const tax = transferredTax(cost, item, { reason, facts });
  const pending = accountOf(facts, 'inventory.pendingLossGain');
  const whole = addFen(cost, tax);
  const words = `调拨短损 {number}${reason ? ` ${reason.name}` : ''}`;
  return [
    debit(pending, whole, words),
    credit(item.inventoryAccount, cost, words),
    ...(tax === 0n ? [] : [credit(accountOf(facts, 'vat.inputTransferOut'), fen(tax), words)]),
    debit(reason?.account ?? accountOf(facts, 'loss.count'), whole, `${words} 处理`),
    credit(pending, whole, `${words} 处理`),
  ];
}
