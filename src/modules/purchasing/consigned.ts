// Goods of others that we sell for them (受托代销): whose they are, and on which papers they may stand. Pure.
import type { Facts } from '#kernel/facts';
import type { Complaint, RefusalTable } from '#kernel/refusal';

export const CONSIGNED_REFUSALS = {
  'not-of-consignor': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”不是“{supplier}”委托代销的商品；请换商品，或在商品资料上填写受托代销委托方' },
} as const satisfies RefusalTable;
export const BOUGHT_REFUSALS = {
  'consigned-not-bought': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”是受托代销商品，货不是买来的；收货用受托代销入库单，退货用受托代销退回单' },
} as const satisfies RefusalTable;

type Goods = { readonly no: number; readonly item: string };

/** What does not belong to this consignor. */
export const notOfConsignor = (lines: readonly Goods[], supplier: string, facts: Facts): readonly Complaint[] =>
  lines.flatMap((line, i): Complaint[] => {
    const item = facts.items[line.item];
    if (item?.consignor?.party === supplier) return [];
    return [{ refused: 'not-of-consignor', path: `lines[${i}].item`, with: { line: String(line.no), item: item?.name ?? '', supplier: facts.parties[supplier]?.name ?? '' } }];
  });

/** What may not be bought, because it belongs to a consignor. */
export const consignedLines = (lines: readonly Goods[], facts: Facts): readonly Complaint[] =>
  lines.flatMap((line, i): Complaint[] => {
    const item = facts.items[line.item];
    return item?.consignor ? [{ refused: 'consigned-not-bought', path: `lines[${i}].item`, with: { line: String(line.no), item: item.name } }] : [];
  });
