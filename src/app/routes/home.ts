// The home page of a person: figures, what waits for them, the trend, and alerts; only what their rights let them see.
import { addDays, type Day } from '#kernel/day';
import { may } from '#kernel/rights';
import type { FastifyInstance } from 'fastify';
import { type Ports, sessionFor } from '../context.ts';
import type { Snapshot } from '#kernel/ports';
import type { Session } from '../people.ts';

export type Figure = {
  readonly key: string;
  readonly zh: string;
  readonly value: string;
  readonly unit: 'money' | 'count' | 'percent';
  readonly delta?: string | null;
  readonly note?: string;
  readonly href?: string;
  readonly tone?: 'bad' | 'warn';
};
export type Task = { readonly kind: string; readonly zh: string; readonly title: string; readonly at: string | null; readonly href: string; readonly tone?: 'bad' | 'warn' };

const MONEY = `to_char(coalesce($, 0) / 100.0, 'FM999999999990.00')`;
const money = (expression: string): string => MONEY.replace('$', expression);

export function homeRoutes(app: FastifyInstance, ports: Ports): void {
  app.get('/api/home', { schema: { tags: ['首页'], summary: '首页：数字、待办、走势、提醒' } }, async (request) => {
    const session = sessionFor(request);
    return ports.db.read(session.scope, async (s) => home(s, session, ports));
  });
}

/** The day the page speaks of: today, or the newest day with sales when the books lie in the past (an imported history). */
async function dayOf(s: Snapshot, today: Day): Promise<Day> {
  const [row] = await s.query<{ day: Day | null }>(
    `select max(day)::text as day from books.document where org_id = books.org() and type in ('sales-delivery', 'retail-sale', 'goods-receipt') and day <= $1 and state = 'posted' and type = any (array['retail-sale', 'sales-delivery'])`,
    [today],
  );
  return row?.day && row.day < addDays(today, -45) ? row.day : today;
}

async function home(s: Snapshot, session: Session, ports: Ports): Promise<unknown> {
  const day = await dayOf(s, ports.clock.today());
  const sees = {
    price: may(session.actor, 'field.price'),
    cost: may(session.actor, 'field.cost'),
    stock: may(session.actor, 'stock.view'),
    sales: may(session.actor, 'sales-delivery.view') || may(session.actor, 'retail-sale.view'),
  };
  return {
    day,
    figures: await figures(s, session, { day, sees }),
    tasks: await tasks(s, session, ports),
    trend: sees.sales && sees.price ? await trend(s, day) : null,
    lists: sees.stock ? [await expiring(s, day), await slow(s, { day, cost: sees.cost })] : [],
    heat: sees.sales ? await heat(s, day) : null,
  };
}

type Sees = { readonly price: boolean; readonly cost: boolean; readonly stock: boolean; readonly sales: boolean };

