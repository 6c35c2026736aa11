// When a 委托代销退货单 may be posted, and what it books: 借 存货 贷 委托代销商品, at the share of what the issue cost.
import { costLedger } from '#costing';
import { type Movement, posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts, MovedLot } from '#kernel/facts';
import { accountOf, binsElsewhere, differenceAccount } from '#kernel/checks';
import { credit, debit, journal } from '#kernel/journal';
import { type Fen, splitFen, sumFen } from '#kernel/money';
import { present } from '#kernel/must';
import { outside, storage } from '#kernel/place';
import type { Micro } from '#kernel/quantity';
import { type Complaint, gather, type Refused, type RefusalTable } from '#kernel/refusal';
import { PIECE, readSerials, type SerialsByLine, serialsPresent, someSerials } from '#kernel/serials';
import { clearedCosts, notPulled } from '../consignment.ts';
import type { HEAD, LINE } from './document.ts';

export const REFUSALS = {
  'lot-not-sent': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”请填写退回的批次；发货单 {source} 发出的批次：{lots}' },
  'serial-not-consigned': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”序列号 {serial} 不是发货单 {source} 发出的，请核对号码' },
} as const satisfies RefusalTable;

type Return = Doc<typeof HEAD, typeof LINE>;
type Line = Return['lines'][number];

export function decideConsignmentReturn(doc: Return, facts: Facts): Posting | Refused {
  const serials = readSerials(doc.lines, facts);
  const early = gather([
    ...notPulled(doc.lines),
    ...serials.complaints,
    ...serialsPresent(doc.lines, serials.byLine, facts),
    ...binsElsewhere(doc.lines, doc.head.warehouse, facts),
  ]);
  if (early) return early;
  const refused = gather(doc.lines.map((l, i) => notOfIssue(l, { index: i, pieces: serials.byLine[l.no] ?? null, facts })));
  return refused ?? post(doc, facts, serials.byLine);
}

const sentOf = (line: Line, facts: Facts): readonly MovedLot[] => facts.sources[line.source?.doc ?? '']?.movedLots[line.source?.line ?? 0] ?? [];

/** The lots and pieces that come back must be some of those that were sent. */
function notOfIssue(line: Line, at: { readonly index: number; readonly pieces: readonly string[] | null; readonly facts: Facts }): Complaint | null {
  const item = present(at.facts.items[line.item], 'item');
  const sent = sentOf(line, at.facts);
  const said = { line: String(line.no), item: item.name, source: at.facts.sources[line.source?.doc ?? '']?.number ?? '' };
  const strange = (at.pieces ?? []).filter((no) => !sent.some((s) => s.no === no));
  if (strange.length > 0) return { refused: 'serial-not-consigned', path: `lines[${at.index}].serials`, with: { ...said, serial: someSerials(strange) } };
  if (!item.tracksLots || sent.some((s) => s.no === line.lot) || (line.lot === null && sent.length === 1)) return null;
  return { refused: 'lot-not-sent', path: `lines[${at.index}].lot`, with: { ...said, lots: sent.map((s) => s.no ?? '').join('、') } };
}

type Part = { readonly lot: string | null; readonly qty: Micro; readonly cost: Fen };

function partsOf(line: Line, cost: Fen, at: { readonly facts: Facts; readonly pieces: readonly string[] | null }): readonly Part[] {
  const sent = sentOf(line, at.facts);
  const lot = (sent.find((s) => s.no === line.lot) ?? sent[0])?.lot ?? null;
  if (!at.pieces) return [{ lot, qty: present(line.baseQty, 'base quantity'), cost }];
  const costs = splitFen(
    cost,
    at.pieces.map(() => PIECE),
  );
  return at.pieces.map((no, i) => ({ lot: sent.find((s) => s.no === no)?.lot ?? null, qty: PIECE, cost: present(costs[i], 'cost of a piece') }));
}

function post(doc: Return, facts: Facts, serials: SerialsByLine): Posting {
  const { customer, warehouse } = doc.head;
  const ledger = costLedger(facts);
  const away = accountOf(facts, 'inventory.consignedOut');
  const costs = clearedCosts(doc.lines, facts);
  const words = '委托代销退货 {number}';
  const rows = doc.lines.map((line, i) => {
    const cost = present(costs[i], 'cost');
    const parts = partsOf(line, cost, { facts, pieces: serials[line.no] ?? null }).map((part) => ({ ...part, ...ledger.receive({ item: line.item, warehouse, ...part }) }));
    return { line, item: present(facts.items[line.item], 'item'), cost, parts };
  });
  return posting({
    movements: rows.flatMap(({ line, item, parts }) =>
      parts.map(
        (p): Movement => ({
          line: line.no,
          item: item.id,
          lot: p.lot,
          qty: p.qty,
          cost: p.entering,
          from: outside('consignee'),
          to: storage(warehouse, line.bin),
          account: item.inventoryAccount,
          taxAttribute: 'none',
          ownership: 'own',
          basis: 'origin',
          of: line.source,
          against: away,
        }),
      ),
    ),
    journal: journal(
      rows.flatMap(({ item, cost, parts }) => [
        debit(
          item.inventoryAccount,
          sumFen(parts, (p) => p.entering),
          words,
        ),
        debit(
          differenceAccount(item, facts),
          sumFen(parts, (p) => p.difference),
          `${words} 成本差异`,
        ),
        credit(away, cost, words, { party: customer }),
      ]),
    ),
    learnt: Object.fromEntries(rows.map(({ line, cost }) => [line.no, { cost }])),
  });
}
