// What a small card tells of a document, a record or a voucher while the pointer rests on its name: one round trip each, never the whole thing.
import { personName } from '#identity';
import { formatFen } from '#kernel/decimal';
import { isId } from '#kernel/id';
import type { Snapshot } from '#kernel/ports';

/** How many lines and warehouses a card has room for. */
const MOST = 5;

export type DocumentPeek = {
  readonly id: string;
  readonly number: string;
  readonly state: string;
  readonly day: string;
  readonly total: string;
  readonly title: string | null;
  readonly reverses: string | null;
  readonly party: { readonly id: string; readonly type: string; readonly name: string } | null;
  readonly warehouse: string | null;
  readonly maker: string | null;
  readonly approver: string | null;
  readonly approvedAt: string | null;
  readonly count: number;
  readonly lines: readonly { readonly item: string | null; readonly data: Readonly<Record<string, unknown>> }[];
  readonly vouchers: readonly { readonly id: string; readonly number: string }[];
};

/** A document by its id or its number. */
export async function peekDocument(snapshot: Snapshot, type: string, key: string): Promise<DocumentPeek | null> {
  const [row] = await snapshot.query<{ peek: DocumentPeek & { readonly total: number } }>(
    `select jsonb_build_object('id', d.id, 'number', d.number, 'state', d.state, 'day', d.day, 'total', d.total::text, 'title', d.title, 'reverses', d.reverses,
      'party', (select jsonb_build_object('id', p.id, 'type', p.type, 'name', p.name) from books.record p where p.org_id = books.org() and p.id = d.party_id),
      'warehouse', (select w.name from books.record w where w.org_id = books.org() and w.id = d.warehouse_id),
      'maker', ${personName('d.maker_id')}, 'approver', ${personName('d.approver_id')}, 'approvedAt', d.approved_at,
      'count', (select count(*) from books.document_line l where l.org_id = books.org() and l.doc_id = d.id),
      'lines', (select coalesce(jsonb_agg(jsonb_build_object('item', i.name, 'data', x.data) order by x.line_no), '[]')
        from (select * from books.document_line l where l.org_id = books.org() and l.doc_id = d.id order by l.line_no limit ${MOST}) x left join books.record i on i.org_id = books.org() and i.id = x.item_id),
      'vouchers', (select coalesce(jsonb_agg(jsonb_build_object('id', v.id, 'number', v.word || '-' || lpad(v.serial::text, 4, '0')) order by v.booked_at), '[]')
        from (select * from books.voucher v where v.org_id = books.org() and v.doc_id = d.id order by v.booked_at limit ${MOST}) v)) as peek
    from books.document d where d.org_id = books.org() and d.type = $1 and ${isId(key) ? 'd.id = $2::uuid' : 'd.number = $2'}`,
    [type, key],
  );
  return row ? { ...row.peek, total: formatFen(BigInt(row.peek.total)) } : null;
}

export type StockPeek = { readonly warehouse: string; readonly onHand: string; readonly allocated: string; readonly onHold: string; readonly promise: string };
const MICRO = (expression: string): string => `trim_scale(sum(${expression}) / 1000000.0)::text`;

/** Where an item is, in the four numbers; the fullest warehouses first. */
export const peekStock = (snapshot: Snapshot, item: string): Promise<StockPeek[]> =>
  snapshot.query(
    `select w.name as warehouse, ${MICRO('b.on_hand + b.on_hold')} as "onHand", ${MICRO('b.allocated')} as allocated, ${MICRO('b.on_hold')} as "onHold", ${MICRO('b.on_hand - b.allocated')} as promise
    from books.stock_balance b join books.record w on w.org_id = books.org() and w.id = b.warehouse_id
    where b.org_id = books.org() and b.item_id = $1 group by w.id, w.name having sum(b.on_hand) <> 0 or sum(b.on_hold) <> 0 or sum(b.allocated) <> 0 order by sum(b.on_hand) desc, w.name limit ${MOST}`,
    [item],
  );

export type DebtPeek = { readonly side: 'receivable' | 'payable'; readonly open: string; readonly overdue: string; readonly since: string | null };

/** What a party and we still owe each other, and how much of it is late. */
export async function peekDebts(snapshot: Snapshot, party: string, today: string): Promise<DebtPeek[]> {
  const rows = await snapshot.query<{ side: DebtPeek['side']; open: string; overdue: string; since: string | null }>(
    `select side, sum(amount - settled)::text as open, coalesce(sum(amount - settled) filter (where due < $2::date), 0)::text as overdue, min(due) filter (where due < $2::date)::text as since
    from books.open_item where org_id = books.org() and party_id = $1 and amount <> settled group by side order by side`,
    [party, today],
  );
  return rows.map((r) => ({ ...r, open: formatFen(BigInt(r.open)), overdue: formatFen(BigInt(r.overdue)) }));
}

/** Debit minus credit of an account and those below it, up to and with a period. */
export async function peekBalance(snapshot: Snapshot, account: string, period: number): Promise<string> {
  const [row] = await snapshot.query<{ net: string }>(
    `select coalesce(sum(debit - credit), 0)::text as net from books.account_balance where org_id = books.org() and left(account, length($1)) = $1 and period <= $2`,
    [account, period],
  );
  return formatFen(BigInt(row?.net ?? 0));
}
