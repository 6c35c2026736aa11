// When a 受托代销退回单 may be posted, and what it books: 借 受托代销商品款 贷 受托代销商品. Pure.
import { costLedger } from '#costing';
import { accountOf, binsElsewhere } from '#kernel/checks';
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { credit, debit, journal } from '#kernel/journal';
import { sumFen } from '#kernel/money';
import { present } from '#kernel/must';
import { pick, type Pick } from '#kernel/picking';
import { outside, storage } from '#kernel/place';
import { NO_QTY } from '#kernel/quantity';
import { gather, type Refused } from '#kernel/refusal';
import { readSerials } from '#kernel/serials';
import { notOfConsignor } from '../consigned.ts';
import type { HEAD, LINE } from './document.ts';

type Return = Doc<typeof HEAD, typeof LINE>;
const WORDS = '受托代销退回 {number}';

export function decideConsignedReturn(doc: Return, facts: Facts): Posting | Refused {
  const { supplier, warehouse } = doc.head;
  const serials = readSerials(doc.lines, facts);
  // Expired goods may go back; that is often why.
  const { picks, complaints } = pick(
    doc.lines.map((l) => ({ no: l.no, item: l.item, warehouse, qty: l.baseQty ?? NO_QTY, lotNo: l.lot, reserved: NO_QTY, bin: l.bin, serials: serials.byLine[l.no] ?? null })),
    facts,
    'allow',
  );
  const refused = gather([...notOfConsignor(doc.lines, supplier, facts), ...serials.complaints, ...binsElsewhere(doc.lines, warehouse, facts), ...complaints]);
  return refused ?? post(doc, facts, picks);
}

function post(doc: Return, facts: Facts, picks: readonly Pick[]): Posting {
  const { supplier, warehouse } = doc.head;
  const costs = costLedger(facts);
  const funds = accountOf(facts, 'inventory.consignedFunds');
  const rows = doc.lines.map((line) => {
    const mine = picks.filter((p) => p.line === line.no);
    return { line, item: present(facts.items[line.item], 'item'), mine, ...costs.issue({ item: line.item, warehouse, parts: mine }) };
  });
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
        taxAttribute: 'none' as const,
        ownership: 'consigned-in' as const,
        against: funds,
      })),
    ),
    journal: journal([
      debit(
        funds,
        sumFen(rows, (r) => r.cost),
        WORDS,
        { party: supplier },
      ),
      ...rows.map(({ item, cost }) => credit(item.inventoryAccount, cost, WORDS)),
    ]),
    learnt: Object.fromEntries(rows.map(({ line, cost }) => [line.no, { cost }])),
  });
}
