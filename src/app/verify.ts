// hengcang verify: the books prove themselves. Every check counts what it looked at; a check that saw nothing says so.
import type { Database, Tx } from '#kernel/ports';
import { createHash } from 'node:crypto';

export type Check = { readonly name: string; readonly zh: string; readonly rows: number; readonly wrong: number; readonly found: readonly string[] };

type SqlCheck = {
  readonly name: string;
  readonly zh: string /** How many rows there are to look at. */;
  readonly count: string /** Rows that are wrong, each with one text column `what`. */;
  readonly wrong: string;
};

const PLACE = `case s.place when 'storage' then 'on_hand' when 'frozen' then 'on_hold' when 'production' then 'on_hold' when 'transit' then 'in_transit' end`;

const CHECKS: readonly SqlCheck[] = [
  {
    name: 'voucher-balanced',
    zh: '每张凭证借贷相等',
    count: 'select count(*) from books.voucher',
    wrong: `select v.word || '-' || v.serial || ' (' || v.period || ') 差 ' || sum(l.debit - l.credit) as what from books.voucher v join books.voucher_line l on l.org_id = v.org_id and l.voucher_id = v.id group by v.org_id, v.id, v.word, v.serial, v.period having sum(l.debit) <> sum(l.credit)`,
  },
  {
    name: 'voucher-has-lines',
    zh: '每张凭证有分录',
    count: 'select count(*) from books.voucher',
    wrong: `select v.word || '-' || v.serial || ' (' || v.period || ')' as what from books.voucher v where not exists (select from books.voucher_line l where l.org_id = v.org_id and l.voucher_id = v.id)`,
  },
  {
    name: 'period-balanced',
    zh: '每个期间试算平衡',
    count: 'select count(*) from (select 1 from books.account_balance group by org_id, period) x',
    wrong: `select period || ' 差 ' || sum(debit - credit) as what from books.account_balance group by org_id, period having sum(debit) <> sum(credit)`,
  },
  {
    name: 'account-balances',
    zh: '科目余额 = 凭证分录合计',
    count: 'select count(*) from books.account_balance',
    wrong: `select coalesce(b.account, l.account) || ' ' || coalesce(b.period, l.period) as what from books.account_balance b full join (select org_id, period, account, sum(debit) as debit, sum(credit) as credit from books.voucher_line group by 1, 2, 3) l using (org_id, period, account) where coalesce(b.debit, 0) <> coalesce(l.debit, 0) or coalesce(b.credit, 0) <> coalesce(l.credit, 0)`,
  },
  {
    name: 'stock-balances',
    zh: '库存余额 = 库存流水合计',
    count: 'select count(*) from books.stock_balance',
    wrong: `select '商品 ' || coalesce(b.item_id, s.item_id) || ' 仓库 ' || coalesce(b.warehouse_id, s.warehouse_id) as what from (select org_id, item_id, warehouse_id, lot_id, bin_id, on_hand, on_hold, in_transit from books.stock_balance) b
      full join (select s.org_id, s.item_id, s.warehouse_id, coalesce(s.lot_id, books.nil()) as lot_id, coalesce(s.bin_id, books.nil()) as bin_id, coalesce(sum(s.qty) filter (where ${PLACE} = 'on_hand'), 0) as on_hand, coalesce(sum(s.qty) filter (where ${PLACE} = 'on_hold'), 0) as on_hold, coalesce(sum(s.qty) filter (where ${PLACE} = 'in_transit'), 0) as in_transit from books.stock_line s group by 1, 2, 3, 4, 5) s
      using (org_id, item_id, warehouse_id, lot_id, bin_id) where coalesce(b.on_hand, 0) <> coalesce(s.on_hand, 0) or coalesce(b.on_hold, 0) <> coalesce(s.on_hold, 0) or coalesce(b.in_transit, 0) <> coalesce(s.in_transit, 0)`,
  },
  {
    name: 'cost-pools',
    zh: '成本池 = 库存流水数量与金额',
    count: 'select count(*) from books.cost_pool',
    wrong: `select '商品 ' || coalesce(p.item_id, s.item_id) as what from books.cost_pool p full join (select org_id, item_id, sum(qty) as qty, sum(cost) as value from books.stock_line group by 1, 2) s using (org_id, item_id) where coalesce(p.qty, 0) <> coalesce(s.qty, 0) or coalesce(p.value, 0) <> coalesce(s.value, 0)`,
  },
  {
    name: 'zero-quantity-zero-value',
    zh: '数量为零则金额为零',
    count: 'select count(*) from books.cost_pool',
    wrong: `select '商品 ' || item_id as what from books.cost_pool where qty = 0 and value <> 0`,
  },
  {
    name: 'stock-equals-ledger',
    zh: '库存金额 = 总账存货',
    count: `select count(*) from (select 1 from books.stock_line group by org_id, account) x`,
    wrong: `select s.account || ' 库存 ' || s.value || ' 总账 ' || coalesce(b.net, 0) || '（分）' as what from (select org_id, account, sum(cost) as value from books.stock_line group by 1, 2) s left join (select org_id, account, sum(debit - credit) as net from books.account_balance group by 1, 2) b using (org_id, account) where s.value <> coalesce(b.net, 0)`,
  },
  {
    name: 'moves-conserve',
    zh: '内部移动数量与金额守恒',
    count: 'select count(*) from books.stock_line where counter_warehouse is not null',
    wrong: `select '单据 ' || doc_id || ' 商品 ' || item_id as what from books.stock_line where counter_warehouse is not null group by org_id, doc_id, item_id, lot_id having sum(qty) <> 0 or sum(cost) <> 0`,
  },
  {
    name: 'reservations',
    zh: '占用 = 未完预留',
    count: 'select count(*) from books.reservation',
    wrong: `select '商品 ' || coalesce(b.item_id, r.item_id) as what from (select org_id, item_id, warehouse_id, sum(allocated) as allocated from books.stock_balance group by 1, 2, 3 having sum(allocated) <> 0) b full join (select org_id, item_id, warehouse_id, sum(open) as open from books.reservation group by 1, 2, 3 having sum(open) <> 0) r using (org_id, item_id, warehouse_id) where coalesce(b.allocated, 0) <> coalesce(r.open, 0)`,
  },
  {
    name: 'reserved-within-stock',
    zh: '占用不超过现存',
    count: 'select count(*) from books.stock_balance',
    wrong: `select '商品 ' || b.item_id || ' 仓库 ' || b.warehouse_id as what from books.stock_balance b left join books.record w on w.org_id = b.org_id and w.id = b.warehouse_id where coalesce((w.data->>'allowNegative')::boolean, false) = false group by b.org_id, b.item_id, b.warehouse_id having sum(b.allocated) > sum(b.on_hand)`,
  },
  {
    name: 'no-negative-stock',
    zh: '没有负库存',
    count: 'select count(*) from books.stock_balance',
    wrong: `select '商品 ' || b.item_id || ' 仓库 ' || b.warehouse_id as what from books.stock_balance b left join books.record w on w.org_id = b.org_id and w.id = b.warehouse_id where coalesce((w.data->>'allowNegative')::boolean, false) = false and (b.on_hand < 0 or b.on_hold < 0 or b.in_transit < 0)`,
  },
  {
    name: 'open-items',
    zh: '往来已核销 = 核销记录',
    count: 'select count(*) from books.open_item',
    wrong: `select '往来 ' || o.id as what from books.open_item o left join (select org_id, open_item, sum(amount) as amount from books.settlement group by 1, 2) s on s.org_id = o.org_id and s.open_item = o.id where o.settled <> coalesce(s.amount, 0)`,
  },
  {
    name: 'receivables-equal-ledger',
    zh: '应收应付余额 = 总账',
    count: 'select count(*) from (select 1 from books.open_item group by org_id, account) x',
    wrong: `select o.account || ' 往来 ' || o.net || ' 总账 ' || coalesce(b.net, 0) || '（分）' as what from (select org_id, account, sum(case side when 'receivable' then amount - settled else settled - amount end) as net from books.open_item group by 1, 2) o left join (select org_id, account, sum(debit - credit) as net from books.account_balance group by 1, 2) b using (org_id, account) where o.net <> coalesce(b.net, 0)`,
  },
  {
    name: 'estimates-clear',
    zh: '暂估余额 = 未到票入库',
    count: `select count(*) from books.document where type = 'goods-receipt'`,
    wrong: `select '暂估 ' || coalesce(g.party_id::text, '') || ' 总账 ' || coalesce(g.net, 0) as what from (select l.org_id, l.party_id, sum(l.credit - l.debit) as net from books.voucher_line l join books.account_role r on r.org_id = l.org_id and r.role = 'ap.estimated' and r.account = l.account group by 1, 2) g where g.net < 0`,
  },
  {
    name: 'document-numbers',
    zh: '单据编号连续无断号',
    count: 'select count(*) from books.document',
    wrong: `select d.type || ' ' || d.period || ' 应有 ' || c.last || ' 张，实有 ' || d.n as what from (select org_id, type, split_part(number, '-', 2)::int as period, count(*) as n, max(split_part(number, '-', 3)::int) as top from books.document group by 1, 2, 3) d full join (select org_id, kind as type, period, last from books.counter where kind not like 'voucher:%') c using (org_id, type, period) where d.n is distinct from c.last or d.top is distinct from c.last`,
  },
  {
    name: 'voucher-numbers',
    zh: '凭证编号连续无断号',
    count: 'select count(*) from books.voucher',
    wrong: `select v.word || ' ' || v.period || ' 最大 ' || v.top || '，张数 ' || v.n as what from (select org_id, word, period, count(*) as n, max(serial) as top from books.voucher group by 1, 2, 3) v where v.n <> v.top`,
  },
  {
    name: 'posted-have-audit',
    zh: '每张单据有操作记录',
    count: 'select count(*) from books.document',
    wrong: `select d.number as what from books.document d where not exists (select from books.audit_log a where a.org_id = d.org_id and a.subject_id = d.id)`,
  },
  {
    name: 'progress',
    zh: '执行进度 = 下游单据合计',
    count: 'select count(*) from books.progress',
    wrong: `select '单据 ' || p.doc_id || ' 行 ' || p.line_no || ' ' || p.kind as what from books.progress p where p.qty < 0 or not exists (select from books.document_line l where l.org_id = p.org_id and l.doc_id = p.doc_id and l.line_no = p.line_no)`,
  },
];

