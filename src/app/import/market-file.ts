// Three years of a real Chinese supermarket (CUMCM 2023 C: cn_vegetables_*): reads the three files and checks every row before anything is booked.
import { type Day, parseDay } from '#kernel/day';
import { parseDecimal } from '#kernel/decimal';
import { divideHalfUp, type Price, price } from '#kernel/money';
import { type Micro, micro } from '#kernel/quantity';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { bad, type BadRow, badFile } from './report.ts';
import { openTable, type Table } from './table.ts';

/** One item of the products file. `loss` is the share of what was bought that is lost, in 10⁻⁶. */
export type Product = { readonly sku: string; readonly name: string; readonly category: string; readonly loss: bigint };
/** One SKU-day. `text` keeps the figures as they stand in the file, for the proof afterwards. */
export type Sold = {
  readonly line: number;
  readonly sku: string;
  readonly sold: Micro;
  readonly lost: Micro;
  readonly price: Price;
  readonly wholesale: Price;
  readonly text: { readonly qty: string; readonly price: string; readonly wholesale: string };
};
export type MarketDay = { readonly day: Day; readonly rows: readonly Sold[] };
export type Market = {
  readonly hash: string;
  readonly encoding: string;
  readonly rows: number;
  readonly products: readonly Product[];
  readonly days: readonly MarketDay[];
  readonly refused: readonly BadRow[];
};

const GRAM = 1000n;
const WHOLE = 1_000_000n;

/** What must be bought so that `sold` is left after the loss, rounded to the gram: sold ÷ (1 − loss rate). */
export const boughtFor = (sold: Micro, loss: bigint): Micro => micro(divideHalfUp(sold * WHOLE, (WHOLE - loss) * GRAM) * GRAM);

const beside = (daily: string, what: string): string | null => {
  const guess = join(dirname(daily), basename(daily).replace('daily', what));
  return guess !== daily && existsSync(guess) ? guess : null;
};

type Columns = Readonly<Record<string, number>>;
function columnsOf(table: Table, file: string, needed: readonly string[]): Columns {
  const missing = needed.filter((n) => !table.header.includes(n));
  if (missing.length > 0) throw badFile(`${basename(file)} 缺少列：${missing.join('、')}`, `表头应有 ${needed.join('、')}`, 1);
  return Object.fromEntries(table.header.map((name, i) => [name, i]));
}

async function readProducts(file: string, refused: BadRow[]): Promise<Map<string, Product>> {
  const table = await openTable(file);
  const at = columnsOf(table, file, ['sku', 'name', 'category', 'loss_rate_pct']);
  const products = new Map<string, Product>();
  const where = basename(file);
  for await (const { line, cells } of table.rows) {
    const cell = (name: string): string => cells[at[name] ?? -1] ?? '';
    const percent = parseDecimal(cell('loss_rate_pct'), 4);
    const complain = (column: string, message: string, remedy: string) => refused.push(bad({ line, column: `${where}:${column}`, value: cell(column) }, message, remedy));
    if (cell('sku') === '' || cell('name') === '') complain('sku', '商品没有编码或名称', '请补全');
    else if (products.has(cell('sku'))) complain('sku', '商品编码重复', '请只保留一行');
    else if (percent === null || percent < 0n || percent >= WHOLE) complain('loss_rate_pct', '损耗率应为 0 到 100 之间的百分数', '请更正，例如 9.43');
    else products.set(cell('sku'), { sku: cell('sku'), name: cell('name'), category: cell('category') || '未分类', loss: percent });
  }
  refused.push(...table.refused);
  return products;
}

async function readWholesale(file: string | null, refused: BadRow[]): Promise<Map<string, string>> {
  const prices = new Map<string, string>();
  if (file === null) return prices;
  const table = await openTable(file);
  const at = columnsOf(table, file, ['date', 'sku', 'wholesale_price']);
  for await (const { cells } of table.rows) prices.set(`${cells[at['date'] ?? -1]}|${cells[at['sku'] ?? -1]}`, cells[at['wholesale_price'] ?? -1] ?? '');
  refused.push(...table.refused);
  return prices;
}

