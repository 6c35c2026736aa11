// What an export holds: for each file its Chinese headings and the query behind it. Figures leave as plain decimals, names instead of ids.
import type { AnyDocument } from '#kernel/document';
import { STATE_ZH } from '#kernel/document';
import type { Field, Fields } from '#kernel/field';
import type { PlaceKind } from '#kernel/place';
import type { AnyRecord } from '#kernel/record';

/** How a cell is written. `name`: a record's or person's id becomes its name; `code`: its code and name; `words`: by the list. */
export type As = { readonly words?: Readonly<Record<string, string>>; readonly field?: Field; readonly ref?: 'name' | 'code' };
export type Column = readonly [zh: string, sql: string, as?: As];
export type ExportFile = { readonly path: string; readonly columns: readonly Column[] /** From, where, order by; the company is books.org(). */; readonly from: string };

const PLACES: Readonly<Record<PlaceKind, string>> = {
  storage: '在库',
  frozen: '冻结',
  transit: '在途',
  production: '在制',
  supplier: '供应商',
  customer: '客户',
  gain: '盘盈',
  loss: '损耗',
  usage: '领用',
  opening: '期初',
  cost: '成本调整',
  conversion: '组装拆卸',
  consignee: '受托方',
};
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** 分 → 元 and millionths → units, exactly. */
export const yuan = (sql: string): string => `(${sql} * 0.01)::text`;
const units = (sql: string): string => `trim_scale(${sql} * 0.000001)::text`;
const NAME: As = { ref: 'name' };
const CODE: As = { ref: 'code' };

const fieldColumns = (fields: Fields, json: string): Column[] =>
  Object.entries(fields).map(([name, field]) => [field.zh, field.kind === 'list' ? `(${json}->${literal(name)})::text` : `${json}->>${literal(name)}`, { field }]);

/** Two columns of one file never share a heading: the second says so. */
function distinct(columns: readonly Column[]): readonly Column[] {
  const seen = new Map<string, number>();
  return columns.map(([zh, ...rest]) => {
    const n = (seen.get(zh) ?? 0) + 1;
    seen.set(zh, n);
    return [n === 1 ? zh : `${zh}（${n}）`, ...rest] as Column;
  });
}

const recordFile = (def: AnyRecord): ExportFile => ({
  path: `资料/${def.zh}`,
  columns: distinct([
    ['编码', 'r.code'],
    ['名称', 'r.name'],
    ['启用', `case when r.active then '是' else '否' end`],
    ...fieldColumns(def.fields, 'r.data'),
    ['更新时间', 'r.updated_at::text'],
    ['内部标识', 'r.id::text'],
  ]),
  from: `books.record r where r.org_id = books.org() and r.type = ${literal(def.type)} order by r.code`,
});

const documentFiles = (def: AnyDocument): ExportFile[] => [
  {
    path: `单据/${def.zh}`,
    columns: distinct([
      ['单号', 'd.number'],
      ['日期', 'd.day::text'],
      ['会计期间', 'd.period::text'],
      ['状态', 'd.state', { words: STATE_ZH }],
      ...fieldColumns(def.head, 'd.head'),
      ['单据金额', yuan('d.total')],
      ['制单人', 'd.maker_id::text', NAME],
      ['制单时间', 'd.made_at::text'],
      ['审核人', 'd.approver_id::text', NAME],
      ['审核时间', 'd.approved_at::text'],
      ['冲销的单据', '(select x.number from books.document x where x.org_id = d.org_id and x.id = d.reverses)'],
      ['被冲销于', '(select x.number from books.document x where x.org_id = d.org_id and x.id = d.reversed_by)'],
      ['原因', 'd.reason'],
      ['内部标识', 'd.id::text'],
    ]),
    from: `books.document d where d.org_id = books.org() and d.type = ${literal(def.type)} order by d.day, d.id`,
  },
  {
    path: `单据/${def.zh}-明细`,
    columns: distinct([
      ['单号', 'd.number'],
      ['行号', 'l.line_no::text'],
      ...fieldColumns(def.line, 'l.data'),
      ['来源单号', '(select x.number from books.document x where x.org_id = l.org_id and x.id = l.source_doc)'],
      ['来源行号', 'l.source_line::text'],
      ['单据内部标识', 'd.id::text'],
    ]),
    from: `books.document d join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id where d.org_id = books.org() and d.type = ${literal(def.type)} order by d.day, d.id, l.line_no`,
  },
];

