// Whole purchase chains for benches: one order → six receipts → six invoices → one payment of them all, booked by the pen.
import { formatFen } from '#kernel/decimal';
import { fen } from '#kernel/money';
import { present } from '#kernel/must';
import type { BenchCompany } from './company.ts';

const STEPS = 6;
/** Documents of one chain. */
export const CHAIN = 2 + 2 * STEPS;

/** Books chain number `n` on `day`; returns its documents, the order first. */
export async function bookChain(co: BenchCompany, n: number, day: string): Promise<string[]> {
  const supplier = present(co.suppliers[n % co.suppliers.length], 'supplier');
  const warehouse = co.warehouses[0];
  const goods = { item: present(co.items[n % co.items.length], 'item'), price: '11.30', taxRate: '0.13' };
  const approve = async (type: string, head: Record<string, unknown>, lines: readonly Record<string, unknown>[]) =>
    (await co.must({ type, command: 'approve', body: { day, head: { supplier, ...head }, lines } })).id;
  const order = await approve('purchase-order', { warehouse }, [{ ...goods, qty: String(STEPS * 10) }]);
  const docs = [order];
  for (let i = 0; i < STEPS; i += 1) docs.push(await approve('goods-receipt', { warehouse }, [{ ...goods, qty: '10', source: { doc: order, line: 1 } }]));
  const invoices: string[] = [];
  for (const [i, receipt] of docs.slice(1).entries())
    invoices.push(
      await approve('purchase-invoice', { kind: 'special', number: String(10n ** 19n + BigInt(n * 100 + i)) }, [{ ...goods, qty: '10', source: { doc: receipt, line: 1 } }]),
    );
  const open = await co.ports.db.read(co.caller.scope, (s) =>
    s.query<{ id: string; amount: bigint }>('select id, amount from books.open_item where org_id = books.org() and doc_id = any ($1::uuid[]) order by id', [invoices]),
  );
  const total = formatFen(fen(open.reduce((sum, o) => sum + o.amount, 0n)));
  return [
    ...docs,
    ...invoices,
    await approve(
      'payment',
      { wallet: co.bank, amount: total },
      open.map((o) => ({ openItem: o.id, amount: formatFen(fen(o.amount)) })),
    ),
  ];
}
