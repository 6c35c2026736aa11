// What happens now and then: invoices that come late, money in and out, waste, counts, returns.
import { addDays, type Day } from '#kernel/day';
import { act, type World } from './days.ts';
import { GOODS } from './goods.ts';

const scopeOf = (w: World) => w.co.people['house']?.scope as never;

/** Suppliers invoice what they delivered; most within the month, some much later (暂估 waits for them). */
export async function invoices(w: World, day: Day): Promise<void> {
  for (const [supplier, list] of w.unbilled) {
    const ripe = list.filter((r) => r.day <= addDays(day, supplier % 4 === 3 ? -38 : -9));
    if (ripe.length === 0) continue;
    w.unbilled.set(
      supplier,
      list.filter((r) => !ripe.includes(r)),
    );
    const rows = await w.ports.db.read(scopeOf(w), (s) =>
      s.query<{ doc_id: string; line_no: number; item_id: string; left: string; data: { unit: string; price: string; taxRate: string } }>(
        `select l.doc_id, l.line_no, l.item_id, ((l.base_qty - coalesce(p.qty, 0)) / 1000000)::text as left, l.data
      from books.document_line l left join books.progress p on p.org_id = l.org_id and p.doc_id = l.doc_id and p.line_no = l.line_no and p.kind = 'returned' where l.org_id = books.org() and l.doc_id = any ($1::uuid[]) and l.base_qty > coalesce(p.qty, 0) order by l.doc_id, l.line_no`,
        [ripe.map((r) => r.id)],
      ),
    );
    w.invoices += 1;
    await act(w, 'accountant', {
      type: 'purchase-invoice',
      command: 'approve',
      body: {
        day,
        head: { supplier: w.co.suppliers[supplier]?.id, kind: 'special', number: `2633${day.slice(2, 4)}${String(w.invoices).padStart(14, '0')}`, invoiceDay: day },
        lines: rows.map((r) => ({ item: r.item_id, unit: r.data.unit, qty: r.left, price: r.data.price, taxRate: r.data.taxRate, source: { doc: r.doc_id, line: r.line_no } })),
      },
    });
  }
}

/** Pays what is due to suppliers and collects what customers owe; two customers are always late. */
export async function money(w: World, day: Day): Promise<void> {
  const open = await w.ports.db.read(scopeOf(w), (s) =>
    s.query<{ id: string; side: 'receivable' | 'payable'; party_id: string; left: string }>(
      `select id, side, party_id, ((amount - settled) / 100.0)::numeric(20,2)::text as left from books.open_item where org_id = books.org() and amount > settled and due <= $1::date order by side, party_id, due`,
      [day],
    ),
  );
  const groups = new Map<string, typeof open>();
  for (const item of open) groups.set(`${item.side}|${item.party_id}`, [...(groups.get(`${item.side}|${item.party_id}`) ?? []), item]);
  for (const [name, items] of groups) {
    const [side = '', party = ''] = name.split('|');
    const customer = w.co.customers.findIndex((c) => c.id === party);
    if (side === 'receivable' && (customer % 9 === 4 ? w.chance.chance(0.85) : w.chance.chance(0.15))) continue;
    const few = items.slice(0, 40);
    const amount = few.reduce((sum, i) => sum + BigInt(i.left.replace('.', '')), 0n).toString();
    const yuan = `${amount.slice(0, -2) || '0'}.${amount.slice(-2).padStart(2, '0')}`;
    const lines = few.map((i) => ({ openItem: i.id, amount: i.left }));
    if (side === 'payable')
      await act(w, 'finance', { type: 'payment', command: 'approve', body: { day, head: { supplier: party, wallet: w.co.wallets.bank, amount: yuan }, lines } });
    else await act(w, 'finance', { type: 'collection', command: 'approve', body: { day, head: { customer: party, wallet: w.co.wallets.bank, amount: yuan }, lines } });
  }
}

