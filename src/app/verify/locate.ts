// From ids to what people call things: “采购入库单 CGRK-202603-0001 第 2 行 · 商品 SP00001 农夫山泉”, with a link to the screen that shows it.
import { periodText, type Period } from '#kernel/day';
import { formatFen, formatQty } from '#kernel/decimal';
import type { Snapshot } from '#kernel/ports';
import type { HouseCatalog } from '../house.ts';

/** One wrong row as a check's SQL tells it; whatever it leaves out is not named. */
export type Finding = {
  readonly doc?: string | null;
  readonly line?: number | null;
  readonly voucher?: string | null;
  readonly account?: string | null;
  readonly period?: number | null;
  readonly item?: string | null;
  readonly warehouse?: string | null;
  readonly lot?: string | null;
  readonly party?: string | null;
  /** Anything that has no id: a missing number, a position of the log. */
  readonly label?: string | null;
  /** Which figure or property is wrong. */
  readonly what: string;
  readonly should?: string | bigint | null;
  readonly found?: string | bigint | null;
  /** How `should` and `found` are written: amounts are 分, quantities 10⁻⁶ units. */
  readonly unit?: 'fen' | 'qty' | null;
};

/** A wrong place: where it is, what is wrong there, what it should be and what it is. */
export type Where = {
  readonly at: string;
  readonly what: string;
  readonly should: string;
  readonly is: string;
  readonly document: string | null;
  readonly account: string | null;
  readonly item: string | null;
  readonly href: string | null;
  /** Named only when several companies were looked at. */
  readonly company?: string;
};

type Doc = { readonly id: string; readonly type: string; readonly number: string | null };
type Voucher = { readonly id: string; readonly number: string; readonly period: number; readonly doc_id: string };
type Record_ = { readonly id: string; readonly type: string; readonly code: string; readonly name: string };
type Names = {
  readonly docs: ReadonlyMap<string, Doc>;
  readonly vouchers: ReadonlyMap<string, Voucher>;
  readonly records: ReadonlyMap<string, Record_>;
  readonly lots: ReadonlyMap<string, string>;
  readonly accounts: ReadonlyMap<string, string>;
};

const NIL = '00000000-0000-0000-0000-000000000000';
const short = (id: string): string => id.slice(0, 8);
const byId = <T extends { readonly id: string }>(rows: readonly T[]): Map<string, T> => new Map(rows.map((r) => [r.id, r]));

/** Names of everything the findings mention; five small look-ups, whatever their number. */
async function namesFor(s: Snapshot, found: readonly Finding[]): Promise<Names> {
  const ids = (pick: (f: Finding) => readonly (string | null | undefined)[]): string[] => [...new Set(found.flatMap(pick).filter((id): id is string => typeof id === 'string'))];
  const vouchers = byId(
    await s.query<Voucher>(
      `select id, word || '-' || lpad(serial::text, greatest(4, length(serial::text)), '0') as number, period, doc_id from books.voucher where org_id = books.org() and id = any ($1::uuid[])`,
      [ids((f) => [f.voucher])],
    ),
  );
  const docs = [...ids((f) => [f.doc]), ...[...vouchers.values()].map((v) => v.doc_id)];
  return {
    vouchers,
    docs: byId(await s.query<Doc>('select id, type, number from books.document where org_id = books.org() and id = any ($1::uuid[])', [docs])),
    records: byId(
      await s.query<Record_>('select id, type, code, name from books.record where org_id = books.org() and id = any ($1::uuid[])', [ids((f) => [f.item, f.warehouse, f.party])]),
    ),
    lots: new Map(
      (await s.query<{ id: string; no: string }>('select id, no from books.lot where org_id = books.org() and id = any ($1::uuid[])', [ids((f) => [f.lot])])).map((l) => [
        l.id,
        l.no,
      ]),
    ),
    accounts: new Map(
      (
        await s.query<{ code: string; name: string }>(`select code, name from books.record where org_id = books.org() and type = 'account' and code = any ($1::text[])`, [
          ids((f) => [f.account]),
        ])
      ).map((a) => [a.code, a.name]),
    ),
  };
}

/** Names every finding. */
export async function locate(s: Snapshot, found: readonly Finding[], catalog: HouseCatalog): Promise<Where[]> {
  if (found.length === 0) return [];
  const names = await namesFor(s, found);
  return found.map((f) => {
    const doc = documentOf(f, names);
    const item = f.item ? names.records.get(f.item) : undefined;
    return {
      at: placeOf(f, names, catalog),
      what: f.what,
      should: figure(f.should, f.unit),
      is: figure(f.found, f.unit),
      document: doc?.number ?? null,
      account: f.account ?? null,
      item: item?.code ?? null,
      href: hrefOf(f, doc, names),
    };
  });
}

const documentOf = (f: Finding, names: Names): Doc | undefined => names.docs.get(f.doc ?? names.vouchers.get(f.voucher ?? '')?.doc_id ?? '');

function figure(value: Finding['should'], unit: Finding['unit']): string {
  if (value === null || value === undefined) return '无';
  if (!/^-?\d+$/.test(String(value))) return String(value);
  if (unit === 'fen') return formatFen(BigInt(value));
  return unit === 'qty' ? formatQty(BigInt(value)) : String(value);
}

function placeOf(f: Finding, names: Names, catalog: HouseCatalog): string {
  const voucher = f.voucher ? names.vouchers.get(f.voucher) : undefined;
  const doc = documentOf(f, names);
  const record = (id: string | null | undefined, zh: string): string | null => {
    if (!id) return null;
    const known = names.records.get(id);
    return known ? `${zh} ${known.code} ${known.name}` : `${zh} ${short(id)}（资料不存在）`;
  };
  const account = f.account ? `科目 ${f.account}${names.accounts.has(f.account) ? ` ${names.accounts.get(f.account)}` : '（科目不存在）'}` : null;
  return [
    f.label ?? null,
    doc ? `${catalog.findDocument(doc.type)?.zh ?? doc.type} ${doc.number ?? ''}${f.line ? ` 第 ${f.line} 行` : ''}` : f.doc ? `单据 ${short(f.doc)}（已不存在）` : null,
    voucher ? `凭证 ${voucher.number}（${periodText(voucher.period as Period)}）` : f.voucher ? `凭证 ${short(f.voucher)}（已不存在）` : null,
    account,
    f.period ? periodText(f.period as Period) : null,
    record(f.item, '商品'),
    record(f.warehouse, '仓库'),
    f.lot && f.lot !== NIL ? `批次 ${names.lots.get(f.lot) ?? `${short(f.lot)}（已不存在）`}` : null,
    record(f.party, '往来单位'),
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

function hrefOf(f: Finding, doc: Doc | undefined, names: Names): string | null {
  if (f.voucher && names.vouchers.has(f.voucher)) return `/vouchers/${f.voucher}`;
  if (doc) return `/documents/${doc.type}/${doc.id}`;
  if (f.item && names.records.has(f.item)) return `/views/stock-ledger?item=${f.item}${f.warehouse ? `&warehouse=${f.warehouse}` : ''}`;
  const party = f.party ? names.records.get(f.party) : undefined;
  if (party) return `/views/party-statement?${party.type}=${party.id}`;
  if (f.account) return `/views/account-ledger?account=${f.account}${f.period ? `&from=${f.period}&to=${f.period}` : ''}`;
  return f.period ? `/views/account-balance?from=${f.period}&to=${f.period}` : null;
}
