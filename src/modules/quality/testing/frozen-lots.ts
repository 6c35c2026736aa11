// Two lots of milk in two warehouses, and the few commands that tests of freezing give again and again.
import type { Outcome, Reply } from '#books/pen';
import type { SmallCompany } from '#testing';

export type Row = { readonly warehouse: string; readonly on_hand: string; readonly on_hold: string };
export type Lots = {
  readonly receive: (lot: string, qty: string, warehouse?: string) => Promise<Reply>;
  readonly freeze: (lot: string, reason?: string) => Promise<Reply>;
  readonly tryFreeze: (lines: readonly Record<string, unknown>[]) => Promise<Outcome>;
  readonly thaw: (lot: string) => Promise<Reply>;
  /** Takes goods out by a document of the type, from the main warehouse. */
  readonly tryOut: (type: 'sales-delivery' | 'transfer' | 'other-issue' | 'retail-sale', what: { readonly lot?: string; readonly qty: string }) => Promise<Outcome>;
  /** Where a lot stands, in base units, by name of the warehouse. */
  readonly at: (lot: string) => Promise<readonly Row[]>;
};

/** Puts M1 (30 in 总仓, 10 in 一号店) and M2 (50 in 总仓) on the shelves. */
export async function frozenLots(co: SmallCompany): Promise<Lots> {
  const { ids } = co;
  const receive = (lot: string, qty: string, warehouse = ids.main): Promise<Reply> =>
    co.must({
      type: 'other-receipt',
      command: 'approve',
      body: {
        day: '2026-03-02',
        head: { warehouse, reason: ids['reasonIn'] },
        lines: [{ item: ids.milk, qty, unitCost: '3', lot, made: lot === 'M1' ? '2026-03-01' : '2026-03-02' }],
      },
    });
  await receive('M1', '30');
  await receive('M2', '50');
  await receive('M1', '10', ids.shop);
  const heads = {
    'sales-delivery': { customer: ids.customer, warehouse: ids.main },
    transfer: { from: ids.main, to: ids.shop, direct: true },
    'other-issue': { warehouse: ids.main, reason: ids['reasonOut'] },
    'retail-sale': { warehouse: ids.main, wallet: ids.cash },
  };
  const freezing = (lines: readonly Record<string, unknown>[], reason = '胀包') => ({ day: '2026-03-05', head: { kind: 'quality', reason }, lines });
  return {
    receive,
    freeze: (lot, reason) => co.must({ type: 'lot-freeze', command: 'approve', body: freezing([{ item: ids.milk, lot }], reason) }),
    tryFreeze: (lines) => co.do({ type: 'lot-freeze', command: 'approve', body: freezing(lines) }),
    thaw: (lot) =>
      co.must({ type: 'lot-thaw', command: 'approve', body: { day: '2026-03-06', head: { decision: 'accept', reason: '复检合格' }, lines: [{ item: ids.milk, lot }] } }),
    tryOut: (type, { lot, qty }) =>
      co.do({
        type,
        command: 'approve',
        body: {
          day: '2026-03-06',
          head: heads[type],
          lines: [{ item: ids.milk, qty, ...(lot ? { lot } : {}), ...(type.startsWith('s') || type.startsWith('r') ? { price: '5' } : {}) }],
        },
      }),
    at: (lot) =>
      co.rows<Row>(
        `select w.name as warehouse, trim_scale(sum(b.on_hand) / 1000000.0)::text as on_hand, trim_scale(sum(b.on_hold) / 1000000.0)::text as on_hold
      from books.stock_balance b join books.lot l on l.org_id = b.org_id and l.id = b.lot_id join books.record w on w.org_id = b.org_id and w.id = b.warehouse_id
      where b.org_id = books.org() and l.no = $1 group by 1 having sum(b.on_hand) <> 0 or sum(b.on_hold) <> 0 order by 1`,
        [lot],
      ),
  };
}
