// Tables as files: xlsx with widths and real numbers' text, csv with a BOM so that Excel reads Chinese.
import ExcelJS from 'exceljs';
import type { FastifyReply } from 'fastify';

export type Table = {
  readonly name: string;
  readonly format: 'xlsx' | 'csv';
  readonly columns: readonly { readonly zh: string; readonly width?: number; readonly figure?: true }[];
  readonly rows: readonly (readonly string[])[];
};

/** A cell that a spreadsheet would run as a formula is written as text (CSV injection). */
const harmless = (cell: string): string => (/^[=+@\t\r]|^-[^\d.]/.test(cell) ? `'${cell}` : cell);
const quoted = (cell: string): string => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** One line of a CSV file, without its end. */
export const csvLine = (cells: readonly string[]): string => cells.map((cell) => quoted(harmless(cell))).join(',');

export function csvOf(table: Table): string {
  const lines = [table.columns.map((c) => c.zh), ...table.rows].map(csvLine);
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

export async function xlsxOf(table: Table): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet(table.name.slice(0, 31), { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = table.columns.map((c) => ({ header: c.zh, width: c.width ?? 16, style: c.figure ? { numFmt: '#,##0.00####', alignment: { horizontal: 'right' } } : {} }));
  sheet.getRow(1).font = { bold: true };
  // Figures of up to 15 digits are exact in Excel's double; longer ones stay text rather than lose their last digits.
  for (const row of table.rows) sheet.addRow(row.map((cell, i) => (table.columns[i]?.figure && cell !== '' && cell.replaceAll(/\D/g, '').length <= 15 ? Number(cell) : cell)));
  return Buffer.from(await book.xlsx.writeBuffer());
}

export async function sendTable(reply: FastifyReply, table: Table): Promise<FastifyReply> {
  reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(table.name)}.${table.format}`);
  return table.format === 'csv'
    ? reply.type('text/csv; charset=utf-8').send(csvOf(table))
    : reply.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet').send(await xlsxOf(table));
}
