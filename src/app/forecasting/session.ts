// The common course of the forecasting commands: options, reading, progress; refusals become words and an exit status.
import { formatDay, type Frequency } from '#forecast';
import type { CommandLine, CommandOutcome } from '../commands/list.ts';
import { BadFile, type BadRow, progressBar, sayBad } from '../import/report.ts';
import { BadSeries, readSeries, type SeriesRows } from './series-file.ts';
import { type ReadTable, tableOf } from './series-table.ts';
import { columnsOf, frequencyOf, needed, numberOf, word, WrongUsage } from './words.ts';
import { type Hands, usualWorkers } from './work.ts';

/** Refused rows printed; the JSON has up to a hundred. */
const SHOWN = 20;
const FREQUENCY_ZH: Readonly<Record<Frequency, string>> = { D: '日', W: '周', M: '月' };

/** Options every forecasting command has. */
export const SHARED = { freq: { type: 'string' }, known: { type: 'string' }, workers: { type: 'string' }, seed: { type: 'string' } } as const;

function refused(line: CommandLine, rows: readonly BadRow[], count: number): CommandOutcome {
  for (const row of rows.slice(0, SHOWN)) line.say(sayBad(row));
  if (count > SHOWN) line.say(`  …… 共 ${count} 处`);
  line.say('没有计算，也没有写出任何文件。请按提示更正后重试。');
  return { result: { refused: rows, count }, status: 1 };
}

/** Runs a command: wrong usage ends with 2, a file that cannot be used with 1. */
export async function course(line: CommandLine, usage: string, work: () => Promise<CommandOutcome>): Promise<CommandOutcome> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof WrongUsage) {
      line.say(`${error.message}\n用法：hengcang ${usage}`);
      return { status: 2 };
    }
    if (error instanceof BadFile) return refused(line, [error.row], 1);
    if (error instanceof BadSeries) return refused(line, error.rows, error.count);
    throw error;
  }
}

export const handsOf = (line: CommandLine, what: string): Hands => {
  const bar = progressBar(line.say);
  return { workers: numberOf(line.values, 'workers', { least: 1, most: 8, usual: usualWorkers() }), progress: (done, of) => bar(done, of, what) };
};

export const seedOf = (line: CommandLine, usual: number): number => numberOf(line.values, 'seed', { least: 0, most: 2_147_483_647, usual });

export type Given = ReadTable & { readonly rows: SeriesRows; readonly known: readonly string[] };

/** Reads --data as --freq and --known say. From `origin` on only known-ahead columns are read. */
export async function tableFrom(line: CommandLine, job: { readonly origin?: number; readonly horizon?: number } = {}): Promise<Given> {
  const { values, say } = line,
    file = needed(values, 'data'),
    frequency = frequencyOf(values);
  const rows = await readSeries(file, { known: columnsOf(values), ...(job.origin === undefined ? {} : { valuesBefore: job.origin }) });
  const read = tableOf(rows, { ...job, frequency }),
    { table } = read,
    known = rows.known.map((k) => k.name);
  say(
    `读取 ${rows.series.length} 行：${table.names.length} 个序列，按${FREQUENCY_ZH[table.frequency]}${word(values, 'freq') ? '' : '（按日期判断）'}，${formatDay(table.anchor)} 起；预先知道的列：${known.length > 0 ? known.join('、') : '无'}`,
  );
  if (rows.unused.length > 0) say(`  没有使用的列：${rows.unused.join('、')}（未来已知的列请用 --known 写明）`);
  if (rows.negatives > 0) say(`  ${rows.negatives} 个负值（退货多于销售）按 0 计`);
  const late = rows.names.length - table.names.length;
  if (late > 0) say(`  ${late} 个序列在起点之前没有任何一行，不预测`);
  return { ...read, rows, known };
}
