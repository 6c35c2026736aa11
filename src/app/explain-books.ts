// Answers "why" from the books: how a balance came about (balance → voucher lines → documents → people), and what a document did.
import { personName } from '#identity';
import { COMMAND_ZH, type Command, type State, STATE_ZH } from '#kernel/document';
import type { Module } from '#kernel/module';
import { formatFen, formatQty } from '#kernel/decimal';
import { fen } from '#kernel/money';
import type { Snapshot } from '#kernel/ports';
import type { Explanation, Part } from './explain.ts';
import { around, chainOf } from './queries/documents.ts';

const MOST = 200;
const zhOf = (modules: readonly Module[], type: string): string => modules.flatMap((m) => m.documents).find((d) => d.type === type)?.zh ?? type;
const stateOf = (state: string): string => STATE_ZH[state as State] ?? state;
const yuan = (value: bigint): string => formatFen(fen(value));
const sided = (net: bigint): string => (net === 0n ? '平 0.00' : net > 0n ? `借 ${yuan(net)}` : `贷 ${yuan(-net)}`);
const more = (shown: number): string[] => (shown >= MOST ? [`（只列前 ${MOST} 行）`] : []);

type Entry = {
  readonly account: string;
  readonly debit: bigint;
  readonly credit: bigint;
  readonly summary: string;
  readonly day: string;
  readonly voucher: string;
  readonly doc: string;
  readonly number: string;
  readonly type: string;
  readonly state: string;
  readonly maker: string | null;
  readonly approver: string | null;
  readonly approved_at: string | null;
};
type Person = { readonly subject_id: string; readonly at: string; readonly user_name: string; readonly action: string; readonly hash: string };

/** Voucher lines of an account and everything below it in one period, oldest first. */
const entriesOf = (books: Snapshot, account: string, period: number): Promise<Entry[]> =>
  books.query<Entry>(
    `select l.account, l.debit, l.credit, l.summary, l.day, v.word || '-' || lpad(v.serial::text, greatest(4, length(v.serial::text)), '0') as voucher, d.id as doc, d.number, d.type, d.state, ${personName('d.maker_id')} as maker, ${personName('d.approver_id')} as approver, d.approved_at
   from books.voucher_line l join books.voucher v on v.org_id = l.org_id and v.id = l.voucher_id join books.document d on d.org_id = v.org_id and d.id = v.doc_id
   where l.org_id = books.org() and l.account like $1 || '%' and l.period = $2 order by l.day, v.serial, l.line_no limit ${MOST}`,
    [account, period],
  );

async function balanceOf(books: Snapshot, account: string, period: number): Promise<Part> {
  const [row] = await books.query<{ opening: bigint; debit: bigint; credit: bigint }>(
    `select coalesce(sum(debit - credit) filter (where period < $2), 0)::bigint as opening, coalesce(sum(debit) filter (where period = $2), 0)::bigint as debit, coalesce(sum(credit) filter (where period = $2), 0)::bigint as credit
     from books.account_balance where org_id = books.org() and account like $1 || '%' and period <= $2`,
    [account, period],
  );
  const { opening = 0n, debit = 0n, credit = 0n } = row ?? {};
  return { zh: '余额', lines: [`期初 ${sided(opening)}`, `本期借方 ${yuan(debit)}，贷方 ${yuan(credit)}`, `期末 ${sided(opening + debit - credit)}`] };
}

type StockSum = { readonly doc_id: string; readonly lines: number; readonly qty: bigint; readonly cost: bigint };

/** Each document behind the entries: its stock lines, who made and approved it, and the audit rows that prove it. */
async function documentsBehind(books: Snapshot, entries: readonly Entry[], modules: readonly Module[]): Promise<string[]> {
  const docs = [...new Map(entries.map((e) => [e.doc, e])).values()];
  const ids = docs.map((d) => d.doc);
  const stock = await books.query<StockSum>(
    'select doc_id, count(*)::int as lines, sum(qty)::bigint as qty, sum(cost)::bigint as cost from books.stock_line where org_id = books.org() and doc_id = any ($1::uuid[]) group by 1',
    [ids],
  );
  const trail = await books.query<Person>(
    'select subject_id, at, user_name, action, hash from books.audit_log where org_id = books.org() and subject_id = any ($1::uuid[]) order by id',
    [ids],
  );
  return docs.flatMap((d) => {
    const moved = stock.find((s) => s.doc_id === d.doc);
    const steps = trail.filter((t) => t.subject_id === d.doc).map((t) => `    ${t.at.slice(0, 19).replace('T', ' ')}  ${t.user_name}  ${t.action}  ${t.hash.slice(0, 12)}`);
    return [
      `${d.number}  ${zhOf(modules, d.type)}  ${stateOf(d.state)}`,
      ...(moved ? [`    库存行 ${moved.lines} 行，数量净 ${formatQty(moved.qty)}，成本净 ${yuan(moved.cost)}`] : []),
      ...steps,
    ];
  });
}

