// What an import says: every row that cannot be booked with its line, column, value, reason and remedy; progress as a bar on stderr.

/** One thing wrong with one row. `line` is the line of the file as a text editor counts it (the row number in a workbook); 0 = the whole file. */
export type BadRow = { readonly line: number; readonly column: string; readonly value: string; readonly message: string; readonly remedy: string };

export type Report = {
  readonly kind: string;
  readonly file: string;
  readonly encoding: string;
  /** Data rows read, without the header. */
  readonly rows: number;
  /** Rows booked by this run. */
  readonly booked: number;
  /** Rows that an earlier run of the same file has booked, or that say what the books say already. */
  readonly already: number;
  readonly refused: readonly BadRow[];
  /** Documents (or records) written by this run. */
  readonly documents: number;
  readonly dryRun: boolean;
  readonly [extra: string]: unknown;
};

const shorten = (value: string, most = 40): string => (value.length > most ? `${value.slice(0, most)}…` : value);

/** A bad row; long values are cut, nobody reads a megabyte. */
export const bad = (at: { readonly line: number; readonly column?: string; readonly value?: string }, message: string, remedy: string): BadRow => ({
  line: at.line,
  column: at.column ?? '',
  value: shorten(at.value ?? ''),
  message,
  remedy,
});

/** The file as a whole cannot be read or understood. Becomes a report with one refusal. */
export class BadFile extends Error {
  override readonly name = 'BadFile';
  readonly row: BadRow;
  readonly encoding: string;
  constructor(row: BadRow, encoding = '') {
    super(row.message);
    this.row = row;
    this.encoding = encoding;
  }
}

export const badFile = (message: string, remedy: string, line = 0): BadFile => new BadFile(bad({ line }, message, remedy));

export const sayBad = (row: BadRow): string =>
  `  ${row.line > 0 ? `第 ${row.line} 行` : '文件'}${row.column ? `“${row.column}”` : ''}：${row.message}${row.value ? `（${row.value}）` : ''}。${row.remedy}`;

export type Progress = (done: number, total: number, what: string) => void;

/** A bar with counts: redrawn in place on a terminal, a line every tenth elsewhere. */
export function progressBar(say: (line: string) => void, stream: { readonly isTTY?: boolean; write: (text: string) => unknown } = process.stderr): Progress {
  let shown = -1;
  let last = '';
  return (done, total, what) => {
    const share = total === 0 ? 1 : done / total;
    const step = Math.floor(share * (stream.isTTY ? 100 : 10));
    const phase = what.split(' ')[0] ?? '';
    if (step === shown && phase === last) return;
    [shown, last] = [step, phase];
    const full = Math.round(share * 24);
    const text = `  ${'█'.repeat(full)}${'░'.repeat(24 - full)} ${String(Math.floor(share * 100)).padStart(3)}%  ${done}/${total}  ${what}`;
    if (stream.isTTY) stream.write(`\r${text}\u001B[K${done >= total ? '\n' : ''}`);
    else say(text);
  };
}
