// Arithmetic of trade lines: units to base units, tax-included price to net, tax and gross. Pure.
import { formatQty } from './decimal.ts';
import type { Facts, ItemFacts } from './facts.ts';
import { percent, qty, rate, ref, text, unitPrice, money, type Rate } from './field.ts';
import { divideHalfUp, type Fen, fen, NO_FEN, type Price, price as asPrice, sumFen } from './money.ts';
import { amountOf, type Micro, type Ratio, toBase, WHOLE } from './quantity.ts';
import { type Complaint, gather, type Refused } from './refusal.ts';
import { oneLine } from './serials.ts';
import type { SourceRef } from './document.ts';

/** Item, unit and quantity: what every stock line has. */
export const STOCK_LINE = {
  item: ref('item', '商品', { required: true }),
  unit: text('单位', { max: 12 }),
  qty: qty('数量', { required: true, sign: 'positive' }),
  baseQty: qty('基本数量', { computed: true }),
} as const;

/** A stock line with prices. Price is per entered unit, tax included (含税单价), as small companies quote it. */
export const TRADE_LINE = {
  ...STOCK_LINE,
  price: unitPrice('含税单价', { sign: 'zero', secret: 'price' }),
  taxRate: percent('税率'),
  net: money('不含税金额', { computed: true, secret: 'price' }),
  tax: money('税额', { computed: true, secret: 'price' }),
  gross: money('价税合计', { computed: true, secret: 'price' }),
} as const;

/** On lines that leave a shelf: from which bin. */
export const FROM_BIN = { bin: ref('bin', '库位', { hint: '从哪个库位出；留空由系统取货' }) } as const;

export const REMARK = { remark: text('备注', { max: 200 }) } as const;

export type StockLine = {
  readonly no: number;
  readonly source: SourceRef | null;
  readonly item: string;
  readonly unit: string | null;
  readonly qty: Micro;
  readonly baseQty: Micro | null;
};
export type TradeLine = StockLine & { readonly price: Price | null; readonly taxRate: Rate | null; readonly net: Fen | null; readonly tax: Fen | null; readonly gross: Fen | null };

/** How many base units one `unit` of the item holds; null when the item has no such unit. */
export const ratioOf = (item: ItemFacts, unit: string | null): Ratio | null => (unit === null || unit === item.unit ? WHOLE : (item.units[unit] ?? null));

/** Tax-included amount → net and tax: net = round(gross ÷ (1 + rate)), tax = gross − net, so the two always add up. */
export function splitTax(gross: Fen, taxRate: Rate): { readonly net: Fen; readonly tax: Fen } {
  const net = fen(divideHalfUp(gross * 1_000_000n, 1_000_000n + taxRate));
  return { net, tax: fen(gross - net) };
}

/** What stock is worth of a purchase: without deductible input VAT for a general taxpayer, with it for a small one. */
export const costOf = (line: { readonly net: Fen | null; readonly gross: Fen | null }, facts: Facts): Fen => (facts.org.vat === 'general' ? line.net : line.gross) ?? NO_FEN;

/** Base quantity of one line, or why not. */
export function baseQuantity(line: StockLine, index: number, facts: Facts): Micro | Complaint {
  const item = facts.items[line.item];
  if (!item) return { refused: 'unknown-record', path: `lines[${index}].item`, with: { field: '商品' } };
  if (!item.active) return { refused: 'record-disabled', path: `lines[${index}].item`, with: { name: item.name } };
  const ratio = ratioOf(item, line.unit);
  const at = String(line.no);
  if (!ratio)
    return {
      refused: 'unit-unknown',
      path: `lines[${index}].unit`,
      with: { line: at, item: item.name, unit: line.unit ?? '', units: [item.unit, ...Object.keys(item.units)].join('、') },
    };
  return toBase(line.qty, ratio) ?? { refused: 'unit-not-exact', path: `lines[${index}].qty`, with: { line: at, qty: formatQty(line.qty), unit: line.unit ?? '' } };
}

/** Fills unit and base quantity of every line, or gathers what is wrong with them. */
export function completeStock<L extends StockLine>(lines: readonly L[], facts: Facts): readonly L[] | Refused {
  const complaints: Complaint[] = [];
  const done = lines.map((line, index) => {
    const base = baseQuantity(line, index, facts);
    if (typeof base === 'object') complaints.push(base);
    const { serials } = line as { readonly serials?: string | null };
    const kept = serials ? { serials: oneLine(serials) } : {};
    return { ...line, ...kept, unit: line.unit ?? facts.items[line.item]?.unit ?? null, baseQty: typeof base === 'bigint' ? base : null };
  });
  return gather(complaints) ?? done;
}

/** The price a line gets when nobody entered one: its source line's, else the price book's (per base unit, scaled to the unit). */
function priceFor(line: TradeLine, facts: Facts): Price | null {
  if (line.price !== null) return line.price;
  const from = line.source ? facts.sources[line.source.doc]?.lines[line.source.line] : undefined;
  const source = from as unknown as TradeLine | undefined;
  if (source && source.price !== null && source.price !== undefined && source.unit === line.unit) return source.price;
  const item = facts.items[line.item];
  const book = facts.prices[line.item];
  const ratio = item ? ratioOf(item, line.unit) : null;
  return book === undefined || !ratio ? null : asPrice(divideHalfUp(book * ratio.num, ratio.den));
}

/** Fills base quantity, price, tax rate and the three amounts of every trade line. */
export function completeTrade<L extends TradeLine>(lines: readonly L[], facts: Facts, partyRate: Rate | null = null): readonly L[] | Refused {
  const stocked = completeStock(lines, facts);
  if ('refused' in stocked) return stocked;
  return stocked.map((line) => {
    const price = priceFor(line, facts);
    const taxRate = line.taxRate ?? partyRate ?? facts.items[line.item]?.taxRate ?? rate(0n);
    const gross = price === null ? NO_FEN : amountOf(line.qty, price);
    return { ...line, price, taxRate, ...splitTax(gross, taxRate), gross };
  });
}

/** A complaint for every line that still has no price. */
export const pricesMissing = (lines: readonly TradeLine[], facts: Facts): readonly Complaint[] =>
  lines.flatMap((line, i) =>
    line.price === null ? [{ refused: 'price-missing', path: `lines[${i}].price`, with: { line: String(line.no), item: facts.items[line.item]?.name ?? '' } }] : [],
  );

export const grossOf = (lines: readonly { readonly gross: Fen | null }[]): Fen => sumFen(lines, (l) => l.gross ?? NO_FEN);