/** What has passed its date is written off; a little is broken. */
export async function waste(w: World, day: Day, at: readonly (keyof World['co']['places'])[]): Promise<void> {
  const expired = await w.ports.db.read(scopeOf(w), (s) =>
    s.query<{ item_id: string; warehouse_id: string; no: string; qty: string; free: string }>(
      `select b.item_id, b.warehouse_id, l.no, (sum(b.on_hand) / 1000000)::bigint::text as qty,
      ((select sum(a.on_hand) - sum(a.allocated) from books.stock_balance a where a.org_id = books.org() and a.item_id = b.item_id and a.warehouse_id = b.warehouse_id) / 1000000)::bigint::text as free from books.lot l join books.stock_balance b on b.org_id = l.org_id and b.lot_id = l.id where l.org_id = books.org() and l.expires <= $1::date and b.on_hand > 0 group by 1, 2, 3 order by 2, 1, 3`,
      [day],
    ),
  );
  for (const place of at.map((name) => w.co.places[name])) {
    // What an order still holds stays until it is delivered or closed.
    const free = new Map<string, number>();
    const lines = expired
      .filter((e) => e.warehouse_id === place)
      .flatMap((e) => {
        const left = free.get(e.item_id) ?? Number(e.free);
        const qty = Math.min(Number(e.qty), left);
        free.set(e.item_id, left - qty);
        return qty > 0 ? [{ ...e, qty: String(qty) }] : [];
      });
    if (lines.length === 0) continue;
    await act(w, 'keeper', {
      type: 'write-off',
      command: 'approve',
      body: { day, head: { warehouse: place, reason: w.co.reasons['BS01'], handler: '李大海' }, lines: lines.map((l) => ({ item: l.item_id, qty: l.qty, lot: l.no })) },
    });
  }
}

/** Customers send something back; a supplier takes back a bad delivery. */
export async function returns(w: World, day: Day): Promise<void> {
  const [sold] = await w.ports.db.read(scopeOf(w), (s) =>
    s.query<{ doc_id: string; line_no: number; item_id: string; party_id: string; warehouse_id: string; unit: string }>(
      `select l.doc_id, l.line_no, l.item_id, d.party_id, d.warehouse_id, l.data->>'unit' as unit from books.document d join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id where d.org_id = books.org() and d.type = 'sales-delivery' and d.state = 'posted' and d.day between $1::date - 12 and $1::date - 2 and l.base_qty >= 2000000 and coalesce(l.data->>'lotsTaken', '') not like '%、%' and not exists (select from books.progress p where p.org_id = l.org_id and p.doc_id = l.doc_id and p.line_no = l.line_no and p.kind = 'returned') order by l.doc_id, l.line_no limit 1`,
      [day],
    ),
  );
  if (sold)
    await act(w, 'keeper', {
      type: 'sales-return',
      command: 'approve',
      body: {
        day,
        head: { customer: sold.party_id, warehouse: sold.warehouse_id, reason: w.co.reasons['TH01'] },
        lines: [{ item: sold.item_id, unit: sold.unit, qty: '1', source: { doc: sold.doc_id, line: sold.line_no }, condition: 'bad' }],
      },
    });
  const [bought] = await w.ports.db.read(scopeOf(w), (s) =>
    s.query<{ doc_id: string; line_no: number; item_id: string; party_id: string; warehouse_id: string; unit: string }>(
      `select l.doc_id, l.line_no, l.item_id, d.party_id, d.warehouse_id, l.data->>'unit' as unit from books.document d join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id join books.record r on r.org_id = d.org_id and r.id = l.item_id where d.org_id = books.org() and d.type = 'goods-receipt' and d.state = 'posted' and d.day between $1::date - 5 and $1::date and r.code = any ($2) and l.base_qty > 10000000 order by d.id desc limit 1`,
      [day, GOODS.filter((g) => (g.life ?? 999) > 90).map((g) => g.code)],
    ),
  );
  if (bought)
    await act(w, 'keeper', {
      type: 'goods-return',
      command: 'approve',
      body: {
        day,
        head: { supplier: bought.party_id, warehouse: bought.warehouse_id, reason: w.co.reasons['TH02'] },
        lines: [{ item: bought.item_id, unit: bought.unit, qty: '1', source: { doc: bought.doc_id, line: bought.line_no } }],
      },
    });
}

