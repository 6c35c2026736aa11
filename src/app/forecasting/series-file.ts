// Reads a file of sales by series and date (CSV or CSV.gz) into columns. Every cell that cannot be read is told with line, column and remedy.
// Values from a given day on are not even looked at, so that nothing computed from the columns can depend on them.
import { parseDay } from '#forecast';
import { bad, type BadRow, badFile } from '../import/report.ts';
import { probe, shortLines, textOf } from '../import/text.ts';

/** One entry a row, in the order of the file. */
export type SeriesRows = {
  readonly names: readonly string[];
  readonly series: Int32Array;
  /** Day number (days.ts of the engine); a month is its first day. */
  readonly day: Int32Array;
  /** Line of the file as an editor counts it. */
  readonly line: Int32Array;
  /** Units; NaN = empty, or on or after `valuesBefore`. */
  readonly value: Float32Array;
  readonly group: Labels | undefined;
  readonly item: Labels | undefined;
  readonly known: readonly { readonly name: string; readonly values: Float32Array }[];
  /** Columns of the file that nothing reads. */
  readonly unused: readonly string[];
  /** Every date before `valuesBefore` is a month without a day. */
  readonly monthsOnly: boolean;
  /** Values below zero (more returned than sold), counted as zero. */
  readonly negatives: number;
};
export type Labels = { readonly names: readonly string[]; readonly code: Int32Array };

/** The file has rows that cannot be used: `rows` tells the first of them. */
export class BadSeries extends Error {
  override readonly name = 'BadSeries';
  readonly rows: readonly BadRow[];
  readonly count: number;
  constructor(rows: readonly BadRow[], count: number) {
    super(`${count} 处不能使用`);
    this.rows = rows;
    this.count = count;
  }
}

/** Bad rows as they are found; only the first are kept. */
export class BadRows {
  private readonly rows: BadRow[] = [];
  private count = 0;
  add(row: BadRow): void {
    this.count += 1;
    if (this.rows.length < 100) this.rows.push(row);
  }
  throwIfAny(): void {
    if (this.count > 0) throw new BadSeries(this.rows, this.count);
  }
}

/** A column that grows; doubling keeps memory within twice what is needed. */
class Growing<A extends Int32Array | Float32Array> {
  private array: A;
  private length = 0;
  private readonly make: (n: number) => A;
  constructor(make: (n: number) => A) {
    this.make = make;
    this.array = make(1 << 12);
  }
  push(v: number): void {
    if (this.length === this.array.length) {
      const wider = this.make(this.length * 2);
      wider.set(this.array);
      this.array = wider;
    }
    this.array[this.length++] = v;
  }
  done(): A {
    return this.array.subarray(0, this.length) as A;
  }
}
const ints = (): Growing<Int32Array> => new Growing((n) => new Int32Array(n));
const floats = (): Growing<Float32Array> => new Growing((n) => new Float32Array(n));

/** Numbers words. A new word is copied: a slice would keep its whole chunk of the file in memory. */
class Words {
  readonly names: string[] = [];
  readonly code = ints();
  private readonly at = new Map<string, number>();
  of(word: string): number {
    const known = this.at.get(word);
    if (known !== undefined) return known;
    const copy = Buffer.from(word).toString();
    this.at.set(copy, this.names.length);
    return this.names.push(copy) - 1;
  }
  labels(): Labels {
    return { names: this.names, code: this.code.done() };
  }
}

const RESERVED = ['series', 'date', 'value', 'group', 'item'];
const DELIMITERS = [',', '\t', ';'];
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** Beyond it single-precision cells lose whole units, and far beyond they are infinite. */
const LARGEST = 1e12;
const DATE = /^\d{4}[-/]\d{1,2}(?:[-/]\d{1,2})?$/;
/** A year before it was mistyped, and would make an axis of hundreds of thousands of days. */
const OLDEST = '1900';
const MONTH = /^\d{4}[-/]\d{1,2}$/;

