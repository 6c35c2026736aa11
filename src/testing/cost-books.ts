// A company whose costs tests look at: documents in one line each, and the books' own figures read back. After any step `prove()` says what does not add up.
import { saveAll } from '#app/founding';
import type { CommandInput, Outcome } from '#books/pen';
import type { CostMethodName } from '#costing';
import type { TestHouse } from './house.ts';
import { smallCompany, type SmallCompany } from './small-company.ts';
import { expect } from 'vitest';

export type Booked = { readonly id: string; readonly reply: Extract<Outcome, { ok: true }>['reply']; readonly outcome: Extract<Outcome, { ok: true }> };
export type CostBooks = Awaited<ReturnType<typeof openCostBooks>>;
type Options = { readonly groups?: boolean };
const yuan = (fen: bigint | string): string => {
  const n = BigInt(fen);
  const size = n < 0n ? -n : n;
  return `${n < 0n ? '-' : ''}${size / 100n}.${String(size % 100n).padStart(2, '0')}`;
};
const units = (micro: bigint): string => String(Number(micro) / 1e6);

/** Opens a small company in a house; `groups`: every warehouse keeps costs of its own. */
export async function openCostBooks(house: TestHouse, options: Options = {}) {
  const co = await smallCompany(house);
  house.today('2026-06-30');
  const { ids } = co;
  if (options.groups) await house.db.owner((tx) => tx.query(`update books.org_node set settings = settings || '{"costPool": "warehouse-group"}' where id = $1`, [ids.org]));
  const [loose] = await saveAll(house, co.caller, 'warehouse', [{ name: '后补仓', data: { kind: 'main', allowNegative: true } }]);
  const reasons = await co.rows<{ id: string; code: string }>(`select id, code from books.record where type = 'reason'`);
  const reasonBack = reasons.find((r) => r.code === 'TH01')?.id ?? '';
  let serial = 0;
  const book = async (input: CommandInput): Promise<Booked> => {
    const outcome = await co.do(input);
    if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome.refusal)}`);
    return { id: outcome.reply.id, reply: outcome.reply, outcome };
  };
  const approve = (type: string, body: Record<string, unknown>, extra: Partial<CommandInput> = {}) => book({ type, command: 'approve', body, ...extra });
  type Where = { readonly warehouse?: string; readonly lot?: string };
  const at = (where?: Where) => ({ warehouse: where?.warehouse ?? ids.main, lot: where?.lot ? { lot: where.lot } : {} });
  const receiptBody = (item: string, day: string, qty: string, cost: string, where?: Where) => {
    const { warehouse, lot } = at(where);
    return { day, head: { supplier: ids.supplier, warehouse }, lines: [{ item, qty, price: cost, taxRate: '0', ...lot }] };
  };
  return {
    co,
    house,
    ids: { ...ids, loose: loose?.id ?? '' },
    close: () => house.close(),
    book,
    item: async (costMethod: CostMethodName, data: Record<string, unknown> = {}): Promise<string> => {
      serial += 1;
      const lots = costMethod === 'individual' ? { tracksLots: true } : {};
      const [item] = await saveAll(house, co.caller, 'item', [
        { name: `计价品 ${serial}`, data: { category: ids.dry, unit: '件', taxRate: '0.13', costMethod, ...lots, ...data } },
      ]);
      return item?.id ?? '';
    },
    /** 采购入库 without tax, so that the price is the cost. */
    receive: (item: string, day: string, qty: string, cost: string, where?: Where) => approve('goods-receipt', receiptBody(item, day, qty, cost, where)),
    /** The same as a dry run. */
    tryReceive: (item: string, day: string, qty: string, cost: string, where?: Where) => approve('goods-receipt', receiptBody(item, day, qty, cost, where), { dryRun: true }),
    issue: (item: string, day: string, qty: string, where?: Where) => {
      const { warehouse, lot } = at(where);
      return approve('other-issue', { day, head: { warehouse, reason: ids['reasonOut'] }, lines: [{ item, qty, ...lot }] });
    },
    sell: (item: string, day: string, qty: string, where?: Where) => {
      const { warehouse, lot } = at(where);
      return approve('sales-delivery', { day, head: { customer: ids.customer, warehouse }, lines: [{ item, qty, price: '1', ...lot }] });
    },
    customerReturn: (of: Booked, item: string, day: string, qty: string, where?: Where) => {
      const { warehouse } = at(where);
      return approve('sales-return', { day, head: { customer: ids.customer, warehouse, reason: reasonBack }, lines: [{ item, qty, source: { doc: of.id, line: 1 } }] });
    },
    supplierReturn: (of: Booked, item: string, day: string, qty: string, where?: Where) => {
      const { warehouse } = at(where);
      return approve('goods-return', { day, head: { supplier: ids.supplier, warehouse }, lines: [{ item, qty, source: { doc: of.id, line: 1 } }] });
    },
    invoice: (of: Booked, item: string, day: string, qty: string, cost: string) => {
      serial += 1;
      const head = { supplier: ids.supplier, number: `2632${String(serial).padStart(16, '0')}` };
      return approve('purchase-invoice', { day, head, lines: [{ item, qty, price: cost, taxRate: '0', source: { doc: of.id, line: 1 } }] });
    },
    transfer: (item: string, day: string, qty: string, way: { readonly from: string; readonly to: string }) =>
      approve('transfer', { day, head: { from: way.from, to: way.to, direct: true }, lines: [{ item, qty }] }),
    reverse: (type: string, of: Booked, day?: string) => book({ type, command: 'reverse', id: of.id, body: { reason: '录错', ...(day ? { day } : {}) } }),
    /** What a document's lines cost by now, with all corrections, signed as in the ledger. */
    costOf: async (doc: Booked, itself = false): Promise<string> => {
      const [row] = await co.rows<{ cost: bigint }>(
        `select coalesce(sum(s.cost), 0)::bigint as cost from books.stock_line s where not s.internal and (s.doc_id = $1 or (not $2 and s.corrects in (select id from books.stock_line where doc_id = $1)))`,
        [doc.id, itself],
      );
      return yuan(row?.cost ?? 0n);
    },
    pool: async (item: string, group: string | null = null): Promise<{ qty: string; value: string }> => {
      const [row] = await co.rows<{ qty: bigint; value: bigint }>(
        `select coalesce(sum(qty), 0)::bigint as qty, coalesce(sum(value), 0)::bigint as value from books.cost_pool where item_id = $1 and lot_id = books.nil() and ($2::uuid is null or cost_group = $2)`,
        [item, group],
      );
      return { qty: units(row?.qty ?? 0n), value: yuan(row?.value ?? 0n) };
    },
    layers: async (item: string): Promise<readonly { of: string; qty: string; value: string }[]> => {
      const [row] = await co.rows<{ layers: readonly (readonly [string, string, string])[] }>(`select layers from books.cost_pool where item_id = $1 and lot_id = books.nil()`, [
        item,
      ]);
      return (row?.layers ?? []).map(([of, qty, value]) => ({ of: of.split('/')[0] ?? '', qty: units(BigInt(qty)), value: yuan(value) }));
    },
    /** 出库成本调整单 that touch an item, oldest first: their day, cause, amount and voucher by account. */
    adjustments: async (item: string) => {
      const rows = await co.rows<{ day: string; cause: string; reason: string; amount: bigint; voucher: Record<string, string> }>(
        `select d.day::text, d.head->>'cause' as cause, d.head->>'reason' as reason, (select -sum(s.cost)::bigint from books.stock_line s where s.doc_id = d.id and s.item_id = $1) as amount,
            (select jsonb_object_agg(v.account, v.net) from (select l.account, to_char(sum(l.debit - l.credit) / 100.0, 'FM9999990.00') as net from books.voucher v join books.voucher_line l on l.voucher_id = v.id
              where v.doc_id = d.id group by 1) v) as voucher
          from books.document d where d.type = 'cost-adjustment' and exists (select from books.stock_line s where s.doc_id = d.id and s.item_id = $1) order by d.number`,
        [item],
      );
      return rows.map((r) => ({ ...r, amount: yuan(r.amount) }));
    },
    /** Closes a month the way the month close leaves it: the period is closed and every pool's state is kept. */
    shut: (period: number): Promise<void> =>
      house.db.owner(async (tx) => {
        await tx.query(`update books.period set state = 'closed' where org_id = $1 and period <= $2::int`, [ids.org, period]);
        await tx.query(
          `insert into books.pool_close (org_id, period, item_id, cost_group, lot_id, qty, value, last_price, layers)
            select org_id, $2::int, item_id, cost_group, lot_id, qty, value, last_price, layers from books.cost_pool where org_id = $1`,
          [ids.org, period],
        );
      }),
    /** Pools = stock ledger = general ledger; nothing without quantity has a value. */
    prove: () => prove(co),
  };
}

async function prove(co: SmallCompany): Promise<void> {
  const off = await co.rows(
    `select i.name, p.qty::text as pool_qty, s.qty::text as ledger_qty, p.value::text as pool_value, s.value::text as ledger_value
      from (select item_id, cost_group, sum(qty) as qty, sum(value) as value from books.cost_pool where lot_id = books.nil() group by 1, 2) p
      full join (select item_id, cost_group, sum(qty) as qty, sum(cost) as value from books.stock_line group by 1, 2) s using (item_id, cost_group) join books.record i on i.id = coalesce(p.item_id, s.item_id)
      where coalesce(p.qty, 0) <> coalesce(s.qty, 0) or coalesce(p.value, 0) <> coalesce(s.value, 0) or (p.qty = 0 and p.value <> 0) or (p.qty > 0 and p.value < 0)`,
  );
  expect(off, 'pools = stock ledger').toEqual([]);
  const lots = await co.rows(
    `select i.name, p.lot_id, p.qty::text, p.value::text, s.qty::text as ledger_qty, s.value::text as ledger_value from books.cost_pool p join books.record i on i.id = p.item_id
      left join lateral (select sum(qty) as qty, sum(cost) as value from books.stock_line s where s.item_id = p.item_id and s.cost_group = p.cost_group and s.lot_id = p.lot_id) s on true
      where p.lot_id <> books.nil() and (p.qty <> s.qty or p.value <> s.value or (p.qty = 0 and p.value <> 0))`,
  );
  expect(lots, 'lots = stock ledger').toEqual([]);
  const layers = await co.rows(
    `select i.name, p.qty::text, p.value::text, p.layers from books.cost_pool p join books.record i on i.id = p.item_id where i.data->>'costMethod' = 'fifo' and p.qty >= 0
      and (p.qty <> (select coalesce(sum((l->>1)::bigint), 0) from jsonb_array_elements(p.layers) l) or p.value <> (select coalesce(sum((l->>2)::bigint), 0) from jsonb_array_elements(p.layers) l))`,
  );
  expect(layers, 'layers = pool').toEqual([]);
  const [sums] = await co.rows<{ stock: string; ledger: string }>(
    `select (select coalesce(sum(value), 0) from books.cost_pool where lot_id = books.nil())::text as stock, (select coalesce(sum(debit - credit), 0) from books.account_balance where account = '1405')::text as ledger`,
  );
  expect(sums?.stock, 'stock = general ledger').toBe(sums?.ledger);
  const [even] = await co.rows<{ off: bigint }>(`select count(*) as off from (select voucher_id from books.voucher_line group by 1 having sum(debit) <> sum(credit)) v`);
  expect(even?.off, 'vouchers balance').toBe(0n);
}
