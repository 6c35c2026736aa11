// Importing records (商品、客户、供应商 …): by the record's own fields, known codes are changed, new ones added; all rows are checked before one is saved.
import { encode, parseFields } from '#forms';
import type { Caller } from '#books/pen';
import { saveRecords, type RecordInput } from '#books/records';
import { flag, ref, text, type Fields } from '#kernel/field';
import type { AnyRecord } from '#kernel/record';
import { canonicalJson, sha256 } from '#platform/digest';
import type { Ports } from '../context.ts';
import { problemOf } from '../problem.ts';
import { type Columns, matchColumns, target, type Target } from './columns.ts';
import { type Known, loadReferences, type References } from './references.ts';
import { bad, type BadRow, badFile, type Progress, type Report } from './report.ts';
import { complaintRow, readCells, under } from './rows.ts';
import { type Row, type Table } from './table.ts';
import { writable } from './values.ts';

export type ImportOptions = {
  readonly file: string;
  readonly map: Readonly<Record<string, string>>;
  readonly dryRun: boolean;
  readonly skipBad: boolean;
  readonly progress: Progress;
};

/** Rows saved in one transaction. */
const BATCH = 500;

/** What a column of a record file may be. None is required here: a file that only changes prices names codes and prices. A site of a warehouse is an id in the books and a name in the file. */
export function recordTargets(def: AnyRecord): readonly Target[] {
  const own = Object.entries(def.fields as Fields)
    .filter(([, f]) => writable(f))
    .map(([name, f]) => target(`data.${name}`, def.type === 'warehouse' && name === 'site' ? ref('site', f.zh) : f, { required: false }));
  const code = def.codeOf ? [] : [target('code', text('编码', { max: 60 }), { also: ['编号', '代码', '货号', 'SKU', `${def.zh}编码`, `${def.zh}编号`, `${def.zh}代码`] })];
  return [
    ...code,
    target('name', text('名称', { max: 100 }), { also: ['品名', '全称', `${def.zh}名称`, def.zh] }),
    target('active', flag('启用'), { also: ['状态', '是否启用'] }),
    ...own,
  ];
}

type Entry = { readonly row: Row; readonly input: RecordInput; readonly unchanged: boolean };
type Work = { readonly def: AnyRecord; readonly header: readonly string[]; readonly columns: Columns; readonly references: References; readonly hash: string };

