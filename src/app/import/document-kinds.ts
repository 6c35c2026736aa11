// The documents that can be imported: which columns they take, how rows are gathered into documents, and what is filled in when the file is silent.
import { day, money } from '#kernel/field';
import type { Fields } from '#kernel/field';
import type { AnyDocument } from '#kernel/document';
import { target, type Target } from './columns.ts';
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
  { name: 'opening-balances', zh: '期初余额', type: 'journal-voucher', head: [], needs: ['account'], dayless: 'first-open-day', amount: false },
];

/** The columns of a kind: day, head and line fields, and 金额 where it can stand for the price. */
export function documentTargets(kind: DocumentKind, def: AnyDocument): readonly Target[] {
  const head = def.head as Fields;
  const line = def.line as Fields;
  return [
    target('day', day('日期'), { required: kind.dayless === 'refuse' }),
    ...kind.head.flatMap((name) => {
      const field = head[name];
      return field ? [target(`head.${name}`, field, { required: field.required })] : [];
    }),
    ...Object.entries(line)
      .filter(([, f]) => writable(f) && f.kind !== 'list')
      .map(([name, f]) => target(`line.${name}`, f, { required: kind.needs.includes(name) })),
    ...(kind.amount ? [target('amount', money('金额', { sign: 'zero' }))] : []),
  ];
}
