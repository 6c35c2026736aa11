// The first sheet of an XLSX workbook as rows of text, read as a stream. Figures keep what Excel stored; dates become YYYY-MM-DD.
import ExcelJS from 'exceljs';
import { badFile } from './report.ts';
import type { Row } from './table.ts';

const pad = (n: number, width = 2): string => String(n).padStart(width, '0');
/** ExcelJS gives cell dates as UTC midnight of the day the user sees. */
const dayText = (d: Date): string => `${pad(d.getUTCFullYear(), 4)}-${pad(d.getUTCMonth() + 1)}-${pad(d.getUTCDate())}`;

type Rich = { readonly richText?: readonly { readonly text: string }[]; readonly text?: unknown; readonly result?: unknown; readonly error?: string };

/** One cell as text. An error value (#N/A) stays visible, so that the field it is meant for refuses it. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return dayText(value);
  if (typeof value === 'number') return numberText(value);
  if (typeof value !== 'object') return String(value).trim();
  const rich = value as Rich;
  if (rich.richText)
    return rich.richText
      .map((r) => r.text)
      .join('')
      .trim();
  if (rich.error !== undefined) return rich.error;
  return cellText(rich.result ?? rich.text ?? '');
}

/** Excel shows at most 15 digits; what a sum of doubles adds behind them (0.30000000000000004) is noise. */
function numberText(value: number): string {
  if (Number.isInteger(value)) return Number.isSafeInteger(value) ? String(value) : `${value}（Excel 已丢失末位，请把该列设为文本）`;
  const rounded = Number(value.toPrecision(15));
  return Math.abs(rounded) < 1e-6 ? rounded.toFixed(12).replace(/0+$/, '') : String(rounded);
}

export async function* sheetRows(file: string): AsyncGenerator<Row> {
  try {
    const reader = new ExcelJS.stream.xlsx.WorkbookReader(file, { worksheets: 'emit', sharedStrings: 'cache', styles: 'cache', hyperlinks: 'ignore', entries: 'ignore' });
    for await (const sheet of reader) {
      for await (const row of sheet) {
        const values = row.values as readonly unknown[];
        const cells = Array.from({ length: Math.max(0, values.length - 1) }, (_, i) => cellText(values[i + 1]));
        if (cells.some((c) => c !== '')) yield { line: row.number, cells };
      }
      return;
    }
  } catch (error) {
    throw badFile(`XLSX 文件读不出来（${(error as Error).message.slice(0, 80)}）`, '请用 Excel 打开后另存一份再导入，或另存为 CSV UTF-8');
  }
}