export type MarketFiles = { readonly daily: string; readonly products?: string | undefined; readonly wholesale?: string | undefined };

/** Reads everything. Throws BadFile when a file is unusable; bad rows are listed, the good ones returned. */
export async function readMarket(files: MarketFiles): Promise<Market> {
  const refused: BadRow[] = [];
  const productFile = files.products ?? beside(files.daily, 'products');
  const table = await openTable(files.daily);
  const expected = basename(files.daily).replace('daily', 'products');
  const remedy = expected === basename(files.daily) ? '请' : `请把 ${expected} 放在同一文件夹，或`;
  if (productFile === null) throw badFile('没有找到商品文件', `${remedy}用 --products 指明`);
  const products = await readProducts(productFile, refused);
  const prices = await readWholesale(files.wholesale ?? beside(files.daily, 'wholesale'), refused);
  const at = columnsOf(table, files.daily, ['date', 'sku', 'qty_kg', 'avg_price', ...(prices.size === 0 ? ['wholesale_price'] : [])]);
  const days = new Map<Day, Sold[]>();
  const seen = new Set<string>();
  let rows = 0;
  for await (const { line, cells } of table.rows) {
    rows += 1;
    const cell = (name: string): string => cells[at[name] ?? -1] ?? '';
    const key = `${cell('date')}|${cell('sku')}`;
    const read = readRow(line, cell, { products, wholesale: cell('wholesale_price') || prices.get(key) || '', again: seen.has(key) });
    seen.add(key);
    if ('message' in read) {
      refused.push(read);
      continue;
    }
    const list = days.get(read.day) ?? [];
    list.push(read.row);
    days.set(read.day, list);
  }
  refused.push(...table.refused);
  return {
    hash: table.hash,
    encoding: table.encoding,
    rows: rows + table.refused.length,
    products: [...products.values()],
    days: [...days].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([day, list]) => ({ day, rows: list })),
    refused,
  };
}

type Known = { readonly products: ReadonlyMap<string, Product>; readonly wholesale: string; readonly again: boolean };

function readRow(line: number, cell: (name: string) => string, known: Known): { readonly day: Day; readonly row: Sold } | BadRow {
  const complain = (column: string, message: string, remedy: string): BadRow =>
    bad({ line, column, value: column === 'wholesale_price' ? known.wholesale : cell(column) }, message, remedy);
  const day = parseDay(cell('date'));
  const product = known.products.get(cell('sku'));
  const [qty, each, wholesale] = [parseDecimal(cell('qty_kg'), 6), parseDecimal(cell('avg_price'), 6), parseDecimal(known.wholesale, 6)];
  if (day === null) return complain('date', '不是有效日期', '请改成日历上有的日子，如 2023-02-28');
  if (!product) return complain('sku', '商品文件里没有这个 SKU', '请在商品文件中补上，或更正 SKU');
  if (known.again) return complain('sku', '同一天同一商品出现了两次', '请合并成一行');
  if (qty === null) return complain('qty_kg', '数量不是数字', '请填写千克数，最多 3 位小数');
  if (qty <= 0n) return complain('qty_kg', qty < 0n ? '数量不能为负数' : '数量必须大于 0', '退货请另开销售退货单，不要填负数');
  if (qty % GRAM !== 0n) return complain('qty_kg', '数量细于 1 克', '请四舍五入到 3 位小数');
  if (each === null || each < 0n) return complain('avg_price', each === null ? '单价不是数字' : '单价不能为负数', '请填写每千克的价格，最多 6 位小数');
  if (wholesale === null || wholesale < 0n)
    return complain('wholesale_price', known.wholesale === '' ? '没有批发价' : '批发价不是有效的价格', '请填写每千克的批发价，或在批发价文件中补上');
  const sold = micro(qty);
  return {
    day,
    row: {
      line,
      sku: product.sku,
      sold,
      lost: micro(boughtFor(sold, product.loss) - sold),
      price: price(each),
      wholesale: price(wholesale),
      text: { qty: cell('qty_kg'), price: cell('avg_price'), wholesale: known.wholesale },
    },
  };
}
