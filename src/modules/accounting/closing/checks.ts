// The check list before a month is closed (12号 §24): each check is one small query and one sentence with its cure. Balances and indexes only.
import { formatFen, formatQty } from '#kernel/decimal';
import { period as asPeriod, periodText } from '#kernel/day';
import { STATE_ZH, type State } from '#kernel/document';
import { type Ask, type Finding, type FindingItem, found } from './step.ts';
import { ledgerChecks } from './ledger-checks.ts';

export type CloseCheck = (ask: Ask) => Promise<Finding>;
/** Items listed by name; the count says how many there are. */
export const LISTED = 50;
export const documentItem = (ask: Ask, d: { readonly id: string; readonly type: string; readonly number: string | null }, note?: string): FindingItem => ({
  text: `${ask.names.document(d.type)} ${d.number ?? ''}`,
  href: `/documents/${d.type}/${d.id}`,
  ...(note === undefined ? {} : { note }),
});

const earlierOpen: CloseCheck = async ({ snapshot, period }) => {
  const rows = await snapshot.query<{ period: number }>(`select period from books.period where org_id = books.org() and period < $1::int and state <> 'closed' order by period`, [
    period,
  ]);
  const list = rows.map((r) => periodText(asPeriod(r.period)));
  return found('earlier-open', '以前期间', {
    tone: list.length > 0 ? 'block' : 'ok',
    count: list.length,
    said: list.length > 0 ? `${list.slice(0, 3).join('、')}${list.length > 3 ? ' 等' : ''}尚未结账，请先结较早的期间` : '以前期间都已结账',
    items: rows.slice(0, LISTED).map((r) => ({ text: periodText(asPeriod(r.period)), href: `/close?period=${r.period}` })),
  });
};

const unfinished: CloseCheck = async (ask) => {
  const rows = await ask.snapshot.query<{ id: string; type: string; number: string; state: State; day: string; total: string }>(
    `select id, type, number, state, day::text as day, count(*) over ()::text as total from books.document where org_id = books.org() and period = $1::int and state in ('draft', 'submitted', 'counting') order by state desc, type, number limit ${LISTED}`,
    [ask.period],
  );
  const count = Number(rows[0]?.total ?? 0);
  return found('unfinished', '未审核单据', {
    tone: count > 0 ? 'block' : 'ok',
    count,
    said: count > 0 ? `${count} 张单据未审核，请审核、作废，或把日期改到下月` : '本期没有草稿和待审核单据',
    items: rows.map((r) => documentItem(ask, r, `${STATE_ZH[r.state]} · ${r.day}`)),
  });
};

const voucherGaps: CloseCheck = async ({ snapshot, period }) => {
  const [row] = await snapshot.query<{ missing: string; n: string }>(
    `select coalesce(sum(last - have), 0)::text as missing, coalesce(sum(have), 0)::text as n from (select max(serial) as last, count(*) as have from books.voucher where org_id = books.org() and period = $1::int group by word) w`,
    [period],
  );
  const missing = Number(row?.missing ?? 0);
  return found('voucher-gaps', '凭证编号', {
    tone: missing === 0 ? 'ok' : 'block',
    count: missing,
    said: missing === 0 ? `${row?.n ?? 0} 张凭证，编号连续` : `凭证缺 ${missing} 号，请运行体检`,
    href: `/views/voucher-list?from=${period}&to=${period}`,
  });
};

// Numbers carry the period they were drawn in; drafts moved to another month keep theirs, and those are found by an index of their own.
const documentGaps: CloseCheck = async (ask) => {
  const rows = await ask.snapshot.query<{ type: string; last: number; have: string }>(
    `with drawn as (select kind as type, last from books.counter where org_id = books.org() and period = $1::int and kind not like 'voucher:%')
     select c.type, c.last, x.have::text from drawn c cross join lateral (
       select (select count(*) from books.document d where d.org_id = books.org() and d.type = c.type and d.day between make_date($1::int / 100, $1::int % 100, 1) and $2::date and split_part(d.number, '-', 2) = ($1::int)::text)
         + (select count(*) from books.document d where d.org_id = books.org() and d.type = c.type and split_part(d.number, '-', 2) <> d.period::text and split_part(d.number, '-', 2) = ($1::int)::text) as have) x
     where x.have <> c.last order by c.type`,
    [ask.period, ask.day],
  );
  return found('document-gaps', '单据编号', {
    tone: rows.length === 0 ? 'ok' : 'block',
    count: rows.length,
    said: rows.length === 0 ? '本期单据没有断号' : `${rows.map((r) => `${ask.names.document(r.type)}应有 ${r.last} 张、实有 ${r.have} 张`).join('；')}，请运行体检`,
    items: rows.map((r) => ({ text: ask.names.document(r.type), href: `/documents/${r.type}`, note: `应有 ${r.last}，实有 ${r.have}` })),
  });
};

