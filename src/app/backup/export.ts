// An export: everything a company has, in open formats with Chinese headings, at one moment, without holding a table in memory.
import { THE_HOUSE } from '#kernel/facts';
import type { Database, Scope, Snapshot } from '#kernel/ports';
import type { HouseCatalog } from '../house.ts';
import { csvLine } from '../export.ts';
import { type Column, exportFiles, type ExportFile } from './export-files.ts';
import { GB24589 } from './gb24589.ts';
import { folderAt, type Sink, zipAt } from './zip.ts';

export type ExportFormat = 'csv' | 'jsonl';
export type ExportedFile = { readonly file: string; readonly rows: number; readonly bytes: number; readonly sha256: string };
export type ExportResult = { readonly to: string; readonly company: string; readonly files: readonly ExportedFile[]; readonly rows: number; readonly seconds: number };
export type ExportOptions = {
  /** A file ending in .zip, or a folder. */
  readonly to: string;
  readonly format: ExportFormat;
  readonly version: string;
  readonly progress?: (done: number, total: number, file: string) => void;
};

/** Rows asked for at a time. */
const BATCH = 2000;

type Row = Readonly<Record<string, string | null>>;
type Names = ReadonlyMap<string, { readonly code: string; readonly name: string }>;

/** Records and people by id. A company has thousands of them, not millions. */
async function namesOf(s: Snapshot): Promise<Names> {
  const rows = await s.query<{ id: string; code: string; name: string }>(
    `select id::text, code, name from books.record where org_id = books.org() union all select id::text, '', name from identity.person union all select id::text, code, name from books.org_node`,
  );
  return new Map([...rows, { ...THE_HOUSE, code: '' }].map((r) => [r.id, r]));
}

/** A cell as people read it. */
function cellOf(raw: string | null, [, , as]: Column, names: Names): string {
  if (raw === null || raw === undefined) return '';
  if (as?.words) return as.words[raw] ?? raw;
  const named = as?.ref || as?.field?.kind === 'ref' ? names.get(raw) : undefined;
  if (named) return as?.ref === 'name' || named.code === '' ? named.name : `${named.code} ${named.name}`;
  if (as?.field?.kind === 'flag') return raw === 'true' ? '是' : '否';
  return as?.field?.choices?.find((c) => c.value === raw)?.zh ?? raw;
}

/** Rows of a file as cells, batch by batch through a cursor. */
async function* cellsOf(s: Snapshot, file: ExportFile, names: Names): AsyncGenerator<readonly (readonly string[])[]> {
  await s.query(`declare export_rows no scroll cursor for select ${file.columns.map(([, sql], i) => `${sql} as c${i}`).join(', ')} from ${file.from}`);
  for (;;) {
    const rows = await s.query<Row>(`fetch ${BATCH} from export_rows`);
    if (rows.length > 0) yield rows.map((row) => file.columns.map((column, i) => cellOf(row[`c${i}`] ?? null, column, names)));
    if (rows.length < BATCH) break;
  }
  await s.query('close export_rows');
}

const objectOf = (file: ExportFile, cells: readonly string[]): string => JSON.stringify(Object.fromEntries(file.columns.map(([zh], i) => [zh, cells[i]])));

type Written = { rows: number };
async function* asCsv(s: Snapshot, file: ExportFile, { names, count }: { readonly names: Names; readonly count: Written }): AsyncGenerator<string> {
  yield `\uFEFF${csvLine(file.columns.map(([zh]) => zh))}\r\n`;
  for await (const batch of cellsOf(s, file, names)) {
    count.rows += batch.length;
    yield batch.map((cells) => `${csvLine(cells)}\r\n`).join('');
  }
}
async function* asLines(s: Snapshot, file: ExportFile, { names, count }: { readonly names: Names; readonly count: Written }): AsyncGenerator<string> {
  for await (const batch of cellsOf(s, file, names)) {
    count.rows += batch.length;
    yield batch.map((cells) => `${objectOf(file, cells)}\n`).join('');
  }
}
/** One JSON document: the standard's tables are read by other programs whole. */
async function* asJson(s: Snapshot, file: ExportFile, { names, count }: { readonly names: Names; readonly count: Written }): AsyncGenerator<string> {
  yield `{"${file.path.split('/').at(-1)}":[`;
  for await (const batch of cellsOf(s, file, names)) {
    yield `${count.rows > 0 ? ',' : ''}\n${batch.map((cells) => objectOf(file, cells)).join(',\n')}`;
    count.rows += batch.length;
  }
  yield '\n]}\n';
}

const WRITERS = { csv: asCsv, jsonl: asLines, json: asJson } as const;

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

const readMe = (company: string, version: string, at: string): string => `${company} 的全部数据，由衡仓 ${version} 于 ${at} 导出。

资料/ 单据/ 账簿/ 审计/：每种一个文件，第一行是中文列名；金额单位为元，数量为商品的基本单位，日期为 YYYY-MM-DD，时间带时区。
CSV 为 UTF-8（带 BOM，Excel 可直接打开）；以 = + @ 等开头的文字前加了一个单引号，以免电子表格把它当公式。
GB-T-24589.1-2024参照/：参照 GB/T 24589.1-2024 模块结构(子集)，JSON；不声明符合该标准全部要求。
审计/事件链：每行的“哈希” = SHA-256（前一哈希 | 位置 | 组织标识 | 事件标识 | 对象 | 版本 | 事件 | 内容），任何人可以自行核对。
清单.json：每个文件的行数、字节数与 SHA-256。
`;

async function writeFiles(s: Snapshot, sink: Sink, options: ExportOptions & { readonly catalog: HouseCatalog }): Promise<Omit<ExportResult, 'seconds' | 'to'>> {
  await s.query('set transaction isolation level repeatable read');
  await s.query(`set local timezone = 'Asia/Shanghai'`);
  const [company] = await s.query<{ name: string; at: string }>('select name, now()::text as at from books.org_node where id = books.org()');
  const names = await namesOf(s);
  const work = [...exportFiles(options.catalog).map((file) => ({ file, kind: options.format })), ...GB24589.map((file) => ({ file, kind: 'json' as const }))];
  const files: ExportedFile[] = [];
  for (const [i, { file, kind }] of work.entries()) {
    options.progress?.(i, work.length, file.path);
    const count: Written = { rows: 0 };
    const name = `${file.path}.${kind}`;
    const sum = await sink.add(name, WRITERS[kind](s, file, { names, count }));
    files.push({ file: name, rows: count.rows, ...sum });
  }
  const title = company?.name ?? '';
  const list = { what: '衡仓数据导出', company: title, at: company?.at, version: options.version, files };
  await sink.add('清单.json', once(`${JSON.stringify(list, null, 1)}\n`));
  await sink.add('说明.txt', once(readMe(title, options.version, company?.at ?? '')));
  options.progress?.(work.length, work.length, '');
  return { company: title, files, rows: files.reduce((sum, f) => sum + f.rows, 0) };
}

/** Writes all of one company's data to a zip or a folder. Runs inside the company's wall; nothing is left behind when it fails. */
export async function exportCompany(db: Database, scope: Scope, options: ExportOptions & { readonly catalog: HouseCatalog }): Promise<ExportResult> {
  const started = performance.now();
  const sink = await (options.to.endsWith('.zip') ? zipAt(options.to) : folderAt(options.to));
  try {
    const result = await db.read(scope, (s) => writeFiles(s, sink, options));
    await sink.finish();
    return { to: options.to, ...result, seconds: Number(((performance.now() - started) / 1000).toFixed(1)) };
  } catch (error) {
    await sink.abandon().catch(() => undefined);
    throw error;
  }
}
