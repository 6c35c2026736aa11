// Promise: an invented shop of 400 products and a server of sorts with delays, so that the demo and its tests need nothing else.
import type { Candidate, Column, LookupRef, Lookups } from '../index';
import { multiply } from '../index';

export interface Line {
  readonly _key: string;
  readonly product: LookupRef | null;
  readonly warehouse: string;
  readonly lot: string;
  readonly until: string;
  readonly qty: string;
  readonly price: string;
  readonly discount: string;
  readonly amount: string;
  readonly remark: string;
}

interface Product extends Candidate {
  readonly spec: string;
  readonly unit: string;
  readonly initials: string;
  readonly barcode: string;
}

const NAMES: readonly (readonly [string, string, string, string])[] = [
  ['农夫山泉饮用天然水', 'nfsqyytrs', '550ml*24', '箱'],
  ['伊利纯牛奶', 'ylcnn', '250ml*16', '箱'],
  ['三只松鼠每日坚果', 'szssmrjg', '750g', '盒'],
  ['双汇王中王火腿肠', 'shwzwhtc', '30g*9', '包'],
  ['百岁山矿泉水', 'bssksq', '570ml*24', '箱'],
  ['蓝月亮洗衣液', 'lylxyy', '3kg', '瓶'],
  ['清风原木纯品抽纸', 'qfymcpcz', '3层120抽*24', '提'],
  ['金龙鱼调和油', 'jlythy', '5L', '桶'],
  ['康师傅红烧牛肉面', 'ksfhsnrm', '120g*5', '袋'],
  ['公牛插座', 'gncz', '3米 6位', '个'],
];

export const PRODUCTS: readonly Product[] = Array.from({ length: 400 }, (_, i) => {
  const [name, initials, spec, unit] = NAMES[i % NAMES.length] as (typeof NAMES)[number];
  const code = `SP${100001 + i}`;
  return {
    id: `p${i}`,
    code,
    label: i < NAMES.length ? name : `${name} ${Math.floor(i / NAMES.length)}号`,
    initials,
    spec,
    unit,
    barcode: `69${String(10000000000 + i * 7919)}`,
    stock: String((i * 37) % 210),
    price: `${((i * 53) % 160) + 1}.${String((i * 7) % 100).padStart(2, '0')}`,
  };
});

export function derive(line: Line, changed: string): Line {
  const product = line.product as Product | null;
  const price = changed === 'product' ? (product?.price ?? '') : line.price;
  return { ...line, price, amount: multiply([line.qty, price, line.discount || '100', '0.01'], 2) };
}

export function line(i: number): Line {
  const product = PRODUCTS[(i * 37) % PRODUCTS.length] as Product;
  const bare: Line = {
    _key: `l${i}`,
    product,
    warehouse: ['main', 'east', 'cold'][i % 3] as string,
    lot: `2611${String(10 + (i % 20))}`,
    until: '2027-05-31',
    qty: String(((i * 53) % 200) + 1),
    price: '',
    discount: '100',
    amount: '',
    remark: '',
  };
  return derive(bare, 'product');
}

export const columns: readonly Column<Line>[] = [
  { key: 'product', title: '商品编码', kind: 'lookup', lookup: 'product', width: 120, required: true },
  { key: 'name', title: '商品名称', kind: 'readonly', width: 200, grow: true, text: (row) => row.product?.label ?? '' },
  { key: 'spec', title: '规格', kind: 'readonly', width: 110, text: (row) => String(row.product?.['spec'] ?? '') },
  { key: 'unit', title: '单位', kind: 'readonly', width: 56, text: (row) => String(row.product?.['unit'] ?? '') },
  {
    key: 'warehouse',
    title: '仓库',
    kind: 'select',
    width: 84,
    options: [
      { value: 'main', label: '总仓' },
      { value: 'east', label: '华东仓' },
      { value: 'cold', label: '冷库' },
    ],
    skip: true,
  },
  { key: 'lot', title: '批次', kind: 'text', width: 88, skip: true },
  { key: 'until', title: '有效期至', kind: 'date', width: 104, skip: true },
  { key: 'qty', title: '数量', kind: 'qty', width: 92, required: true, sum: true },
  { key: 'price', title: '单价', kind: 'money', width: 92 },
  { key: 'discount', title: '折扣%', kind: 'number', width: 72, decimals: 0, skip: true },
  { key: 'amount', title: '金额', kind: 'readonly', width: 120, decimals: 2, sum: true, align: 'right' },
  { key: 'remark', title: '备注', kind: 'text', width: 120 },
];

const wait = (ms: number): Promise<void> =>
  new Promise((done) => {
    setTimeout(done, ms);
  });

/** Counts its calls so that a test can see that a paste asks once. */
export const served = { search: 0, resolve: 0, delay: 30 };

export const lookup: Lookups<Line> = {
  search: async (_name, text) => {
    served.search++;
    await wait(served.delay);
    const t = text.toLowerCase();
    return PRODUCTS.filter((p) => p.code.toLowerCase().startsWith(t) || p.barcode === t || p.initials.startsWith(t) || p.label.includes(text)).slice(0, 20);
  },
  resolve: async (_name, texts) => {
    served.resolve++;
    await wait(served.delay);
    const wanted = new Set(texts);
    return new Map(PRODUCTS.flatMap((p) => [p.code, p.barcode].filter((x) => wanted.has(x)).map((x) => [x, p] as const)));
  },
  create: async (_name, text) => ({ id: 'p-new', code: 'SP900001', label: text || '新商品', spec: '新', unit: '个', price: '1.00' }),
};
