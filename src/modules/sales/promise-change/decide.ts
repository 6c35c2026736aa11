// What a 承诺调整单 may change: it releases what orders hold, and reserves what is free, never more than a line still wants.
import { formatQty } from '#kernel/decimal';
import { type Notice, posting, type Posting, type Reserve } from '#kernel/decision';
import type { Doc, Line } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { isId } from '#kernel/id';
import { available } from '#kernel/picking';
import { type Micro, micro, NO_QTY } from '#kernel/quantity';
import { type Complaint, gather, type RefusalTable, type Refused } from '#kernel/refusal';
import { sellable } from '../outgoing.ts';
import { OPEN_ORDERS } from '../credit.ts';
import type { HEAD, LINE } from './document.ts';

export const REFUSALS = {
  'order-needed': { http: 422, retry: 'never', zh: '第 {line} 行：承诺调整须从销售订单选单，请从来源拉行' },
} as const satisfies RefusalTable;

type Row = Line<typeof LINE>;
type Changed = { readonly line: Row; readonly change: bigint };

export function decidePromiseChange(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts): Posting | Refused {
  const loose = doc.lines.flatMap((line, i): Complaint[] => (line.source ? [] : [{ refused: 'order-needed', path: `lines[${i}].source`, with: { line: String(line.no) } }]));
  const refused = gather(loose);
  if (refused) return refused;
  const changed = changes(doc.lines, facts);
  return posting({
    reserves: changed.flatMap(({ line, change }): Reserve[] =>
      change === 0n || !line.source ? [] : [{ line: line.source.line, doc: line.source.doc, item: line.item, warehouse: line.warehouse, qty: micro(change) }],
    ),
    notices: noticesFor(doc.head.cause, changed, facts),
    events: [
      {
        name: 'promise-changed/1',
        payload: {
          cause: doc.head.cause,
          orders: changed.map(({ line, change }) => ({
            order: line.source?.doc,
            line: line.source?.line,
            item: line.item,
            change: formatQty(change),
            before: line.before,
            promised: line.promised,
          })),
        },
      },
    ],
    learnt: Object.fromEntries(changed.map(({ line, change }) => [line.no, { change: micro(change) }])),
  });
}

/** What of the plan still holds now that everything is locked: others may have delivered or reserved since it was made. Releases first, so that what they free can be given. */
function changes(lines: readonly Row[], facts: Facts): readonly Changed[] {
  const sold = sellable(facts);
  const free = new Map<string, bigint>();
  const done = new Map<number, bigint>();
  const freeAt = (l: Row): bigint => free.get(`${l.item}|${l.warehouse}`) ?? available(sold, l.item, l.warehouse);
  for (const line of [...lines.filter((l) => l.change < 0n), ...lines.filter((l) => l.change > 0n)]) {
    const [open, lacks] = standing(line, facts);
    const change = line.change < 0n ? -least(open, -line.change) : least(least(lacks, line.change), freeAt(line));
    const settled = line.change > 0n && change < 0n ? 0n : change;
    free.set(`${line.item}|${line.warehouse}`, freeAt(line) - settled);
    done.set(line.no, settled);
  }
  return lines.map((line) => ({ line, change: done.get(line.no) ?? 0n }));
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** What the order line holds, and what it still lacks. */
function standing(line: Row, facts: Facts): readonly [bigint, bigint] {
  const order = line.source ? facts.sources[line.source.doc] : undefined;
  const own = order?.lines[line.source?.line ?? 0];
  const open = facts.reservations.find((r) => r.doc === line.source?.doc && r.line === line.source.line)?.open ?? NO_QTY;
  const ordered = (own as { baseQty?: Micro | null } | undefined)?.baseQty ?? NO_QTY;
  const lacks = ordered - (own?.done[OPEN_ORDERS.until]?.qty ?? NO_QTY) - open;
  return [open, order?.state === 'posted' && lacks > 0n ? lacks : 0n];
}

/** One message for each order and person. */
function noticesFor(cause: string, changed: readonly Changed[], facts: Facts): readonly Notice[] {
  const told = new Map<string, { to: string; doc: string; order: string; words: string[] }>();
  for (const { line, change } of changed) {
    if (!line.source || !isId(line.owner ?? '')) continue;
    const key = `${line.owner}|${line.source.doc}`;
    const entry = told.get(key) ?? { to: line.owner ?? '', doc: line.source.doc, order: facts.sources[line.source.doc]?.number ?? line.order ?? '', words: [] };
    entry.words.push(wordsOf(line, change, facts));
    told.set(key, entry);
  }
  return [...told.values()].map((t) => ({
    to: t.to,
    title: `订单 ${t.order} 的承诺有变`,
    text: `${cause}：${t.words.slice(0, 5).join('；')}${t.words.length > 5 ? `；等 ${t.words.length} 行` : ''}（{number}）`,
    docType: 'sales-order',
    doc: t.doc,
  }));
}

function wordsOf(line: Row, change: bigint, facts: Facts): string {
  const item = facts.items[line.item];
  const size = `${formatQty(change < 0n ? -change : change)} ${item?.unit ?? ''}`;
  const what = change < 0n ? `释放占用 ${size}` : change > 0n ? `重新占用 ${size}` : '占用不变';
  const day = line.promised === null ? '新承诺日待定' : `承诺日 ${line.promised}`;
  return `“${item?.name ?? ''}”${what}，${day}${line.before !== null && line.before !== line.promised ? `（原 ${line.before}）` : ''}`;
}
