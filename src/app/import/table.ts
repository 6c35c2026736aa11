// A table from a file: CSV, CSV.gz or XLSX as a header and rows with line numbers. What cannot be read is said, with line and remedy.
import { parse, type CsvError } from 'csv-parse';
import { pipeline } from 'node:stream';
import { bad, type BadRow, badFile, BadFile } from './report.ts';
import { encodingZh, LINE_MAX, type Probe, probe, readable, shortLines, textOf } from './text.ts';
import { sheetRows } from './workbook.ts';

export type Row = { readonly line: number; readonly cells: readonly string[] };
export type Table = {
  readonly header: readonly string[];
  /** Rows in order, read on demand; empty ones are left out. */
  readonly rows: AsyncIterable<Row>;
  /** Rows that could not even be read; complete when `rows` has been walked. */
  readonly refused: readonly BadRow[];
  readonly encoding: string;
  readonly hash: string;
};

export const ROWS_MAX = 1_000_000;
const DELIMITERS = [',', '\t', ';', '，'];

/** Opens a file. Throws BadFile when there is no readable table in it. */
export async function openTable(file: string): Promise<Table> {
  const found = await probe(file);
  const refused: BadRow[] = [];
  const source = found.form === 'xlsx' ? sheetRows(file) : csvRows(found, refused);
  try {
    const first = await source.next();
    if (first.done) throw badFile(refused[0]?.message ?? '文件里没有表头', refused[0]?.remedy ?? '第一行应为列名，例如：编码,名称,单位', refused[0]?.line ?? 1);
    const header = headerOf(first.value);
    return { header, rows: checked(source, header, refused), refused, encoding: encodingZh(found), hash: found.hash };
  } catch (error) {
    if (error instanceof BadFile) throw new BadFile(error.row, encodingZh(found));
    throw error;
  }
}

function headerOf({ line, cells }: Row): readonly string[] {
  const named = cells.filter((c) => c !== '');
  if (named.every((c) => /^[\d.,:/-]+$/.test(c))) throw badFile(`第 ${line} 行全是数字，不像表头`, '第一行应为列名，例如：编码,名称,单位', line);
  const twice = named.find((c, i) => named.indexOf(c) !== i);
  if (twice !== undefined) throw badFile(`表头中“${twice}”出现了两次`, '请改名或删掉多余的一列', line);
  return cells;
}

/** Rows as wide as the header, with whole characters, and not too many. */
async function* checked(source: AsyncGenerator<Row>, header: readonly string[], refused: BadRow[]): AsyncGenerator<Row> {
  let rows = 0;
  for await (const row of source) {
    rows += 1;
    if (rows > ROWS_MAX) throw badFile(`超过 ${ROWS_MAX} 行`, '请拆成几个文件分别导入', row.line);
    const beyond = row.cells.findIndex((c, i) => c !== '' && (header[i] ?? '') === '');
    const broken = row.cells.find((c) => c.includes('\uFFFD'));
    if (beyond >= 0)
      refused.push(
        bad(
          { line: row.line, value: row.cells[beyond] ?? '' },
          `第 ${beyond + 1} 列有值却没有表头（表头 ${header.length} 列，本行 ${row.cells.length} 列）`,
          '多半是值里有逗号：请用双引号括起来，或删掉多余的列',
        ),
      );
    else if (broken !== undefined) refused.push(bad({ line: row.line, value: broken }, '含有无法识别的字符', '请把文件另存为 CSV UTF-8 后再导入'));
    else yield row;
  }
}

const newlines = (cells: readonly string[]): number => cells.reduce((n, c) => n + (c.includes('\n') ? c.split('\n').length - 1 : 0), 0);

/** The delimiter that occurs most in the first line. */
async function delimiterOf(found: Probe): Promise<string> {
  let head = '';
  for await (const chunk of textOf(found)) {
    head += chunk;
    if (head.trimStart().includes('\n') || head.length > LINE_MAX) break;
  }
  const line = (head.trimStart().split('\n')[0] ?? '').slice(0, 10_000);
  const count = (d: string) => line.split(d).length;
  return DELIMITERS.reduce((best, d) => (count(d) > count(best) ? d : best));
}

type Parsed = { readonly record: readonly string[]; readonly end: number };

async function* csvRows(found: Probe, refused: BadRow[]): AsyncGenerator<Row> {
  const long = new Set<number>();
  const onLong = (line: number) => {
    long.add(line);
    refused.push(bad({ line }, '这一行超过 1 MB', '多半不是表格数据：请删掉这一行或检查导出'));
  };
  let read = 0;
  // Told synchronously: when the parser fails, records still in its buffer are lost, but how far it had come is not.
  const on_record = (record: string[], { lines }: { lines: number }): Parsed => {
    read = lines;
    return { record, end: lines };
  };
  const parser = parse({
    on_record: on_record as never,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    delimiter: await delimiterOf(found),
    max_record_size: 2 * LINE_MAX,
  });
  pipeline(readable(shortLines(textOf(found), onLong)), parser, () => undefined);
  try {
    for await (const { record, end } of parser as AsyncIterable<Parsed>) {
      const line = end - newlines(record);
      // A quoted cell that ran over a line set aside has lost a part of itself.
      if (line < end && [...long].some((l) => l >= line && l <= end)) {
        refused.push(bad({ line }, '记录中有一行超过 1 MB', '请删掉这条记录或检查导出'));
        continue;
      }
      const cells = record.map((c) => c.trim());
      if (cells.some((c) => c !== '')) yield { line, cells };
    }
  } catch (error) {
    throw csvProblem(error, read + 1);
  }
}

function csvProblem(error: unknown, line: number): unknown {
  const { code } = error as CsvError;
  if (code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE') return badFile('双引号没有配对，后面的行都被当成了同一个值', '请检查这一行多出或缺少的双引号', line);
  return typeof code === 'string' && code.startsWith('CSV_') ? badFile(`CSV 格式有误（${code}）`, '请用 Excel 打开后另存为 CSV UTF-8', line) : error;
}
