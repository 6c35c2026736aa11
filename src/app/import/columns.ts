// Which column of the file is which field of ours: by Chinese label, by field name, by usual other names, or by the user's own map.
import type { Field } from '#kernel/field';
import { badFile } from './report.ts';

/** A place a column can fill. `path` is where a complaint about it points: code, data.unit, head.warehouse, line.qty. */
export type Target = { readonly path: string; readonly zh: string; readonly field: Field; readonly required: boolean; readonly also: readonly string[] };
/** One entry a column of the file, null for a column to be left out. */
export type Columns = readonly (Target | null)[];

/** What else people call things. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  code: ['编码', '编号', '代码', '货号', 'SKU'],
  name: ['名称', '品名', '全称'],
  day: ['日期', '单据日期', 'date'],
  item: ['商品编码', '商品名称', '货号', '品名', 'SKU', '存货编码'],
  qty: ['数量', '件数'],
  price: ['单价', '含税价', '价格'],
  unitCost: ['成本单价', '单位成本', '单价', '进价'],
  supplier: ['供应商名称', '供货商'],
  customer: ['客户名称', '会员', '客户'],
  warehouse: ['仓库', '仓库名称', '门店', '店铺', '门店名称'],
  wallet: ['收款方式', '账户', '结算账户'],
  account: ['科目', '科目编码', '科目代码', '科目名称'],
  debit: ['借方', '借', '借方余额'],
  credit: ['贷方', '贷', '贷方余额'],
  serials: ['SN', '串号', 'IMEI', '机身号'],
  amount: ['金额', '价税合计', '含税金额', '销售额'],
  category: ['类别', '商品类别', '商品分类'],
  unit: ['单位', '计量单位'],
  barcode: ['条形码'],
  units: ['单位换算', '辅助单位'],
  summary: ['摘要'],
  made: ['生产日'],
  expires: ['有效期', '有效期至'],
  lot: ['批号'],
  phone: ['手机', '联系电话'],
  salePrice: ['零售价', '售价'],
  purchasePrice: ['进价', '参考进价', '采购价'],
};

/** Names compare without spaces, brackets and case. */
const bare = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s*_-]/g, '')
    .replace(/\(.*\)$/, '');
const last = (path: string): string => path.split('.').at(-1) ?? path;

export const target = (path: string, field: Field, extra: { readonly required?: boolean; readonly zh?: string; readonly also?: readonly string[] } = {}): Target => ({
  path,
  zh: extra.zh ?? field.zh,
  field,
  required: extra.required ?? field.required,
  also: extra.also ?? ALSO[last(path)] ?? [],
});

/** Exact labels count before usual other names, so that 编码 is the record's own code and not some other field's. */
function find(name: string, targets: readonly Target[]): Target | undefined {
  const wanted = bare(name);
  return targets.find((t) => bare(t.zh) === wanted || bare(last(t.path)) === wanted || bare(t.path) === wanted) ?? targets.find((t) => t.also.some((a) => bare(a) === wanted));
}

/** Whether any column of the file is one of these. */
export const hasColumn = (header: readonly string[], targets: readonly Target[], map: Readonly<Record<string, string>>): boolean =>
  header.some((name) => (map[name] ?? name) !== '' && find(map[name] ?? name, targets) !== undefined);

/** Reads --map: {"their header": "our field"}; an empty text leaves the column out. */
export function readMap(text: string, file: string): Readonly<Record<string, string>> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw badFile(`对应表 ${file} 不是有效的 JSON`, '应如 {"他们的列名": "我们的字段"}');
  }
  const fits = typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every((v) => typeof v === 'string' || v === null);
  if (!fits) throw badFile(`对应表 ${file} 应是列名到字段名的 JSON 对象`, '应如 {"他们的列名": "我们的字段"}');
  return Object.fromEntries(Object.entries(value as Record<string, string | null>).map(([k, v]) => [k.trim(), v ?? '']));
}

/** Matches the header. An unknown column is refused rather than silently lost. */
export function matchColumns(header: readonly string[], targets: readonly Target[], map: Readonly<Record<string, string>>): Columns {
  const known = targets.map((t) => t.zh).join('、');
  for (const [theirs, ours] of Object.entries(map)) {
    if (!header.includes(theirs)) throw badFile(`对应表里的列“${theirs}”不在表头中`, `表头是：${header.join('、')}`, 1);
    if (ours !== '' && !find(ours, targets)) throw badFile(`对应表里的字段“${ours}”不存在`, `可用字段：${known}`, 1);
  }
  const columns = header.map((name): Target | null => {
    const wanted = map[name] ?? name;
    if (wanted === '') return null;
    const found = find(wanted, targets);
    if (!found) throw badFile(`不认识的列“${name}”`, `请改名，或用 --map 指明它是哪个字段（不需要的列对应到 ""）。可用列：${known}`, 1);
    return found;
  });
  const twice = columns.find((c, i) => c !== null && columns.findIndex((o) => o?.path === c.path) !== i);
  if (twice) throw badFile(`有两列都是“${twice.zh}”：${header.filter((_, i) => columns[i]?.path === twice.path).join('、')}`, '请删掉一列，或用 --map 指明哪一列才是', 1);
  const missing = targets.filter((t) => t.required && !columns.some((c) => c?.path === t.path));
  if (missing.length > 0) throw badFile(`缺少必需的列：${missing.map((t) => t.zh).join('、')}`, `请补上，或用 --map 指明。现有列：${header.join('、')}`, 1);
  return columns;
}
