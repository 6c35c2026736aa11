// When a 替代料申请单 may be accepted: something is taken or bought, and what is taken is free.
import { formatQty } from '#kernel/decimal';
import { posting, type Posting, type Reserve } from '#kernel/decision';
import type { Doc, Line } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { shortages } from '#kernel/picking';
import { NO_QTY } from '#kernel/quantity';
import { gather, refuse, type RefusalTable, type Refused } from '#kernel/refusal';
import type { HEAD, LINE } from './document.ts';

export const REFUSALS = {
  'nothing-chosen': { http: 422, retry: 'never', zh: '没有采用任何替代品，也没有请购；请填写“采用数量”或“请购数量”，都不需要时请作废本单' },
} as const satisfies RefusalTable;

type Row = Line<typeof LINE>;
const taken = (line: Row) => line.take ?? NO_QTY;
/** The same goods from another warehouse: they are moved, not set aside. */
const moves = (line: Row): boolean => line.item === line.frozen && line.warehouse !== line.at;

export function decideSubstituteRequest(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts): Posting | Refused {
  if (doc.lines.every((l) => taken(l) === 0n && (l.buy ?? NO_QTY) === 0n)) return refuse('nothing-chosen', { path: 'lines[0].take' });
  const wanted = doc.lines.filter((l) => taken(l) > 0n).map((l) => ({ no: l.no, item: l.item, warehouse: l.warehouse, qty: taken(l), lotNo: null, reserved: NO_QTY }));
  const refused = gather(shortages(wanted, facts));
  if (refused) return refused;
  const said = (l: Row) => ({
    line: l.no,
    frozen: l.frozen,
    at: l.at,
    item: l.item,
    warehouse: l.warehouse,
    moves: moves(l),
    take: formatQty(taken(l)),
    buy: formatQty(l.buy ?? NO_QTY),
  });
  return posting({
    reserves: doc.lines.flatMap((l): Reserve[] => (taken(l) > 0n && !moves(l) ? [{ line: l.no, doc: doc.id, item: l.item, warehouse: l.warehouse, qty: taken(l) }] : [])),
    events: [{ name: 'substitute-accepted/1', payload: { cause: doc.head.cause, lines: doc.lines.map(said) } }],
  });
}
