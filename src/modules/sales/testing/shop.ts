// What the tests of 销售 start from: goods received at a known cost, and short ways to say what is read back.
import type { SmallCompany } from '#testing';

export type Arrival = {
  readonly item: string;
  readonly unit?: string;
  readonly qty: string;
  readonly price: string;
  readonly lot?: string;
  readonly made?: string;
  readonly expires?: string;
  readonly bin?: string;
  readonly serials?: string;
};

/** Receives goods into 总仓 (or `warehouse`); items by their short names. Returns nothing a test must remember. */
export async function received(co: SmallCompany, arrivals: readonly Arrival[], warehouse = 'main', day = '2026-03-01'): Promise<Record<string, string>> {
  await co.must({
    type: 'goods-receipt',
    command: 'approve',
    body: { day, head: { supplier: co.ids.supplier, warehouse: co.ids[warehouse] }, lines: arrivals.map((a) => ({ ...a, item: co.ids[a.item] })) },
  });
  return {};
}

/** The voucher of a document as “借 1122 113.00” lines in order. */
export async function voucherOf(co: SmallCompany, doc: string): Promise<string[]> {
  const rows = await co.rows<{ line: string }>(
    `select case when l.debit <> 0 then '借 ' else '贷 ' end || l.account || ' ' || to_char((l.debit + l.credit) / 100.0, 'FM999999990.00') as line
    from books.voucher v join books.voucher_line l on l.org_id = v.org_id and l.voucher_id = v.id where v.doc_id = $1 order by l.line_no`,
    [doc],
  );
  return rows.map((r) => r.line);
}

/** 现存 / 冻结 / 已占用 of an item in a warehouse, in base units. */
export async function stockOf(co: SmallCompany, item: string, warehouse = 'main'): Promise<{ onHand: number; onHold: number; allocated: number }> {
  const [row] = await co.rows<{ onHand: number; onHold: number; allocated: number }>(
    `select coalesce(sum(on_hand) / 1000000, 0)::float8 as "onHand", coalesce(sum(on_hold) / 1000000, 0)::float8 as "onHold", coalesce(sum(allocated) / 1000000, 0)::float8 as allocated
    from books.stock_balance where item_id = $1 and warehouse_id = $2`,
    [co.ids[item], co.ids[warehouse]],
  );
  return row ?? { onHand: 0, onHold: 0, allocated: 0 };
}

/** The cost pool of an item: quantity in base units, value in 元. */
export async function poolOf(co: SmallCompany, item: string): Promise<{ qty: number; value: string }> {
  const [row] = await co.rows<{ qty: number; value: string }>(
    `select (qty / 1000000.0)::float8 as qty, to_char(value / 100.0, 'FM999999990.00') as value from books.cost_pool where item_id = $1`,
    [co.ids[item]],
  );
  return row ?? { qty: 0, value: '0.00' };
}

/** One stored field of a document's line. */
export async function lineOf(co: SmallCompany, doc: string, no = 1): Promise<Record<string, string | null>> {
  const [row] = await co.rows<{ data: Record<string, string | null> }>(`select data from books.document_line where doc_id = $1 and line_no = $2`, [doc, no]);
  return row?.data ?? {};
}

/** The id of a record by its code. */
export async function recordId(co: SmallCompany, type: string, code: string): Promise<string> {
  const [row] = await co.rows<{ id: string }>(`select id from books.record where type = $1 and code = $2`, [type, code]);
  return row?.id ?? '';
}
