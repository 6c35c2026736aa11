// The yardstick of posting: the very rows of a 采购入库单, written by ordinary set-based, parameterised SQL in one transaction, without the house.
import { must, present } from '#kernel/must';
import type { Database } from '#kernel/ports';
import pg from 'pg';
import { type BenchCompany, fiveGoods } from './company.ts';

type Ask = <R>(sql: string, args: readonly unknown[]) => Promise<R[]>;
/** One transaction on the same driver as the house's own. */
export type Bare = { readonly transaction: <T>(work: (ask: Ask) => Promise<T>) => Promise<T>; readonly close: () => Promise<void> };

/** On PostgreSQL: a pool of its own, every statement prepared once a connection. On PGlite: the same instance. */
export function bareDriver(db: Database, url: string | null, connections: number): Bare {
  if (url === null) return { transaction: (work) => db.owner((tx) => work((sql, args) => tx.query(sql, args))), close: async () => undefined };
  const pool = new pg.Pool({ connectionString: url, max: connections });
  const names = new Map<string, string>();
  const nameOf = (sql: string): string => {
    const known = names.get(sql) ?? `bare_${names.size}`;
    names.set(sql, known);
    return known;
  };
  return {
    close: () => pool.end(),
    transaction: async (work) => {
      const client = await pool.connect();
      try {
        await client.query('begin');
        const result = await work(async (sql, args) => (await client.query({ name: nameOf(sql), text: sql, values: args as unknown[] })).rows);
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback');
        throw error;
      } finally {
        client.release();
      }
    },
  };
}

const NIL = '00000000-0000-0000-0000-000000000000';
const SQL = {
  lines: `insert into books.document_line (org_id, doc_id, line_no, item_id, base_qty, amount, data) select $1, $2, n, item, qty, amount, data from unnest($3::int[], $4::uuid[], $5::bigint[], $6::bigint[], $7::jsonb[]) x(n, item, qty, amount, data)`,
  stock: `insert into books.stock_line (org_id, doc_id, line_no, item_id, warehouse_id, place, counter, qty, cost, period, day, party_id, account, tax_attribute, ownership, approval_trail, booked_at, cost_group, basis, at_origin, internal)
    select $1, $2, n, item, $3, 'storage', 'supplier', qty, cost, $4, $5, $6, '1405', 'taxable', 'own', $7, $8, '00000000-0000-0000-0000-000000000000', 'given', false, false from unnest($9::int[], $10::uuid[], $11::bigint[], $12::bigint[]) x(n, item, qty, cost)`,
  pools: `insert into books.cost_pool (org_id, item_id, qty, value, last_price, last_day) select $1, item, qty, cost, price, $6 from unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[]) x(item, qty, cost, price)
    on conflict (org_id, item_id, cost_group, lot_id) do update set qty = cost_pool.qty + excluded.qty, value = cost_pool.value + excluded.value, last_price = excluded.last_price, last_day = greatest(cost_pool.last_day, excluded.last_day)`,
  balances: `insert into books.stock_balance (org_id, item_id, warehouse_id, lot_id, bin_id, on_hand) select $1, item, $2, $3, $3, qty from unnest($4::uuid[], $5::bigint[]) x(item, qty)
    on conflict (org_id, item_id, warehouse_id, lot_id, bin_id) do update set on_hand = stock_balance.on_hand + excluded.on_hand`,
  accounts: `insert into books.account_balance (org_id, period, account, debit, credit) select $1, $2, account, debit, credit from unnest($3::text[], $4::bigint[], $5::bigint[]) x(account, debit, credit)
    on conflict (org_id, period, account) do update set debit = account_balance.debit + excluded.debit, credit = account_balance.credit + excluded.credit`,
  counter: `insert into books.counter (org_id, kind, period, last) values ($1, $2, $3, 1) on conflict (org_id, kind, period) do update set last = counter.last + 1 returning last`,
  document: `insert into books.document (org_id, id, type, number, state, version, day, period, party_id, warehouse_id, total, maker_id, made_at, approver_id, approved_at, head, search, updated_at)
    values ($1, $2, 'goods-receipt', $3, 'posted', 1, $4, $5, $6, $7, $8, $9, $10, $9, $10, $11, $12, $10)`,
  voucher: `insert into books.voucher (org_id, id, period, word, serial, day, doc_id, summary, attachments, maker_id, approver_id, booked_at) values ($1, $2, $3, '记', $4, $5, $6, $7, 1, $8, $8, $9)`,
  voucherLines: `insert into books.voucher_line (org_id, voucher_id, line_no, period, day, account, debit, credit, summary, party_id)
    select $1, $2, n, $3, $4, account, debit, credit, $5, party from unnest($6::int[], $7::text[], $8::bigint[], $9::bigint[], $10::uuid[]) x(n, account, debit, credit, party)`,
  outbox: `insert into bus.outbox (org_id, id, agg, agg_seq, name, payload) select $1, $2, $3, 1, 'goods-receipt-posted/1', $4::jsonb || jsonb_build_object('proof', books.proof_of(a, true)) from books.audit_log a where a.org_id = $1 and a.subject_id = $5`,
  audit: `insert into books.audit_log (org_id, at, user_id, user_name, action, subject, subject_id, summary, context, hash) values ($1, $2, $3, $4, 'goods-receipt.approve', 'goods-receipt', $5, $6, '{}', $7)`,
  log: `insert into books.command_log (org_id, key, body_hash, reply, user_id, at) values ($1, $2, $3, $4, $5, $6)`,
} as const;

