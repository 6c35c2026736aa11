// A statement of the company in scope, ready to be shown, printed and exported: read, assembled, and said in decimal text.
import { type Day, type Period, period as asPeriod } from '#kernel/day';
import { formatFen } from '#kernel/decimal';
import type { Standard } from '#kernel/facts';
import { present } from '#kernel/must';
import type { Snapshot } from '#kernel/ports';
import { lastDayOf } from '../closing/entry.ts';
import { balanceSheet, type CashRead, cashFlow, holds, incomeStatement, relations } from './assemble.ts';
import { type Amounts, behind, type Sheet } from './evaluate.ts';
import { lineOf, type StatementKind } from './form.ts';
import { STATEMENTS } from './forms.ts';
import { readAccounts } from './accounts.ts';
import { cashOf, type LedgerFigure, readBalances, readFigures, readFlows } from './read.ts';
import { type ColumnHead, columnsOf, type Span, type Spans, spansOf, spanText } from './span.ts';

export type Wish = { readonly kind: StatementKind; readonly period: number; readonly span: Span };
type Texts = Readonly<Record<string, string>>;
export type ReportLine = {
  readonly id: string;
  readonly no: number | null;
  readonly name: string;
  readonly level: number;
  readonly heading: boolean;
  readonly total: boolean;
  readonly amounts: Texts;
};
export type Report = {
  readonly kind: StatementKind;
  readonly code: string;
  readonly zh: string;
  readonly org: string;
  readonly standard: Standard;
  readonly period: number;
  readonly span: Span;
  readonly spanText: string;
  readonly day: Day;
  /** 'closed' when the last period shown is closed; figures of an open one still move. */
  readonly state: string;
  readonly columns: readonly ColumnHead[];
  readonly sides: readonly (readonly ReportLine[])[];
  readonly unplaced: readonly { readonly id: string | null; readonly code: string; readonly name: string; readonly amounts: Texts; readonly why: string }[];
};

type Org = { readonly name: string; readonly standard: Standard; readonly state: string | null };
const orgOf = async (snapshot: Snapshot, period: Period): Promise<Org> =>
  present(
    (
      await snapshot.query<Org>(
        `select name, standard, (select state from books.period where org_id = o.id and period = $1::int) as state from books.org_node o where o.id = books.org()`,
        [period],
      )
    )[0],
    'the organisation',
  );

const textOf = (amounts: Amounts): Texts => Object.fromEntries(Object.entries(amounts).map(([column, amount]) => [column, formatFen(amount)]));

type Read = { readonly org: Org; readonly spans: Spans; readonly columns: readonly ColumnHead[]; readonly sheet: Sheet; readonly figures: readonly LedgerFigure[] };

/** The sheet of a statement and the figures it came from; in detail when a line is to be followed. */
async function readSheet(snapshot: Snapshot, wish: Wish, detail: boolean): Promise<Read> {
  const period = asPeriod(wish.period);
  const org = await orgOf(snapshot, period);
  const spans = spansOf(period, wish.span);
  const columns = columnsOf(wish.kind, org.standard, wish.span);
  const figures = wish.kind === 'balance-sheet' ? await readFigures(snapshot, org.standard, spans) : await readBalances(snapshot, spans);
  const keys = columns.map((c) => c.key);
  const sheet =
    wish.kind === 'balance-sheet'
      ? balanceSheet(org.standard, figures)
      : wish.kind === 'income-statement'
        ? incomeStatement(org.standard, figures, keys)
        : cashFlow(STATEMENTS[org.standard].cashFlow, await readCash(snapshot, org.standard, { spans, figures, columns: keys, detail }), { spans, columns: keys });
  return { org, spans, columns, sheet, figures };
}

type CashAsked = { readonly spans: Spans; readonly figures: readonly LedgerFigure[]; readonly columns: readonly string[]; readonly detail?: boolean };

async function readCash(snapshot: Snapshot, standard: Standard, at: CashAsked): Promise<CashRead> {
  const { spans } = at;
  const from = at.columns.includes('previous') ? Math.min(spans.yearStart, spans.previousFrom) : spans.yearStart;
  const flows = await readFlows(snapshot, { standard, from, to: spans.to, detail: at.detail ?? false });
  return { flows, cash: cashOf(at.figures), names: new Map((await readAccounts(snapshot)).map((a) => [a.code, a.name])) };
}

export async function readReport(snapshot: Snapshot, wish: Wish): Promise<Report> {
  const { org, spans, columns, sheet, figures } = await readSheet(snapshot, wish, false);
  const ids = new Map(figures.map((f) => [f.code, f.id]));
  return {
    kind: wish.kind,
    code: sheet.form.code,
    zh: sheet.form.zh,
    org: org.name,
    standard: org.standard,
    period: wish.period,
    span: wish.span,
    spanText: spanText(spans.to, wish.span),
    day: lastDayOf(wish.period),
    state: org.state ?? 'open',
    columns,
    sides: sheet.sides.map((side) =>
      side.map((l) => ({ id: l.id, no: l.no, name: l.name, level: l.level, heading: l.heading, total: l.sum !== null, amounts: l.heading ? {} : textOf(l.amounts) })),
    ),
    unplaced: sheet.unplaced.map((u) => ({ id: ids.get(u.code) ?? null, code: u.code, name: u.name, amounts: textOf(u.net), why: u.why })),
  };
}