const negativeStock: CloseCheck = async ({ snapshot }) => {
  const rows = await snapshot.query<{ item: string; id: string; warehouse: string; qty: string; total: string }>(
    `select i.name as item, i.id, w.name as warehouse, b.qty::text as qty, count(*) over ()::text as total from (
       select item_id, warehouse_id, sum(on_hand) as qty from books.stock_balance where org_id = books.org() and (on_hand < 0 or on_hold < 0 or in_transit < 0) group by 1, 2) b
     join books.record i on i.org_id = books.org() and i.id = b.item_id join books.record w on w.org_id = books.org() and w.id = b.warehouse_id order by b.qty limit ${LISTED}`,
  );
  const count = Number(rows[0]?.total ?? 0);
  return found('negative-stock', '负库存', {
    tone: count > 0 ? 'warn' : 'ok',
    count,
    said: count > 0 ? `${count} 处负库存：先出后入的成本要等入库才准，建议补齐入库后再结账` : '没有负库存',
    items: rows.map((r) => ({ text: `${r.item}（${r.warehouse}）`, href: `/views/stock-ledger?item=${r.id}`, note: formatQty(BigInt(r.qty)) })),
    href: '/views/stock-on-hand',
  });
};

const transit: CloseCheck = async (ask) => {
  const rows = await ask.snapshot.query<{ id: string; type: string; number: string; day: string; days: number; total: string }>(
    `select d.id, d.type, d.number, d.day::text as day, ($1::date - d.day)::int as days, count(*) over ()::text as total from books.document d
     where d.org_id = books.org() and d.type = 'transfer' and d.state = 'posted' and d.reverses is null and coalesce((d.head->>'direct')::boolean, false) = false
       and d.day <= $1::date - coalesce((select (settings->'closing'->>'transitDays')::int from books.org_node where id = books.org()), 7)
       and exists (select from books.stock_balance b where b.org_id = books.org() and b.in_transit > 0)
       and exists (select from books.document_line l left join books.progress p on p.org_id = l.org_id and p.doc_id = l.doc_id and p.line_no = l.line_no and p.kind = 'received'
         where l.org_id = d.org_id and l.doc_id = d.id and l.base_qty > coalesce(p.qty, 0)) order by d.day limit ${LISTED}`,
    [ask.day],
  );
  const count = Number(rows[0]?.total ?? 0);
  return found('transit', '调拨在途', {
    tone: count > 0 ? 'warn' : 'ok',
    count,
    said: count > 0 ? `${count} 张调拨单在途过久，请核实是否已到货` : '没有在途过久的调拨',
    items: rows.map((r) => documentItem(ask, r, `${r.day} 发出，已 ${r.days} 天`)),
  });
};

const estimates: CloseCheck = async ({ snapshot, period }) => {
  const [row] = await snapshot.query<{ net: string }>(
    `select coalesce(sum(b.credit - b.debit), 0)::text as net from books.account_balance b join books.account_role r on r.org_id = b.org_id and r.role = 'ap.estimated' and r.account = b.account where b.org_id = books.org() and b.period <= $1::int`,
    [period],
  );
  const net = BigInt(row?.net ?? '0');
  return found('estimates', '暂估入库', {
    tone: net === 0n ? 'ok' : 'info',
    count: net === 0n ? 0 : 1,
    said: net === 0n ? '收到的货都已收到发票' : `暂估应付余额 ${formatFen(net)}：货到票未到，按暂估价列入应付账款`,
    href: '/views/estimate-balance',
  });
};

/** What was sold for others belongs to the month's debts; until it is settled it stands in 受托代销商品款 or 应付代销款. */
const consigned: CloseCheck = async ({ snapshot, day }) => {
  const rows = await snapshot.query<{ id: string; name: string; n: string }>(
    `select s.id, s.name, count(*)::text as n from books.record i join books.record s on s.org_id = i.org_id and s.id = (i.data->>'consignor')::uuid
     cross join lateral (select coalesce(-sum(m.qty), 0) as gone from books.stock_line m where m.org_id = i.org_id and m.item_id = i.id and m.day <= $1::date and m.counter not in ('supplier', 'opening')) g
     cross join lateral (select coalesce(sum(l.base_qty), 0) as settled from books.document_line l join books.document d on d.org_id = l.org_id and d.id = l.doc_id
       where l.org_id = i.org_id and l.item_id = i.id and d.type = 'consignor-settlement' and d.state = 'posted' and d.reverses is null) t
     where i.org_id = books.org() and i.type = 'item' and i.data->>'consignor' is not null and g.gone > t.settled group by 1, 2 order by 2 limit ${LISTED}`,
    [day],
  );
  return found('consigned', '受托代销结算', {
    tone: rows.length > 0 ? 'warn' : 'ok',
    count: rows.length,
    said: rows.length > 0 ? `${rows.length} 个委托方的代销商品已售未结，请先做受托代销结算单，应付款才列入本期` : '受托代销的商品都已结算',
    items: rows.map((r) => ({ text: r.name, href: `/views/consigned-stock?supplier=${r.id}&open=yes`, note: `${r.n} 种商品` })),
    href: '/views/consigned-stock?open=yes',
  });
};

export const CLOSE_CHECKS: readonly CloseCheck[] = [earlierOpen, unfinished, voucherGaps, documentGaps, ...ledgerChecks, negativeStock, transit, estimates, consigned];