/** Cells of one line; quotes as in RFC 4180, but not across lines. Null when a quote is left open. */
function cellsOf(line: string, delimiter: string): string[] | null {
  if (!line.includes('"')) return line.split(delimiter);
  const cells: string[] = [];
  let [cell, inside] = ['', false];
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!;
    if (c === '"') {
      if (inside && line[i + 1] === '"') {
        cell += '"';
        i++;
      } else inside = !inside;
    } else if (c === delimiter && !inside) {
      cells.push(cell);
      cell = '';
    } else cell += c;
  }
  cells.push(cell);
  return inside ? null : cells;
}

type Header = {
  readonly delimiter: string;
  readonly columns: readonly string[];
  readonly series: number;
  readonly date: number;
  readonly value: number;
  readonly group: number;
  readonly item: number;
  readonly known: readonly { readonly name: string; readonly at: number }[];
};

/** `open` is always read (0 = closed that day, known ahead); other columns only when they are named. */
function headerOf(line: string, known: readonly string[]): Header {
  const delimiter = DELIMITERS.reduce((best, d) => (line.split(d).length > line.split(best).length ? d : best));
  const columns = (cellsOf(line, delimiter) ?? []).map((c) => c.trim());
  const missing = ['series', 'date', 'value'].filter((c) => !columns.includes(c));
  if (missing.length > 0)
    throw badFile(`缺少必需的列：${missing.join('、')}（表头是：${columns.join('、').slice(0, 200)}）`, '第一行应为表头：series,date,value[,group][,预先知道的列]', 1);
  const twice = columns.find((c, i) => c !== '' && columns.indexOf(c) !== i);
  if (twice !== undefined) throw badFile(`表头中“${twice}”出现了两次`, '请改名或删掉多余的一列', 1);
  const others = columns.filter((c) => c !== '' && !RESERVED.includes(c));
  for (const name of known)
    if (!others.includes(name))
      throw badFile(
        `--known 中的列“${name}”${RESERVED.includes(name) ? '不是预先知道的列' : '不在表头里'}`,
        others.length > 0 ? `可用的列：${others.join('、')}` : '这个文件没有预先知道的列，请去掉 --known',
        1,
      );
  const read = [...new Set([...(others.includes('open') ? ['open'] : []), ...known])];
  const at = (name: string): number => columns.indexOf(name);
  return {
    delimiter,
    columns,
    series: at('series'),
    date: at('date'),
    value: at('value'),
    group: at('group'),
    item: at('item'),
    known: read.map((name) => ({ name, at: at(name) })),
  };
}

/** Puts rows into columns. */
class Reader {
  private readonly header: Header;
  private readonly valuesBefore: number;
  private readonly bads: BadRows;
  private readonly series = new Words();
  private readonly groups = new Words();
  private readonly items = new Words();
  private readonly day = ints();
  private readonly line = ints();
  private readonly value = floats();
  private readonly known: readonly Growing<Float32Array>[];
  private readonly days = new Map<string, number>();
  private negatives = 0;
  private fullDates = 0;

  constructor(header: Header, valuesBefore: number, bads: BadRows) {
    this.header = header;
    this.valuesBefore = valuesBefore;
    this.bads = bads;
    this.known = header.known.map(floats);
  }

  row(text: string, line: number): void {
    const { header: h } = this;
    const cells = cellsOf(text, h.delimiter);
    if (cells === null) return this.bads.add(bad({ line }, '双引号没有配对', '请检查这一行多出或缺少的双引号'));
    if (cells.length !== h.columns.length)
      return this.bads.add(bad({ line }, `本行 ${cells.length} 列，表头 ${h.columns.length} 列`, '请补上缺少的列（可以为空），或用双引号括起含逗号的值'));
    const name = cells[h.series]!.trim();
    if (name === '') return this.bads.add(bad({ line, column: 'series' }, '请填写“series”', '每一行都要写明是哪个序列'));
    const day = this.dayOf(cells[h.date]!.trim(), line);
    if (Number.isNaN(day)) return;
    this.series.code.push(this.series.of(name));
    this.day.push(day);
    this.line.push(line);
    const value = day < this.valuesBefore ? this.numberOf(cells[h.value]!.trim(), { line, column: 'value' }) : Number.NaN;
    if (value < 0) this.negatives += 1;
    this.value.push(value < 0 ? 0 : value);
    if (h.group >= 0) this.groups.code.push(this.groups.of(cells[h.group]!.trim()));
    if (h.item >= 0) this.items.code.push(this.items.of(cells[h.item]!.trim()));
    for (const [k, c] of h.known.entries()) this.known[k]!.push(this.numberOf(cells[c.at]!.trim(), { line, column: c.name }));
  }