export type Drill = { readonly id: string; readonly name: string; readonly columns: readonly ColumnHead[]; readonly amounts: Texts; readonly rows: readonly DrillRow[] };
export type DrillRow = { readonly code: string; readonly name: string; readonly amounts: Texts; readonly href: string };

/** The accounts behind a line, or null when the statement has no such line. */
export async function readDrill(snapshot: Snapshot, wish: Wish, id: string): Promise<Drill | null> {
  const { spans, columns, sheet } = await readSheet(snapshot, wish, true);
  const line = lineOf(sheet.form, id);
  if (!line || line.heading) return null;
  const from = wish.kind === 'balance-sheet' ? spans.yearStart : spans.from;
  const href = (code: string): string => `/views/account-ledger?account=${code}&from=${from}&to=${spans.to}`;
  const shown = sheet.sides.flat().find((l) => l.id === id);
  return {
    id,
    name: line.name,
    columns,
    amounts: textOf(shown?.amounts ?? {}),
    rows: behind(sheet, id)
      .map((p) => ({ code: p.code, name: p.name, amounts: textOf(p.net), href: href(p.code) }))
      .toSorted((a, b) => (a.code < b.code ? -1 : 1)),
  };
}

export type RelationText = {
  readonly zh: string;
  readonly ok: boolean;
  readonly left: string;
  readonly right: string;
  readonly terms: readonly { readonly zh: string; readonly amount: string }[];
};

/** How the three statements of a period hang together. */
export async function readRelations(snapshot: Snapshot, period: number): Promise<readonly RelationText[]> {
  const [year, month] = [asPeriod(period), 'month' as const];
  const { standard } = await orgOf(snapshot, year);
  const spans = spansOf(year, month);
  const figures = await readFigures(snapshot, standard, spans);
  const columns = ['current', 'cumulative'];
  const cash = cashFlow(STATEMENTS[standard].cashFlow, await readCash(snapshot, standard, { spans, figures, columns }), { spans, columns });
  const sheets = { balance: balanceSheet(standard, figures), income: incomeStatement(standard, figures, columns), cash };
  return relations(standard, sheets, figures).map((r) => ({
    zh: r.zh,
    ok: holds(r),
    left: formatFen(r.left),
    right: formatFen(r.right),
    terms: r.terms.map((t) => ({ zh: t.zh, amount: formatFen(t.amount) })),
  }));
}

type Cells = readonly string[];
const dayZh = (day: Day): string => `${day.slice(0, 4)}年${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`;
/** Blank rows before the last section, so that the totals of both sides stand on one line as the form has them. */
function padded(lines: readonly ReportLine[], height: number): readonly (ReportLine | undefined)[] {
  const at = lines.findLastIndex((l) => l.heading);
  return [...lines.slice(0, at), ...Array.from({ length: height - lines.length }, () => undefined), ...lines.slice(at)];
}

/** The sheet as rows of a spreadsheet: a balance sheet has its two sides beside each other, as the form prints them. */
export function reportTable(report: Report): {
  readonly columns: readonly { readonly zh: string; readonly width: number; readonly kind?: 'money' | 'int' }[];
  readonly rows: readonly Cells[];
  /** The title, the number of the form, and who made it for when in which unit. */
  readonly heading: readonly Cells[];
} {
  const numbered = report.sides.flat().some((l) => l.no !== null);
  const sideZh = report.sides.length === 2 ? ['资产', '负债和所有者权益（或股东权益）'] : ['项目'];
  const columns = report.sides.flatMap((_, i) => [
    { zh: sideZh[i] ?? '项目', width: 44 },
    ...(numbered ? [{ zh: '行次', width: 8, kind: 'int' as const }] : []),
    ...report.columns.map((c) => ({ zh: c.zh, width: 20, kind: 'money' as const })),
  ]);
  const cells = (line: ReportLine | undefined): Cells => [
    line ? `${'　'.repeat(line.level)}${line.name}` : '',
    ...(numbered ? [line?.no === null || line === undefined ? '' : String(line.no)] : []),
    ...report.columns.map((c) => (line && !line.heading ? (line.amounts[c.key] ?? '') : '')),
  ];
  const height = Math.max(...report.sides.map((s) => s.length));
  const sides = report.sides.map((side) => padded(side, height));
  const [last, middle] = [columns.length - 1, Math.floor(columns.length / 2)];
  const at = (places: Readonly<Record<number, string>>): Cells => columns.map((_, i) => places[i] ?? '');
  const when = report.kind === 'balance-sheet' ? dayZh(report.day) : report.spanText;
  return {
    columns,
    rows: Array.from({ length: height }, (_, i) => sides.flatMap((side) => cells(side[i]))),
    heading: [[report.zh], at({ [last]: report.code }), at({ 0: `编制单位：${report.org}`, [middle]: when, [last]: '单位：元' })],
  };
}
