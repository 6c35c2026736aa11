// What a 备料单 sets aside: of every material what is free, never more than is needed. Shortages do not keep it from being approved: they are what it is for.
import { formatQty } from '#kernel/decimal';
import { posting, type Posting, type Reserve } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { available } from '#kernel/picking';
import { micro, NO_QTY } from '#kernel/quantity';
import type { HEAD, LINE } from './document.ts';

export function decideMaterialPlan(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts): Posting {
  const { warehouse } = doc.head;
  const sound: Facts = { ...facts, shelves: facts.shelves.filter((s) => s.expires === null || s.expires > facts.today) };
  const free = new Map<string, bigint>();
  const rows = doc.lines.map((line) => {
    const need = line.baseQty ?? NO_QTY;
    const left = free.get(line.item) ?? available(sound, line.item, warehouse);
    const held = left <= 0n ? 0n : left < need ? left : need;
    free.set(line.item, left - held);
    return { line, held: micro(held), short: micro(need - held) };
  });
  return posting({
    reserves: rows.flatMap(({ line, held }): Reserve[] => (held > 0n ? [{ line: line.no, doc: doc.id, item: line.item, warehouse, qty: held }] : [])),
    learnt: Object.fromEntries(rows.map(({ line, held, short }) => [line.no, { held, short }])),
    events: [
      {
        name: 'materials-planned/1',
        payload: {
          plan: doc.head.plan,
          warehouse,
          order: doc.head.order,
          reason: doc.head.cause,
          items: [...new Set(doc.lines.map((l) => l.item))],
          lines: rows.map(({ line, held, short }) => ({
            line: line.no,
            product: line.product,
            item: line.item,
            need: formatQty(held + short),
            held: formatQty(held),
            short: formatQty(short),
          })),
        },
      },
    ],
  });
}
