// What 计价方法变更单 and 标准成本调整单 share: a change of how goods are costed, line by line, with what the stock was worth and what moves to 材料成本差异.
import type { CostMethodName } from '#costing';
import { posting, type Posting, type RecordPatch } from '#kernel/decision';
import { formatDecimal } from '#kernel/decimal';
import { POSTING_FLOW } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { money, note, qty } from '#kernel/field';
import { journal } from '#kernel/journal';
import { type Fen, NO_FEN, type Price, sumFen } from '#kernel/money';
import { present } from '#kernel/must';
import { differenceLines, heldOf, poolsText, restate } from './restate.ts';

/** Figures of a line that the house fills. */
export const RESTATED_LINE = {
  qty: qty('库存数量', { computed: true }),
  value: money('原库存金额', { computed: true, secret: 'cost' }),
  difference: money('转入材料成本差异', { computed: true, secret: 'cost', sign: 'any' }),
  before: note('原成本池', { computed: true, secret: 'cost' }),
} as const;

/** How such a document behaves; nobody may post while it is booked. */
export const RESTATING = {
  flow: POSTING_FLOW,
  sources: [],
  needs: { stock: 'cost', restates: true },
  companyWide: true,
  summary: (doc: { readonly lines: readonly { readonly difference: Fen | null }[] }) => ({ party: null, warehouse: null, total: sumFen(doc.lines, (l) => l.difference ?? NO_FEN) }),
} as const;

/** A price as records keep it. */
export const priceText = (price: bigint | null): string | null => (price === null ? null : formatDecimal(price, 6, 0));

type Change<L> = {
  readonly line: L & { readonly no: number; readonly item: string };
  readonly method: CostMethodName;
  readonly standardCost: Price | null;
  readonly patch: RecordPatch['data'];
  /** What the field changed from, remembered for the red document. */
  readonly was: unknown;
};

/** Values the stock of every line anew, changes the items' records, and books what the stock becomes worth more or less. */
export function restating<L>(
  changes: readonly Change<L>[],
  facts: Facts,
  { words, replays }: { readonly words: string /** Whether a replay needs a new start. */; readonly replays: boolean },
): Posting {
  const rows = changes.map(({ line, method, standardCost, ...rest }) => {
    const item = present(facts.items[line.item], 'item');
    return { line, item, ...rest, held: heldOf(line.item, facts), made: restate(item, { method, standardCost, line: line.no }, facts) };
  });
  const lines = journal(rows.flatMap(({ item, made }) => differenceLines(item, made.difference, { facts, words })));
  return posting({
    movements: rows.flatMap((r) => r.made.movements),
    pools: rows.flatMap((r) => r.made.pools.map((p) => (replays ? p : { ...p, opening: null }))),
    records: rows.map(({ line, patch }) => ({ id: line.item, data: patch })),
    journal: lines.length === 0 ? null : lines,
    learnt: Object.fromEntries(rows.map(({ line, was, held, made }) => [line.no, { was, ...held, difference: made.difference, before: poolsText(line.item, facts) }])),
  });
}