const BOOKS: readonly ExportFile[] = [
  {
    path: '账簿/库存流水',
    columns: [
      ['流水号', 's.id::text'],
      ['日期', 's.day::text'],
      ['会计期间', 's.period::text'],
      ['单号', 'd.number'],
      ['行号', 's.line_no::text'],
      ['商品', 's.item_id::text', CODE],
      ['批次', 'lot.no'],
      ['仓库', 's.warehouse_id::text', CODE],
      ['地点', 's.place', { words: PLACES }],
      ['对方地点', 's.counter', { words: PLACES }],
      ['数量', units('s.qty')],
      ['成本', yuan('s.cost')],
      ['往来单位', 's.party_id::text', CODE],
      ['部门', 's.department_id::text', CODE],
      ['项目', 's.project_id::text', CODE],
      ['科目', 's.account'],
      ['权属', 's.ownership', { words: { own: '自有', 'consigned-in': '受托', 'consigned-out': '委托' } }],
      ['审批轨迹', 's.approval_trail', NAME],
      ['记账时间', 's.booked_at::text'],
    ],
    from: 'books.stock_line s join books.document d on d.org_id = s.org_id and d.id = s.doc_id left join books.lot lot on lot.org_id = s.org_id and lot.id = s.lot_id where s.org_id = books.org() order by s.id',
  },
  {
    path: '账簿/库存余额',
    columns: [
      ['商品', 'b.item_id::text', CODE],
      ['仓库', 'b.warehouse_id::text', CODE],
      ['批次', 'lot.no'],
      ['到期日', 'lot.expires::text'],
      ['库位', 'b.bin_id::text', CODE],
      ['现存', units('b.on_hand')],
      ['冻结', units('b.on_hold')],
      ['在途', units('b.in_transit')],
      ['已占用', units('b.allocated')],
    ],
    from: 'books.stock_balance b left join books.lot lot on lot.org_id = b.org_id and lot.id = b.lot_id where b.org_id = books.org() and (b.on_hand, b.on_hold, b.in_transit, b.allocated) <> (0, 0, 0, 0) order by b.item_id, b.warehouse_id, b.lot_id, b.bin_id',
  },
  {
    path: '账簿/库存成本',
    columns: [
      ['商品', 'p.item_id::text', CODE],
      ['数量', units('p.qty')],
      ['金额', yuan('p.value')],
    ],
    from: 'books.item_value p where p.org_id = books.org() order by p.item_id',
  },
  {
    path: '账簿/凭证',
    columns: [
      ['会计期间', 'v.period::text'],
      ['凭证字', 'v.word'],
      ['凭证号', 'v.serial::text'],
      ['日期', 'v.day::text'],
      ['行号', 'l.line_no::text'],
      ['摘要', 'l.summary'],
      ['科目', 'l.account'],
      ['科目名称', `(select r.name from books.record r where r.org_id = l.org_id and r.type = 'account' and r.code = l.account)`],
      ['借方', yuan('l.debit')],
      ['贷方', yuan('l.credit')],
      ['往来单位', 'l.party_id::text', CODE],
      ['商品', 'l.item_id::text', CODE],
      ['部门', 'l.department_id::text', CODE],
      ['项目', 'l.project_id::text', CODE],
      ['单号', 'd.number'],
      ['制单人', 'v.maker_id::text', NAME],
      ['审核人', 'v.approver_id::text', NAME],
      ['记账时间', 'v.booked_at::text'],
    ],
    from: 'books.voucher v join books.voucher_line l on l.org_id = v.org_id and l.voucher_id = v.id join books.document d on d.org_id = v.org_id and d.id = v.doc_id where v.org_id = books.org() order by v.period, v.word, v.serial, l.line_no',
  },
  {
    path: '账簿/往来账项',
    columns: [
      ['方向', 'o.side', { words: { receivable: '应收', payable: '应付' } }],
      ['往来单位', 'o.party_id::text', CODE],
      ['单号', 'coalesce(o.number, d.number)'],
      ['日期', 'o.day::text'],
      ['到期日', 'o.due::text'],
      ['科目', 'o.account'],
      ['金额', yuan('o.amount')],
      ['已核销', yuan('o.settled')],
      ['外币', 'o.currency::text', CODE],
      ['外币金额', yuan('o.foreign_amount')],
    ],
    from: 'books.open_item o join books.document d on d.org_id = o.org_id and d.id = o.doc_id where o.org_id = books.org() order by o.day, o.id',
  },
  {
    path: '账簿/核销记录',
    columns: [
      ['日期', 's.day::text'],
      ['核销的账项', 'coalesce(o.number, a.number)'],
      ['核销单据', 'b.number'],
      ['金额', yuan('s.amount')],
    ],
    from: 'books.settlement s join books.open_item o on o.org_id = s.org_id and o.id = s.open_item join books.document a on a.org_id = s.org_id and a.id = o.doc_id join books.document b on b.org_id = s.org_id and b.id = s.doc_id where s.org_id = books.org() order by s.id',
  },
  {
    path: '审计/操作日志',
    columns: [
      ['时间', 'a.at::text'],
      ['操作人', 'a.user_name'],
      ['动作', 'a.action'],
      ['对象', 'a.subject'],
      ['摘要', 'a.summary'],
      ['情境', 'a.context::text'],
      ['改动', 'a.change::text'],
      ['证明（哈希）', 'a.hash'],
    ],
    from: 'books.audit_log a where a.org_id = books.org() order by a.id',
  },
  {
    path: '审计/事件链',
    columns: [
      ['位置', 'e.pos::text'],
      ['事件', 'e.name'],
      ['对象', 'e.agg'],
      ['版本', 'e.agg_seq::text'],
      ['内容', 'e.payload::text'],
      ['发生时间', 'e.created::text'],
      ['前一哈希', 'e.prev'],
      ['哈希', 'e.hash'],
      ['事件标识', 'e.id::text'],
      ['组织标识', 'e.org_id::text'],
    ],
    from: 'bus.event_log e where e.org_id = books.org() order by e.pos',
  },
];

/** Every file of an export, in the order it is written. */
export const exportFiles = (catalog: { readonly records: readonly AnyRecord[]; readonly documents: readonly AnyDocument[] }): readonly ExportFile[] => [
  ...catalog.records.map(recordFile),
  ...catalog.documents.flatMap(documentFiles),
  ...BOOKS,
];