/** 分 of quantity × price with tax split off at 13 %, as the house counts it. */
function amounts(qty: string, price: string): { readonly micro: bigint; readonly gross: bigint; readonly net: bigint } {
  const [whole = '0', cents = '0'] = price.split('.');
  const gross = BigInt(qty) * (BigInt(whole) * 100n + BigInt(cents));
  return { micro: BigInt(qty) * 1_000_000n, gross, net: (gross * 200n + 113n) / 226n };
}

type Plan = { readonly co: BenchCompany; readonly bare: Bare /** The account that 暂估 is booked on. */; readonly estimated: string };

/** Prepares the yardstick: the accounts are looked up once. */
export async function barePlan(co: BenchCompany, bare: Bare): Promise<Plan> {
  const roles = await co.ports.db.read(co.caller.scope, (s) =>
    s.query<{ account: string }>(`select account from books.account_role where org_id = books.org() and role = 'ap.estimated'`),
  );
  return { co, bare, estimated: present(roles[0], 'ap.estimated').account };
}

/** Writes one receipt of five lines; the rows everybody wants come last, as in the pen. */
export async function bareReceipt({ co, bare, estimated }: Plan, pick: (below: number) => number): Promise<void> {
  const { org, caller, ports } = co;
  const [doc, voucher, now, day, user] = [ports.ids.next(), ports.ids.next(), ports.clock.now(), ports.clock.today(), caller.actor.id];
  const period = Number(day.slice(0, 4)) * 100 + Number(day.slice(5, 7));
  const [supplier, warehouse] = [present(co.suppliers[pick(co.suppliers.length)], 'supplier'), present(co.warehouses[pick(co.warehouses.length)], 'warehouse')];
  const goods = fiveGoods(co, pick).map((g, i) => ({ ...g, ...amounts(g.qty, g.price), n: i + 1 }));
  const sorted = goods.toSorted((a, b) => (a.item < b.item ? -1 : 1));
  const [value, total] = [goods.reduce((sum, g) => sum + g.net, 0n), goods.reduce((sum, g) => sum + g.gross, 0n)];
  const head = { supplier, warehouse, deliveryNote: `SH${pick(1_000_000)}`, inspector: null, remark: null };
  const data = goods.map((g) =>
    JSON.stringify({
      item: g.item,
      unit: '件',
      qty: g.qty,
      baseQty: g.qty,
      price: g.price,
      taxRate: '0.13',
      net: String(g.net),
      tax: String(g.gross - g.net),
      gross: String(g.gross),
      lot: null,
      made: null,
      expires: null,
      supplierLot: null,
      bin: null,
      remark: null,
    }),
  );
  await bare.transaction(async (ask) => {
    await ask(SQL.lines, [org, doc, goods.map((g) => g.n), goods.map((g) => g.item), goods.map((g) => g.micro), goods.map((g) => g.gross), data]);
    await ask(SQL.stock, [
      org,
      doc,
      warehouse,
      period,
      day,
      supplier,
      user,
      now,
      goods.map((g) => g.n),
      goods.map((g) => g.item),
      goods.map((g) => g.micro),
      goods.map((g) => g.net),
    ]);
    await ask(SQL.pools, [org, sorted.map((g) => g.item), sorted.map((g) => g.micro), sorted.map((g) => g.net), sorted.map((g) => (g.net * 1_000_000n * 10_000n) / g.micro), day]);
    await ask(SQL.balances, [org, warehouse, NIL, sorted.map((g) => g.item), sorted.map((g) => g.micro)]);
    await ask(SQL.accounts, [org, period, ['1405', estimated], [value, 0n], [0n, value]]);
    const [v] = await ask<{ last: number }>(SQL.counter, [org, 'voucher:记', period]);
    const [d] = await ask<{ last: number }>(SQL.counter, [org, 'goods-receipt', period]);
    const number = `CGRK-${period}-${String(present(d, 'number').last).padStart(4, '0')}`;
    await ask(SQL.document, [org, doc, number, day, period, supplier, warehouse, total, user, now, JSON.stringify(head), `${supplier} ${head.deliveryNote}`]);
    await ask(SQL.voucher, [org, voucher, period, present(v, 'serial').last, day, doc, `采购入库单 ${number}`, user, now]);
    await ask(SQL.voucherLines, [
      org,
      voucher,
      period,
      day,
      `采购入库 ${number}`,
      [1, 2, 3, 4, 5, 6],
      ['1405', '1405', '1405', '1405', '1405', estimated],
      [...goods.map((g) => g.net), 0n],
      [0n, 0n, 0n, 0n, 0n, value],
      [null, null, null, null, null, supplier],
    ]);
    await ask(SQL.audit, [org, now, user, caller.actor.name, doc, `采购入库单 ${number} posted`, ports.hash(doc)]);
    await ask(SQL.outbox, [
      org,
      ports.ids.next(),
      `goods-receipt:${doc}`,
      JSON.stringify({ id: doc, type: 'goods-receipt', state: 'posted', day, party: supplier, warehouse, total: String(total), number }),
      doc,
    ]);
    await ask(SQL.log, [org, `bare-${doc}`, doc, JSON.stringify({ id: doc, number, version: 1, state: 'posted' }), user, now]);
  });
  must(total > 0n, 'an empty receipt');
}
