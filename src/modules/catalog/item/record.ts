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
    bestBeforeDays: int('最佳食用提前（天）', { hint: '到期前几天起不再是最佳食用期' }),
    removalDays: int('下架提前（天）', { hint: '到期前几天下架' }),
    alertDays: int('预警提前（天）', { hint: '到期前几天开始列入临期；留空为 30 天' }),
    taxRate: percent('税率', { initial: '0.13' }),
    taxCode: text('税收分类编码', { max: 19 }),
    costMethod: choice(
      '计价方法',
      [
        { value: 'moving-average', zh: '移动加权平均' },
        { value: 'fifo', zh: '先进先出' },
        { value: 'individual', zh: '个别计价' },
        { value: 'monthly-average', zh: '全月一次加权平均' },
        { value: 'standard', zh: '标准成本' },
      ],
      { initial: 'moving-average', hint: '已有库存业务后只能用“计价方法变更单”在期初切换' },
    ),
    standardCost: unitPrice('标准成本（每基本单位）', { sign: 'zero', secret: 'cost', hint: '计价方法为标准成本时必填；有库存后用“标准成本调整单”更改' }),
    purchasePrice: unitPrice('参考进价（含税）', { sign: 'zero', secret: 'price', hint: '还没有成本的商品，盘盈和负库存出库先按它（扣除可抵扣进项税）计价，入库后自动更正' }),
    salePrice: unitPrice('零售价（含税）', { sign: 'zero' }),
    consignor: ref('supplier', '受托代销委托方', { hint: '别人的货放在我们这里卖：填货主；自己的货留空。同一商品既自营又代销时各建一个商品' }),
    consignMode: choice(
      '代销方式',
      [
        { value: 'fee', zh: '收取手续费' },
        { value: 'buyout', zh: '视同买断' },
      ],
      { initial: 'fee', hint: '收取手续费：售价归委托方，我们收佣金；视同买断：按约定价结算，差价归我们' },
    ),
    consignFee: percent('手续费率', { hint: '占不含税售价的比例，例如 10%；视同买断不填' }),
    minQty: qty('最低库存', { sign: 'zero' }),
    maxQty: qty('最高库存', { sign: 'zero' }),
    weight: qty('单位重量（千克）', { sign: 'zero', hint: '每基本单位；按重量分摊采购费用时用' }),
    volume: qty('单位体积（立方米）', { sign: 'zero', hint: '每基本单位；按体积分摊采购费用时用' }),
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
  fixedInStock: ['tracksSerials'],
  list: ['category', 'spec', 'unit', 'barcode', 'purchasePrice', 'salePrice'],
  search: ['spec', 'barcode', 'brand'],
  filters: ['category'],
  groups: [
    { zh: '基本', fields: ['category', 'spec', 'brand', 'unit', 'units', 'barcode'] },
    {
      zh: '管理方式',
      fields: [
        'tracksLots',
        'tracksExpiry',
        'tracksSerials',
        'shelfLifeDays',
        'bestBeforeDays',
        'removalDays',
        'alertDays',
        'temperature',
        'warehouse',
        'costMethod',
        'standardCost',
      ],
    },
    { zh: '价格与税', fields: ['purchasePrice', 'salePrice', 'taxRate', 'taxCode'] },
    { zh: '受托代销', fields: ['consignor', 'consignMode', 'consignFee'] },
    { zh: '库存控制', fields: ['minQty', 'maxQty', 'weight', 'volume', 'attributes'] },
  ],
  check: ({ data }) =>
    gather([
      data.tracksSerials && data.tracksLots && { refused: 'lots-or-serials', path: 'data.tracksSerials' },
      data.tracksExpiry && !data.tracksLots && { refused: 'expiry-needs-lots', path: 'data.tracksLots' },
      data.tracksExpiry && !data.shelfLifeDays && { refused: 'shelf-life-missing', path: 'data.shelfLifeDays' },
      ...(['bestBeforeDays', 'removalDays', 'alertDays'] as const).map((name) => {
        const days = data[name];
        return days !== null && data.shelfLifeDays !== null && days > data.shelfLifeDays && { refused: 'mark-beyond-shelf-life', path: `data.${name}` };
      }),
      data.costMethod === 'standard' && data.standardCost === null && { refused: 'standard-cost-missing', path: 'data.standardCost' },
      data.costMethod === 'individual' && !data.tracksLots && !data.tracksSerials && { refused: 'individual-needs-lots', path: 'data.costMethod' },
      data.consignor !== null && data.costMethod === 'standard' && { refused: 'consigned-at-standard', path: 'data.costMethod' },
      data.consignor !== null && data.consignMode !== 'buyout' && data.consignFee === null && { refused: 'consign-fee-missing', path: 'data.consignFee' },
      data.minQty !== null && data.maxQty !== null && data.minQty > data.maxQty && { refused: 'min-above-max', path: 'data.minQty' },
      ...data.units.map(
        (u, i) =>
          ((u as { num: number; den: number | null }).num <= 0 || ((u as { den: number | null }).den ?? 1) <= 0) && { refused: 'ratio-not-positive', path: `data.units[${i}].num` },
      ),
    ]),
  refusals: {
    'lots-or-serials': { http: 422, retry: 'never', zh: '序列号管理与批次管理只能启用一个：一个序列号就是只有一件的批次' },
    'expiry-needs-lots': { http: 422, retry: 'never', zh: '启用保质期管理时必须同时启用批次管理' },
    'shelf-life-missing': { http: 422, retry: 'never', zh: '启用保质期管理时请填写保质期天数' },
    'mark-beyond-shelf-life': { http: 422, retry: 'never', zh: '提前天数不能超过保质期天数' },
    'standard-cost-missing': { http: 422, retry: 'never', zh: '计价方法为标准成本时请填写标准成本' },
    'individual-needs-lots': { http: 422, retry: 'never', zh: '个别计价需要启用批次管理或序列号管理' },
    'min-above-max': { http: 422, retry: 'never', zh: '最低库存不能大于最高库存' },
    'costing-fixed': { http: 409, retry: 'never', zh: '“{item}”已有库存业务，计价方法和标准成本不能在资料上修改；请做“{document}”，在期初切换并留下记录' },
    'consigned-at-standard': { http: 422, retry: 'never', zh: '受托代销商品按约定价核算，不能用标准成本，请换一种计价方法' },
    'consign-fee-missing': { http: 422, retry: 'never', zh: '收取手续费的代销商品请填写手续费率（0 也要填）' },
    'consignor-fixed': { http: 409, retry: 'never', zh: '“{item}”已有库存业务，委托方和代销方式不能更改；请为另一委托方另建商品' },
    'ratio-not-positive': { http: 422, retry: 'never', zh: '单位换算必须大于 0，例如 1 箱 = 12 瓶' },
  },
  empty: '还没有商品。按 Alt+N 新建，或从 Excel 导入整张商品表。',
});
