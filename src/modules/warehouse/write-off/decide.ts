// When a 报损单 may be posted: the goods are there (expired ones too, held lots when they are named) and the reason is one for losses.
import type { Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { costLedger } from '#costing';
import type { Fen } from '#kernel/money';
import { NO_QTY } from '#kernel/quantity';
import { gather, type Refused } from '#kernel/refusal';
import { fromFrozen, leave, type LeavingLine } from '../leaving.ts';
import { checkUse } from '../reasons.ts';
import type { HEAD, LINE } from './document.ts';
import { postWriteOff } from './post.ts';

export function decideWriteOff(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts): Posting | Refused {
  const { warehouse, reason } = doc.head;
  const { picked, complaints } = leave(doc.lines, { warehouse, expired: 'allow', held: 'named' }, doc.head.frozen ? fromFrozen(facts) : facts);
  const refused = gather([checkUse(reason, ['loss'], { path: 'head.reason', facts }), ...complaints]);
  return refused ?? postWriteOff(doc, facts, picked);
}

/** Shows what the lines cost now, as far as the pools are known; posting values them again under lock. */
export function valueWriteOff<L extends LeavingLine & { readonly cost: Fen | null }>(lines: readonly L[], warehouse: string, facts: Facts): readonly L[] {
  const costs = costLedger(facts);
  return lines.map((line) => {
    const lot = line.lot === null ? null : (facts.lots.find((l) => l.item === line.item && l.no === line.lot)?.id ?? null);
    return { ...line, cost: costs.worth({ item: line.item, warehouse, lot, qty: line.baseQty ?? NO_QTY }) };
  });
}
