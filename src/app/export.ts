// Tables as files: xlsx with real figures and days, sums and the conditions it was asked with; csv with a BOM so that Excel reads Chinese.
import ExcelJS from 'exceljs';
import type { FastifyReply } from 'fastify';
import { chinaTime } from './china-time.ts';
import { companyName } from './people.ts';

const KINDS = ['qty', 'money', 'price', 'int', 'rate', 'day'] as const;
/** What the cells of a column are; anything else is text. */
type Kind = (typeof KINDS)[number];
export type Column = { readonly zh: string; readonly width?: number; readonly kind?: Kind };
export type Table = {
  readonly name: string;
  readonly format: 'xlsx' | 'csv';
  readonly columns: readonly Column[];
  /** Cells as text: figures as decimals ("13%" or "0.13" for a rate), days as YYYY-MM-DD. */
  readonly rows: readonly (readonly string[])[];
  /** Sums over all rows by column, '' where there is none; the last row of a spreadsheet. */
  readonly sums?: readonly string[];
  /** What the rows were chosen by, e.g. ['会计期间', '2026年3月']. */
  readonly conditions?: readonly (readonly [zh: string, value: string])[];
  /** Lines above the columns, as a legal form has them; the first is the title. */
  readonly heading?: readonly (readonly string[])[];
  /** Lines below the sums, as a legal form has them: who made it, who approved it. */
  readonly footing?: readonly (readonly string[])[];
  /** A row that says what the file leaves out. */
  readonly cut?: string | null;
};

/** A kind of field or column as the kind of a cell, to be spread into a column. */
export const cellKind = (kind: string | undefined): { readonly kind?: Kind } => {
  const known = KINDS.find((k) => k === kind);
  return known ? { kind: known } : {};
};

/** A cell that a spreadsheet would run as a formula is written as text (CSV injection). */
const harmless = (cell: string): string => (/^[=+@\t\r]|^-[^\d.]/.test(cell) ? `'${cell}` : cell);
const quoted = (cell: string): string => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** One line of a CSV file, without its end. */
export const csvLine = (cells: readonly string[]): string => cells.map((cell) => quoted(harmless(cell))).join(',');

