// Proves an import: sums from the books against sums worked out again from the text of the file, day by day, to the 分 and the gram.
import type { Snapshot } from '#kernel/ports';
import { formatFen, formatQty } from '#kernel/decimal';
import type { Market } from './market-file.ts';

export type Figure = 'soldKg' | 'revenue' | 'cost' | 'lostKg' | 'loss' | 'boughtKg' | 'purchases';
export const FIGURES: Readonly<Record<Figure, { readonly zh: string; readonly unit: 'kg' | '元' }>> = {
  soldKg: { zh: '销售数量', unit: 'kg' },
  revenue: { zh: '销售收入', unit: '元' },
  cost: { zh: '销售成本', unit: '元' },
  lostKg: { zh: '损耗数量', unit: 'kg' },
  loss: { zh: '损耗成本', unit: '元' },
  boughtKg: { zh: '采购数量', unit: 'kg' },
  purchases: { zh: '采购金额', unit: '元' },
};
const NAMES = Object.keys(FIGURES) as Figure[];
type Sums = Record<Figure, bigint>;
export type Agreement = {
  readonly figure: Figure;
  readonly zh: string;
  readonly unit: string;
  readonly file: string;
  readonly books: string;
  readonly agrees: boolean /** Days on which the two differ. */;
  readonly daysOff: number;
  readonly firstOff: string | null;
};

const nothing = (): Sums => ({ soldKg: 0n, revenue: 0n, cost: 0n, lostKg: 0n, loss: 0n, boughtKg: 0n, purchases: 0n });

/** "6.841" × "6.0" in 分, half up, by schoolbook arithmetic on the digits: on purpose not the house's own multiplication. */
export function timesInFen(a: string, b: string): bigint {
  const digits = (t: string): readonly [bigint, number] => {
    const [w = '0', f = ''] = t.split('.');
    return [BigInt(w + f), f.length];
  };
  const [[x, i], [y, j]] = [digits(a), digits(b)];
  const places = 10n ** BigInt(i + j);
  return (x * y * 200n + places) / (2n * places);
}

/** The file's sums by day. Quantities in 10⁻⁶ kg, money in 分; a row is rounded once. */
export function sumsOfFile(market: Market): Map<string, Sums> {
  return new Map(
    market.days.map(({ day, rows }) => {
      const sum = nothing();
      for (const r of rows) {
        const [cost, loss] = [timesInFen(r.text.qty, r.text.wholesale), timesInFen(formatQty(r.lost), r.text.wholesale)];
        sum.soldKg += r.sold;
        sum.lostKg += r.lost;
        sum.boughtKg += r.sold + r.lost;
        sum.revenue += timesInFen(r.text.qty, r.text.price);
        sum.cost += cost;
        sum.loss += loss;
        sum.purchases += cost + loss;
      }
      return [day, sum];
    }),
  );
}

/** The books' sums by day: quantities and costs from the stock ledger, revenue from the general ledger. Only documents of this import. */
export async function sumsOfBooks(s: Snapshot, keys: string): Promise<Map<string, Sums>> {
  const mine = `(select (c.reply->>'id')::uuid from books.command_log c where c.org_id = books.org() and c.key like $1 || '%')`;
  const days = new Map<string, Sums>();
  const at = (day: string): Sums => {
    const sum = days.get(day) ?? nothing();
    days.set(day, sum);
    return sum;
  };
  const stock = await s.query<{ day: string; type: string; qty: string; cost: string }>(
    `select l.day::text as day, d.type, sum(l.qty)::text as qty, sum(l.cost)::text as cost from books.stock_line l join books.document d on d.org_id = l.org_id and d.id = l.doc_id where l.org_id = books.org() and l.doc_id in ${mine} group by 1, 2`,
    [keys],
  );
  for (const { day, type, qty, cost } of stock) {
    const sum = at(day);
    if (type === 'goods-receipt') {
      sum.boughtKg += BigInt(qty);
      sum.purchases += BigInt(cost);
    }
    if (type === 'retail-sale') {
      sum.soldKg -= BigInt(qty);
      sum.cost -= BigInt(cost);
    }
    if (type === 'write-off') {
      sum.lostKg -= BigInt(qty);
      sum.loss -= BigInt(cost);
    }
  }
  const revenue = await s.query<{ day: string; net: string }>(
    `select l.day::text as day, sum(l.credit - l.debit)::text as net from books.voucher_line l join books.voucher v on v.org_id = l.org_id and v.id = l.voucher_id join books.account_role r on r.org_id = l.org_id and r.role = 'revenue.main' and r.account = l.account where l.org_id = books.org() and v.doc_id in ${mine} group by 1`,
    [keys],
  );
  for (const { day, net } of revenue) at(day).revenue += BigInt(net);
  return days;
}

/** Compares day by day; a figure agrees when it does on every day. */
export function agreementOf(file: ReadonlyMap<string, Sums>, books: ReadonlyMap<string, Sums>): readonly Agreement[] {
  const days = [...new Set([...file.keys(), ...books.keys()])].toSorted();
  return NAMES.map((figure) => {
    const of = (sums: ReadonlyMap<string, Sums>, day: string): bigint => sums.get(day)?.[figure] ?? 0n;
    const off = days.filter((day) => of(file, day) !== of(books, day));
    const show = FIGURES[figure].unit === 'kg' ? formatQty : formatFen;
    const total = (sums: ReadonlyMap<string, Sums>) => show([...sums.values()].reduce((t, s) => t + s[figure], 0n));
    return { figure, ...FIGURES[figure], file: total(file), books: total(books), agrees: off.length === 0, daysOff: off.length, firstOff: off[0] ?? null };
  });
}

/** What is left of the imported items: nothing, or the import is wrong. */
export async function leftOver(s: Snapshot, items: readonly string[]): Promise<{ readonly qty: string; readonly value: string }> {
  const [row] = await s.query<{ qty: string; value: string }>(
    'select coalesce(sum(abs(qty)), 0)::text as qty, coalesce(sum(abs(value)), 0)::text as value from books.item_value where org_id = books.org() and item_id = any ($1)',
    [items],
  );
  return { qty: formatQty(BigInt(row?.qty ?? '0')), value: formatFen(BigInt(row?.value ?? '0')) };
}
