// What a month close knows of the ledger, as figures: balances, turnover of the month and the quarter, what was already transferred and accrued.
import type { Day, Period } from '#kernel/day';
import type { Standard, VatStatus } from '#kernel/facts';
import { rate } from '#kernel/field';
import { type Fen, fen } from '#kernel/money';
import { parseDecimal } from '#kernel/decimal';
import { present } from '#kernel/must';
import type { Snapshot } from '#kernel/ports';
import { rolesOf } from '../chart/chart.ts';
import { type LedgerFigure, readBalances } from '../statements/read.ts';
import { spansOf } from '../statements/span.ts';
import { isTax, type Tax } from '../tax-accrual/taxes.ts';
import { lastDayOf } from './entry.ts';
import type { TaxRate } from './tax-rates.ts';

/** What the company wants of its month close. */
export type CloseOptions = {
  /** Small taxpayers file by the quarter unless they chose the month. */
  readonly vatFiling: 'month' | 'quarter';
  readonly surcharge: boolean;
  readonly incomeTax: 'off' | 'month' | 'quarter';
  /** Goods longer on the way than this are asked about, in days. */
  readonly transitDays: number;
};
export const CLOSE_DEFAULTS: CloseOptions = { vatFiling: 'quarter', surcharge: true, incomeTax: 'off', transitDays: 7 };

/** A document of the close that this period already has. */
export type Made = {
  readonly id: string;
  readonly type: string;
  readonly number: string;
  readonly state: string;
  readonly title: string;
  readonly kind: string | null;
  readonly turn: number | null;
  readonly red: boolean;
};

export type CloseBook = {
  readonly period: Period;
  readonly day: Day;
  readonly standard: Standard;
  readonly vat: VatStatus;
  readonly options: CloseOptions;
  readonly roles: Readonly<Record<string, string>>;
  /** Balance at the end of the month, turnover of the month and of the year without 结转损益. */
  readonly month: readonly LedgerFigure[];
  /** The same with turnover of the quarter so far. */
  readonly quarter: readonly LedgerFigure[];
  /** Credits of 应交税费 accounts, of the month and of the quarter. */
  readonly credited: Readonly<Record<string, { readonly month: bigint; readonly quarter: bigint }>>;
  readonly made: readonly Made[];
  /** Bases taken by 税费计提单 of the month and of the quarter, red ones off. */
  readonly bases: Readonly<Partial<Record<Tax, { readonly month: bigint; readonly quarter: bigint }>>>;
  /** 小规模免征转出 of the month and of the quarter. */
  readonly exempt: { readonly month: bigint; readonly quarter: bigint };
  /** Tax of special invoices (专用发票) of the month and of the quarter: never exempt. */
  readonly special: { readonly month: bigint; readonly quarter: bigint };
  readonly rates: readonly TaxRate[];
};

type Two = { readonly month: string; readonly quarter: string };
const two = (row: Two | undefined): { month: bigint; quarter: bigint } => ({ month: BigInt(row?.month ?? '0'), quarter: BigInt(row?.quarter ?? '0') });
/** A sum of `amount` over the month $1 and over the quarter from $2. */
const sums = (amount: string): string =>
  `coalesce(sum(${amount}) filter (where x.period = $1::int), 0)::bigint::text as month, coalesce(sum(${amount}), 0)::bigint::text as quarter`;
const FEN = (text: string): string => `round(coalesce(nullif(${text}, ''), '0')::numeric * 100)`;
const POSTED = `x.org_id = books.org() and x.period between $2::int and $1::int and x.state in ('posted', 'reversed', 'closed')`;