  private dayOf(text: string, line: number): number {
    const seen = this.days.get(text);
    if (seen !== undefined) return seen;
    const day = DATE.test(text) && text >= OLDEST ? parseDay(text) : Number.NaN;
    if (Number.isNaN(day)) {
      this.bads.add(bad({ line, column: 'date', value: text }, text === '' ? '请填写“date”' : '不是有效日期', '应为 2026-03-01（日、周）或 2026-03（月），不早于 1900 年'));
      return day;
    }
    if (day < this.valuesBefore && !MONTH.test(text)) this.fullDates += 1;
    this.days.set(Buffer.from(text).toString(), day);
    return day;
  }

  private numberOf(text: string, at: { line: number; column: string }): number {
    if (text === '') return Number.NaN;
    if (NUMBER.test(text)) {
      const value = Number(text);
      if (Math.abs(value) <= LARGEST) return value;
      this.bads.add(bad({ ...at, value: text }, '数字太大', '应在一万亿（1e12）以内：请检查单位，或是否把条码、单号填进了这一列'));
      return Number.NaN;
    }
    this.bads.add(bad({ ...at, value: text }, '应为数字，这里是文字', '请改为数字，不带千分位和单位；没有上架或停业请留空'));
    return Number.NaN;
  }

  done(): SeriesRows {
    const { header: h } = this;
    const read = new Set([...RESERVED, ...h.known.map((k) => k.name)]);
    return {
      names: this.series.names,
      series: this.series.code.done(),
      day: this.day.done(),
      line: this.line.done(),
      value: this.value.done(),
      group: h.group >= 0 ? this.groups.labels() : undefined,
      item: h.item >= 0 ? this.items.labels() : undefined,
      known: h.known.map((k, i) => ({ name: k.name, values: this.known[i]!.done() })),
      unused: h.columns.filter((c) => c !== '' && !read.has(c)),
      monthsOnly: this.fullDates === 0,
      negatives: this.negatives,
    };
  }
}

/** Reads the file. `known` names the known-ahead columns to read; values on or after day `valuesBefore` stay unread. Throws BadFile or BadSeries. */
export async function readSeries(file: string, job: { readonly known: readonly string[]; readonly valuesBefore?: number }): Promise<SeriesRows> {
  const found = await probe(file);
  if (found.form === 'xlsx') throw badFile('这里只读 CSV 或 CSV.gz', '请在 Excel 中另存为 CSV UTF-8');
  const bads = new BadRows();
  let [line, reader]: [number, Reader | null] = [0, null];
  for await (const block of shortLines(textOf(found), (long) => bads.add(bad({ line: long }, '这一行超过 1 MB', '多半不是表格数据：请删掉这一行或检查导出')))) {
    const lines = block.split('\n');
    if (lines.at(-1) === '') lines.pop();
    for (const raw of lines) {
      line += 1;
      const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
      if (text.trim() === '') continue;
      if (reader === null) reader = new Reader(headerOf(text, job.known), job.valuesBefore ?? Number.POSITIVE_INFINITY, bads);
      else reader.row(text, line);
    }
  }
  bads.throwIfAny();
  const rows = reader?.done();
  if (!rows || rows.series.length === 0) throw badFile('文件里没有数据行', '第一行应为表头 series,date,value，下面每行一个序列的一天');
  return rows;
}