async function figures(s: Snapshot, session: Session, at: { readonly day: Day; readonly sees: Sees }): Promise<Figure[]> {
  const first = `${at.day.slice(0, 7)}-01`;
  const [month] = await s.query<{ now: string; before: string; lines: bigint; today: string }>(
    `select
      ${money(`sum(total) filter (where day >= $1::date and day <= $2::date)`)} as now, ${money(`sum(total) filter (where day < $1::date and day <= ($2::date - interval '1 month'))`)} as before,
      ${money(`sum(total) filter (where day = $2::date)`)} as today, count(*) filter (where day = $2::date) as lines
    from books.document where org_id = books.org() and type in ('sales-delivery', 'retail-sale', 'sales-return') and state in ('posted', 'reversed') and day >= ($1::date - interval '1 month') and day <= $2::date`,
    [first, at.day],
  );
  const list: Figure[] = [];
  if (at.sees.sales && at.sees.price && month) {
    const [now, before] = [Number(month.now), Number(month.before)];
    list.push({ key: 'today', zh: '今日销售', value: month.today, unit: 'money', note: `${month.lines} 单`, href: '/documents/sales-delivery' });
    list.push({
      key: 'month',
      zh: '本月销售',
      value: month.now,
      unit: 'money',
      delta: before > 0 ? ((now / before - 1) * 100).toFixed(1) : null,
      note: '较上月同期',
      href: '/views/sales-by-item',
    });
  }
  if (at.sees.cost) {
    const [margin] = await s.query<{ revenue: string; cost: string }>(
      `select sum(b.credit - b.debit) filter (where r.role in ('revenue.main', 'revenue.other'))::text as revenue, sum(b.debit - b.credit) filter (where r.role in ('cogs.main', 'cogs.other'))::text as cost from books.account_balance b join books.account_role r on r.org_id = books.org() and r.account = b.account where b.org_id = books.org() and b.period = $1`,
      [Number(at.day.slice(0, 4) + at.day.slice(5, 7))],
    );
    const [revenue, cost] = [BigInt(margin?.revenue ?? '0'), BigInt(margin?.cost ?? '0')];
    list.push({
      key: 'margin',
      zh: '本月毛利',
      value: (Number(revenue - cost) / 100).toFixed(2),
      unit: 'money',
      note: revenue > 0n ? `毛利率 ${((Number(revenue - cost) / Number(revenue)) * 100).toFixed(1)}%` : '本月尚无收入',
      href: '/views/account-balance',
    });
    const [stock] = await s.query<{ value: string; kinds: bigint }>(
      `select ${money('sum(value)')} as value, count(*) filter (where qty > 0) as kinds from books.item_value where org_id = books.org()`,
    );
    list.push({ key: 'stock', zh: '库存金额', value: stock?.value ?? '0.00', unit: 'money', note: `${stock?.kinds ?? 0n} 种商品`, href: '/views/stock-on-hand' });
  }
  if (may(session.actor, 'collection.view') || may(session.actor, 'customer.edit')) {
    const [due] = await s.query<{ open: string; late: string; parties: bigint }>(
      `select ${money('sum(amount - settled)')} as open, ${money('sum(amount - settled) filter (where due < $1::date)')} as late, count(distinct party_id) filter (where due < $1::date and amount > settled) as parties from books.open_item where org_id = books.org() and side = 'receivable' and amount <> settled`,
      [at.day],
    );
    if (at.sees.price)
      list.push({
        key: 'receivable',
        zh: '应收逾期',
        value: due?.late ?? '0.00',
        unit: 'money',
        note: `${due?.parties ?? 0n} 个客户，应收共 ${due?.open ?? '0.00'}`,
        href: '/views/aging',
        ...(Number(due?.late ?? 0) > 0 ? { tone: 'bad' as const } : {}),
      });
  }
  if (at.sees.stock && list.length < 4) {
    const [low] = await s.query<{ n: bigint }>(
      `select count(*) as n from books.record r join books.item_value p on p.org_id = r.org_id and p.item_id = r.id where r.org_id = books.org() and r.type = 'item' and r.active and (r.data->>'minQty') is not null and p.qty < (r.data->>'minQty')::numeric * 1000000`,
    );
    list.push({
      key: 'low',
      zh: '低于最低库存',
      value: String(low?.n ?? 0n),
      unit: 'count',
      note: '种商品',
      href: '/views/stock-on-hand?onlyLow=true',
      ...((low?.n ?? 0n) > 0n ? { tone: 'warn' as const } : {}),
    });
  }
  return list.slice(0, 5);
}

/** What waits: approvals the person may give, own drafts, orders to receive and to deliver. */
async function tasks(s: Snapshot, session: Session, ports: Ports): Promise<Task[]> {
  const approvable = ports.catalog.documents.filter((d) => may(session.actor, `${d.type}.approve`)).map((d) => d.type);
  const zh = (type: string) => ports.catalog.findDocument(type)?.zh ?? type;
  const waiting = await s.query<{ id: string; type: string; number: string; updated_at: string; total: string; party: string | null }>(
    `select d.id, d.type, d.number, d.updated_at, to_char(d.total / 100.0, 'FM999999999990.00') as total, p.name as party from books.document d left join books.record p on p.org_id = d.org_id and p.id = d.party_id where d.org_id = books.org() and d.state = 'submitted' and d.type = any ($1::text[]) order by d.updated_at desc limit 8`,
    [approvable],
  );
  const list: Task[] = waiting.map((w) => ({
    kind: 'approve',
    zh: '审批',
    title: `${zh(w.type)} ${w.number}${w.party ? ` · ${w.party}` : ''}${may(session.actor, 'field.price') && w.total !== '0.00' ? ` · ¥${w.total}` : ''}`,
    at: w.updated_at,
    href: `/documents/${w.type}/${w.id}`,
  }));
  const drafts = await s.query<{ id: string; type: string; number: string; updated_at: string }>(
    `select id, type, number, updated_at from books.document where org_id = books.org() and state = 'draft' and maker_id = $1 order by updated_at desc limit 4`,
    [session.actor.id],
  );
  list.push(...drafts.map((d): Task => ({ kind: 'draft', zh: '草稿', title: `${zh(d.type)} ${d.number}`, at: d.updated_at, href: `/documents/${d.type}/${d.id}` })));
  for (const [order, follow, kind, label, field] of [
    ['purchase-order', 'goods-receipt', 'received', '待收货', 'wanted'],
    ['sales-order', 'sales-delivery', 'delivered', '待发货', 'promised'],
    ['transfer', 'transfer-receipt', 'received', '待签收', 'wanted'],
  ] as const) {
    if (!may(session.actor, `${follow}.edit`)) continue;
    const open = await s.query<{ id: string; number: string; day: string; party: string | null; due: string | null }>(
      `select d.id, d.number, d.day::text as day, p.name as party, d.head->>'${field}' as due from books.document d left join books.record p on p.org_id = d.org_id and p.id = d.party_id where d.org_id = books.org() and d.type = $1 and d.state = 'posted' and d.reverses is null and exists (select from books.document_line l left join books.progress g on g.org_id = l.org_id and g.doc_id = l.doc_id and g.line_no = l.line_no and g.kind = $2 where l.org_id = d.org_id and l.doc_id = d.id and l.base_qty > coalesce(g.qty, 0))
        and (d.type <> 'transfer' or (coalesce(d.head->>'direct', 'false') <> 'true' and ($3::uuid[] is null or exists (select from books.record w where w.org_id = d.org_id and w.id = (d.head->>'to')::uuid and (w.data->>'site')::uuid = any ($3::uuid[])))))
      order by d.day desc limit 5`,
      [order, kind, session.scope.sites],
    );
    list.push(
      ...open.map(
        (o): Task => ({ kind: follow, zh: label, title: `${zh(order)} ${o.number}${o.party ? ` · ${o.party}` : ''}`, at: o.due ?? o.day, href: `/documents/${order}/${o.id}` }),
      ),
    );
  }
  return list.slice(0, 12);
}