/** Reads it all; a handful of queries over monthly balances and this quarter's closing documents. */
export async function readBook(snapshot: Snapshot, period: Period): Promise<CloseBook> {
  const quarterSpans = spansOf(period, 'quarter');
  const args = [period, quarterSpans.from];
  const [org] = await snapshot.query<{ standard: Standard; vat: VatStatus; options: Partial<CloseOptions> | null; roles: Record<string, string> | null }>(
    `select o.standard, o.vat, o.settings->'closing' as options, (select jsonb_object_agg(role, account) from books.account_role where org_id = o.id) as roles from books.org_node o where o.id = books.org()`,
  );
  const { standard, vat, options, roles } = present(org, 'the organisation');
  const credited = await snapshot.query<Two & { account: string }>(
    `select x.account, ${sums('x.credit')} from books.account_balance x where x.org_id = books.org() and x.account like '2221%' and x.period between $2::int and $1::int group by 1`,
    args,
  );
  return {
    period,
    day: lastDayOf(period),
    standard,
    vat,
    options: { ...CLOSE_DEFAULTS, ...options },
    roles: { ...rolesOf(standard, vat), ...roles },
    month: await readBalances(snapshot, spansOf(period, 'month')),
    quarter: await readBalances(snapshot, quarterSpans),
    credited: Object.fromEntries(credited.map((r) => [r.account, two(r)])),
    ...(await readMade(snapshot, args)),
    rates: await readRates(snapshot),
  };
}

async function readMade(snapshot: Snapshot, args: readonly unknown[]): Promise<Pick<CloseBook, 'made' | 'bases' | 'exempt' | 'special'>> {
  const made = await snapshot.query<Made>(
    `select id, type, number, state, coalesce(title, '') as title, head->>'kind' as kind, (head->>'turn')::int as turn, reverses is not null as red from books.document
     where org_id = books.org() and type in ('vat-transfer', 'tax-accrual', 'profit-transfer') and period = $1::int and state in ('posted', 'reversed', 'submitted', 'draft') order by made_at, id`,
    [args[0]],
  );
  const bases = await snapshot.query<Two & { tax: string }>(
    `select l.data->>'tax' as tax, ${sums(FEN(`l.data->>'base'`))} from books.document x join books.document_line l on l.org_id = x.org_id and l.doc_id = x.id where ${POSTED} and x.type = 'tax-accrual' group by 1`,
    args,
  );
  const [exempt] = await snapshot.query<Two>(`select ${sums(FEN(`x.head->>'exempt'`))} from books.document x where ${POSTED} and x.type = 'vat-transfer'`, args);
  const [special] = await snapshot.query<Two>(
    `select ${sums(FEN(`l.data->>'tax'`))} from books.document x join books.document_line l on l.org_id = x.org_id and l.doc_id = x.id where ${POSTED} and x.type = 'sales-invoice' and x.head->>'kind' = 'special'`,
    args,
  );
  return { made, bases: Object.fromEntries(bases.flatMap((b) => (isTax(b.tax) ? [[b.tax, two(b)]] : []))), exempt: two(exempt), special: two(special) };
}

/** The company's own 计提税率. */
async function readRates(snapshot: Snapshot): Promise<readonly TaxRate[]> {
  const rows = await snapshot.query<{ tax: string; rate: string; reduced: string | null; from: Day; to: Day | null; name: string }>(
    `select data->>'tax' as tax, data->>'rate' as rate, data->>'reduced' as reduced, data->>'from' as "from", data->>'to' as "to", name from books.record where org_id = books.org() and type = 'tax-rule' and active`,
  );
  const share = (text: string | null) => (text === null ? null : rate(parseDecimal(text, 6) ?? 0n));
  return rows.flatMap((r): TaxRate[] => (isTax(r.tax) ? [{ tax: r.tax, rate: share(r.rate) ?? rate(0n), reduced: share(r.reduced), from: r.from, to: r.to, source: r.name }] : []));
}

/** Net debit of an account and all below it. */
export const netOf = (figures: readonly LedgerFigure[], prefix: string | undefined, column: string): Fen =>
  fen(figures.filter((f) => prefix !== undefined && f.code.startsWith(prefix)).reduce((sum: bigint, f) => sum + (f.net[column] ?? 0n), 0n));
