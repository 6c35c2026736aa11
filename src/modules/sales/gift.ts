// A sale that brings in nothing is a gift: it carries output VAT at the market price and its cost is an expense (facts/china.md I6), which 其他出库单 books.
// Goods given along with paid ones (S10 买赠) are part of that sale, on the same paper or from the same order. Pure.
import type { SourceRef } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import type { Fen, Price } from '#kernel/money';
import type { Complaint, RefusalTable } from '#kernel/refusal';

export const GIFT_REFUSALS = {
  'gift-not-sale': {
    http: 422,
    retry: 'never',
    zh: '整单金额为 0，这是赠送而不是销售：赠送要按市场价计销项税，请改用其他出库单（原因选赠送）；买赠的赠品请与付款的商品开在同一张单上，或从同一张订单拉行',
  },
} as const satisfies RefusalTable;

type Line = { readonly source: SourceRef | null; readonly price: Price | null; readonly gross: Fen | null };

/** A complaint when neither a line nor the order it comes from is paid for. */
export function giftOnly(lines: readonly Line[], facts: Facts): Complaint | null {
  const paid = (line: { readonly gross?: Fen | null }): boolean => (line.gross ?? 0n) > 0n;
  const soldWith = (source: SourceRef | null): boolean =>
    source !== null && Object.values(facts.sources[source.doc]?.lines ?? {}).some((l) => paid(l as unknown as { readonly gross: Fen | null }));
  return lines.some((line) => line.price === null || paid(line) || soldWith(line.source)) ? null : { refused: 'gift-not-sale', path: 'lines[0].price' };
}
