// The documents that can be imported: which columns they take, how rows are gathered into documents, and what is filled in when the file is silent.
import { day, money } from '#kernel/field';
import type { Fields } from '#kernel/field';
import type { AnyDocument } from '#kernel/document';
import { hasColumn, target, type Target } from './columns.ts';
import { writable } from './values.ts';

export type DocumentKind = {
  readonly name: string;
  readonly zh: string;
  readonly type: string;
  /** Head fields that may differ from row to row; rows with equal ones on one day make one document. */
  readonly head: readonly string[];
  /** Line fields that must be in the file. */
  readonly needs: readonly string[];
  /** The day a row gets that has none: opening figures stand on the first open day; everything else must say its day. */
  readonly dayless: 'first-open-day' | 'refuse';
  /** 金额 may stand instead of 单价; the price is then worked out and must give the same amount. */
  readonly amount: boolean;
  /** The line field that holds the price of one unit. */
  readonly price?: string;
  /** Other names of columns, by field, that mean something else in other kinds. */
  readonly also?: Readonly<Record<string, readonly string[]>>;
  /** Another kind of the same name for files that lack the field `without`: what people call 期初余额 is two things. */
  readonly or?: { readonly without: string; readonly kind: string };
};

export const DOCUMENT_KINDS: readonly DocumentKind[] = [
  { name: 'opening-stock', zh: '期初库存', type: 'other-receipt', head: ['warehouse'], needs: ['item', 'qty'], dayless: 'first-open-day', amount: true, price: 'unitCost' },
  {
    name: 'receipts',
    zh: '采购入库',
    type: 'goods-receipt',
    head: ['supplier', 'warehouse', 'deliveryNote'],
    needs: ['item', 'qty'],
    dayless: 'refuse',
    amount: true,
    price: 'price',
  },
  {
    name: 'sales-history',
    zh: '销售历史',
    type: 'retail-sale',
    head: ['warehouse', 'wallet', 'customer', 'cashier'],
    needs: ['item', 'qty'],
    dayless: 'refuse',
    amount: true,
    price: 'price',
  },
  {
    name: 'opening-balances',
    zh: '期初余额',
    type: 'journal-voucher',
    head: [],
    needs: ['account'],
    dayless: 'first-open-day',
    amount: false,
    or: { without: 'account', kind: 'opening-items' },
  },
  {
    name: 'opening-items',
    zh: '期初往来',
    type: 'opening-balance',
    head: [],
    needs: ['side', 'party', 'amount', 'origin'],
    // The day of a line is when it arose; the document itself stands on the first open day.
    dayless: 'first-open-day',
    amount: false,
    also: {
      day: [],
      side: ['往来类别', '类型', '方向', '往来方向'],
      party: ['客户', '供应商', '客户名称', '供应商名称', '单位名称', '往来单位名称'],
      amount: ['金额', '余额', '未核销金额', '未收金额', '未付金额', '期初余额'],
      origin: ['日期', '单据日期', '业务日期', '开票日期'],
      due: ['到期', '应收日期', '应付日期'],
      number: ['单号', '单据号', '单据编号', '发票号', '发票号码'],
    },
  },
];

/** The kind a file is of, by its columns: 期初余额 without a 科目 is 期初往来. */
export function kindOfFile(
  kind: DocumentKind,
  header: readonly string[],
  work: { readonly map: Readonly<Record<string, string>>; readonly targets: (kind: DocumentKind) => readonly Target[] },
): DocumentKind {
  const other = kind.or ? DOCUMENT_KINDS.find((k) => k.name === kind.or?.kind) : undefined;
  if (!kind.or || !other) return kind;
  const wanted = work.targets(kind).filter((t) => t.path === `line.${kind.or?.without}`);
  return hasColumn(header, wanted, work.map) ? kind : other;
}

/** The columns of a kind: day, head and line fields, and 金额 where it can stand for the price. */
export function documentTargets(kind: DocumentKind, def: AnyDocument): readonly Target[] {
  const head = def.head as Fields;
  const line = def.line as Fields;
  const also = (name: string) => (kind.also?.[name] ? { also: kind.also[name] } : {});
  return [
    ...(kind.also?.['day']?.length === 0 ? [] : [target('day', day('日期'), { required: kind.dayless === 'refuse' })]),
    ...kind.head.flatMap((name) => {
      const field = head[name];
      return field ? [target(`head.${name}`, field, { required: field.required })] : [];
    }),
    ...Object.entries(line)
      .filter(([, f]) => writable(f) && f.kind !== 'list')
      .map(([name, f]) => target(`line.${name}`, f, { required: kind.needs.includes(name), ...also(name) })),
    ...(kind.amount ? [target('amount', money('金额', { sign: 'zero' }))] : []),
  ];
}