/** Sales by day of this month beside the same days of last year. */
async function trend(s: Snapshot, day: Day): Promise<unknown> {
  const from = addDays(day, -29);
  const rows = await s.query<{ day: string; now: string; before: string }>(
    `select g.day::date::text as day, to_char(coalesce(n.total, 0) / 100.0, 'FM999999999990.00') as now, to_char(coalesce(b.total, 0) / 100.0, 'FM999999999990.00') as before
    from generate_series($1::date, $2::date, interval '1 day') g(day)
    left join (select day, sum(total) as total from books.document where org_id = books.org() and type in ('sales-delivery', 'retail-sale', 'sales-return') and state in ('posted', 'reversed') and day between $1::date and $2::date group by 1) n on n.day = g.day::date
    left join (select day, sum(total) as total from books.document where org_id = books.org() and type in ('sales-delivery', 'retail-sale', 'sales-return') and state in ('posted', 'reversed') and day between $1::date - 364 and $2::date - 364 group by 1) b on b.day = g.day::date - 364 order by 1`,
    [from, day],
  );
  return { days: rows.map((r) => r.day), now: rows.map((r) => r.now), before: rows.map((r) => r.before) };
}

async function expiring(s: Snapshot, day: Day): Promise<unknown> {
  const rows = await s.query(
    `select r.id, r.name, l.no as lot, l.expires::text as expires, (l.expires - $1::date) as days, to_char(sum(b.on_hand) / 1000000.0, 'FM999999990.###') as qty from books.lot l join books.stock_balance b on b.org_id = l.org_id and b.lot_id = l.id join books.record r on r.org_id = l.org_id and r.id = l.item_id
    where l.org_id = books.org() and l.expires is not null and l.expires <= $1::date + 30 and b.on_hand > 0 group by 1, 2, 3, l.expires order by l.expires limit 6`,
    [day],
  );
  return { key: 'expiring', zh: '临期批次', href: '/views/expiring-stock', rows, empty: '30 天内没有到期的批次' };
}

async function slow(s: Snapshot, at: { readonly day: Day; readonly cost: boolean }): Promise<unknown> {
  const rows = await s.query(
    `select r.id, r.name, ($1::date - x.last) as days, to_char(p.qty / 1000000.0, 'FM999999990.###') as qty ${at.cost ? `, to_char(p.value / 100.0, 'FM999999999990.00') as value` : ''}
    from books.item_value p join books.record r on r.org_id = p.org_id and r.id = p.item_id cross join lateral (select max(day) as last from books.stock_line l where l.org_id = p.org_id and l.item_id = p.item_id and l.qty < 0) x
    where p.org_id = books.org() and p.qty > 0 and x.last < $1::date - 30 order by ${at.cost ? 'p.value desc' : 'x.last'} limit 6`,
    [at.day],
  );
  return { key: 'slow', zh: '滞销商品', href: '/views/stock-on-hand', rows, empty: '30 天内都有动销' };
}

/** Documents posted by weekday and hour over the last four weeks (China time): when the warehouse is busy. */
async function heat(s: Snapshot, day: Day): Promise<unknown> {
  const rows = await s.query<{ weekday: number; hour: number; n: number }>(
    `select extract(isodow from approved_at at time zone 'Asia/Shanghai')::int as weekday, extract(hour from approved_at at time zone 'Asia/Shanghai')::int as hour, count(*)::int as n from books.document where org_id = books.org() and type in ('sales-delivery', 'retail-sale', 'goods-receipt', 'transfer') and day between $1::date - 27 and $1::date and approved_at is not null group by 1, 2`,
    [day],
  );
  return rows.length > 20 ? rows : null;
}