/** A stable id for a row without a known code, so that the same file finds its own rows again. Form of a UUID version 8 (RFC 9562 §5.8). */
export function rowId(hash: string, line: number): string {
  const hex = sha256(`${hash}|${line}`);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export async function importRecords(
  ports: Ports,
  caller: Caller,
  work: ImportOptions & { readonly name: string; readonly def: AnyRecord; readonly table: Table },
): Promise<Report> {
  const { def, table } = work;
  const targets = recordTargets(def);
  const columns = matchColumns(table.header, targets, work.map);
  if (def.codeOf === undefined && !columns.some((c) => c?.path === 'code' || c?.path === 'name')) throw badFile('既没有“编码”也没有“名称”列', '请至少有其中一列', 1);
  const references = await loadReferences(ports, caller.scope);
  const rows: Row[] = [];
  for await (const row of table.rows) rows.push(row);
  const known = new Set(references.all(def.type).flatMap((r) => [r.code, r.id]));
  const codeAt = columns.findIndex((c) => c?.path === 'code');
  if (rows.some((row) => !known.has(row.cells[codeAt] ?? '') && !known.has(rowId(table.hash, row.line)))) columnsForNew(def, columns, table.header);
  const read = checkRows(rows, { def, header: table.header, columns, references, hash: table.hash });
  const refused = [...table.refused, ...read.refused].toSorted((a, b) => a.line - b.line);
  const changed = read.entries.filter((e) => !e.unchanged);
  const report = {
    kind: work.name,
    file: work.file,
    encoding: table.encoding,
    rows: rows.length + table.refused.length,
    already: read.entries.length - changed.length,
    refused,
    dryRun: work.dryRun,
  };
  if ((refused.length > 0 && !work.skipBad) || work.dryRun) return { ...report, booked: 0, documents: 0 };
  const saved = await save(ports, caller, { def, changed, progress: work.progress });
  return { ...report, booked: saved.done, documents: saved.done, refused: [...refused, ...saved.refused] };
}

/** New records need what is required of them; said once for the file, not once for every row. */
function columnsForNew(def: AnyRecord, columns: Columns, header: readonly string[]): void {
  const has = (path: string): boolean => columns.some((c) => c?.path === path);
  const missing = Object.entries(def.fields as Fields)
    .filter(([name, f]) => f.required && !f.computed && f.initial === undefined && !has(`data.${name}`))
    .map(([, f]) => f.zh);
  if (!def.codeOf && !has('name')) missing.unshift('名称');
  if (missing.length > 0) throw badFile(`缺少必需的列：${missing.join('、')}`, `新建${def.zh}必须有这些列；请补上，或用 --map 指明。现有列：${header.join('、')}`, 1);
}

/** Every row against its fields, its references and the record's own rules. */
function checkRows(rows: readonly Row[], work: Work): { readonly entries: readonly Entry[]; readonly refused: readonly BadRow[] } {
  const entries: Entry[] = [];
  const refused: BadRow[] = [];
  const codeAt = work.columns.findIndex((c) => c?.path === 'code');
  const nameAt = work.columns.findIndex((c) => c?.path === 'name');
  const seen = new Map<string, number>();
  const known = new Map(work.references.all(work.def.type).map((r) => [r.code, r]));
  const names = new Map<string, Known>(work.references.all(work.def.type).map((r) => [r.name, r]));
  const byId = new Map(work.references.all(work.def.type).map((r) => [r.id, r]));
  const own = rows.map((row) => {
    const code = codeAt < 0 ? '' : (row.cells[codeAt] ?? '');
    return (code === '' ? byId.get(rowId(work.hash, row.line)) : known.get(code)) ?? null;
  });
  // Rows of the file may refer to each other, whichever comes first (上级分类).
  rows.forEach((row, i) => {
    if (!own[i])
      work.references.add({
        id: rowId(work.hash, row.line),
        type: work.def.type,
        code: (codeAt < 0 ? '' : row.cells[codeAt]) || `#${row.line}`,
        name: row.cells[nameAt] ?? '',
        active: true,
        data: {},
      });
  });
  rows.forEach((row, i) => {
    const before = own[i] ?? null;
    const code = codeAt < 0 ? '' : (row.cells[codeAt] ?? '');
    const name = nameAt < 0 ? '' : (row.cells[nameAt] ?? '');
    const again = code === '' ? undefined : seen.get(code);
    if (code !== '') seen.set(code, again ?? row.line);
    const twin = code === '' && !before ? names.get(name) : undefined;
    const entry = checkRow(row, before, work);
    if (again !== undefined)
      refused.push(bad({ line: row.line, column: work.header[codeAt] ?? '编码', value: code }, `编码与第 ${again} 行相同`, '请只保留一行，或改成不同的编码'));
    else if (twin && !work.def.codeOf)
      refused.push(
        bad(
          { line: row.line, column: work.header[nameAt] ?? '名称', value: name },
          `已有同名的${work.def.zh}（${twin.code}）`,
          `要修改它请填编码 ${twin.code}；要新建请填一个新编码`,
        ),
      );
    else if (entry.complaints.length > 0) refused.push(...entry.complaints);
    else entries.push(entry.entry);
  });
  return { entries, refused };
}

function checkRow(row: Row, before: Known | null, work: Work): { readonly entry: Entry; readonly complaints: readonly BadRow[] } {
  const { def, header, columns, references } = work;
  const { values, complaints } = readCells(row, work);
  const raw = { ...(before?.data ?? {}), ...under(values, 'data.') };
  const place = { row, header, columns, own: def.refusals ?? {}, fields: Object.fromEntries(Object.entries(def.fields as Fields).map(([n, f]) => [`data.${n}`, f])) };
  const named = new Set(complaints.map((c) => c.column));
  const parsed = parseFields(def.fields as Fields, raw, { path: 'data.', where: '' });
  const data = parsed.value as Record<string, unknown>;
  const name = String(values.get('name') ?? before?.name ?? priceName(def, raw, references)).trim();
  const found = [...complaints, ...parsed.complaints.map((c) => complaintRow(c, place, (p) => p)).filter((c) => !named.has(c.column))];
  if (name === '') found.push(bad({ line: row.line, column: '名称' }, '没有名称', '请填写名称'));
  if (name.length > 100) found.push(bad({ line: row.line, column: '名称', value: name }, '“名称”最多 100 个字', '请缩短'));
  const id = before?.id ?? rowId(work.hash, row.line);
  if (raw['parent'] === id) found.push(bad({ line: row.line, column: '上级', value: name }, '上级不能是自己', '请改为真正的上级，或留空'));
  const active = (values.get('active') as boolean | undefined) ?? before?.active ?? true;
  const code = (values.get('code') as string | undefined) ?? before?.code ?? null;
  if (found.length === 0) {
    const own = def.check?.({ id, code: code ?? '', name, active, data: data as never });
    if (own) found.push(...[own, ...(own.more ?? [])].map((c) => complaintRow(c, place, (p) => p)));
  }
  const encoded = found.length === 0 ? encode(def.fields as Fields, data) : {};
  const unchanged = before !== null && before.name === name && before.active === active && canonicalJson(before.data) === canonicalJson(encoded);
  return { entry: { row, input: { id, code, name, active, data: encoded }, unchanged }, complaints: found };
}

/** Prices have no name of their own in most files: the item's is the one people look for. */
const priceName = (def: AnyRecord, raw: Record<string, unknown>, references: References): string =>
  def.codeOf && typeof raw['item'] === 'string' ? (references.get(raw['item'])?.name ?? '') : '';

async function save(
  ports: Ports,
  caller: Caller,
  work: { readonly def: AnyRecord; readonly changed: readonly Entry[]; readonly progress: Progress },
): Promise<{ readonly done: number; readonly refused: readonly BadRow[] }> {
  const { def, changed } = work;
  for (let from = 0; from < changed.length; from += BATCH) {
    const part = changed.slice(from, from + BATCH);
    const outcome = await saveRecords(ports, caller, { def, inputs: part.map((e) => e.input) });
    if (!outcome.ok)
      return {
        done: from,
        refused: [
          bad(
            { line: part[0]?.row.line ?? 0 },
            `第 ${part[0]?.row.line} 行起的一批未能保存：${problemOf(outcome.refusal, def.refusals).detail}`,
            '解决后再运行一次，已保存的不会重复',
          ),
        ],
      };
    work.progress(Math.min(from + BATCH, changed.length), changed.length, `保存${def.zh}`);
  }
  return { done: changed.length, refused: [] };
}
