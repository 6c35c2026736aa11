// When a 其他入库单 may be posted: lots are named and every line has a cost.
import { costLedger } from '#costing';
import type { Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { binsElsewhere, incomingLots, lotsMissing, serialsMissing } from '#kernel/checks';
import type { Fen } from '#kernel/money';
import { present } from '#kernel/must';
import { type Complaint, gather, type Refused, type RefusalTable } from '#kernel/refusal';
import { checkUse } from '../reasons.ts';
import type { HEAD, LINE } from './document.ts';
import { postOtherReceipt } from './post.ts';

export const REFUSALS = {
  'cost-unknown': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”没有库存成本也没有参考进价，请填写单位成本或先维护商品的参考进价' },
} as const satisfies RefusalTable;

export function decideOtherReceipt(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts): Posting | Refused {
  const ledger = costLedger(facts);
  const costs: Record<number, Fen> = {};
  const unknown = doc.lines.flatMap((line, i): Complaint[] => {
    const cost = line.cost ?? ledger.worth({ item: line.item, warehouse: doc.head.warehouse, lot: null, qty: present(line.baseQty, 'base quantity') });
    if (cost === null) return [{ refused: 'cost-unknown', path: `lines[${i}].unitCost`, with: { line: String(line.no), item: facts.items[line.item]?.name ?? '' } }];
    costs[line.no] = cost;
    return [];
  });
  const arriving = [...lotsMissing(doc.lines, facts), ...serialsMissing(doc.lines, facts), ...binsElsewhere(doc.lines, doc.head.warehouse, facts)];
  const refused = gather([checkUse(doc.head.reason, ['other-in'], { path: 'head.reason', facts }), ...arriving, ...unknown]);
  return refused ?? postOtherReceipt(doc, facts, { costs, lots: incomingLots(doc.lines, facts) });
}