/** 1405 + 202603: balance → voucher lines → documents → people. Null when the company has no such account. */
export async function explainAccount(books: Snapshot, modules: readonly Module[], at: { readonly account: string; readonly period: number }): Promise<Explanation | null> {
  const [known] = await books.query<{ name: string }>(`select name from books.record where org_id = books.org() and type = 'account' and code = $1`, [at.account]);
  if (!known) return null;
  const entries = await entriesOf(books, at.account, at.period);
  const entry = (e: Entry): string =>
    `${e.day}  ${e.voucher}  ${e.account === at.account ? '' : `${e.account}  `}${e.debit === 0n ? `贷 ${yuan(e.credit)}` : `借 ${yuan(e.debit)}`}  ${e.summary}  ← ${e.number}`;
  return {
    title: `${at.account} ${known.name}  ${Math.floor(at.period / 100)}年${at.period % 100}月`,
    parts: [
      await balanceOf(books, at.account, at.period),
      { zh: '凭证行', lines: [...entries.map(entry), ...more(entries.length)] },
      { zh: '单据与经手人', lines: await documentsBehind(books, entries, modules) },
    ],
  };
}

type DocRow = {
  readonly id: string;
  readonly type: string;
  readonly state: string;
  readonly day: string;
  readonly total: bigint;
  readonly reason: string | null;
  readonly maker: string | null;
  readonly approver: string | null;
};
type VoucherRow = { readonly voucher: string; readonly account: string; readonly debit: bigint; readonly credit: bigint; readonly summary: string };
type StockRow = {
  readonly line_no: number;
  readonly code: string | null;
  readonly name: string | null;
  readonly lot: string | null;
  readonly place: string;
  readonly counter: string;
  readonly qty: bigint;
  readonly cost: bigint;
};

const vouchersOf = async (books: Snapshot, doc: string): Promise<string[]> =>
  (
    await books.query<VoucherRow>(
      `select v.word || '-' || lpad(v.serial::text, greatest(4, length(v.serial::text)), '0') as voucher, l.account, l.debit, l.credit, l.summary from books.voucher v join books.voucher_line l on l.org_id = v.org_id and l.voucher_id = v.id
   where v.org_id = books.org() and v.doc_id = $1 order by v.booked_at, l.line_no limit ${MOST}`,
      [doc],
    )
  ).map((l) => `${l.voucher}  ${l.debit === 0n ? `  贷 ${l.account} ${yuan(l.credit)}` : `借 ${l.account} ${yuan(l.debit)}`}  ${l.summary}`);

const stockOf = async (books: Snapshot, doc: string): Promise<string[]> =>
  (
    await books.query<StockRow>(
      `select s.line_no, r.code, r.name, t.no as lot, s.place, s.counter, s.qty, s.cost from books.stock_line s left join books.record r on r.org_id = s.org_id and r.id = s.item_id left join books.lot t on t.org_id = s.org_id and t.id = s.lot_id
   where s.org_id = books.org() and s.doc_id = $1 order by s.id limit ${MOST}`,
      [doc],
    )
  ).map((s) => `第 ${s.line_no} 行  ${s.code ?? ''} ${s.name ?? ''}${s.lot ? ` 批次 ${s.lot}` : ''}  ${s.counter}→${s.place}  数量 ${formatQty(s.qty)}  成本 ${yuan(s.cost)}`);

/** A document number: who, from what, what it booked, what followed. Null when there is none. */
export async function explainNumber(books: Snapshot, modules: readonly Module[], number: string): Promise<Explanation | null> {
  const [doc] = await books.query<DocRow>(
    `select d.id, d.type, d.state, d.day, d.total, d.reason, ${personName('d.maker_id')} as maker, ${personName('d.approver_id')} as approver from books.document d where d.org_id = books.org() and d.number = $1`,
    [number],
  );
  if (!doc) return null;
  const near = await around(books, doc.id);
  const chain = await chainOf(books, [doc.id], MOST);
  const neighbour = (n: { type: string; number: string; state: string }): string => `${n.number}  ${zhOf(modules, n.type)}  ${stateOf(n.state)}`;
  const step = (action: string): string => COMMAND_ZH[action.split('.')[1] as Command] ?? action;
  return {
    title: `${zhOf(modules, doc.type)} ${number}  ${doc.day}  ${stateOf(doc.state)}  ${yuan(doc.total)} 元`,
    parts: [
      {
        zh: '经手人',
        lines: [
          `制单 ${doc.maker ?? '—'}，审核 ${doc.approver ?? '—'}${doc.reason ? `，原因：${doc.reason}` : ''}`,
          ...near.trail.map((t) => `${t.at.slice(0, 19).replace('T', ' ')}  ${t.who}  ${step(t.action)}`),
        ],
      },
      { zh: '来源', lines: near.sources.map(neighbour) },
      { zh: '凭证', lines: await vouchersOf(books, doc.id) },
      { zh: '库存', lines: await stockOf(books, doc.id) },
      { zh: '后续', lines: near.followers.map(neighbour) },
      {
        zh: '整条单据链',
        lines: [
          `${chain.nodes.length} 张单据，${chain.edges.length} 处关联${chain.cut ? '（未列全）' : ''}`,
          ...chain.nodes.map((n) => `${n.day}  ${neighbour(n)}  ${n.total} 元`),
        ],
      },
    ],
  };
}
