// Goods that come in from a supplier or a consignor: what a line says of them, how it looks, and the movements that bring it onto the shelf. Pure.
import { costLedger } from '#costing';
import { type IncomingLots, incomingParts } from '#kernel/checks';
import type { Movement } from '#kernel/decision';
import type { ScreenColumn } from '#kernel/document';
import type { Facts, ItemFacts } from '#kernel/facts';
import { day, lotNo, ref, text } from '#kernel/field';
import type { Fen } from '#kernel/money';
import { present } from '#kernel/must';
import { outside, storage } from '#kernel/place';
import { SERIALS } from '#kernel/serials';
import { costOf, TRADE_LINE, type TradeLine } from '#kernel/trade';

export const INCOMING_LINE = {
  ...TRADE_LINE,
  lot: lotNo('批次'),
  made: day('生产日期'),
  expires: day('到期日'),
  supplierLot: text('供应商批号', { max: 40 }),
  ...SERIALS,
  bin: ref('bin', '库位'),
  remark: text('备注', { max: 200 }),
} as const;

export const INCOMING_COLUMNS: readonly ScreenColumn[] = [
  { field: 'item', width: 220 },
  { field: 'unit', width: 64 },
  { field: 'qty', width: 96 },
  { field: 'price', width: 104 },
  { field: 'taxRate', width: 72 },
  { field: 'gross', width: 116 },
  { field: 'lot', width: 120 },
  { field: 'made', width: 116 },
  { field: 'expires', width: 116 },
  { field: 'serials', width: 150 },
  { field: 'bin', width: 90 },
  { field: 'remark', width: 140 },
];

type Line = TradeLine & { readonly bin: string | null };
/** What moves together: a line, or one of its pieces. `cost` is what it cost, `entering` what it enters stock at, `difference` the rest. */
export type Arrived = { readonly item: ItemFacts; readonly cost: Fen; readonly entering: Fen; readonly difference: Fen };

/** 供应商 → 仓库, at what the lines cost (kernel/trade costOf). */
export function arriving(
  lines: readonly Line[],
  lots: IncomingLots,
  at: { readonly warehouse: string; readonly facts: Facts } & Pick<Movement, 'taxAttribute' | 'ownership'>,
): { readonly rows: readonly Arrived[]; readonly movements: readonly Movement[] } {
  const { warehouse, facts, taxAttribute, ownership } = at;
  const costs = costLedger(facts);
  const rows = lines.flatMap((line) => {
    const item = present(facts.items[line.item], 'item');
    const parts = incomingParts({ no: line.no, qty: present(line.baseQty, 'base quantity'), cost: costOf(line, facts) }, lots);
    return parts.map((part) => ({ line, item, ...part, ...costs.receive({ item: item.id, warehouse, ...part }) }));
  });
  const movements = rows.map(({ line, item, qty, lot, entering }) => ({
    line: line.no,
    item: item.id,
    lot,
    qty,
    cost: entering,
    from: outside('supplier'),
    to: storage(warehouse, line.bin),
    account: item.inventoryAccount,
    taxAttribute,
    ownership,
  }));
  return { rows, movements };
}
