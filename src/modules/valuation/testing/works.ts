// A company with goods on the shelf and helpers to move them: what the tests of 存货核算 start from.
import { saveAll } from '#app/founding';
import type { SmallCompany } from '#testing';
import { expect } from 'vitest';

export type Works = {
  readonly co: SmallCompany;
  readonly post: (type: string, day: string, head: Record<string, unknown>, lines: readonly Record<string, unknown>[]) => Promise<{ readonly id: string; readonly number: string }>;
  readonly attempt: (type: string, day: string, head: Record<string, unknown>, lines: readonly Record<string, unknown>[]) => ReturnType<SmallCompany['do']>;
  /** Opening stock at a unit cost, without tax, on the main warehouse. */
  readonly stock: (day: string, lines: readonly Record<string, unknown>[]) => Promise<{ readonly id: string }>;
  readonly reason: (code: string) => string;
  readonly account: (code: string) => string;
  readonly addItem: (name: string, data: Record<string, unknown>) => Promise<string>;
  /** Quantity (base units) and value (分) of an item over all its pools. */
  readonly pool: (item: string) => Promise<readonly [string, string]>;
  /** Stock lines, pools and the general ledger say the same of every inventory account. */
  readonly agree: () => Promise<void>;
};

/** Pieces with serial numbers, one in each warehouse, and a bin of the shop. */
export async function withPieces(w: Works): Promise<{ readonly phone: string; readonly shopBin: string }> {
  const { co } = w;
  const phone = await w.addItem('手机', { unit: '台', tracksSerials: true });
  const [bin] = await saveAll(co.house, co.caller, 'bin', [{ name: 'A-01', data: { warehouse: co.ids.shop } }]);
  await w.stock('2026-03-01', [{ item: phone, qty: '1', unitCost: '1000', serials: 'SN1' }]);
  await w.post('other-receipt', '2026-03-01', { warehouse: co.ids.shop, reason: w.reason('QR01') }, [{ item: phone, qty: '1', unitCost: '1000', serials: 'SN2' }]);
  return { phone, shopBin: bin?.id ?? '' };
}

export async function works(co: SmallCompany): Promise<Works> {
  const known = await co.rows<{ id: string; type: string; code: string }>(`select id, type, code from books.record where type in ('reason', 'account')`);
  const id = (type: string, code: string): string => known.find((r) => r.type === type && r.code === code)?.id ?? '';
  const attempt: Works['attempt'] = (type, day, head, lines) => co.do({ type, command: 'approve', body: { day, head, lines } });
  const post: Works['post'] = async (type, day, head, lines) => {
    const outcome = await attempt(type, day, head, lines);
    if (!outcome.ok) throw new Error(`${type} of ${day} refused: ${JSON.stringify(outcome.refusal)}`);
    return outcome.reply;
  };
  return {
    co,
    post,
    attempt,
    reason: (code) => id('reason', code),
    account: (code) => id('account', code),
    stock: (day, lines) => post('other-receipt', day, { warehouse: co.ids.main, reason: id('reason', 'QR01') }, lines),
    addItem: async (name, data) => (await saveAll(co.house, co.caller, 'item', [{ name, data: { category: co.ids['dry'], taxRate: '0.13', ...data } }]))[0]?.id ?? '',
    pool: async (item) => {
      const [row] = await co.rows<{ qty: string; value: string }>(
        `select trim_scale(coalesce(sum(qty), 0) / 1000000.0)::text as qty, coalesce(sum(value), 0)::text as value from books.cost_pool where item_id = $1 and lot_id = books.nil()`,
        [item],
      );
      return [row?.qty ?? '0', row?.value ?? '0'];
    },
    agree: async () => {
      const rows = await co.rows<{ account: string; stock: string; ledger: string }>(
        `with s as (select account, sum(cost) as v from books.stock_line group by 1), g as (select account, sum(debit - credit) as v from books.account_balance where account in (select account from s) group by 1)
         select account, coalesce(s.v, 0)::text as stock, coalesce(g.v, 0)::text as ledger from s full join g using (account) order by 1`,
      );
      expect(rows.length).toBeGreaterThan(0);
      for (const r of rows) expect(r, `account ${r.account}`).toMatchObject({ ledger: r.stock });
      const off = await co.rows(
        `with s as (select item_id, cost_group, sum(qty) as q, sum(cost) as v from books.stock_line group by 1, 2) select p.item_id, p.qty, p.value, s.q, s.v from books.cost_pool p left join s using (item_id, cost_group)
         where p.lot_id = books.nil() and (p.qty <> coalesce(s.q, 0) or p.value <> coalesce(s.v, 0))`,
      );
      expect(off).toEqual([]);
      const doubtful = await co.rows(
        `select d.number, v.account, sum(v.v) as off from (select doc_id, account, cost as v from books.stock_line union all select h.doc_id, l.account, -(l.debit - l.credit) from books.voucher_line l join books.voucher h on h.id = l.voucher_id
           where l.account in (select account from books.stock_line)) v join books.document d on d.id = v.doc_id group by 1, 2 having sum(v.v) <> 0`,
      );
      expect(doubtful).toEqual([]);
    },
  };
}
