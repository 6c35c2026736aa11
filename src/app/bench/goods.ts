// Goods for the benches of costing: as many items as wanted, and documents of the pen that move them, ready to be copied.
import { present } from '#kernel/must';
import { saveAll } from '../founding.ts';
import type { BenchCompany } from './company.ts';

/** Makes `size` items; `data` is what they have besides unit, category and tax. */
export async function makeItems(co: BenchCompany, size: number, data: Readonly<Record<string, unknown>> = {}): Promise<string[]> {
  const [category] = await saveAll(co.ports, co.caller, 'item-category', [{ name: '测速', data: { inventoryAccount: '1405' } }]);
  const inputs = Array.from({ length: size }, (_, i) => ({ name: `货${String(i + 1).padStart(5, '0')}`, data: { category: category?.id, unit: '件', taxRate: '0', ...data } }));
  return (await saveAll(co.ports, co.caller, 'item', inputs)).map((r) => r.id);
}

/** What lines of a stock document say; the rest is the same for all of them. */
export type Moved = { readonly item: string; readonly qty: string; readonly price?: string; readonly lot?: string; readonly serials?: string };

/** The body of a 采购入库单 into the first warehouse. */
export const receiptOf = (co: BenchCompany, day: string, lines: readonly Moved[]): Record<string, unknown> => ({
  day,
  head: { supplier: co.suppliers[0], warehouse: co.warehouses[0] },
  lines,
});

/** A reason for goods that leave without a sale and without a word in the profit and loss account, so that months can be closed. */
export async function reasonOut(co: BenchCompany): Promise<string> {
  const [opening] = await co.ports.db.read(co.caller.scope, (s) =>
    s.query<{ account: string }>(`select data->>'account' as account from books.record where org_id = books.org() and type = 'reason' and code = 'QR01'`),
  );
  const { account } = present(opening, 'reason');
  const [reason] = await saveAll(co.ports, co.caller, 'reason', [{ name: '测速出库', data: { use: 'other-out', account } }]);
  return present(reason, 'reason').id;
}

/** The body of a 其他出库单 from the first warehouse. */
export const issueOf = (co: BenchCompany, reason: string, { day, lines }: { readonly day: string; readonly lines: readonly Moved[] }): Record<string, unknown> => ({
  day,
  head: { warehouse: co.warehouses[0], reason },
  lines,
});

/** Books a document at once and returns its id. */
export const booked = async (co: BenchCompany, type: 'goods-receipt' | 'other-issue', body: Record<string, unknown>): Promise<string> =>
  (await co.must({ type, command: 'approve', body, key: co.ports.ids.next() })).id;