/** What stands open on the last day, so that every role finds work: drafts, submitted orders, an unanswered request. */
export async function openWork(w: World, day: Day): Promise<void> {
  const item = (code: string) => w.co.items[code];
  await act(w, 'manager', {
    type: 'purchase-request',
    command: 'submit',
    body: {
      day,
      head: { warehouse: w.co.places.main, wanted: addDays(day, 4), requester: '孙立', reason: '周末促销备货' },
      lines: [
        { item: item('SP00009'), unit: '箱', qty: '40' },
        { item: item('SP00044'), unit: '箱', qty: '10' },
      ],
    },
  });
  await act(w, 'buyer', {
    type: 'purchase-order',
    command: 'submit',
    body: {
      day,
      head: { supplier: w.co.suppliers[1]?.id, warehouse: w.co.places.main, wanted: addDays(day, 2), buyer: '王晓敏', remark: '旺季加量，请审批' },
      lines: [
        { item: item('SP00010'), unit: '箱', qty: '60' },
        { item: item('SP00011'), unit: '箱', qty: '80' },
      ],
    },
  });
  await act(w, 'seller', {
    type: 'sales-quote',
    command: 'approve',
    body: {
      day,
      head: { customer: w.co.customers[10]?.id, validUntil: addDays(day, 14), salesperson: '陈志远', warehouse: w.co.places.main },
      lines: [
        { item: item('SP00001'), qty: '60' },
        { item: item('SP00004'), qty: '20' },
        { item: item('SP00038'), qty: '100' },
      ],
    },
  });
  await act(w, 'seller', {
    type: 'sales-order',
    command: 'save',
    body: {
      day,
      head: { customer: w.co.customers[2]?.id, warehouse: w.co.places.main, promised: addDays(day, 1), salesperson: '陈志远' },
      lines: [
        { item: item('SP00034'), unit: '箱', qty: '4' },
        { item: item('SP00050'), unit: '箱', qty: '6' },
      ],
    },
  });
  await act(w, 'manager', {
    type: 'stock-count',
    command: 'save',
    body: {
      day,
      head: { warehouse: w.co.places.shop1, counters: '孙立、郑小燕', scope: '饮料货架' },
      lines: GOODS.filter((g) => g.category === '饮料').map((g) => ({ item: item(g.code) })),
    },
  });
}

/** The owners' money on the first day, and every month the rent, the wages and the takings paid into the bank. */
export async function bookkeeping(w: World, day: Day, opening: boolean): Promise<void> {
  const codes = opening ? ['1002', '3001'] : ['1001', '1002', '1012', '5601', '5602'];
  const accounts = await w.ports.db.read(scopeOf(w), (s) =>
    s.query<{ id: string; code: string; net: string }>(
      `select r.id, r.code, coalesce((select sum(debit - credit) from books.account_balance b where b.org_id = books.org() and b.account = r.code), 0)::text as net from books.record r where r.org_id = books.org() and r.type = 'account' and r.code = any ($1)`,
      [codes],
    ),
  );
  const of = (code: string) => accounts.find((a) => a.code === code);
  const line = (summary: string, code: string, side: 'debit' | 'credit', fen: bigint) => ({
    summary,
    account: of(code)?.id,
    [side]: `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`,
  });
  const net = (code: string) => BigInt(of(code)?.net ?? '0');
  const lines = opening
    ? [line('股东投入', '1002', 'debit', 60_000_000n), line('股东投入', '3001', 'credit', 60_000_000n)]
    : [
        ...(net('1012') > 0n ? [line('微信收款转入基本户', '1002', 'debit', net('1012')), line('微信收款转入基本户', '1012', 'credit', net('1012'))] : []),
        ...(net('1001') > 500_000n ? [line('现金存银行', '1002', 'debit', net('1001') - 500_000n), line('现金存银行', '1001', 'credit', net('1001') - 500_000n)] : []),
        line('仓库与门店租金', '5601', 'debit', 1_200_000n),
        line('工资', '5602', 'debit', 2_150_000n),
        line('租金与工资', '1002', 'credit', 3_350_000n),
      ];
  await act(w, 'finance', { type: 'journal-voucher', command: 'approve', body: { day, head: {}, lines } });
}