/** Runs every check as the owner of the database, over all organisations. */
export async function verify(db: Database): Promise<{ readonly ok: boolean; readonly checks: readonly Check[] }> {
  const checks: Check[] = [];
  for (const c of CHECKS) {
    checks.push(
      await db.owner(async (tx) => {
        const [seen] = await tx.query<{ count: bigint }>(c.count);
        const wrong = await tx.query<{ what: string; total: bigint }>(`select x.what, count(*) over () as total from (${c.wrong}) x limit 20`);
        return { name: c.name, zh: c.zh, rows: Number(seen?.count ?? 0n), wrong: Number(wrong[0]?.total ?? 0n), found: wrong.map((w) => w.what) };
      }),
    );
  }
  checks.push(await db.owner(chain));
  return { ok: checks.every((c) => c.wrong === 0), checks };
}

type Logged = { readonly pos: bigint; readonly text: string; readonly prev: string; readonly hash: string };

/** Recomputes the whole hash chain of the event log in pages; names the first broken position. */
async function chain(tx: Tx): Promise<Check> {
  let root = '0'.repeat(64);
  let at = 0n;
  const found: string[] = [];
  for (;;) {
    const page = await tx.query<Logged>(
      `select pos, org_id || '|' || id || '|' || agg || '|' || agg_seq || '|' || name || '|' || payload::text as text, prev, hash from bus.event_log where pos > $1 order by pos limit 5000`,
      [at],
    );
    for (const event of page) {
      if (event.pos !== at + 1n) found.push(`位置 ${at + 1n} 缺失`);
      const hash = createHash('sha256').update(`${root}|${event.pos}|${event.text}`).digest('hex');
      if (event.prev !== root || event.hash !== hash) found.push(`位置 ${event.pos} 的哈希不符`);
      root = event.hash;
      at = event.pos;
    }
    if (page.length < 5000) break;
  }
  const [head] = await tx.query<{ pos: bigint; root: string }>('select pos, root from bus.log_head');
  if (head && (head.pos !== at || (at > 0n && head.root !== root))) found.push(`链头在 ${head.pos}，日志到 ${at}`);
  const gaps = await tx.query<{ agg: string }>(
    `select agg from (select org_id, agg, agg_seq - lag(agg_seq) over (partition by org_id, agg order by agg_seq, pos) as step from bus.event_log where name like '%-saved/1' or name like '%-posted/1') x where step < 0 limit 20`,
  );
  return {
    name: 'event-chain',
    zh: '事件链完整（位置连续、哈希相接）',
    rows: Number(at),
    wrong: found.length + gaps.length,
    found: [...found.slice(0, 20), ...gaps.map((g) => `聚合 ${g.agg} 次序颠倒`)],
  };
}
