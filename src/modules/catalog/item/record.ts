// 商品: what is bought, kept and sold, with its units, lots and tax class.
import { choice, flag, int, list, note, percent, qty, ref, text, unitPrice } from '#kernel/field';
import { defineRecord } from '#kernel/record';
import { gather } from '#kernel/refusal';

export const item = defineRecord({
  type: 'item',
  zh: '商品',
  codePrefix: 'SP',
  fields: {
    category: ref('item-category', '分类'),
    spec: text('规格', { max: 80 }),
    brand: text('品牌', { max: 40 }),
    unit: text('基本单位', { required: true, max: 12 }),
    units: list(
      '其他单位',
      { unit: text('单位', { required: true, max: 12 }), num: int('等于', { required: true }), den: int('除以', { initial: '1' }), barcode: text('条码', { max: 30 }) },
      { max: 8, hint: '1 箱 = 12 瓶：单位填箱，等于填 12' },
    ),
    barcode: text('条码', { max: 30 }),
    tracksLots: flag('批次管理'),
    tracksExpiry: flag('保质期管理'),
    tracksSerials: flag('序列号管理'),
    shelfLifeDays: int('保质期（天）'),
    taxRate: percent('税率', { initial: '0.13' }),
    taxCode: text('税收分类编码', { max: 19 }),
    purchasePrice: unitPrice('参考进价（含税）', { sign: 'zero', secret: 'price' }),
    salePrice: unitPrice('零售价（含税）', { sign: 'zero' }),
    minQty: qty('最低库存', { sign: 'zero' }),
    maxQty: qty('最高库存', { sign: 'zero' }),
    warehouse: ref('warehouse', '默认仓库'),
    temperature: choice(
      '温层',
      [
        { value: 'normal', zh: '常温' },
        { value: 'chilled', zh: '冷藏' },
        { value: 'frozen', zh: '冷冻' },
      ],
      { initial: 'normal' },
    ),
    attributes: note('其他属性'),
  },
  list: ['category', 'spec', 'unit', 'barcode', 'purchasePrice', 'salePrice'],
  search: ['spec', 'barcode', 'brand'],
  filters: ['category'],
  groups: [
    { zh: '基本', fields: ['category', 'spec', 'brand', 'unit', 'units', 'barcode'] },
    { zh: '管理方式', fields: ['tracksLots', 'tracksExpiry', 'tracksSerials', 'shelfLifeDays', 'temperature', 'warehouse'] },
    { zh: '价格与税', fields: ['purchasePrice', 'salePrice', 'taxRate', 'taxCode'] },
    { zh: '库存控制', fields: ['minQty', 'maxQty', 'attributes'] },
  ],
  check: ({ data }) =>
    gather([
      data.tracksExpiry && !data.tracksLots && { refused: 'expiry-needs-lots', path: 'data.tracksLots' },
      data.tracksExpiry && !data.shelfLifeDays && { refused: 'shelf-life-missing', path: 'data.shelfLifeDays' },
      data.minQty !== null && data.maxQty !== null && data.minQty > data.maxQty && { refused: 'min-above-max', path: 'data.minQty' },
      ...data.units.map(
        (u, i) =>
          ((u as { num: number; den: number | null }).num <= 0 || ((u as { den: number | null }).den ?? 1) <= 0) && { refused: 'ratio-not-positive', path: `data.units[${i}].num` },
      ),
    ]),
  refusals: {
    'expiry-needs-lots': { http: 422, retry: 'never', zh: '启用保质期管理时必须同时启用批次管理' },
    'shelf-life-missing': { http: 422, retry: 'never', zh: '启用保质期管理时请填写保质期天数' },
    'min-above-max': { http: 422, retry: 'never', zh: '最低库存不能大于最高库存' },
    'ratio-not-positive': { http: 422, retry: 'never', zh: '单位换算必须大于 0，例如 1 箱 = 12 瓶' },
  },
  empty: '还没有商品。按 Alt+N 新建，或从 Excel 导入整张商品表。',
});