export function csvOf(table: Table): string {
  const lines = [table.columns.map((c) => c.zh), ...table.rows, ...(table.cut ? [[table.cut]] : [])].map(csvLine);
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

/** Who takes the file from where, and when (as a clock in China shows it). */
export type Taken = { readonly org: string; readonly person: string; readonly at: string };

/** Figures of up to 15 digits are exact in Excel's double; longer ones stay text rather than lose their last digits. */
const DIGITS = 15;
const MINUTE = 60_000;
const CHINA = 8 * 60 * MINUTE;
/** The cell's value: ExcelJS writes a Date by its UTC fields, so a day is midnight UTC and an instant is moved to China's clock. */
function valueOf(kind: Kind | undefined, cell: string): string | number | Date {
  if (kind === 'day') return /^\d{4}-\d\d-\d\d$/.test(cell) ? new Date(`${cell}T00:00:00Z`) : cell;
  if (kind === undefined) return /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(cell) ? new Date(Math.floor((Date.parse(cell) + CHINA) / MINUTE) * MINUTE) : cell;
  const share = kind === 'rate' && cell.endsWith('%');
  const text = share ? cell.slice(0, -1) : cell;
  if (!/^-?\d+(\.\d+)?$/.test(text) || text.replaceAll(/\D/g, '').length > DIGITS) return cell;
  return share ? Number((Number(text) / 100).toFixed(6)) : Number(text);
}

const placesOf = (value: unknown): number => (typeof value === 'number' ? (String(value).split('.')[1]?.length ?? 0) : 0);
/** As many decimals as the longest figure has, so that the points stand below each other. */
function formatOf(kind: Kind | undefined, values: readonly unknown[]): string | null {
  if (kind === 'day') return 'yyyy-mm-dd';
  if (kind === undefined) return values.some((v) => v instanceof Date) ? 'yyyy-mm-dd hh:mm' : null;
  const most = values.reduce((places: number, v) => Math.max(places, placesOf(v)), 0);
  const zeros = (places: number): string => (places > 0 ? `.${'0'.repeat(places)}` : '');
  if (kind === 'rate') return `0${zeros(Math.min(2, Math.max(0, most - 2)))}%`;
  return `#,##0${zeros(kind === 'money' || kind === 'price' ? Math.max(2, Math.min(6, most)) : Math.min(6, most))}`;
}

const LOOKED_AT = 200;
const [NARROW, BROAD] = [8, 60];
/** Chinese characters take two places. */
const room = (text: string): number => [...text].reduce((n, ch) => n + (ch > '\u2e7f' ? 2 : 1), 0);
const widthOf = (column: Column, cells: readonly string[]): number =>
  column.width ?? Math.min(BROAD, Math.max(NARROW, room(column.zh) + 4, ...cells.slice(0, LOOKED_AT).map((cell) => room(cell) + 3)));
/** Wider sheets are printed across. */
const UPRIGHT = 100;
const said = (text: string): string => text.replaceAll('&', '&&');

/** One printed page wide, the head on every page, whose it is and who took it at the edges. */
function paper(sheet: ExcelJS.Worksheet, table: Table, by: { readonly taken: Taken | null; readonly head: number; readonly width: number }): void {
  Object.assign(sheet.pageSetup, {
    paperSize: 9,
    orientation: by.width > UPRIGHT ? 'landscape' : 'portrait',
    fitToPage: true,
    fitToWidth: 1,
    fitToHeight: 0,
    printTitlesRow: `${by.head}:${by.head}`,
  });
  const asked = (table.conditions ?? []).map(([, value]) => value).join(' ');
  if (!table.heading) sheet.headerFooter.oddHeader = `&L${said(by.taken?.org ?? '')}&C&B${said(table.name)}&R${said(asked)}`;
  sheet.headerFooter.oddFooter = `&L${by.taken ? said(`${by.taken.person} ${by.taken.at}`) : ''}&R第 &P 页，共 &N 页`;
}

/** The second sheet: what this file is, for whoever finds it a year later. */
function note(book: ExcelJS.Workbook, table: Table, taken: Taken): void {
  const sheet = book.addWorksheet('说明');
  sheet.columns = [{ width: 14 }, { width: 60 }];
  const rows = [
    ['公司', taken.org],
    ['内容', table.name],
    ...(table.conditions ?? []),
    ['行数', String(table.rows.length)],
    ...(table.cut ? [['注意', table.cut]] : []),
    ['导出人', taken.person],
    ['导出时间', taken.at],
  ];
  for (const row of rows) sheet.addRow([...row]);
  sheet.getColumn(1).font = { bold: true };
}

function titled(sheet: ExcelJS.Worksheet, heading: Table['heading'], columns: number): void {
  for (const [i, line] of (heading ?? []).entries()) {
    const row = sheet.addRow([...line]);
    row.alignment = { horizontal: 'left' };
    if (i > 0) continue;
    sheet.mergeCells(row.number, 1, row.number, columns);
    row.font = { bold: true, size: 16 };
    row.alignment = { horizontal: 'center' };
  }
}

export async function xlsxOf(table: Table, taken: Taken | null = null): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  const head = (table.heading?.length ?? 0) + 1;
  const sheet = book.addWorksheet(table.name.replaceAll(/[*?:\\/[\]]/g, ' ').slice(0, 31), { views: [{ state: 'frozen', ySplit: head }] });
  const values = table.rows.map((row) => row.map((cell, i) => valueOf(table.columns[i]?.kind, cell)));
  const sums = table.sums?.map((cell, i) => (cell === '' ? '' : valueOf(table.columns[i]?.kind, cell)));
  const widths = table.columns.map((c, i) => widthOf(c, [...table.rows.slice(0, LOOKED_AT).map((row) => row[i] ?? ''), table.sums?.[i] ?? '']));
  sheet.columns = table.columns.map((c, i) => {
    const numFmt = formatOf(c.kind, [...values.map((row) => row[i]), sums?.[i]]);
    const right = c.kind !== undefined && c.kind !== 'day';
    return { width: widths[i] ?? NARROW, style: { ...(numFmt ? { numFmt } : {}), ...(right ? { alignment: { horizontal: 'right' as const } } : {}) } };
  });
  titled(sheet, table.heading, table.columns.length);
  sheet.addRow(table.columns.map((c) => c.zh)).font = { bold: true };
  for (const row of values) sheet.addRow(row);
  if (!table.heading && table.rows.length > 0) sheet.autoFilter = { from: { row: head, column: 1 }, to: { row: head + table.rows.length, column: table.columns.length } };
  if (sums && table.rows.length > 0) {
    const row = sheet.addRow(sums[0] === '' ? ['合计', ...sums.slice(1)] : sums);
    row.font = { bold: true };
    row.border = { top: { style: 'thin' } };
  }
  for (const line of table.footing ?? []) sheet.addRow([...line]).alignment = { horizontal: 'left' };
  if (table.cut) sheet.addRow([table.cut]).font = { bold: true, color: { argb: 'FFA32C17' } };
  paper(sheet, table, { taken, head, width: widths.reduce((a, b) => a + b, 0) });
  if (taken) note(book, table, taken);
  return Buffer.from(await book.xlsx.writeBuffer());
}

function takenBy(reply: FastifyReply): Taken | null {
  const { session } = reply.request;
  if (!session) return null;
  return { org: companyName(session), person: session.actor.name, at: chinaTime(Date.now()) };
}

export async function sendTable(reply: FastifyReply, table: Table): Promise<FastifyReply> {
  reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(table.name)}.${table.format}`);
  return table.format === 'csv'
    ? reply.type('text/csv; charset=utf-8').send(csvOf(table))
    : reply.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet').send(await xlsxOf(table, takenBy(reply)));
}
