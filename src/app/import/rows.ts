// From a row of cells to raw values by target, with every complaint about a cell at its column.
import type { Field } from '#kernel/field';
import type { Complaint, RefusalTable } from '#kernel/refusal';
import { COMMON } from '#kernel/common-refusals';
import { fill } from '#kernel/refusal';
import type { Columns } from './columns.ts';
import type { References } from './references.ts';
import { bad, type BadRow } from './report.ts';
import type { Row } from './table.ts';
import { cellValue, remedyFor } from './values.ts';

export type Read = { readonly values: ReadonlyMap<string, unknown>; readonly complaints: readonly BadRow[] };

/** `values` holds what was written (path → JSON as HTTP would send it); empty cells are absent. */
export function readCells(row: Row, { header, columns, references }: { readonly header: readonly string[]; readonly columns: Columns; readonly references: References }): Read {
  const values = new Map<string, unknown>();
  const complaints: BadRow[] = [];
  const unitAt = columns.findIndex((c) => c?.path === 'data.unit');
  for (const [i, column] of columns.entries()) {
    const text = row.cells[i] ?? '';
    if (column === null || text === '') continue;
    const { field } = column;
    const cell = field.kind === 'ref' ? references.find(field.to ?? '', text) : cellValue(field, text, unitAt < 0 ? '' : (row.cells[unitAt] ?? ''));
    if (cell.ok) values.set(column.path, cell.value);
    else complaints.push(bad({ line: row.line, column: header[i] ?? column.zh, value: text }, cell.message, cell.remedy));
  }
  return { values, complaints };
}

/** The parts of a row under a prefix: "data." → {unit, spec …}. */
export const under = (values: ReadonlyMap<string, unknown>, prefix: string): Record<string, unknown> =>
  Object.fromEntries([...values].filter(([path]) => path.startsWith(prefix)).map(([path, value]) => [path.slice(prefix.length), value]));

export type Place = {
  readonly row: Row;
  readonly header: readonly string[];
  readonly columns: Columns;
  readonly own?: RefusalTable;
  readonly fields?: Readonly<Record<string, Field>>;
};

const TABLE = COMMON as RefusalTable;
const SELF_EVIDENT: Readonly<Record<string, string>> = {
  'not-enough-stock': '请先导入入库或期初库存，或更正数量',
  'period-closed': '请改日期，或先反结账',
  'period-unknown': '请改日期，或先启用该会计期间',
  'unit-unknown': '请改用该商品已有的单位，或先在商品里加上',
  'lot-needed': '请加“批次”列',
  'expiry-needed': '请加“生产日期”或“到期日”列',
  'price-missing': '请加“单价”列',
  'account-controlled': '存货请用 opening-stock 导入；应收应付请把“科目”列换成“类别、往来单位、发生日期”，作为期初往来导入',
  'serials-needed': '请加“序列号”列，多个用顿号隔开，连号写成 SN0001~SN0100',
  'serials-count': '请核对数量和序列号',
  'serial-in-stock': '请核对号码；已在库的不要再导入',
  'claimed-already': '这笔已经入账，请从文件中删去',
  'opening-twice': '请删去重复的一行',
  'not-balanced': '请补全或更正这一天的借贷金额',
  'maker-is-approver': '该公司要求制单与审核分开，请改由两个人在网页上操作',
  'needs-role': '该类单据设了审批，请先停用审批规则或在网页上操作',
};

/** A complaint of the house about this row, at the column its path names. `strip` cuts "lines[3]." down to the target's path. */
export function complaintRow(complaint: Complaint, at: Place, strip: (path: string) => string): BadRow {
  const path = strip(complaint.path ?? '');
  const index = at.columns.findIndex((c) => c !== null && (c.path === path || path.startsWith(`${c.path}[`)));
  const words = fill({ ...TABLE, ...at.own }[complaint.refused]?.zh ?? complaint.refused, complaint.with).replace(/^第 \d+ 行：/, '');
  const field = index >= 0 ? at.columns[index]?.field : at.fields?.[path];
  const value = index >= 0 ? (at.row.cells[index] ?? '') : '';
  const own = field && complaint.refused === 'bad-field' ? (value === '' ? `请填写“${field.zh}”这一列` : remedyFor(field)) : '请更正后再导入';
  return bad({ line: at.row.line, column: index >= 0 ? (at.header[index] ?? '') : (field?.zh ?? ''), value }, words, SELF_EVIDENT[complaint.refused] ?? own);
}
